"""`callHierarchy/incomingCalls`: who calls an item.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.lsp.hierarchy import calls_of
from codegraph_server.lsp.written import Written

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def incoming_calls(
    ls: CodeGraphServer, params: types.CallHierarchyIncomingCallsParams
) -> Written | None:
    """Callers with the places of their calls. The item may lie in a file that is not open."""
    return await calls_of(ls, params.item, "callers", "from")

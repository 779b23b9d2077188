"""`callHierarchy/outgoingCalls`: what an item calls.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.lsp.hierarchy import calls_of
from codegraph_server.lsp.written import Written

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def outgoing_calls(
    ls: CodeGraphServer, params: types.CallHierarchyOutgoingCallsParams
) -> Written | None:
    """Callees with the places of the calls, which lie in the item that was asked about."""
    return await calls_of(ls, params.item, "callees", "to")

"""`callHierarchy/incomingCalls`: who calls an item.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.lsp.hierarchy import IncomingCall, asked, item, ranges

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def incoming_calls(
    ls: CodeGraphServer, params: types.CallHierarchyIncomingCallsParams
) -> list[IncomingCall] | None:
    """Callers with the places of their calls. The item may lie in a file that is not open."""
    found = await asked(ls, params.item, "callers")
    if found is None:
        return None
    spelling, results = found
    return [
        {"from": item(spelling, result), "fromRanges": ranges(spelling, result)}
        for result in results
    ]

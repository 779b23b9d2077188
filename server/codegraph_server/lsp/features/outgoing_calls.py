"""`callHierarchy/outgoingCalls`: what an item calls.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.lsp.hierarchy import OutgoingCall, asked, item, ranges

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def outgoing_calls(
    ls: CodeGraphServer, params: types.CallHierarchyOutgoingCallsParams
) -> list[OutgoingCall] | None:
    """Callees with the places of the calls, which lie in the item that was asked about."""
    found = await asked(ls, params.item, "callees")
    if found is None:
        return None
    spelling, results = found
    return [
        {"to": item(spelling, result), "fromRanges": ranges(spelling, result)} for result in results
    ]

"""`workspaceSymbol/resolve`: where a symbol of the list stands by now.

Belongs here: this method. Stays out: the list (`workspace_symbol`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from codegraph_client.protocol import Result
from codegraph_server.lsp.convert import Range

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def workspace_symbol_resolve(
    ls: CodeGraphServer, symbol: types.WorkspaceSymbol
) -> dict[str, Any]:
    """The symbol with the range of its name, unsaved text counted; as it came if it has one.

    Of several definitions it is the one nearest to where the list had it. That line itself is left
    if the symbol is gone.
    """
    found = _as_it_came(symbol)
    data = symbol.data
    if isinstance(symbol.location, types.Location) or not isinstance(data, dict):
        return found
    uri, line, qualified = symbol.location.uri, data.get("line"), data.get("qualified")
    if not isinstance(line, int) or not isinstance(qualified, str):
        return found
    here: Range = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}}
    told = await ls.ask_unbidden(ls.file(uri), "outline")
    if told is not None:
        spelling, results = told
        same = [each for each in _all(results) if each.get("qualified") == qualified]
        if same:
            here = spelling.selection(min(same, key=lambda each: abs(each["line"] - line)))
    return {**found, "location": {"uri": uri, "range": here}}


def _as_it_came(symbol: types.WorkspaceSymbol) -> dict[str, Any]:
    # Not by lsprotocol, which leaves kinds as numbers when it reads and wants its own to write.
    given = {"containerName": symbol.container_name, "tags": symbol.tags, "data": symbol.data}
    return {
        "name": symbol.name,
        "kind": symbol.kind,
        "location": symbol.location,
        **{name: value for name, value in given.items() if value is not None},
    }


def _all(results: Sequence[Result]) -> Iterator[Result]:
    for result in results:
        yield result
        yield from _all(result.get("children", ()))

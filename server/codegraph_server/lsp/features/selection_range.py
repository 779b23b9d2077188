"""`textDocument/selectionRange`: the pieces of a file around each of some positions.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NotRequired, TypedDict

from lsprotocol import types

from codegraph_server.lsp.convert import Position, Range
from codegraph_server.lsp.positions import BOM, client_column, units
from codegraph_server.lsp.targets import line_of
from codegraph_server.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


class SelectionRange(TypedDict):
    """LSP's `SelectionRange`."""

    range: Range
    parent: NotRequired[SelectionRange]


async def selection_range(
    ls: CodeGraphServer, params: types.SelectionRangeParams
) -> list[SelectionRange] | None:
    """One for each position, in their order; None if the file is in no workspace."""
    uri = params.text_document.uri
    targets = [ls.target(uri, position) for position in params.positions]
    known = [target for target in targets if target is not None]
    if not known or len(known) < len(targets):
        return None
    asked = {"path": known[0].path, "positions": [[each.line, each.column] for each in known]}
    answer = await ls.ask_one(known[0].workspace, "selections", asked)
    position = partial(_position, ls, (known[0].workspace, known[0].path), uri)
    # Of positions that mean nothing to the daemon there are no results.
    around = [result["extents"] for result in answer["results"]] or [[] for _ in known]
    return [
        _nested(position, at, extents) for at, extents in zip(params.positions, around, strict=True)
    ]


def _position(
    ls: CodeGraphServer, found: tuple[Workspace, str], uri: str, line: int, column: int
) -> Position:
    """A position of the daemon as the client counts."""
    text = line_of(found, uri, line, ls.documents) or ""
    if line == 0 and text.startswith(BOM):
        column += units(BOM, "utf-8")
    return {"line": line, "character": client_column(column, text, ls.encoding)}


def _nested(
    position: Callable[[int, int], Position], at: types.Position, extents: list[list[int]]
) -> SelectionRange:
    made: SelectionRange | None = None
    for line, column, end_line, end_column in reversed(extents):
        around: Range = {"start": position(line, column), "end": position(end_line, end_column)}
        made = {"range": around} if made is None else {"range": around, "parent": made}
    here: Position = {"line": at.line, "character": at.character}
    return made or {"range": {"start": here, "end": here}}

"""`codegraph/paths`: the shortest ways by calls from the symbol at a position to another one.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from codegraph_server.lsp.walked import TextDocument, envelope, walked_from

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/paths"

_OPTIONS: Final = ("most", "possible")
_TOLD: Final = ("route", "distance", "use", "through", "tier", "confidence", "key")


@attrs.define
class PathsTo:
    """The other symbol: at a position, by its name, or by the `key` of an earlier result."""

    textDocument: TextDocument | None = None
    position: types.Position | None = None
    symbol: str | None = None
    key: str | None = None


@attrs.define
class PathsParams:
    """LSP's usual position, spelled as it is on the wire, and what to find a way to."""

    textDocument: TextDocument
    position: types.Position
    to: PathsTo
    most: int | None = None
    possible: str | None = None


async def paths(ls: CodeGraphServer, params: PathsParams) -> dict[str, Any] | None:
    """The ways, each from its beginning to its end; None for a file outside every root."""
    asked = walked_from(ls, METHOD, params, _OPTIONS)
    if asked is None:
        return None
    workspace, question = asked
    to = params.to
    if to.symbol is not None:
        question["to"] = {"symbol": to.symbol}
    elif to.key is not None:
        question["to"] = {"key": to.key}
    elif to.textDocument is None or to.position is None:
        raise JsonRpcInvalidParams(f"{METHOD}: `to` must be a position, a symbol or a key")
    else:
        goal = ls.target(to.textDocument.uri, to.position)
        if goal is None or goal.workspace is not workspace:
            return {"results": [], "complete": True, "reason": "they are not in one root"}
        question["to"] = goal.place
    answer = await ls.ask_one(workspace, "paths", question)
    spelling = ls.spelling(workspace)
    made = envelope(spelling, answer, _TOLD)
    for told, result in zip(made["results"], answer["results"], strict=True):
        if "at" in result:
            told["line"] = result["at"][0]
    return made

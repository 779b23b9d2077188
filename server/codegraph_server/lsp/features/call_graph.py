"""`codegraph/callGraph`: the symbols around the one at a position, with the calls among them.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from lsprotocol import types

from codegraph_server.lsp.walked import TextDocument, asked_of_root, envelope, walked_from

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer
    from codegraph_server.lsp.workspaces import Workspace

METHOD = "codegraph/callGraph"

_OPTIONS: Final = ("direction", "depth", "most", "beside", "possible")
_TOLD: Final = ("distance", "test", "key")
_EDGE: Final = ("source", "target", "use", "tier", "confidence", "line")


@attrs.define
class CallGraphParams:
    """LSP's usual position, spelled as it is on the wire, or the `key` of an earlier result, or a
    whole document without either."""

    textDocument: TextDocument
    position: types.Position | None = None
    key: str | None = None
    direction: str | None = None
    depth: int | None = None
    most: int | None = None
    beside: list[str] | None = None
    possible: str | None = None


async def call_graph(ls: CodeGraphServer, params: CallGraphParams) -> dict[str, Any] | None:
    """The graph around what stands there; None for a file outside every root."""
    asked = _asked(ls, params)
    if asked is None:
        return None
    workspace, question = asked
    answer = await ls.ask_one(workspace, "callGraph", question)
    edges = [
        {name: edge[name] for name in _EDGE if name in edge} for edge in answer.get("edges", ())
    ]
    return {**envelope(ls.spelling(workspace), answer, _TOLD), "edges": edges}


def _asked(ls: CodeGraphServer, params: CallGraphParams) -> tuple[Workspace, dict[str, Any]] | None:
    if params.key is None:
        return walked_from(ls, METHOD, params, _OPTIONS)
    asked = asked_of_root(ls, METHOD, params, _OPTIONS)
    return None if asked is None else (asked[0], asked[1] | {"key": params.key})

"""`codegraph/callGraph`: the symbols around the one at a position, with the calls among them.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from lsprotocol import types

from codegraph_server.lsp.walked import TextDocument, envelope, walked_from

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/callGraph"

_OPTIONS: Final = ("direction", "depth", "most", "possible")
_TOLD: Final = ("distance", "test", "key")
_EDGE: Final = ("source", "target", "use", "tier", "confidence", "line")


@attrs.define
class CallGraphParams:
    """LSP's usual position, spelled as it is on the wire, or a whole document without one."""

    textDocument: TextDocument
    position: types.Position | None = None
    direction: str | None = None
    depth: int | None = None
    most: int | None = None
    possible: str | None = None


async def call_graph(ls: CodeGraphServer, params: CallGraphParams) -> dict[str, Any] | None:
    """The graph around what stands there; None for a file outside every root."""
    asked = walked_from(ls, METHOD, params, _OPTIONS)
    if asked is None:
        return None
    workspace, question = asked
    answer = await ls.ask_one(workspace, "callGraph", question)
    edges = [
        {name: edge[name] for name in _EDGE if name in edge} for edge in answer.get("edges", ())
    ]
    return {**envelope(ls.spelling(workspace), answer, _TOLD), "edges": edges}

"""`codegraph/context`: the pieces of source that answer a question, packed to a number of tokens.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from codegraph_server.lsp.walked import TextDocument, envelope, options_of, walked_from
from codegraph_server.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/context"

_OPTIONS: Final = ("tokens", "tests")
_TOLD: Final = ("group", "form", "score", "reasons", "lines", "key")
_PATIENCE_MILLISECONDS: Final = 2000


@attrs.define
class ContextParams:
    """Words or a name, or a document with or without a position; a document beside words says
    which root is meant."""

    query: str | None = None
    textDocument: TextDocument | None = None
    position: types.Position | None = None
    tokens: int | None = None
    tests: str | None = None


@attrs.define
class _Asked:
    textDocument: TextDocument
    position: types.Position | None
    tokens: int | None
    tests: str | None


async def context(ls: CodeGraphServer, params: ContextParams) -> dict[str, Any] | None:
    """The Markdown and its pieces, the most important file first; None outside every root."""
    if params.query is None and params.textDocument is None:
        raise JsonRpcInvalidParams(f"{METHOD}: either query or textDocument must be given")
    workspace: Workspace | None
    if params.textDocument is not None:
        position = params.position if params.query is None else None
        asked = _Asked(params.textDocument, position, params.tokens, params.tests)
        walked = walked_from(ls, METHOD, asked, _OPTIONS)
        if walked is None:
            return None
        workspace, question = walked
    else:
        workspace = next(iter(ls.workspaces), None)
        if workspace is None:
            return None
        question = options_of(METHOD, params, _OPTIONS)
    if params.query is not None:
        question.pop("path", None)
        question |= {"query": params.query, "patience_ms": _PATIENCE_MILLISECONDS}
    answer = await ls.ask_one(workspace, "context", question)
    summary = answer.get("summary", {})
    made = envelope(ls.spelling(workspace), answer, _TOLD)
    told = {name: value for name, value in summary.items() if name != "markdown"}
    return {**made, "markdown": summary.get("markdown", ""), "summary": told}

"""`codegraph/related`: what to look at next from a position, each with its reason.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from lsprotocol import types

from codegraph_server.lsp.walked import TextDocument, envelope, walked_from

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/related"

_OPTIONS: Final = ("limit", "cursor", "by")
_TOLD: Final = ("group", "score", "reasons", "test", "key")


@attrs.define
class RelatedParams:
    """LSP's usual position, spelled as it is on the wire; all else may be absent."""

    textDocument: TextDocument
    position: types.Position
    limit: int | None = None
    cursor: str | None = None
    by: list[str] | None = None


async def related(ls: CodeGraphServer, params: RelatedParams) -> dict[str, Any] | None:
    """What is related, most first; None for a file outside every root."""
    asked = walked_from(ls, METHOD, params, _OPTIONS)
    if asked is None:
        return None
    workspace, question = asked
    answer = await ls.ask_one(workspace, "related", question)
    return {**envelope(ls.spelling(workspace), answer, _TOLD), "next": answer["next"]}

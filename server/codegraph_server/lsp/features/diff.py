"""`codegraph/diff`: what is different since a revision, symbol by symbol.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from codegraph_server.lsp.walked import TextDocument, asked_of_root

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/diff"

_OPTIONS: Final = ("since", "staged", "limit")
_SECONDS: Final = 60.0
"""Files that differ are parsed in both states."""


@attrs.define
class DiffParams:
    """A document, whose root is meant; all else may be absent."""

    textDocument: TextDocument
    since: str = "HEAD"
    staged: bool = False
    limit: int | None = None


async def diff(ls: CodeGraphServer, params: DiffParams) -> dict[str, Any] | None:
    """The changes by path and line; None for a file outside every root."""
    asked = asked_of_root(ls, METHOD, params, _OPTIONS)
    if asked is None:
        return None
    workspace, question = asked
    answer = await workspace.link.ask_long("diff", question, _SECONDS)
    spelling = ls.spelling(workspace)
    made: dict[str, Any] = {
        "results": [{**row, "uri": spelling.uri(row["path"])} for row in answer["results"]],
        "complete": answer["complete"],
        "summary": answer.get("summary"),
    }
    return made | {"reason": answer["reason"]} if answer.get("reason") else made

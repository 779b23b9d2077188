"""`codegraph/diff`: what is different since a revision, symbol by symbol.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from pygls.exceptions import JsonRpcInvalidParams

from codegraph_server.lsp import uris
from codegraph_server.lsp.walked import TextDocument

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/diff"

_DEADLINE_MILLISECONDS: Final = 10_000
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
    uri = params.textDocument.uri
    if uris.to_path(uri) is None:
        raise JsonRpcInvalidParams(f"{METHOD}: not the URI of a file: {uri}")
    found = ls.file(uri)
    if found is None:
        return None
    workspace = found[0]
    question = {
        "since": params.since,
        "staged": params.staged,
        "limit": params.limit,
        "deadline_ms": _DEADLINE_MILLISECONDS,
        "supersede": METHOD,
    }
    answer = await workspace.link.ask("diff", question)
    spelling = ls.spelling(workspace)
    made: dict[str, Any] = {
        "results": [{**row, "uri": spelling.uri(row["path"])} for row in answer["results"]],
        "complete": answer["complete"],
        "summary": answer.get("summary"),
    }
    return made | {"reason": answer["reason"]} if answer.get("reason") else made

"""`codegraph/deadCode`: what nothing needs, each with its reason.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from codegraph_server.lsp.walked import TextDocument, asked_of_root, envelope

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/deadCode"

_SECONDS: Final = 30.0
"""The first question reads all texts."""
_OPTIONS: Final = ("paths", "kind", "public", "tests", "confidence", "limit", "cursor")
_TOLD: Final = ("reason", "confidence", "size", "inside", "test", "key")


@attrs.define
class DeadCodeParams:
    """A document, whose root is meant; all else may be absent."""

    textDocument: TextDocument
    paths: list[str] | None = None
    kind: list[str] | None = None
    public: bool | None = None
    tests: bool | None = None
    confidence: float | None = None
    limit: int | None = None
    cursor: str | None = None


async def dead_code(ls: CodeGraphServer, params: DeadCodeParams) -> dict[str, Any] | None:
    """The candidates by path and line; None for a file outside every root."""
    asked = asked_of_root(ls, METHOD, params, _OPTIONS)
    if asked is None:
        return None
    workspace, question = asked
    answer = await workspace.link.ask_long("deadCode", question, _SECONDS)
    spelling = ls.spelling(workspace)
    made = envelope(spelling, answer, _TOLD)
    for told, result in zip(made["results"], answer["results"], strict=True):
        if users := result.get("users"):
            told["users"] = [
                {"name": name, "uri": spelling.uri(path), "line": line}
                for name, path, line in users
            ]
    return {**made, "next": answer["next"], "summary": answer["summary"]}

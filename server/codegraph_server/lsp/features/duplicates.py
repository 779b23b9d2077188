"""`codegraph/duplicates`: functions that are nearly the same, in groups.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from codegraph_server.lsp.walked import TextDocument, asked_of_root, envelope

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/duplicates"

_SECONDS: Final = 30.0
"""The first question reads all texts."""
_OPTIONS: Final = ("paths", "similarity", "lines", "tests", "limit", "cursor")
_TOLD: Final = ("copies", "repeated", "size", "similarity", "meaning", "key")


@attrs.define
class DuplicatesParams:
    """A document, whose root is meant; all else may be absent."""

    textDocument: TextDocument
    paths: list[str] | None = None
    similarity: float | None = None
    lines: int | None = None
    tests: bool | None = None
    limit: int | None = None
    cursor: str | None = None


async def duplicates(ls: CodeGraphServer, params: DuplicatesParams) -> dict[str, Any] | None:
    """The groups; None for a file outside every root."""
    asked = asked_of_root(ls, METHOD, params, _OPTIONS)
    if asked is None:
        return None
    workspace, question = asked
    answer = await workspace.link.ask_long("duplicates", question, _SECONDS)
    spelling = ls.spelling(workspace)
    made = envelope(spelling, answer, _TOLD)
    for told, result in zip(made["results"], answer["results"], strict=True):
        inner = {"results": result["targets"], "complete": True}
        told["targets"] = envelope(spelling, inner, _TOLD)["results"]
    return {**made, "next": answer["next"], "summary": answer["summary"]}

"""`codegraph/overview`: what is central in a root, what hangs together, where trouble is likely.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from codegraph_client.protocol import Result
from codegraph_server.lsp.convert import Spelling
from codegraph_server.lsp.walked import TextDocument, asked_of_root

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/overview"

_PATIENCE_SECONDS: Final = 60.0
"""There may be very many files; who asks for an overview waits for it."""
_OPTIONS: Final = ("sections", "most", "tests")
_TOLD: Final = (
    *("section", "score", "why", "use", "tier", "key", "measured"),
    *("reason", "size", "inside", "copies", "repeated", "similarity", "meaning"),
)


@attrs.define
class OverviewParams:
    """A document, whose root is meant; all else may be absent."""

    textDocument: TextDocument
    sections: list[str] | None = None
    most: int = 10
    tests: bool = False


async def overview(ls: CodeGraphServer, params: OverviewParams) -> dict[str, Any] | None:
    """The rows of all sections in their order; None for a file outside every root."""
    asked = asked_of_root(ls, METHOD, params, _OPTIONS)
    if asked is None:
        return None
    workspace, question = asked
    answer = await workspace.link.ask("overview", question, _PATIENCE_SECONDS)
    spelling = ls.spelling(workspace)
    made: dict[str, Any] = {
        "results": [_row(spelling, result) for result in answer["results"]],
        "complete": answer["complete"],
        "summary": answer.get("summary"),
    }
    return made | {"reason": answer["reason"]} if answer.get("reason") else made


def _row(spelling: Spelling, result: Result) -> dict[str, Any]:
    row: dict[str, Any] = {
        **spelling.information(result),
        **{n: v for n, v in result.items() if n in _TOLD},
    }
    if "targets" in result:
        row["targets"] = [_row(spelling, step) for step in result["targets"]]
    return row

"""`codegraph/impact`: what a change of the symbol at a position may reach, and which tests run it.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from codegraph_server.lsp import uris
from codegraph_server.lsp.convert import Spelling

if TYPE_CHECKING:
    from codegraph_client.protocol import Result
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/impact"

LIMIT: Final = 200
"""Results of an answer if the client names no number."""

_OPTIONS: Final = ("cursor", "depth", "tests", "possible")
"""What goes to the daemon as the client says it; the question `impact` says what it means."""
_TOLD: Final = ("distance", "use", "through", "tier", "confidence", "test", "key")


@attrs.define
class TextDocument:
    """The file that is asked about."""

    uri: str


@attrs.define
class ImpactParams:
    """LSP's usual position, spelled as it is on the wire; all else may be absent."""

    textDocument: TextDocument
    position: types.Position
    limit: int = LIMIT
    cursor: str | None = None
    depth: int | None = None
    tests: str | None = None
    possible: str | None = None


async def impact(ls: CodeGraphServer, params: ImpactParams) -> dict[str, Any] | None:
    """Whom a change of what stands there may reach; None for a file outside every root."""
    uri = params.textDocument.uri
    if uris.to_path(uri) is None:
        raise JsonRpcInvalidParams(f"{METHOD}: not the URI of a file: {uri}")
    target = ls.target(uri, params.position)
    if target is None:
        return None
    question: dict[str, Any] = {"limit": params.limit, "supersede": METHOD}
    for name in _OPTIONS:
        if (value := getattr(params, name)) is not None:
            question[name] = value
    answer = await ls.ask_at(target, "impact", question)
    spelling = ls.spelling(target.workspace)
    summary = answer["summary"]
    made: dict[str, Any] = {
        "results": [_reached(spelling, result) for result in answer["results"]],
        "complete": answer["complete"],
        "next": answer["next"],
        "summary": {
            **summary,
            "test_files": [[spelling.uri(path), tests] for path, tests in summary["test_files"]],
        },
    }
    return made | {"reason": answer["reason"]} if answer.get("reason") else made


def _reached(spelling: Spelling, result: Result) -> dict[str, Any]:
    information = spelling.information(result)
    return {**information, **{name: result[name] for name in _TOLD if name in result}}

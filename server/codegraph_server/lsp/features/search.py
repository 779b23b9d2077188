"""`codegraph/search`: code by what it is about, in words, by name, by phrase or by pattern.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Final

import attrs
from lsprotocol import types

from codegraph_client.errors import CodeGraphError
from codegraph_client.protocol import Answer
from codegraph_server.lsp.found import FoundSymbol, found_symbol, search_one
from codegraph_server.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/search"

LIMIT: Final = 50
"""Results of an answer if the client names no number."""

PATIENCE_SECONDS: Final = 10.0
"""A client that takes better results as they come gets them for so long."""

_PAUSE_SECONDS: Final = 0.25
_MODEL_MILLISECONDS: Final = 2000
_OPTIONS: Final = ("cursor", "language", "paths", "kind", "tests", "explain", "lines")
"""What goes to the daemon as the client says it; the question `search` says what it means."""


@attrs.define
class SearchParams:
    """The question; fields as on the wire, of which all but `query` may be absent."""

    query: str
    limit: int = LIMIT
    cursor: str | None = None
    language: str | None = None
    paths: list[str] | None = None
    kind: list[str] | None = None
    tests: str | None = None
    explain: bool | None = None
    lines: int | None = None
    partialResultToken: int | str | None = None


async def search(ls: CodeGraphServer, params: SearchParams) -> dict[str, Any]:
    """The best of all roots by their scores.

    With a `partialResultToken` whole lists, each better than the one before, go out while not all
    is known yet that the order depends on. The answer is the last.
    """
    question: dict[str, Any] = {"query": params.query, "limit": params.limit, "supersede": METHOD}
    for name in _OPTIONS:
        if (value := getattr(params, name)) is not None:
            question[name] = value
    token = params.partialResultToken
    until = time.monotonic() + PATIENCE_SECONDS
    sent: list[FoundSymbol] | None = None
    while True:
        answer = await _of_all(ls, question)
        whole = answer["complete"] and (not answer.get("reason") or "patience_ms" in question)
        if token is None or whole or time.monotonic() + _PAUSE_SECONDS >= until:
            return answer
        if answer["results"] != sent:
            sent = answer["results"]
            ls.protocol.notify(types.PROGRESS, types.ProgressParams(token, answer))
        # What the answer lacks is being loaded or made: from now on it is waited for.
        question["patience_ms"] = _MODEL_MILLISECONDS
        await asyncio.sleep(_PAUSE_SECONDS)


async def _of_all(ls: CodeGraphServer, question: dict[str, Any]) -> dict[str, Any]:
    workspaces = list(ls.workspaces)
    answers = await asyncio.gather(
        *(search_one(ls, workspace, question) for workspace in workspaces), return_exceptions=True
    )
    good: list[tuple[Workspace, Answer]] = []
    failures: list[CodeGraphError] = []
    for workspace, answer in zip(workspaces, answers, strict=True):
        if isinstance(answer, CodeGraphError):
            failures.append(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            good.append((workspace, answer))
    if failures and not good:
        raise failures[0]
    results = [
        found_symbol(ls.spelling(workspace), result)
        for workspace, answer in good
        for result in answer["results"]
    ]
    if len(good) > 1:
        results.sort(key=lambda found: -found["score"])
    reasons = [answer["reason"] for _, answer in good if answer.get("reason")]
    made: dict[str, Any] = {
        "results": results[: question["limit"]],
        "complete": not failures and all(answer["complete"] for _, answer in good),
        # Places in lists that were merged are places in none of them.
        "next": good[0][1]["next"] if len(workspaces) == 1 else None,
    }
    if reasons or failures:
        made["reason"] = "; ".join([*reasons, *map(str, failures)])
    return made

"""The same questions through `codegraph lsp`, as a language client sees them.

CPU is that of the server, the daemon and its workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from bench.asking import rows_of
from bench.lsp_client import LanguageClient
from bench.processes import tree
from bench.questions import Place, target
from bench.report import Row
from bench.stage import Stage

BAR = 25.0
REQUESTS = {
    "definition": "textDocument/definition",
    "references": "textDocument/references",
    "symbols": "workspace/symbol",
    "hover": "textDocument/hover",
    "callers": "callHierarchy/incomingCalls",
}


def measure(stage: Stage, questions: list[Place], runs: int) -> Iterator[Row]:
    stage.settle()
    with LanguageClient(stage.codegraph("lsp"), stage.tree) as client:
        for method in REQUESTS:
            ask = partial(_ask, stage, client, method)
            ask(questions[0])
            members = [client.pid, *tree(stage.pid())]
            what = f"{method} at the language client"
            inside, outside = questions, list[Place]()
            if method == "references":
                # What lies in a library is in no index, and each of its uses is looked at.
                inside, outside = _apart(stage, questions)
            yield from rows_of(what, BAR, inside, ask, members, runs)
            if outside:
                what += ", of what the workspace does not define"
                patient = partial(_ask_for_long, stage, client, method)
                yield from rows_of(what, None, outside, patient, members, runs)


def _apart(stage: Stage, questions: list[Place]) -> tuple[list[Place], list[Place]]:
    """The questions to which the workspace has an answer, and the others."""
    inside: list[Place] = []
    outside: list[Place] = []
    with stage.connect() as connection:
        for place in questions:
            found = connection.ask("references", target(place) | {"limit": 1})["results"]
            (inside if found else outside).append(place)
    return inside, outside


def _ask(stage: Stage, client: LanguageClient, method: str, place: Place) -> int:
    if method == "callers":
        # What an editor does: first the item under the cursor, then who calls it.
        items = client.ask("textDocument/prepareCallHierarchy", _params(stage, method, place))
        calls = [client.ask(REQUESTS[method], {"item": item}) or [] for item in items or []]
        return sum(map(len, calls))
    return len(client.ask(REQUESTS[method], _params(stage, method, place)) or [])


def _ask_for_long(stage: Stage, client: LanguageClient, method: str, place: Place) -> int:
    """As `_ask`; a question that nobody waits out is seen in the row and does not end the run."""
    try:
        return _ask(stage, client, method, place)
    except RuntimeError as error:
        if "took too long" not in str(error):
            raise
        return 0


def _params(stage: Stage, method: str, place: Place) -> dict[str, Any]:
    if method == "symbols":
        return {"query": place.name}
    units = len(place.source[: place.character].encode("utf-16-le")) // 2
    params: dict[str, Any] = {
        "textDocument": {"uri": (stage.tree / place.path).as_uri()},
        "position": {"line": place.line, "character": units},
    }
    if method == "references":
        params["context"] = {"includeDeclaration": False}
    return params

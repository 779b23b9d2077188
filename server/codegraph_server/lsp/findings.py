"""What CodeGraph itself finds wrong with a workspace, as diagnostics: cycles of imports, and
imports that break the layering rules.

Belongs here: from the daemon's overview to diagnostics by file, and one question at a time for all
documents that are asked about. Stays out: the two methods (`features`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING, Any, Final, NotRequired, TypedDict

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from codegraph_client.errors import CodeGraphError
from codegraph_client.protocol import Result
from codegraph_client.settings import ROOT_FILE
from codegraph_server.lsp.convert import Location, Range, Spelling
from codegraph_server.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

SOURCE: Final = "codegraph"
_PATIENCE_SECONDS: Final = 60.0
"""An overview of a large repository takes so long; nobody waits for it with their hands idle."""
_MOST_CYCLES: Final = 1000
_BEGINNING: Final[Range] = {
    "start": {"line": 0, "character": 0},
    "end": {"line": 0, "character": 0},
}


class Related(TypedDict):
    """LSP's `DiagnosticRelatedInformation`."""

    location: Location
    message: str


class Diagnostic(TypedDict):
    """LSP's `Diagnostic`."""

    range: Range
    severity: int
    code: str
    source: str
    message: str
    relatedInformation: NotRequired[list[Related]]


Found = Mapping[str, Sequence[Diagnostic]]
"""By URI. A file with nothing wrong is not there."""


class Findings:
    """The findings of each workspace, asked for afresh, by one question at a time.

    Editors ask for every document that they show, with every letter that is typed. Whoever asks
    while a question is on its way shares the next one with all others who do: the one on its way
    may know less than they have typed.
    """

    def __init__(self, ls: CodeGraphServer) -> None:
        self._ls = ls
        self._under_way: dict[Workspace, asyncio.Task[Found]] = {}
        self._next: dict[Workspace, asyncio.Task[Found]] = {}

    async def of(self, workspace: Workspace) -> Found:
        """What is wrong now.

        Raises an error that has the client keep what it shows, and ask again unless no daemon can
        be reached.
        """
        task = self._next.get(workspace)
        if task is None:
            task = asyncio.create_task(self._ask_next(workspace), name="findings")
            # Whoever waits gets the failure; that nobody waits is not worth a warning of asyncio.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._next[workspace] = task
        # Shielded: that one request is cancelled must not cost the others their answer.
        return await asyncio.shield(task)

    async def _ask_next(self, workspace: Workspace) -> Found:
        before = self._under_way.get(workspace)
        if before is not None:
            await asyncio.wait([before])
        task = self._under_way[workspace] = self._next.pop(workspace)
        try:
            return await self._ask(workspace)
        finally:
            if self._under_way.get(workspace) is task:
                del self._under_way[workspace]

    async def _ask(self, workspace: Workspace) -> Found:
        sections = list(self._ls.options.diagnostics)
        question = {"sections": sections, "most": _MOST_CYCLES}
        try:
            answer = await workspace.link.ask("overview", question, _PATIENCE_SECONDS)
        except CodeGraphError as error:
            raise _kept(str(error).partition("\n")[0], again=False) from error
        if not answer["complete"]:
            raise _kept(answer.get("reason") or "the index is not ready yet", again=True)
        spelling = self._ls.spelling(workspace)
        found: dict[str, list[Diagnostic]] = {}
        for uri, diagnostic in _all(spelling, answer, related=self._ls.takes_related):
            found.setdefault(uri, []).append(diagnostic)
        return {uri: sorted(found[uri], key=_order) for uri in sorted(found)}


def report(items: Sequence[Diagnostic], previous: str | None) -> dict[str, Any]:
    """The report of one document: all of it, or that it is as it was when it had this id."""
    if not items:
        # Without an id: the client need not keep one for each file with nothing wrong.
        return {"kind": "full", "items": []}
    text = json.dumps(items, sort_keys=True)
    result_id = blake2b(text.encode(), digest_size=8).hexdigest()
    if result_id == previous:
        return {"kind": "unchanged", "resultId": result_id}
    return {"kind": "full", "resultId": result_id, "items": items}


def _kept(why: str, *, again: bool) -> JsonRpcException:
    code = types.LSPErrorCodes.ServerCancelled.value
    return JsonRpcException(why, code, {"retriggerRequest": again})


def _all(
    spelling: Spelling, answer: Mapping[str, Any], *, related: bool
) -> Iterator[tuple[str, Diagnostic]]:
    for result in answer["results"]:
        if result["section"] == "rules":
            number = result["measured"]["rule"]
            said = f"imports {result['measured']['to']}: {result['why']}"
            found = _diagnostic(spelling.selection(result), f"rule-{number}", said)
            yield spelling.uri(result["path"]), found
        else:
            yield from _cycle(spelling, result, related=related)
    of_rules = answer.get("summary", {}).get("sections", {}).get("rules", {})
    for problem in of_rules.get("problems", ()):
        yield spelling.uri(ROOT_FILE), _diagnostic(_BEGINNING, "rules", problem)


def _cycle(
    spelling: Spelling, result: Result, *, related: bool
) -> Iterator[tuple[str, Diagnostic]]:
    """One diagnostic at each import of a shortest way around."""
    steps = result["targets"]
    size = result["measured"]["size"]
    larger = "" if size == len(steps) else f", part of a larger one of {size} files"
    for number, step in zip(count(), steps):
        others = [*steps[number + 1 :], *steps[:number]]
        around = " → ".join(each["measured"]["to"] for each in [step, *others])
        said = f"import cycle of {len(steps)} files{larger}: {step['path']} → {around}"
        found = _diagnostic(spelling.selection(step), "import-cycle", said)
        if related:
            found["relatedInformation"] = [
                {
                    "location": spelling.location(each),
                    "message": f"{each['path']} imports {each['measured']['to']}",
                }
                for each in others
            ]
        yield spelling.uri(step["path"]), found


def _diagnostic(at: Range, code: str, message: str) -> Diagnostic:
    severity = types.DiagnosticSeverity.Warning.value
    return {"range": at, "severity": severity, "code": code, "source": SOURCE, "message": message}


def _order(diagnostic: Diagnostic) -> tuple[int, int, str]:
    start = diagnostic["range"]["start"]
    return start["line"], start["character"], diagnostic["message"]

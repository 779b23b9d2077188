"""How a question is answered: it waits for what matters, reads one generation, and checks the
files of its page on disk before it speaks.

Here are the envelope, deadlines, freshness, paging and the source lines of results.  What the
results are is for the question's own module.
"""

from __future__ import annotations

import asyncio
import base64
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..discovery import FileStat, file_stat
from ..facts import KIND_NAMES
from ..pipeline.workspace import Workspace
from ..resolve.values import TRUST
from .reading import (
    Contents,
    File,
    Snapshot,
    container_name,
    source_lines,
    symbol_name,
)

_SLICE_SECONDS = 0.001
_SHOWN = 200
_LOOKED = 1000


class Pace:
    """Lets the loop run when a question has worked for a millisecond."""

    def __init__(self) -> None:
        self._until = time.monotonic() + _SLICE_SECONDS

    async def breathe(self) -> None:
        """Yield if it is time."""
        if time.monotonic() > self._until:
            await asyncio.sleep(0)
            self._until = time.monotonic() + _SLICE_SECONDS


class Asked:
    """One question being answered: its workspace, its parameters and its deadline."""

    def __init__(
        self,
        workspace: Workspace,
        contents: Contents,
        params: dict[str, Any],
        deadline_ms: int,
        looked: dict[str, FileStat],
    ) -> None:
        self.workspace = workspace
        self.contents = contents
        self.params = params
        self.started = time.perf_counter()
        wanted = params.get("deadline_ms")
        milliseconds = deadline_ms if wanted is None else float(wanted)
        self.deadline = asyncio.get_running_loop().time() + milliseconds / 1000
        self.pace = Pace()
        self.complete = True
        self.reason = ""
        self._looked = looked

    def snapshot(self) -> Snapshot:
        """The current generation."""
        return Snapshot(self.workspace.generation, self.contents)

    async def settled(self, matters: Callable[[int], bool] | None = None) -> None:
        """Wait for what is known to be out of date and matters; note it if that takes too long."""
        if not await self.workspace.settled(self.deadline, matters):
            self.incomplete(_still(self.workspace))

    def incomplete(self, reason: str) -> None:
        """The answer lacks something."""
        self.complete = False
        self.reason = self.reason or reason

    def path(self, spelled: object) -> str:
        """A path of the request relative to the root.  Raises BadRequest."""
        if not isinstance(spelled, str) or not spelled:
            raise BadRequest("path must be a non-empty string")
        if "\0" in spelled:
            raise BadRequest("a path has no NUL character")
        root = str(self.workspace.root)
        if not os.path.isabs(spelled):
            path = os.path.normpath(spelled)
        else:
            path = os.path.relpath(os.path.realpath(spelled), root)
        if path == ".." or path.startswith("../"):
            raise BadRequest(f"{shown(spelled)} lies outside the root {root}")
        return path

    def look_at(self, path: str) -> None:
        """Note it if the file that the question points into is not as it was when last seen.

        Then what waits with `settled` waits for it too: who writes a file and asks about it at once
        is answered from what was written, be the file new or not.
        """
        workspace = self.workspace
        if path in workspace.generation:
            workspace.is_current(path)
            return
        try:
            state = file_stat(os.lstat(os.path.join(workspace.root, path)))
        except OSError:
            return
        known = workspace.indexing.left_out.get(path)
        # A file that is not indexed for good must not cost a look at its folder each time.
        if (known is None or known[0] != state) and self._looked.get(path) != state:
            if len(self._looked) >= _LOOKED:
                self._looked.clear()
            self._looked[path] = state
            workspace.hint([path])

    async def file(self, snapshot_of: Callable[[], Snapshot]) -> File | None:
        """The file that the request names; None with a reason if it is not indexed."""
        path = self.path(self.params.get("path"))
        file = snapshot_of().file(path)
        if file is None:
            if not os.path.lexists(os.path.join(self.workspace.root, path)):
                raise BadRequest(f"there is no file {shown(path)} in {self.workspace.root}")
            left_out = self.workspace.indexing.left_out.get(path)
            why = left_out[1] if left_out else f"{path} is not in the index"
            self.reason = self.reason or f"{why}; `codegraph explain {path}` tells more"
        return file

    def answer(self, results: list[Any], following: str | None = None) -> Answer:
        """The envelope around results."""
        answer: Answer = {
            "root": str(self.workspace.root),
            "generation": self.workspace.generation.number,
            "complete": self.complete,
            "truncated": following is not None,
            "next": following,
            "took_ms": round((time.perf_counter() - self.started) * 1000, 3),
            "results": results,
        }
        if self.reason:
            answer["reason"] = self.reason
        return answer


def shown(text: str) -> str:
    """What somebody sent, short enough for a message to a person."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _still(workspace: Workspace) -> str:
    progress = workspace.progress
    if progress.state == "ready":
        return "the last changes are still being indexed"
    if not progress.total:
        return f"the index is still being made ({progress.state})"
    return (
        f"the index is still being made ({progress.state}: "
        f"{progress.done:,} of {progress.total:,} files)"
    )


async def fresh_answer(asked: Asked, compute: Callable[[], Awaitable[list[Result]]]) -> Answer:
    """Answer with what `compute` finds, once the files of the page are those on disk.

    Files that changed since they were indexed are indexed again first; if that takes longer than
    the deadline, what they hold is left out and the answer says so.
    """
    while True:
        results = await compute()
        page, following = _page(results, asked.params)
        paths = dict.fromkeys(r["path"] for r in with_inner(page))
        stale = {p for p in paths if not _current(asked, p)}
        texts_missing = set() if stale else await _add_text(asked, page)
        stale |= texts_missing
        if not stale:
            return asked.answer(page, following)
        if asyncio.get_running_loop().time() >= asked.deadline:
            asked.incomplete("files changed while they were read: " + ", ".join(sorted(stale)))
            left = [r for r in page if stale.isdisjoint(i["path"] for i in with_inner([r]))]
            return asked.answer(left, following)
        for path in texts_missing:
            asked.workspace.hint([path])
        # What else their being read puts out of date, `compute` itself waits for.
        await asked.settled(lambda path_id: False)
        await asyncio.sleep(0.001)


def _current(asked: Asked, path: str) -> bool:
    return asked.workspace.is_current(path)


def _page(results: list[Result], params: dict[str, Any]) -> tuple[list[Result], str | None]:
    """The part of the results that the request wants, and the cursor of the next."""
    start = 0
    cursor = params.get("cursor")
    if cursor is not None:
        try:
            start = int(base64.urlsafe_b64decode(str(cursor).encode()).decode())
        except ValueError:
            start = -1
        if start < 0:
            raise BadRequest("cursor is not one that an answer gave")
    limit = params.get("limit")
    if limit is None:
        return results[start:], None
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise BadRequest("limit must be a whole number above 0")
    end = start + limit
    more = end < len(results)
    following = base64.urlsafe_b64encode(str(end).encode()).decode() if more else None
    return results[start:end], following


async def _add_text(asked: Asked, results: list[Result]) -> set[str]:
    """Give results the source lines they need; the files of which they could not be read.

    Who makes a result on a line that is not ASCII gives it an empty `text`, to be filled in here.
    """
    everything = bool(asked.params.get("text"))
    snapshot = asked.snapshot()
    max_bytes = asked.workspace.settings.integer("index.max_file_kb") * 1024
    lines_of: dict[str, list[str] | None] = {}
    missing: set[str] = set()
    for result in with_inner(results):
        if not everything and "text" not in result:
            continue
        path = result["path"]
        if path not in lines_of:
            entry = snapshot.generation.get(path)
            root = str(asked.workspace.root)
            lines_of[path] = source_lines(root, path, entry, max_bytes) if entry else None
            await asked.pace.breathe()
        lines = lines_of[path]
        if lines is None:
            missing.add(path)
            continue
        result["text"] = _line(lines, result["line"])
        if result["end_line"] != result["line"]:
            result["end_text"] = _line(lines, result["end_line"])
    return missing


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


# Results


def with_inner(results: Iterable[Result]) -> Iterator[Result]:
    """Results, each followed by those that it holds."""
    for result in results:
        yield result
        for held in (result.get("calls"), result.get("children")):
            if held:
                yield from with_inner(held)


def place(
    file: File,
    start: int,
    length: int,
    *,
    name: str,
    kind: int,
    container: str,
    role: str,
    origin: int,
) -> Result:
    """A result for `length` bytes from the byte offset `start` of a file."""
    line, column = file.facts.position(start)
    trust = TRUST[origin]
    result: Result = {
        "path": file.path,
        "line": line,
        "column": column,
        "end_line": line,
        "end_column": column + length,
        "name": name,
        "kind": KIND_NAMES[kind],
        "container": container,
        "role": role,
        "tier": trust.tier,
        "confidence": trust.confidence,
        "origin": trust.name,
    }
    if file.facts.is_wide(line):
        result["text"] = ""
    return result


def definitions(file: File, symbol: int, origin: int) -> list[Result]:
    """A result for each definition site of a symbol; those with an annotation or body win."""
    facts = file.facts
    name = symbol_name(file.path, facts, symbol)
    kind = facts.symbol_kind[symbol]
    container = container_name(file.path, facts, symbol)
    qualified = facts.qualified(symbol)
    results: list[Result] = []
    if symbol == 0:
        result = place(
            file, 0, 0, name=name, kind=kind, container=container, role="definition", origin=origin
        )
        return [result]
    length = len(name.encode("utf-8", "replace"))
    sites = facts.sites(symbol)
    declared = [site for site in sites if site.declared]
    for site in declared or sites:
        result = place(
            file,
            site.name,
            length,
            name=name,
            kind=kind,
            container=container,
            role="definition",
            origin=origin,
        )
        result["qualified"] = qualified
        result["range"] = [*facts.position(site.start), *facts.position(site.end)]
        result["key"] = f"{file.path}#{facts.descriptor(symbol)}"
        results.append(result)
    return results


def in_order(results: Iterable[Result]) -> list[Result]:
    """Results by path and position, each place once."""
    unique: dict[tuple[str, int, int, int], Result] = {}
    for result in results:
        place_of = (result["path"], result["line"], result["column"], result["end_column"])
        unique.setdefault(place_of, result)
    return [unique[key] for key in sorted(unique)]

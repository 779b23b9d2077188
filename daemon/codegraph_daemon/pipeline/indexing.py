"""The two steps that workers do for a workspace, parse and link, and what becomes of the results.

Each step takes files that `backlog` handed out, commits what a worker made of them, and says in
the backlog what that put out of date.  A file on which a worker dies is found and left out.  When
and in which lane a step runs is for `workspace`.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ..discovery import NO_FILE, FileStat, file_stat
from ..store import poison
from ..store.views import Generation
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .backlog import SMALL, Backlog
from .commits import Commits, Outcome
from .suspects import (
    NO_RESULT,
    Fault,
    Suspects,
    fault_of,
    is_same,
    poison_record,
    unlinked_record,
)

_FUTILE = 20
"""So many links without a result mean that a worker and the daemon disagree."""

_PARSE_FIRST = 5
"""Priority of parsing before linking: what a file holds decides what its links are."""

_LINK_SHARE = 3
_HURRY_SECONDS = 5.0
"""For one file in the lane that people wait for."""
_FULL_SECONDS = 0.05

log = logging.getLogger(__name__)


class Indexing:
    """Parses and links the files of one view."""

    def __init__(self, root: str, pool: Pool, commits: Commits, backlog: Backlog) -> None:
        self.commits = commits
        self.backlog = backlog
        self.left_out: dict[str, tuple[FileStat, str]] = {}
        """Files that are not indexed for what they hold, with the state they were read in."""
        self.on_files: list[Callable[[Outcome], None]] = []
        """Called after each commit of facts."""
        self.max_bytes = 0
        """Larger files are left out."""
        self.file_seconds = 20.0
        """A file that takes longer to read is left out, and linking one may take thrice that."""
        self._root_text = root
        self._pool = pool
        self._bases: list[int] = []
        """Generations against which links are being computed."""
        self._futile: dict[int, int] = {}
        self.unlinked: dict[int, dict[str, Any]] = {}
        """Files whose linking was given up, with their rows of the poison list."""
        self.unproven: dict[bytes, dict[str, Any]] = {}
        """What was given up since the start, by facts id, and is not on the poison list yet."""
        self._suspects = Suspects()

    @property
    def problems(self) -> list[str]:
        """Sentences about files that are in the index without their edges."""
        return [f"{record['path']}: {record['reason']}" for record in self.unlinked.values()]

    def dismiss(self) -> None:
        """Let go of workers that parsed, linked or cut very much and have nothing to do now."""
        self._pool.dismiss("bulk")

    def is_indexed(self, path: str, state: FileStat | None) -> bool:
        """Whether the view has the file, or has it left out, in exactly this state."""
        if state is None:
            return False
        entry = self.commits.generation.get(path)
        if state == NO_FILE:
            return entry is None
        if entry is not None:
            return state == entry.state
        left_out = self.left_out.get(path)
        return left_out is not None and left_out[0] == state

    async def run(
        self, task: str, payload: dict[str, Any], lane: str, priority: int = 0
    ) -> Any | None:
        """The result of a worker's task; None if it failed, which is logged."""
        result = await self.attempt(task, payload, lane, priority, self.file_seconds)
        return None if isinstance(result, Fault) else result

    async def attempt(
        self,
        task: str,
        payload: dict[str, Any],
        lane: str,
        priority: int,
        step_seconds: float,
    ) -> Any | Fault:
        """The result of a worker's task, or how it failed, which is logged."""
        while True:
            try:
                return await self._pool.submit(
                    task,
                    payload,
                    lane="bulk" if lane == "bulk" else "interactive",
                    priority=priority,
                    step_seconds=step_seconds,
                )
            except Full:
                # The work stays in the backlog's hands, which costs no memory, until there is room.
                await asyncio.sleep(_FULL_SECONDS)
            except TaskFailed as error:
                log.error("a task failed: %s\n%s", error, error.trace)
                return fault_of(error)
            except WorkerDied as error:
                log.warning("%s", error)
                return fault_of(error)

    async def recognise(self, paths: Iterable[str], beside: Path | None) -> set[str]:
        """Files of these that hold what the view has of them; their new states are committed.

        `beside` is the tree of another view, if this one has its rows still.
        """
        generation = self.commits.generation
        entries = {path: entry for path in paths if (entry := generation.get(path)) is not None}
        payload = {
            "root": self._root_text,
            "beside": str(beside) if beside is not None else None,
            "files": [(path, entry.facts, entry.state) for path, entry in entries.items()],
            "max_bytes": self.max_bytes,
        }
        found = await self.run("unchanged", payload, "interactive", _PARSE_FIRST)
        if not found:
            return set()
        of_same = [(entries[path], FileStat(*state)) for path, state in found]
        async with self.commits.lock:
            self.commits.same([(each.path_id, each.facts, state) for each, state in of_same])
        return {path for path, _ in found}

    async def parse(self, files: Mapping[str, FileStat | None], lane: str) -> None:
        """Parse files, given with the state of the backlog, and commit what came of it."""
        gone = [path for path, state in files.items() if state == NO_FILE]
        paths = [path for path, state in files.items() if state != NO_FILE]
        try:
            if gone:
                await self._commit_parsed(gone, _nothing_of(gone), urgent=lane != "bulk")
                self.backlog.parsing.difference_update(gone)
            if paths:
                await self._parse(paths, lane)
        finally:
            self.backlog.parsing.difference_update(files)

    async def _parse(self, paths: list[str], lane: str) -> None:
        left = set(paths)
        work = [(paths, lane)]
        try:
            while work:
                paths, lane = work.pop()
                payload = {
                    "root": self._root_text,
                    "paths": paths,
                    "max_bytes": self.max_bytes,
                    "ask": True,
                    "keep": lane == "bulk",
                    "old": {
                        path: [entry.path_id, entry.facts]
                        for path in paths
                        if (entry := self.commits.generation.get(path)) is not None
                    },
                }
                seconds = self.file_seconds
                if lane != "bulk":
                    # What takes long goes on in the other lane, where nobody waits behind it.
                    seconds = min(seconds, _HURRY_SECONDS)
                result = await self.attempt("parse", payload, lane, _PARSE_FIRST, seconds)
                if isinstance(result, Fault):
                    again = self._apart(paths, result)
                    if again:
                        work += [(part, "bulk" if len(part) == 1 else lane) for part in again]
                        continue
                    result = self._give_up_reading(paths[0], result)
                await self._commit_parsed(paths, result, urgent=lane != "bulk")
                self.backlog.parsing.difference_update(paths)
                left.difference_update(paths)
        finally:
            self.backlog.parsing.difference_update(left)

    def _apart(self, paths: list[str], fault: Fault) -> list[list[str]]:
        """A task failed: what to try now, the last first; nothing if its only file is guilty."""
        suspect = fault.step[0] if fault.step else None
        if suspect in paths:
            if self._suspects.guilty(suspect, fault) and len(paths) == 1:
                return []
            at = paths.index(suspect)
            before, after = paths[:at], paths[at + 1 :]
            # Those before it came through, and so end a row of deaths. The others come before one
            # that only takes long, for somebody may wait for them.
            parts = [[suspect], after] if fault.reason == "timeout" else [after, [suspect]]
            return [part for part in (*parts, before) if part]
        if len(paths) > 1:
            half = len(paths) // 2
            return [paths[half:], paths[:half]]
        return [] if self._suspects.guilty(paths[0], fault) else [paths]

    def _give_up_reading(self, path: str, fault: Fault) -> dict[str, Any]:
        """Note for good that this content cannot be read; what the parse task would say of it."""
        try:
            # As it was when it was read: who has been written since is tried again.
            state = (
                FileStat(*fault.step[2])
                if fault.step
                else file_stat(os.stat(f"{self._root_text}/{path}"))
            )
        except OSError:
            state = NO_FILE
        record = poison_record(path, state, fault)
        if fault.step:
            # Else it was not seen what it holds, and it is tried again at the next start.
            self.unproven[fault.step[1]] = record
            self._prove()
        log.error("%s: %s", path, record["reason"])
        sentence = f"{path}: {record['reason']}"
        return {"files": [[path, state, b"", b"", b"", sentence]], "keys": []}

    def _prove(self) -> None:
        """Write down what was given up, if other files of its kind can be read here.

        Else it may be the fault of the installation, which the next start should find repaired.
        """
        suffixes = {os.path.splitext(path)[1] for path in self.commits.tree.files}
        for facts_id, record in list(self.unproven.items()):
            if os.path.splitext(record["path"])[1] in suffixes:
                poison.add(self.commits.store, facts_id, record)
                del self.unproven[facts_id]

    async def _commit_parsed(
        self, paths: list[str], result: dict[str, Any], *, urgent: bool
    ) -> None:
        self._suspects.acquit(paths)
        good: list[list[Any]] = []
        gone: list[str] = []
        for parsed in result["files"]:
            path, state, facts_id, _, _, problem = parsed
            if facts_id:
                good.append(parsed)
                self.left_out.pop(path, None)
            else:
                gone.append(path)
                self.left_out[path] = (FileStat(*state), problem)
                if tuple(state) == NO_FILE:
                    # That it is no part of the tree is no problem of its content.
                    del self.left_out[path]
        async with self.commits.lock:
            keys = {key: (was, now) for key, was, now in result["keys"]}
            outcome = await self.commits.facts(
                good, gone, keys, self.backlog.link.keys() | self.unlinked.keys()
            )
            touched = outcome.stale | {path_id for _, path_id, _ in outcome.rows}
            if again := [path_id for path_id in self.unlinked if path_id in touched]:
                poison.link_again(self.commits.store, self.commits.view_id, again)
                for path_id in again:
                    del self.unlinked[path_id]
            number = self.commits.generation.number
            # What an edit reaches is urgent with it, unless it reaches half the repository.
            few = urgent and len(outcome.stale) <= SMALL
            self.backlog.add_link(outcome.stale, number, urgent=few)
            if urgent and not few:
                edited = [path_id for _, path_id, facts_id in outcome.rows if facts_id]
                self.backlog.add_link(edited, number, urgent=True)
            for path_id in outcome.linked:
                self.backlog.drop_link(path_id)
            for _, path_id, facts_id in outcome.rows:
                if not facts_id:
                    self.backlog.drop_link(path_id)
            if outcome.rows:
                self._pool.broadcast(
                    "view",
                    {
                        "view": self.commits.view_id,
                        "rows": outcome.rows,
                        "keys": list(outcome.keys),
                    },
                )
            if self.unproven:
                self._prove()
            for listener in self.on_files:
                listener(outcome)

    async def switch_import(
        self, number: int, rows: Mapping[int, bytes], about: Mapping[str, Any]
    ) -> None:
        """Have the precise links of an import, and link again whom that concerns."""
        async with self.commits.lock:
            outcome = await self.commits.switch_import(number, rows, about)
            outcome.stale -= self.unlinked.keys()
            self.backlog.add_link(outcome.stale, self.commits.generation.number, urgent=False)
            for listener in self.on_files:
                listener(outcome)

    async def link(self, path_ids: list[int], lane: str) -> None:
        """Link files and commit their links; what changed meanwhile is marked again."""
        bulk = lane == "bulk"
        backlog = self.backlog
        base = self.commits.generation.number
        self._bases.append(base)
        self.commits.linking_begun = True
        try:
            by_id = self.commits.generation.by_id
            precise = self.commits.imported.keys(map(by_id, path_ids))
            payload = {"view": self.commits.view_id, "files": path_ids, "precise": precise}
            seconds = self.file_seconds * _LINK_SHARE
            result = await self.attempt("link", payload, lane, 0, seconds)
            if isinstance(result, Fault):
                await self._link_apart(path_ids, result)
                return
            async with self.commits.lock:
                current = {p for p in path_ids if backlog.link.get(p, base + 1) <= base}
                linked, again = await self.commits.links(result, base, current)
                generation = self.commits.generation
                for path_id in current - again:
                    if path_id in linked or not generation.has(path_id):
                        backlog.drop_link(path_id)
                backlog.add_link(again, generation.number, urgent=not bulk)
            self._suspects.acquit(linked)
            self._count_futile(current - linked, generation)
        finally:
            for path_id in path_ids:
                backlog.linking.pop(path_id, None)
                if not bulk:
                    backlog.hurrying.discard(path_id)
            self._bases.remove(base)
            self.commits.forget_log(min(self._bases, default=self.commits.generation.number))

    def _count_futile(self, path_ids: set[int], generation: Generation) -> None:
        """Files that came back unlinked: once or twice they changed meanwhile, not for ever."""
        # Whoever is not among them has come to an end.
        self._futile = {p: n for p, n in self._futile.items() if p in self.backlog.link}
        for path_id in path_ids:
            tries = self._futile.get(path_id, 0) + 1
            self._futile[path_id] = tries
            if tries >= _FUTILE and path_id in self.backlog.link:
                del self._futile[path_id]
                self._leave_unlinked(path_id, generation, NO_RESULT)

    def _leave_unlinked(self, path_id: int, generation: Generation, fault: Fault) -> None:
        path = generation.path_of(path_id)
        entry = generation.by_id(path_id)
        record = unlinked_record(path, entry.facts if entry is not None else b"", fault)
        poison.leave_unlinked(self.commits.store, self.commits.view_id, path_id, record)
        log.error("%s: %s", path, record["reason"])
        self._note_unlinked(path_id, record)

    def _note_unlinked(self, path_id: int, record: dict[str, Any]) -> None:
        self.backlog.drop_link(path_id)
        self.unlinked[path_id] = record

    def recall(self) -> None:
        """What was given up before this start and has not changed since is not tried again."""
        store, view_id = self.commits.store, self.commits.view_id
        for path_id, record in poison.unlinked(store, view_id).items():
            entry = self.commits.generation.by_id(path_id)
            if entry is not None and is_same(record, entry.facts):
                self._note_unlinked(path_id, record)
            else:
                poison.link_again(store, view_id, [path_id])

    async def _link_apart(self, path_ids: list[int], fault: Fault) -> None:
        """Linking failed: what it was at is tried alone, and left unlinked in the end."""
        suspect = fault.step[0] if fault.step else path_ids[0]
        known = suspect in path_ids and (bool(fault.step) or len(path_ids) == 1)
        if known and self._suspects.guilty(suspect, fault) and len(path_ids) == 1:
            self._leave_unlinked(suspect, self.commits.generation, fault)
            return
        rest = [path_id for path_id in path_ids if path_id != suspect]
        parts = [rest, [suspect]] if known and rest else [[path_id] for path_id in path_ids]
        for path_id in path_ids:
            self.backlog.linking.pop(path_id, None)
        for part in parts:
            self.backlog.linking.update(dict.fromkeys(part, self.commits.generation.number))
            await self.link(part, "bulk")


def _nothing_of(gone: list[str]) -> dict[str, Any]:
    """What the parse task would say of files that are not there."""
    return {"files": [[path, NO_FILE, b"", b"", b"", ""] for path in gone], "keys": []}

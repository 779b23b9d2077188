"""The step after linking: which contents of a view have no chunks yet, and having them made.

Belongs here: what waits, the tasks that workers do for it, and what becomes of a file on which
they fail. Stays out: when a step may run (`workspace`), cutting (`chunks`), and how words are kept
(`store.words`).

It has the lowest priority: a workspace cuts in bulk when nothing is left to parse or to link. Files
that were edited go the interactive way, a few at a time. What is committed is a content's, so what
was cut once is not cut again, whatever path, branch or worktree it appears in, and a restart goes
on where the last daemon was. A content that cannot be cut has a row without chunks.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ..store.words import Words
from .backlog import SMALL
from .commits import Outcome
from .indexing import Indexing
from .suspects import Fault, Suspects

_BATCH = 256
"""Files of one task: their numbers lie so near that each takes a byte."""
_BATCH_BYTES = 2 << 20
"""Of text in one task; then it takes about a second."""
_FEW = 4
_TRIES = 3
"""A file that so often had another content than its facts is left alone until it changes."""
_PRIORITY = -5
_QUIET_SECONDS = 0.3
"""So long after an edit the next one finds the worker that reads it at nothing else."""
_LONGEST_SECONDS = 2.0
"""So long words of edits wait at most, however often somebody saves."""
_SLICE_SECONDS = 0.0005
_LOOKED = 256

log = logging.getLogger(__name__)


class Known(NamedTuple):
    """Of so many files of the view searches know the words; some were given up for good."""

    done: int
    total: int
    left_out: int


class Chunking:
    """What is to be cut for one view."""

    def __init__(
        self, root: str, indexing: Indexing, words: Words, go_on: Callable[[], None]
    ) -> None:
        """`go_on` is called when contents that another view had in flight are done."""
        self.words = words
        self.on = False
        """Whether words are kept at all."""
        self.wanted = False
        """Whether somebody waits for what is pending."""
        self.surveyed = False
        """Whether all files were looked at once."""
        self._surveying = False
        self._root_text = root
        self._indexing = indexing
        self._pending: dict[int, bytes] = {}
        """Path id -> facts id of the files whose words are not known; some are in flight."""
        self._running = {"interactive": 0, "bulk": 0}
        self._suspects = Suspects()
        self._alone: list[list[tuple[int, bytes]]] = []
        """Parts of a batch that failed, to be tried apart from each other."""
        self._unread: dict[bytes, int] = {}
        """Contents that wait and were not what is on disk, with the number of times."""
        self._left_out = words.given_up()
        self._go_on = go_on
        self._edited = self._first_edited = -_LONGEST_SECONDS
        """When something was edited last, and first of what is to be cut in one go."""
        self._alarm: asyncio.TimerHandle | None = None
        indexing.on_files.append(self._changed)
        words.on_done.append(go_on)

    def use(self, on: bool) -> None:
        """Keep words from now on, or no more; those that are there stay."""
        if on != self.on:
            self.on = on
            self.surveyed = self._surveying = False
            self._pending.clear()
            self._unread.clear()

    # What waits

    @property
    def waiting(self) -> int:
        """How many files have no words yet."""
        return len(self._pending)

    def pending(self) -> frozenset[tuple[int, bytes]]:
        """(path id, facts id) of the files that have no words yet."""
        return frozenset(self._pending.items())

    @property
    def ready(self) -> bool:
        """Whether searches know every file that can be known."""
        return not self.on or (self.surveyed and not self._pending)

    @property
    def state(self) -> str:
        """off, waiting (for the graph), chunking, or ready; for people."""
        if not self.on:
            return "off"
        if self.ready:
            return "ready"
        return "chunking" if any(self._running.values()) else "waiting"

    @property
    def known(self) -> Known:
        """How far it is."""
        generation = self._indexing.commits.generation
        total = len(generation)
        done = total - len(self._pending) if self.surveyed else 0
        entries = ((facts_id, generation.get(path)) for facts_id, path in self._left_out.items())
        left_out = sum(entry is not None and entry.facts == facts for facts, entry in entries)
        return Known(max(done, 0), total, left_out)

    async def _survey(self) -> None:
        """Find the files of the view that have no chunks, once after the start."""
        generation = self._indexing.commits.generation
        some: list[tuple[int, bytes]] = []
        until = time.monotonic() + _SLICE_SECONDS
        for entry in generation.entries():
            if entry.facts:
                some.append((entry.path_id, entry.facts))
            if len(some) == _LOOKED:
                self._look(some)
                some.clear()
            if time.monotonic() > until:
                await asyncio.sleep(0)
                until = time.monotonic() + _SLICE_SECONDS
        self._look(some)
        self.surveyed = True

    def _look(self, files: Sequence[tuple[int, bytes]]) -> None:
        by_id = self._indexing.commits.generation.by_id
        missing = set(self.words.missing({facts_id for _, facts_id in files}))
        for path_id, facts_id in files:
            entry = by_id(path_id)
            # What has changed since is noted already.
            if facts_id in missing and entry is not None and entry.facts == facts_id:
                self._pending.setdefault(path_id, facts_id)

    def _changed(self, outcome: Outcome) -> None:
        if not outcome.rows or not self.on:
            return
        missing = set(self.words.missing({facts for _, _, facts in outcome.rows if facts}))
        for _, path_id, facts_id in outcome.rows:
            self._unread.pop(self._pending.pop(path_id, b""), None)
            if facts_id in missing:
                self._pending[path_id] = facts_id
        loop = asyncio.get_running_loop()
        if self._alarm is None:
            self._first_edited = loop.time()
            self._alarm = loop.call_later(_QUIET_SECONDS, self._wake)
        self._edited = loop.time()

    def _wake(self) -> None:
        """Cut what was edited, if nothing was just now."""
        loop = asyncio.get_running_loop()
        until = min(self._edited + _QUIET_SECONDS, self._first_edited + _LONGEST_SECONDS)
        self._alarm = loop.call_at(until, self._wake) if until > loop.time() else None
        if self._alarm is None:
            self._go_on()

    def close(self) -> None:
        """Nothing is cut any more."""
        if self._alarm is not None:
            self._alarm.cancel()

    # Tasks

    def work(
        self, idle: bool, unneeded: bool, was_ready: bool, most: int
    ) -> Iterator[Coroutine[Any, Any, None]]:
        """What is to be run now, each counted as in flight.

        `idle`: nothing that somebody waits for is in the interactive lane; `unneeded`: no worker
        is needed for the graph; `most` tasks may be in flight in bulk.
        """
        if not self.on:
            return
        if not self._surveying:
            self._surveying = True
            yield self._survey()
        may_hurry = was_ready and self.few and (self.wanted or (idle and self._alarm is None))
        if may_hurry and (files := self._begin("interactive", 1)):
            yield self._run(files, "interactive")
        if (unneeded or self.wanted) and (not was_ready or not self.few or self._alone):
            while files := self._begin("bulk", most):
                yield self._run(files, "bulk")

    def _begin(self, lane: str, most: int) -> list[tuple[int, bytes]]:
        """Files to cut now in a lane with at most `most` tasks; none if there is nothing to do."""
        if self._running[lane] >= most:
            return []
        if lane == "bulk" and self._alone:
            taken = self._alone.pop()
            self.words.in_flight.update(facts_id for _, facts_id in taken)
        else:
            taken = self._take(_BATCH if lane == "bulk" else _FEW)
        if taken:
            if lane == "bulk" and not self._running[lane]:
                # What linking has at hand is of no use for words, which take as much themselves.
                self._indexing.dismiss()
            self._running[lane] += 1
        return taken

    @property
    def few(self) -> bool:
        """Whether so little waits that it is an edit, and not a checkout or a cold index."""
        return len(self._pending) <= SMALL

    def _take(self, most: int) -> list[tuple[int, bytes]]:
        by_id = self._indexing.commits.generation.by_id
        in_flight, apart = self.words.in_flight, {p for part in self._alone for p, _ in part}
        taken: list[tuple[int, bytes]] = []
        seen: set[bytes] = set()
        room = _BATCH_BYTES
        for path_id, facts_id in self._pending.items():
            if facts_id in in_flight or facts_id in seen or path_id in apart:
                continue
            entry = by_id(path_id)
            seen.add(facts_id)
            taken.append((path_id, facts_id))
            room -= entry.size if entry is not None else 0
            if len(taken) == most or room <= 0:
                break
        # Another worktree, or another path, may have had it cut meanwhile.
        missing = set(self.words.missing(seen))
        if len(missing) < len(seen):
            self._forget(seen - missing)
            taken = [each for each in taken if each[1] in missing]
        in_flight.update(missing)
        return taken

    def _forget(self, facts_ids: set[bytes]) -> None:
        """These contents have their rows."""
        for facts_id in facts_ids:
            self._unread.pop(facts_id, None)
        for path_id in [p for p, facts_id in self._pending.items() if facts_id in facts_ids]:
            del self._pending[path_id]

    async def _run(self, files: list[tuple[int, bytes]], lane: str) -> None:
        """Have files cut that were taken, and commit their words."""
        try:
            await self._cut(files, lane)
        finally:
            self._running[lane] -= 1
            self.words.in_flight.difference_update(facts_id for _, facts_id in files)
            for listener in self.words.on_done:
                if listener != self._go_on:
                    listener()

    async def _cut(self, files: list[tuple[int, bytes]], lane: str) -> None:
        path_of = self._indexing.commits.generation.path_of
        payload = {
            "root": self._root_text,
            "max_bytes": self._indexing.max_bytes,
            "first": self.words.reserve(len(files)),
            "files": [(path_of(path_id), facts_id) for path_id, facts_id in files],
        }
        seconds = self._indexing.file_seconds
        priority = 0 if self.wanted else _PRIORITY
        result = await self._indexing.attempt("chunk", payload, lane, priority, seconds)
        if isinstance(result, Fault):
            await self._apart(files, result)
            return
        contents: list[tuple[bytes, int, bytes]] = []
        unread: set[bytes] = set()
        for facts_id, number, row in result["contents"]:
            if row is None:
                unread.add(facts_id)
            else:
                contents.append((facts_id, number, row))
        await self.words.add(contents, result["terms"], result["trigrams"])
        done = {facts_id for facts_id, _, _ in contents}
        self._suspects.acquit(path_id for path_id, facts_id in files if facts_id in done)
        self._forget(done)
        self._count_unread(files, unread)

    def _count_unread(self, files: Iterable[tuple[int, bytes]], unread: set[bytes]) -> None:
        """Files with another content: mostly they are about to be parsed, and come again."""
        for path_id, facts_id in files:
            if facts_id not in unread or self._pending.get(path_id) != facts_id:
                continue
            # Behind all others; another path may have this content as well.
            del self._pending[path_id]
            tries = self._unread.get(facts_id, 0) + 1
            if tries < _TRIES:
                self._unread[facts_id] = tries
                self._pending[path_id] = facts_id
            else:
                self._unread.pop(facts_id, None)

    async def _apart(self, files: list[tuple[int, bytes]], fault: Fault) -> None:
        """A task failed: try its files apart, and give up the one that is guilty in the end."""
        path_of = self._indexing.commits.generation.path_of
        suspect = fault.step[0] if fault.step else None
        guilty = [each for each in files if path_of(each[0]) == suspect] or files[:1]
        if len(files) > 1:
            rest = [each for each in files if each not in guilty]
            half = len(rest) // 2 if suspect is None else 0
            self._alone += [part for part in (guilty, rest[:half], rest[half:]) if part]
            return
        (path_id, facts_id) = files[0]
        if not self._suspects.guilty(path_id, fault):
            self._alone.append(files)
            return
        log.error("%s: it is not searched: %s", path_of(path_id), fault.words)
        self._left_out[facts_id] = path_of(path_id)
        self.words.give_up(facts_id, path_of(path_id))
        self._forget({facts_id})

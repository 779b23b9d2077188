"""The corpus of each workspace: made by its first search or for it, then brought from state to
state.

Belongs here: following generations, and bringing a session's unsaved texts over a corpus. Stays
out: arrays (`corpus`), waiting for what is not known yet (`pipeline.searchable`).

Nothing is told here: a corpus remembers the generation that it was made of, and what differs is
found by comparing pages when the next search comes.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import numpy as np

from ..chunks.row import Row
from ..overlays.view import View
from ..store.views import Generation
from ..store.words import Words
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .corpus import Content, Corpus
from .naming import Naming
from .reading import Reading, Unsaved
from .users import Counts, UsersByView

_AT_ONCE: Final = 16
"""Files that are read between two looks at the clock."""
_TOGETHER: Final = 1024
"""Files that a corpus is given in one step, some milliseconds."""
_KEPT: Final = 32
"""Unsaved texts whose words are remembered."""
_PRIORITY: Final = 8
"""Somebody waits for it now."""
_STEP_SECONDS: Final = 5.0

Breathe = Callable[[], Awaitable[None]]

log = logging.getLogger(__name__)


class _State:
    """One workspace: its corpus, and the generation that it is of."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users: Counts = np.empty(0, np.int32)
        """How many files use each, in that generation."""
        self.corpus = Corpus()
        self.generation: Generation | None = None
        self.naming = Naming()
        self.reading: Reading | None = None
        """The last one, for questions about the same state."""
        self.unknown: dict[int, bytes] = {}
        """Path id -> facts id of the files that have no chunks yet, or never will."""
        self.changes = -1
        self.first: asyncio.Task[Corpus] | None = None
        """The task that makes the first corpus, whoever waits for it."""

    def begun(self, task: asyncio.Task[Corpus]) -> None:
        """That task is over. Nobody may wait for it any more, and a failure is no news then."""
        self.first = None
        if not task.cancelled():
            task.exception()


class Corpora:
    """The corpora of one repository's workspaces."""

    def __init__(self, words: Words, pool: Pool, users: UsersByView) -> None:
        self.words = words
        self._users = users
        self._pool = pool
        self._states: dict[int, _State] = {}
        self._unsaved: OrderedDict[bytes, Unsaved] = OrderedDict()

    async def saved(self, generation: Generation, breathe: Breathe) -> Corpus:
        """The corpus of a generation."""
        state = self._state(generation)
        if state.generation is None:
            # It takes longer than a question may; what is read for one is for all that follow.
            if state.first is None:
                first = self._follow(state, generation, breathe)
                state.first = asyncio.get_running_loop().create_task(first)
                state.first.add_done_callback(state.begun)
            await asyncio.shield(state.first)
        return await self._follow(state, generation, breathe)

    async def _follow(self, state: _State, generation: Generation, breathe: Breathe) -> Corpus:
        async with state.lock:
            changes = self.words.changes
            wanted = _changed(generation, state.generation)
            for path_id in wanted:
                state.unknown.pop(path_id, None)
            if changes != state.changes:
                wanted = {**state.unknown, **wanted}
            files: dict[int, Content | None] = {}
            pairs = list(wanted.items())
            for at in range(0, len(pairs), _AT_ONCE):
                some = pairs[at : at + _AT_ONCE]
                found = self.words.chunks([facts_id for _, facts_id in some])
                for (path_id, facts_id), row in zip(some, found, strict=True):
                    content = None if row is None or not row[1] else _content(*row)
                    files[path_id] = content
                    if content is None and facts_id:
                        state.unknown[path_id] = facts_id
                    else:
                        state.unknown.pop(path_id, None)
                state.naming.add((p, generation.path_of(p)) for p, facts_id in some if facts_id)
                await breathe()
            # Numbers and places rise together then, and what is read by number needs no sorting.
            given = sorted(
                files.items(), key=lambda pair: -1 if pair[1] is None else pair[1].number
            )
            corpus = state.corpus
            for at in range(0, len(given), _TOGETHER):
                corpus = corpus.with_files(dict(given[at : at + _TOGETHER]))
                await breathe()
            state.corpus = corpus
            state.generation, state.changes = generation, changes
            state.users = await self._users.of(generation.view_id).follow(generation, breathe)
            return state.corpus

    def _state(self, generation: Generation) -> _State:
        state = self._states.get(generation.view_id)
        if state is None:
            state = self._states[generation.view_id] = _State()
        return state

    def forget(self, view_id: int) -> None:
        """A view is not in memory any more."""
        self._states.pop(view_id, None)

    async def reading(
        self, generation: Generation, view: View | None, breathe: Breathe
    ) -> Reading | None:
        """The words of a generation, with a session's unsaved texts as if they were saved.

        None if those texts could not be cut.
        """
        state = self._state(generation)
        naming = state.naming
        if view is None or not view.overlaid:
            corpus = await self.saved(generation, breathe)
            users, known = state.users, state.reading
            # Each change of files, of their words or their links makes other ones of these.
            if known is None or known.corpus is not corpus or known.counts is not users:
                known = state.reading = Reading(self.words, corpus, naming, users)
            return known
        corpus = await self.saved(view.base, breathe)
        # What unsaved texts refer to is counted when they are saved.
        users, first = state.users, corpus.numbers
        files: dict[int, Content | None] = {}
        texts: list[Unsaved] = []
        for path_id, path in view.overlaid.items():
            entry = view.generation.by_id(path_id) if path is not None else None
            if path is None or entry is None:
                files[path_id] = None
                continue
            text = await self._cut(view, path, entry.facts)
            if text is None:
                return None
            files[path_id] = _content(first + len(texts), text.chunks)
            # Remembered are only its words.
            texts.append(text._replace(facts_id=entry.facts, text=view.texts[path].data))
            naming.add([(path_id, path)])
        return Reading(self.words, corpus.with_files(files), naming, users, first, texts)

    async def _cut(self, view: View, path: str, facts_id: bytes) -> Unsaved | None:
        known = self._unsaved.get(facts_id)
        if known is None:
            payload = {"texts": [(path, view.texts[path].data, facts_id)]}
            try:
                found: Mapping[str, Any] = await self._pool.submit(
                    "chunk_texts",
                    payload,
                    lane="interactive",
                    priority=_PRIORITY,
                    step_seconds=_STEP_SECONDS,
                )
            except (Full, TaskFailed, WorkerDied) as error:
                log.warning("an unsaved text could not be cut: %s", error)
                return None
            (chunks,) = found["rows"]
            known = Unsaved(bytes(chunks), dict(found["terms"]), dict(found["trigrams"]))
            self._unsaved[facts_id] = known
            if len(self._unsaved) > _KEPT:
                self._unsaved.popitem(last=False)
        self._unsaved.move_to_end(facts_id)
        return known


def _changed(new: Generation, old: Generation | None) -> dict[int, bytes]:
    """Path id -> facts id, or nothing for a file that is gone, where facts differ."""
    if old is None:
        return {entry.path_id: entry.facts for entry in new.entries()}
    changed: dict[int, bytes] = {}
    for path_id, entry in new.changed_since(old).items():
        facts_id = b"" if entry is None else entry.facts
        before = old.by_id(path_id)
        if facts_id != (b"" if before is None else before.facts):
            changed[path_id] = facts_id
    return changed


def _content(number: int, packed: bytes) -> Content:
    row = Row(packed)
    # Copies: columns are views into all of the row.
    columns = row.length.copy(), row.kind.copy(), row.symbol.copy()
    return Content(number, *columns, row.traits & 0xFF)

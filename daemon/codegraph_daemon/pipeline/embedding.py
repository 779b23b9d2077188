"""The step after chunking: which texts of a view have no vector yet, and having them made.

Belongs here: what waits for each model in use, the batches, progress. Stays out: when a step may
run (`workspace`), running models (`vectors`), and what is found with vectors (`vectors.asking`).

It comes after everything else: nothing is handed out while anything is to be parsed, linked or cut,
and a batch takes about a second. A vector is a text's, so what was moved, restored or branched is
not embedded again, and a restart goes on where the last daemon was.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from codegraph_client.models import Model

from ..vectors.making import File, Maker
from .backlog import SMALL
from .chunking import Chunking
from .commits import Outcome
from .indexing import Indexing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH_CHUNKS: Final = {"static": 2048, "onnx": 64, "endpoint": 256}
_BATCH_FILES: Final = 128
_AHEAD: Final = 2
"""Batches in flight, so that the worker need not wait for the daemon."""
_TRIES: Final = 3
"""A file that so often was another on the disk is left alone until it changes."""
_LOOKED: Final = 32
_SLICE_SECONDS: Final = 0.0005

log = logging.getLogger(__name__)


class Waiting(NamedTuple):
    """A content without all of its vectors."""

    facts_id: bytes
    chunks: int
    """How many of its texts have none."""
    tries: int = 0


class Embedded(NamedTuple):
    """How far one model is in one view."""

    model: str
    state: str
    """ready, embedding, waiting (for the graph and for words), or failed."""
    left: int
    """Chunks without a vector."""
    seconds: float | None
    """How long that will take; None while it is not known."""
    reason: str
    """Why it failed, if it did."""


class Embedding:
    """What is to be embedded for one view."""

    def __init__(
        self,
        root: str,
        indexing: Indexing,
        chunking: Chunking,
        maker: Maker,
        go_on: Callable[[], None],
    ) -> None:
        self._root_text = root
        self._indexing = indexing
        self._chunking = chunking
        self._vectors = maker.vectors
        self._maker = maker
        self._go_on = go_on
        self._looking = False
        self._unlooked: dict[int, bytes] = {}
        """Path id -> facts id of files of which it is not known whether something waits."""
        self.begin()
        self._edited: dict[int, None] = {}
        """Files that were edited since everything was embedded; they go before all others."""
        self._in_flight: set[bytes] = set()
        self._running = 0
        self._timer: asyncio.TimerHandle | None = None
        self.complete: set[bytes] = set()
        """The models that had a vector of everything once since the start, by id."""
        indexing.on_files.append(self._changed)

    def begin(self) -> None:
        """Look at everything anew, for the models that are used now."""
        self._surveyed = False
        self._waiting: dict[bytes, dict[int, Waiting]] = {m.id: {} for m in self._maker.models}
        """By id of the model and path id."""

    @property
    def on(self) -> bool:
        """Whether vectors are made at all."""
        return bool(self._maker.models) and self._chunking.on

    @property
    def busy(self) -> bool:
        """Whether something is to be done that can be done now."""
        if not self.on:
            return False
        may = any(self._waiting[m.id] and self._maker.may_try(m) for m in self._maker.models)
        return bool(self._running or self._looking or self._unlooked or may or not self._surveyed)

    @property
    def problems(self) -> list[str]:
        """Sentences about models that cannot be used."""
        failed = [(m.name, self._maker.failure(m)) for m in self._maker.models]
        told = [f"the model {name} cannot be used: {why}" for name, why in failed if why]
        return [*self._maker.problems, *told]

    def progress(self) -> list[Embedded]:
        """How far each model is."""
        return [self._progress_of(model) for model in self._maker.models] if self.on else []

    def _progress_of(self, model: Model) -> Embedded:
        left = sum(each.chunks for each in self._waiting[model.id].values())
        rate = self._maker.rates.get(model.id)
        seconds = left / rate if rate and self._surveyed else None
        reason = self._maker.failure(model)
        if reason:
            state = "failed"
        elif self._surveyed and not left and not self._unlooked:
            state = "ready"
        else:
            state = "embedding" if self._running else "waiting"
        return Embedded(model.name, state, left, seconds, reason)

    # What waits

    def _changed(self, outcome: Outcome) -> None:
        if not self.on or not self._surveyed:
            return
        for _, path_id, facts_id in outcome.rows:
            for waiting in self._waiting.values():
                waiting.pop(path_id, None)
            if facts_id:
                self._unlooked[path_id] = facts_id
                if len(outcome.rows) <= SMALL:
                    self._edited[path_id] = None
            else:
                self._unlooked.pop(path_id, None)

    async def _look(self) -> None:
        """See of which files' texts there are vectors."""
        try:
            generation = self._indexing.commits.generation
            if not self._surveyed:
                self._unlooked = {e.path_id: e.facts for e in generation.entries() if e.facts}
                self._surveyed = True
            until = time.monotonic() + _SLICE_SECONDS
            while self._unlooked and self._chunking.ready:
                some = [(p, self._unlooked[p]) for p in list(self._unlooked)[:_LOOKED]]
                for path_id, _ in some:
                    del self._unlooked[path_id]
                self._note(some)
                if time.monotonic() > until:
                    await asyncio.sleep(0)
                    until = time.monotonic() + _SLICE_SECONDS
            self._note_complete()
        finally:
            self._looking = False
            self._go_on()

    def _note(self, files: Sequence[tuple[int, bytes]]) -> None:
        # Arrays would be a sixth of the daemon's start.
        import numpy as np

        from ..chunks.row import Row

        rows = self._chunking.words.chunks([facts_id for _, facts_id in files])
        for (path_id, facts_id), row in zip(files, rows, strict=True):
            # What has no row was given up, or comes again when it is cut.
            if row is None or not row[1]:
                continue
            keys = np.unique(Row(row[1]).key)
            for model in self._maker.models:
                missing = len(self._vectors.missing(model.id, keys))
                if missing:
                    self._waiting[model.id][path_id] = Waiting(facts_id, missing)

    def _note_complete(self) -> None:
        if not self._surveyed or self._unlooked:
            return
        now = {model.id for model in self._maker.models if not self._waiting[model.id]}
        if len(now) == len(self._waiting):
            self._edited.clear()
        if not now <= self.complete:
            self.complete |= now
            before = self._vectors.complete
            # One that was complete lacks little after a checkout, and goes on to answer.
            ids = [model.id for model in self._maker.models]
            known = [each for each in ids if each in self.complete or each in before]
            if known != before:
                self._vectors.set_complete(known)

    # Tasks

    def work(self, unneeded: bool) -> Iterator[Coroutine[Any, Any, None]]:
        """What is to be run now; `unneeded`: no worker is needed for graph and words."""
        if not self.on or not unneeded or not self._chunking.ready:
            return
        if not self._looking and (self._unlooked or not self._surveyed):
            self._looking = True
            yield self._look()
        for model in self._maker.models:
            # One model after the other: the first is there to answer soon.
            if self._waiting[model.id] and self._maker.may_try(model):
                while self._running < _AHEAD and (files := self._take(model)):
                    if not self._running:
                        # The most that is taken is what one kind of worker takes, not two.
                        self._indexing.dismiss()
                    self._running += 1
                    yield self._run(model, files)
                break
        self._wake_later()

    def _wake_later(self) -> None:
        """Come again when a model that failed may be tried."""
        seconds = self._maker.seconds_to_pause()
        if seconds is not None and self._timer is None:

            def wake() -> None:
                self._timer = None
                self._go_on()

            self._timer = asyncio.get_running_loop().call_later(seconds + 0.1, wake)

    def close(self) -> None:
        """Begin nothing any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _take(self, model: Model) -> dict[int, Waiting]:
        taken: dict[int, Waiting] = {}
        room = _BATCH_CHUNKS[model.kind]
        waiting = self._waiting[model.id]
        seen: set[bytes] = set()
        edited = {p: waiting[p] for p in self._edited if p in waiting}
        for path_id, each in chain(edited.items(), waiting.items()):
            if path_id in taken or each.facts_id in self._in_flight or each.facts_id in seen:
                continue
            if taken and room < each.chunks:
                break
            taken[path_id] = each
            seen.add(each.facts_id)
            room -= each.chunks
            if room <= 0 or len(taken) == _BATCH_FILES:
                break
        self._in_flight |= seen
        return taken

    async def _run(self, model: Model, files: dict[int, Waiting]) -> None:
        try:
            await self._embed(model, files)
        finally:
            self._running -= 1
            self._in_flight.difference_update(each.facts_id for each in files.values())
            self._note_complete()

    async def _embed(self, model: Model, files: dict[int, Waiting]) -> None:
        import numpy as np

        from ..chunks.row import Row

        path_of = self._indexing.commits.generation.path_of
        rows = self._chunking.words.chunks([each.facts_id for each in files.values()])
        wanted: list[File] = []
        seen: NDArray[np.uint64] = np.zeros(0, np.uint64)
        for (path_id, each), row in zip(files.items(), rows, strict=True):
            if row is None:
                continue
            keys, first = np.unique(Row(row[1]).key, return_index=True)
            missing = self._vectors.missing(model.id, keys)
            # A text that two files of the batch have is embedded once.
            fresh = missing[~np.isin(keys[missing], seen)]
            seen = np.concatenate((seen, keys[fresh]))
            if len(fresh):
                wanted.append((path_of(path_id), each.facts_id, first[fresh].tolist()))
        unread: set[bytes] = set()
        if wanted:
            root, most = self._root_text, self._indexing.max_bytes
            made = await self._maker.embed(model, root, most, wanted, len(seen))
            if isinstance(made, str):
                return
            await self._vectors.add(model.id, made.keys, made.codes)
            unread = made.unread
        self._settle(model, files, unread)

    def _settle(self, model: Model, files: dict[int, Waiting], unread: set[bytes]) -> None:
        """What was embedded waits no more; what was another file comes again, behind the others."""
        waiting = self._waiting[model.id]
        done = {each.facts_id for each in files.values()} - unread
        for path_id, each in list(files.items()):
            now = waiting.get(path_id)
            if now is None or now.facts_id != each.facts_id:
                continue
            del waiting[path_id]
            if each.facts_id in done:
                if unread:
                    # A text that it shares with one of those may have no vector still.
                    self._unlooked[path_id] = each.facts_id
            elif each.tries + 1 < _TRIES:
                waiting[path_id] = each._replace(tries=each.tries + 1)

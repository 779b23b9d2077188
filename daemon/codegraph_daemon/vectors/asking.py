"""The nearest chunks of a query: its vector, asked of a worker, and the indexes in memory.

An index is made when somebody first searches, from a saved copy or from the bytes in the store, and
follows what is alive from then on. It holds the contents of all workspaces; who asks says which of
them may be found. Nobody waits long: what is not ready yet is begun, and the answer says so.

Belongs here: the life of the indexes, and asking them. Stays out: making vectors
(`pipeline.embedding`), and what becomes of what is found (`ranking`).
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegraph_client.models import Model

from ..chunks.cut import CHUNKS_VERSION
from ..chunks.row import Row
from ..memory import give_back
from ..store.words import Words
from . import saved
from .index import FLAT_MOST, ORDINAL_BITS, Allowed, Ids, VectorIndex, ids_of, one_thread
from .making import Maker, in_thread
from .quantising import Floats, metric_of
from .training import lists_of, sample_for

_AT_ONCE: Final = 64
_ADD_ROWS: Final = 4096
_QUERIES: Final = 64
"""Vectors of queries that are remembered."""
_TEND_SECONDS: Final = 20.0
_SAVE_LEAST: Final = 2000
"""An index of fewer vectors is made as quickly as a copy of it is read."""
_GROWN: Final = 3.0

Breathe = Callable[[], Awaitable[None]]
Contents = Iterable[tuple[int, bytes]]
"""(Number, facts id) of contents."""

log = logging.getLogger(__name__)


class Found(NamedTuple):
    """What one model found, nearest first."""

    model: str
    contents: NDArray[np.int64]
    ordinals: NDArray[np.int64]
    scores: Floats


class Nearest(NamedTuple):
    """What all models found that could be asked, and why others could not."""

    found: list[Found]
    reason: str
    """Empty if nothing is missing."""


class _Held:
    """One model's index in memory."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.index = VectorIndex(model.dimension, metric_of(model), model.scale)
        self.ready = False
        self.there: Allowed = np.zeros(0, np.bool_)
        """By number of a content, whether its vectors are in the index."""
        self.tried: Allowed = np.zeros(0, np.bool_)
        """The same, of contents that had not all of their vectors when the store was last seen."""
        self.store_changes = -1
        self.following: asyncio.Task[None] | None = None
        self.saved = 0
        """Which of the index's changes the saved copy has."""
        self.trained_for = 0

    def lacks(self, contents: NDArray[Any]) -> NDArray[Any]:
        """Those of some contents that may have vectors which are not in the index."""
        if not len(contents):
            return contents
        size = int(contents.max()) + 1
        if size > len(self.there):
            self.there = np.concatenate((self.there, np.zeros(size - len(self.there), np.bool_)))
            self.tried = np.concatenate((self.tried, np.zeros(size - len(self.tried), np.bool_)))
        lacking: NDArray[Any] = contents[~(self.there[contents] | self.tried[contents])]
        return lacking


class Asking:
    """The indexes of one repository. Made, used and closed on the daemon's event loop."""

    def __init__(self, words: Words, maker: Maker, folder: Path, busy: Callable[[], bool]) -> None:
        """`folder` is where copies of indexes lie; nothing large is begun while `busy()`."""
        self.maker = maker
        self._vectors = maker.vectors
        self._words = words
        self._folder = folder
        self._busy = busy
        self._held: dict[bytes, _Held] = {}
        self._thread = ThreadPoolExecutor(1, "vectors", one_thread)
        self._alive: dict[object, tuple[NDArray[Any], Allowed]] = {}
        """By workspace the contents that were alive at its last question, as numbers and by
        number."""
        self._queries: OrderedDict[tuple[bytes, str], Floats] = OrderedDict()
        self._asking: dict[tuple[bytes, str], asyncio.Task[Floats | str]] = {}
        self._tending: asyncio.Task[None] | None = None
        self._closed = False

    async def close(self) -> None:
        """Stop what is under way."""
        self._closed = True
        tasks = (held.following for held in self._held.values())
        running: list[asyncio.Task[Any]] = [task for task in tasks if task is not None]
        running += [*self._asking.values(), *([self._tending] if self._tending else [])]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._thread.shutdown(wait=True, cancel_futures=True)

    def answering(self) -> list[Model]:
        """The models that answer: those that have a vector of everything, the newest ones.

        While none of those in use has, those that had before; then whatever there is.
        """
        if not self.maker.models:
            return []
        complete = self._vectors.complete
        ready: list[Model] = [model for model in self.maker.models if model.id in complete]
        return ready or self.maker.earlier(complete) or self.maker.models[:1]

    async def nearest(
        self,
        workspace: object,
        query: str,
        count: int,
        alive: NDArray[Any],
        facts_of: Callable[[NDArray[Any]], Contents],
        seconds: float,
        only: Allowed | None = None,
    ) -> Nearest:
        """The chunks nearest to a query, of the contents with the numbers `alive`.

        `facts_of` gives contents by their numbers; `only`, by number, narrows what may be found.
        After about `seconds` the answer is what there is by then.
        """
        models = self.answering()
        if not models:
            return Nearest([], "; ".join(self.maker.problems) or "no model for vectors is used")
        self._tend()
        deadline = asyncio.get_running_loop().time() + seconds
        asked = [self._query(model, query) for model in models]
        helds = [self._follow(model, alive, facts_of) for model in models]
        reasons = list(self.maker.problems)
        found: list[Found] = []
        allowed = self._allowed(workspace, alive) if only is None else only
        for model, held, vector in zip(models, helds, asked, strict=True):
            if not await _within(held.following, deadline) and not held.ready:
                reasons.append(f"vectors of the model {model.name} are still being loaded")
                continue
            if not held.ready:
                reasons.append(f"vectors of the model {model.name} cannot be loaded")
                continue
            if not await _within(vector, deadline):
                reasons.append(f"the model {model.name} is still being loaded")
                continue
            told = vector.result()
            if isinstance(told, str):
                reasons.append(f"the model {model.name} cannot be used: {told}")
                continue
            self._remember(model, query, told)
            ids, scores = await in_thread(self._thread, held.index.search, told, count, allowed)
            found.append(_found(model, ids, scores))
        return Nearest(found, "; ".join(reasons))

    def _allowed(self, workspace: object, alive: NDArray[Any]) -> Allowed:
        """The same array as long as the same is alive, since an index remembers what it means."""
        known = self._alive.get(workspace)
        if known is None or not np.array_equal(known[0], alive):
            known = self._alive[workspace] = alive, _mask(alive)
        return known[1]

    def warm(self) -> None:
        """Somebody may ask soon: have the models ready by then."""
        for model in self.answering():
            self._query(model, "")

    # Queries

    def _query(self, model: Model, query: str) -> asyncio.Future[Floats | str]:
        key = model.id, query
        known = self._queries.get(key)
        if known is not None:
            self._queries.move_to_end(key)
            done: asyncio.Future[Floats | str] = asyncio.get_running_loop().create_future()
            done.set_result(known)
            return done
        task = self._asking.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(self.maker.query(model, query))
            self._asking[key] = task
            task.add_done_callback(lambda _: self._asking.pop(key, None))
        return task

    def _remember(self, model: Model, query: str, vector: Floats) -> None:
        self._queries[model.id, query] = vector
        if len(self._queries) > _QUERIES:
            self._queries.popitem(last=False)

    # The life of an index

    def _follow(
        self, model: Model, alive: NDArray[Any], facts_of: Callable[[NDArray[Any]], Contents]
    ) -> _Held:
        """The index of a model, and the task that brings it to what is alive, if it lacks any."""
        held = self._held.get(model.id)
        if held is None:
            held = self._held[model.id] = _Held(model)
        if held.following is None or held.following.done():
            if held.store_changes != self._vectors.changes:
                # What had no vectors may have them by now.
                held.store_changes = self._vectors.changes
                held.tried[:] = False
            if not held.ready or len(held.lacks(alive)):
                loop = asyncio.get_running_loop()
                held.following = loop.create_task(self._bring(held, alive, facts_of))
                held.following.add_done_callback(_log_failure)
        return held

    async def _bring(
        self,
        held: _Held,
        alive: NDArray[Any],
        facts_of: Callable[[NDArray[Any]], Contents],
    ) -> None:
        if not held.ready:
            await self._load(held)
        lacking = held.lacks(alive)
        ids: list[Ids] = []
        codes: list[NDArray[np.int8]] = []
        for at in range(0, len(lacking), _AT_ONCE):
            contents = list(facts_of(lacking[at : at + _AT_ONCE]))
            rows = self._words.chunks([facts_id for _, facts_id in contents])
            for (number, _), row in zip(contents, rows, strict=True):
                await asyncio.sleep(0)
                if row is None or row[0] != number:
                    held.tried[number] = True
                    continue
                keys = Row(row[1]).key if row[1] else np.zeros(0, np.uint64)
                made = self._vectors.get(held.model.id, keys, held.model.dimension)
                if made is None:
                    held.tried[number] = True
                    continue
                held.there[number] = True
                ids.append(ids_of(np.full(len(made), number), np.arange(len(made))))
                codes.append(made)
            if sum(map(len, ids)) >= _ADD_ROWS:
                await self._add(held, ids, codes)
        await self._add(held, ids, codes)
        held.ready = True

    async def _add(self, held: _Held, ids: list[Ids], codes: list[NDArray[np.int8]]) -> None:
        if ids:
            joined = np.concatenate(ids), np.concatenate(codes)
            ids.clear()
            codes.clear()
            await in_thread(self._thread, held.index.add, *joined)

    # Copies

    def _copy(self, model: Model) -> Path:
        return self._folder / f"{model.id.hex()}.index"

    def _about(self, model: Model) -> dict[str, Any]:
        return {
            "model": model.id.hex(),
            "chunks": CHUNKS_VERSION,
            "store": self._vectors.identity.hex(),
        }

    async def _load(self, held: _Held) -> None:
        """Begin with the saved copy, if there is one of this store."""
        copy = self._copy(held.model)
        if not copy.exists():
            return
        index = await in_thread(self._thread, saved.load, copy, self._about(held.model))
        if index is None:
            log.info("the saved index of %s is of no use", held.model.name)
            return
        held.index, held.saved, held.trained_for = index, index.changes, len(index)
        held.lacks(index.contents)
        held.there[index.contents] = True

    async def _save(self, held: _Held) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        changes = held.index.changes
        try:
            copy, about = self._copy(held.model), self._about(held.model)
            await in_thread(self._thread, saved.save, held.index, copy, about)
        except OSError as error:
            log.warning("the index of %s was not saved: %s", held.model.name, error)
        held.saved = changes

    # Idle work

    def _tend(self) -> None:
        if self._tending is None or self._tending.done():
            self._tending = asyncio.get_running_loop().create_task(self._tend_when_idle())

    async def _tend_when_idle(self) -> None:
        """While there is something to tidy, do so whenever nobody works; then end."""
        again = True
        while again and not self._closed:
            await asyncio.sleep(_TEND_SECONDS)
            if self._busy():
                continue
            again = False
            for held in list(self._held.values()):
                if held.following is not None and not held.following.done():
                    again = True
                elif held.ready:
                    await self.tidy(held.model)

    async def tidy(self, model: Model) -> None:
        """Remove what is alive nowhere, give lists the room they need, and save a copy."""
        held = self._held[model.id]
        there = np.flatnonzero(held.there)
        named = [numbers for numbers, _ in self._alive.values()]
        dead = there[~np.isin(there, np.concatenate(named))] if named else there
        if len(dead):
            await in_thread(self._thread, held.index.remove, dead)
            held.there[dead] = False
        most = max(FLAT_MOST, _GROWN * held.trained_for)
        if len(held.index) > most:
            await self._use_lists(held)
        elif held.index.untidy:
            await in_thread(self._thread, held.index.tidy)
            await in_thread(self._thread, give_back)
        if held.saved != held.index.changes and len(held.index) >= _SAVE_LEAST:
            await self._save(held)

    async def _use_lists(self, held: _Held) -> None:
        count = len(held.index)
        random = np.random.default_rng(1)
        sample = await in_thread(self._thread, held.index.sample, sample_for(count), random)
        found = await self.maker.train(held.model, sample, count)
        if found is None:
            return
        lists, probes, centroids = found
        made = lists_of(held.model.dimension, metric_of(held.model), lists, centroids)
        await in_thread(self._thread, held.index.use_lists, made, probes)
        await in_thread(self._thread, give_back)
        held.trained_for = count


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("an index of vectors could not be made", exc_info=error)


def _found(model: Model, ids: Ids, scores: Floats) -> Found:
    return Found(model.name, ids >> ORDINAL_BITS, ids & ((1 << ORDINAL_BITS) - 1), scores)


def _mask(contents: NDArray[Any]) -> Allowed:
    mask = np.zeros(int(contents.max()) + 1 if len(contents) else 0, np.bool_)
    mask[contents] = True
    return mask


async def _within(future: asyncio.Future[Any] | None, deadline: float) -> bool:
    """Wait for something that goes on anyway; False if it is not done by then."""
    if future is None or future.done():
        return True
    remaining = deadline - asyncio.get_running_loop().time()
    done, _ = await asyncio.wait([future], timeout=max(remaining, 0))
    return bool(done)


__all__: Sequence[str] = ("Asking", "Found", "Nearest")

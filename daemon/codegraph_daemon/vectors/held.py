"""The life of one index in memory: begun from a saved copy, brought to what is alive, tidied.

Belongs here: what an index holds and how it is brought up to date from the store. Stays out: who
asks it (`asking`), and the index itself (`index`). All that changes an index runs in one thread,
one after the other, and so does each search that takes long; FAISS lets go of the interpreter's
lock meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegraph_client.models import Model

from ..chunks.cut import CHUNKS_VERSION
from ..chunks.row import Row
from ..memory import give_back
from ..store.words import Words
from . import saved
from .index import FLAT_MOST, Allowed, Ids, VectorIndex, ids_of
from .making import Maker, in_thread
from .quantising import Codes, Floats, metric_of, scale_for
from .shortlist import Shortlist
from .training import sample_for

if TYPE_CHECKING:
    from .gpu import GpuCopy

_AT_ONCE: Final = 64
_ADD_ROWS: Final = 4096
_SAVE_LEAST: Final = 2000
"""An index of fewer vectors is made as quickly as a copy of it is read."""
_GROWN: Final = 3.0
_SHORTENED: Final = 4096
_HERE: Final = 150_000
"""An index of so many vectors is asked in the thread of the event loop, unless it is changing."""
_NO_DEVICE: Final = (
    "search.gpu is on, but the installed FAISS reports no device: not tested, and not used"
)

Contents = Iterable[tuple[int, bytes]]
"""(Number, facts id) of contents."""
FactsOf = Callable[[NDArray[Any]], Contents]

log = logging.getLogger(__name__)


class Around(NamedTuple):
    """What all indexes of one repository share."""

    words: Words
    maker: Maker
    thread: ThreadPoolExecutor
    folder: Path
    """Where copies lie."""
    gpu: bool
    """Whether a graphics card is to answer."""


class Held:
    """The index of one model."""

    def __init__(self, model: Model, around: Around) -> None:
        self.model = model
        self.ready = False
        """Whether it has held everything that was alive once."""
        self.following: asyncio.Task[None] | None = None
        """The task that brings it to what is alive."""
        self.problem = ""
        """What is wrong with the device that is asked for."""
        self._around = around
        self._vectors = around.maker.vectors
        self.index: VectorIndex
        """Made by the task that fills it, for FAISS is loaded with the first."""
        self._there: Allowed = np.zeros(0, np.bool_)
        """By number of a content, whether its vectors are in the index."""
        self._tried: Allowed = np.zeros(0, np.bool_)
        """The same, of contents that had not all of their vectors when the store was last seen."""
        self._store_changes = -1
        self._saved = 0
        """Which of the index's changes the saved copy has."""
        self._trained_for = 0
        self._gpu: GpuCopy | None = None
        self._followed: NDArray[Any] | None = None
        """What was alive when the index was last seen to have all of it that it can have."""
        self._changing = asyncio.Lock()
        """Held while the index changes, which takes several steps where it gets a shortlist."""

    @property
    def is_here(self) -> bool:
        """Whether it is asked where the event loop runs, and has been loaded."""
        return (
            self.ready
            and self._gpu is None
            and len(self.index) <= _HERE
            and not self._changing.locked()
        )

    async def search(self, query: Floats, count: int, allowed: Allowed) -> tuple[Ids, Floats]:
        """The nearest to the vector of a query; see `VectorIndex.search`."""
        if self.is_here:
            # A millisecond; to hand it over and be told of its end would take a third more.
            return self.index.search(query, count, allowed)
        search = self.index.search if self._gpu is None else self._gpu.search
        found: tuple[Ids, Floats] = await self._in_thread(search, query, count, allowed)
        return found

    async def _in_thread(self, call: Callable[..., Any], *arguments: Any) -> Any:
        return await in_thread(self._around.thread, call, *arguments)

    # Bringing it to what is alive

    def follow(self, alive: NDArray[Any], facts_of: FactsOf) -> None:
        """Begin to bring it to the contents `alive`, if it may lack any."""
        if self.following is not None and not self.following.done():
            return
        if self._store_changes != self._vectors.changes:
            # What had no vectors may have them by now.
            self._store_changes = self._vectors.changes
            self._tried[:] = False
            self._followed = None
        if self.ready and (self._followed is alive or not len(self._lacks(alive))):
            self._followed = alive
            return
        loop = asyncio.get_running_loop()
        self.following = loop.create_task(self._bring(alive, facts_of))
        self.following.add_done_callback(_log_failure)

    def _lacks(self, contents: NDArray[Any]) -> NDArray[Any]:
        """Those of some contents that may have vectors which are not in the index."""
        if not len(contents):
            return contents
        more = np.zeros(max(int(contents.max()) + 1 - len(self._there), 0), np.bool_)
        if len(more):
            self._there = np.concatenate((self._there, more))
            self._tried = np.concatenate((self._tried, more))
        lacking: NDArray[Any] = contents[~(self._there[contents] | self._tried[contents])]
        return lacking

    async def _bring(self, alive: NDArray[Any], facts_of: FactsOf) -> None:
        if not self.ready:
            await self._load()
        lacking = self._lacks(alive)
        ids: list[Ids] = []
        codes: list[Codes] = []
        for at in range(0, len(lacking), _AT_ONCE):
            contents = list(facts_of(lacking[at : at + _AT_ONCE]))
            rows = self._around.words.chunks([facts_id for _, facts_id in contents])
            for (number, _), row in zip(contents, rows, strict=True):
                await asyncio.sleep(0)
                made = None
                if row is not None and row[0] == number:
                    keys = Row(row[1]).key if row[1] else np.zeros(0, np.uint64)
                    made = self._vectors.get(self.model.id, keys, self.model.dimension)
                if made is None:
                    self._tried[number] = True
                    continue
                self._there[number] = True
                ids.append(ids_of(np.full(len(made), number), np.arange(len(made))))
                codes.append(made)
            if sum(map(len, ids)) >= _ADD_ROWS:
                await self._add(ids, codes)
        await self._add(ids, codes)
        self.ready = True
        await self._shorten()

    async def _add(self, ids: list[Ids], codes: list[Codes]) -> None:
        if ids:
            joined = np.concatenate(ids), np.concatenate(codes)
            ids.clear()
            codes.clear()
            async with self._changing:
                await self._in_thread(self.index.add, *joined)

    # Copies

    @property
    def _copy(self) -> Path:
        return self._around.folder / f"{self.model.id.hex()}.index"

    @property
    def _about(self) -> dict[str, Any]:
        return {
            "model": self.model.id.hex(),
            "chunks": CHUNKS_VERSION,
            "store": self._vectors.identity.hex(),
        }

    async def _load(self) -> None:
        """Begin with the saved copy, if there is one of this store."""
        model = self.model
        self.index = await self._in_thread(
            VectorIndex, model.dimension, metric_of(model), scale_for(model)
        )
        if not self._copy.exists():
            return
        index = await self._in_thread(saved.load, self._copy, self._about)
        if index is None:
            log.info("the saved index of %s is of no use", model.name)
            return
        self.index, self._saved = index, index.changes
        self._trained_for = 0 if index.kind == "flat" else len(index)
        self._lacks(index.contents)
        self._there[index.contents] = True

    async def _save(self) -> None:
        self._around.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        changes = self.index.changes
        try:
            await self._in_thread(saved.save, self.index, self._copy, self._about)
        except OSError as error:
            log.warning("the index of %s was not saved: %s", self.model.name, error)
        self._saved = changes

    async def _shorten(self) -> None:
        """Make a shortlist where there is much, and none that was made for about as much."""
        if len(self.index) > max(FLAT_MOST, _GROWN * self._trained_for):
            await self._use_shortlist()

    # Idle work

    async def tidy(self, alive: Sequence[NDArray[Any]]) -> None:
        """Remove what is alive nowhere, see to the shortlist, and save a copy.

        `alive` are the contents of each workspace that searches know of.
        """
        there = np.flatnonzero(self._there)
        dead = there[~np.isin(there, np.concatenate(alive))] if alive else there
        if len(dead):
            async with self._changing:
                await self._in_thread(self.index.remove, dead)
            self._there[dead] = False
            self._followed = None
        await self._shorten()
        if self._around.gpu and not (self._gpu is not None and self._gpu.current):
            await self._use_gpu()
        if self._saved != self.index.changes and len(self.index) >= _SAVE_LEAST:
            await self._save()

    async def _use_shortlist(self) -> None:
        count = len(self.index)
        random = np.random.default_rng(1)
        sample = await self._in_thread(self.index.sample, sample_for(count), random)
        centroids = await self._around.maker.train(self.model, sample)
        if centroids is None:
            return
        made = Shortlist(self.model.dimension, metric_of(self.model), centroids)
        async with self._changing:
            # In small parts, between which questions are answered.
            while await self._in_thread(self.index.fill, made, _SHORTENED):
                pass
            await self._in_thread(self.index.use_shortlist, made)
        await self._in_thread(give_back)
        self._trained_for = count

    async def _use_gpu(self) -> None:
        # Loaded only where it is asked for.
        from .gpu import GpuCopy, devices

        self._gpu, self.problem = None, ""
        if not devices():
            self.problem = _NO_DEVICE
            return
        try:
            self._gpu = await self._in_thread(GpuCopy, self.index)
        except RuntimeError as error:
            self.problem = f"search.gpu is on, but the device cannot be used: {error}"


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("an index of vectors could not be made", exc_info=error)

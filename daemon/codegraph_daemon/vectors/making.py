"""Having vectors made: the models in use, and the worker that runs them.

Belongs here: which models searches use, one worker for bulk and one for questions, both ended when
idle, and how fast they are; and who makes the vector of a question, the worker or a table that is
read here. Stays out: what is to be embedded (`pipeline.embedding`), running models (`embedding`, in
the worker), reading tables (`questions`).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from codegraph_client import models
from codegraph_client.models import Model

from ..memory import give_back
from ..store.vectors import Vectors
from ..store.words import Words
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.limits import Limits
from ..workers.pool import Pool
from .quantising import Codes, Floats, metric_of, scale_for
from .texts import TEXTS_VERSION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .questions import QuestionTable

_TASKS: Final = "codegraph_daemon.vectors.worker"
_MEMORY_BYTES: Final = 4 << 30
"""Networks of the larger kind take that much; ours takes a twentieth."""
_TASK_SECONDS: Final = 600.0
_IDLE_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 30.0
_LONGEST_PAUSE: Final = 3600.0
_SMOOTH: Final = 0.3

File = tuple[str, bytes, Sequence[int]]
"""Path, facts id, ordinals of the chunks that are wanted."""

log = logging.getLogger(__name__)


class Made:
    """What a worker has made of some files."""

    def __init__(self, result: dict[str, Any], dimension: int) -> None:
        import numpy as np  # Not by the start, which has no use for it.

        self.keys = np.frombuffer(result["keys"], "<u8").astype(np.uint64)
        self.codes: Codes = np.frombuffer(result["codes"], np.int8).reshape(-1, dimension)
        self.unread: set[bytes] = set(result["unread"])
        """Contents that are not on the disk any more."""


class Maker:
    """The models of one daemon. Made, used and closed on its event loop."""

    def __init__(
        self,
        make_pool: Callable[..., Pool],
        names: Sequence[str],
        vectors: Vectors,
        words: Words,
        facts: Callable[[list[bytes]], list[bytes]],
    ) -> None:
        """`names` are the models in use; `facts` gives those of contents to the worker."""
        self.vectors = vectors
        self._words = words
        self._make_pool = make_pool

        def chunks(facts_ids: list[bytes]) -> list[bytes]:
            return [b"" if row is None else row[1] for row in words.chunks(facts_ids)]

        self._handlers: dict[str, Callable[[Any], Any]] = {"facts": facts, "chunks": chunks}
        self._pool: Pool | None = None
        self.models: list[Model] = []
        self.problems: list[str] = []
        """Sentences about models that are named and cannot be used."""
        for name in names:
            model = models.find(name)
            if model is not None:
                self.models.append(_as_run(model))
            else:
                self.problems.append(f"search.models names {name}, which is not on this machine")
        self.rates: dict[bytes, float] = {}
        """Chunks a second, by id of the model."""
        self._loaded: dict[bytes, int] = {}
        """By id of the model the process that last answered a question by it."""
        self._tables: dict[bytes, QuestionTable | None] = {}
        """By id of a model that was asked for what makes vectors of questions here; None: nothing
        does, but its worker."""
        self._loading = asyncio.Lock()
        self._failed: dict[bytes, str] = {}
        self._again: dict[bytes, tuple[float, float]] = {}
        """By id of the model: when it is tried again after a failure, and the pause before."""

    @property
    def pool(self) -> Pool:
        """The workers, of which none runs before there is something to do."""
        if self._pool is None:
            self._pool = self._make_pool(
                handlers=self._handlers,
                tasks=_TASKS,
                limits=Limits(
                    bulk=1,
                    memory_bytes=_MEMORY_BYTES,
                    task_seconds=_TASK_SECONDS,
                    idle_seconds=_IDLE_SECONDS,
                ),
            )
        return self._pool

    def pids(self) -> list[int]:
        """The process ids of the living workers."""
        return self._pool.pids() if self._pool is not None else []

    async def close(self) -> None:
        """End the workers."""
        for table in self._tables.values():
            if table is not None:
                table.close()
        if self._pool is not None:
            await self._pool.close()

    def earlier(self, ids: Sequence[bytes]) -> list[Model]:
        """Models that are still on this machine, in use or not, of these ids."""
        found = [each for each in (models.find(models.EMBEDDED), *models.added()) if each]
        there = list(map(_as_run, found))
        return [each for each in there if each.id in ids]

    def sweep(self) -> Iterator[int]:
        """Delete vectors that no model on this machine and no text needs, in short steps."""
        there = (models.find(models.EMBEDDED), *models.added())
        kept = {_as_run(each).id for each in there if each is not None}
        yield from self.vectors.sweep(map(_keys, self._words.all_chunks()), kept)

    def failure(self, model: Model) -> str:
        """Why a model cannot be used now, in a sentence; nothing if it can."""
        return self._failed.get(model.id, "")

    def may_try(self, model: Model) -> bool:
        """Whether it did not fail just now."""
        return model.id not in self._again or time.monotonic() >= self._again[model.id][0]

    def is_loaded(self, model: Model) -> bool:
        """Whether the worker of questions has this model at hand."""
        pool = self._pool
        return pool is not None and self._loaded.get(model.id) in pool.ready("interactive")

    def seconds_to_pause(self) -> float | None:
        """How long until a model that failed is tried again; None if none has failed."""
        now = time.monotonic()
        return min((max(when - now, 0.0) for when, _ in self._again.values()), default=None)

    async def embed(
        self, model: Model, root: str, max_bytes: int, files: Sequence[File], chunks: int
    ) -> Made | str:
        """The vectors of chunks, at the lowest priority; why there are none, if they cannot be."""
        payload = {
            "model": model.packed(),
            "root": root,
            "max_bytes": max_bytes,
            "files": [[path, facts_id, list(ordinals)] for path, facts_id, ordinals in files],
        }
        began = time.monotonic()
        try:
            result = await self.pool.submit("embed", payload, lane="bulk")
        except (Full, TaskFailed, WorkerDied) as error:
            return self._note_failure(model, error)
        seconds = max(time.monotonic() - began, 1e-4)
        rate = chunks / seconds
        before = self.rates.get(model.id)
        self.rates[model.id] = rate if before is None else before + _SMOOTH * (rate - before)
        self._works(model)
        return Made(result, model.dimension)

    async def embed_unsaved(
        self, model: Model, text: bytes, facts_id: bytes, chunks: bytes, ordinals: Sequence[int]
    ) -> Codes | str:
        """The vectors of some chunks of a text that is in no store, at the lowest priority."""
        import numpy as np

        payload = {
            "model": model.packed(),
            "text": text,
            "facts_id": facts_id,
            "chunks": chunks,
            "ordinals": list(ordinals),
        }
        try:
            packed = await self.pool.submit("embed_unsaved", payload, lane="bulk")
        except (Full, TaskFailed, WorkerDied) as error:
            # The editor may have gone on, and with its text the facts.
            log.debug("an unsaved text has no vectors: %s", error)
            return str(error)
        return np.frombuffer(packed, np.int8).reshape(-1, model.dimension)

    def at_once(self, model: Model, query: str) -> Floats | None:
        """The vector of a query, if no worker is needed for it and nothing is to be loaded."""
        table = self._tables.get(model.id)
        return None if table is None else table.vector(query)

    async def get_ready(self, model: Model, query: str) -> Floats | str:
        """Load what makes the vector of such a query; why it cannot be, if so."""
        await self._decide(model)
        if self.at_once(model, query) is not None:
            return ""
        return await self.query(model, "")

    async def _decide(self, model: Model) -> None:
        """Load the table of a model, if it has one that can be read here."""
        async with self._loading:
            if model.id not in self._tables:
                self._tables[model.id] = await asyncio.to_thread(_table_of, model)

    def query(self, model: Model, query: str) -> Coroutine[Any, Any, Floats | str]:
        """The vector of a query; why there is none, if it cannot be. Of none, be ready for one.

        It is asked for at once, so that it is being made while who asks has other things to do.
        """
        if model.kind == "static" and model.id not in self._tables:
            return self._query_here(model, query)
        payload = {"model": model.packed(), "query": query}
        try:
            asked = self.pool.submit("query", payload, lane="interactive")
        except Full as error:
            return self._answered(model, error)
        return self._answered(model, asked)

    async def _query_here(self, model: Model, query: str) -> Floats | str:
        await self._decide(model)
        found = self.at_once(model, query)
        return await self.query(model, query) if found is None else found

    async def _answered(self, model: Model, asked: asyncio.Future[bytes] | Full) -> Floats | str:
        import numpy as np

        try:
            if isinstance(asked, Full):
                raise asked
            packed = await asked
        except (Full, TaskFailed, WorkerDied) as error:
            return self._note_failure(model, error)
        self._works(model)
        for pid in self.pool.ready("interactive"):
            self._loaded[model.id] = pid
        return np.frombuffer(packed, np.float32)

    async def train(self, model: Model, sample: Codes) -> bytes | None:
        """Centroids as `training` finds them in some vectors; None if that failed."""
        payload = {
            "sample": sample.tobytes(),
            "dimension": model.dimension,
            "metric": metric_of(model),
        }
        try:
            found: bytes = await self.pool.submit("train", payload, lane="bulk")
        except (Full, TaskFailed, WorkerDied) as error:
            log.warning("short codes of vectors could not be made: %s", error)
            return None
        return found

    def _works(self, model: Model) -> None:
        self._failed.pop(model.id, None)
        self._again.pop(model.id, None)

    def _note_failure(self, model: Model, error: Exception) -> str:
        told = error.message if isinstance(error, TaskFailed) else str(error)
        if isinstance(error, TaskFailed):
            log.warning("the model %s failed: %s\n%s", model.name, error, error.trace)
        else:
            log.warning("the model %s failed: %s", model.name, error)
        pause = min(self._again.get(model.id, (0.0, _PAUSE_SECONDS / 2))[1] * 2, _LONGEST_PAUSE)
        self._again[model.id] = time.monotonic() + pause, pause
        self._failed[model.id] = told
        return told


def _as_run(model: Model) -> Model:
    """A model with all that decides about the bytes of its vectors, so that its id says it too."""
    return replace(model, texts=TEXTS_VERSION, scale=scale_for(model))


def _table_of(model: Model) -> QuestionTable | None:
    # Loaded by who asks: it needs arrays.
    from .questions import table_of

    table = table_of(model)
    give_back()
    return table


def _keys(packed: list[bytes]) -> NDArray[np.uint64]:
    import numpy as np

    from ..chunks.row import Row

    rows = [np.zeros(0, np.uint64)]
    for each in packed:
        # Rows of another version of the cutter belong to nobody.
        with suppress(ValueError):
            rows.append(Row(each).key)
    return np.concatenate(rows)


async def in_thread(thread: Any, call: Callable[..., Any], *arguments: Any) -> Any:
    """Run one call of an index in the thread that has all of them, one after the other."""
    return await asyncio.get_running_loop().run_in_executor(thread, call, *arguments)

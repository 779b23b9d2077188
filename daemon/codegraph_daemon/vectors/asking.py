"""The nearest chunks of a query: its vector, asked of a worker, and the indexes in memory.

An index is made when somebody first searches, from a saved copy or from the bytes in the store, and
follows what is alive from then on. It holds the contents of all workspaces; who asks says which of
them may be found. Nobody waits who does not ask for it: what is not loaded yet is begun, and the
answer says so.

Belongs here: asking models and indexes. Stays out: the life of an index (`held`), making vectors
(`pipeline.embedding`), and what becomes of what is found (`ranking`).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegraph_client.models import Model

from ..store.words import Words
from .held import Around, FactsOf, Held
from .index import ORDINAL_BITS, Allowed, Ids
from .library import one_thread
from .making import Maker
from .quantising import Floats, compared, metric_of, scale_for, scaled, scores_of
from .unsaved import UnsavedText, UnsavedVectors

_QUERIES: Final = 64
"""Vectors of queries that are remembered."""
_TEND_SECONDS: Final = 20.0
_ANSWER_SECONDS: Final = 0.05
"""So long a model that is loaded may take for a query; a table takes a millisecond."""


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


class Asking:
    """The indexes of one repository. Made, used and closed on the daemon's event loop."""

    def __init__(
        self,
        words: Words,
        maker: Maker,
        folder: Path,
        busy: Callable[[], bool],
        gpu: bool = False,
    ) -> None:
        """`folder` is where copies of indexes lie; nothing large is begun while `busy()`.

        With `gpu` a graphics card answers, if FAISS reports one.
        """
        self.maker = maker
        self._thread = ThreadPoolExecutor(1, "vectors", one_thread)
        self._around = Around(words, maker, self._thread, folder, gpu)
        self._busy = busy
        self._held: dict[bytes, Held] = {}
        self._alive: dict[object, tuple[NDArray[Any], Allowed]] = {}
        """By workspace the contents that were alive at its last question, as numbers and by
        number."""
        self._queries: OrderedDict[tuple[bytes, str], Floats] = OrderedDict()
        self._asking: dict[tuple[bytes, str], asyncio.Task[Floats | str]] = {}
        self._unsaved = UnsavedVectors(maker)
        self._tending: asyncio.Task[None] | None = None
        self._closed = False

    async def close(self) -> None:
        """Stop what is under way."""
        self._closed = True
        tasks = (held.following for held in self._held.values())
        running: list[asyncio.Task[Any]] = [task for task in tasks if task is not None]
        running += [*self._asking.values(), *self._unsaved.making.values()]
        running += [self._tending] if self._tending else []
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._thread.shutdown(wait=True, cancel_futures=True)

    @property
    def problems(self) -> list[str]:
        """Sentences about a device that is asked for and cannot be used."""
        return [held.problem for held in self._held.values() if held.problem]

    def answering(self) -> list[Model]:
        """The models that answer: those of the ones in use that have a vector of everything.

        While none has, those that had before; then whatever there is.
        """
        if not self.maker.models:
            return []
        complete = self.maker.vectors.complete
        ready: list[Model] = [model for model in self.maker.models if model.id in complete]
        return ready or self.maker.earlier(complete) or self.maker.models[:1]

    async def nearest(
        self,
        workspace: object,
        query: str,
        count: int,
        alive: NDArray[Any],
        facts_of: FactsOf,
        seconds: float,
        only: Allowed | None = None,
        unsaved: Sequence[UnsavedText] = (),
    ) -> Nearest:
        """The chunks nearest to a query, of the contents with the numbers `alive`.

        `facts_of` gives contents by their numbers; `only`, by number, narrows what may be found.
        `unsaved` are contents that are in no store, whose chunks may be found as well: those that
        have a vector, since they were saved once; the others get theirs behind.
        A model or an index that is not loaded is waited for about so many `seconds`.
        """
        models = self.answering()
        reasons = list(self.maker.problems)
        if not models:
            return Nearest([], "; ".join(reasons) or "no model for vectors is used")
        if self._tending is None or self._tending.done():
            self._tending = asyncio.get_running_loop().create_task(self._tend())
        deadline = asyncio.get_running_loop().time() + seconds
        answering = deadline + max(_ANSWER_SECONDS - seconds, 0)
        asked = [self._soon(model, query, seconds > 0) for model in models]
        for model, vector in zip(models, asked, strict=True):
            self._hold(model).follow(alive, facts_of)
            if vector is None:
                self._get_ready(model, query)
        allowed = self._allowed(workspace, alive)
        found: list[Found] = []
        for model, vector in zip(models, asked, strict=True):
            held = self._hold(model)
            if not held.ready and not await _within(held.following, deadline):
                reasons.append(f"vectors of the model {model.name} are still being loaded")
            elif not held.ready:
                reasons.append(f"vectors of the model {model.name} cannot be loaded")
            elif vector is None or not await _within(vector, answering):
                reasons.append(self._why_not(model))
            elif isinstance(told := vector.result(), str):
                reasons.append(f"the model {model.name} cannot be used: {told}")
            else:
                self._remember(model, query, told)
                may = allowed if only is None else only
                nearest = _found(model, *await held.search(told, count, may))
                nearest, complete = self._with_unsaved(nearest, model, told, unsaved, count)
                found.append(nearest)
                if not complete and not self.maker.failure(model):
                    reasons.append(f"vectors of unsaved texts are being made by {model.name}")
        return Nearest(found, "; ".join(reasons))

    def answers_at_once(self, query: str) -> bool:
        """Whether nobody else is waited for to find what is nearest to a query."""
        models = self.answering()
        return all(
            self._hold(each).is_here and self._known(each, query) is not None for each in models
        )

    def expect(self, alive: NDArray[Any], facts_of: FactsOf) -> None:
        """Somebody may ask soon: begin to load the indexes. Models are loaded when somebody does,
        since they end when nobody asks for a while."""
        for model in self.answering():
            self._hold(model).follow(alive, facts_of)

    def _with_unsaved(
        self,
        found: Found,
        model: Model,
        query: Floats,
        unsaved: Sequence[UnsavedText],
        count: int,
    ) -> tuple[Found, bool]:
        """What was found, and what is as near of contents that no index holds; whether that is
        known of all of them."""
        metric, scale = metric_of(model), scale_for(model)
        columns, complete = [found[1:]], True
        wanted = scaled(query.reshape(1, -1), metric, scale)[0]
        for text in unsaved:
            ordinals, codes, all_known = self._unsaved.of(model, text)
            complete &= all_known
            scores = scores_of(compared(wanted, codes, metric, scale), metric, scale)
            numbers = np.full(len(ordinals), text.number)
            columns.append((numbers, ordinals.astype(np.int64), scores))
        if len(columns) == 1:
            return found, True
        contents, ordinals, scores = (np.concatenate(each) for each in zip(*columns, strict=True))
        order = np.argsort(-scores, kind="stable")[:count]
        return Found(found.model, contents[order], ordinals[order], scores[order]), complete

    def _hold(self, model: Model) -> Held:
        held = self._held.get(model.id)
        if held is None:
            held = self._held[model.id] = Held(model, self._around)
        return held

    def _allowed(self, workspace: object, alive: NDArray[Any]) -> Allowed:
        """The same array as long as the same is alive, since an index remembers what it means."""
        known = self._alive.get(workspace)
        if known is None or not (known[0] is alive or np.array_equal(known[0], alive)):
            mask = np.zeros(int(alive.max()) + 1 if len(alive) else 0, np.bool_)
            mask[alive] = True
            known = self._alive[workspace] = alive, mask
        return known[1]

    # Queries

    def _why_not(self, model: Model) -> str:
        """Why there is no vector of a query."""
        if failure := self.maker.failure(model):
            return f"the model {model.name} cannot be used: {failure}"
        what = "takes too long" if self.maker.is_loaded(model) else "is still being loaded"
        return f"the model {model.name} {what}"

    def _soon(self, model: Model, query: str, patient: bool) -> asyncio.Future[Floats | str] | None:
        """The vector of a query; None if something has to be loaded for it, for who is not
        patient."""
        known = self._known(model, query)
        if known is not None:
            done: asyncio.Future[Floats | str] = asyncio.get_running_loop().create_future()
            done.set_result(known)
            return done
        if not patient and not self.maker.is_loaded(model):
            return None
        key = model.id, query
        return self._asking.get(key) or self._began(key, self.maker.query(model, query))

    def _known(self, model: Model, query: str) -> Floats | None:
        """The vector of a query, if it is at hand or can be made here."""
        known = self._queries.get((model.id, query))
        if known is not None:
            self._queries.move_to_end((model.id, query))
        elif (known := self.maker.at_once(model, query)) is not None:
            self._remember(model, query, known)
        return known

    def _get_ready(self, model: Model, query: str) -> None:
        """Begin to load what makes the vector of such a query."""
        if (model.id, "") not in self._asking:
            self._began((model.id, ""), self.maker.get_ready(model, query))

    def _began(
        self, key: tuple[bytes, str], work: Coroutine[Any, Any, Floats | str]
    ) -> asyncio.Task[Floats | str]:
        task = self._asking[key] = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda _: self._asking.pop(key, None))
        return task

    def _remember(self, model: Model, query: str, vector: Floats) -> None:
        self._queries[model.id, query] = vector
        if len(self._queries) > _QUERIES:
            self._queries.popitem(last=False)

    # Idle work

    async def _tend(self) -> None:
        """Tidy all indexes once nobody works; then end, until somebody searches again."""
        again = True
        while again and not self._closed:
            await asyncio.sleep(_TEND_SECONDS)
            following = [held.following for held in self._held.values()]
            again = self._busy() or any(task and not task.done() for task in following)
        await self.tidy()

    async def tidy(self) -> None:
        """Bring all indexes to the size and form that they should have, and save copies."""
        alive = [numbers for numbers, _ in self._alive.values()]
        for held in list(self._held.values()):
            if held.ready:
                await held.tidy(alive)


def _found(model: Model, ids: Ids, scores: Floats) -> Found:
    return Found(model.name, ids >> ORDINAL_BITS, ids & ((1 << ORDINAL_BITS) - 1), scores)


async def _within(future: asyncio.Future[Any] | None, deadline: float) -> bool:
    """Wait for something that goes on anyway; False if it is not done by then."""
    if future is None or future.done():
        return True
    remaining = deadline - asyncio.get_running_loop().time()
    done, _ = await asyncio.wait([future], timeout=max(remaining, 0))
    return bool(done)

"""Vectors of texts that no store has: those that somebody types.

They are made behind when somebody searches, and what is asked meanwhile is answered without them.
A vector is that of a chunk's text, so of what is typed only the chunk that changes needs another.
Belongs here: making and keeping them. Stays out: comparing (`asking`).
"""

from __future__ import annotations

import asyncio
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegraph_client.models import Model

from ..recent import Recent
from .making import Maker
from .quantising import Codes

_BYTES: Final = 1 << 20
"""Of vectors that are kept, some thousands; who types needs the newest few."""
_LEAST_BYTES: Final = 200


class UnsavedText(NamedTuple):
    """A text that is in no store, as a content with a number; `chunks` are its chunks, packed."""

    number: int
    keys: NDArray[np.uint64]
    facts_id: bytes
    text: bytes
    chunks: bytes


class UnsavedVectors:
    """The vectors of unsaved texts. Made, used and closed on the daemon's event loop."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._kept: Recent[Codes] = Recent(_BYTES, _LEAST_BYTES)
        self.making: dict[bytes, asyncio.Task[None]] = {}
        """What is under way, by what it is for."""

    def of(self, model: Model, text: UnsavedText) -> tuple[NDArray[np.intp], Codes, bool]:
        """The vectors of a text's chunks by their ordinals, and whether that is all of them.

        The others are begun. A model that has just failed is not asked again at once.
        """
        ordinals, codes = self._maker.vectors.some(model.id, text.keys, model.dimension)
        known: dict[int, Codes] = dict(zip(ordinals.tolist(), codes, strict=True))
        names = [model.id + int(key).to_bytes(8, "little") for key in text.keys.tolist()]
        missing: list[int] = []
        for ordinal, name in enumerate(names):
            if ordinal not in known:
                kept = self._kept.get(name)
                if kept is None:
                    missing.append(ordinal)
                else:
                    known[ordinal] = kept
        if missing:
            self._begin(model, text, missing, names)
        found = sorted(known)
        rows = [known[ordinal].reshape(1, -1) for ordinal in found]
        codes = np.concatenate([np.zeros((0, model.dimension), np.int8), *rows])
        return np.asarray(found, np.intp), codes, not missing

    def _begin(
        self, model: Model, text: UnsavedText, missing: list[int], names: list[bytes]
    ) -> None:
        what = model.id + text.facts_id
        if what in self.making or not self._maker.may_try(model):
            return
        task = asyncio.get_running_loop().create_task(self._make(model, text, missing, names))
        self.making[what] = task
        task.add_done_callback(lambda _: self.making.pop(what, None))

    async def _make(
        self, model: Model, text: UnsavedText, missing: list[int], names: list[bytes]
    ) -> None:
        made: Any = await self._maker.embed_unsaved(
            model, text.text, text.facts_id, text.chunks, missing
        )
        if not isinstance(made, str):
            for ordinal, codes in zip(missing, made, strict=True):
                self._kept.put(names[ordinal], codes.copy(), codes.nbytes)

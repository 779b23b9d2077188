"""Which files of a workspace many others use, as the symbol index knows it.

Belongs here: when an index is told of it. Stays out: counting (`lexical.users`), which searches by
words need as well.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from codegraph_client.errors import StoreError

from ..search.on_disk import Kept
from ..search.symbol_index import SymbolIndex
from ..store.views import Generation
from .answering import Pace

if TYPE_CHECKING:
    from ..lexical.users import Counts, Users

_ID: Final = 16
_LOOKED_AT_ONCE: Final = 128
_COUNTED_SECONDS: Final = 5.0
"""So long after files were counted that use others nobody counts again, however much changes."""


class Central:
    """Which files of one workspace many others use: counted beside what is asked, for an order that
    is a little old does nobody harm."""

    def __init__(self, users: Users) -> None:
        self._users = users
        self._counting: asyncio.Task[None] | None = None
        self._counted: Generation | None = None
        self._again = 0.0

    @property
    def counting(self) -> bool:
        """Whether files are being counted."""
        return self._counting is not None

    @property
    def generation(self) -> Generation | None:
        """What was counted last."""
        return self._users.generation

    @property
    def counts(self) -> Counts:
        """By path id, how many files use each."""
        return self._users.counts

    async def begin_with(self, index: SymbolIndex, kept: Kept, pace: Pace) -> None:
        """Begin with what an earlier daemon has counted."""
        import numpy as np

        links: dict[int, bytes] = {}
        for number, path_id in enumerate(kept.counted):
            links[path_id] = kept.links[number * _ID : (number + 1) * _ID]
            if not number % _LOOKED_AT_ONCE:
                await pace.breathe()
        counts = np.frombuffer(kept.users.tobytes(), np.int32)
        self._users.begin_with(links, counts)
        index.used(self._users.counts)

    def follow(self, index: SymbolIndex, generation: Generation) -> None:
        """Have the index know it of a generation soon."""
        now = asyncio.get_running_loop().time()
        if self._counted is generation or self._counting is not None or now < self._again:
            return
        self._counting = asyncio.create_task(self._count(index, generation))

    async def _count(self, index: SymbolIndex, generation: Generation) -> None:
        try:
            # The next question meets the same failure, and says so.
            with contextlib.suppress(StoreError):
                await self._users.follow(generation, lambda: asyncio.sleep(0))
                index.used(self._users.counts)
                self._counted = generation
        finally:
            self._counting = None
            self._again = asyncio.get_running_loop().time() + _COUNTED_SECONDS

    def stop(self) -> None:
        """Nobody asks any more."""
        if self._counting is not None:
            self._counting.cancel()

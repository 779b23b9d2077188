"""When batches are written: at once, again when RocksDB is behind, or between others.

Larger amounts go through `write_all`, which lets the loop run between batches.
Stays out: handing a batch to RocksDB (`database`), and how much is in one (`batches`).
"""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from codegraph_client.errors import StoreError
from codegraph_daemon.store.batches import BATCH, SLICE_OPERATIONS, Delete, Put, room, slices
from codegraph_daemon.store.crash import crash_point
from codegraph_daemon.store.paths import Paths

_PATIENCE_SECONDS: Final = 30.0


class Writer:
    """The writes of one open database, in their order."""

    directory: Path
    paths: Paths

    def write(self, puts: Sequence[Put], deletes: Sequence[Delete] = ()) -> None:
        """Write all of this or none of it; at most `BATCH` operations.

        New path ids are saved with it or before it. While RocksDB is behind with its own work
        this waits, and the loop with it: use it for what is small.
        """
        if len(puts) + len(deletes) > BATCH:
            raise ValueError(f"{len(puts) + len(deletes)} operations; one batch takes {BATCH}")
        self.write_whole(puts, deletes)

    def write_whole(self, puts: Sequence[Put], deletes: Sequence[Delete] = ()) -> None:
        """`write` of any number of operations; only for a commit, which must not be cut."""
        pause, waited = 0.001, 0.0
        while not self._try(puts, deletes):
            waited = self._count_wait(waited, pause)
            time.sleep(pause)
            pause = min(pause * 2, 0.05)

    async def write_all(self, puts: Iterable[Put], deletes: Iterable[Delete] = ()) -> None:
        """Write any amount, in order, puts first, letting the loop run between small batches.

        Other writes may come in between, and a crash may keep only a first part: only for what
        nothing names yet, or what nothing names any more.
        """
        if self.paths.unsaved_count:
            await self._write_yielding(())
        for batch in slices(puts):
            await self._write_yielding(batch)
            crash_point("between-slices")
        remaining = iter(deletes)
        while gone := list(islice(remaining, SLICE_OPERATIONS)):
            await self._write_yielding((), gone)
            crash_point("between-slices")

    async def _write_yielding(self, puts: Sequence[Put], deletes: Sequence[Delete] = ()) -> None:
        pause, waited = 0.001, 0.0
        while True:
            # Only politeness: `_try` would save all new paths as well, but in one go.
            many_paths = self.paths.unsaved_count > room(puts, deletes)
            written = self._put_batch((), ()) if many_paths else self._try(puts, deletes)
            if written and not many_paths:
                break
            if not written:
                waited = self._count_wait(waited, pause)
            await asyncio.sleep(0 if written else pause)
            pause = 0.001 if written else min(pause * 2, 0.05)
        await asyncio.sleep(0)

    def _count_wait(self, waited: float, pause: float) -> float:
        if waited > _PATIENCE_SECONDS:
            raise StoreError(
                f"the disk under {self.directory} has not kept up for {_PATIENCE_SECONDS:.0f} s"
            )
        return waited + pause

    def _try(self, puts: Sequence[Put], deletes: Sequence[Delete]) -> bool:
        """Write this as one batch, with or after all unsaved paths; False if it has to wait."""
        while self.paths.unsaved_count > room(puts, deletes):
            if not self._put_batch((), ()):
                return False
        return self._put_batch(puts, deletes)

    @abstractmethod
    def _put_batch(self, puts: Sequence[Put], deletes: Sequence[Delete]) -> bool:
        """Hand one batch to RocksDB, filled up with unsaved paths; False if it has to wait."""

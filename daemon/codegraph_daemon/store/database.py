"""The store of one repository: a RocksDB database behind a few short calls.

Belongs here: opening, closing, reading, writing a batch, flushing, and turning RocksDB's errors
into `StoreError`. Stays out: when batches are written (`writing`), what keys and values mean
(`views`, `postings`, `paths`), and what an error of RocksDB means (`damage`).

Every call is short, because the daemon's event loop makes it and RocksDB's `write` holds the
GIL: a batch has at most `BATCH` operations, nothing is written with `sync`, and a batch that
RocksDB would hold back is refused by it (`no_slowdown`) and tried again. What is written
survives the death of the process at once and the death of the machine after the next `flush`;
rows come back in the order in which they were written, never a later one without an earlier one.

Iterators never outlive a call: RocksDB keeps its lock for as long as one of them lives.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, cast

from rocksdict import Rdict, RdictIter, ReadOptions, WriteBatch, WriteOptions

from codegraph_client import __version__
from codegraph_client.errors import StoreError
from codegraph_client.protocol import INDEX_FORMAT
from codegraph_daemon.store import sizes
from codegraph_daemon.store.batches import BATCH, Delete, Put, room
from codegraph_daemon.store.crash import crash_point
from codegraph_daemon.store.damage import DamagedStore, damage_text, fail
from codegraph_daemon.store.families import (
    FAMILIES,
    database_options,
    family_options,
    ordered_reads,
)
from codegraph_daemon.store.paths import Paths
from codegraph_daemon.store.sizes import BlockCache
from codegraph_daemon.store.writing import Writer

__all__ = ["BATCH", "Delete", "Put", "Store"]

#: Rows that one page of a scan fetches.
SCAN_ROWS: Final = 256

_STALLED = "Write stall"


class Store(Writer):
    """One open database. Not for use from several threads, except `flush`."""

    def __init__(self, directory: Path, db: Rdict, cache: BlockCache) -> None:
        """Use `Store.open`."""
        self.directory = directory
        self._db: Rdict | None = db
        self._cache = cache
        self._tables = {name: db.get_column_family(name) for name in FAMILIES}
        self._handles = {name: db.get_column_family_handle(name) for name in FAMILIES}
        self._prefix_reads = ReadOptions()
        self._prefix_reads.set_prefix_same_as_start(True)
        self._write_options = WriteOptions()
        self._write_options.no_slowdown = True
        self._unflushed = False
        self._flushing = threading.Lock()
        self.paths = Paths(())

    # --- Opening and closing ------------------------------------------------------------------

    @classmethod
    def open(cls, directory: Path, block_cache_mb: int = 64) -> Store:
        """Open the database in `directory`, which is made if it is absent.

        `block_cache_mb` bounds the memory for blocks, filters and indexes, in MiB, of which few
        files get less; the write buffers may take 32 MiB more. Raises `DamagedStore`,
        `StoreInUse`, or `StoreError` for what is wrong with the disk (no space, no permission).
        """
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"cannot make the index directory {directory}: {error}") from error
        cache = BlockCache(block_cache_mb)
        families = {name: family_options(row, cache.cache) for name, row in FAMILIES.items()}
        try:
            db = Rdict(str(directory), database_options(), column_families=families)
        except Exception as error:  # noqa: BLE001  (rocksdict has no error class of its own)
            fail(directory, error)
        store = cls(directory, db, cache)
        try:
            store._greet()
        except BaseException:
            store.close()
            raise
        return store

    def _greet(self) -> None:
        try:
            self.paths = Paths(self.scan("paths"))
        except DamagedStore:
            raise
        except StoreError as error:
            raise DamagedStore(damage_text(self.directory, str(error))) from error
        self._cache.fit(len(self.paths))
        if self.get("meta", b"created_by") is None:
            created = f"codegraph {__version__}, index format {INDEX_FORMAT}"
            self.write([("meta", b"created_by", created.encode())])

    def close(self) -> None:
        """Save everything and let go of the directory. A second call does nothing.

        Raises `StoreError` if something could not be saved; the directory is free all the same.
        A store whose disk was full refuses every write until it is closed and opened again.
        """
        with self._flushing:
            if self._db is None:
                return
            tables = list(self._tables.values())
            # With empty write buffers the next start has no log to read again.
            steps: list[Callable[[], object]] = [partial(self._db.flush_wal, True)]
            steps += [table.flush for table in tables] + [table.close for table in tables]
            steps.append(self._db.close)
            failure = _first_failure(steps)
            # RocksDB keeps its lock for as long as anything of it lives.
            self._db = None
            self._tables.clear()
            self._handles.clear()
            del steps, tables
        if failure is not None:
            fail(self.directory, failure)

    @property
    def created_by(self) -> str:
        """The version that made this store, for people."""
        return (self.get("meta", b"created_by") or b"").decode("utf-8", "replace")

    # --- Reading ------------------------------------------------------------------------------

    def get(self, family: str, key: bytes) -> bytes | None:
        """The value of `key`, or None."""
        try:
            return cast("bytes | None", self._table(family).get(key))
        except Exception as error:  # noqa: BLE001
            fail(self.directory, error)

    def get_many(self, family: str, keys: Sequence[bytes]) -> list[bytes | None]:
        """The values of `keys`, in their order; None for each that is absent."""
        try:
            return cast("list[bytes | None]", self._table(family).get(list(keys)))
        except Exception as error:  # noqa: BLE001
            fail(self.directory, error)

    def missing(self, family: str, keys: Iterable[bytes]) -> list[bytes]:
        """Those of `keys` that are absent; no value is copied."""
        table = self._table(family)
        try:
            return [key for key in keys if key not in table]
        except Exception as error:  # noqa: BLE001
            fail(self.directory, error)

    def scan(self, family: str, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """The rows whose keys begin with `prefix`, in the order of their keys.

        Rows are fetched a page at a time: what is written meanwhile may or may not be seen.
        """
        start = prefix
        while True:
            page = self.page(family, start, SCAN_ROWS, prefix)
            yield from page
            if len(page) < SCAN_ROWS:
                return
            start = page[-1][0] + b"\0"

    def page(
        self, family: str, start: bytes, rows: int, prefix: bytes = b""
    ) -> list[tuple[bytes, bytes]]:
        """At most `rows` rows whose keys are >= `start` and begin with `prefix`."""
        found: list[tuple[bytes, bytes]] = []
        reads = self._reads(family, prefix)
        at = self._iterator(family, reads)
        try:
            at.seek(start)
            while at.valid() and len(found) < rows:
                found.append((at.key(), at.value()))
                at.next()
            at.status()
        except Exception as error:  # noqa: BLE001
            fail(self.directory, error)
        finally:
            del at, reads
        return found

    def page_of_keys(
        self, family: str, start: bytes, rows: int, after: Callable[[bytes], bytes] | None = None
    ) -> list[bytes]:
        """At most `rows` keys >= `start`; the blocks that are read do not enter the cache. `after`
        is shown each; it says from where on the next is wanted, or nothing if none is."""
        reads = ordered_reads(b"", cached=False)
        found: list[bytes] = []
        at = self._iterator(family, reads)
        try:
            at.seek(start)
            while at.valid() and len(found) < rows:
                key = at.key()
                if key < start:
                    at.seek(start)
                    continue
                found.append(key)
                if after is not None and not (start := after(key)):
                    break
                at.next()
            at.status()
        except Exception as error:  # noqa: BLE001
            fail(self.directory, error)
        finally:
            del at, reads
        return found

    def rows_of(self, family: str, terms: Iterable[bytes]) -> list[list[tuple[bytes, bytes]]]:
        """For each term the rows whose keys begin with it, found with one iterator.

        If the family has a prefix (`families.FAMILIES`), each term has exactly its length, and
        absent ones cost less than a microsecond, thanks to the Bloom filter; sorted terms cost
        least.
        """
        answer: list[list[tuple[bytes, bytes]]] = []
        reads = self._prefix_reads if FAMILIES[family].prefix else ordered_reads(b"")
        at = self._iterator(family, reads)
        try:
            for term in terms:
                found: list[tuple[bytes, bytes]] = []
                at.seek(term)
                while at.valid() and (key := at.key()).startswith(term):
                    found.append((key, at.value()))
                    at.next()
                at.status()
                answer.append(found)
        except Exception as error:  # noqa: BLE001
            fail(self.directory, error)
        finally:
            del at, reads
        return answer

    def _iterator(self, family: str, reads: ReadOptions) -> RdictIter:
        """An iterator of RocksDB. Three traps are its user's to avoid.

        Its bounds lie in `reads`, which must live as long as it does. It only becomes invalid
        when it meets damage, so call `status` after the last row, which raises (`Rdict.items`
        has no such call and ends early without a word). And it must be deleted before the call
        ends, also by an error, whose traceback would keep it alive.
        """
        try:
            return self._table(family).iter(reads)
        except Exception as error:  # noqa: BLE001
            fail(self.directory, error)

    def _reads(self, family: str, prefix: bytes) -> ReadOptions:
        width = FAMILIES[family].prefix
        if width and len(prefix) == width:
            return self._prefix_reads
        return ordered_reads(prefix)

    def _table(self, family: str) -> Rdict:
        if self._db is None:
            raise StoreError(f"the index in {self.directory} is closed")
        return self._tables[family]

    # --- Writing ------------------------------------------------------------------------------

    def _put_batch(self, puts: Sequence[Put], deletes: Sequence[Delete]) -> bool:
        """Hand one batch to RocksDB, filled up with unsaved paths; False if it has to wait."""
        if self._db is None:
            raise StoreError(f"the index in {self.directory} is closed")
        crash_point("before-write")
        new_paths = self.paths.unsaved(room(puts, deletes))
        batch = WriteBatch(raw_mode=True)
        handles = self._handles
        for family, key, value in (*new_paths, *puts):
            batch.put(key, value, handles[family])
        for family, key in deletes:
            batch.delete(key, handles[family])
        try:
            self._db.write(batch, self._write_options)
        except Exception as error:  # noqa: BLE001
            if _STALLED in str(error):
                return False
            fail(self.directory, error)
        self.paths.mark_saved(len(new_paths))
        self._cache.fit(len(self.paths))
        self._unflushed = True
        crash_point("after-write")
        return True

    def flush(self) -> None:
        """Make what was written so far survive the death of the machine.

        Takes milliseconds on the disk without holding the GIL, and may run in any thread.
        """
        with self._flushing:
            if self._db is None or not self._unflushed:
                return
            # Cleared first: a write that comes meanwhile needs the next flush.
            self._unflushed = False
            crash_point("before-flush")
            try:
                self._db.flush_wal(True)
            except Exception as error:  # noqa: BLE001
                self._unflushed = True
                fail(self.directory, error)
            crash_point("after-flush")

    async def pause_flush(self) -> None:
        """`flush` beside the loop; call it once writing has paused."""
        if self._unflushed:
            await asyncio.to_thread(self.flush)

    # --- Sizes --------------------------------------------------------------------------------

    def release(self) -> None:
        """Give back the memory of the write buffers; may run in any thread."""
        with self._flushing:
            tables = list(self._tables.values())
            failure = _first_failure([partial(sizes.empty_buffer, table) for table in tables])
        if failure is not None:
            fail(self.directory, failure)

    def memory_bytes(self) -> dict[str, int]:
        """What RocksDB holds in memory, by what it is for."""
        return self._cache.bytes() | sizes.buffered_bytes(self._tables.values())


def _first_failure(steps: Iterable[Callable[[], object]]) -> Exception | None:
    """Take all of these steps, whatever happens to the others."""
    failure: Exception | None = None
    for step in steps:
        try:
            step()
        except Exception as error:  # noqa: BLE001
            # Without its traceback, which would keep this step's object alive.
            failure = failure or error.with_traceback(None)
        del step
    return failure

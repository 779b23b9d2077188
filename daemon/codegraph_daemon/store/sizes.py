"""What a store takes of memory and disk, and how it is kept small.

Belongs here: the block cache, the write buffers and the files of a database as amounts of bytes.
Stays out: what is in them.

The block cache holds the filters and the indexes of RocksDB's files too. It keeps what belonged to
files that compaction has replaced until it is full, so days of editing fill it whatever the size
of the index: it may only be as large as the index has use for.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from rocksdict import Cache, Rdict

from codegraph_daemon.store.families import KIB, MIB

#: With so much it begins, and so with few shards, each of which has room for a filter.
LEAST_BYTES: Final = 8 * MIB
#: With four times as much neither questions nor indexing took less time.
BYTES_FOR_PATH: Final = 4 * KIB


class BlockCache:
    """The cache that all families share."""

    def __init__(self, most_mb: int) -> None:
        self._most = most_mb * MIB
        self.capacity = min(self._most, LEAST_BYTES)
        """In bytes."""
        self.cache = Cache(self.capacity)

    def fit(self, paths: int) -> None:
        """Let it be as large as an index of so many paths has use for; less than a µs."""
        self.capacity = min(self._most, LEAST_BYTES + BYTES_FOR_PATH * paths)
        self.cache.set_capacity(self.capacity)

    def bytes(self) -> dict[str, int]:
        """What it holds and what it may hold."""
        return {"block_cache": self.cache.get_usage(), "block_cache_most": self.capacity}


def disk_bytes(directory: Path) -> int:
    """The length of all files of the database in `directory`, in bytes."""
    total = 0
    for file in directory.iterdir():
        with suppress(FileNotFoundError):  # A compaction may just have replaced it.
            total += file.lstat().st_size
    return total


def buffered_bytes(tables: Iterable[Rdict]) -> dict[str, int]:
    """What the write buffers of these families take."""
    held = [table.property_int_value("rocksdb.cur-size-all-mem-tables") for table in tables]
    return {"write_buffers": sum(each or 0 for each in held)}


def empty_buffer(table: Rdict) -> None:
    """Bring what the write buffer of a family holds to a file; some ms without the GIL."""
    if table.property_int_value("rocksdb.num-entries-active-mem-table"):
        table.flush()

"""Postings: who mentions a symbol (`refs`) or a name (`names`), and who read a key (`deps`).

Belongs here: writing, reading and merging rows of these three families. Stays out: where names
and hashes come from, and following readers to the end (`resolve`).

A row is a segment: the term, a 32-bit segment number, and packed values. Writing never reads:
each call takes new segment numbers, so it can overwrite nothing. Reading joins the segments of
a term. What is read is a **superset** of the truth: a value may be stale, and then the reader
finds nothing at the other end. It is never too small as long as the writer keeps two rules:

1. Postings are written before the commit that makes their file's links or facts visible.
2. A file that enters a view (it has no entry there yet) posts everything; a file that has an
   entry posts at least what its previous facts and links did not mention. For `sweep` drops
   values whose path has no entry in any view.

| family | term | value |
|---|---|---|
| `refs` | `keys.symbol_key(target path id, descriptor hash)` | ids of the paths that mention it |
| `names` | `keys.name_key(hash of the name)` | ids of the paths that mention it |
| `deps` | `keys.symbol_key(...)` of a lookup | 12-byte readers, `keys.symbol_key` each |
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from codegraph_daemon.store.batches import BATCH, SLICE_OPERATIONS, Delete, Put
from codegraph_daemon.store.crowded import Crowd
from codegraph_daemon.store.database import Store
from codegraph_daemon.store.keys import (
    name_key,
    path_key,
    paths_of_readers,
    split_readers,
    symbol_key,
    unpack_ids,
)

#: Segment numbers are reserved on disk this many at a time.
RESERVE: Final = 4096

_SEGMENT = struct.Struct(">I")
_NATIVE = struct.Struct("=I")
_COUNTER: Final = b"next_segment"

Row = tuple[bytes, bytes]
"""(term, packed values); several rows of one term in one call are allowed."""


class Postings:
    """The postings of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._next = self._reserved = int.from_bytes(store.get("meta", _COUNTER) or b"\0", "big")
        self._crowd = Crowd()

    # --- Writing ------------------------------------------------------------------------------

    def ref_puts(self, rows: Iterable[Row]) -> list[Put]:
        """The writes that add these `refs`; for `Store.write`, together with other writes."""
        return self._puts("refs", rows)

    def name_puts(self, rows: Iterable[Row]) -> list[Put]:
        """The writes that add these `names`."""
        return self._puts("names", rows)

    def dep_puts(self, rows: Iterable[Row]) -> list[Put]:
        """The writes that add these `deps`."""
        return self._puts("deps", rows)

    async def add_refs(self, rows: Iterable[Row]) -> None:
        """Write any number of `refs`, letting the loop run."""
        await self._store.write_all(self._many_puts("refs", rows))

    async def add_names(self, rows: Iterable[Row]) -> None:
        """Write any number of `names`, letting the loop run."""
        await self._store.write_all(self._many_puts("names", rows))

    async def add_deps(self, rows: Iterable[Row]) -> None:
        """Write any number of `deps`, letting the loop run."""
        await self._store.write_all(self._many_puts("deps", rows))

    def _many_puts(self, family: str, rows: Iterable[Row]) -> Iterator[Put]:
        """The same as `_puts`, made a slice at a time while they are written."""
        remaining = iter(rows)
        while some := list(islice(remaining, SLICE_OPERATIONS)):
            yield from self._puts(family, some)

    def _puts(self, family: str, rows: Iterable[Row]) -> list[Put]:
        segment = self.next_segment()
        listed = list(rows)
        joined = dict(listed)
        if len(joined) < len(listed):
            joined.clear()
            for term, packed in listed:
                joined[term] = joined.get(term, b"") + packed
        return [(family, term + segment, packed) for term, packed in joined.items()]

    def next_segment(self) -> bytes:
        """A segment number that was never used, also not by a process that was killed."""
        if self._next == self._reserved:
            self._reserved += RESERVE
            self._store.write([("meta", _COUNTER, self._reserved.to_bytes(8, "big"))])
        self._next += 1
        return _SEGMENT.pack(self._next - 1)

    # --- Reading ------------------------------------------------------------------------------

    def read_refs(self, path_id: int, descriptor_hash: int) -> list[int]:
        """The ids of the paths that may mention this symbol, sorted."""
        return self._read_ids("refs", symbol_key(path_id, descriptor_hash))

    def read_refs_of(self, symbols: Iterable[tuple[int, int]]) -> list[list[int]]:
        """The same for some dozens of symbols at once, which costs little more than for one."""
        found = self._store.rows_of("refs", [symbol_key(*symbol) for symbol in symbols])
        return [
            sorted({path_id for _, packed in rows for path_id in unpack_ids(packed)})
            for rows in found
        ]

    def read_names(self, name_hash: int) -> list[int]:
        """The ids of the paths that may mention this name, sorted."""
        return self._read_ids("names", name_key(name_hash))

    def readers_of(self, keys: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
        """(key, its 12-byte readers, sorted) for each of `keys` that has readers.

        A key is 12 bytes, as a reader is. Keys are looked up some dozens at a time, so the
        caller may stop, or let the loop run, between two answers. 1 µs for a key without
        readers, about 5 for another.
        """
        remaining = iter(keys)
        while group := sorted(islice(remaining, 64)):
            for key, rows in zip(group, self._store.rows_of("deps", group), strict=True):
                if rows:
                    self._crowd.note("deps", key, len(rows))
                    yield key, _readers(rows)

    def readers_of_file(self, path_id: int) -> Iterator[tuple[bytes, list[bytes]]]:
        """(key, its 12-byte readers, sorted) for every key of this path that has readers."""
        key, rows = b"", list[Row]()
        for row in self._store.scan("deps", path_key(path_id)):
            if row[0][: -_SEGMENT.size] != key:
                if rows:
                    yield key, _readers(rows)
                key, rows = row[0][: -_SEGMENT.size], []
            rows.append(row)
        if rows:
            yield key, _readers(rows)

    def _read_ids(self, family: str, term: bytes) -> list[int]:
        (rows,) = self._store.rows_of(family, (term,))
        self._crowd.note(family, term, len(rows))
        return sorted({path_id for _, packed in rows for path_id in unpack_ids(packed)})

    # --- Merging ------------------------------------------------------------------------------

    @property
    def crowded(self) -> int:
        """The number of terms that reading found to have many segments."""
        return len(self._crowd)

    def compact_postings(self, terms: int = 16) -> int:
        """Merge the segments of up to `terms` crowded terms; how many were merged.

        For idle moments; safe at any time.
        """
        return self._crowd.merge(terms, self._merge)

    def _merge(self, family: str, term: bytes) -> None:
        (rows,) = self._store.rows_of(family, (term,))
        self._store.write(*merged(family, rows[:BATCH]))


def merged(
    family: str, rows: list[Row], keep: bytearray | None = None
) -> tuple[list[Put], list[Delete]]:
    """The writes that replace these rows of one term by one row; none if nothing would change.

    They must be written together, and before anything else writes postings. With `keep` (a byte
    for each path id, 0 for one that has no entry in any view) values of other paths are dropped.
    """
    if len(rows) == 1 and _is_merged(family, rows[0][1], keep):
        return [], []
    values = _readers(rows) if family == "deps" else _ids(rows)
    kept = values if keep is None else _alive(family, values, keep)
    if len(rows) == 1 and len(kept) == len(values):
        return [], []
    if not kept:
        return [], [(family, key) for key, _ in rows]
    # The new row takes the key of the first: that one belongs to this term already, so no writer
    # can be given it again.
    return [(family, rows[0][0], b"".join(kept))], [(family, key) for key, _ in rows[1:]]


def _is_merged(family: str, packed: bytes, keep: bytearray | None) -> bool:
    """Whether all paths of a row are alive: of most rows a sweep need know no more."""
    if keep is None:
        return False
    ids = paths_of_readers(packed) if family == "deps" else unpack_ids(packed)
    return not ids or (max(ids) < len(keep) and all(map(keep.__getitem__, ids)))


def _readers(rows: list[Row]) -> list[bytes]:
    return sorted({reader for _, packed in rows for reader in split_readers(packed)})


def _ids(rows: list[Row]) -> list[bytes]:
    ids = sorted({path_id for _, packed in rows for path_id in unpack_ids(packed)})
    return [_NATIVE.pack(path_id) for path_id in ids]


def _alive(family: str, values: list[bytes], keep: bytearray) -> list[bytes]:
    if family == "deps":
        ids = [int.from_bytes(reader[:4], "big") for reader in values]
    else:
        ids = [_NATIVE.unpack(value)[0] for value in values]
    return [
        value
        for value, path_id in zip(values, ids, strict=True)
        if path_id >= len(keep) or keep[path_id]
    ]

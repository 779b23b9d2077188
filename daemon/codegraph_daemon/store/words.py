"""Words of contents: the chunks of a text, which of them have a term, which contents a trigram.

Belongs here: content numbers; writing, reading and merging the rows of `chunks`, `terms` and
`trigrams`. Stays out: what is cut and how (`chunks`), and which contents are alive (a generation
says that).

Content never changes, so what is said of it is never wrong, only of no use any more: then no
generation names the content. A content has a number as a path has, small and never given twice,
not even by a process that was killed. Its row in `chunks` is written last: where it is found, all
of the content's words are there too. Words of a number without such a row belong to nobody, and
`sweep` drops them.

| family | key | value |
|---|---|---|
| `chunks` | facts id | the content's number, its chunks as `chunks` packs them; none: given up |
| `terms` | term, NUL, segment | `occurrences`: chunks and frequencies |
| `trigrams` | three bytes, segment | `occurrences`: contents, and roughly what follows it there |
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final

from codegraph_daemon.store.batches import BATCH, Delete, Put
from codegraph_daemon.store.crash import crash_point
from codegraph_daemon.store.crowded import CROWDED, Crowd
from codegraph_daemon.store.database import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from codegraph_daemon.store.occurrences import Holders, Occurrences

LONGEST_TERM: Final = 48
"""Bytes of a term."""
#: Content numbers are reserved on disk this many at a time.
RESERVE: Final = 1024
#: One segment of this many bytes is left alone when small ones are merged.
_HEAVY = 1 << 16

_NUMBER = struct.Struct("=I")
_SEGMENT_BYTES: Final = 4
_NOBODY: Final = 0xFFFFFFFF
"""The number of contents that were given up."""
_UNCUT: Final = b"uncut/"
_VERSION: Final = b"chunks_version"
_COUNTER: Final = b"next_content"
_ROWS_AT_ONCE: Final = 4096
_KEYS_AT_ONCE: Final = 64
_CONTENTS_AT_ONCE: Final = 64

Row = tuple[bytes, bytes]


class Words:
    """The words of one store."""

    def __init__(self, store: Store, next_segment: Callable[[], bytes]) -> None:
        self._store = store
        self._next_segment = next_segment
        self._next = self._reserved = int.from_bytes(store.get("meta", _COUNTER) or b"\0", "big")
        self._crowd = Crowd()
        self.in_flight: set[bytes] = set()
        """Contents, by facts id, whose words are being made."""
        self.changes = 0
        """Rises when contents get their chunks."""
        self.on_done: list[Callable[[], None]] = []
        """Called when contents are no more in flight."""

    def renew(self, version: int) -> None:
        """Forget all chunks if they are not those of this version of the cutter.

        Their words then belong to nobody, and the sweep drops them. Cut short, it is done again.
        """
        if self._store.get("meta", _VERSION) == _NUMBER.pack(version):
            return
        for family, prefix in (("chunks", b""), ("meta", _UNCUT)):
            while page := self._store.page(family, prefix, BATCH, prefix):
                self._store.write((), [(family, key) for key, _ in page])
        self._store.write([("meta", _VERSION, _NUMBER.pack(version))])

    # --- Writing ------------------------------------------------------------------------------

    @property
    def next_number(self) -> int:
        """No number from this one on has been given."""
        return self._next

    def reserve(self, count: int) -> int:
        """The first of `count` numbers in a row that were never given to anybody."""
        if self._next + count > self._reserved:
            self._reserved = self._next + max(count, RESERVE)
            self._store.write([("meta", _COUNTER, self._reserved.to_bytes(8, "big"))])
        self._next += count
        return self._next - count

    async def add(
        self,
        contents: Sequence[tuple[bytes, int, bytes]],
        terms: Iterable[Row],
        trigrams: Iterable[Row],
    ) -> None:
        """Write one segment: (facts id, number, packed chunks) of contents, and all their words.

        The loop runs between.
        """
        segment = self._next_segment()
        words: Iterator[Put] = chain(
            (("terms", term + b"\0" + segment, value) for term, value in terms),
            (("trigrams", trigram + segment, value) for trigram, value in trigrams),
        )
        await self._store.write_all(words)
        crash_point("before-chunks")
        await self._store.write_all(
            ("chunks", facts_id, _NUMBER.pack(number) + chunks)
            for facts_id, number, chunks in contents
        )
        self.changes += 1

    def give_up(self, facts_id: bytes, path: str) -> None:
        """Note for good that a content cannot be cut; `path` is a file that has it."""
        spelled = path.encode("utf-8", "surrogateescape")
        self._store.write(
            [("chunks", facts_id, _NUMBER.pack(_NOBODY)), ("meta", _UNCUT + facts_id, spelled)]
        )
        self.changes += 1

    # --- Reading ------------------------------------------------------------------------------

    def missing(self, facts_ids: Iterable[bytes]) -> list[bytes]:
        """Those contents that have no chunks yet and were not given up."""
        return self._store.missing("chunks", facts_ids)

    def given_up(self) -> dict[bytes, str]:
        """The contents that cannot be cut, with a path that each had."""
        return {
            key.removeprefix(_UNCUT): path.decode("utf-8", "surrogateescape")
            for key, path in self._store.scan("meta", _UNCUT)
        }

    def forget_given_up(self) -> None:
        """Drop what is noted of contents that were given up and are gone."""
        gone = self.missing(self.given_up())
        if gone:
            self._store.write((), [("meta", _UNCUT + facts_id) for facts_id in gone])

    def chunks(self, facts_ids: Sequence[bytes]) -> list[tuple[int, bytes] | None]:
        """(number, packed chunks) of some contents; None for those that have none yet."""
        return [
            None if row is None else (_NUMBER.unpack_from(row)[0], row[_NUMBER.size :])
            for row in self._store.get_many("chunks", facts_ids)
        ]

    def all_chunks(self) -> Iterator[list[bytes]]:
        """The packed chunks of all contents, some at a time."""
        start = b""
        while page := self._store.page("chunks", start, _CONTENTS_AT_ONCE):
            yield [row[_NUMBER.size :] for _, row in page if len(row) > _NUMBER.size]
            start = page[-1][0] + b"\0"

    def occurrences(self, terms: Sequence[bytes]) -> list[Occurrences]:
        """For each term all chunks that have it, in whatever contents; sorted terms cost least."""
        # Loaded with the first search: arrays would be a sixth of the daemon's start.
        from codegraph_daemon.store.occurrences import join_occurrences

        found: list[Occurrences] = []
        each = self._store.rows_of("terms", [term + b"\0" for term in terms])
        for term, rows in zip(terms, each, strict=True):
            self._crowd.note("terms", term, len(rows))
            found.append(join_occurrences([value for _, value in rows]))
        return found

    def contents_with(self, trigrams: Sequence[bytes]) -> list[Holders]:
        """For each trigram the contents that have it, by rising numbers."""
        from codegraph_daemon.store.occurrences import join_holders

        found: list[Holders] = []
        for trigram, rows in zip(trigrams, self._store.rows_of("trigrams", trigrams), strict=True):
            self._crowd.note("trigrams", trigram, len(rows))
            found.append(join_holders([value for _, value in rows]))
        return found

    def walk_terms(self, start: bytes, after: Callable[[bytes], bytes]) -> bytes:
        """Show `after` some terms from `start` on, rising; where to go on, nothing at the end.

        It says of each from where on others are wanted; nothing: no more. About half a millisecond.
        """
        wanted = b""

        def after_key(key: bytes) -> bytes:
            nonlocal wanted
            wanted = after(key[: -_SEGMENT_BYTES - 1])
            return wanted

        keys = self._store.page_of_keys("terms", start, _KEYS_AT_ONCE, after_key)
        return wanted if len(keys) == _KEYS_AT_ONCE else b""

    def _rows(self, family: str, prefix: bytes) -> list[Row]:
        rows = self._store.page(family, prefix, _ROWS_AT_ONCE, prefix)
        found = rows
        while len(rows) == _ROWS_AT_ONCE:
            rows = self._store.page(family, rows[-1][0] + b"\0", _ROWS_AT_ONCE, prefix)
            found += rows
        return found

    # --- Merging ------------------------------------------------------------------------------

    @property
    def crowded(self) -> int:
        """The number of terms and trigrams that reading found to have many segments."""
        return len(self._crowd)

    def compact(self, terms: int = 16) -> int:
        """Merge the segments of up to `terms` crowded terms; how many were merged.

        For idle moments; safe at any time.
        """
        return self._crowd.merge(terms, self._merge)

    def _merge(self, family: str, term: bytes) -> None:
        prefix = term + b"\0" if family == "terms" else term
        rows = self._rows(family, prefix)[:BATCH]
        light = [row for row in rows if len(row[1]) < _HEAVY]
        # What was merged before is long, and is not to be written again for each few edits.
        rows = light if len(rows) - len(light) <= CROWDED // 2 else rows
        self._store.write(*merged(family, rows))


def merged(
    family: str, rows: list[Row], living: NDArray[np.bool_] | None = None
) -> tuple[list[Put], list[Delete]]:
    """The writes that replace rows of one term by one row; none if nothing would change.

    As `postings.merged`. Contents that are not `living` by number are dropped; None: all live.
    """
    from codegraph_daemon.store.occurrences import keep_living

    if not rows:
        return [], []
    value = keep_living([packed for _, packed in rows], living, family)
    if value is None:
        return [], []
    if not value:
        return [], [(family, key) for key, _ in rows]
    return [(family, rows[0][0], value)], [(family, key) for key, _ in rows[1:]]


def by_term(page: list[Row]) -> list[list[Row]]:
    """Rows of one family, those of each term together."""
    return [list(rows) for _, rows in groupby(page, lambda row: row[0][:-_SEGMENT_BYTES])]


def number_of(row: bytes) -> int:
    """The number in a row of `chunks`."""
    return int(_NUMBER.unpack_from(row)[0])

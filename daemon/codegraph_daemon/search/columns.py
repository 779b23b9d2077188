"""A segment's rows as arrays.

Belongs here: reading rows in bulk. Stays out: what a query makes of them (`match`), and anything
that happens before the first search, since this module imports numpy.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from codegraph_daemon.facts import Flag, Kind
from codegraph_daemon.search.segments import MARGIN, Segment
from codegraph_daemon.search.spelling import REACH

Bytes: TypeAlias = npt.NDArray[np.uint8]
Bits: TypeAlias = npt.NDArray[np.uint64]
Ints: TypeAlias = npt.NDArray[np.signedinteger[Any]]
Bools: TypeAlias = npt.NDArray[np.bool_]

_ALL = np.uint64(2**64 - 1)
HALF_REACH: Final = REACH // 2

_EXTENTS = np.array([2**length - 1 for length in range(REACH + 1)], dtype=np.uint64)

_GROUPS = np.full(256, 2, dtype=np.int32)
_GROUPS[[Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS]] = 0
_GROUPS[[Kind.FUNCTION, Kind.METHOD, Kind.PROPERTY]] = 0
_GROUPS[Kind.MODULE] = 1
_LOCAL_GROUP = 3

GROUP_SHIFT, PRIVATE_SHIFT, LENGTH_SHIFT = 47, 46, 32
"""Where what a row says of itself lies in the number that results are ordered by (`order`)."""


class SegmentColumns:
    """Arrays over the rows of one segment; see `rows.Columns` for what each holds.

    They are views: what is struck out of the segment is struck out here.
    """

    def __init__(self, segment: Segment) -> None:
        parts = segment.parts
        self.rows = segment.rows
        self.letters: Bits = np.frombuffer(parts[0], np.uint64)
        self.head: Bits = np.frombuffer(parts[1], np.uint64)
        self.humps: Bits = np.frombuffer(parts[2], np.uint64)
        self.symbol = np.frombuffer(parts[3], np.uint32)
        self.line = np.frombuffer(parts[4], np.uint32)
        self.column = np.frombuffer(parts[5], np.uint32)
        self.up: Ints = np.frombuffer(parts[6], np.int32)
        self.length: Ints = np.frombuffer(parts[7], np.uint16).astype(np.int32)
        self.kind: Bytes = np.frombuffer(parts[8], np.uint8)
        self.flags: Bytes = np.frombuffer(parts[9], np.uint8)
        self.folded_text = parts[10]
        self.folded: Bytes = np.frombuffer(parts[10], np.uint8)
        self.raw_text = parts[11]
        self.raw: Bytes = np.frombuffer(parts[11], np.uint8)
        self.path_id = np.frombuffer(parts[12], np.uint32)
        self.starts: Ints = np.cumsum(self.length + 1, dtype=np.int32) - self.length - 1
        # Unlike the other columns these two are no views, and also hold what was struck out.
        self.initial: Bytes = (self.head >> np.uint64(56)).astype(np.uint8)
        self.standing = self._standing()
        self.containers: dict[int, str] = {}
        """Dotted names of rows that contain others, as far as they were asked for."""
        self._windows: dict[int, Bytes] = {}

    def _standing(self) -> Ints:
        group = _GROUPS[self.kind]
        group[(self.flags & Flag.LOCAL) != 0] = _LOCAL_GROUP
        upper = group << GROUP_SHIFT - LENGTH_SHIFT
        upper |= (self.initial == ord("_")).astype(np.int32) << PRIVATE_SHIFT - LENGTH_SHIFT
        upper |= np.minimum(self.length, 255)
        return upper.astype(np.int64) << LENGTH_SHIFT

    @cached_property
    def latin_text(self) -> str:
        """The texts with a character for each byte: what is ASCII can be cut out as it is."""
        return self.raw_text.decode("latin-1")

    @cached_property
    def outwards(self) -> tuple[memoryview[int], memoryview[int], memoryview[int]]:
        """`up`, `starts` and `length` for who reads single rows: numpy takes longer for that."""
        return memoryview(self.up), memoryview(self.starts), memoryview(self.length)  # type: ignore[arg-type]

    @cached_property
    def findable(self) -> Bools | None:
        """Which rows may be found when any kind will do; None: all that were not struck out."""
        found: Bools = self.kind != Kind.EXTENSION
        return None if found.all() else found

    @cached_property
    def container(self) -> Ints:
        """The row of the container of each row; the file's own symbol is its own."""
        return np.arange(self.rows) - self.up

    @cached_property
    def files(self) -> Ints:
        """Rows that are the files' own symbols."""
        return np.flatnonzero(self.up == 0)

    @cached_property
    def levels(self) -> list[Ints]:
        """Rows inside files that contain others: the outermost, those inside them, and so on."""
        contains = np.zeros(self.rows, dtype=np.bool_)
        contains[self.container] = True
        contains[self.files] = False
        left = np.flatnonzero(contains)
        done = self.up == 0
        levels = []
        while len(left):
            outermost = done[self.container[left]]
            levels.append(left[outermost])
            done[levels[-1]] = True
            left = left[~outermost]
        return levels

    def row_of(self, places: Ints) -> Ints:
        """The rows in whose names these offsets of the texts lie."""
        return np.searchsorted(self.starts, places, side="right") - 1

    def starting_with(self, folded: bytes) -> Ints:
        """Rows whose names start with `folded`, which is not empty and not longer than MARGIN."""
        known = min(8, len(folded))
        wanted = np.uint64(int.from_bytes(folded[:8].ljust(8, b"\0"), "big"))
        heads = self.head if known == 8 else self.head & (_ALL << np.uint64(64 - 8 * known))
        rows = np.flatnonzero(heads == wanted)
        if len(folded) > 8 and len(rows):
            rows = rows[self.spelled(self.folded, rows, folded)]
        return rows

    def spelled(self, text: Bytes, rows: Ints, wanted: bytes) -> Bools:
        """For each of `rows`: do its bytes in `text` (folded or raw) start with `wanted`?"""
        if len(wanted) <= 4:
            at = self.starts[rows]
            short: Bools = text[at] == wanted[0]
            for offset in range(1, len(wanted)):
                short &= text[at + offset] == wanted[offset]
            return short
        windows = text[self.starts[rows][:, np.newaxis] + np.arange(len(wanted))]
        same: Bools = (windows == np.frombuffer(wanted, np.uint8)).all(axis=1)
        return same

    def windows(self, rows: Ints, width: int) -> Bytes:
        """So many bytes (at most REACH) from the start of the folded name of each of `rows` on."""
        windows = self._windows.get(width)
        if windows is None:
            windows = self._windows[width] = sliding_window_view(self.folded, width)
        return windows[self.starts[rows]]

    def heads(self, rows: Ints) -> Bytes:
        """The first eight bytes of the folded name of each of `rows`, zeros after its end."""
        return self.head[rows].astype(">u8").view(np.uint8).reshape(-1, 8)

    def extent(self, rows: Ints) -> Bits:
        """A bit for each of the first REACH bytes that belongs to the name itself."""
        bits: Bits = _EXTENTS[np.minimum(self.length[rows], REACH)]
        return bits


def columns_of(segment: Segment) -> SegmentColumns:
    """The arrays of a segment, made when first asked for."""
    if segment.columns is None:
        segment.columns = SegmentColumns(segment)
    columns: SegmentColumns = segment.columns
    return columns


assert MARGIN >= REACH

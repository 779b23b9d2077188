"""A segment's rows and names as arrays.

Belongs here: reading rows in bulk. Stays out: what a query makes of them (`match`), and anything
that happens before the first search, since this module imports numpy.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from codegraph_daemon.facts import Flag, Kind
from codegraph_daemon.search.segments import MARGIN, STRUCK_OUT, SUNK, Segment
from codegraph_daemon.search.spelling import REACH

Bytes: TypeAlias = npt.NDArray[np.uint8]
Bits: TypeAlias = npt.NDArray[np.uint64]
Ints: TypeAlias = npt.NDArray[np.signedinteger[Any]]
Bools: TypeAlias = npt.NDArray[np.bool_]

HALF_REACH: Final = REACH // 2

_EXTENTS = np.array([2**length - 1 for length in range(REACH + 1)], dtype=np.uint64)

_GROUPS = np.full(256, 2, dtype=np.int32)
_GROUPS[[Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS]] = 0
_GROUPS[[Kind.FUNCTION, Kind.METHOD, Kind.PROPERTY]] = 0
_GROUPS[Kind.MODULE] = 1
_LOCAL_GROUP = 3

_NO_PAIR: Final = 64
_BITS_OF_PAIRS: Bits = np.append(np.uint64(1) << np.arange(_NO_PAIR, dtype=np.uint64), np.uint64(0))
_AT_ONCE: Final = 1 << 13
"""So many names are looked through at once for their pairs."""

GROUP_SHIFT, PRIVATE_SHIFT, WEIGHED_SHIFT = 45, 44, 32
"""Where what a row says of itself lies in the number that results are ordered by (`order`)."""

_LENGTHS: Final = np.rint(6 * np.log2(np.arange(256) + 1)).astype(np.int32)
"""What names of so many bytes weigh: the double length is six more."""
_KINDS: Final = np.full(256, 6, dtype=np.int32)
"""What kinds weigh: a type is what most names are typed for, and members have many namesakes."""
_KINDS[[Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS]] = 0
_KINDS[Kind.FUNCTION] = 3


class Uses(NamedTuple):
    """By name: how many of some rows have it, of kinds that do not sink, and of kinds that do
    (None: there are none); and whether any has it (None: each name has some)."""

    standing: Ints
    sunk: Ints | None
    any: Bools | None


class SegmentColumns:
    """Arrays over the rows of one segment and over its names; see `rows.Columns` for what each
    holds. `name` leads from the one to the other.

    They are views: what is struck out of the segment is struck out here.
    """

    def __init__(self, segment: Segment) -> None:
        parts = segment.parts
        # Not the segment itself, which holds this: what holds itself is let go of late (`cycles`).
        self.rows = segment.rows
        self.symbol = np.frombuffer(parts[0], np.uint32)
        self.line = np.frombuffer(parts[1], np.uint32)
        self.column = np.frombuffer(parts[2], np.uint32)
        self.up: Ints = np.frombuffer(parts[3], np.int32)
        self.kind: Bytes = np.frombuffer(parts[4], np.uint8)
        self.flags: Bytes = np.frombuffer(parts[5], np.uint8)
        self.path_id = np.frombuffer(parts[6], np.uint32)
        self.name: Ints = np.frombuffer(parts[7], np.int32)

        names = segment.names
        self.letters: Bits = np.frombuffer(names.letters, np.uint64)
        self.head: Bits = np.frombuffer(names.head, np.uint64)
        self.humps: Bits = np.frombuffer(names.humps, np.uint64)
        self.names = len(self.head)
        self.length: Ints = np.frombuffer(names.length, np.uint16).astype(np.int32)
        self.folded_text = names.folded
        self.folded: Bytes = np.frombuffer(names.folded, np.uint8)
        self.raw_text = names.raw
        self.raw: Bytes = np.frombuffer(names.raw, np.uint8)
        self.starts: Ints = np.cumsum(self.length + 1, dtype=np.int32) - self.length - 1
        self.initial: Bytes = (self.head >> np.uint64(56)).astype(np.uint8)
        # This one is no view, and also holds what was struck out.
        self.standing = self._standing()
        self.containers: dict[int, str] = {}
        """Dotted names of rows that contain others, as far as they were asked for."""
        self._windows: dict[int, Bytes] = {}
        self._findable: Bools | None = None
        self._all_findable = False
        self._uses: Uses | None = None

    def _standing(self) -> Ints:
        group = _GROUPS[self.kind]
        group[(self.flags & Flag.LOCAL) != 0] = _LOCAL_GROUP
        named = _LENGTHS[np.minimum(self.length, 255)]
        if len(self.starts):
            # Who types no capital means names without them a little more.
            named += np.logical_or.reduceat(self.raw != self.folded, self.starts)
        named += (self.initial == ord("_")).astype(np.int32) << PRIVATE_SHIFT - WEIGHED_SHIFT
        upper = group << GROUP_SHIFT - WEIGHED_SHIFT
        upper += named[self.name] + _KINDS[self.kind]
        return upper.astype(np.int64) << WEIGHED_SHIFT

    @cached_property
    def by_name(self) -> tuple[Ints, Ints]:
        """All rows by their names; and where those of each name begin, with one more."""
        rows = np.argsort(self.name, kind="stable").astype(np.int32)
        begin: Ints = np.zeros(self.names + 1, dtype=np.int32)
        np.cumsum(self._counted(self.name), out=begin[1:])
        return rows, begin

    @cached_property
    def latin_text(self) -> str:
        """The texts with a character for each byte: what is ASCII can be cut out as it is."""
        return self.raw_text.decode("latin-1")

    @cached_property
    def outwards(self) -> tuple[memoryview[int], ...]:
        """`up` and `name`, `starts` and `length` for who reads single rows: numpy takes longer for
        that."""
        return tuple(map(memoryview, (self.up, self.name, self.starts, self.length)))  # type: ignore[arg-type]

    @property
    def findable(self) -> Bools | None:
        """Which rows may be found when any kind will do; None: all."""
        if self._findable is None:
            self._findable = (self.kind != Kind.EXTENSION) & (self.kind != STRUCK_OUT)
            self._all_findable = bool(self._findable.all())
        return None if self._all_findable else self._findable

    @property
    def uses(self) -> Uses:
        """What names the rows have that may be found when any kind will do."""
        if self._uses is None:
            self._uses = self.uses_in(self.findable)
        return self._uses

    def strike_out(self, first: int, last: int) -> None:
        """Some rows are being struck out: what is known of all is brought up to date."""
        if self._findable is None:
            return
        was = self._findable[first:last].copy()
        self._findable[first:last] = self._all_findable = False
        if self._uses is None:
            return
        names, flags = self.name[first:last][was], self.flags[first:last][was]
        standing, sunk, used = self._uses
        sinks = (flags & SUNK) != 0
        np.subtract.at(standing, names[~sinks], 1)
        if used is None:
            used = np.ones(self.names, dtype=np.bool_)
        used[names] = standing[names] != 0
        if sunk is not None:
            np.subtract.at(sunk, names[sinks], 1)
            used[names] |= sunk[names] != 0
        self._uses = Uses(standing, sunk, used)

    def uses_in(self, rows: Bools | None) -> Uses:
        """What names some rows have (None: all)."""
        sunk = (self.flags & SUNK) != 0
        if rows is not None:
            sunk &= rows
        every = self._counted(self.name if rows is None else self.name[rows])
        sinking = self._counted(self.name[sunk]) if sunk.any() else None
        standing = every if sinking is None else every - sinking
        return Uses(standing, sinking, None if rows is None else every != 0)

    def _counted(self, names: Ints) -> Ints:
        return np.bincount(names, minlength=self.names).astype(np.int32)

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

    def name_at(self, places: Ints) -> Ints:
        """The names in which these offsets of the texts lie."""
        return np.searchsorted(self.starts, places, side="right") - 1

    def rows_of(self, names: Ints) -> Ints:
        """The rows that have one of some names, rising."""
        rows, begin = self.by_name
        first = begin[names]
        return np.sort(rows[_spread(first, begin[names + 1] - first)])

    @cached_property
    def _by_head(self) -> tuple[Ints, Bits]:
        """All names in the order of their `head`, and these."""
        return _ordered(self.head)

    def starting_with(self, folded: bytes) -> Ints:
        """Names that start with `folded`, which is not empty and not longer than MARGIN; in no
        order."""
        names = _beginning(*self._by_head, folded)
        if len(folded) > 8 and len(names):
            names = names[self.spelled(self.folded, names, folded)]
        return names

    def alike(self, initials: bytes) -> Ints:
        """Of all names that start with one of some letters one for each first eight letters."""
        order, heads = self._by_head
        found = [np.zeros(0, dtype=np.int32)]
        for initial in dict.fromkeys(initials):
            limits = np.array([initial << 56, (initial + 1 << 56) - 1], dtype=np.uint64)
            first = np.searchsorted(heads, limits[0])
            some = slice(first, np.searchsorted(heads, limits[1], side="right"))
            new = np.ones(some.stop - first, dtype=np.bool_)
            np.not_equal(heads[some][1:], heads[some][:-1], out=new[1:])
            found.append(order[some][new])
        return np.concatenate(found)

    def with_heads(self, names: Ints) -> Ints:
        """All names that have the first eight letters of one of `names`, rising."""
        order, heads = self._by_head
        first = np.searchsorted(heads, self.head[names])
        count = np.searchsorted(heads, self.head[names], side="right") - first
        return np.sort(order[_spread(first, count)])

    @cached_property
    def _bare(self) -> tuple[Bytes, Ints, Ints, Ints, Bits]:
        """The folded texts without underscores; where names start in it and how many bytes they
        have there; all names in the order of the first eight of these, as `head` has them, and
        these."""
        kept = self.folded != ord("_")
        before = np.cumsum(kept, dtype=np.int32) - kept
        text = self.folded[kept]
        starts = before[self.starts]
        length = before[self.starts + self.length] - starts
        first = sliding_window_view(text, 8)[starts] * (np.arange(8) < length[:, np.newaxis])
        heads = first.astype(np.uint8).view(">u8").ravel().astype(np.uint64)
        return text, starts, length, *_ordered(heads)

    def starting_bare(self, bare: bytes) -> Ints:
        """Names that start with `bare`, which is not empty, when underscores are left out; in no
        order."""
        text, starts, length, order, heads = self._bare
        names = _beginning(order, heads, bare)
        if len(bare) > 8 and len(names):
            names = names[length[names] >= len(bare)]
            windows = text[starts[names][:, np.newaxis] + np.arange(len(bare))]
            names = names[(windows == np.frombuffer(bare, np.uint8)).all(axis=1)]
        return names

    @cached_property
    def _pairs(self) -> Bits:
        """By name: a bit for each two letters that stand beside each other; several share one."""
        codes = _pair(self.folded[:-1], self.folded[1:])
        ends = self.starts + self.length
        # The line feed behind a name is no letter of it, nor of the next.
        codes[ends - (self.length > 0)] = codes[ends] = _NO_PAIR
        pairs = np.zeros(self.names, dtype=np.uint64)
        for at in range(0, self.names, _AT_ONCE):
            some = self.starts[at : at + _AT_ONCE]
            until = int(ends[min(at + _AT_ONCE, self.names) - 1]) + 1
            bits = _BITS_OF_PAIRS[codes[some[0] : until]]
            pairs[at : at + _AT_ONCE] = np.bitwise_or.reduceat(bits, some - some[0])
        return pairs

    def with_pairs(self, names: Ints, folded: bytes) -> Ints:
        """Those of `names` in which all letters of `folded` may stand beside each other."""
        text = np.frombuffer(folded, np.uint8)
        need = np.bitwise_or.reduce(_BITS_OF_PAIRS[_pair(text[:-1], text[1:])], initial=0)
        having: Ints = names[(self._pairs[names] & need) == need]
        return having

    def spelled(self, text: Bytes, names: Ints, wanted: bytes) -> Bools:
        """For each of `names`: do its bytes in `text` (folded or raw) start with `wanted`?"""
        if len(wanted) <= 4:
            at = self.starts[names]
            short: Bools = text[at] == wanted[0]
            for offset in range(1, len(wanted)):
                short &= text[at + offset] == wanted[offset]
            return short
        windows = text[self.starts[names][:, np.newaxis] + np.arange(len(wanted))]
        same: Bools = (windows == np.frombuffer(wanted, np.uint8)).all(axis=1)
        return same

    def windows(self, names: Ints, width: int) -> Bytes:
        """So many bytes (at most REACH) from the start of each of `names`, folded, on."""
        windows = self._windows.get(width)
        if windows is None:
            windows = self._windows[width] = sliding_window_view(self.folded, width)
        return windows[self.starts[names]]

    def heads(self, names: Ints) -> Bytes:
        """The first eight bytes of each of `names`, folded, zeros after its end."""
        return self.head[names].astype(">u8").view(np.uint8).reshape(-1, 8)

    def extent(self, names: Ints) -> Bits:
        """A bit for each of the first REACH bytes that belongs to the name itself."""
        bits: Bits = _EXTENTS[np.minimum(self.length[names], REACH)]
        return bits


def _ordered(heads: Bits) -> tuple[Ints, Bits]:
    """Indexes of some numbers in their order, and the numbers in this order."""
    order = np.argsort(heads).astype(np.int32)
    return order, heads[order]


def _beginning(order: Ints, heads: Bits, wanted: bytes) -> Ints:
    """Those of `order`, by their `heads`, that begin with the first eight letters of `wanted`."""
    known = min(8, len(wanted))
    first = int.from_bytes(wanted[:8].ljust(8, b"\0"), "big")
    last = first | (1 << 64 - 8 * known) - 1
    begin = np.searchsorted(heads, np.uint64(first))
    return order[begin : np.searchsorted(heads, np.uint64(last), side="right")]


def _spread(first: Ints, count: Ints) -> Ints:
    """One after the other the numbers from each of `first` on, as many as `count` says."""
    skipped = np.cumsum(count) - count
    spread: Ints = np.arange(int(count.sum())) + np.repeat(first - skipped, count)
    return spread


def _pair(left: Bytes, right: Bytes) -> Bytes:
    """Which bit stands for each letter of `left` with that of `right` behind it."""
    return (left * np.uint8(11) + right) & np.uint8(63)


def columns_of(segment: Segment) -> SegmentColumns:
    """The arrays of a segment, made when first asked for."""
    if segment.columns is None:
        segment.columns = SegmentColumns(segment)
    columns: SegmentColumns = segment.columns
    return columns


assert MARGIN > REACH

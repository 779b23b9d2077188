"""Rows of many files in one piece: joined, struck out, merged, thinned.

Belongs here: where a file's rows lie, and moving them. Stays out: reading them (`columns`).

Files are joined into a segment in which each name is kept once, however many rows have it: in real
code half of the rows have the name of another. Segments are merged as they are, without a look at
what names they share, so that even a large one is made in a few milliseconds. A file that goes has
its rows struck out in place: they have no kind any more, so no search finds them, and go when their
segment is thinned. Joining and striking out do without numpy.
"""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Generator, Sequence
from itertools import accumulate, count, pairwise
from typing import Any, Final, NamedTuple

from codegraph_daemon.facts import KIND_NAMES, Flag
from codegraph_daemon.languages.registry import sunken
from codegraph_daemon.search.path_table import module_name
from codegraph_daemon.search.rows import WIDE, Columns, read_rows
from codegraph_daemon.search.spelling import Spelling, spelling

STRUCK_OUT: Final = 255
"""The kind of a row that is no more."""

SUNK: Final = 1
"""Bit of a row's flags: it is of a kind that its language shows after what others have."""

MARGIN: Final = 128
"""Bytes after the texts of a segment that can be read but mean nothing."""

_KEPT_FLAGS: Final = bytes(flags & (Flag.LOCAL | WIDE) for flags in range(256))
_WIDTHS: Final = (4, 4, 4, 4, 1, 1, 4, 4)
_KIND, _PATH, _NAME = 4, 6, 7


class Spelled(NamedTuple):
    """The names of the rows of one file, as `Spelling` has them. `folded` is None if all are
    ASCII."""

    letters: array[int]
    head: array[int]
    humps: array[int]
    folded: list[bytes] | None
    raw: list[bytes]


class FileRows(NamedTuple):
    """The rows of one file: how many, their columns, and their names.

    The columns are `symbol`, `line`, `column`, `up`, `kind` and `flags` of `rows.Columns`, of the
    flags only LOCAL, WIDE and SUNK, and the path ids.
    """

    size: int
    parts: tuple[bytes, ...]
    names: Spelled


class Names(NamedTuple):
    """The names of a segment by number. `folded` and `raw` are texts: the names without case and
    as they are, each followed by a line feed, and MARGIN bytes; `length` counts the bytes of a
    name."""

    letters: bytearray
    head: bytearray
    humps: bytearray
    length: bytearray
    folded: bytearray
    raw: bytearray


class Place(NamedTuple):
    """Where a file's rows are: rows `first` up to `last`."""

    segment: Segment
    first: int
    last: int


class Segment:
    """Some rows, of which `dead` are struck out.

    `parts` are the columns of `FileRows` and the number of each row's name.
    """

    def __init__(self, parts: list[bytearray], names: Names, dead: int = 0) -> None:
        self.parts, self.names, self.dead = parts, names, dead
        self.rows = len(parts[_KIND])
        self.columns: Any = None
        """The same as arrays, once a search has asked for them (see `columns.columns_of`)."""

    @property
    def memory(self) -> int:
        """About how many bytes it takes, with its arrays."""
        names = len(self.names.length) // 2
        return sum(map(len, (*self.parts, *self.names))) + 8 * self.rows + 30 * names

    def path_ids(self) -> list[int]:
        """The path ids of its files, those included whose rows are struck out."""
        import numpy as np

        found: list[int] = np.unique(np.frombuffer(self.parts[_PATH], np.uint32)).tolist()
        return found

    def copied(self) -> Segment:
        """The same, of which nothing is struck out any more."""
        parts = [bytearray(p) if at == _KIND else p for at, p in enumerate(self.parts)]
        return Segment(parts, self.names, self.dead)

    def strike_out(self, place: Place) -> None:
        """Make the rows of a file unfindable."""
        size = place.last - place.first
        if self.columns is not None:
            self.columns.strike_out(place.first, place.last)
        self.parts[_KIND][place.first : place.last] = bytes([STRUCK_OUT]) * size
        self.dead += size


def joining(files: Sequence[FileRows]) -> Generator[None, None, Segment]:
    """The rows of some files, in this order; in steps of a millisecond or less."""
    columns = zip(*(rows.parts for rows in files), strict=True)
    parts = [bytearray().join(column) for column in columns]
    yield
    known: defaultdict[bytes, int] = defaultdict(count().__next__)
    of_rows, letters, head, humps = (array(code) for code in "IQQQ")
    not_ascii: list[tuple[int, bytes]] = []
    for _, _, names in files:
        next_one = len(known)
        numbers = list(map(known.__getitem__, names.raw))
        of_rows.extend(numbers)
        fresh = []
        # Numbers are given in the order of the rows.
        for at, number in enumerate(numbers):
            if number == next_one:
                next_one += 1
                fresh.append(at)
        letters.extend(map(names.letters.__getitem__, fresh))
        head.extend(map(names.head.__getitem__, fresh))
        humps.extend(map(names.humps.__getitem__, fresh))
        if names.folded is not None:
            not_ascii += [(numbers[at], names.folded[at]) for at in fresh]
        yield
    parts.append(bytearray(of_rows))
    lengths = array("H", map(len, known))
    yield
    raw = bytearray(b"\n").join([*known, bytes(MARGIN)])
    folded = raw.lower()
    yield
    starts = list(accumulate((length + 1 for length in lengths), initial=0)) if not_ascii else []
    for number, name in not_ascii:
        folded[starts[number] : starts[number] + len(name)] = name
    columns_of_names = map(bytearray, (letters, head, humps, lengths, folded, raw))
    return Segment(parts, Names._make(columns_of_names))


def merged(segments: Sequence[Segment]) -> Segment:
    """The rows of some segments, in this order, what is struck out included."""
    import numpy as np

    parts = [bytearray().join(column) for column in zip(*(s.parts for s in segments), strict=True)]
    of_rows = np.frombuffer(parts[_NAME], np.uint32)
    row = first = 0
    for segment in segments:
        of_rows[row : row + segment.rows] += np.uint32(first)
        row += segment.rows
        first += len(segment.names.length) // 2
    *numbers, folded, raw = zip(*(segment.names for segment in segments), strict=True)
    texts = (bytearray().join(text[:-MARGIN] for text in some) for some in (folded, raw))
    names = Names(*map(bytearray().join, numbers), *(text + bytes(MARGIN) for text in texts))
    return Segment(parts, names, sum(segment.dead for segment in segments))


def thinned(segment: Segment) -> Segment:
    """A segment without what is struck out, and without names that no row has any more."""
    import numpy as np

    alive = np.frombuffer(segment.parts[_KIND], np.uint8) != STRUCK_OUT
    parts = [
        bytearray(np.frombuffer(part, f"V{width}")[alive].tobytes())
        for part, width in zip(segment.parts, _WIDTHS, strict=True)
    ]
    of_rows = np.frombuffer(parts[_NAME], np.uint32)
    *numbers, folded, raw = segment.names
    length = np.frombuffer(segment.names.length, np.uint16)
    kept = np.bincount(of_rows, minlength=len(length)) != 0
    of_rows[:] = (np.cumsum(kept, dtype=np.uint32) - np.uint32(1))[of_rows]
    letters = np.repeat(kept, length.astype(np.int64) + 1)
    texts = (np.frombuffer(text, np.uint8, len(letters))[letters] for text in (folded, raw))
    columns = (
        np.frombuffer(column, f"V{width}")[kept]
        for column, width in zip(numbers, (8, 8, 8, 2), strict=True)
    )
    names = Names(
        *(bytearray(column.tobytes()) for column in columns),
        *(bytearray(text.tobytes() + bytes(MARGIN)) for text in texts),
    )
    return Segment(parts, names)


def file_rows(path_id: int, path: str, blob: bytes) -> FileRows:
    """The packed rows of a file, its own symbol named by its path. Raises ValueError."""
    size, columns = read_rows(blob)
    flags = columns.flags.translate(_KEPT_FLAGS)
    if kinds := sunken(path):
        sinks = {KIND_NAMES.index(kind) for kind in kinds}
        flags = bytes(
            flag | SUNK * (kind in sinks) for flag, kind in zip(flags, columns.kind, strict=True)
        )
    parts = columns.symbol, columns.line, columns.column, columns.up, columns.kind, flags
    paths = array("I", [path_id]).tobytes() * size
    return FileRows(size, (*parts, paths), _spelled(spelling(module_name(path)), columns))


def _spelled(file: Spelling, columns: Columns) -> Spelled:
    """The names of the rows of a file, the first of them `file`."""
    letters, head, humps = (
        array("Q", own.to_bytes(8, sys.byteorder) + column[8:])
        for own, column in zip(file[:3], columns[:3], strict=True)
    )
    raw = _cut(columns.raw, columns.length)
    raw[0] = file.raw
    folded = None
    if not (columns.raw.isascii() and file.raw.isascii()):
        folded = _cut(columns.folded, columns.length)
        folded[0] = file.folded
    return Spelled(letters, head, humps, folded, raw)


def _cut(text: bytes, lengths: bytes) -> list[bytes]:
    """The names that a text is made of."""
    names = text.split(b"\n")
    names.pop()
    if len(names) * 2 != len(lengths):
        # There are line feeds in names.
        starts = accumulate((length + 1 for length in array("H", lengths)), initial=0)
        names = [text[at : end - 1] for at, end in pairwise(starts)]
    return names

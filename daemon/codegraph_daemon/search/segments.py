"""Rows of many files in one piece: joined, struck out and joined again, all without numpy.

Belongs here: where a file's rows lie, and moving them. Stays out: reading them (`columns`).

Rows are only ever added by joining; a file that goes has its rows struck out in place. What is
struck out has no letters and no kind, so no search finds it, and it goes when segments are merged.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from codegraph_daemon.search.path_table import module_name
from codegraph_daemon.search.rows import WIDTHS, Columns, read_rows
from codegraph_daemon.search.spelling import spelling

STRUCK_OUT: Final = 255
"""The kind of a row that is no more."""

MARGIN: Final = 128
"""Bytes after the texts of a segment that can be read but mean nothing."""


class FileRows(NamedTuple):
    """The rows of one file: how many, their columns (see `rows.Columns`), their path ids."""

    size: int
    parts: tuple[bytes | memoryview, ...]


class Place(NamedTuple):
    """Where a file's rows are: rows `first` up to `last`, and their text."""

    segment: Segment
    first: int
    last: int
    text: int
    text_end: int


class Segment:
    """Joined rows. `parts` are the columns in the order of `rows.Columns`, then the path ids."""

    def __init__(self, files: Sequence[tuple[int, FileRows]]) -> None:
        columns = zip(*(rows.parts for _, rows in files), strict=True)
        self.parts = [bytearray().join(column) for column in columns]
        for text in (10, 11):
            self.parts[text] += bytes(MARGIN)
        self.path_ids = {path_id for path_id, _ in files}
        self.rows = sum(rows.size for _, rows in files)
        self.dead = 0
        self.columns: Any = None
        """The same as arrays, once a search has asked for them (see `columns.columns_of`)."""

    def strike_out(self, path_id: int, place: Place) -> None:
        """Make the rows of a file unfindable."""
        first, last = place.first, place.last
        self.parts[0][8 * first : 8 * last] = bytes(8 * (last - first))
        self.parts[1][8 * first : 8 * last] = bytes(8 * (last - first))
        self.parts[8][first:last] = bytes([STRUCK_OUT]) * (last - first)
        self.dead += last - first
        self.path_ids.discard(path_id)

    def cut_out(self, files: Sequence[tuple[int, Place]]) -> list[tuple[int, FileRows]]:
        """The rows of some of its files. They are not copied, so join them soon."""
        views = [memoryview(part) for part in self.parts]
        columns = [(views[i], width) for i, width in enumerate(WIDTHS)]
        folded, raw, ids = views[10], views[11], views[12]
        cut = []
        for path_id, (_, first, last, text, text_end) in files:
            parts = [view[width * first : width * last] for view, width in columns]
            parts += (folded[text:text_end], raw[text:text_end], ids[4 * first : 4 * last])
            cut.append((path_id, FileRows(last - first, tuple(parts))))
        return cut


def file_rows(path_id: int, path: str, blob: bytes) -> FileRows:
    """The packed rows of a file, its own symbol named by its path. Raises ValueError."""
    count, columns = read_rows(blob)
    name = spelling(module_name(path))
    named = Columns(
        name.letters.to_bytes(8, sys.byteorder) + columns.letters[8:],
        name.head.to_bytes(8, sys.byteorder) + columns.head[8:],
        name.humps.to_bytes(8, sys.byteorder) + columns.humps[8:],
        *columns[3:7],
        len(name.raw).to_bytes(2, sys.byteorder) + columns.length[2:],
        columns.kind,
        columns.flags,
        name.folded + columns.folded,
        name.raw + columns.raw,
    )
    return FileRows(count, (*named, array("I", [path_id]).tobytes() * count))


def places(segment: Segment, files: Sequence[tuple[int, FileRows]]) -> dict[int, Place]:
    """Where the rows of each of `files` are in the segment that was joined from them."""
    found = {}
    row = text = 0
    for path_id, rows in files:
        last, text_end = row + rows.size, text + len(rows.parts[10])
        found[path_id] = Place(segment, row, last, text, text_end)
        row, text = last, text_end
    return found

"""The symbol index: every symbol of one workspace in memory, found by a few typed letters.

Belongs here: taking files in and out, and the course of a search. Stays out: packed rows (`rows`,
`segments`), the comparison (`match`, `containers`) and the order (`order`).

Everything happens on the caller's thread. numpy is imported by the first search (or `warming`).
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from codegraph_daemon.search.hits import Hit, HitColumns, rows_of
from codegraph_daemon.search.path_table import PathTable
from codegraph_daemon.search.segments import (
    FileRows,
    Place,
    Segment,
    file_rows,
    joining,
    merged,
    thinned,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from codegraph_daemon.search.columns import SegmentColumns
    from codegraph_daemon.search.filters import Files

JOINED_ROWS: Final = 1 << 15
"""So many waiting rows are joined at once: some twenty milliseconds, in steps where many files are
taken in."""

SMALL_SEGMENT_ROWS: Final = 1 << 12
"""A newest segment of fewer rows is merged with what came since."""

_STEEP: Final = 8
"""A segment is merged with smaller ones that together have more than this fraction of its rows: so
a search sees few segments, and a row is not moved often."""


class State(NamedTuple):
    """What an index consists of: its segments, each with a copy that stays as it is; where the rows
    of each file are, by path id; the path ids in the order of their paths, and what these weigh."""

    segments: dict[Segment, Segment]
    places: dict[int, Place]
    path_ids: array[int]
    weights: array[int]


class SymbolIndex:
    """The searchable symbols of many files, by path id."""

    def __init__(self) -> None:
        self._paths = PathTable()
        self._segments: list[Segment] = []
        self._places: dict[int, Place] = {}
        self._waiting: dict[int, FileRows] = {}
        self._waiting_rows = 0

    def __len__(self) -> int:
        """How many symbols there are."""
        joined = sum(segment.rows - segment.dead for segment in self._segments)
        return joined + self._waiting_rows

    @property
    def memory(self) -> int:
        """About how many bytes the rows take."""
        return sum(segment.memory for segment in self._segments)

    def state(self) -> State:
        """All of it as it is now, whatever happens to it afterwards."""
        self._join_waiting()
        segments = {segment: segment.copied() for segment in self._segments}
        return State(segments, dict(self._places), *self._paths.state())

    def begin_with(
        self,
        segments: list[Segment],
        places: dict[int, Place],
        paths: Sequence[str],
        path_ids: array[int],
        weights: array[int],
    ) -> None:
        """Have an empty index hold these segments; `path_ids` and `weights` are those of `paths`,
        which are in order."""
        self._segments, self._places = segments, places
        self._paths.begin_with(paths, path_ids, weights)

    def put(self, path_id: int, path: str, blob: bytes) -> None:
        """Take in the symbols of a file, instead of those it had.

        `path` is relative to the root, with slashes; `blob` is what `symbol_rows` made. Raises
        ValueError if it is something else.
        """
        for _ in self.take([(path_id, path, blob)]):
            pass

    def take(self, files: Iterable[tuple[int, str, bytes]]) -> Iterator[None]:
        """Take in many files as `put` does, (path id, path, blob) each, in steps of a millisecond
        or two; between them nothing may be asked or changed."""
        for path_id, path, blob in files:
            rows = file_rows(path_id, path, blob)
            self._drop(path_id)
            self._paths.add(path_id, path)
            self._waiting[path_id] = rows
            self._waiting_rows += rows.size
            if self._waiting_rows >= JOINED_ROWS:
                yield from self._joining()
            yield

    def remove(self, path_id: int) -> None:
        """Forget a file; nothing happens if it is not known."""
        self._drop(path_id)
        self._paths.remove(path_id)

    def used(self, users: npt.NDArray[np.int32]) -> None:
        """Say, by path id, how many other files use each file; until then none is central."""
        self._paths.used(users)

    def compact(self) -> bool:
        """Do one short step of tidying up; call it when idle, until it returns False."""
        if self._waiting:
            self._join_waiting()
            return True
        for segment in self._segments:
            if segment.dead * 4 > segment.rows:
                self._thin(segment)
                return True
        together: list[Segment] = []
        rows = 0
        for segment in sorted(self._segments, key=lambda one: one.rows):
            if segment.rows > rows * _STEEP:
                if len(together) > 1:
                    break
                together, rows = [], 0
            together.append(segment)
            rows += segment.rows
        if len(together) > 1:
            self._merge(together)
            return True
        return False

    def unite(self) -> None:
        """Have one segment in the place of all, as long as nobody has searched: later it takes too
        long."""
        self._join_waiting()
        if len(self._segments) > 1:
            self._merge(self._segments)

    def warming(self) -> Iterator[None]:
        """Do now what the first search would have to do, import numpy (some 80 ms) and make arrays,
        in steps of some milliseconds."""
        from codegraph_daemon.search.columns import columns_of

        self._join_waiting()
        for segment in self._segments:
            columns = columns_of(segment)
            yield
            _ = columns.uses, columns.latin_text
            yield
            _ = columns.container
            yield
            _ = columns.by_name
            yield
        for nothing in ("qzxj", "qzxj.qzxj"):
            self.search(nothing, 1)
            yield

    def search(
        self,
        query: str,
        limit: int | None = None,
        kinds: Collection[str] = (),
        near: str | None = None,
        files: Files | None = None,
    ) -> list[Hit]:
        """The symbols that `query` can mean, the likeliest first.

        `limit`: at most so many (None: all). `kinds`: only symbols of these kinds (names of
        `facts.Kind` in lower case), all if empty. `near`: a path relative to the root; symbols of
        files close to it come first among equals. `files`: only symbols of these. An empty query
        gives classes and functions in the order of their paths.
        """
        some = self.some(query, limit, kinds, near, files)
        return [Hit(*row) for columns in some for row in rows_of(columns)]

    def some(
        self,
        query: str,
        limit: int | None = None,
        kinds: Collection[str] = (),
        near: str | None = None,
        files: Files | None = None,
    ) -> Iterator[HitColumns]:
        """The same as `search`, but some hundreds at a time, as columns.

        They are chosen by the call itself; one that is gone by the time it is asked for is left
        out.
        """
        if (limit is not None and limit <= 0) or not len(self):
            return iter(())
        from codegraph_daemon.search.course import find

        most = len(self) if limit is None else limit
        return find(self._columns(), self._paths, query, most, kinds, near, files)

    def named(self, name: str) -> Iterator[Hit]:
        """The symbols that are called exactly `name`, made as they are asked for, as by `find`."""
        if not name or not len(self):
            return iter(())
        from codegraph_daemon.search.course import find_named

        return map(Hit._make, find_named(self._columns(), self._paths, name))

    def places_named(self, name: str) -> list[tuple[int, int]]:
        """(path id, symbol) of the same, in no order, for who needs nothing else of them."""
        if not name or not len(self):
            return []
        from codegraph_daemon.search.course import find_places

        return find_places(self._columns(), name)

    def _columns(self) -> list[SegmentColumns]:
        self._join_waiting()
        from codegraph_daemon.search.columns import columns_of

        return [columns_of(segment) for segment in self._segments]

    def _drop(self, path_id: int) -> None:
        waiting = self._waiting.pop(path_id, None)
        if waiting is not None:
            self._waiting_rows -= waiting.size
        place = self._places.pop(path_id, None)
        if place is not None:
            place.segment.strike_out(place)

    def _join_waiting(self) -> None:
        for _ in self._joining():
            pass

    def _joining(self) -> Iterator[None]:
        if not self._waiting:
            return
        newest = self._segments[-1] if self._segments else None
        segment = yield from joining(list(self._waiting.values()))
        row = 0
        for path_id, rows in self._waiting.items():
            self._places[path_id] = Place(segment, row, row + rows.size)
            row += rows.size
        self._waiting = {}
        self._waiting_rows = 0
        self._segments.append(segment)
        if newest is not None and newest.rows < SMALL_SEGMENT_ROWS:
            self._thin(self._merge([newest, segment]))

    def _merge(self, segments: list[Segment]) -> Segment:
        """Put one segment in the place of some."""
        segment = merged(segments)
        rows = (each.rows for each in segments)
        before = dict(zip(segments, accumulate(rows, initial=0), strict=False))
        for part, row in before.items():
            for path_id in part.path_ids():
                place = self._places.get(path_id)
                if place is not None and place.segment is part:
                    self._places[path_id] = Place(segment, row + place.first, row + place.last)
        self._segments = [kept for kept in self._segments if kept not in before]
        self._segments.append(segment)
        return segment

    def _thin(self, old: Segment) -> None:
        """Let go of what is struck out of a segment."""
        if not old.dead:
            return
        segment = thinned(old)
        known = ((path_id, self._places.get(path_id)) for path_id in old.path_ids())
        places = [(path_id, at) for path_id, at in known if at is not None and at.segment is old]
        row = 0
        for path_id, (_, first, last) in sorted(places, key=lambda one: one[1].first):
            self._places[path_id] = Place(segment, row, row + last - first)
            row += last - first
        self._segments = [segment if kept is old else kept for kept in self._segments]
        if not segment.rows:
            self._segments.remove(segment)

"""The course of one search: better kinds of match first, worse ones while there are too few.

Belongs here: which comparisons are made, and what they share. Stays out: the comparisons.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from codegraph_daemon.facts import KIND_NAMES, Flag, Kind
from codegraph_daemon.search import match, order
from codegraph_daemon.search.columns import Bools, Bytes, Ints, SegmentColumns
from codegraph_daemon.search.containers import fitting
from codegraph_daemon.search.field import Field
from codegraph_daemon.search.filters import Files
from codegraph_daemon.search.hits import HitColumns, HitRow, hits_of, rows_of
from codegraph_daemon.search.path_table import PathTable
from codegraph_daemon.search.query import Query, parse
from codegraph_daemon.search.segments import MARGIN, STRUCK_OUT, SUNK
from codegraph_daemon.search.spelling import spelling

Counts = npt.NDArray[np.float64]

FEW_HITS = 16
"""With fewer hits than this, ignoring subsequences, the query may have a typing mistake; with as
many that are no scattered letters, those are noise and are left out."""

_MADE_AT_ONCE = 512

_MANY_NAMES = 8
"""If more than this part of all names match, all rows are looked at rather than those of each."""

_LOWEST = match.NO_MATCH - match.STEP
"""What containers add must not make a match none."""

_SUNK: Bytes = np.arange(256).astype(np.uint8)
"""By quality: what it is for kinds that sink, worse than what others find by words."""
_SUNK[: match.NO_MATCH] = np.minimum(_SUNK[: match.NO_MATCH].astype(int) + match.SUBSTRING, _LOWEST)

_LISTED: Bools = np.isin(np.arange(256), (Kind.CLASS, Kind.FUNCTION))
"""The kinds that an empty query lists, if it does not ask for others."""


def find(
    segments: Sequence[SegmentColumns],
    paths: PathTable,
    text: str,
    most: int,
    kinds: Collection[str],
    near: str | None,
    files: Files | None = None,
) -> Iterator[HitColumns]:
    """The `most` best matches of `text`, in order and some at a time; see `SymbolIndex.search`."""
    query = parse(text)
    taken = None if files is None else paths.taken(files)
    if not query.raw and not query.qualifiers:
        return _listed(segments, paths, most, _of_kinds(kinds) if kinds else _LISTED, taken)
    fields, added = _fields(segments, paths, query, _of_kinds(kinds) if kinds else None, taken)
    found = _Found(fields)
    if query.raw:
        _compare(found, fields, query, most)
    else:
        found.enter_all(match.PREFIX)
    # What containers add makes the order of names another one.
    worst = match.NO_MATCH - 1 if added is not None else found.worst_needed(most)
    of_path = order.weights_of_paths(paths, near)
    rows, ordered_by = [], []
    for number, field in enumerate(fields):
        some, reached = _rows(field, found, worst)
        if added is not None:
            reached += added[number][some]
        rows.append(some)
        ordered_by.append(order.numbers(field.columns, some, reached, of_path))
    return _hits(segments, rows, ordered_by, most)


class _Found:
    """The names that match so far, and the best quality of each."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._standing = _joined([field.uses.standing for field in fields])
        self._sunk: Ints | None = None
        if any(field.uses.sunk is not None for field in fields):
            nothing = [np.zeros(field.columns.names, dtype=np.int32) for field in fields]
            sunk = [field.uses.sunk for field in fields]
            self._sunk = _joined(
                [some if each is None else each for each, some in zip(sunk, nothing, strict=True)]
            )
        self.quality: Bytes = np.full(len(self._standing), match.NO_MATCH, dtype=np.uint8)
        self._parts: list[Ints] = []
        self._known: Counts | None = None

    @property
    def names(self) -> Ints:
        """All names that match, each once."""
        self._parts = [np.concatenate([np.zeros(0, dtype=np.int64), *self._parts])]
        return self._parts[0]

    def enter(self, found: Iterable[match.Matches]) -> None:
        """Add names that match, in each of `found` each once."""
        for names, reached in found:
            before = self.quality[names]
            self._parts.append(names[before == match.NO_MATCH])
            self.quality[names] = np.minimum(before, reached)
            self._known = None

    def enter_all(self, quality: int) -> None:
        """Have all names match."""
        names = np.arange(len(self.quality))
        self.enter([(names, np.full(len(names), quality, dtype=np.uint8))])

    def leave_out(self, worst: int) -> None:
        """Have names that are so bad, or worse, match no more."""
        names = self.names
        bad = self.quality[names] >= worst
        self.quality[names[bad]] = match.NO_MATCH
        self._parts = [names[~bad]]
        self._known = None

    def better(self, than: int) -> int:
        """How many rows have a name that is better."""
        return int(self._counts()[:than].sum())

    def worst_needed(self, most: int) -> int:
        """The quality below which no name can have one of the `most` best rows."""
        enough = np.flatnonzero(np.cumsum(self._counts()) >= most)
        return min(int(enough[0]), match.NO_MATCH - 1) if len(enough) else match.NO_MATCH - 1

    def _counts(self) -> Counts:
        """By quality: how many rows have it."""
        if self._known is not None:
            return self._known
        names = self.names
        reached = self.quality[names]
        counts: Counts = np.bincount(reached, self._standing[names], 256).astype(np.float64)
        if self._sunk is not None:
            counts += np.bincount(_SUNK[reached], self._sunk[names], 256)
        self._known = counts
        return counts


def _joined(parts: Sequence[Ints]) -> Ints:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _rows(field: Field, found: _Found, worst: int) -> tuple[Ints, Bytes]:
    """The rows that may be found of the names that are not worse, and their qualities."""
    columns, base = field.columns, field.base
    quality = found.quality[base : base + columns.names]
    names = found.names
    names = names[found.quality[names] <= worst]
    if len(found.quality) > len(quality):
        names = names[(names >= base) & (names < base + columns.names)] - base
    if len(names) * _MANY_NAMES < columns.names:
        rows = columns.rows_of(names)
        if field.allowed is not None:
            rows = rows[field.allowed[rows]]
        reached = quality[columns.name[rows]]
    else:
        of_rows = quality.take(columns.name, mode="clip")  # Twice as fast as an index.
        kept = of_rows <= worst
        if field.allowed is not None:
            kept &= field.allowed
        rows = np.flatnonzero(kept)
        reached = of_rows[rows]
    if len(rows) and field.uses.sunk is not None:
        reached = np.where(columns.flags[rows] & SUNK != 0, _SUNK[reached], reached)
    return rows, reached


def find_named(segments: Sequence[SegmentColumns], paths: PathTable, name: str) -> Iterator[HitRow]:
    """Every symbol that is called exactly `name`, in the order of `find`, one by one."""
    rows = [_called(columns, name) for columns in segments]
    of_path = order.weights_of_paths(paths, None)
    ordered_by = [
        order.numbers(columns, some, np.zeros(len(some), dtype=np.uint8), of_path)
        for columns, some in zip(segments, rows, strict=True)
    ]
    hits = _hits(segments, rows, ordered_by, sum(map(len, rows)))
    return itertools.chain.from_iterable(map(rows_of, hits))


def find_places(segments: Sequence[SegmentColumns], name: str) -> list[tuple[int, int]]:
    """(path id, symbol) of every symbol that is called exactly `name`, in no order."""
    found: list[tuple[int, int]] = []
    for columns in segments:
        rows = _called(columns, name)
        if len(rows):
            found += zip(columns.path_id[rows].tolist(), columns.symbol[rows].tolist(), strict=True)
    return found


def _called(columns: SegmentColumns, name: str) -> Ints:
    """The rows of a segment that have exactly this name."""
    spelled = spelling(name)
    starting = columns.starting_with(spelled.folded[:MARGIN])
    names: Ints = starting[columns.length[starting] == len(spelled.raw)]
    if not len(names):
        return names
    having = columns.rows_of(names[columns.spelled(columns.raw, names, spelled.raw)])
    rows: Ints = having[columns.kind[having] != STRUCK_OUT]
    return rows


def _of_kinds(kinds: Collection[str]) -> Bools:
    """By kind: whether it is asked for."""
    wanted = np.zeros(256, dtype=np.bool_)
    wanted[[i for i, name in enumerate(KIND_NAMES) if name in kinds]] = True
    wanted[Kind.EXTENSION] = False
    return wanted


def _fields(
    segments: Sequence[SegmentColumns],
    paths: PathTable,
    query: Query,
    wanted: Bools | None,
    taken: Bools | None,
) -> tuple[list[Field], list[Bytes] | None]:
    """The segments with the rows that may be found, and what to add to the quality of each row.

    `wanted`: only those of some kinds; `taken`, by path id: only those of some files.
    """
    fields, additions = [], []
    folders = None
    if query.qualifiers:
        folders = paths.folders_matched(query.qualifiers)[paths.arrays()[0]]
    base = 0
    for columns in segments:
        allowed = columns.findable if wanted is None else wanted[columns.kind]
        if folders is not None:
            fits, added = fitting(columns, query.qualifiers, folders, direct=not query.raw)
            fits &= columns.kind != STRUCK_OUT
            allowed = fits if allowed is None else fits & allowed
            additions.append(added)
        if taken is not None:
            inside = taken[columns.path_id]
            allowed = inside if allowed is None else inside & allowed
        all_of_it = wanted is None and folders is None and taken is None
        uses = columns.uses if all_of_it else columns.uses_in(allowed)
        fields.append(Field(columns, base, allowed, uses, {}))
        base += columns.names
    return fields, additions or None


def _compare(found: _Found, fields: Sequence[Field], query: Query, most: int) -> None:
    """Find the best quality of each name, until worse ones cannot matter."""
    # What containers add is less than a step, but more than a difference inside one.
    words = match.WORDS if query.qualifiers else match.WORDS + 1
    for matcher, good, enough in (
        (match.by_prefix, match.WORDS, most),
        (match.by_substring, words, most),
        (match.by_words, match.SUBSEQUENCE, min(most, FEW_HITS)),
    ):
        found.enter(matcher(fields, query))
        if found.better(good) >= enough:
            break
    else:
        # What some name starts with was not mistyped.
        if not found.better(match.WORDS):
            found.enter(match.by_typo(fields, query))
    if found.better(match.SCATTERED) >= FEW_HITS:
        found.leave_out(match.SCATTERED)


def _listed(
    segments: Sequence[SegmentColumns],
    paths: PathTable,
    most: int,
    wanted: Bools,
    taken: Bools | None,
) -> Iterator[HitColumns]:
    """What an empty query gives: symbols of the wanted kinds in the order of their paths."""
    ranks, _ = paths.arrays()
    rows = [
        np.flatnonzero(
            wanted[columns.kind]
            & ((columns.flags & Flag.LOCAL) == 0)
            & (True if taken is None else taken[columns.path_id])
        )
        for columns in segments
    ]
    ordered_by = [
        ranks[columns.path_id[some]] for columns, some in zip(segments, rows, strict=True)
    ]
    return _hits(segments, rows, ordered_by, most)


def _hits(
    segments: Sequence[SegmentColumns], rows: list[Ints], ordered_by: list[Ints], most: int
) -> Iterator[HitColumns]:
    """The first `most` of the rows of all segments."""
    numbers = np.concatenate(ordered_by)
    chosen = order.first(numbers, most)
    ends = np.cumsum([len(some) for some in rows])
    return (
        _made(segments, rows, ends, chosen[at : at + _MADE_AT_ONCE], numbers)
        for at in range(0, len(chosen), _MADE_AT_ONCE)
    )


def _made(
    segments: Sequence[SegmentColumns],
    rows: list[Ints],
    ends: Ints,
    chosen: Ints,
    numbers: Ints,
) -> HitColumns:
    """Some hits, in order, but for those that were struck out meanwhile."""
    of_segment = np.searchsorted(ends, chosen, side="right")
    made: list[HitColumns] = []
    places: list[int] = []
    for number in np.flatnonzero(np.bincount(of_segment)).tolist():
        columns = segments[number]
        mine = np.flatnonzero(of_segment == number)
        some = rows[number][chosen[mine] - ends[number] + len(rows[number])]
        alive = columns.kind[some] != STRUCK_OUT
        mine, some = mine[alive], some[alive]
        places += mine.tolist()
        made.append(hits_of(columns, some, order.quality_of(numbers[chosen[mine]])))
    # Of one segment they are in order.
    if len(made) == 1:
        return made[0]
    turns = np.argsort(places).tolist()
    parts = (itertools.chain.from_iterable(column) for column in zip(*made, strict=True))
    return tuple([column[at] for at in turns] for column in map(list, parts))

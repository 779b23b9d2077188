"""The course of one search: better kinds of match first, worse ones while there are too few.

Belongs here: which comparisons are made, and what they share. Stays out: the comparisons.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from codegraph_daemon.facts import KIND_NAMES, Flag, Kind
from codegraph_daemon.search import match, order
from codegraph_daemon.search.columns import Bools, Bytes, Ints, SegmentColumns
from codegraph_daemon.search.containers import fitting
from codegraph_daemon.search.field import Field
from codegraph_daemon.search.filters import Files
from codegraph_daemon.search.hits import HitRow, hits_of
from codegraph_daemon.search.path_table import PathTable
from codegraph_daemon.search.query import Query, parse
from codegraph_daemon.search.segments import MARGIN, STRUCK_OUT, SUNK
from codegraph_daemon.search.spelling import spelling

FEW_HITS = 16
"""With fewer hits than this, ignoring subsequences, the query may have a typing mistake."""

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
) -> Iterator[HitRow]:
    """The `most` best matches of `text`, in order; see `SymbolIndex.search`."""
    query = parse(text)
    taken = None if files is None else paths.taken(files)
    if not query.raw and not query.qualifiers:
        return _listed(segments, paths, most, _of_kinds(kinds) if kinds else _LISTED, taken)
    fields, added = _fields(segments, paths, query, _of_kinds(kinds) if kinds else None, taken)
    if query.raw:
        quality = _compare(fields, query, most)
    else:
        quality = np.full(sum(f.columns.names for f in fields), match.PREFIX, dtype=np.uint8)
    of_path = order.weights_of_paths(paths, near)
    rows, ordered_by = [], []
    for number, field in enumerate(fields):
        columns = field.columns
        some, reached = _rows(field, quality[field.base : field.base + columns.names])
        if added is not None:
            reached += added[number][some]
        rows.append(some)
        ordered_by.append(order.numbers(columns, some, reached, of_path))
    return _hits(segments, rows, ordered_by, most)


def _rows(field: Field, quality: Bytes) -> tuple[Ints, Bytes]:
    """The rows that have the names that match, of those that may be found, and their qualities."""
    columns = field.columns
    matched = np.flatnonzero(quality != match.NO_MATCH)
    if len(matched) * _MANY_NAMES < columns.names:
        rows = columns.rows_of(matched)
        if field.allowed is not None:
            rows = rows[field.allowed[rows]]
        reached = quality[columns.name[rows]]
    else:
        of_rows = quality.take(columns.name, mode="clip")  # Twice as fast as an index.
        kept = of_rows != match.NO_MATCH
        if field.allowed is not None:
            kept &= field.allowed
        rows = np.flatnonzero(kept)
        reached = of_rows[rows]
    if len(rows) and field.uses.sunk.any():
        reached = np.where(columns.flags[rows] & SUNK != 0, _SUNK[reached], reached)
    return rows, reached


def find_named(segments: Sequence[SegmentColumns], paths: PathTable, name: str) -> Iterator[HitRow]:
    """Every symbol that is called exactly `name`, in the order of `find`."""
    spelled = spelling(name)
    rows = []
    for columns in segments:
        starting = columns.starting_with(spelled.folded[:MARGIN])
        fitting_length = starting[columns.length[starting] == len(spelled.raw)]
        called = fitting_length[columns.spelled(columns.raw, fitting_length, spelled.raw)]
        having = columns.rows_of(called)
        rows.append(having[columns.kind[having] != STRUCK_OUT])
    of_path = order.weights_of_paths(paths, None)
    ordered_by = [
        order.numbers(columns, some, np.zeros(len(some), dtype=np.uint8), of_path)
        for columns, some in zip(segments, rows, strict=True)
    ]
    return _hits(segments, rows, ordered_by, sum(map(len, rows)))


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
        fields.append(Field(columns, base, allowed, uses))
        base += columns.names
    return fields, additions or None


def _compare(fields: Sequence[Field], query: Query, most: int) -> Bytes:
    """The best quality of each name, until worse ones cannot matter."""
    uses = np.concatenate([field.uses.standing for field in fields])
    sunk = np.concatenate([field.uses.sunk for field in fields])
    quality: Bytes = np.full(len(uses), match.NO_MATCH, dtype=np.uint8)
    some_sink = bool(sunk.any())

    def enter(names: Ints, reached: Bytes) -> None:
        quality[names] = np.minimum(quality[names], reached)

    def better(than: int) -> int:
        """How many rows have a name that is better."""
        count = int(uses[quality < than].sum())
        return count + int(sunk[_SUNK[quality] < than].sum()) if some_sink else count

    # What containers add is less than a step, but more than a difference inside one.
    words = match.WORDS if query.qualifiers else match.WORDS + 1
    for matcher, good, enough in (
        (match.by_prefix, match.WORDS, most),
        (match.by_substring, words, most),
        (match.by_words, match.SUBSEQUENCE, min(most, FEW_HITS)),
    ):
        enter(*matcher(fields, query))
        if better(good) >= enough:
            return quality
    # What some name starts with was not mistyped.
    if not better(match.WORDS):
        enter(*match.by_typo(fields, query))
    return quality


def _listed(
    segments: Sequence[SegmentColumns],
    paths: PathTable,
    most: int,
    wanted: Bools,
    taken: Bools | None,
) -> Iterator[HitRow]:
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
) -> Iterator[HitRow]:
    """The first `most` of the rows of all segments."""
    numbers = np.concatenate(ordered_by)
    chosen = order.first(numbers, most)
    ends = np.cumsum([len(some) for some in rows])
    return itertools.chain.from_iterable(
        _made(segments, rows, ends, chosen[at : at + _MADE_AT_ONCE], numbers)
        for at in range(0, len(chosen), _MADE_AT_ONCE)
    )


def _made(
    segments: Sequence[SegmentColumns],
    rows: list[Ints],
    ends: Ints,
    chosen: Ints,
    numbers: Ints,
) -> list[HitRow]:
    """Some hits, in order, but for those that were struck out meanwhile."""
    of_segment = np.searchsorted(ends, chosen, side="right")
    made: list[HitRow] = []
    places: list[int] = []
    for number in np.flatnonzero(np.bincount(of_segment)).tolist():
        columns = segments[number]
        mine = np.flatnonzero(of_segment == number)
        some = rows[number][chosen[mine] - ends[number] + len(rows[number])]
        alive = columns.kind[some] != STRUCK_OUT
        mine, some = mine[alive], some[alive]
        places += mine.tolist()
        made += hits_of(columns, some, order.quality_of(numbers[chosen[mine]]))
    # Of one segment they are in order.
    return made if len(made) < 2 else [made[at] for at in np.argsort(places).tolist()]

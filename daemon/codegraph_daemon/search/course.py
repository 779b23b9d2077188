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
from codegraph_daemon.search.hits import HitRow, hits_of
from codegraph_daemon.search.path_table import PathTable
from codegraph_daemon.search.query import Query, parse
from codegraph_daemon.search.segments import MARGIN, STRUCK_OUT
from codegraph_daemon.search.spelling import spelling

FEW_HITS = 16
"""With fewer hits than this, ignoring subsequences, the query may have a typing mistake."""

_MADE_AT_ONCE = 512

_LOWEST = match.NO_MATCH - match.STEP
"""What containers add must not make a match none."""

_LISTED: Bools = np.isin(np.arange(256), (Kind.CLASS, Kind.FUNCTION))
"""The kinds that an empty query lists, if it does not ask for others."""


def find(
    segments: Sequence[SegmentColumns],
    paths: PathTable,
    text: str,
    most: int,
    kinds: Collection[str],
    near: str | None,
) -> Iterator[HitRow]:
    """The `most` best matches of `text`, in order; see `SymbolIndex.search`."""
    query = parse(text)
    if not query.raw and not query.qualifiers:
        return _listed(segments, paths, most, _of_kinds(kinds) if kinds else _LISTED)
    fields, added = _fields(segments, paths, query, _of_kinds(kinds) if kinds else None)
    quality: Bytes = np.full(sum(f.columns.rows for f in fields), match.NO_MATCH, dtype=np.uint8)
    if query.raw:
        _compare(fields, paths, query, most, quality)
    else:
        for columns, base, allowed in fields:
            quality[base : base + columns.rows][allowed] = match.PREFIX
    if added is not None:
        quality += np.where(quality == match.NO_MATCH, np.uint8(0), added)
    of_path = order.weights_of_paths(paths, near)
    rows = [
        np.flatnonzero(quality[f.base : f.base + f.columns.rows] != match.NO_MATCH) for f in fields
    ]
    ordered_by = [
        order.numbers(f.columns, some, quality[f.base + some], of_path)
        for f, some in zip(fields, rows, strict=True)
    ]
    return _hits(segments, rows, ordered_by, most)


def find_named(segments: Sequence[SegmentColumns], paths: PathTable, name: str) -> Iterator[HitRow]:
    """Every symbol that is called exactly `name`, in the order of `find`."""
    spelled = spelling(name)
    rows = []
    for columns in segments:
        starting = columns.starting_with(spelled.folded[:MARGIN])
        fitting_length = starting[columns.length[starting] == len(spelled.raw)]
        rows.append(fitting_length[columns.spelled(columns.raw, fitting_length, spelled.raw)])
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
    segments: Sequence[SegmentColumns], paths: PathTable, query: Query, wanted: Bools | None
) -> tuple[list[Field], Bytes | None]:
    """The segments with the rows that may be found, and what to add to the quality of each row.

    `wanted`: only those of some kinds.
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
        fields.append(Field(columns, base, allowed))
        base += columns.rows
    return fields, np.concatenate(additions) if additions else None


def _compare(
    fields: Sequence[Field], paths: PathTable, query: Query, most: int, quality: Bytes
) -> None:
    """Enter in `quality` the best quality of each row, until worse ones cannot matter."""
    # What containers add is less than a step, but more than a difference inside one.
    words = match.WORDS if query.qualifiers else match.WORDS + 1
    for matcher, good, enough in (
        (match.by_prefix, match.WORDS, most),
        (match.by_substring, words, most),
        (match.by_words, match.SUBSEQUENCE, min(most, FEW_HITS)),
    ):
        rows, reached = _sunk(fields, paths, *matcher(fields, query))
        quality[rows] = np.minimum(quality[rows], reached)
        if np.count_nonzero(quality < good) >= enough:
            return
    # What some name starts with was not mistyped.
    if not np.any(quality < match.WORDS):
        rows, reached = _sunk(fields, paths, *match.by_typo(fields, query))
        quality[rows] = np.minimum(quality[rows], reached)


def _sunk(fields: Sequence[Field], paths: PathTable, rows: Ints, reached: Bytes) -> match.Matches:
    """Matches, of which those of kinds that sink are worse than what others find by words."""
    table = paths.sunken_kinds()
    if table is None or not len(rows):
        return rows, reached
    numbers = paths.arrays()[1] >> 12
    lowered = reached.astype(np.int64)
    for columns, base, _ in fields:
        mine = np.flatnonzero((rows >= base) & (rows < base + columns.rows))
        some = rows[mine] - base
        sunk = mine[table[numbers[columns.path_id[some]], columns.kind[some]]]
        lowered[sunk] = np.minimum(lowered[sunk] + match.SUBSTRING, _LOWEST)
    return rows, lowered.astype(np.uint8)


def _listed(
    segments: Sequence[SegmentColumns], paths: PathTable, most: int, wanted: Bools
) -> Iterator[HitRow]:
    """What an empty query gives: symbols of the wanted kinds in the order of their paths."""
    ranks, _ = paths.arrays()
    rows = [
        np.flatnonzero(wanted[columns.kind] & ((columns.flags & Flag.LOCAL) == 0))
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
    hits: dict[int, HitRow] = {}
    for number in np.flatnonzero(np.bincount(of_segment)).tolist():
        columns = segments[number]
        mine = np.flatnonzero(of_segment == number)
        some = rows[number][chosen[mine] - ends[number] + len(rows[number])]
        alive = columns.kind[some] != STRUCK_OUT
        mine, some = mine[alive], some[alive]
        qualities = order.quality_of(numbers[chosen[mine]])
        hits.update(zip(mine.tolist(), hits_of(columns, some, qualities), strict=True))
    return [hits[place] for place in sorted(hits)]

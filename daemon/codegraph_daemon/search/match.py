"""How well names match what was typed, for many rows at once.

Belongs here: the kinds of match, best first, and finding them. Stays out: what else the order of
results depends on (`order`), and containers (`containers`).

Where a name is compared letter by letter, its letters are bits: for each row one 64-bit number says
at which of the first 64 bytes a letter stands, and reading the query from left to right is a few
operations on all rows, whatever their number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import numpy as np

from codegraph_daemon.search.columns import Bits, Bytes, Ints
from codegraph_daemon.search.field import Field
from codegraph_daemon.search.query import Query
from codegraph_daemon.search.spelling import REACH, letters_of, start_of
from codegraph_daemon.search.text import find_all

STEP: Final = 32
"""Qualities are numbers, smaller is better: a multiple of STEP for the kind of match, plus up to
7 for how good a match of its kind it is; the bits between are those of `containers`."""

EXACT, EXACT_FOLDED, PREFIX, WORDS, SUBSTRING, SUBSEQUENCE, TYPO = range(0, 7 * STEP, STEP)
NO_MATCH: Final = 255

SHORTEST_FOR_TYPO: Final = 4
SHORTEST_SUBSEQUENCE: Final = 3

_SHORT: Final = 6
"""A query of so many letters, and one more, fits into the eight letters that a row has at hand."""

_ONE = np.uint64(1)

Matches: TypeAlias = tuple[Ints, Bytes]
"""Rows (with the base of their field), each once, and the quality of each."""

Matcher: TypeAlias = Callable[[Sequence[Field], Query], Matches]


def by_prefix(fields: Sequence[Field], query: Query) -> Matches:
    """Names that are the query or start with it."""
    found = []
    for field in fields:
        columns = field.columns
        rows = field.keep_allowed(columns.starting_with(query.folded))
        quality = np.full(len(rows), PREFIX, dtype=np.uint8)
        exact = np.flatnonzero(columns.length[rows] == len(query.raw))
        same = columns.spelled(columns.raw, rows[exact], query.raw)
        if query.cased:
            quality[~columns.spelled(columns.raw, rows, query.raw)] += 1
        quality[exact] = np.where(same, EXACT, EXACT_FOLDED)
        found.append((rows + field.base, quality))
    return _joined(found)


def by_substring(fields: Sequence[Field], query: Query) -> Matches:
    """Names that have the query somewhere, best where a word starts."""
    found = []
    need = letters_of(query.folded)
    for field in fields:
        columns = field.columns
        if len(query.folded) == 1:
            rows = field.with_letters(need)
            starting = (columns.letters[rows] & np.uint64(start_of(query.folded[0]))) != 0
        else:
            places = find_all(columns.folded, query.folded)
            if not len(places):
                continue
            of_place = columns.row_of(places)
            offset = (places - columns.starts[of_place]).astype(np.uint64)
            at_start = ((columns.humps[of_place] >> offset) & _ONE).astype(np.bool_)
            at_start &= offset < REACH
            new = np.flatnonzero(np.diff(of_place, prepend=-1))
            rows, starting = of_place[new], np.logical_or.reduceat(at_start, new)
            # The text of rows that were struck out is still there.
            kept = columns.letters[rows] != 0
            if field.allowed is not None:
                kept &= field.allowed[rows]
            rows, starting = rows[kept], starting[kept]
        quality = np.where(starting, np.uint8(WORDS), np.uint8(SUBSTRING))
        found.append((rows + field.base, quality))
    return _joined(found)


def by_words(fields: Sequence[Field], query: Query) -> Matches:
    """Names of whose words the query has beginnings, in order; else those that have its letters
    in order. The first letter always starts a word.
    """
    wanted = query.bare
    if len(wanted) < 2:
        return _joined([])
    need = letters_of(wanted) | start_of(wanted[0])
    if len(wanted) < SHORTEST_SUBSEQUENCE:
        # Two letters in one piece are a substring, so here both of them start words.
        need |= start_of(wanted[1])
    chosen = [(field, field.with_letters(need)) for field in fields]
    letters = _Letters([(field, rows, field.columns.windows(rows)) for field, rows in chosen])

    first = letters.at(wanted[0]) & letters.starts
    reached = first
    for byte in wanted[1:]:
        reached = letters.at(byte) & _after(reached)
    kept = np.flatnonzero(reached)
    letters = letters.only(kept)
    first, reached, starts = first[kept], reached[kept], letters.starts

    quality = np.full(len(kept), NO_MATCH, dtype=np.uint8)
    if len(wanted) >= SHORTEST_SUBSEQUENCE:
        span = np.bitwise_count(_below(reached)).astype(np.int64) - np.bitwise_count(_below(first))
        quality[:] = SUBSEQUENCE + np.clip((span + 1 - len(wanted)) // 2, 0, 7)
    quality[_beginnings(letters, wanted, first) != 0] = WORDS + 3
    quality[_beginnings(letters, wanted, first & _lowest(starts)) != 0] = WORDS + 2
    if query.bold:
        bold = first
        for byte, capital in zip(wanted[1:], query.bold[1:], strict=True):
            bold = letters.at(byte) & _after(bold)
            if capital:
                bold &= starts
        quality[bold != 0] = WORDS + 1
    matched = quality != NO_MATCH
    return letters.rows[matched], quality[matched]


def by_typo(fields: Sequence[Field], query: Query) -> Matches:
    """Names with a word that starts like the query but for one letter that is wrong, missing, too
    many, or swapped with the next. A wrong or missing first letter is not made up for.

    Of a short query so little is left that only the first word of a name is compared.
    """
    wanted = query.folded.lstrip(b"_")
    if len(wanted) < SHORTEST_FOR_TYPO:
        return _joined([])
    if len(wanted) <= _SHORT:
        letters = _beginning_like(fields, wanted)
    else:
        letters = _having_half(fields, wanted)

    starts, extent = letters.starts, letters.extent
    before = letters.at(wanted[0])
    # `sound` has read the query without a mistake, `wrong` with one; bits say how far in the name.
    older, sound, wrong = np.zeros_like(starts), before & starts, np.zeros_like(starts)
    for number, byte in enumerate(wanted[1:], 1):
        here = letters.at(byte)
        on = (sound << _ONE) & extent
        swapped = (((older << _ONE) & here) << _ONE) & before
        wrong = (here & ((wrong | on) << _ONE)) | on | sound | swapped
        if number == 1:
            second = starts & here
            wrong |= second | (second << _ONE) & before
        older, sound, before = sound, here & on, here
    kept = np.flatnonzero(sound | wrong)
    quality = np.full(len(kept), TYPO, dtype=np.uint8)
    return letters.rows[kept], quality


def _beginning_like(fields: Sequence[Field], wanted: bytes) -> _Letters:
    """The first letters of names that start with the first or the second letter of `wanted`."""
    parts = []
    for field in fields:
        rows = field.with_all_but_one(letters_of(wanted))
        initial = field.columns.head[rows] >> np.uint64(56)
        rows = rows[(initial == wanted[0]) | (initial == wanted[1])]
        parts.append((field, rows, field.columns.heads(rows)))
    letters = _Letters(parts)
    letters.starts &= _ONE
    return letters


def _having_half(fields: Sequence[Field], wanted: bytes) -> _Letters:
    """The letters of names that have the first or the second half of `wanted` somewhere.

    A mistake touches one letter or two neighbours, so with the middle letter left out one of the
    halves is whole.
    """
    middle = len(wanted) // 2
    parts = []
    for field in fields:
        rows = field.with_all_but_one(letters_of(wanted))
        has = field.with_text(rows, wanted[:middle]) | field.with_text(rows, wanted[middle + 1 :])
        rows = rows[has]
        parts.append((field, rows, field.columns.windows(rows)))
    return _Letters(parts)


class _Letters:
    """Where letters stand in the names of some rows: a bit for each of the first 64 bytes.

    `rows` are counted through all fields. `starts` says where words start, `extent` which bits
    belong to the name. Given are fields, rows of each and a window of the text for each row.
    """

    def __init__(self, parts: Sequence[tuple[Field, Ints, Bytes]]) -> None:
        empty = np.zeros(0, dtype=np.uint64)
        self.rows: Ints = np.concatenate(
            [np.zeros(0, dtype=np.int64), *(rows + field.base for field, rows, _ in parts)]
        )
        self.starts: Bits = np.concatenate(
            [empty, *(f.columns.humps[rows] for f, rows, _ in parts)]
        )
        self.extent: Bits = np.concatenate(
            [empty, *(f.columns.extent(rows) for f, rows, _ in parts)]
        )
        self._windows = [window for _, _, window in parts]
        self._known: dict[int, Bits] = {}

    def at(self, byte: int) -> Bits:
        """Where this letter stands."""
        bits = self._known.get(byte)
        if bits is None:
            bits = np.zeros_like(self.extent)
            start = 0
            for window in self._windows:
                packed = np.packbits((window == byte).ravel(), bitorder="little")
                bits[start : start + len(window)] = packed.view(f"<u{window.shape[1] // 8}")
                start += len(window)
            bits &= self.extent
            self._known[byte] = bits
        return bits

    def only(self, kept: Ints) -> _Letters:
        """The same for fewer rows and the letters that were asked for already."""
        fewer = _Letters([])
        fewer.rows = self.rows[kept]
        fewer.starts = self.starts[kept]
        fewer.extent = self.extent[kept]
        fewer._known = {byte: bits[kept] for byte, bits in self._known.items()}
        return fewer


def _beginnings(letters: _Letters, wanted: bytes, reached: Bits) -> Bits:
    """Where beginnings of words that spell `wanted` can end; its first letter is at `reached`."""
    for byte in wanted[1:]:
        reached = letters.at(byte) & ((reached << _ONE) | (letters.starts & _after(reached)))
    return reached


def _lowest(bits: Bits) -> Bits:
    """The lowest bit of each."""
    return bits & (~bits + _ONE)


def _below(bits: Bits) -> Bits:
    """Every bit below the lowest one of `bits`; all if there is none."""
    return _lowest(bits) - _ONE


def _after(bits: Bits) -> Bits:
    """Every bit above the lowest one of `bits`; none if there is none."""
    return ~(bits ^ (bits - _ONE))


def _joined(found: Sequence[Matches]) -> Matches:
    none = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint8))
    rows, qualities = zip(none, *found, strict=True)
    return np.concatenate(rows), np.concatenate(qualities)

"""How well names match what was typed, for many names at once.

Belongs here: the kinds of match, best first, and finding them. Stays out: what else the order of
results depends on (`order`), and containers (`containers`).

Where a name is compared letter by letter, its letters are bits: for each name one 64-bit number
says at which of the first 64 bytes a letter stands, and reading the query from left to right is a
few operations on all names, whatever their number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from codegraph_daemon.search.columns import HALF_REACH, Bits, Bools, Bytes, Ints, SegmentColumns
from codegraph_daemon.search.field import Field
from codegraph_daemon.search.query import Query
from codegraph_daemon.search.spelling import REACH, letters_of, start_of
from codegraph_daemon.search.text import find_all

STEP: Final = 32
"""Qualities are numbers, smaller is better: a multiple of STEP for the kind of match, plus up to
7 for how good a match of its kind it is; the bits between are those of `containers`."""

EXACT, EXACT_FOLDED, PREFIX, WORDS, SUBSTRING, SUBSEQUENCE, TYPO, SCATTERED = range(
    0, 8 * STEP, STEP
)
"""SCATTERED is a subsequence between whose letters there are so many others that a typing mistake
is likelier."""
NO_MATCH: Final = 255

_CLOSE: Final = 2
"""A subsequence with fewer gaps than this is no scattered one."""
_MOST_GAPS: Final = 6
"""More gaps are no worse: what containers add must not make a match none."""

SHORTEST_FOR_TYPO: Final = 4
SHORTEST_SUBSEQUENCE: Final = 3

_FEW_NAMES: Final = 400
"""Up to so many names of a segment are faster looked at one by one than in bulk."""

_VERY_MANY: Final = 20_000
"""Names of more rows than this are not looked at letter by letter."""

_MANY_NAMES: Final = 1_000
"""With more names of a segment than this, short and long ones are kept apart."""

_LAST: Final = 4
"""So many of the last letters of a query are looked at first where many names have all."""

_ONE = np.uint64(1)

Matches: TypeAlias = tuple[Ints, Bytes]
"""Names (with the base of their field), each once, and the quality of each."""

Matcher: TypeAlias = Callable[[Sequence[Field], Query], Sequence[Matches]]


def by_prefix(fields: Sequence[Field], query: Query) -> Sequence[Matches]:
    """Names that are the query or start with it, underscores in either left out if need be."""
    found = []
    for field in fields:
        columns = field.columns
        if len(query.bare) > 1:
            loose = field.keep_used(columns.starting_bare(query.bare))
            reached = PREFIX + (1 if query.cased else 0) + (2 if b"_" in query.folded else 0)
            found.append((loose + field.base, np.full(len(loose), reached, dtype=np.uint8)))
        names = field.keep_used(columns.starting_with(query.folded))
        quality = np.full(len(names), PREFIX, dtype=np.uint8)
        if len(names):
            exact = np.flatnonzero(columns.length[names] == len(query.raw))
            same = columns.spelled(columns.raw, names[exact], query.raw)
            if query.cased:
                quality[~columns.spelled(columns.raw, names, query.raw)] += 1
            # Who types no capital means any.
            quality[exact] = np.where(same | (not query.cased), EXACT, EXACT_FOLDED)
        found.append((names + field.base, quality))
    return found


def by_substring(fields: Sequence[Field], query: Query) -> Sequence[Matches]:
    """Names that have the query somewhere, best where a word starts."""
    found = []
    for field in fields:
        columns = field.columns
        if query.bare:
            # Those that other kinds of match want as well, so that they are looked for once.
            field.with_letters(letters_of(query.bare))
        names = field.with_letters(letters_of(query.folded))
        first = start_of(query.folded[0])
        if first and len(query.folded) == 1:
            starting = (columns.letters[names] & np.uint64(first)) != 0
        else:
            names, starting = _having(columns, names, query.folded)
        quality = np.where(starting, np.uint8(WORDS), np.uint8(SUBSTRING))
        found.append((names + field.base, quality))
    return found


def _having(columns: SegmentColumns, names: Ints, wanted: bytes) -> tuple[Ints, Bools]:
    """Those of `names` that have `wanted`, and which of them have it where a word starts."""
    names = columns.with_pairs(names, wanted)
    if len(names) <= _FEW_NAMES:
        return _few_having(columns, names, wanted)
    # Only the texts of these, each with the line feed that follows.
    lengths = columns.length[names] + 1
    ends = np.cumsum(lengths)
    starts = ends - lengths
    text = columns.folded[np.arange(ends[-1]) + np.repeat(columns.starts[names] - starts, lengths)]
    places = find_all(text, wanted)
    of_place = np.searchsorted(starts, places, side="right") - 1
    offset = (places - starts[of_place]).astype(np.uint64)
    at_start = ((columns.humps[names[of_place]] >> offset) & _ONE).astype(np.bool_)
    at_start &= offset < REACH
    new = np.flatnonzero(np.diff(of_place, prepend=-1))
    if not len(new):
        return new, np.zeros(0, dtype=np.bool_)
    return names[of_place[new]], np.logical_or.reduceat(at_start, new)


def _few_having(columns: SegmentColumns, names: Ints, wanted: bytes) -> tuple[Ints, Bools]:
    """The same for a few names, one by one."""
    text = columns.folded_text
    begins, ends = columns.starts[names], columns.starts[names] + columns.length[names]
    having, starting = [], []
    for name, begin, end, humps in zip(
        names.tolist(), begins.tolist(), ends.tolist(), columns.humps[names].tolist(), strict=True
    ):
        place = text.find(wanted, begin, end)
        if place < 0:
            continue
        while place >= 0 and not humps >> (place - begin) & 1:
            place = text.find(wanted, place + 1, end)
        having.append(name)
        starting.append(place >= 0)
    return np.array(having, dtype=np.int64), np.array(starting, dtype=np.bool_)


def by_words(fields: Sequence[Field], query: Query) -> Sequence[Matches]:
    """Names of whose words the query has beginnings, in order; else those that have its letters in
    order, the fewer others between them the better. The first letter always starts a word.

    Of beginnings the best are those where capitals in the query start words, then those that
    start with the name's first word.
    """
    wanted = query.bare
    if len(wanted) < 2:
        return ()
    need = letters_of(wanted) | start_of(wanted[0])
    if len(query.folded) == 2:
        # Two letters of which only the first starts a word are a substring.
        need |= start_of(wanted[1])
    names = _likeliest(fields, [field.with_letters(need) for field in fields], wanted[0])
    letters = _whole_names(fields, names)

    if len(letters.names) > _MANY_NAMES:
        # Many names begin alike; fewer have the last letters in order.
        letters = letters.only(np.flatnonzero(_in_order(letters, wanted[-_LAST:])))
    first = letters.at(wanted[0]) & letters.starts
    reached = _in_order(letters, wanted, first)
    kept = np.flatnonzero(reached)
    letters, first, reached = letters.only(kept), first[kept], reached[kept]
    starts = letters.starts
    quality = np.full(len(kept), NO_MATCH, dtype=np.uint8)
    if len(wanted) >= SHORTEST_SUBSEQUENCE:
        begin, end = np.bitwise_count(_below(first)), np.bitwise_count(_below(reached))
        gaps = (end.astype(np.int64) - begin + 1 - len(wanted)) // 2
        gaps = np.minimum(gaps, _MOST_GAPS)
        quality[:] = np.where(gaps < _CLOSE, SUBSEQUENCE, SCATTERED) + gaps
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
    return [(letters.names[matched], quality[matched])]


def by_typo(fields: Sequence[Field], query: Query) -> Sequence[Matches]:
    """Names that start like the query but for one letter that is wrong, missing, too many, or
    swapped with the next. A wrong or missing first letter is not made up for.
    """
    wanted = query.folded
    if len(wanted) < SHORTEST_FOR_TYPO:
        return ()
    # The eight letters that a name has at hand show how it reads the first seven of the query, and
    # many names have the same.
    alike = [(field, field.columns.alike(wanted[:2])) for field in fields]
    letters = _Letters([(f, names, f.columns.heads(names)) for f, names in alike], bits=8)
    found = letters.names[_mistyped(letters, wanted[:7])]
    need = letters_of(wanted)
    likely = [
        (field, field.all_but_one(field.columns.with_heads(names), need))
        for field, names in _by_field(fields, found)
    ]
    found = _concatenated([names + field.base for field, names in likely], np.int64)
    for read, bits in ((7, 16), (15, REACH)):
        if len(wanted) <= read or not len(found):
            break
        windows = [
            (field, names, field.columns.windows(names, bits))
            for field, names in _by_field(fields, found)
        ]
        letters = _Letters(windows, bits)
        found = letters.names[_mistyped(letters, wanted[: bits - 1])]
    return [(found, np.full(len(found), TYPO, dtype=np.uint8))]


def _by_field(fields: Sequence[Field], names: Ints) -> list[tuple[Field, Ints]]:
    """Names that are counted through all fields, as each field counts them."""
    # Those of one field come before those of the next.
    ends = np.searchsorted(names, [field.base for field in fields[1:]])
    split = zip(fields, np.split(names, ends), strict=True)
    return [(field, some - field.base) for field, some in split]


def _mistyped(letters: _Letters, wanted: bytes) -> Ints:
    """Indexes of the names that start with `wanted`, or with it but for one mistake."""
    one, extent = letters.one, letters.extent
    before = letters.at(wanted[0])
    # `sound` has read the query without a mistake, `wrong` with one; bits say how far in the name.
    older, sound, wrong = np.zeros_like(extent), before & one, np.zeros_like(extent)
    for number, byte in enumerate(wanted[1:], 1):
        here = letters.at(byte)
        on = (sound << one) & extent
        swapped = (((older << one) & here) << one) & before
        wrong = (here & ((wrong | on) << one)) | on | sound | swapped
        if number == 1:
            second = here & one
            wrong |= second | (second << one) & before
        older, sound, before = sound, here & on, here
    return np.flatnonzero(sound | wrong)


def _likeliest(fields: Sequence[Field], names: list[Ints], initial: int) -> list[Ints]:
    """Fewer of the names of each field, if very many rows have them.

    Where so many names have the letters of a query, these say little; then names are left out
    that do not start with the first letter, and if there still are many, long ones.
    """

    def many() -> bool:
        pairs = zip(fields, names, strict=True)
        return sum(field.rows_of(some) for field, some in pairs) > _VERY_MANY

    if many():
        pairs = zip(fields, names, strict=True)
        names = [some[field.columns.initial[some] == initial] for field, some in pairs]
    for longest in (HALF_REACH, HALF_REACH // 2):
        if many():
            pairs = zip(fields, names, strict=True)
            names = [some[field.columns.length[some] <= longest] for field, some in pairs]
    return names


def _whole_names(fields: Sequence[Field], names: Sequence[Ints]) -> _Letters:
    """The letters of some names of each field, as far as there are bits for them."""
    parts = []
    for field, some in zip(fields, names, strict=True):
        columns = field.columns
        if len(some) > _MANY_NAMES:
            # Most names are short, and half the bytes are half the work.
            long = columns.length[some] > HALF_REACH
            short, some = some[~long], some[long]
            parts.append((field, short, columns.windows(short, HALF_REACH)))
        parts.append((field, some, columns.windows(some, REACH)))
    return _Letters(parts)


class _Letters:
    """Where letters stand in some names: a bit for each byte of a window.

    Given are fields, names of each and a window of each name, and how many bits there are.
    `names` are counted through all fields. `starts` says where words start, `extent` which bits
    belong to the name.
    """

    def __init__(self, parts: Sequence[tuple[Field, Ints, Bytes]], bits: int = REACH) -> None:
        kind = np.dtype(f"<u{bits // 8}")
        self.one = kind.type(1)
        self.names: Ints = _concatenated([names + f.base for f, names, _ in parts], np.int64)
        self.starts: Bits = _concatenated([f.columns.humps[n] for f, n, _ in parts], kind)
        self.extent: Bits = _concatenated([f.columns.extent(n) for f, n, _ in parts], kind)
        self._windows = [window for _, _, window in parts]
        self._known: dict[int, Bits] = {}

    def at(self, byte: int) -> Bits:
        """Where this letter stands."""
        bits = self._known.get(byte)
        if bits is None:
            bits = np.empty_like(self.extent)
            start = 0
            for window in self._windows:
                packed = np.packbits((window == byte).ravel(), bitorder="little")
                end = start + len(window)
                bits[start:end] = packed.view(f"<u{window.shape[1] // 8}")
                start = end
            bits &= self.extent
            self._known[byte] = bits
        return bits

    def only(self, kept: Ints) -> _Letters:
        """The same for fewer names; `kept` are their indexes, rising."""
        fewer = _Letters([])
        start = 0
        for window in self._windows:
            end = start + len(window)
            first, last = np.searchsorted(kept, (start, end))
            fewer._windows.append(window[kept[first:last] - start])
            start = end
        fewer.names = self.names[kept]
        fewer.starts = self.starts[kept]
        fewer.extent = self.extent[kept]
        fewer._known = {byte: bits[kept] for byte, bits in self._known.items()}
        return fewer


def _concatenated(parts: Sequence[npt.NDArray[Any]], kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """`parts` in one piece, of this kind of number; none if there are no parts."""
    return np.concatenate([np.zeros(0, dtype=kind), *parts], dtype=kind, casting="unsafe")


def _in_order(letters: _Letters, wanted: bytes, reached: Bits | None = None) -> Bits:
    """Where some letters that stand one after the other, with others between them, can end first;
    the first of them is at `reached`, or anywhere."""
    if reached is None:
        reached = letters.at(wanted[0])
    for byte in wanted[1:]:
        reached = letters.at(byte) & _after(reached)
    return reached


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

"""The words of a file's chunks, counted by field, and the postings of a batch of files.

A word is in the field of names where it names the chunk's symbol, what that lies in, or what is
defined at its place; in the field of prose where it stands in a comment or in documentation; and
otherwise in the body. A posting says how often in one byte: two bits for names, three for prose,
three for the body, the latter in steps that grow (`STEPS`).

Work for each word of a text is done by the regular expression's engine and by numpy. What terms a
word has is remembered by a `Vocabulary`, which a worker keeps from file to file.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from codegraph_daemon.facts import UNLISTED, Facts

from .comments import prose
from .cut import NO_SYMBOL, Chunk
from .terms import WORD, terms_of

NAME: Final = 0
PROSE_FIELD: Final = 1
BODY: Final = 2
FIELDS: Final = 3

STEPS: Final = (0, 1, 2, 3, 4, 6, 9, 14)
"""What the three bits of a frequency stand for."""
_STEP_OF: Final = np.asarray(
    [max(i for i, step in enumerate(STEPS) if step <= n) for n in range(15)], np.uint8
)
FREQUENCIES: Final = np.asarray(
    [[byte >> 6, STEPS[byte >> 3 & 7], STEPS[byte & 7]] for byte in range(256)], np.float32
)
"""(names, prose, body) for each byte of a posting."""

_IS_WORD: Final = np.zeros(256, np.bool_)
_IS_WORD[[byte for byte in range(256) if WORD.match(bytes([byte]))]] = True

_ORDINAL_SHIFT: Final = 32
_FIELD_SHIFT: Final = 44

Counted = npt.NDArray[np.uint64]
"""Words of a file's chunks: number of the word | ordinal << 32 | field << 44, one for each time
that it stands there, in no order."""


class Vocabulary:
    """The words that were seen, with their terms; both have numbers that hold for its life."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._terms = _Numbers()
        self._bounds = array("I", [0])
        self._flat = array("I")

    def __len__(self) -> int:
        return len(self._numbers)

    def number_all(self, words: list[bytes]) -> npt.NDArray[np.uint64]:
        """The numbers of words."""
        return np.fromiter(map(self._numbers.__getitem__, words), np.uint64, len(words))

    def terms(self) -> tuple[list[bytes], npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        """(terms by number, bounds, numbers): word i has the terms `numbers[bounds[i] :
        bounds[i + 1]]`."""
        known = len(self._bounds) - 1
        number_of = self._terms.__getitem__
        for word in islice(self._numbers, known, None):
            self._flat.extend(map(number_of, terms_of(word)))
            self._bounds.append(len(self._flat))
        bounds, flat = np.array(self._bounds, np.uint32), np.array(self._flat, np.uint32)
        return list(self._terms), bounds, flat


class _Numbers(dict[bytes, int]):
    """A number for each word, in the order in which they are first asked for."""

    def __missing__(self, word: bytes) -> int:
        self[word] = number = len(self)
        return number


class Postings(NamedTuple):
    """The postings of a batch of files by term.

    Those of `terms[i]` are the rows from `bounds[i]` to `bounds[i + 1]` of the other columns, by
    content and ordinal. Terms rise as bytes do.
    """

    terms: list[bytes]
    bounds: npt.NDArray[np.uint32]
    contents: npt.NDArray[np.uint32]
    ordinals: npt.NDArray[np.uint16]
    frequencies: npt.NDArray[np.uint8]

    def by_term(self) -> Iterator[tuple[bytes, slice]]:
        """Each term with its rows."""
        starts = self.bounds.tolist()
        for term, start, end in zip(self.terms, starts, starts[1:], strict=False):
            yield term, slice(start, end)


def count(
    text: bytes, facts: Facts, language: str, chunks: Sequence[Chunk], vocabulary: Vocabulary
) -> tuple[Counted, npt.NDArray[np.int64]]:
    """The words of a file's chunks, and how many words each chunk has."""
    lengths = np.zeros(len(chunks), np.int64)
    if not chunks:
        return np.zeros(0, np.uint64), lengths
    words = WORD.findall(text)
    numbers = vocabulary.number_all(words)
    is_word = _IS_WORD[np.frombuffer(text, np.uint8)]
    starts = np.flatnonzero(np.diff(is_word, prepend=False) & is_word)
    fields = _fields(text, facts, language, starts)
    bounds = np.asarray([(chunk.start, chunk.end) for chunk in chunks])
    first = np.searchsorted(starts, bounds[:, 0])
    last = np.searchsorted(starts, bounds[:, 1])
    np.subtract(last, first, out=lengths)
    ordinals = np.arange(len(chunks), dtype=np.uint64) << np.uint64(_ORDINAL_SHIFT)
    rows = _ranges(first, lengths)
    counted = numbers[rows] | fields[rows] | np.repeat(ordinals, lengths)
    return np.concatenate((counted, _names(facts, chunks, vocabulary))), lengths


def _fields(
    text: bytes, facts: Facts, language: str, starts: npt.NDArray[np.intp]
) -> npt.NDArray[np.uint64]:
    """The field of each word by where it starts, shifted to its place."""
    fields = np.full(len(starts), BODY, np.uint64)
    ranges = prose(text, facts, language)
    if ranges:
        bounds = np.searchsorted(starts, np.asarray(ranges))
        fields[_ranges(bounds[:, 0], bounds[:, 1] - bounds[:, 0])] = PROSE_FIELD
    first = facts.symbol_sites.tolist()
    kinds = facts.symbol_kind.tolist()
    listed = np.repeat([kind not in UNLISTED for kind in kinds], np.diff(first))
    places = np.asarray(facts.site_name)[listed[: len(facts.site_name)]]
    at = np.searchsorted(starts, places)
    known = at < len(starts)
    at, places = at[known], places[known]
    fields[at[starts[at] == places]] = NAME
    return fields << np.uint64(_FIELD_SHIFT)


def _names(facts: Facts, chunks: Sequence[Chunk], vocabulary: Vocabulary) -> Counted:
    """The names under which chunks stand: their symbols', and those of what these lie in."""
    words: list[bytes] = []
    ordinals: list[int] = []
    names, name_of, containers = facts.names, facts.symbol_name, facts.symbol_container
    spelled: dict[int, list[bytes]] = {}

    def path(symbol: int) -> list[bytes]:
        known = spelled.get(symbol)
        if known is None:
            own = WORD.findall(names[name_of[symbol]].encode("utf-8", "replace"))
            outer = containers[symbol]
            # Names in very deep nests say no more than the inner ones.
            known = own + (path(outer)[:8] if outer and outer != symbol else [])
            spelled[symbol] = known
        return known

    for ordinal, chunk in enumerate(chunks):
        if chunk.symbol != NO_SYMBOL:
            found = path(chunk.symbol)
            words += found
            ordinals += [ordinal] * len(found)
    numbers = vocabulary.number_all(words)
    # NAME is zero, so the field needs no bits.
    return numbers | np.asarray(ordinals, np.uint64) << np.uint64(_ORDINAL_SHIFT)


def _ranges(starts: npt.NDArray[np.intp], lengths: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Every index of ranges, one range after the other."""
    total = int(lengths.sum())
    shift = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    return np.asarray(np.arange(total) + shift, np.intp)


def postings(files: Sequence[tuple[int, Counted]], vocabulary: Vocabulary) -> Postings:
    """The postings of a batch: `files` has the number of each content with its words."""
    files = sorted(files, key=lambda file: file[0])
    terms, first, numbers = vocabulary.terms()
    if not files or not terms:
        return Postings([], *_nothing())
    every = np.concatenate([counted for _, counted in files])
    content = np.repeat(np.arange(len(files), dtype=np.uint64), [len(c) for _, c in files])
    words = every & np.uint64(0xFFFFFFFF)
    counts = np.diff(first)[words].astype(np.intp)
    numbers = numbers[_ranges(first[words].astype(np.intp), counts)]
    is_used = np.zeros(len(terms), np.bool_)
    is_used[numbers] = True
    by_bytes = sorted(np.flatnonzero(is_used).tolist(), key=terms.__getitem__)
    order_of = np.zeros(len(terms), np.uint64)
    order_of[by_bytes] = np.arange(len(by_bytes), dtype=np.uint64)
    # term | content | ordinal | field: 24, 22, 12 and 2 bits.
    ordinals = every >> np.uint64(_ORDINAL_SHIFT) & np.uint64(0xFFF)
    place = content << np.uint64(14) | ordinals << np.uint64(2) | every >> np.uint64(_FIELD_SHIFT)
    packed = np.repeat(place, counts)
    packed |= order_of[numbers] << np.uint64(36)
    packed.sort()
    fresh = np.flatnonzero(np.diff(packed, prepend=~packed[:1]))
    times = np.diff(fresh, append=len(packed))
    packed = packed[fresh]
    fields = packed & np.uint64(3)
    steps = _STEP_OF[np.minimum(times, len(_STEP_OF) - 1)]
    names = np.minimum(times, 3).astype(np.uint8) << np.uint8(6)
    bits = np.where(fields == NAME, names, np.where(fields == BODY, steps, steps << np.uint8(3)))
    rows_of = packed >> np.uint64(2)
    begins = np.flatnonzero(np.diff(rows_of, prepend=~rows_of[:1]))
    frequencies = np.bitwise_or.reduceat(bits.astype(np.uint8), begins)
    rows_of = rows_of[begins]
    term = rows_of >> np.uint64(34)
    new_terms = np.flatnonzero(np.diff(term, prepend=~term[:1]))
    found = term[new_terms].tolist()
    numbers_of = np.asarray([number for number, _ in files], np.uint32)
    return Postings(
        [terms[by_bytes[number]] for number in found],
        np.append(new_terms, len(term)).astype(np.uint32),
        numbers_of[rows_of >> np.uint64(12) & np.uint64(0x3FFFFF)],
        (rows_of & np.uint64(0xFFF)).astype(np.uint16),
        frequencies,
    )


def _nothing() -> tuple[
    npt.NDArray[np.uint32],
    npt.NDArray[np.uint32],
    npt.NDArray[np.uint16],
    npt.NDArray[np.uint8],
]:
    return (
        np.zeros(1, np.uint32),
        np.zeros(0, np.uint32),
        np.zeros(0, np.uint16),
        np.zeros(0, np.uint8),
    )

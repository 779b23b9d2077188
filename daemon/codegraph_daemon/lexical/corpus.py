"""The living chunks of one generation as arrays: what a posting leads to, in bulk.

A chunk on disk is named by (content number, ordinal). Here it has a *place*, an index into dense
arrays; the chunks of one content have places in a row. A content is alive if a file of the
generation has it. A corpus never changes: an edit makes a new one, which costs a copy of the
arrays, some tens of microseconds for a hundred thousand chunks.

Places are an order of arrival. Nothing that is said to anybody may depend on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..store.occurrences import Numbers, Occurrences

Places = NDArray[np.int32]
DEAD: Final = -1
"""In place of a place: the content is not alive."""

_NO_NUMBER: Final = 0xFFFFFFFF
_SLACK: Final = 4
"""Places of dead contents may be one in so many before all are given out anew."""


class Content(NamedTuple):
    """A content with its chunks: how many words each has, what it stands for and which symbol it is
    of (as `chunks.row` says); what it is."""

    number: int
    lengths: NDArray[np.uint16]
    kinds: NDArray[np.uint8]
    symbols: NDArray[np.int32]
    traits: int = 0


class Corpus:
    """The living chunks of one state of a workspace."""

    def __init__(self) -> None:
        self._bases: Places = np.empty(0, np.int32)
        """By content number: the place of its first chunk, or DEAD."""
        self._firsts: Places = np.empty(0, np.int32)
        """The first places of contents, dead ones included, rising."""
        self._owners: Numbers = np.empty(0, np.uint32)
        """The contents that they are of."""
        self._traits: NDArray[np.uint8] = np.empty(0, np.uint8)
        """What these contents are."""
        self._number_of: Numbers = np.empty(0, np.uint32)
        """By path id: the number of its content."""
        self.lengths: NDArray[np.uint16] = np.empty(0, np.uint16)
        """How many words the chunk of each place has."""
        self.kinds: NDArray[np.uint8] = np.empty(0, np.uint8)
        """What the chunk of each place stands for (`chunks.cut`)."""
        self.symbols: NDArray[np.int32] = np.empty(0, np.int32)
        """The symbol of the chunk of each place in the facts of its content."""
        self.chunks = 0
        """How many chunks are alive; a content that several files have counts once."""
        self.words = 0
        """How many words they have together."""
        self.contents = 0
        """How many contents with chunks are alive."""

    @property
    def places(self) -> int:
        """One more than the highest place; some belong to nobody any more."""
        return len(self.lengths)

    @property
    def numbers(self) -> int:
        """One more than the highest number of a content that was ever alive here."""
        return len(self._bases)

    @property
    def mean_length(self) -> float:
        """Words of a living chunk on average; 1 if there is none."""
        return self.words / self.chunks if self.chunks else 1.0

    def places_of(self, found: Occurrences) -> tuple[Places, NDArray[np.uint8]]:
        """Where the living ones of these chunks are, with their frequencies; each place once."""
        bases = self._of(found.numbers)
        if len(bases) and bases.min() < 0:
            alive = bases >= 0
            bases, ordinals = bases[alive], found.ordinals[alive]
            return bases + ordinals, found.frequencies[alive]
        return bases + found.ordinals, found.frequencies

    def living(self, numbers: Numbers) -> Numbers:
        """Those of these contents that are alive."""
        return numbers[self._of(numbers) >= 0]

    def _of(self, numbers: NDArray[Any]) -> Places:
        if not len(self._bases):
            return np.full(len(numbers), DEAD, np.int32)
        if len(numbers) and numbers.max() < len(self._bases):
            known: Places = self._bases[numbers]
            return known
        # What is newer than this corpus, or was given up, is not in it.
        beyond = numbers >= len(self._bases)
        bases = self._bases[np.where(beyond, 0, numbers)]
        bases[beyond] = DEAD
        return bases

    def chunks_at(self, places: Places) -> tuple[Numbers, Places]:
        """(number, ordinal) of the chunks at some living places."""
        slots = np.searchsorted(self._firsts, places, "right") - 1
        return self._owners[slots], places - self._firsts[slots]

    def place(self, number: int, ordinal: int) -> int:
        """The place of one chunk; DEAD if its content is not alive."""
        base = int(self._bases[number]) if number < len(self._bases) else DEAD
        return base if base < 0 else base + ordinal

    def places_at(self, numbers: NDArray[Any], ordinals: NDArray[Any]) -> NDArray[np.int64]:
        """The places of some chunks; below zero for each whose content is not alive."""
        bases = self._of(numbers).astype(np.int64)
        if len(bases) and bases.min() >= 0:
            bases += ordinals
            return bases
        return np.where(bases < 0, bases, bases + ordinals)

    def files_of(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        """For some contents with chunks the ids of the paths that have them, rising."""
        return {
            number: self.files_at(self.slot_of(number)) if self._bases[number] != DEAD else []
            for number in numbers
        }

    def paths_with(self, numbers: Numbers) -> list[int]:
        """The ids of the paths that have some living contents, rising."""
        slots = self.slots[self._bases[numbers]]
        alone = self.only_files[slots]
        found: list[int] = alone[alone >= 0].tolist()
        for slot in slots[alone < 0].tolist():
            found += self.files_at(slot)
        return sorted(found)

    def files_at(self, slot: int) -> list[int]:
        """The ids of the paths that have the content of a slot, rising."""
        path_ids, starts = self._by_slot
        return path_ids[starts[slot] : starts[slot + 1]].tolist()

    @cached_property
    def only_files(self) -> NDArray[np.int64]:
        """By slot: the id of the only path that has its content; below zero where there is not one
        path alone."""
        path_ids, starts = map(np.asarray, self._by_slot)
        alone = np.diff(starts) == 1
        found = np.full(len(alone), DEAD, np.int64)
        found[alone] = path_ids[starts[:-1][alone]]
        return found

    @cached_property
    def _by_slot(self) -> tuple[memoryview[int], memoryview[int]]:
        """Path ids by slot, and where those of each slot begin, for who reads a few: numpy takes
        longer for that."""
        slots = self._slots_of_paths[:-1]
        order = np.argsort(slots, kind="stable")
        starts = np.searchsorted(slots[order], np.arange(len(self._firsts) + 1))
        return memoryview(order), memoryview(starts)  # type: ignore[arg-type]

    def all_numbers(self) -> Numbers:
        """All living contents, rising."""
        return np.flatnonzero(self._bases >= 0).astype(np.uint32)

    def slot_of(self, number: int) -> int:
        """The slot of a living content."""
        return int(self.slots[self._bases[number]])

    def number_of(self, path_id: int) -> int | None:
        """The number of the content of a file; None if it has no chunks here."""
        number = int(self._number_of[path_id]) if path_id < len(self._number_of) else _NO_NUMBER
        return None if number == _NO_NUMBER else number

    # --- By slot ------------------------------------------------------------------------------
    # A content with chunks has a slot, by which what is true of all its chunks is found.

    @property
    def firsts(self) -> Places:
        """By slot: the first place; they rise, and the first is 0. Dead contents have theirs."""
        return self._firsts

    @cached_property
    def slots(self) -> Places:
        """By place: the slot of its content."""
        spans = np.diff(self._firsts, append=np.int32(self.places))
        return np.repeat(np.arange(len(self._firsts), dtype=np.int32), spans)

    @cached_property
    def content_lengths(self) -> NDArray[np.float32]:
        """By slot: how many words its chunks have together."""
        if not len(self._firsts):
            return np.empty(0, np.float32)
        return np.add.reduceat(self.lengths, self._firsts, dtype=np.int64).astype(np.float32)

    def slots_of(self, path_ids: NDArray[np.uint32]) -> Places:
        """The slots of the contents of files; below zero for a file without chunks here."""
        # The last is that of all paths that are beyond the end.
        return self._slots_of_paths[np.minimum(path_ids, len(self._number_of))]

    @cached_property
    def _slots_of_paths(self) -> Places:
        """By path id: the slot of its content, or DEAD; one more at the end, which is DEAD."""
        found = np.full(len(self._number_of) + 1, DEAD, np.int32)
        here = np.flatnonzero(self._number_of != _NO_NUMBER)
        bases = self._bases[self._number_of[here]]
        there = bases != DEAD
        found[here[there]] = self.slots[bases[there]]
        return found

    def traits_with(self, of_paths: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """By slot: what a content is, by itself and by what all its paths say, given by path id."""
        count = min(len(self._number_of), len(of_paths))
        slots = self.slots_of(np.arange(count, dtype=np.uint32))
        there = slots != DEAD
        common = np.full(len(self._firsts), 0xFF, np.uint8)
        np.bitwise_and.at(common, slots[there], of_paths[:count][there])
        # Who has no path is dead, or its path is not known: then only it itself speaks.
        named = np.zeros(len(self._firsts), np.bool_)
        named[slots[there]] = True
        return self._traits | np.where(named, common, np.uint8(0))

    def most_of_paths(self, of_paths: NDArray[np.int32]) -> NDArray[np.int32]:
        """By slot: the most that is given, by path id, for a file with its content; or 0."""
        count = min(len(self._number_of), len(of_paths))
        some = np.flatnonzero(of_paths[:count] > 0).astype(np.uint32)
        slots = self.slots_of(some)
        there = slots != DEAD
        most = np.zeros(len(self._firsts), np.int32)
        np.maximum.at(most, slots[there], of_paths[some[there]])
        return most

    def mask_of_files(self, path_ids: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which places are of these files."""
        numbers = self._number_of[path_ids[path_ids < len(self._number_of)]]
        is_wanted = np.zeros(len(self._bases) + 1, np.bool_)
        is_wanted[np.minimum(numbers, len(self._bases))] = True
        is_wanted[-1] = False
        return is_wanted[self._owners][self.slots]

    # --- Changes ------------------------------------------------------------------------------

    def with_files(self, files: Mapping[int, Content | None]) -> Corpus:
        """The corpus with some files, by path id, having other contents, or none."""
        if not files:
            return self
        new = Corpus()
        contents = {c.number: c for c in files.values() if c is not None}
        size = max(max(contents, default=-1) + 1, len(self._bases))
        new._number_of = _grown(self._number_of, max(files) + 1, _NO_NUMBER)
        before = new._number_of[list(files)]
        for path_id, content in files.items():
            new._number_of[path_id] = _NO_NUMBER if content is None else content.number
        new._bases = _grown(self._bases, size, DEAD)
        left = np.unique(before[before != _NO_NUMBER])
        # A content that another file has as well stays alive.
        gone = left[~np.isin(left, new._number_of)].tolist() if len(left) else []
        # A content without chunks has no place.
        gone = [number for number in gone if new._bases[number] != DEAD]
        fresh = sorted(number for number, c in contents.items() if len(c.lengths))
        added = [contents[number] for number in fresh if new._bases[number] == DEAD]
        new.chunks, new.words = self.chunks, self.words
        new.contents = self.contents - len(gone) + len(added)
        for number in gone:
            lengths = self._lengths_of(number)
            new.chunks -= len(lengths)
            new.words -= int(lengths.sum(dtype=np.int64))
            new._bases[number] = DEAD
        sizes = [len(content.lengths) for content in added]
        firsts = self.places + np.cumsum([0, *sizes[:-1]]) if sizes else np.empty(0, np.int64)
        owners = np.asarray([content.number for content in added], np.uint32)
        new._firsts = np.concatenate((self._firsts, firsts.astype(np.int32)))
        new._owners = np.concatenate((self._owners, owners))
        new._traits = np.concatenate(
            (self._traits, np.asarray([content.traits for content in added], np.uint8))
        )
        new._bases[owners] = firsts
        new.lengths = np.concatenate((self.lengths, *(content.lengths for content in added)))
        new.kinds = np.concatenate((self.kinds, *(content.kinds for content in added)))
        new.symbols = np.concatenate((self.symbols, *(content.symbols for content in added)))
        new.chunks += sum(sizes)
        new.words += sum(int(content.lengths.sum(dtype=np.int64)) for content in added)
        return new._tidied()

    def _lengths_of(self, number: int) -> NDArray[np.uint16]:
        first = int(self._bases[number])
        slot = int(np.searchsorted(self._firsts, first, "right"))
        end = int(self._firsts[slot]) if slot < len(self._firsts) else self.places
        return self.lengths[first:end]

    def _tidied(self) -> Corpus:
        """Itself, with places given out anew if too many belong to nobody."""
        if (self.places - self.chunks) * _SLACK <= self.places:
            return self
        alive = self._bases[self._owners] == self._firsts
        spans = np.diff(self._firsts, append=np.int32(self.places))
        kept = np.repeat(alive, spans)
        self.lengths, self.kinds = self.lengths[kept], self.kinds[kept]
        self.symbols = self.symbols[kept]
        self._owners, self._traits = self._owners[alive], self._traits[alive]
        spans = spans[alive]
        self._firsts = (np.cumsum(spans) - spans).astype(np.int32)
        self._bases[self._owners] = self._firsts
        return self


_Column = TypeVar("_Column", Numbers, Places)


def _grown(column: _Column, size: int, filler: int) -> _Column:
    """A copy with at least `size` values."""
    new = np.full(max(size, len(column)), filler, column.dtype)
    new[: len(column)] = column
    return new

"""What a question reads of words: the places of a term, the files of a phrase, and its statistics.

Belongs here: one corpus with the postings that belong to it, those of unsaved texts included. Stays
out: keeping corpora (`corpora`), sums (`ranking`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..chunks.row import Row
from ..ranking.features import CHUNK_B, FILE_B, Floats, Spoken, damping_of, spoken_of
from ..ranking.paths import PathWords
from ..ranking.score import FACTORS, central_of
from ..recent import Recent
from ..store.occurrences import (
    Holders,
    Numbers,
    Occurrences,
    unpack_holders,
    unpack_occurrences,
)
from ..store.words import Words
from .corpus import Corpus, Places
from .naming import Naming

_SPOKEN_BYTES: Final = 6 << 20
_SPOKEN_BYTES_OF_PLACE: Final = 48
"""Where there are many chunks each common term takes more."""
_LEAST_BYTES: Final = 200
"""What arrays take, however little they hold."""

LAST: Final = 0xFFFFFFFF
"""No content has a number above this one."""


class Term(NamedTuple):
    """The living chunks that have a term: their places, rising, and packed frequencies."""

    places: Places
    frequencies: NDArray[np.uint8]


class Unsaved(NamedTuple):
    """The words of one text that is in no store, as a segment with the one content 0."""

    chunks: bytes
    """Packed as in the store."""
    terms: Mapping[bytes, bytes]
    trigrams: Mapping[bytes, bytes]
    facts_id: bytes = b""
    text: bytes = b""


class Reading:
    """The words of one state of a workspace, as one session sees it.

    What it keeps follows from that state alone, so questions may share it for as long as it is the
    newest. It is what `ranking` calls a collection; a file there is a content here, by its slot.
    """

    def __init__(
        self,
        words: Words,
        corpus: Corpus,
        naming: Naming,
        users: NDArray[np.int32],
        first: int = LAST,
        unsaved: Sequence[Unsaved] = (),
    ) -> None:
        """Unsaved texts are contents of the corpus that are numbered from `first` on.

        `users` has by path id how many other files refer to a file.
        """
        self.corpus = corpus
        self.counts = users
        self._first = first
        self._words = words
        self._naming = naming
        self._unsaved = unsaved
        most = max(_SPOKEN_BYTES, _SPOKEN_BYTES_OF_PLACE * corpus.places)
        self.spoken: Recent[Spoken] = Recent(most, _LEAST_BYTES)
        self._central: dict[float, Floats] = {}
        """By its weight, of which there are as many as kinds of queries."""

    @cached_property
    def saved_numbers(self) -> Numbers:
        """The living contents that are in the store, rising."""
        numbers = self.corpus.all_numbers()
        return numbers[: int(np.searchsorted(numbers, self._first))]

    def term(self, term: bytes) -> Term:
        """Where a term is."""
        (found,) = self.terms([term])
        return found

    def terms(self, terms: Sequence[bytes]) -> list[Term]:
        """Where some terms are, read together; sorted terms cost least."""
        read: list[Term] = []
        for term, saved in zip(terms, self._words.occurrences(terms), strict=True):
            found = [self.corpus.places_of(self._saved(saved))]
            for number, text in enumerate(self._unsaved, self._first):
                packed = text.terms.get(term)
                if packed is not None:
                    own = unpack_occurrences(packed)
                    own = own._replace(numbers=own.numbers + np.uint32(number))
                    found.append(self.corpus.places_of(own))
            places, frequencies = found[0]
            if len(found) > 1:
                places, frequencies = map(np.concatenate, zip(*found, strict=True))
            # Numbers rise, and nearly always places with them.
            if not (places[1:] > places[:-1]).all():
                order = np.argsort(places, kind="stable")
                places, frequencies = places[order], frequencies[order]
            read.append(Term(places, frequencies))
        return read

    def _saved(self, found: Occurrences) -> Occurrences:
        # What was saved after this state has a number that may also be one of an unsaved text.
        if not len(found.numbers) or found.numbers[-1] < self._first:
            return found
        until = int(np.searchsorted(found.numbers, self._first))
        return Occurrences(found.numbers[:until], found.ordinals[:until], found.frequencies[:until])

    def contents_with(self, trigrams: Sequence[bytes]) -> list[Holders]:
        """For each trigram the contents that have it, by rising numbers; some may be dead."""
        return [
            self._with_unsaved(trigram, saved)
            for trigram, saved in zip(trigrams, self._words.contents_with(trigrams), strict=True)
        ]

    def _with_unsaved(self, trigram: bytes, saved: Holders) -> Holders:
        if not len(saved.numbers) or saved.numbers[-1] < self._first:
            parts = [saved]
        else:
            # What was saved after this state has a number that may also be one of an unsaved text.
            parts = [saved.at(saved.numbers < self._first)]
        for number, text in enumerate(self._unsaved, self._first):
            if packed := text.trigrams.get(trigram):
                own = unpack_holders(packed)
                parts.append(own._replace(numbers=own.numbers + np.uint32(number)))
        return (
            parts[0] if len(parts) == 1 else Holders(*map(np.concatenate, zip(*parts, strict=True)))
        )

    def make_ready(self) -> None:
        """Make now what the first question would make, some milliseconds."""
        _ = self.factors, self.users, self.owners, self.saved_numbers
        _ = self.damping, self.file_damping, self.versioned, self.corpus.only_files
        spoken_of(b"", self)

    # --- As a collection ----------------------------------------------------------------------

    @property
    def lengths(self) -> NDArray[np.uint16]:
        return self.corpus.lengths

    @property
    def firsts(self) -> Places:
        return self.corpus.firsts

    @property
    def owners(self) -> Places:
        return self.corpus.slots

    @cached_property
    def damping(self) -> Floats:
        return damping_of(self.lengths, max(self.corpus.mean_length, 1.0), CHUNK_B)

    @cached_property
    def file_damping(self) -> Floats:
        mean = max(self.corpus.words / max(self.corpus.contents, 1), 1.0)
        return damping_of(self.corpus.content_lengths, mean, FILE_B)

    @cached_property
    def traits(self) -> NDArray[np.uint8]:
        return self.corpus.traits_with(self._naming.traits)

    @cached_property
    def users(self) -> NDArray[np.int32]:
        return self.corpus.most_of_paths(self.counts)

    @cached_property
    def factors(self) -> Floats:
        return FACTORS[self.traits]

    def central(self, weight: float) -> Floats:
        known = self._central.get(weight)
        if known is None:
            known = self._central[weight] = central_of(self.users, weight)
        return known

    @property
    def living_files(self) -> int:
        return self.corpus.contents

    @cached_property
    def versioned(self) -> NDArray[np.bool_]:
        named = np.frombuffer(bytes(self._naming.words.versioned), np.uint8)
        return self.corpus.most_of_paths(named.astype(np.int32)) > 0

    @property
    def path_words(self) -> PathWords:
        return self._naming.words

    def files_of(self, path_ids: NDArray[np.uint32]) -> Places:
        return self.corpus.slots_of(path_ids)

    # --- Of unsaved texts ---------------------------------------------------------------------

    def unsaved(self) -> Iterator[tuple[int, Unsaved]]:
        """The contents that are in no store, by number."""
        return enumerate(self._unsaved, self._first)

    def row(self, path_id: int) -> Row | None:
        """The chunks of an unsaved text; None for a file that is as it was saved."""
        number = self.corpus.number_of(path_id) if self._unsaved else None
        if number is None or number < self._first:
            return None
        return Row(self._unsaved[number - self._first].chunks)


class Heard:
    """What the terms of one question say: each is read and made once, however little is kept of
    earlier questions."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._there: dict[bytes, Term] = {}
        self._said: dict[bytes, Spoken] = {}

    def expect(self, terms: Iterable[bytes]) -> None:
        """Read together where some terms are, who will be asked for one by one."""
        kept = self._reading.spoken
        wanted = sorted(each for each in set(terms) - self._said.keys() if each not in kept)
        if wanted:
            self._there.update(zip(wanted, self._reading.terms(wanted), strict=True))

    def __call__(self, term: bytes) -> Spoken:
        """What a term says for places and files."""
        said = self._said.get(term)
        if said is None:
            there = self._there.pop(term, None)
            said = self._said[term] = spoken_of(term, self._reading, there)
        return said

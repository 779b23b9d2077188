"""The numbers that speak for a chunk and for its file, given the terms that are asked for.

Belongs here: arithmetic over arrays. Stays out: what the numbers weigh (`score`).

Every sum is made in the order of the terms, so that it depends on the query, the chunk and the
statistics of what is searched alone, and not on where the chunk's place is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from codegraph_daemon.chunks.words import FREQUENCIES

from .paths import PathWords
from .query import Query

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int32]


class Spoken(NamedTuple):
    """What one term says for places and files, before it is known what it weighs."""

    places: Places
    """Those that have it, rising."""
    frequencies: npt.NDArray[np.uint8]
    """How often, packed."""
    chunk: Floats
    """How much each of these says of it: the part of BM25 that depends on the chunk."""
    files: Places
    """Those that have it."""
    file: Floats
    """The same of these, with all the file's chunks as one text."""
    named: Places
    """Those in whose name it is."""
    name: Floats
    """How well it fits there."""
    beside: Places
    """Those in whose folders it is, and not in their name."""
    folder: Floats

    @property
    def nbytes(self) -> int:
        """What its columns hold."""
        return sum(column.nbytes for column in self)

    @property
    def nothing(self) -> bool:
        """Whether it is nowhere."""
        return not (len(self.places) or len(self.named) or len(self.beside))


_NO_PLACES: Final = np.zeros(0, np.int32)
_NO_WORTH: Final = np.zeros(0, np.float32)
_IN_NO_TEXT: Final = (_NO_PLACES, np.zeros(0, np.uint8), _NO_WORTH, _NO_PLACES, _NO_WORTH)
_IN_NO_PATH: Final = (_NO_PLACES, _NO_WORTH) * 2


class Memory(Protocol):
    """What is remembered of terms, as far as there is room."""

    def get(self, key: bytes, /) -> Spoken | None:
        """What was put there, or nothing."""

    def put(self, key: bytes, value: Spoken, size: int, /) -> None:
        """Remember something that takes so many bytes, if there is room."""


class Collection(Protocol):
    """What is searched: chunks, each at a *place*, and files, each a row of places.

    Two paths with the same content may be one file. Files without chunks have no place and are
    none. Numbers of files count through `firsts`.
    """

    @property
    def lengths(self) -> npt.NDArray[np.uint16]:
        """By place: how many words the chunk has."""

    @property
    def firsts(self) -> Places:
        """By file: its first place; they rise, and the first is 0."""

    @property
    def owners(self) -> Places:
        """By place: its file."""

    @property
    def damping(self) -> Floats:
        """By place: how much the length of the chunk dampens what stands there (`damping_of`)."""

    @property
    def file_damping(self) -> Floats:
        """By file: the same of all its chunks as one text."""

    @property
    def traits(self) -> npt.NDArray[np.uint8]:
        """By file: what it is, by its content and its path (`chunks.traits.Trait`)."""

    @property
    def users(self) -> npt.NDArray[np.int32]:
        """By file: how many other files refer to it; of several paths with its content the most."""

    @property
    def factors(self) -> Floats:
        """By file: what part is left of its score by what it is (`score.FACTORS`)."""

    def central(self, weight: float) -> Floats:
        """By file: what it is worth that others refer to it (`score.central_of`)."""

    @property
    def living_files(self) -> int:
        """How many files are alive."""

    @property
    def versioned(self) -> npt.NDArray[np.bool_]:
        """By file: whether it may lie in a folder that is called as versions are."""

    @property
    def path_words(self) -> PathWords:
        """The words of paths, of those too that have no file any more."""

    @property
    def spoken(self) -> Memory:
        """What terms were found to say for places and files, for as long as all this holds."""

    def files_of(self, path_ids: npt.NDArray[np.uint32]) -> Places:
        """The files that paths have; below zero for a path that has none."""

    def term(self, term: bytes) -> tuple[Places, npt.NDArray[np.uint8]]:
        """The places of the living chunks that have a term, rising, and packed frequencies."""


FIELD_WEIGHTS: Final = (1.5, 1.0, 1.0)
"""What a word counts in a name, in prose and in the body."""
_OFTEN: Final = (FREQUENCIES @ np.asarray(FIELD_WEIGHTS, np.float32)).astype(np.float32)
_K1: Final = 1.2
CHUNK_B: Final = 0.5
FILE_B: Final = 0.3
"""How much the length of a chunk and of a file dampens how often a term stands there."""
_ONLY_IN_PATHS: Final = 0.7
"""The weight, as a part of the greatest, of a term that stands in paths alone."""


class Features(NamedTuple):
    """What speaks for places and files, each in parts of what the terms could give at most."""

    chunk: Floats
    """By place: the sum of BM25 over its terms."""
    file: Floats
    """By file: the same sum, with all the file's chunks as one text."""
    name: Floats | None
    """By file: how well its name fits the terms; None: no name does."""
    folder: Floats | None
    """By file: how well the folders in which it lies do."""
    having: Places
    """The places that have a term, once for each; no other has any."""


Hear = Callable[[bytes], Spoken]
"""What a term says for places and files."""


def features_of(query: Query, collection: Collection, hear: Hear | None = None) -> Features:
    """The features of all places and files; `hear` is asked for terms, if it knows them already."""
    hear = hear or partial(spoken_of, collection=collection)
    places, files = len(collection.lengths), len(collection.firsts)
    chunk, whole = np.zeros(places, np.float32), np.zeros(files, np.float32)
    name: Floats | None = None
    folder: Floats | None = None
    living = max(collection.living_files, 1)
    heard: list[tuple[Spoken, float]] = []
    most = 0.0
    for asked in query.terms if places else ():
        said = hear(asked.term)
        if said.nothing:
            continue
        having = len(said.files)
        weight = asked.weight * math.log1p((living - having + 0.5) / (having + 0.5))
        if not having:
            weight *= _ONLY_IN_PATHS
        if not asked.joined:
            most += weight
        heard.append((said, weight))
    spoken: list[tuple[Spoken, np.float32]] = []
    for said, weight in heard:
        factor = np.float32(weight / (most or 1.0))
        if len(said.places):
            spoken.append((said, factor))
        if len(said.named):
            name = np.zeros(files, np.float32) if name is None else name
            np.add.at(name, said.named, factor * said.name)
        if len(said.beside):
            folder = np.zeros(files, np.float32) if folder is None else folder
            np.add.at(folder, said.beside, factor * said.folder)
    if not spoken:
        return Features(chunk, whole, name, folder, _NO_PLACES)
    # All terms at once; what a place gets is added in their order.
    at_places = np.concatenate([said.places for said, _ in spoken])
    factors = [factor for _, factor in spoken]
    weights = np.repeat(factors, [len(said.places) for said, _ in spoken])
    np.add.at(chunk, at_places, weights * np.concatenate([said.chunk for said, _ in spoken]))
    weights = np.repeat(factors, [len(said.files) for said, _ in spoken])
    of_files = np.concatenate([said.files for said, _ in spoken])
    np.add.at(whole, of_files, weights * np.concatenate([said.file for said, _ in spoken]))
    return Features(chunk, whole, name, folder, at_places)


def spoken_of(
    term: bytes,
    collection: Collection,
    there: tuple[Places, npt.NDArray[np.uint8]] | None = None,
) -> Spoken:
    """What a term says for places and files; `there` is where it is, if that was read already."""
    known = collection.spoken.get(term)
    if known is None:
        known = _speak(term, collection, *(there or collection.term(term)))
        collection.spoken.put(term, known, known.nbytes)
    return known


def _speak(
    term: bytes, collection: Collection, at: Places, frequencies: npt.NDArray[np.uint8]
) -> Spoken:
    texts = _IN_NO_TEXT
    if len(at):
        often = _OFTEN.take(frequencies)
        # To take by numbers of this width is half the work, and they are all within bounds.
        wide = at.astype(np.intp)
        owners = collection.owners.take(wide, mode="clip")
        starts = firsts_of(owners)
        having = owners.take(starts)
        # Sums of halves, which are exact in whatever order.
        in_files: Floats = np.add.reduceat(often, starts)
        chunk = collection.damping.take(wide, mode="clip")
        np.add(often, chunk, out=chunk)
        np.divide(often, chunk, out=chunk)
        whole = in_files / (in_files + collection.file_damping[having])
        texts = at, frequencies, chunk, having, whole
    found = collection.path_words.find(term)
    if not len(found.files) and not len(found.folders):
        return Spoken(*texts, *_IN_NO_PATH)
    named, name = _fits(collection, found.files, found.file_fits)
    beside, folder = _fits(collection, found.folders, found.folder_fits)
    if len(named) and len(beside):
        nearest = named[np.minimum(np.searchsorted(named, beside), len(named) - 1)]
        others = nearest != beside
        beside, folder = beside[others], folder[others]
    return Spoken(*texts, named, name, beside, folder)


def damping_of(lengths: npt.NDArray[np.generic], mean: float, b: float) -> Floats:
    """How much lengths in words dampen what stands there, with what they are on average; `b` is
    `CHUNK_B` or `FILE_B`."""
    damping = lengths.astype(np.float32)
    damping *= np.float32(b / mean)
    damping += np.float32(1 - b)
    damping *= np.float32(_K1)
    return damping


def _fits(
    collection: Collection, path_ids: npt.NDArray[np.uint32], fits: Floats
) -> tuple[Places, Floats]:
    """The files that a term fits, rising, and how well, of several paths and words the best."""
    if not len(path_ids):
        return _NO_PLACES, _NO_WORTH
    of = collection.files_of(path_ids)
    order = np.argsort(of, kind="stable")
    of, fits = of[order], fits[order]
    starts = firsts_of(of)
    of, fits = of[starts], np.maximum.reduceat(fits, starts)
    return (of, fits) if of[0] >= 0 else (of[1:], fits[1:])


def firsts_of(column: npt.NDArray[np.generic]) -> npt.NDArray[np.intp]:
    """Where values begin that differ from those before them."""
    new = np.empty(len(column), np.bool_)
    new[:1] = True
    np.not_equal(column[1:], column[:-1], out=new[1:])
    return new.nonzero()[0]

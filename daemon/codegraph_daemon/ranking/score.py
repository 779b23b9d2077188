"""The scores of files and their chunks, and the order of an answer.

A file is worth what the best of its chunks says, a part of what all of it says, and what its path
says; a definition of a name that is asked for is worth much more; what a file is takes a part away.
Its chunks follow each other, each for a smaller share, so that other files come between. Weights
depend on the query's kind. They were chosen where neighbouring values score alike, so that none
holds for one repository.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from codegraph_daemon.chunks.traits import Trait
from codegraph_daemon.facts import Flag, Kind

from .features import Collection, Floats, Places, features_of
from .paths import superseded
from .query import Query, QueryKind


class Weights(NamedTuple):
    """What counts how much, beside the words of the chunk itself."""

    file: float = 0.6
    name: float = 1.7
    folder: float = 1.2
    definition: float = 1.0
    meaning: float = 0.3


WEIGHTS: Final = {
    QueryKind.WORDS: Weights(),
    QueryKind.SYMBOL: Weights(definition=3.0, meaning=0.2),
    QueryKind.PATH: Weights(name=5.0, folder=3.0, definition=0.0, meaning=0.0),
}

_TRAITS: Final = (
    (Trait.TEST, 0.2),
    (Trait.EXAMPLE, 0.5),
    (Trait.VENDORED, 0.6),
    (Trait.GENERATED, 0.6),
    (Trait.REEXPORTS, 0.7),
    (Trait.DOCUMENT, 0.3),
)
"""What part is left of the score of a chunk by what its file is."""
_FACTORS: Final = np.asarray(
    [math.prod(part for bit, part in _TRAITS if traits & bit) for traits in range(256)], np.float32
)

NEXT_OF_FILE: Final = 0.5
"""What part is left of the score of a file's second chunk; of its third the square of that."""
MOST_FILES: Final = 100
"""Files that are put in order."""
MOST_OF_FILE: Final = 5
"""Chunks of one file that are."""

OLDER: Final = 0.7
"""What part is left of a definition's worth if a newer version of its file's folder has one."""

_KINDS: Final = {
    **dict.fromkeys((Kind.CLASS, Kind.INTERFACE, Kind.ENUM), 1.0),
    **dict.fromkeys((Kind.FUNCTION, Kind.TYPE_ALIAS), 0.95),
    Kind.METHOD: 0.7,
    Kind.CONSTANT: 0.6,
    **dict.fromkeys((Kind.VARIABLE, Kind.PROPERTY, Kind.NAMESPACE), 0.5),
    Kind.FIELD: 0.4,
    **dict.fromkeys((Kind.CONSTRUCTOR, Kind.ENUM_MEMBER), 0.3),
    Kind.EXTENSION: 0.2,
}
_LARGE: Final = math.log(3000)
"""Of a definition that many come for; in bytes."""


class Definition(NamedTuple):
    """A definition of a name that is asked for: the place of the chunk that has it.

    `size` is in bytes; `nested`: it lies in another symbol; `path` is its file's.
    """

    place: int
    kind: int
    flags: int
    nested: bool
    size: int
    path: str = ""

    @property
    def worth(self) -> float:
        """How likely who spells the name means this one, at most one."""
        worth = _KINDS.get(self.kind, 0.3)
        if self.flags & Flag.DECLARATION:
            worth *= 0.4
        if self.flags & Flag.LOCAL:
            worth *= 0.5
        if self.nested:
            worth *= 0.7
        return worth * (0.6 + 0.4 * min(1.0, math.log1p(self.size) / _LARGE))


class Ranked(NamedTuple):
    """A chunk in the order of an answer, with the parts of its score.

    The parts, from `words` on, are its file's: the best that one of its chunks gives. `score` is
    their sum times `factor`, for what the file is, times `share`: one for the chunk that says most
    of what is asked, less for each that follows.
    """

    place: int
    file: int
    score: float
    words: float
    file_words: float
    name: float
    folder: float
    definition: float
    meaning: float
    factor: float
    share: float


def ranked(
    query: Query,
    collection: Collection,
    definitions: Iterable[Definition],
    label: Callable[[int], object],
    *,
    similar: tuple[Places, Floats] | None = None,
    only: npt.NDArray[np.bool_] | None = None,
    weights: Weights | None = None,
    most: int = MOST_FILES,
) -> list[Ranked]:
    """The best chunks of the best `most` files, in order.

    `label` names a file for good: of equal scores the lower label comes first. `similar` are the
    places whose texts mean most nearly what the query does, with how near they are. `only` says of
    each place whether it may be answered.
    """
    weights = weights or WEIGHTS[query.kind]
    features = features_of(query, collection)
    chunk, owners, firsts = features.chunk, collection.owners, collection.firsts
    if not len(chunk):
        return []
    defined, meant = np.zeros_like(chunk), np.zeros_like(chunk)
    each = weights.definition / max(len(query.names), 1) ** 0.5
    known = list(definitions)
    older = superseded([definition.path for definition in known])
    for definition, is_older in zip(known, older, strict=True):
        worth = np.float32(each * definition.worth * (OLDER if is_older else 1))
        defined[definition.place] = max(defined[definition.place], worth)
    if similar is not None and len(similar[0]):
        meant[similar[0]] = np.float32(weights.meaning) * _spread(similar[1])
    if only is not None:
        for part in (chunk, defined, meant):
            part[~only] = 0
    best = [np.maximum.reduceat(part, firsts) for part in (chunk, defined, meant)]
    parts = (
        best[0],
        np.float32(weights.file) * features.file,
        np.float32(weights.name) * features.name,
        np.float32(weights.folder) * features.folder,
        best[1],
        best[2],
    )
    factors = _FACTORS[collection.traits]
    scores = np.sum(parts, 0, np.float32) * factors
    if only is not None:
        scores[~np.logical_or.reduceat(only, firsts)] = 0
    files = _best(scores, most)
    if not len(files):
        return []
    found: list[tuple[float, object, int, Ranked]] = []
    own = chunk + defined + meant
    for file, place, share in _shares(own, files, owners, only):
        score = float(scores[file]) * share
        words, whole, name, folder, named, like = (float(part[file]) for part in parts)
        factor = float(factors[file])
        row = Ranked(place, file, score, words, whole, name, folder, named, like, factor, share)
        found.append((-score, label(file), place, row))
    found.sort(key=lambda each: each[:3])
    return [row for _, _, _, row in found]


def _spread(nearness: Floats) -> Floats:
    """How near things are, from 0 for the farthest of them to 1.

    Models differ in what they call near, so only how these differ from each other counts.
    """
    low, high = float(nearness.min()), float(nearness.max())
    if high <= low:
        return np.ones_like(nearness)
    return ((nearness - np.float32(low)) / np.float32(high - low)).astype(np.float32)


def _best(scores: Floats, most: int) -> Places:
    """The files with the highest scores above zero, with all that share the last of them."""
    found = np.flatnonzero(scores > 0).astype(np.int32)
    if len(found) <= most:
        return found
    values = scores[found]
    least = np.partition(values, len(values) - most)[len(values) - most]
    best: Places = found[values >= least]
    return best


def _shares(
    own: Floats, files: Places, owners: Places, only: npt.NDArray[np.bool_] | None
) -> Iterator[tuple[int, int, float]]:
    """(file, place, share) of the best chunks of files, of each file the best first."""
    is_wanted = np.zeros(int(owners[-1]) + 1, np.bool_)
    is_wanted[files] = True
    wanted = is_wanted[owners]
    if only is not None:
        wanted &= only
    places = np.flatnonzero(wanted)
    values, of = own[places], owners[places]
    order = np.lexsort((places, -values, of))
    places, values, of = places[order], values[order], of[order]
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    rank = np.arange(len(of)) - np.repeat(starts, np.diff(starts, append=len(of)))
    first = values[np.repeat(starts, np.diff(starts, append=len(of)))]
    # A file whose path alone fits is shown by its first chunk.
    kept = (rank == 0) | ((rank < MOST_OF_FILE) & (values > 0))
    share = NEXT_OF_FILE ** rank[kept] * np.divide(
        values[kept], first[kept], out=np.ones(int(kept.sum()), np.float64), where=first[kept] > 0
    )
    return zip(of[kept].tolist(), places[kept].tolist(), share.tolist(), strict=True)

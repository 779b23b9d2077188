"""The scores of files and their chunks, and the order of an answer.

A file is worth what the best of its chunks says, a part of what all of it says, and what its path
says; a definition of a name that is asked for is worth much more; of what fits alike, that comes
first which more files refer to; what a file is takes a part away.
Its chunks follow each other, each for a smaller share, so that other files come between. Weights
depend on the query's kind. They were chosen where neighbouring values score alike, so that none
holds for one repository.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from codegraph_daemon.chunks.traits import Trait
from codegraph_daemon.facts import Flag, Kind
from codegraph_daemon.on_demand import OnDemand

from .features import Collection, Floats, Hear, Places, features_of, firsts_of
from .paths import outdated, superseded
from .query import Query, QueryKind


class Weights(NamedTuple):
    """What counts how much, beside the words of the chunk itself."""

    file: float = 0.6
    name: float = 1.7
    folder: float = 1.2
    definition: float = 1.0
    meaning: float = 0.3
    central: float = 0.3


WEIGHTS: Final = {
    QueryKind.WORDS: Weights(),
    QueryKind.SYMBOL: Weights(definition=3.0, meaning=0.2),
    QueryKind.PATH: Weights(name=5.0, folder=3.0, definition=0.0, meaning=0.0, central=0.0),
}

_TRAITS: Final = (
    (Trait.TEST, 0.2),
    (Trait.EXAMPLE, 0.5),
    (Trait.VENDORED, 0.6),
    (Trait.GENERATED, 0.6),
    (Trait.REEXPORTS, 0.7),
    (Trait.DOCUMENT, 0.3),
    (Trait.DECLARES, 0.8),
    (Trait.CONFIGURES, 0.3),
)
"""What part is left of the score of a chunk by what its file is."""
FACTORS: Final = np.asarray(
    [math.prod(part for bit, part in _TRAITS if traits & bit) for traits in range(256)], np.float32
)
"""By the traits of a file: what part is left of its score."""

HALF_CENTRAL: Final = 8
"""So many files that refer to one make it half as central as it can be."""

_FEW: Final = 5
"""If less than one place in so many has a term, those that do are looked at, and not all."""

NEXT_OF_FILE: Final = 0.5
"""What part is left of the score of a file's second chunk; of its third the square of that."""
MOST_FILES: Final = 60
"""Files that are put in order."""
MOST_OF_FILE: Final = 5
"""Chunks of one file that are."""

OLDER: Final = 0.7
"""What part is left of a definition's worth if a newer version of its file's folder has one, and of
the score of a file if there is a newer version of it."""

_KINDS: Final = {
    **dict.fromkeys((Kind.CLASS, Kind.INTERFACE, Kind.ENUM), 1.0),
    **dict.fromkeys((Kind.FUNCTION, Kind.TYPE_ALIAS), 0.95),
    Kind.METHOD: 0.7,
    Kind.CONSTANT: 0.6,
    **dict.fromkeys((Kind.VARIABLE, Kind.PROPERTY, Kind.NAMESPACE, Kind.SECTION), 0.5),
    Kind.FIELD: 0.4,
    **dict.fromkeys((Kind.CONSTRUCTOR, Kind.ENUM_MEMBER), 0.3),
    Kind.EXTENSION: 0.2,
}
_VALUE_BITS: Final = 31
_BITS: Final = 20
"""Of a number that is sorted for the position; the rest are for the file."""
_FILE_BITS: Final = 63 - _VALUE_BITS - _BITS
_LARGEST: Final = (1 << _VALUE_BITS) - 1
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
    central: float
    factor: float
    share: float


_PARTS: Final = {name: at for at, name in enumerate(Ranked._fields[3:-1])}


class Order(OnDemand[Ranked]):
    """Chunks in the order of an answer; what their scores are made of is told when asked for."""

    def __init__(
        self,
        files: Places,
        places: Places,
        scores: npt.NDArray[np.float64],
        shares: npt.NDArray[np.float64],
        parts: Sequence[Floats | None],
    ) -> None:
        """All by position in the order but `parts`, which are by file; None: no file has it."""
        self.files: list[int] = files.tolist()
        """By position: the file."""
        self._places = places
        self._scores = scores
        self._shares = shares
        self._parts = parts

    def __len__(self) -> int:
        return len(self.files)

    def made(self, at: int) -> Ranked:
        return self.at([at])[0]

    def at(self, positions: Sequence[int]) -> list[Ranked]:
        """The chunks at some positions, made together."""
        files = [self.files[position] for position in positions]
        none = [0.0] * len(files)
        told = [none if part is None else part[files].tolist() for part in self._parts]
        places, scores = self.worth(positions)
        shares = self._shares[list(positions)].tolist()
        return list(map(Ranked._make, zip(places, files, scores, *told, shares, strict=True)))

    def worth(self, positions: Sequence[int]) -> tuple[list[int], list[float]]:
        """The places and the scores of the chunks at some positions."""
        where = np.asarray(positions, np.intp)
        return self._places.take(where).tolist(), self._scores.take(where).tolist()

    def counts(self, part: str, files: Sequence[int]) -> list[bool]:
        """Of some files for each whether a part of its score, by its name, is more than nothing."""
        values = self._parts[_PARTS[part]]
        return [False] * len(files) if values is None else (values[files] != 0).tolist()


def ranked(
    query: Query,
    collection: Collection,
    definitions: Iterable[Definition],
    path: Callable[[int], str],
    *,
    similar: tuple[Places, Floats] | None = None,
    only: npt.NDArray[np.bool_] | None = None,
    weights: Weights | None = None,
    most: int = MOST_FILES,
    hear: Hear | None = None,
) -> Order:
    """The best chunks of the best `most` files, in order.

    `path` is that of a file, of several the lowest: of equal scores the lower path comes first.
    `similar` are the places whose texts mean most nearly what the query does, with how near they
    are. `only` says of each place whether it may be answered. `hear` as for `features_of`.
    """
    weights = weights or WEIGHTS[query.kind]
    features = features_of(query, collection, hear)
    chunk, owners, firsts = features.chunk, collection.owners, collection.firsts
    if not len(chunk):
        return Order(*(np.zeros(0, np.int32),) * 2, *(np.zeros(0),) * 2, ())
    # Few places are defined or meant, so these are sums over them and never over all.
    worths: dict[int, np.float32] = {}
    defined: Floats | None = None
    meant: Floats | None = None
    near: tuple[Places, Floats] = np.zeros(0, np.int32), np.zeros(0, np.float32)
    for place, worth in _defined(definitions, query, weights):
        if only is None or only[place]:
            defined = np.zeros(len(firsts), np.float32) if defined is None else defined
            defined[owners[place]] = max(defined[owners[place]], np.float32(worth))
            worths[place] = max(worths.get(place, np.float32(0)), np.float32(worth))
    if similar is not None and len(similar[0]):
        places, nearness = similar[0], np.float32(weights.meaning) * _spread(similar[1])
        if only is not None:
            places, nearness = places[only[places]], nearness[only[places]]
        meant = np.zeros(len(firsts), np.float32)
        np.maximum.at(meant, owners.take(places), nearness)
        near = places, nearness
    if only is not None:
        chunk[~only] = 0
    parts = (
        _most_of_files(chunk, features.having, collection),
        np.float32(weights.file) * features.file,
        None if features.name is None else np.float32(weights.name) * features.name,
        None if features.folder is None else np.float32(weights.folder) * features.folder,
        defined,
        meant,
    )
    factors = collection.factors
    scores = parts[0] + parts[1]
    for part in parts[2:]:
        if part is not None:
            scores += part
    # It speaks for nothing alone.
    central = collection.central(weights.central) * (scores > 0)
    scores = (scores + central) * factors
    if only is not None:
        scores[~np.logical_or.reduceat(only, firsts)] = 0
    files = _best(scores, most)
    if query.kind != QueryKind.PATH and collection.versioned[files].any():
        named = {asked.term for asked in query.terms}
        older = files[outdated([path(file) for file in files.tolist()], named)]
        factors = factors.copy()
        factors[older] *= np.float32(OLDER)
        scores[older] *= np.float32(OLDER)
    _add(chunk, worths, near)
    of, places, shares = _shares(chunk, files, collection, only)
    totals = scores[of].astype(np.float64) * shares
    order = np.argsort(-totals, kind="stable")
    # Few are worth the same, so few are named.
    falling = totals[order]
    tied = (falling[1:] == falling[:-1]).nonzero()[0]
    if len(tied):
        paths = {file: path(file) for file in set(of[order[[*tied, *(tied + 1)]]].tolist())}
        turns = np.zeros(len(firsts), np.int32)
        turns[sorted(paths, key=paths.__getitem__)] = np.arange(len(paths))
        order = np.lexsort((places, turns[of], -totals))
    return Order(of[order], places[order], totals[order], shares[order], (*parts, central, factors))


def _add(chunk: Floats, worths: Mapping[int, np.float32], near: tuple[Places, Floats]) -> None:
    """Add to places what it is worth that they are defined, and meant, which rise."""
    places, nearness = near
    for place, worth in worths.items():
        at = int(places.searchsorted(place))
        if at < len(places) and places[at] == place:
            # Both together, and then that to the words: sums of these numbers have an order.
            nearness[at] += worth
        else:
            chunk[place] += worth
    chunk[places] += nearness


def central_of(users: npt.NDArray[np.int32], weight: float) -> Floats:
    """What it is worth that so many files refer to one, at most the weight."""
    many = users.astype(np.float32)
    central: Floats = np.float32(weight) * many / (many + np.float32(HALF_CENTRAL))
    return central


def _most_of_files(chunk: Floats, having: Places, collection: Collection) -> Floats:
    """By file the most that one of its places has; no value is below zero."""
    if len(having) * _FEW < len(chunk):
        few = np.zeros(len(collection.firsts), np.float32)
        np.maximum.at(few, collection.owners.take(having), chunk.take(having))
        return few
    # Of such numbers the order is that of their bits, which are compared in half the time.
    most: Floats = np.maximum.reduceat(chunk.view(np.int32), collection.firsts).view(np.float32)
    return most


def _defined(
    definitions: Iterable[Definition], query: Query, weights: Weights
) -> Iterator[tuple[int, float]]:
    """What definitions are worth, by place."""
    known = list(definitions)
    each = weights.definition / max(len(query.names), 1) ** 0.5
    older = superseded([definition.path for definition in known])
    for definition, is_older in zip(known, older, strict=True):
        yield definition.place, each * definition.worth * (OLDER if is_older else 1)


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
    files = (scores > 0).nonzero()[0]
    if len(files) > most:
        positive = scores[files]
        files = files[positive >= np.partition(positive, -most)[-most]]
    return files.astype(np.int32)


def _shares(
    own: Floats, files: Places, collection: Collection, only: npt.NDArray[np.bool_] | None
) -> tuple[Places, Places, npt.NDArray[np.float64]]:
    """The files, places and shares of the best chunks of files."""
    if not len(files):
        return files, files, np.zeros(0)
    firsts = collection.firsts.take(files)
    # Of the last file there is no next one.
    ends = collection.firsts.take(files + 1, mode="clip")
    ends[files == len(collection.firsts) - 1] = len(own)
    counts = ends - firsts
    until = counts.cumsum()
    places = np.repeat(firsts - (until - counts), counts)
    places += np.arange(len(places), dtype=np.int32)
    values = own.take(places)
    # A file whose path alone fits is shown by its first chunk.
    shown = values > 0
    if only is None:
        shown[until - counts] = True
    else:
        allowed = only[places]
        shown &= allowed
        there = allowed.nonzero()[0]
        shown[there[firsts_of(until.searchsorted(there, "right"))]] = True
    # Few are shown, so from here on there are few.
    there = shown.nonzero()[0]
    of = until.searchsorted(there, "right")
    places, values = places.take(there), values.take(there)
    order = _falling(values, of)
    places, values = places.take(order), values.take(order)
    first = of.searchsorted(of)
    rank = np.arange(len(of)) - first
    kept = ((rank == 0) | ((rank < MOST_OF_FILE) & (values > 0))).nonzero()[0]
    rank, values, highest = rank.take(kept), values.take(kept), values.take(first.take(kept))
    highest = np.maximum(highest, np.finfo(np.float32).tiny)
    share = np.where(rank == 0, 1, NEXT_OF_FILE**rank * values / highest)
    return files.take(of.take(kept)), places.take(kept), share


def _falling(values: Floats, of: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The order of values by the number of their file, which rises, and then falling, of equal ones
    the earlier first; none is below zero.

    One number of the file, the value's bits and its position is sorted several times as fast as
    columns.
    """
    falling = _LARGEST - values.view(np.int32).astype(np.int64)
    if len(of) >= 1 << _BITS or (len(of) and of[-1] >= 1 << _FILE_BITS):
        by_columns: npt.NDArray[np.int64] = np.lexsort((falling, of))
        return by_columns
    number = of << _VALUE_BITS
    number |= falling
    number <<= _BITS
    number |= np.arange(len(of))
    number.sort()
    number &= (1 << _BITS) - 1
    return number

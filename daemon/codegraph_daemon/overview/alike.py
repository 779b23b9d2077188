"""Functions that are alike: what was copied and changed a little.

Belongs here: which pairs have most of their runs of tokens in common, exactly and by arrays alone.
Stays out: what functions are made of (`tokens`), what they mean, and how groups are told
(`queries.duplicates`).

Two sets of which so much is common share one of the rarest of each (Chaudhuri et al., A Primitive
Operator for Similarity Joins in Data Cleaning, 2006): so only functions are compared that share one
of those, and no pair is missed.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .tokens import Hashes, Numbers

Places = NDArray[np.int64]
Shares = NDArray[np.float64]

_AT_ONCE: Final = 1_000_000
"""Runs that are looked up in one go."""
_MOST_PAIRS: Final = 4_000_000
"""Pairs that are compared; more come of code that a program has written."""


class Pairs(NamedTuple):
    """Pairs of functions, by their places; each pair once, the lower place first."""

    first: Places
    second: Places
    shape: Shares
    """Which share of the runs of both is common to both."""
    words: Shares
    """The same of their names and literals."""
    cut: bool
    """Whether there were too many to be compared."""


def alike(runs: Numbers, words: Numbers, run: Hashes, word: Numbers, least: float) -> Pairs:
    """The pairs whose shapes have at least this in common.

    `runs` and `words` say how many of the rows of `run` and `word` each function has.
    """
    shapes = _Sets(runs, run)
    first, second, cut = _candidates(shapes, least)
    shape = shapes.common(first, second)
    kept = shape >= least
    first, second, shape = first[kept], second[kept], shape[kept]
    return Pairs(first, second, shape, _Sets(words, word).common(first, second), cut)


class _Sets:
    """Many small sets of numbers, one after the other."""

    def __init__(self, sizes: Numbers, values: NDArray[np.unsignedinteger]) -> None:
        self.sizes = sizes.astype(np.int64)
        self.starts = np.concatenate(([0], np.cumsum(self.sizes)))
        every, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
        # Rare ones first; of those that are as rare the lower number.
        order = np.lexsort((every, counts))
        rank = np.empty(len(every), np.int64)
        rank[order] = np.arange(len(every))
        owner = np.repeat(np.arange(len(sizes)), self.sizes)
        self._values = max(len(every), 1)
        self._keys = np.sort(owner * self._values + rank[inverse])
        self.rank = self._keys % self._values
        self.owner = owner

    def common(self, first: Places, second: Places) -> Shares:
        """Of each pair of sets the size of what is common, divided by that of both together."""
        found = np.zeros(len(first), np.int64)
        smaller = np.where(self.sizes[first] <= self.sizes[second], first, second)
        other = first + second - smaller
        ends = np.cumsum(self.sizes[smaller])
        at = 0
        while at < len(first):
            done = ends[at - 1] if at else 0
            to = max(int(np.searchsorted(ends, done + _AT_ONCE, "right")), at + 1)
            counts = self.sizes[smaller[at:to]]
            pair = np.repeat(np.arange(at, to), counts)
            begins = np.repeat(self.starts[smaller[at:to]] - (np.cumsum(counts) - counts), counts)
            wanted = self.rank[begins + np.arange(len(pair))] + other[pair] * self._values
            where = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
            found += np.bincount(pair[self._keys[where] == wanted], minlength=len(first))
            at = to
        together = self.sizes[first] + self.sizes[second] - found
        return np.where(together > 0, found / np.maximum(together, 1), 0.0)


def _candidates(sets: _Sets, least: float) -> tuple[Places, Places, bool]:
    """Pairs that may have so much in common."""
    sizes, owner = sets.sizes, sets.owner
    place = np.arange(len(owner)) - sets.starts[owner]
    telling = place <= sizes[owner] - np.ceil(least * sizes[owner]).astype(np.int64)
    owner, rank = owner[telling], sets.rank[telling]
    # Those with the same run together, by size: only near sizes can have so much in common.
    order = np.lexsort((owner, sizes[owner], rank))
    owner, rank = owner[order], rank[order]
    size = sizes[owner]
    bounds = np.searchsorted(rank, rank, "right")
    reach = _last_within(rank, size, bounds, least)
    counts = np.maximum(reach - np.arange(len(owner)) - 1, 0)
    allowed = np.cumsum(counts) <= _MOST_PAIRS
    cut = not bool(allowed.all())
    counts = counts[allowed]
    left = np.repeat(np.arange(len(counts)), counts)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
    one, two = owner[left], owner[right]
    low, high = np.minimum(one, two), np.maximum(one, two)
    pairs = np.unique(low * len(sizes) + high)
    first, second = pairs // max(len(sizes), 1), pairs % max(len(sizes), 1)
    return first, second, cut


def _last_within(rank: Places, size: Places, bounds: Places, least: float) -> Places:
    """For each row, sorted by rank and size, behind the last of its rank that is not too large."""
    wide = int(size.max(initial=0)) + 1
    keys = rank * wide + size
    most = np.minimum(np.floor(size / least + 1e-9).astype(np.int64), wide - 1)
    found: Places = np.minimum(np.searchsorted(keys, rank * wide + most, "right"), bounds)
    return found

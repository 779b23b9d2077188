"""How near every symbol is to some symbols: where a walk along uses ends up that often begins anew.

Personalised PageRank (Haveliwala, Topic-Sensitive PageRank, 2002): a walker goes along edges in
either direction, and returns to the beginning with a fixed chance at each step. Belongs here: the
weights of edges, and the walk. Stays out: what is made of it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .adjacent import Nodes, firsts
from .piece import CALL, INHERITS, MAKES, OVERRIDES, READ, STANDS_FOR, TAKE, TYPE, USES, WRITE
from .symbol_graph import SymbolGraph

Scores = NDArray[np.float64]

_RETURN: Final = 0.3
"""The chance to begin anew: of ten steps, the average walk takes little more than three."""
_STEPS: Final = 8
LEAST: Final = 1e-5
"""The share of walkers below which a node is not followed."""
_WEIGHTS: Final = np.zeros(len(USES))
_WEIGHTS[[CALL, TAKE, INHERITS, OVERRIDES, STANDS_FOR, MAKES]] = (1.0, 1.0, 0.8, 1.0, 1.0, 1.0)
_WEIGHTS[[WRITE, READ, TYPE]] = (0.7, 0.5, 0.5)
_OF_MEMBERS: Final = 0.3
"""Between a type and each of its methods and properties."""


class Walks:
    """The edges of one graph as a walker sees them: both ways, weighted, without what all use.

    An edge to what very many use says little about each of them: it counts by the square root of
    how many there are.
    """

    def __init__(self, graph: SymbolGraph) -> None:
        source, target, use = graph.all_edges()
        members, holders = graph.all_members()
        weight = np.concatenate((_WEIGHTS[use], np.full(len(members), _OF_MEMBERS)))
        source, target = np.concatenate((source, members)), np.concatenate((target, holders))
        self._count = len(graph)
        used = np.bincount(target, minlength=self._count)
        weight = weight / np.sqrt(used[target])
        ends = np.concatenate((source, target))
        order = np.argsort(ends, kind="stable")
        self._to = np.concatenate((target, source))[order]
        both = np.concatenate((weight, weight))[order]
        self._first = firsts(ends, self._count)
        ends = ends[order]
        out = np.bincount(ends, both, self._count)
        self._share = both / np.maximum(out[ends], 1e-12)

    def near(self, start: Nodes, weights: Scores | None = None) -> Scores:
        """For each node how much of the walk is there; they sum to one at most. `weights` say how
        often it begins at each of `start`; None: equally often.

        What less than one walker in a hundred thousand reaches is not followed.
        """
        begin = np.zeros(self._count)
        if not len(start):
            return begin
        each = np.ones(len(start)) if weights is None else weights
        begin[start] = _RETURN * each / each.sum()
        at = begin / _RETURN
        for _ in range(_STEPS):
            here = np.flatnonzero(at > LEAST)
            starts = self._first[here]
            counts = self._first[here + 1] - starts
            ends = np.cumsum(counts)
            rows = np.arange(ends[-1] if len(ends) else 0)
            rows += np.repeat(starts - (ends - counts), counts)
            mass = np.repeat(at[here], counts)
            mass *= self._share[rows]
            at = begin + (1 - _RETURN) * np.bincount(self._to[rows], mass, self._count)
        # Sums depend on the order of what is summed, which means nothing.
        return np.round(at, 12)

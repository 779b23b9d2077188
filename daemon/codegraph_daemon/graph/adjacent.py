"""Edges between nodes, found from either end.

Belongs here: sorted arrays and looking into them. Stays out: what nodes are (`symbol_graph`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .piece import Bytes

Nodes = NDArray[np.int64]


class Edges(NamedTuple):
    """Edges between nodes: one for each pair of symbols and use."""

    source: Nodes
    target: Nodes
    use: Bytes
    rank: Bytes
    position: NDArray[np.uint64]


class Adjacent(NamedTuple):
    """The rows of edges, sorted by one of their ends, and where those of each node begin."""

    rows: NDArray[np.int64]
    first: NDArray[np.int64]


class Part(NamedTuple):
    """Some files: the edges that they say, by either end."""

    edges: Edges
    by_source: Adjacent
    by_target: Adjacent


def part_of(edges: Edges, nodes: int) -> Part:
    """Edges between so many nodes, sorted both ways."""
    return Part(edges, adjacent(edges.source, nodes), adjacent(edges.target, nodes))


def adjacent(ends: Nodes, nodes: int) -> Adjacent:
    """Rows by one of their ends, of which there may be so many."""
    rows = np.argsort(ends, kind="stable")
    return Adjacent(rows, firsts(ends, nodes))


def firsts(ends: Nodes, nodes: int) -> NDArray[np.int64]:
    """For each node, and one more, how many ends are below it."""
    found = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=nodes), out=found[1:])
    return found


def rows_of(adjacent: Adjacent, nodes: Nodes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(place in `nodes`, row) for each row that has one of some nodes as its end."""
    at, places = rows_between(adjacent.first, nodes)
    return at, adjacent.rows[places]


def rows_between(
    first: NDArray[np.int64], nodes: Nodes
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(place in `nodes`, row) where the rows of a node are those from its `first` to the next."""
    starts = first[nodes]
    counts = first[nodes + 1] - starts
    at = np.repeat(np.arange(len(nodes)), counts)
    shift = np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return at, shift + np.arange(len(at))

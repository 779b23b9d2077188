"""What is central: where a walk along uses ends up, and what lies between the others.

PageRank (Page, Brin, Motwani, Winograd, 1999) and betweenness (Brandes, A faster algorithm for
betweenness centrality, 2001); of large graphs betweenness from a sample of sources (Brandes and
Pich, Centrality estimation in large networks, 2007). Stays out: what nodes are.

Everything is summed in the order of nodes by one thread, for the last digits of a sum depend on its
order.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import rustworkx
from numpy.typing import NDArray

from ..graph.adjacent import Nodes, rows_between
from ..graph.piece import Hashes
from .codebase import Directed

Scores = NDArray[np.float64]

_STEPS: Final = 20_000_000
"""So many edges are looked at from all sources together, which takes a quarter of a second."""
_OF_LEVEL: Final = 3000
"""What one level of a search costs beside its edges."""
_NO_THREADS: Final = 1 << 60
_DIGITS: Final = 9
_SURE: Final = 1.96
"""Standard errors to either side between which a mean lies with a chance of .95."""


class Between(NamedTuple):
    """How much lies between the others by each node: shares of all pairs of nodes."""

    score: Scores
    error: Scores
    """The true score lies so far away at most, with a chance of .95 for what has a high one; 0
    where all was counted."""
    sources: int
    """From how many nodes the shortest ways were followed."""


def ranked(graph: Directed) -> Scores:
    """PageRank of each node; a node that has no edge has none."""
    nodes, part = _with_edges(graph)
    scores = np.zeros(graph.nodes)
    if len(nodes):
        found = rustworkx.pagerank(part, tol=1e-10, max_iter=1000)
        scores[nodes] = np.round([found[number] for number in range(len(nodes))], _DIGITS)
    return scores


def between(graph: Directed) -> Scores:
    """Betweenness of each node, every shortest way counted."""
    nodes, part = _with_edges(graph)
    scores = np.zeros(graph.nodes)
    if len(nodes):
        found = rustworkx.betweenness_centrality(
            part, normalized=True, parallel_threshold=_NO_THREADS
        )
        scores[nodes] = np.round([found[number] for number in range(len(nodes))], _DIGITS)
    return scores


def _with_edges(graph: Directed) -> tuple[Nodes, rustworkx.PyDiGraph]:
    """The nodes that have edges, and the graph of these by their places."""
    nodes = np.unique(np.concatenate((graph.source, graph.target)))
    made = rustworkx.PyDiGraph(multigraph=False)
    made.add_nodes_from(nodes.tolist())
    source, target = (np.searchsorted(nodes, each) for each in (graph.source, graph.target))
    made.add_edges_from_no_data(list(zip(source.tolist(), target.tolist(), strict=True)))
    return nodes, made


def between_sampled(graph: Directed, lots: Hashes, most: int | None = None) -> Between:
    """Betweenness of each node, from `most` of all nodes at which ways begin; absent: as many as
    a quarter of a second allows.

    Those with the lowest of `lots`, one for each node, are drawn: lots that follow from names draw
    the same sources again after an edit, whatever else there is.
    """
    count = graph.nodes
    nodes = len(np.unique(np.concatenate((graph.source, graph.target))))
    begins = np.unique(graph.source)
    by_lot = begins[np.argsort(lots[begins], kind="stable")]
    forwards = graph.forwards()
    to = graph.target[forwards.rows]
    total, squares = np.zeros(count), np.zeros(count)
    drawn = steps = 0
    for source in by_lot[:most].tolist():
        share, looked_at = _dependencies(forwards.first, to, source, count)
        total += share
        squares += share * share
        drawn, steps = drawn + 1, steps + looked_at
        if most is None and steps > _STEPS:
            break
    if not drawn:
        return Between(total, squares, 0)
    pairs = max((nodes - 1) * (nodes - 2), 1)
    mean = total / drawn
    error = np.zeros(count)
    if 1 < drawn < len(begins):
        variance = np.maximum(squares - drawn * mean * mean, 0) / (drawn - 1)
        # Of a sample that is a good part of all, less is left to chance.
        left = 1 - drawn / len(begins)
        error = _SURE * np.sqrt(variance / drawn * left) * len(begins) / pairs
    score = mean * len(begins) / pairs
    return Between(np.round(score, _DIGITS), np.round(error, _DIGITS), drawn)


def _dependencies(
    first: NDArray[np.int64], to: Nodes, source: int, count: int
) -> tuple[Scores, int]:
    """For each node, over all others: the share of the shortest ways from `source` to that other
    one which lead through it; and how much was looked at."""
    distance = np.full(count, -1, np.int32)
    ways = np.zeros(count)
    distance[source], ways[source] = 0, 1.0
    frontier = np.array([source])
    levels: list[tuple[Nodes, Nodes]] = []
    depth = looked_at = 0
    while len(frontier):
        depth += 1
        at, rows = rows_between(first, frontier)
        looked_at += _OF_LEVEL + len(rows)
        found = to[rows]
        distance[found[distance[found] < 0]] = depth
        further = distance[found] == depth
        tail, head = frontier[at[further]], found[further]
        np.add.at(ways, head, ways[tail])
        levels.append((tail, head))
        frontier = np.unique(head)
    share = np.zeros(count)
    for tail, head in reversed(levels):
        np.add.at(share, tail, ways[tail] / ways[head] * (1 + share[head]))
    share[source] = 0
    return share, looked_at

"""What is central: where a walk along uses ends up, and what lies between the others.

PageRank (Page, Brin, Motwani, Winograd, 1999) and betweenness (Brandes, A faster algorithm for
betweenness centrality, 2001); of large graphs betweenness from a sample of sources (Brandes and
Pich, Centrality estimation in large networks, 2007), with how far that may lie from the truth
(Hoeffding, Probability inequalities for sums of bounded random variables, 1963). Stays out: what
nodes are.

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
_WRONG: Final = 0.05
"""The chance that a true score lies farther away than is said, at most."""
_HALVINGS: Final = 40


class Between(NamedTuple):
    """How much lies between the others by each node: shares of all pairs of nodes."""

    score: Scores
    sources: int
    """From how many nodes the shortest ways were followed."""
    begins: int
    """At how many there are ways that begin."""
    pairs: int


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
    total = np.zeros(count)
    drawn = steps = 0
    for source in by_lot[:most].tolist():
        share, looked_at = _dependencies(forwards.first, to, source, count)
        total += share
        drawn, steps = drawn + 1, steps + looked_at
        if most is None and steps > _STEPS:
            break
    pairs = max((nodes - 1) * (nodes - 2), 1)
    score = total / max(drawn, 1) * len(begins) / pairs
    return Between(np.round(score, _DIGITS), drawn, len(begins), pairs)


def errors(graph: Directed, found: Between, nodes: Nodes) -> Scores:
    """How far the true scores of some nodes lie from those that were found, at most, with a chance
    of .95 for each; 0 where all was counted.

    What one source adds to a node lies between nothing and all that the node reaches. Of such
    numbers the mean of a sample is near that of all (Hoeffding's theorem 1, and his section 6 for a
    sample in which none comes twice), whatever they are: where a score is low because few sources
    add to it, and the sample has hardly any of these, a deviation that is seen in the sample says
    too little.
    """
    if found.sources >= found.begins:
        return np.zeros(len(nodes))
    forwards = graph.forwards()
    to = graph.target[forwards.rows]
    reached = [_reached(forwards.first, to, node, graph.nodes) for node in nodes.tolist()]
    most = np.asarray(reached, np.float64) * found.begins / found.pairs
    share = np.clip(found.score[nodes] / np.maximum(most, 1e-300), 0, 1)
    allowed = np.log(2 / _WRONG) / found.sources
    above = _farthest(share, np.ones(len(nodes)), allowed)
    below = _farthest(share, np.zeros(len(nodes)), allowed)
    return np.round(most * np.maximum(above - share, share - below), _DIGITS)


def _farthest(share: Scores, end: Scores, allowed: float) -> Scores:
    """On the way from shares to an end, 0 or 1, what they may be the sample of at the farthest: so
    far that they are told apart from it by `allowed` (Kullback and Leibler's divergence)."""
    near, far = share.copy(), end.copy()
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        inside = _divergence(share, middle) <= allowed
        near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    return far


def _divergence(share: Scores, truth: Scores) -> Scores:
    """How much a share of yes and no says against a true one, for each that is drawn."""
    tiny = 1e-300
    yes = share * np.log(np.maximum(share, tiny) / np.maximum(truth, tiny))
    no = (1 - share) * np.log(np.maximum(1 - share, tiny) / np.maximum(1 - truth, tiny))
    return yes + no


def _reached(first: NDArray[np.int64], to: Nodes, source: int, count: int) -> int:
    """How many other nodes there is a way to."""
    known = np.zeros(count, np.bool_)
    known[source] = True
    frontier = np.array([source])
    while len(frontier):
        _, rows = rows_between(first, frontier)
        found = to[rows]
        frontier = np.unique(found[~known[found]])
        known[frontier] = True
    return int(known.sum()) - 1


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

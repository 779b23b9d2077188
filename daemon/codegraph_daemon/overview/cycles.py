"""Cycles: what depends on itself by way of others.

Belongs here: strongly connected components, and of each a shortest cycle as evidence. Stays out:
what nodes are.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import rustworkx

from .codebase import Directed

_TWO: Final = 2


class Cycle(NamedTuple):
    """Nodes of which each leads to each."""

    members: list[int]
    """Rising."""
    shortest: list[int]
    """One cycle among them that is as short as any, from its lowest node on."""


def cycles(graph: Directed) -> list[Cycle]:
    """Every set of two and more nodes that lead to one another, largest first."""
    nodes = np.unique(graph.source)
    # Whoever is in a cycle has an edge that begins there and one that ends there.
    kept = np.isin(graph.source, graph.target) & np.isin(graph.target, nodes)
    source, target = graph.source[kept], graph.target[kept]
    nodes = np.unique(np.concatenate((source, target)))
    made = rustworkx.PyDiGraph(multigraph=False)
    made.add_nodes_from(nodes.tolist())
    places = (np.searchsorted(nodes, each).tolist() for each in (source, target))
    made.add_edges_from_no_data(list(zip(*places, strict=True)))
    components = rustworkx.strongly_connected_components(made)
    found = [
        sorted(nodes[list(component)].tolist()) for component in components if len(component) > 1
    ]
    of = np.full(graph.nodes, -1, np.int64)
    for number, members in enumerate(found):
        of[members] = number
    inside = (of[source] >= 0) & (of[source] == of[target])
    leads: dict[int, list[int]] = {}
    for a, b in sorted(zip(source[inside].tolist(), target[inside].tolist(), strict=True)):
        leads.setdefault(a, []).append(b)
    made_ = [Cycle(members, _shortest(members, leads)) for members in found]
    return sorted(made_, key=lambda each: (-len(each.members), each.members))


def _shortest(members: list[int], leads: dict[int, list[int]]) -> list[int]:
    """A shortest cycle of a component: of several the one whose lowest node is the lowest."""
    best: list[int] = []
    for start in members:
        found = _back_to(start, leads, len(best) - 1 if best else len(members))
        if found:
            best = found
        if len(best) == _TWO:
            break
    return best


def _back_to(start: int, leads: dict[int, list[int]], most: int) -> list[int]:
    """A shortest way from a node back to it with at most `most` nodes, all of them no lower than
    it: of cycles through lower ones these have told already."""
    before: dict[int, int] = {}
    level = [start]
    for _ in range(most):
        following: list[int] = []
        for node in level:
            for other in leads[node]:
                if other == start:
                    way = [node]
                    while way[-1] != start:
                        way.append(before[way[-1]])
                    return way[::-1]
                if other > start and other not in before:
                    before[other] = node
                    following.append(other)
        level = following
        if not level:
            break
    return []

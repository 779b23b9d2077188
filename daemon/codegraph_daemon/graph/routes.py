"""Calls around symbols, and the shortest ways from some symbols to others.

Belongs here: which edges count as calls, and following them in either direction. Stays out: arrays
(`symbol_graph`), and how what is found is told (`queries.drawn`, `queries.paths`).

A call of a member may run what overrides it; a call of a class runs its constructor. So both are
edges here as well.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .adjacent import Nodes
from .piece import CALL, MAKES, OVERRIDES, TAKE, Bytes
from .symbol_graph import Step, SymbolGraph
from .walk import POSSIBLE, PathOf

_MOST_STEPS: Final = 60
"""The longest way that is looked for; nobody follows one of that length."""


class Around(NamedTuple):
    """Symbols around others, nearest first, and the calls among all of them."""

    nodes: Nodes
    distance: NDArray[np.int32]
    """How many calls each is away; 0: it was asked for; -1: it stands beside."""
    cut: bool
    """Whether there are more than were wanted."""
    source: NDArray[np.int64]
    """Of each call: the place in `nodes` of who calls, and of what is called."""
    target: NDArray[np.int64]
    use: Bytes
    rank: Bytes
    position: NDArray[np.uint64]
    """Where the call is, in the file of its source: line << 32 | column."""


class Stop(NamedTuple):
    """One symbol on a way, and how the one before it leads there."""

    node: int
    use: int
    rank: int
    position: int


def called(graph: SymbolGraph, nodes: Nodes, *, possible: bool) -> Step:
    """What is called by some symbols, or run by calls of them."""
    step = graph.used(nodes)
    kept = _is_call(graph, step.use, step.found) | (step.use == MAKES)
    at, below = graph.overriding(nodes)
    return _with_dispatch(step, kept, at, below, possible=possible)


def calling(graph: SymbolGraph, nodes: Nodes, *, possible: bool) -> Step:
    """Who calls some symbols, or whose calls run them."""
    step = graph.users(nodes)
    kept = _is_call(graph, step.use, nodes[step.at]) | (step.use == MAKES)
    at, above = graph.overridden(nodes)
    return _with_dispatch(step, kept, at, above, possible=possible)


def around(
    graph: SymbolGraph,
    start: Nodes,
    directions: tuple[bool, bool],
    depth: int,
    most: int,
    path_of: PathOf,
    *,
    beside: Nodes,
    possible: bool,
) -> Around:
    """At most `most` symbols at most `depth` calls away; `directions`: callers, callees.

    Each direction is followed for itself: what a caller calls as well is not around. Of symbols
    that stand `beside` the calls are told that join them with what is around, and no others.
    """
    chosen, distances = [start], [np.zeros(len(start), np.int32)]
    known = np.zeros(len(graph), np.bool_)
    known[start] = True
    room, cut = most - len(start), False
    frontiers = [start if wanted else start[:0] for wanted in directions]
    for distance in range(1, depth + 1):
        for side, follow in enumerate((calling, called)):
            found = np.unique(follow(graph, frontiers[side], possible=possible).found)
            found = found[~known[found]]
            found = found[np.argsort(graph.places(found, path_of), kind="stable")]
            cut |= len(found) > room
            found = found[: max(room, 0)]
            room -= len(found)
            known[found] = True
            frontiers[side] = found
            chosen.append(found)
            distances.append(np.full(len(found), distance, np.int32))
    outside = beside[~known[beside]]
    chosen.append(outside)
    distances.append(np.full(len(outside), -1, np.int32))
    nodes = np.concatenate(chosen)
    asked = len(nodes) - len(outside)
    step = called(graph, nodes, possible=possible)
    place_of = np.full(len(graph), -1, np.int64)
    place_of[nodes] = np.arange(len(nodes))
    inside = place_of[step.found] >= 0
    inside &= step.found != nodes[step.at]
    inside &= (step.at < asked) | (place_of[step.found] < asked)
    at, found, use, rank, position = step.only(inside)
    order = np.lexsort((use, place_of[found], at))
    return Around(
        nodes,
        np.concatenate(distances),
        bool(cut),
        at[order],
        place_of[found[order]],
        use[order],
        rank[order],
        position[order],
    )


def routes(
    graph: SymbolGraph, start: Nodes, goal: Nodes, most: int, path_of: PathOf, *, possible: bool
) -> list[list[Stop]]:
    """At most `most` of the shortest ways from one of `start` to one of `goal`, by calls.

    Of those of one length the surest come first, then those through what comes first by path.
    """
    before: dict[int, list[Stop]] = {}
    seen = np.zeros(len(graph), np.bool_)
    seen[start] = True
    is_goal = np.zeros(len(graph), np.bool_)
    is_goal[goal] = True
    frontier = start
    for _ in range(_MOST_STEPS):
        step = called(graph, frontier, possible=possible)
        step = step.only(~seen[step.found])
        if not len(step.found):
            return []
        sources = frontier[step.at]
        order = np.lexsort(
            (step.position, step.use, graph.places(frontier, path_of)[step.at], step.rank)
        )
        for row in order.tolist():
            stop = Stop(
                int(sources[row]), int(step.use[row]), int(step.rank[row]), int(step.position[row])
            )
            known = before.setdefault(int(step.found[row]), [])
            if len(known) < most and all(each.node != stop.node for each in known):
                known.append(stop)
        frontier = np.unique(step.found)
        seen[frontier] = True
        reached = frontier[is_goal[frontier]]
        if len(reached):
            reached = reached[np.argsort(graph.places(reached, path_of), kind="stable")]
            found = [way for node in reached.tolist() for way in _back(before, node, most)]
            return sorted(found, key=lambda way: max(stop.rank for stop in way[1:]))[:most]
    return []


def _back(before: dict[int, list[Stop]], node: int, most: int) -> list[list[Stop]]:
    """The ways that end at a node, from their beginnings."""
    ways: list[list[Stop]] = []
    waiting: list[tuple[int, list[Stop]]] = [(node, [])]
    while waiting and len(ways) < most:
        at, rest = waiting.pop()
        steps = before.get(at)
        if steps is None:
            ways.append([Stop(at, CALL, 0, 0), *rest])
            continue
        for stop in reversed(steps):
            here = Stop(at, stop.use, stop.rank, stop.position)
            waiting.append((stop.node, [here, *rest]))
    return ways


def _is_call(graph: SymbolGraph, use: Bytes, target: Nodes) -> NDArray[np.bool_]:
    is_call: NDArray[np.bool_] = (use == CALL) | ((use == TAKE) & graph.is_member[target])
    return is_call


def _with_dispatch(
    step: Step, kept: NDArray[np.bool_], at: NDArray[np.int64], others: Nodes, *, possible: bool
) -> Step:
    if not possible:
        kept = kept & ~POSSIBLE[step.rank]
    step = step.only(kept)
    return Step(
        np.concatenate((step.at, at)),
        np.concatenate((step.found, others)),
        np.concatenate((step.use, np.full(len(at), OVERRIDES, np.uint8))),
        np.concatenate((step.rank, np.zeros(len(at), np.uint8))),
        np.concatenate((step.position, np.zeros(len(at), np.uint64))),
    )

"""What a change of some symbols reaches: who uses them, who uses those, and so on.

Belongs here: the walk and its rules. Stays out: arrays (`symbol_graph`), and what is said of the
symbols that are found (`queries.impact`).
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..facts import Kind
from ..resolve.values import TRUST, Origin
from .adjacent import Nodes
from .paths import PathOf as PathOf
from .piece import CALL, INHERITS, MAKES, ORIGINS, OVERRIDES, Bytes
from .symbol_graph import Step, SymbolGraph

_CONFIDENCE: Final = np.array([TRUST[origin].confidence for origin in ORIGINS])
POSSIBLE: Final = np.array([TRUST[origin].tier == "possible" for origin in ORIGINS])
"""By place in `ORIGINS`: whether it is only possible."""


USUAL_DEPTH: Final = 5
"""So many steps a change is followed if nobody says how many."""

_SUPER: Final = ORIGINS.index(Origin.SUPER)


class Reached(NamedTuple):
    """Symbols by distance, then by how sure it is that they are reached."""

    node: Nodes
    distance: NDArray[np.int32]
    """Steps from the nearest of the symbols that the walk began with: 1 and more."""
    confidence: NDArray[np.float64]
    """The product of the confidences along the surest way of that length."""
    through: Nodes
    """The symbol before it on that way."""
    use: Bytes
    """What it does with that (`piece.USES`)."""
    rank: Bytes
    """How sure that last step is (`piece.ORIGINS`)."""
    weakest: Bytes
    """How sure the least sure step of the way is."""
    position: NDArray[np.uint64]
    """Where in its file it does so: line << 32 | column."""


class Beside(NamedTuple):
    """Symbols that are reached in one step by what the graph does not know."""

    node: Nodes
    sure: NDArray[np.float64]
    weakest: Bytes
    """As in `Reached`."""


def reached(
    graph: SymbolGraph,
    start: Nodes,
    depth: int,
    path_of: PathOf,
    *,
    possible: bool,
    beside: Beside | None = None,
) -> Reached:
    """Who is reached from `start` in at most `depth` steps, `start` left out.

    A member that overrides others is also reached by who calls those; who calls a class calls its
    constructor; a class that is reached reaches those below it. A member that overrides one of
    `start` is reached, and leads nowhere: who uses it does not use the other. What is reached is
    led on from but for modules, whose every user would be. `possible`: also along what is only
    found by its name. Who is reached from `beside` is told as well, itself not.
    """
    seen = np.zeros(len(graph), np.bool_)
    seen[start] = True
    if beside is not None:
        seen[beside.node] = True
    kinds = graph.kinds
    frontier = _Frontier(start, np.ones(len(start)), np.zeros(len(start), np.uint8))
    levels: list[Reached] = []
    for distance in range(1, depth + 1):
        found = _level(graph, frontier, distance, seen, path_of, possible=possible)
        levels.append(found)
        more = beside if distance == 1 else None
        if not len(found.node) and more is None:
            break
        leads_on = (kinds[found.node] != Kind.MODULE) & (found.use != OVERRIDES)
        frontier = _Frontier(
            *(each[leads_on] for each in (found.node, found.confidence, found.weakest))
        )
        if more is not None:
            leads_on = kinds[more.node] != Kind.MODULE
            frontier = _Frontier(
                np.concatenate((frontier.node, more.node[leads_on])),
                np.concatenate((frontier.sure, more.sure[leads_on])),
                np.concatenate((frontier.weakest, more.weakest[leads_on])),
            )
    return Reached(*map(np.concatenate, zip(*levels, strict=True)))


def nodes_reached(
    graph: SymbolGraph, start: Nodes, depth: int, path_of: PathOf, *, possible: bool
) -> Nodes:
    """The symbols that `reached` finds, in no order."""
    seen = np.zeros(len(graph), np.bool_)
    seen[start] = True
    first = _Frontier(start, np.ones(len(start)), np.zeros(len(start), np.uint8))
    found = _level(graph, first, 1, seen, path_of, possible=possible)
    nodes, leads_on = found.node, found.use != OVERRIDES
    levels = [nodes]
    for _ in range(depth - 1):
        nodes = nodes[leads_on & (graph.kinds[nodes] != Kind.MODULE)]
        if not len(nodes):
            break
        # Of what no longer is about members that override, how it is reached makes no difference.
        users = graph.users(nodes)
        steps = (_of_uses(users), _through_overridden(graph, nodes))
        reaching = (*steps, _through_classes(graph, users))
        further = np.concatenate([step.found for step in reaching])
        if not possible:
            further = further[~POSSIBLE[np.concatenate([step.rank for step in reaching])]]
        nodes = np.unique(further[~seen[further]])
        seen[nodes] = True
        levels.append(nodes)
        leads_on = np.ones(len(nodes), np.bool_)
    return np.concatenate(levels)


class _Frontier(NamedTuple):
    """Symbols to lead on from, with how sure it is that they are reached."""

    node: Nodes
    sure: NDArray[np.float64]
    weakest: Bytes


def _level(
    graph: SymbolGraph,
    frontier: _Frontier,
    distance: int,
    seen: NDArray[np.bool_],
    path_of: PathOf,
    *,
    possible: bool,
) -> Reached:
    nodes = frontier.node
    users = graph.users(nodes)
    steps = [_of_uses(users), _through_overridden(graph, nodes), _through_classes(graph, users)]
    if distance == 1:
        steps.append(_overriding(graph, nodes))
    at, found, use, rank, position = map(np.concatenate, zip(*steps, strict=True))
    kept = ~seen[found]
    if not possible:
        kept &= ~POSSIBLE[rank]
    at, found, use, rank, position = (each[kept] for each in (at, found, use, rank, position))
    confidence = frontier.sure[at] * _CONFIDENCE[rank]
    # The surest way to each; of equals the one through the symbol that comes first by path.
    through = graph.places(nodes, path_of)[at]
    rows = _least(len(graph), found, np.arange(len(found)), -confidence, through)
    order = rows[np.lexsort((position[rows], use[rows], found[rows]))]
    found = found[order]
    first = np.ones(len(found), np.bool_)
    first[1:] = found[1:] != found[:-1]
    chosen, found = order[first], found[first]
    seen[found] = True
    by_surest = np.lexsort((graph.places(found, path_of), -confidence[chosen]))
    chosen, found = chosen[by_surest], found[by_surest]
    return Reached(
        found,
        np.full(len(found), distance, np.int32),
        confidence[chosen],
        nodes[at[chosen]],
        use[chosen],
        rank[chosen],
        np.maximum(frontier.weakest[at[chosen]], rank[chosen]),
        position[chosen],
    )


def _least(
    count: int, nodes: Nodes, rows: NDArray[np.int64], *keys: NDArray[Any]
) -> NDArray[np.int64]:
    """Of some rows those that have the least of the first key among all that have the same node,
    of these those with the least of the second, and so on: sorting all takes several times as long.
    There are so many nodes."""
    for key in keys:
        least = np.full(count, key.max(initial=0), key.dtype)
        np.minimum.at(least, nodes[rows], key[rows])
        rows = rows[key[rows] == least[nodes[rows]]]
    return rows


def _of_uses(step: Step) -> Step:
    return step.only(step.use != MAKES)


def _through_overridden(graph: SymbolGraph, nodes: Nodes) -> Step:
    """Who uses what these override, but for those who say that they mean just that."""
    at, above = graph.overridden(nodes)
    step = _of_uses(graph.users(above))
    step = step.only(step.rank != _SUPER)
    return step._replace(at=at[step.at])


def _through_classes(graph: SymbolGraph, makers: Step) -> Step:
    """Who calls the classes of which some symbols are the constructors, by who uses these."""
    made = makers.use == MAKES
    at, classes = makers.at[made], makers.found[made]
    all_at, all_classes = [at], [classes]
    seen = np.zeros(len(graph), np.bool_)
    seen[classes] = True
    # Classes below have the constructor as well, as long as they have none of their own.
    while len(classes):
        below = graph.users(classes, INHERITS)
        at, classes = at[below.at], below.found
        new = ~seen[classes]
        new[graph.used(classes, MAKES).at] = False
        at, classes = at[new], classes[new]
        seen[classes] = True
        all_at.append(at)
        all_classes.append(classes)
    step = graph.users(np.concatenate(all_classes))
    step = step.only(step.use == CALL)
    return step._replace(at=np.concatenate(all_at)[step.at])


def _overriding(graph: SymbolGraph, nodes: Nodes) -> Step:
    at, below = graph.overriding(nodes)
    return Step(
        at,
        below,
        np.full(len(at), OVERRIDES, np.uint8),
        np.zeros(len(at), np.uint8),
        np.zeros(len(at), np.uint64),
    )

"""Communities: files that hang together more than with the rest.

Modularity (Newman, 2006) by the method of Louvain (Blondel, Guillaume, Lambiotte, Lefebvre, 2008).
Belongs here: the method, and what a community is called. Stays out: where dependencies are from.

The method goes through nodes in their order, which is that of paths, and takes the lower community
of equally good ones, so what it finds follows from the files alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from .central import Scores
from .codebase import Directed

_LEAST_GAIN: Final = 1e-9
_MOST_SWEEPS: Final = 100

Weighted = list[dict[int, float]]
"""For each node its neighbours, and how much it has to do with each."""


class Found(NamedTuple):
    """The communities, largest first."""

    members: list[list[int]]
    modularity: float
    """How much more lies inside of communities than chance would have it: below 1, and 0 for none
    of it."""


def communities(graph: Directed, weight: Scores) -> Found:
    """Those of all nodes with edges, as far as they have two members and more.

    What very many use tells little about each of them: a dependency counts by the square root of
    how many others there are on the same.
    """
    nodes = np.unique(np.concatenate((graph.source, graph.target)))
    if not len(nodes):
        return Found([], 0.0)
    source, target = (np.searchsorted(nodes, each) for each in (graph.source, graph.target))
    used = np.bincount(target, minlength=len(nodes))
    strength = (1 + np.log2(weight)) / np.sqrt(used[target])
    links: Weighted = [{} for _ in nodes]
    for a, b, w in zip(source.tolist(), target.tolist(), strength.tolist(), strict=True):
        links[a][b] = links[a].get(b, 0.0) + w
        links[b][a] = links[b].get(a, 0.0) + w
    own = [0.0] * len(nodes)
    of = list(range(len(nodes)))
    while True:
        moved = _sweeps(links, own)
        if moved == list(range(len(links))):
            break
        of = [moved[each] for each in of]
        links, own = _merged(links, own, moved)
    members: dict[int, list[int]] = {}
    for place, community in enumerate(of):
        members.setdefault(community, []).append(int(nodes[place]))
    found = [each for each in members.values() if len(each) > 1]
    return Found(
        sorted(found, key=lambda each: (-len(each), each)), round(_modularity(links, own), 6)
    )


def _sweeps(links: Weighted, own: list[float]) -> list[int]:
    """The community of each node, numbered from 0 in the order of their first nodes."""
    degree = [2 * inside + sum(near.values()) for inside, near in zip(own, links, strict=True)]
    whole = sum(degree)
    of = list(range(len(links)))
    total = degree.copy()
    for _ in range(_MOST_SWEEPS):
        changed = False
        for node, near in enumerate(links):
            here = of[node]
            total[here] -= degree[node]
            to: dict[int, float] = {here: 0.0}
            for other, weight in near.items():
                to[of[other]] = to.get(of[other], 0.0) + weight
            best, most = here, to[here] - degree[node] * total[here] / whole
            for community in sorted(to):
                gain = to[community] - degree[node] * total[community] / whole
                if gain > most + _LEAST_GAIN:
                    best, most = community, gain
            total[best] += degree[node]
            changed |= best != here
            of[node] = best
        if not changed:
            break
    numbers = {each: number for number, each in enumerate(dict.fromkeys(of))}
    return [numbers[each] for each in of]


def _merged(links: Weighted, own: list[float], of: Sequence[int]) -> tuple[Weighted, list[float]]:
    """The graph whose nodes are communities."""
    count = max(of) + 1
    merged: Weighted = [{} for _ in range(count)]
    inside = [0.0] * count
    for node, near in enumerate(links):
        here = of[node]
        inside[here] += own[node]
        for other, weight in near.items():
            if of[other] == here:
                inside[here] += weight / 2
            else:
                merged[here][of[other]] = merged[here].get(of[other], 0.0) + weight
    return merged, inside


def _modularity(links: Weighted, own: list[float]) -> float:
    """Of a graph whose nodes are the communities."""
    degree = [2 * each + sum(near.values()) for each, near in zip(own, links, strict=True)]
    whole = sum(degree)
    if not whole:
        return 0.0
    return sum(2 * each / whole - (d / whole) ** 2 for each, d in zip(own, degree, strict=True))


def names_of(members: Sequence[Sequence[int]], paths: Sequence[str]) -> list[str]:
    """What each community is called: the folder that fits it best, and where that is no more its
    name than another's, its first member as well."""
    sizes: dict[str, int] = {}
    for some in members:
        for each in some:
            for folder in _folders(paths[each]):
                sizes[folder] = sizes.get(folder, 0) + 1
    folders = [_fitting([paths[each] for each in some], sizes) for some in members]
    names = []
    for folder, some in zip(folders, members, strict=True):
        name = folder or "."
        if folders.count(folder) > 1:
            name += f" ({paths[some[0]].removeprefix(folder).lstrip('/')})"
        names.append(name)
    return names


def inside_first(some: Sequence[int], graph: Directed) -> list[int]:
    """The members of a community, those first that most others of it depend on."""
    inside = np.zeros(graph.nodes, np.bool_)
    inside[list(some)] = True
    users = np.bincount(graph.among(inside).target, minlength=graph.nodes)
    return sorted(some, key=lambda each: (-users[each], each))


def _folders(path: str) -> list[str]:
    """The folders that a file is in, outermost first; the root is the empty one."""
    steps = path.split("/")[:-1]
    return ["/".join(steps[:depth]) for depth in range(len(steps) + 1)]


def _fitting(paths: Sequence[str], sizes: Mapping[str, int]) -> str:
    """The folder with the best balance of holding these files (of how many there are, `sizes`
    tells) and holding no others."""
    held: dict[str, int] = {}
    for path in paths:
        for folder in _folders(path):
            held[folder] = held.get(folder, 0) + 1
    fits = {each: 2 * count / (len(paths) + sizes[each]) for each, count in held.items()}
    return min(fits, key=lambda each: (-fits[each], -len(each), each))

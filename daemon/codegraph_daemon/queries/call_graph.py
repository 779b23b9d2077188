"""Calls around a symbol or a file as one graph, and the ways by calls from one symbol to another.

Belongs here: `callGraph` and `paths`. Stays out: which edges are calls and how they are followed
(`graph.routes`), and how a graph is drawn (whoever asks).
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from operator import itemgetter
from typing import Any, Final

import numpy as np

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..facts import MODULE_HASH
from ..graph.graphs import Graphs
from ..graph.piece import CALL, MAKES, ORIGINS, OVERRIDES, TAKE, USES
from ..graph.routes import Stop, around, routes
from ..graph.symbol_graph import SymbolGraph
from ..resolve.links import Target
from ..resolve.values import TRUST, Origin
from . import possible
from .answering import Asked, definitions, fresh_answer
from .reading import Snapshot
from .subject import everything, subject, symbol_of_key, whole_file
from .symbols import Names
from .targets import locate, with_inner_symbols

_DEEPEST: Final = 20
_USUAL: Final = 2
_MOST: Final = 200
_MOST_OF_ALL: Final = 2000
_ROUTES: Final = 5
_SUBJECT: Final = frozenset(("path", "line", "column", "symbol", "key"))
_DIRECTIONS: Final = {"callers": (True, False), "callees": (False, True), "both": (True, True)}

_SAID: Final = {CALL: USES[CALL], TAKE: USES[TAKE], MAKES: USES[MAKES], OVERRIDES: "may run"}
"""What an edge is called: a call of a member may run what overrides it."""


async def call_graph(asked: Asked, names: Names, graphs: Graphs) -> Answer:
    """The symbols around one, or around all of a file, nearest first, with the calls among them."""
    depth = _number(asked, "depth", _USUAL, _DEEPEST)
    most = _number(asked, "most", _MOST, _MOST_OF_ALL)
    directions = _DIRECTIONS.get(asked.params.get("direction", "callees"))
    if directions is None:
        raise BadRequest(f"direction must be one of {', '.join(_DIRECTIONS)}")
    by_name = possible.policy(asked) != "never"
    edges: list[dict[str, Any]] = []
    here: set[str] = set()

    async def compute() -> Sequence[Result]:
        here.clear()
        snapshot, about = await _asked_for(asked, names)
        targets = [each for target in about for each in with_inner_symbols(snapshot, target)]
        graph = await graphs.of(snapshot.generation, asked.view, asked.pace.breathe)
        found = around(
            graph,
            np.unique(graph.nodes(targets)),
            directions,
            depth,
            most,
            snapshot.generation.path_of,
            beside=np.unique(graph.nodes(_beside(asked, snapshot))),
            possible=by_name,
        )
        if found.cut:
            asked.reason = f"the graph is cut at {most:,} symbols, the nearest"
        told = [_told(snapshot, graph, int(node)) for node in found.nodes]
        for result, distance in zip(told, found.distance.tolist(), strict=True):
            result["distance"] = distance
        edges[:] = [
            _edge(told[source], told[target], Stop(target, use, rank, position))
            for source, target, use, rank, position in zip(
                *(each.tolist() for each in found[3:]), strict=True
            )
        ]
        joined = {each[end] for each in edges for end in ("source", "target")}
        named = set() if _is_of_file(asked) else set(graph.nodes(about).tolist())
        # Of what lies in the symbol or file, what takes part in no call says nothing here.
        kept = [
            result
            for result, node in zip(told, found.nodes.tolist(), strict=True)
            if result["distance"] > 0
            or (result["distance"] == 0 and (node in named or result["key"] in joined))
        ]
        here.update(result["key"] for result in kept)
        here.update(result["key"] for result in told if result["distance"] < 0)
        return sorted(kept, key=itemgetter("distance", "path", "line", "column"))

    answer = await fresh_answer(asked, compute)
    answer["edges"] = [each for each in edges if here.issuperset((each["source"], each["target"]))]
    return answer


async def paths(asked: Asked, names: Names, graphs: Graphs) -> Answer:
    """The shortest ways by calls from one symbol to another, each from its beginning to its end."""
    most = _number(asked, "most", _ROUTES, _MOST)
    wanted = asked.params.get("to")
    if not isinstance(wanted, dict) or not wanted.keys() <= _SUBJECT:
        raise BadRequest("to must say a symbol: path, line and column, or symbol, or key")
    by_name = possible.policy(asked) != "never"

    async def compute() -> Sequence[Result]:
        about = await subject(asked, names)
        goals = await _subject_of(asked, names, wanted)
        snapshot = await everything(asked)
        graph = await graphs.of(snapshot.generation, asked.view, asked.pace.breathe)
        start, goal = (np.unique(graph.nodes(some)) for some in (about.targets, goals))
        path_of = snapshot.generation.path_of
        found = routes(graph, start, goal, most, path_of, possible=by_name)
        if not found and about.targets and goals:
            back = routes(graph, goal, start, 1, path_of, possible=by_name)
            asked.reason = "no way leads there by calls" + (
                "; one leads back, from the second to the first" if back else ""
            )
        return [
            result
            for number, way in enumerate(found)
            for result in _way(snapshot, graph, way, number)
        ]

    return await fresh_answer(asked, compute)


async def _subject_of(asked: Asked, names: Names, params: dict[str, Any]) -> list[Target]:
    """The symbols that other parameters than the question's own point at."""
    other = copy(asked)
    other.params = {n: value for n, value in asked.params.items() if n not in _SUBJECT} | params
    targets = (await subject(other, names)).targets
    if not targets:
        asked.reason = asked.reason or other.reason
    return targets


def _beside(asked: Asked, snapshot: Snapshot) -> list[Target]:
    """The symbols that whoever asks has already, as far as they are still there."""
    keys = asked.params.get("beside", [])
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise BadRequest("beside must be a list of keys of earlier results")
    found = (symbol_of_key(asked, snapshot, key) for key in keys)
    return [each[1] for each in found if each is not None]


def _edge(source: Result, target: Result, how: Stop) -> dict[str, Any]:
    trust = TRUST[ORIGINS[how.rank]]
    edge = {
        "source": source["key"],
        "target": target["key"],
        "use": _SAID[how.use],
        "tier": trust.tier,
        "confidence": trust.confidence,
    }
    if how.use == OVERRIDES:
        # No place says so.
        return edge
    return edge | {"line": how.position >> 32, "column": how.position & 0xFFFFFFFF}


def _way(snapshot: Snapshot, graph: SymbolGraph, way: list[Stop], number: int) -> list[Result]:
    results: list[Result] = []
    for distance, stop in enumerate(way):
        result = _told(snapshot, graph, stop.node)
        result["route"], result["distance"] = number, distance
        if distance:
            trust = TRUST[ORIGINS[stop.rank]]
            result["use"] = _SAID[stop.use]
            result["tier"], result["confidence"] = trust.tier, trust.confidence
            before = results[-1]
            result["through"] = before.get("qualified") or before["name"]
            if stop.use != OVERRIDES:
                result["at"] = [stop.position >> 32, stop.position & 0xFFFFFFFF]
        results.append(result)
    return results


def _is_of_file(asked: Asked) -> bool:
    return "path" in asked.params and "line" not in asked.params


async def _asked_for(asked: Asked, names: Names) -> tuple[Snapshot, list[Target]]:
    """The symbols that the graph is to be around, or the own symbol of a file."""
    if _is_of_file(asked):
        snapshot, file = await whole_file(asked)
        return snapshot, [] if file is None else [(file.entry.path_id, MODULE_HASH)]
    about = await subject(asked, names)
    return await everything(asked), about.targets


def _told(snapshot: Snapshot, graph: SymbolGraph, node: int) -> Result:
    target = graph.target(node)
    where = locate(snapshot, target)
    if where is None:
        raise LookupError(f"the graph has a symbol that its file has not: {target}")
    result = definitions(*where, Origin.DEFINITION)[0]
    if target[1] == MODULE_HASH:
        result["key"] = f"{where[0].path}#"
    if graph.is_test(target[0], where[0].path):
        result["test"] = True
    return result


def _number(asked: Asked, name: str, usual: int, most: int) -> int:
    value = asked.params.get(name, usual)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise BadRequest(f"{name} must be a whole number from 1 to {most}")
    return value

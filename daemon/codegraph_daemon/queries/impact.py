"""Impact: what a change of a symbol may reach, nearest first, and which tests exercise it.

Belongs here: what a change begins with, and what is said of each symbol that it reaches. Stays out:
the walk itself and its rules (`graph.walk`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, overload

import numpy as np

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..chunks.traits import Trait
from ..graph.graphs import Graphs
from ..graph.piece import ORIGINS, USES
from ..graph.symbol_graph import SymbolGraph
from ..graph.walk import Reached, reached
from ..ranking.paths import traits_of_path
from ..resolve.values import TRUST
from ..workers.pool import Pool
from . import possible
from .answering import Asked, definitions, fresh_answer
from .changes import compared_to, symbols_of
from .reading import Snapshot, module_name
from .subject import everything, subject
from .symbols import Names
from .targets import locate, with_inner_symbols

_DEEPEST: Final = 20
_USUAL: Final = 5
_TESTS: Final = ("auto", "only", "never")


async def impact(asked: Asked, names: Names, graphs: Graphs, pool: Pool) -> Answer:
    """What is reached by a change of the symbol at a position, of a name or of a key; or by all
    that is different since a revision."""
    depth, tests = _depth(asked), _tests(asked)
    # Links by name alone are made only where no more than names is known of a language.
    by_name = possible.policy(asked) != "never"
    of_changes = "since" in asked.params or bool(asked.params.get("staged"))
    summary: dict[str, Any] = {}

    async def compute() -> Sequence[Result]:
        if of_changes:
            snapshot = await everything(asked)
            changes = (await compared_to(asked, pool)).changes
            # What a symbol holds has changes of its own.
            begun = symbols_of(snapshot, changes)
            summary["changes"] = len(changes)
        else:
            about = await subject(asked, names)
            snapshot = await everything(asked)
            inner = (with_inner_symbols(snapshot, target) for target in about.targets)
            begun = [each for targets in inner for each in targets]
        graph = await graphs.of(snapshot.generation, asked.view, asked.pace.breathe)
        start = graph.nodes(begun)
        if not of_changes:
            start = np.unique(np.concatenate((start, graph.members(start))))
        found = reached(graph, start, depth, snapshot.generation.path_of, possible=by_name)
        are_tests = _are_tests(snapshot, graph, found)
        summary.update(_summary(snapshot, graph, found, are_tests, depth))
        if tests != "auto":
            kept = are_tests == (tests == "only")
            found, are_tests = Reached(*(each[kept] for each in found)), are_tests[kept]
        return _Described(snapshot, graph, found, are_tests)

    answer = await fresh_answer(asked, compute)
    answer["summary"] = summary
    return answer


def _depth(asked: Asked) -> int:
    depth = asked.params.get("depth", _USUAL)
    if not isinstance(depth, int) or isinstance(depth, bool) or not 1 <= depth <= _DEEPEST:
        raise BadRequest(f"depth must be a whole number from 1 to {_DEEPEST}")
    return depth


def _tests(asked: Asked) -> str:
    wanted = asked.params.get("tests", "auto")
    if wanted not in _TESTS:
        raise BadRequest("tests must be auto, only or never")
    return str(wanted)


def _are_tests(snapshot: Snapshot, graph: SymbolGraph, found: Reached) -> Any:
    """Whether each symbol lies in a file that tests something, by its content or its path."""
    paths = graph.paths(found.node)
    files = np.unique(paths)
    path_of = snapshot.generation.path_of
    testing = [
        path_id
        for path_id in files.tolist()
        if path_id in graph.tests or traits_of_path(path_of(path_id)) & Trait.TEST
    ]
    return np.isin(paths, np.array(testing, np.uint32))


def _summary(
    snapshot: Snapshot, graph: SymbolGraph, found: Reached, are_tests: Any, depth: int
) -> dict[str, Any]:
    paths = graph.paths(found.node)
    path_of = snapshot.generation.path_of
    ids, counts = np.unique(paths[are_tests], return_counts=True)
    files = [[path_of(p), n] for p, n in zip(ids.tolist(), counts.tolist(), strict=True)]
    return {
        "symbols": len(found.node),
        "files": len(np.unique(paths)),
        "by_distance": np.bincount(found.distance, minlength=depth + 1)[1:].tolist(),
        "tests": int(are_tests.sum()),
        "test_files": sorted(files, key=lambda row: (-row[1], row[0])),
    }


class _Described(Sequence[Result]):
    """The symbols that were reached as results, made when a page of them is taken."""

    def __init__(
        self, snapshot: Snapshot, graph: SymbolGraph, found: Reached, are_tests: Any
    ) -> None:
        self._snapshot = snapshot
        self._graph = graph
        self._found = found
        self._are_tests = are_tests

    def __len__(self) -> int:
        return len(self._found.node)

    @overload
    def __getitem__(self, at: int) -> Result: ...
    @overload
    def __getitem__(self, at: slice) -> list[Result]: ...
    def __getitem__(self, at: int | slice) -> Result | list[Result]:
        if isinstance(at, slice):
            return [self._result(each) for each in range(len(self))[at]]
        return self._result(range(len(self))[at])

    def _result(self, at: int) -> Result:
        found, graph = self._found, self._graph
        target = graph.target(int(found.node[at]))
        where = locate(self._snapshot, target)
        if where is None:
            raise LookupError(f"the graph has a symbol that its file has not: {target}")
        origin = ORIGINS[found.rank[at]]
        result = definitions(*where, origin)[0]
        result["confidence"] = round(float(found.confidence[at]), 4)
        result["tier"] = TRUST[ORIGINS[found.weakest[at]]].tier
        result["distance"] = int(found.distance[at])
        result["use"] = USES[found.use[at]]
        result["through"], result["through_key"] = self._named(int(found.through[at]))
        if self._are_tests[at]:
            result["test"] = True
        return result

    def _named(self, node: int) -> tuple[str, str]:
        where = locate(self._snapshot, self._graph.target(node))
        if where is None:
            return "", ""
        file, symbol = where
        name = file.facts.shown(symbol) or module_name(file.path)
        return name, f"{file.path}#{file.facts.identity(symbol)}"

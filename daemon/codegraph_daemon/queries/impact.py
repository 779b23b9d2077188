"""Impact: what a change of a symbol may reach, nearest first, and which tests exercise it.

Belongs here: what a change begins with, and what is said of all that it reaches. Stays out: the
walk itself and its rules (`graph.walk`), and what is said of each (`reaching`).
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..graph.graphs import Graphs
from ..graph.symbol_graph import SymbolGraph
from ..graph.walk import USUAL_DEPTH, reached
from ..history.compare import SymbolChange
from ..history.pasts import Pasts
from ..resolve.links import Target
from ..workers.pool import Pool
from . import possible
from .answering import Asked, fresh_answer
from .broken import broken_by
from .changes import compared_to, row_of, symbols_of
from .exported import Exported
from .reaching import Described, Rows, beside, rows_of
from .reading import Snapshot
from .subject import everything, subject
from .symbols import Names
from .targets import with_inner_symbols

_DEEPEST: Final = 20
_TESTS: Final = ("auto", "only", "never")
_TOGETHER: Final = 10
"""Files of which is told that they change together with those that a change begins in."""
_OFTEN: Final = 2
_MUCH: Final = 0.1
"""In so many commits, and with so much of the changes, of which older ones count less."""


class _Begun(NamedTuple):
    """What a change begins with."""

    snapshot: Snapshot
    targets: list[Target]
    changes: Sequence[SymbolChange]
    files: Collection[str]


class Asking(NamedTuple):
    """What the answer is made with."""

    names: Names
    graphs: Graphs
    pasts: Pasts
    exported: Exported
    pool: Pool


async def impact(asked: Asked, by: Asking) -> Answer:
    """What is reached by a change of the symbol at a position, of a name or of a key; or by all
    that is different since a revision."""
    depth, tests = _depth(asked), _tests(asked)
    # Links by name alone are made only where no more than names is known of a language.
    policy = possible.policy(asked)
    of_changes = "since" in asked.params or bool(asked.params.get("staged"))
    summary: dict[str, Any] = {}

    async def compute() -> Sequence[Result]:
        begun = await (_of_changes(asked, by) if of_changes else _of_subject(asked, by))
        snapshot = begun.snapshot
        graph = await by.graphs.of(snapshot.generation, asked.view, asked.pace.breathe)
        start = graph.nodes(begun.targets)
        if not of_changes:
            start = np.unique(np.concatenate((start, graph.members(start))))
        broken = await broken_by(asked, snapshot, begun.changes, members=policy == "always")
        found = reached(
            graph,
            start,
            depth,
            snapshot.generation.path_of,
            possible=policy != "never",
            beside=beside(graph, broken, start) if broken else None,
        )
        rows = rows_of(graph, broken, found)
        are_tests = _are_tests(snapshot, graph, rows)
        public = await by.exported.among(asked, snapshot, graph, rows.path, rows.hash)
        summary.clear()
        summary.update(_summary(snapshot, rows, are_tests, depth))
        summary["public"] = int(public.sum())
        if of_changes:
            summary["changes"], summary["broken"] = len(begun.changes), len(broken)
            summary["changed"] = [row_of(change) for change in begun.changes]
        found_in = set(np.unique(rows.path).tolist())
        summary["together"] = await _together(asked, by.pasts, snapshot, begun.files, found_in)
        if tests != "auto":
            kept = are_tests == (tests == "only")
            rows, are_tests, public = rows.only(kept), are_tests[kept], public[kept]
        return Described(snapshot, graph, rows, are_tests, public)

    answer = await fresh_answer(asked, compute)
    answer["summary"] = summary
    return answer


async def _of_changes(asked: Asked, by: Asking) -> _Begun:
    # No subject has waited for the files to be read.
    await asked.settled(lambda path_id: False)
    snapshot = await everything(asked)
    compared = await compared_to(asked, by.pool)
    # What a symbol holds has changes of its own.
    targets = symbols_of(snapshot, compared.changes)
    return _Begun(snapshot, targets, compared.changes, compared.files)


async def _of_subject(asked: Asked, by: Asking) -> _Begun:
    about = await subject(asked, by.names)
    snapshot = await everything(asked)
    inner = [with_inner_symbols(snapshot, target) for target in about.targets]
    path_of = snapshot.generation.path_of
    files = {path_of(path_id) for path_id, _ in about.targets}
    return _Begun(snapshot, [each for targets in inner for each in targets], (), files)


def _depth(asked: Asked) -> int:
    depth = asked.params.get("depth", USUAL_DEPTH)
    if not isinstance(depth, int) or isinstance(depth, bool) or not 1 <= depth <= _DEEPEST:
        raise BadRequest(f"depth must be a whole number from 1 to {_DEEPEST}")
    return depth


def _tests(asked: Asked) -> str:
    wanted = asked.params.get("tests", "auto")
    if wanted not in _TESTS:
        raise BadRequest("tests must be auto, only or never")
    return str(wanted)


def _are_tests(snapshot: Snapshot, graph: SymbolGraph, rows: Rows) -> Any:
    """Whether each symbol lies in a file that tests something, by its content or its path."""
    return graph.are_tests(rows.path, snapshot.generation.path_of)


def _summary(snapshot: Snapshot, rows: Rows, are_tests: Any, depth: int) -> dict[str, Any]:
    path_of = snapshot.generation.path_of
    ids, counts = np.unique(rows.path[are_tests], return_counts=True)
    files = [[path_of(p), n] for p, n in zip(ids.tolist(), counts.tolist(), strict=True)]
    return {
        "symbols": len(rows.path),
        "files": len(np.unique(rows.path)),
        "by_distance": np.bincount(rows.distance, minlength=depth + 1)[1:].tolist(),
        "tests": int(are_tests.sum()),
        "test_files": sorted(files, key=lambda row: (-row[1], row[0])),
    }


async def _together(
    asked: Asked, pasts: Pasts, snapshot: Snapshot, begun: Collection[str], found: Collection[int]
) -> list[dict[str, Any]]:
    """Files that used to change together with those of a change, and that nothing else tells of:
    `found`, path ids."""
    if not begun:
        return []
    past, _ = await pasts.of(asked.workspace.root)
    rows: list[dict[str, Any]] = []
    for each in past.together(sorted(begun), time.time()):
        if each.score < _MUCH or len(rows) == _TOGETHER:
            break
        entry = snapshot.generation.get(each.path)
        is_new = entry is not None and entry.path_id not in found
        if each.commits >= _OFTEN and is_new:
            score, last = round(each.score, 4), each.last.subject
            rows.append({"path": each.path, "score": score, "commits": each.commits, "last": last})
    return rows

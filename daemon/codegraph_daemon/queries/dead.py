"""Dead code: what nothing reaches from where programs begin, and why that is said.

Belongs here: gathering what files declare, and what is told of each candidate. Stays out: which
symbols are needed (`overview.dead`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..graph.columns import keys_of
from ..graph.graphs import Graphs
from ..graph.symbol_graph import SymbolGraph
from ..overview import dead as search
from ..overview.declared import Declares
from ..overview.marks import Mark
from ..resolve.values import Origin
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .answering import Asked, definitions, fresh_answer
from .gathering import Gathering
from .narrowing import kinds_of, of_globs, strings
from .reading import Snapshot
from .targets import locate
from .whole import Whole, is_of_tests

REASONS: Final = ("unused", "dead", "tests")
"""By `overview.dead`'s numbers."""
_LEAST: Final = 0.6
_TOLD_USERS: Final = 3
_SECONDS: Final = 120.0
_ROOTS: Final = (
    *("entry", "protocol", "registered", "listed", "test", "outside"),
    *("public", "spelled", "below_outside"),
)


class Candidates(NamedTuple):
    """All candidates of one generation, in no order that means anything."""

    found: search.Dead
    graph: SymbolGraph
    symbols: int
    """How many symbols were looked at."""


class _Candidate(NamedTuple):
    path: str
    start: int
    node: int
    result: Result


async def dead_code(
    asked: Asked, graphs: Graphs, declared: Gathering[Declares], pool: Pool
) -> Answer:
    """The symbols that nothing needs, by path and position."""
    least, with_tests = _least(asked), bool(asked.params.get("tests"))
    globs, kinds = strings(asked.params, "paths"), kinds_of(asked.params)
    public = bool(asked.params.get("public"))
    takes = of_globs(globs) if globs else None
    summary: dict[str, Any] = {}

    async def compute() -> Sequence[Result]:
        # What was written just now counts, and all of it matters.
        await asked.settled()
        snapshot = asked.snapshot()
        found = await candidates(asked, snapshot, graphs, declared, pool, public=public)
        listed = await _listed(asked, snapshot, found, least)
        summary["candidates"] = len(listed)
        kept = [
            each
            for each in listed
            if (takes is None or takes(each.path))
            and (not kinds or each.result["kind"] in kinds)
            and (with_tests or "test" not in each.result)
        ]
        summary.update(_summary(kept, found))
        dead_keys = np.sort(found.found.dead)
        for each in kept:
            if each.result["reason"] == "dead":
                each.result["users"] = _users(snapshot, found.graph, each.node, dead_keys)
                await asked.pace.breathe()
        return [each.result for each in kept]

    answer = await fresh_answer(asked, compute)
    answer["summary"] = summary
    return answer


async def largest(
    asked: Asked,
    snapshot: Snapshot,
    graphs: Graphs,
    declared: Gathering[Declares],
    pool: Pool,
    *,
    tests: bool,
) -> list[Result]:
    """The candidates that are as sure as is usual, those with most lines first; `tests`: with what
    lies in tests."""
    found = await candidates(asked, snapshot, graphs, declared, pool, public=False)
    listed = await _listed(asked, snapshot, found, _LEAST)
    kept = [each.result for each in listed if tests or "test" not in each.result]
    return sorted(kept, key=lambda each: -each["size"])


async def candidates(
    asked: Asked,
    snapshot: Snapshot,
    graphs: Graphs,
    declared: Gathering[Declares],
    pool: Pool,
    *,
    public: bool,
) -> Candidates:
    """What is not needed, of all files."""
    graph = await graphs.of(snapshot.generation, asked.view, asked.pace.breathe)
    parts = await declared.of(asked, snapshot)
    whole = Whole(asked, snapshot, graph, parts)
    await whole.look_beside(pool)
    uses, symbols, more = await whole.columns()
    payload = {
        "uses": [column.tobytes() for column in uses],
        "symbols": [column.tobytes() for column in symbols],
        "more": [column.tobytes() for column in more],
        "public": public,
    }
    try:
        told = await pool.submit("find_dead", payload, lane="bulk", seconds=_SECONDS)
    except (Full, TaskFailed, WorkerDied, ValueError) as error:
        asked.incomplete(f"dead code could not be looked for: {error}")
        nothing = [np.empty(0, code) for code in search.CODES]
        return Candidates(search.Dead(*nothing), graph, 0)
    columns = (np.frombuffer(each, code) for each, code in zip(told, search.CODES, strict=True))
    return Candidates(search.Dead(*columns), graph, len(symbols.key))


async def _listed(
    asked: Asked, snapshot: Snapshot, found: Candidates, least: float
) -> list[_Candidate]:
    """Candidates that are sure enough, by path and position."""
    columns = found.found
    hashes = keys_of(columns.path, columns.key)
    targets = list(zip(columns.path.tolist(), hashes.tolist(), strict=True))
    nodes = found.graph.nodes_or_none(targets)
    listed: list[_Candidate] = []
    for at, target in enumerate(targets):
        if columns.confidence[at] < least:
            continue
        where = locate(snapshot, target)
        if where is None:
            continue
        file, symbol = where
        result = definitions(file, symbol, Origin.DEFINITION)[0]
        result["reason"] = REASONS[columns.reason[at]]
        result["confidence"] = float(columns.confidence[at])
        result["tier"] = "inferred" if columns.confidence[at] >= _LEAST else "possible"
        result["size"] = result["range"][2] - result["range"][0] + 1
        result["inside"] = int(columns.inside[at])
        if target[0] in found.graph.tests or is_of_tests(file.path):
            result["test"] = True
        listed.append(_Candidate(file.path, result["line"], int(nodes[at]), result))
        await asked.pace.breathe()
    return sorted(listed, key=lambda each: (each.path, each.start, each.result["key"]))


def _users(snapshot: Snapshot, graph: SymbolGraph, node: int, dead: Any) -> list[list[Any]]:
    """Some of the dead symbols that use a symbol: [qualified name, path, line]."""
    if node < 0:
        return []
    users = np.unique(graph.users(np.array([node])).found)
    users = users[users != node]
    keys = keys_of(graph.paths(users), graph.hashes(users))
    told: list[list[Any]] = []
    for user in users[np.isin(keys, dead)].tolist():
        where = locate(snapshot, graph.target(user))
        if where is not None and where[1]:
            file, symbol = where
            line = file.facts.position(file.facts.sites(symbol)[0].name)[0]
            told.append([file.facts.shown(symbol), file.path, line])
    return sorted(told, key=lambda row: (row[1], row[2], row[0]))[:_TOLD_USERS]


def _summary(kept: Sequence[_Candidate], found: Candidates) -> dict[str, Any]:
    reasons = [each.result["reason"] for each in kept]
    counted = found.found.roots.tolist()
    roots = [*counted[1 : Mark.WITHIN], *counted[Mark.WITHIN + 1 :]]
    return {
        "symbols": found.symbols,
        "dead": len(kept),
        "lines": sum(each.result["size"] for each in kept),
        "files": len({each.path for each in kept}),
        "by_reason": {reason: reasons.count(reason) for reason in REASONS},
        "roots": dict(zip(_ROOTS, roots, strict=False)),
    }


def _least(asked: Asked) -> float:
    value = asked.params.get("confidence", _LEAST)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise BadRequest("confidence must be a number from 0 to 1")
    return float(value)

"""What may belong to the context of a question: what it is about, and what stands around that.

Belongs here: from a subject or words to symbols, each with its part and how much it is worth. Stays
out: which of their lines are shown (`excerpts`), and what fits (`context`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import Any, Final, NamedTuple

import numpy as np

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Result

from ..facts import MODULE_HASH, UNLISTED, Kind, hash_of_identity
from ..graph.nearness import Scores
from ..graph.piece import CALL, INHERITS, MAKES, ORIGINS, TAKE, TYPE, USES
from ..graph.symbol_graph import Step, SymbolGraph
from ..resolve.links import Target
from ..resolve.values import TRUST
from . import related
from .answering import Asked
from .reading import File, Snapshot, module_name
from .related import Sources
from .subject import everything, subject, whole_file
from .symbols import Names
from .targets import locate, with_inner_symbols

MATCH: Final = "match"
PROSE: Final = "prose"

_MOST_TARGETS: Final = 8
"""A name that more symbols have than these is taken for words."""
_HITS: Final = 60
_RELATED: Final = 60
_SEEDS: Final = 5
"""Hits whose surroundings are looked at."""
_BEHIND: Final = 0.08
"""By how much of the first a hit is worth less with each place."""
_BESIDE: Final = 0.4
"""What a hit, and what is related in other ways, counts where the question says what it is
about."""
_AROUND_HITS: Final = 0.35
"""What surrounds a hit counts of what surrounds a symbol that is asked about: it may be none of
what is wanted, and the next hit may."""
_LEAST: Final = 0.02
_LONGEST: Final = 2000
"""Characters of a query."""

_ROLES: Final = {
    "callees": (0.6, 24),
    "overrides": (0.5, 8),
    "types": (0.5, 12),
    "callers": (0.5, 12),
    "tests": (0.35, 6),
    "uses": (0.3, 8),
    "used": (0.3, 12),
}
"""What the best of each part counts of what it surrounds, and at most how many are looked at."""


class Candidate(NamedTuple):
    """Something that may be shown."""

    file: File
    symbol: int
    role: str
    """match, prose, or how it stands to what it surrounds."""
    why: str
    worth: float
    marks: tuple[int, ...] = ()
    """Lines that say why it is there."""
    part: tuple[int, int] | None = None
    """First and last line of what was found, if that may be a part of the symbol alone."""


class Gathered(NamedTuple):
    """What a question is about, in words, and all that may be shown."""

    title: str
    candidates: list[Candidate]


class _Seed(NamedTuple):
    target: Target
    weight: float


async def gathered(asked: Asked, names: Names, sources: Sources) -> Gathered:
    """All that may be shown, the best first of each part; of equals what comes first by path."""
    targets, text, title = await _about(asked, names)
    snapshot = await everything(asked)
    hits: Sequence[Result] = []
    if text and asked.workspace.chunking.on:
        hits = (await sources.searching.found(asked, text))[:_HITS]
        snapshot = asked.snapshot()
    elif text:
        why = "nothing was searched for: the setting search.use is off"
        asked.reason = asked.reason or why
        asked.complete &= bool(targets)
    whole = [
        Candidate(*where, MATCH, "this is asked about", 1.0)
        for target in targets
        if (where := locate(snapshot, target)) is not None
    ]
    own = {each for target in targets for each in with_inner_symbols(snapshot, target)}
    found = list(_of_hits(snapshot, hits, own, _BESIDE if targets else 1.0))
    seeds = [_Seed(target, 1.0) for target in targets] or [
        _Seed(_target_of(each), each.worth * _AROUND_HITS)
        for each in found
        if each.role == MATCH and each.symbol
    ][:_SEEDS]
    if seeds:
        graph = await sources.graphs.of(snapshot.generation, asked.view, asked.pace.breathe)
        walks = await sources.graphs.walks(graph)
        starts = [(node, seed) for seed in seeds for node in graph.nodes([seed.target]).tolist()]
        weights: dict[int, float] = {}
        for node, seed in starts:
            weights[node] = max(seed.weight, weights.get(node, 0.0))
        start = np.array(sorted(weights), np.int64)
        near = walks.near(start, np.array([weights[node] for node in start.tolist()]))
        await asked.pace.breathe()
        found += _Around(snapshot, graph, near, seeds).candidates()
    if targets:
        found += await _related(asked, snapshot, targets, sources)
    return Gathered(title, _unique([*whole, *found]))


async def _related(
    asked: Asked, snapshot: Snapshot, targets: Sequence[Target], sources: Sources
) -> list[Candidate]:
    """What is related to symbols that are asked about, by all that tells of it."""
    reason = asked.reason
    around = await related.around(asked, snapshot, targets, sources)
    # What a signal lacks is no lack of a context, which has no place for all of it.
    asked.reason = reason
    found: list[Candidate] = []
    best = around.wanted[:_RELATED]
    nodes = around.reasons.nodes([wanted.target for wanted in best])
    for wanted, node in zip(best, nodes, strict=True):
        where = locate(snapshot, wanted.target)
        if where is not None:
            group, reasons = around.reasons.of(*where, node, wanted.parts)
            worth = _BESIDE * wanted.score
            found.append(Candidate(*where, group, "; ".join(reasons[:2]), worth))
    return found


async def _about(asked: Asked, names: Names) -> tuple[list[Target], str, str]:
    """The symbols that a question is about, the words to search for, and what it is called."""
    params = asked.params
    query = params.get("query")
    if query is not None:
        if not isinstance(query, str) or not query.strip() or len(query) > _LONGEST:
            raise BadRequest(f"query must be a string of 1 to {_LONGEST:,} characters")
        query = query.strip()
        targets: list[Target] = []
        if not any(each.isspace() for each in query):
            named = copy(asked)
            named.params = {**params, "symbol": query}
            targets = (await subject(named, names)).targets
        return (targets if len(targets) <= _MOST_TARGETS else []), query, query
    if "path" in params and "line" not in params:
        _, file = await whole_file(asked)
        targets = [] if file is None else [(file.entry.path_id, MODULE_HASH)]
        return targets, "", asked.path(params["path"])
    about = await subject(asked, names)
    called = [
        where[0].facts.shown(where[1]) or module_name(where[0].path)
        for target in about.targets
        if (where := locate(about.snapshot, target)) is not None
    ]
    title = called[0] if called else ""
    return about.targets[:_MOST_TARGETS], title.rpartition(".")[2], title


def _target_of(candidate: Candidate) -> Target:
    file = candidate.file
    return file.entry.path_id, file.facts.symbol_hash[candidate.symbol]


def _of_hits(
    snapshot: Snapshot, hits: Sequence[Result], own: set[Target], factor: float
) -> Iterator[Candidate]:
    """What a search found, without what is asked about anyway."""
    best = max((hit.get("score", 0.0) for hit in hits), default=0.0) or 1.0
    for place, hit in enumerate(hits):
        file = snapshot.file(hit["path"])
        if file is None:
            continue
        symbol: int | None = 0
        if "key" in hit:
            hashed = hash_of_identity(hit["key"].removeprefix(f"{hit['path']}#"))
            symbol = file.facts.symbol_of_hash.get(hashed)
        if symbol is None or (symbol and (file.entry.path_id, hashed) in own):
            continue
        first, _, last, column = hit["range"]
        last -= last > first and column == 0
        worth = factor * max(hit.get("score", 0.0) / best, 0.0) / (1 + _BEHIND * place)
        is_prose = not symbol or file.facts.symbol_kind[symbol] == Kind.SECTION
        yield Candidate(
            file,
            symbol,
            PROSE if is_prose else MATCH,
            "; ".join(hit.get("reasons", ())[:2]) or "it is about the words",
            worth,
            tuple(row["line"] for row in hit.get("lines", ())),
            (first, last),
        )


class _Around:
    """What stands around some symbols in the graph."""

    def __init__(
        self, snapshot: Snapshot, graph: SymbolGraph, near: Scores, seeds: Sequence[_Seed]
    ) -> None:
        self._snapshot = snapshot
        self._graph = graph
        self._near = near
        self._weight: dict[int, float] = {}
        """By node: how much the seed is worth that it is, or lies in."""
        for seed in seeds:
            inner = graph.nodes(with_inner_symbols(snapshot, seed.target)).tolist()
            for node in inner:
                self._weight[node] = max(seed.weight, self._weight.get(node, 0.0))
        self._parts: dict[str, dict[int, tuple[float, str, int]]] = {}
        """Part -> node -> how much it is worth but for nearness, why, and the line that says so."""

    def candidates(self) -> list[Candidate]:
        """All of them, the best of each part first."""
        own = np.array(sorted(self._weight), np.int64)
        if not len(own):
            return []
        self._note(own, self._graph.used(own), "used")
        self._note(own, self._graph.users(own), "users")
        for said, (at, others) in (
            ("it overrides {}", self._graph.overriding(own)),
            ("{} overrides it", self._graph.overridden(own)),
        ):
            for source, node in zip(own[at].tolist(), others.tolist(), strict=True):
                why = said.format(self._name(source))
                self._add("overrides", node, self._weight[source], why)
        found: list[Candidate] = []
        for part, nodes in self._parts.items():
            found += self._best(part, nodes)
        return found

    def _note(self, own: Any, step: Step, direction: str) -> None:
        columns = (own[step.at], step.found, step.use, step.rank, step.position)
        for source, node, use, rank, position in zip(*map(np.ndarray.tolist, columns), strict=True):
            sure = TRUST[ORIGINS[rank]].confidence
            name, line = self._name(source), position >> 32
            taken = node if direction == "used" else source
            is_call = use in (CALL, MAKES) or (use == TAKE and self._graph.is_member[taken])
            if direction == "users":
                part = "callers" if is_call else "types" if use == INHERITS else "uses"
                why = f"it {USES[use]} {name}"
                if self._is_test(node):
                    part, why = "tests", f"it tests {name}"
            else:
                part = "callees" if is_call else "types" if use in (TYPE, INHERITS) else "used"
                why = f"{name} {USES[use]} it"
                line = -1
            self._add(part, node, self._weight[source] * sure, why, line)

    def _add(self, part: str, node: int, worth: float, why: str, line: int = -1) -> None:
        if node in self._weight:
            return
        nodes = self._parts.setdefault(part, {})
        known = nodes.get(node)
        if known is None or known[0] < worth:
            nodes[node] = worth, why, line

    def _best(self, part: str, nodes: dict[int, tuple[float, str, int]]) -> Iterator[Candidate]:
        factor, most = _ROLES[part]
        nearest = max(float(self._near[node]) for node in nodes) or 1.0
        worth = {
            node: base * (float(self._near[node]) / nearest) ** 0.5
            for node, (base, _, _) in nodes.items()
        }
        order = sorted(nodes, key=lambda node: (-worth[node], self._place(node)))
        for node in order[:most]:
            where = locate(self._snapshot, self._graph.target(node))
            _, why, line = nodes[node]
            if where is None or where[0].facts.symbol_kind[where[1]] in UNLISTED:
                continue
            if not where[1] and line < 0:
                # What is used of a module is told by itself.
                continue
            marks = (line,) if line >= 0 else ()
            yield Candidate(*where, part, why, factor * worth[node], marks)

    def _place(self, node: int) -> tuple[str, int]:
        path_id, hashed = self._graph.target(node)
        return self._snapshot.generation.path_of(path_id), hashed

    def _name(self, node: int) -> str:
        where = locate(self._snapshot, self._graph.target(node))
        if where is None:
            return "it"
        return f"`{where[0].facts.shown(where[1]) or module_name(where[0].path)}`"

    def _is_test(self, node: int) -> bool:
        path_id, _ = self._graph.target(node)
        return self._graph.is_test(path_id, self._snapshot.generation.path_of(path_id))


def _unique(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each symbol once, as what is worth most; what is worth next to nothing left out."""
    found: dict[tuple[str, int, tuple[int, int] | None], Candidate] = {}
    for each in candidates:
        if each.worth < _LEAST:
            continue
        # Of what is no symbol each part is something of its own.
        place = (each.file.path, each.symbol, None if each.symbol else each.part)
        known = found.get(place)
        if known is None or known.worth < each.worth:
            found[place] = each
    return sorted(found.values(), key=lambda each: (-each.worth, each.file.path, each.symbol))

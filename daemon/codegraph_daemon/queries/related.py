"""Related code: what a person would want to look at next, each with its reason and a score.

Belongs here: gathering what speaks for symbols (uses, meaning, commits), putting it together, and
saying why. Stays out: each of these signals (`graph.nearness`, `meaning`, `history`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..chunks.traits import Trait
from ..facts import Facts, Kind
from ..graph.graphs import Graphs
from ..graph.nearness import Scores
from ..graph.piece import CALL, INHERITS, MAKES, OVERRIDES, TAKE
from ..graph.symbol_graph import SymbolGraph
from ..history.past import Together
from ..history.pasts import Pasts
from ..on_demand import OnDemand
from ..ranking.paths import traits_of_path
from ..resolve.links import Target
from ..resolve.values import Origin
from .answering import Asked, definitions, fresh_answer
from .finding import Search
from .reading import File, Snapshot, source_lines, text_lines
from .subject import everything, subject
from .symbols import Names
from .targets import locate, with_inner_symbols

SIGNALS: Final = ("graph", "meaning", "history")
_WEIGHTS: Final = {"graph": 0.6, "meaning": 1.0, "history": 0.3}
"""What the best symbol by each signal counts; found on the past of several repositories, see
`bench.related`."""
_SOFTEN: Final = 1
"""By how many places a signal's order is blurred: with 1 the second counts two thirds of the
first."""
_CANDIDATES: Final = 100
"""So many of the best by each signal are looked at."""
_MOST: Final = 200
"""So many symbols are told of, over all pages."""
_FILES: Final = 30
"""Files that change together with the one asked about."""
_USUAL: Final = 30
_TOLD: Final = frozenset(
    (
        *(Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.PROPERTY),
        *(Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS),
    )
)
_LINES: Final = 60
"""Lines of the symbol that say what it means."""


class Wanted(NamedTuple):
    """A symbol that is related, with what each signal says of it, from 0 to 1."""

    target: Target
    score: float
    parts: dict[str, float]


class Sources(NamedTuple):
    """What the signals are read from."""

    graphs: Graphs
    pasts: Pasts
    searching: Search


class Around(NamedTuple):
    """What is related to some symbols, most first, and why each is."""

    wanted: list[Wanted]
    reasons: Reasons


async def related(
    asked: Asked, names: Names, graphs: Graphs, pasts: Pasts, searching: Search
) -> Answer:
    """What is related to the symbol at a position, of a name or of a key, most first."""
    by = _signals(asked)

    async def compute() -> Sequence[Result]:
        about = await subject(asked, names)
        snapshot = await everything(asked)
        if not about.targets:
            return []
        sources = Sources(graphs, pasts, searching)
        found = await around(asked, snapshot, about.targets, sources, by)
        return _Described(snapshot, found.wanted[:_MOST], found.reasons)

    if asked.params.get("limit") is None:
        asked.params = {**asked.params, "limit": _USUAL}
    return await fresh_answer(asked, compute)


async def around(
    asked: Asked,
    snapshot: Snapshot,
    targets: Sequence[Target],
    sources: Sources,
    by: Sequence[str] = SIGNALS,
) -> Around:
    """What is related to some symbols, by some signals."""
    graph = await sources.graphs.of(snapshot.generation, asked.view, asked.pace.breathe)
    own = {each for target in targets for each in with_inner_symbols(snapshot, target)}
    own.update(each for target in targets for each in _around(snapshot, target))
    walks = await sources.graphs.walks(graph)
    near = walks.near(np.unique(graph.nodes(targets)))
    await asked.pace.breathe()
    together = await _together(asked, snapshot, sources.pasts, targets) if "history" in by else []
    signals: dict[str, dict[Target, float]] = {}
    if "graph" in by:
        signals["graph"] = _by_graph(snapshot, graph, near, own)
    if "meaning" in by:
        signals["meaning"] = await _by_meaning(asked, snapshot, sources.searching, targets, own)
    if "history" in by:
        signals["history"] = _by_history(snapshot, graph, near, together, own)
    wanted = fused(signals, snapshot.generation.path_of)
    return Around(wanted, Reasons(snapshot, graph, targets, together))


def fused(
    signals: Mapping[str, Mapping[Target, float]], path_of: Callable[[int], str]
) -> list[Wanted]:
    """Symbols by what all signals say together, most first; of equals by path.

    Each signal counts by its order and not by its numbers, which mean different things.
    """
    scores: dict[Target, float] = {}
    parts: dict[Target, dict[str, float]] = {}
    for name, found in signals.items():
        for place, target in enumerate(_best_first(found, path_of)):
            part = (1 + _SOFTEN) / (1 + _SOFTEN + place)
            scores[target] = scores.get(target, 0.0) + _WEIGHTS[name] * part
            parts.setdefault(target, {})[name] = round(part, 4)
    most = sum(_WEIGHTS[name] for name in signals) or 1.0
    return [
        Wanted(target, round(scores[target] / most, 4), parts[target])
        for target in _best_first(scores, path_of)
    ]


def _best_first(scores: Mapping[Target, float], path_of: Callable[[int], str]) -> list[Target]:
    """Numbers of paths mean nothing, so of equals the lower path comes first."""
    return sorted(scores, key=lambda each: (-scores[each], path_of(each[0]), each[1]))


def _around(snapshot: Snapshot, target: Target) -> Iterable[Target]:
    """What a symbol lies in: who looks at it sees that already."""
    where = locate(snapshot, target)
    if where is not None:
        facts, symbol = where[0].facts, where[1]
        while symbol:
            symbol = facts.symbol_container[symbol]
            yield target[0], facts.symbol_hash[symbol]


def _signals(asked: Asked) -> tuple[str, ...]:
    wanted = asked.params.get("by")
    if wanted is None:
        return SIGNALS
    if not isinstance(wanted, list) or not wanted or not set(wanted) <= set(SIGNALS):
        raise BadRequest(f"by must name some of {', '.join(SIGNALS)}")
    return tuple(wanted)


def _is_told(facts: Facts, symbol: int) -> bool:
    """Whether people would look at it for itself: something with a body, or a type."""
    return 0 < symbol < len(facts.symbol_kind) and facts.symbol_kind[symbol] in _TOLD


def _by_graph(
    snapshot: Snapshot, graph: SymbolGraph, near: Scores, own: set[Target]
) -> dict[Target, float]:
    """The symbols at which a walk from the one that was asked about is most often."""
    best = np.argsort(-near, kind="stable")[: _CANDIDATES * 2]
    found: dict[Target, float] = {}
    for node in best.tolist():
        target = graph.target(node)
        if near[node] <= 0 or len(found) >= _CANDIDATES:
            break
        if target in own:
            continue
        where = locate(snapshot, target)
        if where is not None and _is_told(where[0].facts, where[1]):
            found[target] = float(near[node])
    return found


async def _by_meaning(
    asked: Asked, snapshot: Snapshot, searching: Search, targets: Iterable[Target], own: set[Target]
) -> dict[Target, float]:
    """The symbols whose text means something like that of the one that was asked about."""
    if not asked.workspace.chunking.on:
        asked.reason = asked.reason or "without meaning: the setting search.use is off"
        return {}
    text = _text_of(asked, snapshot, targets)
    if not text:
        return {}
    found: dict[Target, float] = {}
    for path_id, symbol, score in await searching.similar_to(asked, text, _CANDIDATES):
        file = snapshot.file_by_id(path_id)
        if file is None or not _is_told(file.facts, symbol):
            continue
        target = path_id, file.facts.symbol_hash[symbol]
        if target not in own and score > found.get(target, 0.0):
            found[target] = score
    return found


def _text_of(asked: Asked, snapshot: Snapshot, targets: Iterable[Target]) -> str:
    """Name and text of what was asked about, as far as they say what it means."""
    parts: list[str] = []
    for target in targets:
        where = locate(snapshot, target)
        if where is None:
            continue
        file, symbol = where
        lines = _lines(asked, snapshot, file)
        sites = file.facts.sites(symbol) if symbol else []
        name = file.facts.shown(symbol)
        parts += [name, name]
        for site in sites[:1]:
            first, last = (file.facts.position(each)[0] for each in (site.start, site.end))
            parts += lines[first : min(last + 1, first + _LINES)]
    return "\n".join(parts)


def _lines(asked: Asked, snapshot: Snapshot, file: File) -> list[str]:
    unsaved = None if asked.view is None else asked.view.texts.get(file.path)
    if unsaved is not None:
        return text_lines(unsaved.data)
    most = asked.workspace.settings.integer("index.max_file_kb") * 1024
    return source_lines(str(asked.workspace.root), file.path, file.entry, most) or []


async def _together(
    asked: Asked, snapshot: Snapshot, pasts: Pasts, targets: Iterable[Target]
) -> list[Together]:
    past, problem = await pasts.of(asked.workspace.root)
    if problem:
        asked.reason = asked.reason or f"without history: {problem}"
    path_of = snapshot.generation.path_of
    return past.together([path_of(path_id) for path_id, _ in targets], time.time())[:_FILES]


def _by_history(
    snapshot: Snapshot,
    graph: SymbolGraph,
    near: Scores,
    together: Sequence[Together],
    own: set[Target],
) -> dict[Target, float]:
    """The symbols of files that change together with its own, those first that are near it."""
    if not together:
        return {}
    found: dict[Target, float] = {}
    files = [(1.0, path_id) for path_id in {path_id for path_id, _ in own}]
    for each in together:
        entry = snapshot.generation.get(each.path)
        if entry is not None:
            files.append((each.score, entry.path_id))
    for score, path_id in files:
        file = snapshot.file_by_id(path_id)
        if file is None:
            continue
        facts = file.facts
        symbols = [each for each in range(1, len(facts.symbol_name)) if _is_told(facts, each)]
        targets = [(path_id, facts.symbol_hash[each]) for each in symbols]
        nearness = _nearness_of(graph, near, targets)
        order = sorted(range(len(symbols)), key=lambda at: (-nearness[at], symbols[at]))
        for place, at in enumerate(order):
            if targets[at] not in own:
                found[targets[at]] = score / (1 + place) ** 0.5
    best = _best_first(found, snapshot.generation.path_of)[:_CANDIDATES]
    return {target: found[target] for target in best}


def _nearness_of(graph: SymbolGraph, near: Scores, targets: Sequence[Target]) -> list[float]:
    nodes = graph.nodes_or_none(targets)
    return [float(near[node]) if node >= 0 else 0.0 for node in nodes.tolist()]


class Reasons:
    """Why a symbol is related, in words: how it stands to the one that was asked about."""

    def __init__(
        self,
        snapshot: Snapshot,
        graph: SymbolGraph,
        targets: Sequence[Target],
        together: Sequence[Together],
    ) -> None:
        start = graph.nodes(targets)
        self._graph = graph
        self._how: dict[int, tuple[str, str]] = {}
        """By node: of what very many use there are thousands."""
        users, used = graph.users(start), graph.used(start)
        _, above = graph.overridden(start)
        _, below = graph.overriding(start)
        steps: list[tuple[str, str, Any]] = [
            ("uses", "it uses this", users.found),
            ("used", "this uses it", used.found),
            ("callers", "it calls this", users.found[_is_call(users.use)]),
            ("callees", "this calls it", used.found[_is_call(used.use)]),
            ("types", "it is based on this", users.found[users.use == INHERITS]),
            ("types", "this is based on it", used.found[used.use == INHERITS]),
            ("overrides", "this overrides it", above),
            ("overrides", "it overrides this", below),
        ]
        for group, said, nodes in steps:
            self._how.update(dict.fromkeys(nodes.tolist(), (group, said)))
        self._together = {each.path: each for each in together}
        self._files = {path_id for path_id, _ in targets}
        self._names = {
            where[0].facts.names[where[0].facts.symbol_name[where[1]]]
            for target in targets
            if (where := locate(snapshot, target)) is not None
        }

    def of(self, file: File, symbol: int, parts: Mapping[str, float]) -> tuple[str, list[str]]:
        """The group that a symbol belongs to, and all that speaks for it, most telling first."""
        facts = file.facts
        reasons: list[str] = []
        group = ""
        (node,) = self._graph.nodes_or_none([(file.entry.path_id, facts.symbol_hash[symbol])])
        known = self._how.get(int(node))
        if known is not None:
            group = known[0]
            reasons.append(known[1])
        if facts.names[facts.symbol_name[symbol]] in self._names:
            group = group or "siblings"
            reasons.append("it has the same name")
        if "meaning" in parts:
            group = group or "similar"
            reasons.append("it is about something similar")
        together = self._together.get(file.path)
        if together is not None:
            group = group or "history"
            commits = "commit" if together.commits == 1 else "commits"
            reasons.append(f"{together.commits:,} {commits} changed both files")
        if "graph" in parts and known is None:
            group = group or "near"
            reasons.append("it is near by uses")
        if file.entry.path_id in self._files:
            group = group or "file"
            reasons.append("it is in the same file")
        if traits_of_path(file.path) & Trait.TEST:
            group = "tests"
        return group, reasons


def _is_call(use: Any) -> Any:
    return (use == CALL) | (use == TAKE) | (use == MAKES) | (use == OVERRIDES)


class _Described(OnDemand[Result]):
    """Symbols that are related as results, made when a page of them is taken."""

    def __init__(self, snapshot: Snapshot, wanted: Sequence[Wanted], reasons: Reasons) -> None:
        self._snapshot = snapshot
        self._wanted = wanted
        self._reasons = reasons

    def __len__(self) -> int:
        return len(self._wanted)

    def made(self, at: int) -> Result:
        wanted = self._wanted[at]
        where = locate(self._snapshot, wanted.target)
        if where is None:
            raise LookupError(f"a symbol is not where it was found: {wanted.target}")
        result = definitions(*where, Origin.DEFINITION)[0]
        group, why = self._reasons.of(*where, wanted.parts)
        result["score"] = wanted.score
        result["group"] = group
        result["reasons"] = why
        result["parts"] = dict(wanted.parts)
        if group == "tests":
            result["test"] = True
        return result

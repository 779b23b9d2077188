"""Related code: what a person would want to look at next, each with its reason and a score.

Belongs here: gathering what speaks for symbols (uses, meaning, commits) and for parts of documents.
Stays out: each of these signals (`graph.nearness`, `meaning`, `history`, `documented`), their one
order (`fused`), and why something is related (`standing`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..documents.table import Table
from ..facts import Facts, Kind
from ..graph.adjacent import Nodes
from ..graph.assembly import UNKNOWN
from ..graph.graphs import Graphs
from ..graph.nearness import Scores
from ..graph.symbol_graph import SymbolGraph
from ..history.past import Together
from ..history.pasts import Pasts
from ..on_demand import OnDemand
from ..resolve.links import Target
from ..resolve.values import Origin
from .answering import Asked, definitions, fresh_answer
from .configured import entries
from .documented import Passage, near_passages, passages, told
from .documents import Documents
from .finding import Search
from .fused import OF_CODE, SIGNALS, Wanted, best_first, fused, like
from .reading import Snapshot, symbol_name
from .source import Lines
from .standing import Reasons
from .subject import everything, subject
from .symbols import Names
from .targets import locate, with_inner_symbols

_CANDIDATES: Final = 100
"""So many of the best by each signal are looked at."""
_MOST: Final = 200
"""So many symbols and parts of documents are told of, over all pages."""
_NEAR_PARTS: Final = 4
"""Parts of documents that are told of for their meaning alone."""
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


class Sources(NamedTuple):
    """What the signals are read from."""

    graphs: Graphs
    pasts: Pasts
    searching: Search
    names: Names
    documents: Documents


class Around(NamedTuple):
    """What is related to some symbols, most first, and why each is."""

    wanted: list[Wanted]
    reasons: Reasons
    passages: Mapping[Target, Passage]
    """Those of `wanted` that are no symbols of code."""


async def make_ready(asked: Asked, sources: Sources) -> None:
    """Have what all questions read as it is for the newest generation."""
    snapshot = asked.snapshot()
    await sources.graphs.of(snapshot.generation, None, asked.pace.breathe)
    await sources.documents.of(asked, snapshot)
    await follow(asked, sources)


async def follow(asked: Asked, sources: Sources) -> None:
    """Bring to the newest generation what was read for an earlier one."""
    snapshot = asked.snapshot()
    await sources.graphs.follow(snapshot.generation, asked.pace.breathe, walks=True)
    if asked.workspace.chunking.on:
        await sources.searching.make_ready(asked)
    await sources.documents.follow(asked, snapshot)


async def related(asked: Asked, sources: Sources) -> Answer:
    """What is related to the symbol at a position, of a name or of a key, most first."""
    by = _signals(asked)

    async def compute() -> Sequence[Result]:
        about = await subject(asked, sources.names)
        snapshot = await everything(asked)
        if not about.targets:
            return []
        return _Described(snapshot, await around(asked, snapshot, about.targets, sources, by))

    if asked.params.get("limit") is None:
        asked.params = {**asked.params, "limit": _USUAL}
    return await fresh_answer(asked, compute)


async def around(
    asked: Asked,
    snapshot: Snapshot,
    targets: Sequence[Target],
    sources: Sources,
    by: Sequence[str] = OF_CODE,
) -> Around:
    """What is related to some symbols, by some signals."""
    # All that is read for whole workspaces is read by the first question, whatever it needs.
    await sources.names.index(asked)
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
    # Where meaning is to be waited for, that may take all the time that there is.
    is_told = "documentation" in by or "configuration" in by
    table = await sources.documents.of(asked, snapshot) if is_told else Table({})
    lines = Lines(asked)
    similar: list[tuple[int, int, float]] = []
    if "meaning" in by or "documentation" in by:
        similar = await _similar(asked, snapshot, sources.searching, targets, lines)
    if "meaning" in by:
        signals["meaning"] = _by_meaning(snapshot, similar, own)
    if "history" in by:
        signals["history"] = _by_history(snapshot, graph, near, together, own)
    parts: dict[Target, Passage] = {}
    if "configuration" in by:
        set_ = await entries(asked, snapshot, targets, sources.names, table, lines)
        parts = {each.target: each for each in set_ if each.target not in own}
        signals["configuration"] = {target: each.score for target, each in parts.items()}
    if "documentation" in by:
        naming = await passages(asked, snapshot, graph, targets, sources.names, table)
        near_it = near_passages(snapshot, similar, _NEAR_PARTS)
        said = {each.target: each for each in (*near_it, *naming) if each.target not in own}
        signals["documentation"] = {target: each.score for target, each in said.items()}
        parts.update(said)
    likeness = _likeness(snapshot, targets)
    wanted = fused(signals, snapshot.generation.path_of, likeness)[:_MOST]
    return Around(wanted, Reasons(snapshot, graph, targets, together), parts)


def _likeness(snapshot: Snapshot, targets: Iterable[Target]) -> Callable[[Target], float]:
    """How much the name of a symbol is like those of the ones asked about."""

    def name_of(target: Target) -> str:
        where = locate(snapshot, target)
        return "" if where is None else symbol_name(where[0].path, where[0].facts, where[1])

    asked = [name_of(target) for target in targets]
    return lambda target: like(name_of(target), asked)


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
    best = _largest(near, _CANDIDATES * 2)
    found: dict[Target, float] = {}
    # Of files that have changed the graph may still know what is gone.
    kinds = np.where(graph.in_base(best), graph.kinds[best], np.uint8(UNKNOWN))
    columns = (column.tolist() for column in (best, kinds, near[best]))
    for node, kind, score in zip(*columns, strict=True):
        if len(found) >= _CANDIDATES:
            break
        # Most have something in them, and then the graph knows what they are.
        if kind != UNKNOWN and kind not in _TOLD:
            continue
        target = graph.target(node)
        if target in own:
            continue
        if kind == UNKNOWN:
            where = locate(snapshot, target)
            if where is None or not _is_told(where[0].facts, where[1]):
                continue
        found[target] = score
    return found


def _largest(scores: Scores, count: int) -> Nodes:
    """So many of the places with the highest scores above zero, highest first; of equals the first
    ones."""
    here = np.flatnonzero(scores > 0)
    if len(here) > count:
        least = np.partition(scores[here], -count)[-count]
        here = here[scores[here] >= least]
    return here[np.argsort(-scores[here], kind="stable")][:count]


async def _similar(
    asked: Asked, snapshot: Snapshot, searching: Search, targets: Iterable[Target], lines: Lines
) -> list[tuple[int, int, float]]:
    """What means something like the text of what was asked about, as `Search.similar_to` says."""
    if not asked.workspace.chunking.on:
        asked.tell("without meaning: the setting search.use is off")
        return []
    text = _text_of(snapshot, targets, lines)
    return await searching.similar_to(asked, text, _CANDIDATES) if text else []


def _by_meaning(
    snapshot: Snapshot, similar: Iterable[tuple[int, int, float]], own: set[Target]
) -> dict[Target, float]:
    """The symbols whose text means something like that of the one that was asked about."""
    found: dict[Target, float] = {}
    similar = list(similar)
    snapshot.fetch_facts({path_id for path_id, _, _ in similar})
    for path_id, symbol, score in similar:
        file = snapshot.file_by_id(path_id)
        if file is None or not _is_told(file.facts, symbol):
            continue
        target = path_id, file.facts.symbol_hash[symbol]
        if target not in own and score > found.get(target, 0.0):
            found[target] = score
    return found


def _text_of(snapshot: Snapshot, targets: Iterable[Target], lines: Lines) -> str:
    """Name and text of what was asked about, as far as they say what it means."""
    parts: list[str] = []
    for target in targets:
        where = locate(snapshot, target)
        if where is None:
            continue
        file, symbol = where
        sites = file.facts.sites(symbol) if symbol else []
        name = file.facts.shown(symbol)
        parts += [name, name]
        for site in sites[:1]:
            first, last = (file.facts.position(each)[0] for each in (site.start, site.end))
            parts += lines.of(file)[first : min(last + 1, first + _LINES)]
    return "\n".join(parts)


async def _together(
    asked: Asked, snapshot: Snapshot, pasts: Pasts, targets: Iterable[Target]
) -> list[Together]:
    past, problem = await pasts.of(asked.workspace.root)
    if problem:
        asked.tell(f"without history: {problem}")
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
    best = best_first(found, snapshot.generation.path_of)[:_CANDIDATES]
    return {target: found[target] for target in best}


def _nearness_of(graph: SymbolGraph, near: Scores, targets: Sequence[Target]) -> list[float]:
    nodes = graph.nodes_or_none(targets)
    return [float(near[node]) if node >= 0 else 0.0 for node in nodes.tolist()]


class _Described(OnDemand[Result]):
    """What is related as results, made when a page of them is taken."""

    def __init__(self, snapshot: Snapshot, found: Around) -> None:
        self._snapshot = snapshot
        self._found = found
        self._nodes = found.reasons.nodes([each.target for each in found.wanted])

    def __len__(self) -> int:
        return len(self._found.wanted)

    def made(self, at: int) -> Result:
        wanted = self._found.wanted[at]
        where = locate(self._snapshot, wanted.target)
        if where is None:
            raise LookupError(f"a symbol is not where it was found: {wanted.target}")
        passage = self._found.passages.get(wanted.target)
        if passage is not None:
            result = told(*where, passage)
        else:
            result = definitions(*where, Origin.DEFINITION)[0]
            result["group"], result["reasons"] = self._found.reasons.of(
                *where, self._nodes[at], wanted.parts
            )
        result["score"] = wanted.score
        result["parts"] = dict(wanted.parts)
        if result["group"] == "tests":
            result["test"] = True
        return result

"""How much a symbol is used: places, callers, and the tests that reach it.

Belongs here: counting, and what is kept of it for one generation. Stays out: who may ask when
(`hover` what takes little, `counts` all).

A number is exact or not there.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from codegraph_client.protocol import Result

from ..facts import MODULE_HASH, Flag, Kind
from ..languages.needs import needs_of
from ..languages.registry import language_of
from ..languages.semantics import modules_of, scoping_of
from ..resolve.links import NO_USES, NO_USES_OF_FAMILY, Target
from ..resolve.values import Origin
from ..store.postings import Postings
from .answering import Asked, declarations
from .calls import certain_callers
from .hierarchy import is_constructor
from .local import local_uses, written_after
from .overrides import family
from .reading import Snapshot
from .symbols import Names
from .targets import locate, with_inner_symbols

if TYPE_CHECKING:
    from ..graph.symbol_graph import SymbolGraph

_CALLED: Final = (Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR)
_MADE: Final = (Kind.CLASS, Kind.PROPERTY)
"""Of these only those that are called have callers: not every class is made by a call."""
_RUN: Final = (Kind.FUNCTION, Kind.METHOD)
_FEW_USES: Final = 100


async def count_uses(
    asked: Asked,
    names: Names,
    snapshot: Snapshot,
    postings: Postings,
    target: Target,
    result: Result,
) -> None:
    """Add how many places use a symbol, and in how many files."""
    known = snapshot.conclusions.get(("uses", target))
    if known is None:
        known = await _uses(asked, names, snapshot, postings, target)
        # What there was no time for is told to who has more.
        if known or asyncio.get_running_loop().time() < asked.deadline:
            snapshot.conclusions["uses", target] = known
    if known:
        result["references"], result["files"] = known
        if known[0] and _is_by_name(snapshot, target):
            result["by_name"] = True


def _is_by_name(snapshot: Snapshot, target: Target) -> bool:
    """Whether of a symbol's language no more is known than names."""
    found = locate(snapshot, target)
    return found is not None and scoping_of(modules_of(found[0].path)).by_name


async def _uses(
    asked: Asked, names: Names, snapshot: Snapshot, postings: Postings, target: Target
) -> tuple[int, int] | tuple[()]:
    """The two numbers; nothing if they cannot be told."""
    found = locate(snapshot, target)
    related = await family(asked, snapshot, postings, names, [target])
    if found is None or related.why_cut:
        return ()
    home, symbol = found
    users: dict[int, set[int]] = {}
    await _add_uses(asked, snapshot, postings, target, users, NO_USES)
    for each in related.others:
        await _add_uses(asked, snapshot, postings, each, users, NO_USES_OF_FAMILY)
    for each, path_ids in related.beyond:
        for path_id, _, links in snapshot.linked(path_ids):
            uses = links.uses_of(each, (), Origin.IMPLIED, NO_USES_OF_FAMILY)
            users.setdefault(path_id, set()).update(uses)
    references = sum(map(len, users.values()))
    if home.facts.symbol_kind[symbol] == Kind.PARAMETER:
        # Its own function uses it without links.
        local = home.facts.symbol_scope[symbol], home.facts.symbol_name[symbol]
        inside = sum(use["role"] != "definition" for use in written_after(local_uses(home, local)))
        references += inside
        if inside:
            users.setdefault(target[0], set())
    return references, len(users)


async def _add_uses(
    asked: Asked,
    snapshot: Snapshot,
    postings: Postings,
    target: Target,
    users: dict[int, set[int]],
    no_uses: list[int],
) -> None:
    """Add the places that use one symbol, by path id; those of some roles do not."""
    found = locate(snapshot, target)
    if found is None:
        return
    home, symbol = found
    own = {site["line"] << 32 | site["column"] for site in declarations(home, symbol)}
    if home.facts.symbol_flags[symbol] & Flag.OVERLOAD:
        # The body behind overloads is no use of what they declare.
        places = [home.facts.position(site.name) for site in home.facts.sites(symbol)]
        own |= {line << 32 | column for line, column in places}
    for path_id, _, links in snapshot.linked(postings.read_refs(*target)):
        await asked.pace.breathe()
        # An assignment that is not what defines the symbol is a use.
        definitions = own if path_id == target[0] else ()
        uses = links.uses_of(target, definitions, Origin.IMPLIED, no_uses)
        if uses:
            users.setdefault(path_id, set()).update(uses)


async def count_callers(
    asked: Asked,
    names: Names,
    snapshot: Snapshot,
    postings: Postings,
    target: Target,
    result: Result,
    *,
    cheap: bool = False,
) -> None:
    """Add how many symbols call one, if it can be called and all is linked; `cheap`: and only if
    few places must be looked at."""
    found = locate(snapshot, target)
    if found is None or "references" not in result or not asked.complete:
        return
    home, symbol = found
    kind = home.facts.symbol_kind[symbol]
    if kind not in _CALLED and kind not in _MADE:
        return
    # A constructor is called through every class that uses it.  What is known already is not told
    # either: an answer does not depend on what was asked before.
    if cheap and (result["references"] > _FEW_USES or is_constructor(snapshot, target)):
        return
    known = snapshot.conclusions.get(("callers", target))
    if known is None:
        known = len(await certain_callers(asked, names, postings, snapshot, target))
        if not asked.complete:
            return
        snapshot.conclusions["callers", target] = known
    if known or kind in _CALLED:
        result["callers"] = known


async def count_tests(
    asked: Asked, snapshot: Snapshot, graph: SymbolGraph, target: Target, result: Result
) -> None:
    """Add how many tests a change of a symbol reaches, as an impact of the usual depth does; not
    where the workspace has none."""
    possible = asked.workspace.settings.text("query.possible") != "never"
    known = snapshot.conclusions.get(("tests", target, possible))
    if known is None:
        known = await _tests(asked, snapshot, graph, target, possible=possible)
        snapshot.conclusions["tests", target, possible] = known
    if known >= 0:
        result["tests"] = known


async def _tests(
    asked: Asked, snapshot: Snapshot, graph: SymbolGraph, target: Target, *, possible: bool
) -> int:
    """The number; -1 where nothing is a test."""
    from ..graph.walk import USUAL_DEPTH, nodes_reached

    path_of = snapshot.generation.path_of
    if not await _has_tests(asked, snapshot, graph):
        return -1
    start = graph.nodes(with_inner_symbols(snapshot, target))
    found = nodes_reached(graph, start, USUAL_DEPTH, path_of, possible=possible)
    testing: dict[int, bool] = {}
    count = 0
    for node, path_id in zip(found.tolist(), graph.paths(found).tolist(), strict=True):
        if path_id not in testing:
            testing[path_id] = graph.is_test(path_id, path_of(path_id))
        if testing[path_id]:
            await asked.pace.breathe()
            count += _is_a_test(snapshot, graph.target(node))
    return count


async def _has_tests(asked: Asked, snapshot: Snapshot, graph: SymbolGraph) -> bool:
    import numpy as np

    known: bool | None = snapshot.conclusions.get("has tests")
    if known is None:
        known = bool(graph.tests)
        if not known:
            path_of = snapshot.generation.path_of
            for path_id in np.unique(graph.paths(np.arange(len(graph)))).tolist():
                await asked.pace.breathe()
                known = known or graph.is_test(path_id, path_of(path_id))
        snapshot.conclusions["has tests"] = known
    return known


def _is_a_test(snapshot: Snapshot, target: Target) -> bool:
    """Whether a symbol of a file of tests is one.

    Where a language names its tests, by its name; else functions are, and the file itself, in
    which tests stand that have no names.
    """
    found = locate(snapshot, target)
    if found is None:
        return False
    home, symbol = found
    kind = home.facts.symbol_kind[symbol]
    needs = needs_of(language_of(home.path) or "")
    if needs is None or needs.tests is None:
        return kind in _RUN or target[1] == MODULE_HASH
    name = home.facts.names[home.facts.symbol_name[symbol]]
    return kind in _RUN and needs.tests.match(name) is not None

"""Which of the signatures and the body of a function that has several are asked for.

Stays out: which function is meant (`targets`).
"""

from __future__ import annotations

from codegraph_client.protocol import Result

from ..facts import Flag, Kind, Role, Site, unpack_occurrence
from ..languages.registry import language_of
from .arguments import given, lines_behind, taking
from .reading import File, Snapshot, spelled_length
from .source import Lines
from .targets import Meaning, locate

_TYPES_TELL = frozenset(("typescript", "tsx", "javascript", "vue", "svelte", "astro"))
"""Languages in which signatures are types alone."""


def signatures_or_body(home: File, symbol: int, file: File | None, meaning: Meaning) -> list[Site]:
    """Of a function that has a body behind its signatures, the sites that are asked for; none of
    anything else.  Its callers see the signatures, a signature leads to the body.

    Of a parameter that each of several bodies of a function has, that of the body around."""
    facts = home.facts
    if facts.symbol_kind[symbol] == Kind.PARAMETER and file is not None and home.path == file.path:
        around = [
            owner
            for owner in facts.sites(facts.symbol_container[symbol])
            if owner.start <= meaning.start < owner.end
        ]
        own = [s for s in facts.sites(symbol) for o in around if o.start <= s.name < o.end]
        return own if len(own) == 1 else []
    if not facts.symbol_flags[symbol] & Flag.OVERLOAD:
        return []
    sites = facts.sites(symbol)
    signatures = [site for site in sites if site.declared]
    bodies = [site for site in sites if not site.declared]
    if not bodies or file is None:
        return sites if bodies else []
    if file.path == home.path and any([site.name == meaning.start for site in signatures]):
        return bodies
    return signatures if _is_called(file, meaning.expr, meaning.start) else sites


def told_by_arguments(
    snapshot: Snapshot, file: File, meaning: Meaning, results: list[Result], lines_of: Lines
) -> list[Result]:
    """Of definitions that are signatures of one function, those that take what a call gives."""
    if len(results) < 2 or language_of(file.path) not in _TYPES_TELL:
        return results
    if not _is_called(file, meaning.expr, meaning.start):
        return results
    left_out: set[tuple[str, int, int]] = set()
    for target, _ in meaning.symbols:
        found = locate(snapshot, target)
        if found is None or len(found[0].facts.sites(found[1])) < 2:
            continue
        home, symbol = found
        is_overloaded = home.facts.symbol_flags[symbol] & Flag.OVERLOAD
        name = home.facts.names[home.facts.symbol_name[symbol]]
        length = len(name.encode())
        places = [home.facts.position(site.name) for site in home.facts.sites(symbol)]
        line, column = file.facts.position(meaning.start)
        own = spelled_length(file.facts, meaning.expr, meaning.start)
        arguments = given(lines_behind(lines_of.of(file), line, column, own))
        if not is_overloaded:
            # A function, and a namespace or a type of its name.
            arguments = None
        lines = lines_of.of(home)
        texts = [lines_behind(lines, *place, length) for place in places]
        kept = taking(texts, arguments)
        shown = {(r["line"], r["column"]) for r in results if r["path"] == home.path}
        if any(places[at] in shown for at in kept):
            rest = [place for at, place in enumerate(places) if at not in kept]
            left_out |= {(home.path, *place) for place in rest}
    return [r for r in results if (r["path"], r["line"], r["column"]) not in left_out]


def _is_called(file: File, expr: int, start: int) -> bool:
    for packed in file.facts.occurrences_of(expr):
        at, role, _ = unpack_occurrence(packed)
        if at == start:
            return role == Role.CALL
    return False


def has_implementation(file: File, symbol: int) -> bool:
    """Whether what is called follows the overloads of a function: in Python, but not in a stub."""
    facts = file.facts
    overloaded = facts.symbol_flags[symbol] & Flag.OVERLOAD
    if not overloaded or facts.symbol_kind[symbol] != Kind.FUNCTION:
        return False
    return language_of(file.path) == "python" and not file.path.endswith(".pyi")

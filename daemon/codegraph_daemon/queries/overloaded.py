"""Which of the signatures and the body of a function that has several are asked for.

Stays out: which function is meant (`targets`).
"""

from __future__ import annotations

from ..facts import Flag, Kind, Role, Site, unpack_occurrence
from ..languages.registry import language_of
from .reading import File
from .targets import Meaning


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
    for packed in file.facts.occurrences_of(meaning.expr):
        start, role, _ = unpack_occurrence(packed)
        if start == meaning.start and role == Role.CALL:
            return signatures
    return sites


def has_implementation(file: File, symbol: int) -> bool:
    """Whether what is called follows the overloads of a function: in Python, but not in a stub."""
    facts = file.facts
    overloaded = facts.symbol_flags[symbol] & Flag.OVERLOAD
    if not overloaded or facts.symbol_kind[symbol] != Kind.FUNCTION:
        return False
    return language_of(file.path) == "python" and not file.path.endswith(".pyi")

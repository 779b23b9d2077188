"""Which links to a symbol call it.

Belongs here: the rule, by role, origin and kind. Stays out: who calls whom (`calls`).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ..facts import KIND_NAMES, NONE, Kind, Role, ScopeKind
from ..languages.registry import declared_in_bases, takes_are_calls
from ..resolve.links import with_wide
from ..resolve.values import OF_INSTANCES, TRUST, Origin
from .reading import File, symbol_name

_TAKEN = frozenset((*OF_INSTANCES, Origin.PRECISE_MEMBER))
"""How members of instances are found."""

ROLES = (Role.CALL, Role.READ, Role.WRITE, Role.MADE)
"""What an occurrence that calls can do."""


class Calling(NamedTuple):
    """Which links to a symbol call it: (role as in `Links.rows_of`, origin); its name and kind."""

    links: frozenset[tuple[int, int]]
    name: str
    kind: str

    @classmethod
    def of(cls, file: File, symbol: int) -> Calling:
        """Those of a symbol of a file."""
        facts = file.facts
        kind, body = facts.symbol_kind[symbol], facts.symbol_body[symbol]
        is_accessor = body != NONE and facts.scope_kind[body] == ScopeKind.FUNCTION
        # Where traits declare methods, only macros have no body: among items nobody calls them.
        runs = body != NONE or not declared_in_bases(file.path)
        taken = runs and takes_are_calls(file.path)
        links = _calling(kind, kind == Kind.PROPERTY and is_accessor, taken)
        return cls(links, symbol_name(file.path, facts, symbol), KIND_NAMES[kind])


ON_BASES = frozenset(
    (spelled, int(Origin.SUPER))
    for role in (Role.CALL, Role.READ)
    for spelled in (int(role), with_wide(role))
)
"""Calls of what a base has, which nothing that overrides it is called by."""
EXPANDED = frozenset(
    (spelled, origin)
    for role in (Role.CALL, Role.READ)
    for origin in TRUST
    for spelled in (int(role), with_wide(role))
)
"""The links to a macro where what is in its body happens."""


POSSIBLE = frozenset((role, int(Origin.MEMBER)) for role in (int(Role.CALL), with_wide(Role.CALL)))
"""The calls whose receivers are not known."""


@cache
def _calling(kind: int, is_accessor: bool, taken: bool) -> frozenset[tuple[int, int]]:
    return frozenset(
        (spelled, origin)
        for role in ROLES
        for origin in TRUST
        if _is_call(role, origin, kind, is_accessor, taken)
        for spelled in (int(role), with_wide(role))
    )


def _is_call(role: int, origin: int, kind: int, is_accessor: bool, taken: bool) -> bool:
    """Whether a link of that role and origin to a symbol of that kind calls it; `taken`: also
    where a function is taken."""
    if kind == Kind.PARAMETER or origin == Origin.IMPLIED:
        return False
    if role in (Role.CALL, Role.MADE):
        return True
    if taken and kind in (Kind.FUNCTION, Kind.METHOD):
        return role == Role.READ
    if origin not in _TAKEN:
        return False
    return role == Role.READ if kind == Kind.METHOD else is_accessor

"""Which classes of a file have something above them that does not lie in the workspace.

Belongs here: whether a base is known. Stays out: other files, and what follows (`dead`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..facts import METACLASS_NAME, NONE, START_MASK, Bind, Expr, Facts, Kind, ScopeKind
from ..resolve.heritage import BASES
from ..resolve.links import Links

_SAFE_BASES: Final = frozenset(
    (
        *("object", "ABC", "Generic", "Protocol", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"),
        *("NamedTuple", "TypedDict", "namedtuple", "str", "int", "float", "bytes", "Error"),
        *("Serializable", "Comparable", "Cloneable", "AutoCloseable", "Closeable", "Record"),
    )
)
_SAFE_ENDS: Final = ("Error", "Exception", "Warning")


def with_outside_bases(facts: Facts, links: Links) -> set[int]:
    """Hashes of classes with a base that is not in the workspace, but for harmless ones."""
    first, found = facts.scope_bindings, set[int]()
    for scope, kind in enumerate(facts.scope_kind):
        if kind != ScopeKind.CLASS:
            continue
        owner = facts.symbol_hash[facts.scope_owner[scope]]
        for row in range(first[scope], first[scope + 1]):
            name = facts.names[facts.bind_name[row]]
            if facts.bind_kind[row] in BASES or name == METACLASS_NAME:
                if not _is_here(facts, links, facts.bind_a[row]):
                    found.add(owner)
            elif name == "__init_subclass__":
                found.add(owner)
    return found


def of_outside_traits(facts: Facts, links: Links, *, any_type: bool) -> Iterator[int]:
    """Scopes of members by which a type has a trait from outside of the workspace: of what adds
    members to a type, or, if `any_type`, of types themselves as well."""
    first = facts.scope_bindings
    for scope, kind in enumerate(facts.scope_kind):
        is_apart = facts.symbol_kind[facts.scope_owner[scope]] == Kind.EXTENSION
        if kind != ScopeKind.CLASS or not (is_apart or any_type):
            continue
        rows = range(first[scope], first[scope + 1])
        bases = [facts.bind_a[row] for row in rows if facts.bind_kind[row] in BASES]
        if any(not _is_here(facts, links, base) for base in bases):
            yield scope


def _is_here(facts: Facts, links: Links, expr: int, above: tuple[int, ...] = ()) -> bool:
    """Whether a base lies in the workspace, or is one that calls nothing of what is below it.

    A name that stands for one class here and for another one there lies here if all of them do.
    `above`: the expressions that led to this one.
    """
    while expr and facts.expr_kind[expr] == Expr.INDEX:
        expr = facts.expr_a[expr]
    named = facts.expr_name(expr)
    if named == NONE:
        return False
    name = facts.names[named]
    if name in _SAFE_BASES or name.endswith(_SAFE_ENDS):
        return True
    if facts.expr_kind[expr] == Expr.NAME:
        rows = facts.bindings.get((facts.expr_b[expr], named), ())
        values = [facts.bind_a[row] for row in rows if facts.bind_kind[row] == Bind.VALUE]
        further = (*above, expr)
        if any(not _is_here(facts, links, each, further) for each in values if each not in further):
            return False
    kinds, symbols = facts.symbol_kind, facts.symbol_of_hash
    for packed in facts.occurrences_of(expr):
        for target, _ in links.at(*facts.position(packed & START_MASK)):
            symbol = symbols.get(target[1])
            # A use that stops where the name is imported leads out of the workspace.
            if symbol is None or kinds[symbol] != Kind.IMPORT:
                return True
    return False

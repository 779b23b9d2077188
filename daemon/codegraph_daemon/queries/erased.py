"""Methods that override others whose parameters are of type variables.

`compareTo(Foo)` overrides `compareTo(T)`, where callables are told apart by the types of their
parameters as they are at run time: there `T` is `Object`.  A parameter of a type variable takes any
type; facts alone say which those are.

A use of the one through the base is no use of the other for all that: which of those below it may
mean, type arguments decide.
"""

from __future__ import annotations

from ..facts import NONE, Bind, Expr, Facts, ScopeKind
from ..resolve.links import Target
from .hierarchy import bodies_of, member
from .reading import File, Snapshot
from .targets import locate

_POSITION = 0xFF


def _is_overridden_by(facts: Facts, symbol: int, variant: str) -> bool:
    """Whether a method below, told so from others of its name, overrides the method `symbol`."""
    own = facts.names[facts.symbol_variant[symbol]]
    if own == variant:
        return True
    mine, theirs = own.split(","), variant.split(",")
    if len(mine) != len(theirs):
        return False
    differing = [at for at, pair in enumerate(zip(mine, theirs, strict=True)) if pair[0] != pair[1]]
    open_ = _open_positions(facts, symbol)
    return all([at in open_ and _around(mine[at]) == _around(theirs[at]) for at in differing])


def is_same(one: File, symbol: int, other: File, another: int) -> bool:
    """Whether two methods of one name take the same: parameters whose types are type variables in
    both are told by the bounds of these, which need not be the same."""
    facts, others = one.facts, other.facts
    mine, theirs = (
        facts.names[facts.symbol_variant[symbol]],
        others.names[others.symbol_variant[another]],
    )
    if mine == theirs:
        return True
    if not _is_overridden_by(facts, symbol, theirs):
        return False
    open_ = _open_positions(others, another)
    pairs = zip(mine.split(","), theirs.split(","), strict=True)
    return all([own == told or at in open_ for at, (own, told) in enumerate(pairs)])


def overriding(snapshot: Snapshot, class_: Target, method: Target) -> Target | None:
    """The method of a class below that overrides a method."""
    where = locate(snapshot, method)
    if where is None:
        return None
    facts, symbol = where[0].facts, where[1]
    name, variant = facts.bound_as(symbol), facts.names[facts.symbol_variant[symbol]]
    found = member(snapshot, class_, name, variant)
    there = locate(snapshot, class_) if found is None else None
    if there is None or not _open_positions(facts, symbol):
        return found
    below = there[0].facts
    matching: list[int] = []
    for scope in bodies_of(below, there[1]):
        for row in below.bindings_of(scope, name):
            each = below.bind_a[row]
            if below.bind_kind[row] == Bind.DEF:
                told = below.names[below.symbol_variant[each]]
                if _is_overridden_by(facts, symbol, told):
                    matching.append(each)
    # Which of several it is, the type arguments of the base would tell.
    return (class_[0], below.symbol_hash[matching[0]]) if len(matching) == 1 else None


def _around(told: str) -> str:
    """What follows the name of a type: dimensions, dots."""
    return told[len(told.rstrip("[].")) :]


def _open_positions(facts: Facts, symbol: int) -> set[int]:
    """The positions of parameters whose types are type variables, or arrays of such."""
    scope = facts.symbol_body[symbol]
    if scope == NONE:
        return set()
    found: set[int] = set()
    for row in range(facts.scope_bindings[scope], facts.scope_bindings[scope + 1]):
        annotation = facts.bind_b[row]
        if facts.bind_kind[row] == Bind.PARAM and annotation and _is_variable(facts, annotation):
            found.add((facts.bind_c[row] & _POSITION) - 1)
    return found


def _is_variable(facts: Facts, expr: int) -> bool:
    while facts.expr_kind[expr] == Expr.TYPE_OF:
        # An array, as something of the type of arrays of something.
        array = facts.expr_a[expr]
        inner = facts.expr_b[array] if facts.expr_kind[array] == Expr.LITERAL else 0
        if not inner:
            return False
        expr = facts.expr_a[inner]
    if facts.expr_kind[expr] != Expr.NAME or facts.expr_b[expr] == NONE:
        return False
    return facts.scope_kind[facts.expr_b[expr]] == ScopeKind.TYPE_PARAMETERS

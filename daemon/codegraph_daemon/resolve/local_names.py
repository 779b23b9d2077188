"""What can be told of the bindings of a function's own names before anything is evaluated.

What they evaluate to is `evaluate`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..facts import NONE, Bind, Expr, Flag, Kind, ScopeKind
from .file import File
from .lookups import Lookups
from .values import OWN, Value, Values, union

ASSIGNED = frozenset((Bind.VALUE, Bind.ATTRIBUTE, Bind.PARAM))
"""Bindings that have a value expression and an annotation."""
_OF_ONE = frozenset(
    (
        *(Expr.ATTR, Expr.AWAIT, Expr.ENTERED, Expr.ELEMENT, Expr.UNPACKED),
        *(Expr.TYPED, Expr.TYPE_OF, Expr.ARGUMENT, Expr.PARAMETER),
        *(Expr.MATCHING, Expr.UNMATCHED),
        *(Expr.POINTED, Expr.SUBSCRIPT, Expr.ITERATED),
    )
)
_OF_TWO = frozenset(
    (
        *(Expr.RETURNING, Expr.UNION, Expr.INDEX, Expr.TUPLE, Expr.CHOSEN, Expr.EXCLUDED),
        *(Expr.FIELDS, Expr.GUARDED),
    )
)
"""Operators by the operands whose values theirs depend on."""
_OF_MORE = frozenset((Expr.CALL, Expr.INSTANCE))
_OF_NONE = frozenset((Expr.UNKNOWN, Expr.MODULE, Expr.SUPER, Expr.THIS))
"""Of these others, all operands are expressions, or none is."""


def need_no_local(
    look: Lookups,
    file: File,
    rows: Iterable[int],
    reads_argument: Callable[[File, int], bool],
) -> bool:
    """Whether the values that bindings give depend on no other name of a function.

    Such names can neither be part of a circle of locals nor a long chain of them.
    """
    pending = _giving(file, rows)
    kinds, firsts = file.expr_kind, file.expr_a
    while pending:
        expr = pending.pop()
        kind = kinds[expr]
        if kind == Expr.ASSIGNED:
            return False
        if kind == Expr.NAME:
            scope = file.expr_b[expr]
            if scope != NONE and file.scope_kind[scope] >= ScopeKind.FUNCTION:
                name = file.names[firsts[expr]]
                if own_receiver(look, file, scope, name) is None:
                    return False
        elif kind in _OF_ONE:
            pending.append(firsts[expr])
        elif kind == Expr.CALL:
            callee = firsts[expr]
            pending.append(callee)
            if reads_argument(file, callee):
                pending.append(file.expr_b[expr])
        elif kind == Expr.LITERAL:
            pending.append(file.expr_b[expr])
        elif kind in _OF_TWO or kind == Expr.INSTANCE:
            pending += (firsts[expr], file.expr_b[expr])
    return True


def _giving(file: File, rows: Iterable[int]) -> list[int]:
    """What gives bindings their values: where an annotation says that, nothing else is asked."""
    return [file.bind_b[row] or file.bind_a[row] for row in rows if file.bind_kind[row] in ASSIGNED]


def given_no_local(look: Lookups, file: File, rows: Iterable[int]) -> bool:
    """The same, if what calls are given may be asked as well."""
    return _reach_no_local(look, file, _giving(file, rows), False)


def asks_no_local(look: Lookups, file: File, expr: int) -> bool:
    """Whether nothing that an expression says asks for a name of a function, but for such as are
    given by none themselves."""
    return _reach_no_local(look, file, [expr], True)


def _reach_no_local(look: Lookups, file: File, pending: list[int], may_pass: bool) -> bool:
    while pending:
        expr = pending.pop()
        kind = file.expr_kind[expr]
        if kind == Expr.NAME:
            scope = file.expr_b[expr]
            if scope != NONE and file.scope_kind[scope] >= ScopeKind.FUNCTION:
                name = file.names[file.expr_a[expr]]
                if own_receiver(look, file, scope, name) is None:
                    rows = look.value_rows(file, scope, name) if may_pass else ()
                    if not (may_pass and given_no_local(look, file, rows)):
                        return False
        elif kind in _OF_ONE:
            pending.append(file.expr_a[expr])
        elif kind in _OF_TWO or kind in _OF_MORE:
            pending += (file.expr_a[expr], file.expr_b[expr])
        elif kind == Expr.LITERAL:
            pending.append(file.expr_b[expr])
        elif kind not in _OF_NONE:
            return False
    return True


def own_receiver(look: Lookups, file: File, scope: int, name: str) -> Value | None:
    """What the first parameter of a method stands for; None if it is another name, or one that
    is bound again."""
    method, owner = _method_and_class(file, scope)
    if not method:
        return None
    rows = look.rows(file, scope, name)
    if len(rows) != 1 or file.bind_kind[rows[0]] != Bind.PARAM or file.bind_c[rows[0]] != 0:
        return None
    return _receiver(look, file, method, owner)


def first_of_method(look: Lookups, file: File, scope: int) -> Value | None:
    """What is handed to the first parameter of a function; None if it is no method."""
    method, owner = _method_and_class(file, scope)
    return _receiver(look, file, method, owner) if method else None


def _method_and_class(file: File, scope: int) -> tuple[int, int]:
    if file.scope_kind[scope] != ScopeKind.FUNCTION:
        return 0, 0
    facts = file.facts
    method = facts.scope_owner[scope]
    if not method:
        return 0, 0
    # The container is part of the method's descriptor, and so of the scope's identity.
    owner = facts.symbol_container[method]
    return (method, owner) if file.symbol_kind[owner] == Kind.CLASS else (0, 0)


def _receiver(look: Lookups, file: File, method: int, owner: int) -> Value | None:
    facts = file.facts
    # Its decorators say what the parameter is, so the method's own binding is read too.
    look.symbol(file, file.symbol_hash[method])
    flags = facts.symbol_flags[method]
    if flags & Flag.STATIC_METHOD:
        return None
    kind = "class" if flags & Flag.CLASS_METHOD else "instance"
    return (kind, file.path_id, file.symbol_hash[owner], OWN)


def declared_first(parts: list[tuple[bool, Values]]) -> Values:
    """What bindings give together, each with whether an annotation says so; annotations win."""
    declared = [values for annotated, values in parts if annotated]
    return union(declared or [values for _, values in parts])

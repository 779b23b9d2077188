"""Which of two members that differ in `const` alone is meant: the one for objects that may change,
or the one for those that may not.

Types say nothing of `const`, as they say nothing of pointers; the bindings of what is declared so
are listed in their scope (`CONSTANT_NAME`).  Where it is not known what an object is, both are
meant.
"""

from __future__ import annotations

from ..facts import (
    CONSTANT_NAME,
    HELD,
    NONE,
    RETURN_NAME,
    SCOPE_SHIFT,
    Bind,
    Expr,
    Kind,
    ScopeKind,
)
from .file import File
from .macro_members import MacroMembers
from .values import UNKNOWN, Item

_CONST = " const"
_DEEPEST = 8


class Constness(MacroMembers):
    """Tells members for constant objects from others."""

    def of_object(self, file: File, callee: int, items: list[Item]) -> list[Item]:
        """Of several callables those that the object of a callee has."""
        if file.expr_kind[callee] == Expr.ATTR:
            return self.fitting_object(file, file.expr_a[callee], items)
        pairs = self._pairs(items)
        if not pairs or file.expr_kind[callee] != Expr.NAME:
            return items
        scope = file.scope_of_callee.get(callee)
        is_constant = None if scope is None else _is_in_constant(file, scope)
        return self._without(items, pairs, is_constant)

    def fitting_object(self, file: File, expr: int, items: list[Item]) -> list[Item]:
        """Of several callables of what an expression stands for, those that it can mean, as far as
        they differ in `const` alone."""
        pairs = self._pairs(items)
        if not pairs:
            return items
        return self._without(items, pairs, self._is_constant(file, expr, _DEEPEST))

    def _pairs(self, items: list[Item]) -> set[str]:
        """What tells those from others that have a twin for constant objects."""
        told = [self._signature_of(item) for item in items]
        return {each for each in told if each + _CONST in told}

    def _without(self, items: list[Item], pairs: set[str], is_constant: bool | None) -> list[Item]:
        if is_constant is None:
            return items
        other = pairs if is_constant else {each + _CONST for each in pairs}
        return [item for item in items if self._signature_of(item) not in other]

    def _signature_of(self, item: Item) -> str:
        where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
        return where[0].names[where[0].facts.symbol_variant[where[1]]] if where else ""

    def _is_constant(self, file: File, expr: int, depth: int) -> bool | None:
        """Whether what an expression stands for, or points at, must not change; None if that is not
        known."""
        kind = file.expr_kind[expr]
        if not depth:
            return None
        if kind == Expr.POINTED:
            inner = file.expr_a[expr]
            # What a class stands for has a `const` of its own, and so has what `auto` points at.
            is_raw = self.value(file, inner) == self.value(file, expr) != UNKNOWN
            is_told = is_raw and self._is_typed(file, inner)
            return self._is_constant(file, inner, depth - 1) if is_told else None
        if kind == Expr.UNPOINTED:
            return self._is_constant(file, file.expr_a[expr], depth - 1)
        if kind == Expr.CALL:
            return self._gives_constant(file, file.expr_a[expr])
        if kind == Expr.NAME:
            scope = file.expr_b[expr]
            if scope != NONE and file.scope_kind[scope] >= ScopeKind.FUNCTION:
                return self._is_constant_here(file, scope, file.names[file.expr_a[expr]])
        elif kind != Expr.ATTR:
            return None
        found = {self._is_constant_field(item) for item, _ in self.items(file, expr)}
        if len(found) != 1:
            return None
        (is_constant,) = found
        if is_constant is not None:
            return is_constant
        # It is a part of what it is a member of.
        if kind == Expr.ATTR:
            return self._is_constant(file, file.expr_a[expr], depth - 1)
        places = file.facts.occurrences_of(expr)
        return _is_in_constant(file, places[0] >> SCOPE_SHIFT) if places else None

    def _is_constant_here(self, file: File, scope: int, name: str) -> bool | None:
        """Whether a local name is declared constant; of `auto` alone that is not known."""
        if name in self._constants(file, scope):
            return True
        return False if self._has_type(file, scope, name) else None

    def _is_typed(self, file: File, expr: int) -> bool:
        """Whether an expression is no local name, or one that is declared with a type."""
        scope = file.expr_b[expr]
        if file.expr_kind[expr] != Expr.NAME or scope == NONE:
            return True
        is_local = file.scope_kind[scope] >= ScopeKind.FUNCTION
        return not is_local or self._has_type(file, scope, file.names[file.expr_a[expr]])

    def _has_type(self, file: File, scope: int, name: str) -> bool:
        rows = self.look.value_rows(file, scope, name)
        return bool(rows) and all([file.bind_b[row] for row in rows])

    def _is_constant_field(self, item: Item) -> bool | None:
        """The same of a field, or of a variable; None if it is as what it is a part of."""
        where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
        if where is None:
            return None
        file, symbol = where
        scope, name = file.facts.symbol_scope[symbol], file.names[file.facts.symbol_name[symbol]]
        if name in self._constants(file, scope):
            return True
        rows = self.look.value_rows(file, scope, name)
        if not rows or file.bind_kind[rows[0]] != Bind.VALUE or not file.bind_b[rows[0]]:
            return None
        is_part = file.bind_c[rows[0]] == HELD and file.scope_kind[scope] == ScopeKind.CLASS
        return None if is_part else False

    def _gives_constant(self, file: File, callee: int) -> bool | None:
        """Whether what a call gives must not change."""
        found: set[bool | None] = set()
        for item, _ in self.items(file, callee):
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            if where is None:
                return None
            there, symbol = where
            bodies = there.bodies.get(symbol, ())
            found.update([RETURN_NAME in self._constants(there, body) for body in bodies])
        return found.pop() if len(found) == 1 else None

    def _constants(self, file: File, scope: int) -> list[str]:
        rows = self.look.value_rows(file, scope, CONSTANT_NAME)
        return [file.names[file.bind_a[row]] for row in rows]


def _is_in_constant(file: File, scope: int) -> bool | None:
    """Whether the method that a scope lies in is one for constant objects; None: in no method."""
    facts = file.facts
    while scope != NONE and file.scope_kind[scope] != ScopeKind.FUNCTION:
        scope = facts.scope_parent[scope]
    owner = facts.scope_owner[scope] if scope != NONE else 0
    if not owner or facts.symbol_kind[owner] != Kind.METHOD:
        return None
    return file.names[facts.symbol_variant[owner]].endswith(_CONST)

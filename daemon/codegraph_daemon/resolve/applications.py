"""What templates make of their arguments: functions that are given types, members of bases that are
templates, types inside of containers, and functions that are held.

What the standard library's own templates hold is `templates`' business.
"""

from __future__ import annotations

from ..facts import NONE, Expr, ScopeKind
from . import templates
from .file import File
from .generics import has_variable
from .pointers import Pointers
from .values import UNKNOWN, Value, Values, arguments, union

_HOLDERS = frozenset(("function", "move_only_function", "packaged_task", "copyable_function"))


class Applications(Pointers):
    """Templates with their arguments."""

    def _call_values(self, file: File, a: int, b: int) -> Values:
        if not file.scoping.declares or file.expr_kind[a] != Expr.INDEX:
            return Pointers._call_values(self, file, a, b)
        callees = self.value(file, file.expr_a[a])
        part = self.operands(file, file.expr_b[a])[0]
        is_number = file.expr_kind[part] == Expr.UNPACKED and not file.expr_a[part]
        if is_number and b and [each[2] for each in callees] == ["get"]:
            # `std::get<1>(pair)`
            return self.unpacked_in(file, self.given(file, b), file.expr_b[part])
        for value in callees:
            if value[0] in ("external", "bound"):
                told = templates.converted(value[2], self.declared(file, part))
                if told:
                    return told
        return Pointers._call_values(self, file, a, b)

    def _values_of_name(self, file: File, a: int, scope: int) -> Values:
        values = Pointers._values_of_name(self, file, a, scope)
        if not values or scope == NONE or not file.scoping.declares:
            return values
        if file.scope_kind[scope] == ScopeKind.CLASS and has_variable(values):
            # A member of a base stands for what the class makes of it.
            for receiver in self._this(file, scope, 0):
                values = self.filled(values, receiver)
        return values

    def called(self, file: File, callees: Values, argument: int) -> Values:
        """The values that calling these gives; `argument`: the first one's expression or 0."""
        if file.scoping.declares:
            for value in callees:
                if value[0] == "external" and _is_holder(value):
                    return union([self._held(file, each, argument) for each in callees])
        return Pointers.called(self, file, callees, argument)

    def _held(self, file: File, value: Value, argument: int) -> Values:
        inner = arguments(value)[0] if _is_holder(value) else (value,)
        return Pointers.called(self, file, inner, argument) if inner else UNKNOWN

    def declared(self, file: File, expr: int) -> Values:
        """The values that an annotation allows."""
        found = Pointers.declared(self, file, expr)
        if found and found[0][0] != "external":
            return found
        if file.expr_kind[expr] == Expr.ATTR and file.scoping.declares:
            name = file.names[file.expr_b[expr]]
            if name in templates.INNER:
                holders = self.declared(file, file.expr_a[expr])
                inner = union([templates.inner(v, name) for v in holders if v[0] == "external"])
                return inner or found
        return found


def _is_holder(value: Value) -> bool:
    return value[0] == "external" and value[2] in _HOLDERS and bool(arguments(value))

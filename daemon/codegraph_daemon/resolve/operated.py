"""The functions that operators between values of classes call: members of the first operand's
class, and functions beside the types of the operands (`[over.match.oper]` of the C++ standard).

Only what certainly takes an operand is told: an operator between what nobody knows is most likely
the language's own.  Which operands are no pointers the facts say (`Expr.UNPOINTED`).
"""

from __future__ import annotations

from typing import ClassVar

from ..facts import HELD, NONE, REFERRED, RETURN_NAME, Bind, Expr, Kind, ScopeKind
from .constness import Constness
from .evaluate import Operator
from .file import File
from .names import Found
from .values import UNKNOWN, Item, Origin, Value, Values, union

_MEANT = {"[": "operator[]", "(": "operator()"}
"""The names of operators of which the first sign alone stands there."""
_CALLABLE = frozenset((Kind.FUNCTION, Kind.METHOD))
_ITSELF, _REFERENCE = frozenset((HELD,)), frozenset((REFERRED,))
_NO_POINTER = _ITSELF | _REFERENCE
_STREAMED = frozenset(("operator<<", "operator>>"))
"""What stands before one of these is hardly ever known, and mostly a stream."""
_DEEPEST = 8
_CERTAIN, _ITS_OWN, _OF_TEMPLATE = 4, 6, 2
"""How well an operand fits from which it certainly does, how well that of a member fits, and how
well anything fits what a template is given."""

_Given = tuple[Values, ...]


class Operated(Constness):
    """Finds the functions that operators call."""

    def by_operands(self, file: File, expr: int) -> Found:
        """What only the operands of an expression tell."""
        is_passed = file.expr_kind[expr] == Expr.PASSED
        return self.passed(file, expr) if is_passed else self.operated(file, expr)

    def operated(self, file: File, expr: int) -> Found:
        """The functions that the operator at an expression calls."""
        sign = file.names[file.expr_b[expr]]
        name = _MEANT.get(sign) or f"operator{sign}"
        if not self.look.announced(f"<{name}>"):
            return ()
        parts = self.operands(file, file.expr_a[expr])
        first = self._operand(file, parts[0])
        if not first and name not in _STREAMED:
            return ()
        given: _Given = (first, *[UNKNOWN] * (len(parts) - 1))
        found = self._candidates(file, name, given) if _has_object(first) else {}
        if len(found) != 1:
            # Only now do the others matter, which are as much to evaluate.
            given = (first, *[self._operand(file, part) for part in parts[1:]])
            if not any([_has_object(values) for values in given]):
                return ()
            found = self._candidates(file, name, given)
        best = self._best_of(found, given)
        if len(best) > 1:
            lasts = self._lasts(file, parts[-1])
            best = [i for i in best if lasts is None or lasts != self._takes_temporary(i)] or best
            best = self.fitting_object(file, parts[0], best) if len(best) > 1 else best
        return tuple([(i, found[i] if len(best) == 1 else Origin.UNION) for i in best])

    def _candidates(self, file: File, name: str, given: _Given) -> dict[Item, int]:
        """The functions of a name that take so many operands: members, and those beside them."""
        found = {
            item: origin
            for value in given[0]
            if value[0] == "instance"
            for item, origin in self.member_items(file, value, name)
            if self._takes_operands(item, given[1:])
        }
        for item in self._beside_operands(file, name, given):
            if self._takes_operands(item, given):
                found.setdefault(item, Origin.SCOPE)
        return found

    def _operand(self, file: File, part: int) -> Values:
        """What an operand is, but for what a template is given."""
        values = self.value(file, part) if part else UNKNOWN
        return tuple([each for each in values if each[0] != "typevar"])

    def _beside_operands(self, file: File, name: str, given: _Given) -> list[Item]:
        """The functions of a name in the namespaces of the operands, and in none."""
        paths = dict.fromkeys([self.namespace_around(v) for values in given for v in values])
        found: dict[Item, None] = {}
        for path in (*paths, ""):
            found.update((item, None) for item, _ in self.named_in(file, path, name))
        return list(found)

    def _takes_operands(self, item: Item, given: _Given) -> bool:
        """Whether what an item is takes so many operands."""
        where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
        if where is None or where[0].facts.symbol_kind[where[1]] not in _CALLABLE:
            return False
        return self._takes((item, 0, *where), len(given))

    def _lasts(self, file: File, expr: int) -> bool | None:
        """Whether an operand has a name, or ends with the expression; None if that is not known."""
        while file.expr_kind[expr] == Expr.UNPOINTED:
            expr = file.expr_a[expr]
        kind = file.expr_kind[expr]
        if kind == Expr.NAME or kind == Expr.ATTR:
            return True
        if kind != Expr.CALL:
            return None
        callees = self.value(file, file.expr_a[expr])
        if callees and all([self._gives_as(each, _REFERENCE) for each in callees]):
            return True
        is_made = [each[0] == "class" or self._gives_as(each, _ITSELF) for each in callees]
        return None if not all(is_made) else False

    def _takes_temporary(self, item: Item) -> bool:
        """Whether the last parameter of a function is an rvalue reference."""
        return self._signature_of(item).removesuffix(" const").endswith("&&")

    def _best_of(self, candidates: dict[Item, int], given: _Given) -> list[Item]:
        """Those that the operands fit best, of which at least one fits a function certainly."""
        scored: list[tuple[int, Item]] = []
        for item in candidates:
            where = self.locate(item[1], item[2])
            assert where is not None
            file, symbol = where
            is_member = file.facts.symbol_kind[symbol] == Kind.METHOD
            fits = self._fitting_operands(file, symbol, given[1:] if is_member else given)
            if is_member:
                fits.append(_ITS_OWN)
            if min(fits, default=0) >= 0 and any([fit >= _CERTAIN for fit in fits]):
                scored.append((sum(fits), item))
        best = max([score for score, _ in scored], default=0)
        return [item for score, item in scored if score == best]

    def _fitting_operands(self, file: File, symbol: int, operands: _Given) -> list[int]:
        """How well each of some operands fits: below 0 not, 0 if nothing is known."""
        fits: list[int] = []
        for body in file.bodies.get(symbol, ())[:1]:
            for position, values in enumerate(operands):
                wanted = self._parameter_at(file, body, position)
                each = [self._fit_operand(v, w) for v in values for w in wanted]
                fits.append(max(each, default=0))
        return fits

    def _fit_operand(self, value: Value, wanted: Value) -> int:
        if wanted[0] == "typevar":
            return _OF_TEMPLATE
        # What is of another kind may be converted; of a text it is not known how wide it is.
        is_told = value[0] == wanted[0] and wanted[2] != "wchar_t"
        return self._fit(value, wanted) if is_told else 0

    # Operands

    def _unpointed_values(self, file: File, a: int, _: int) -> Values:
        return self._unpointed(file, a, _DEEPEST)

    def _unpointed(self, file: File, expr: int, depth: int) -> Values:
        """The values of what holds them itself, as its declaration says."""
        kind = file.expr_kind[expr]
        if kind == Expr.UNPOINTED:
            return self._unpointed(file, file.expr_a[expr], depth)
        if kind == Expr.CALL:
            return self._given_itself(file, expr)
        if kind != Expr.NAME and kind != Expr.ATTR:
            return UNKNOWN
        scope = file.expr_b[expr]
        if kind == Expr.NAME and scope != NONE and file.scope_kind[scope] >= ScopeKind.FUNCTION:
            rows = self.look.value_rows(file, scope, file.names[file.expr_a[expr]])
            if len(rows) != 1 or file.bind_kind[rows[0]] != Bind.VALUE or not depth:
                return UNKNOWN
            if file.bind_c[rows[0]] in _NO_POINTER:
                return self.value(file, expr)
            if file.bind_b[rows[0]]:
                return UNKNOWN
            return self._unpointed(file, file.bind_a[rows[0]], depth - 1)
        return union([self._held_by(item) for item, _ in self.items(file, expr)])

    def _held_by(self, item: Item) -> Values:
        """The values of a variable or a field that holds them itself."""
        where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
        if where is None:
            return UNKNOWN
        file, symbol = where
        name = file.names[file.facts.symbol_name[symbol]]
        rows = self.look.value_rows(file, file.facts.symbol_scope[symbol], name)
        if all([file.bind_kind[r] == Bind.VALUE and file.bind_c[r] in _NO_POINTER for r in rows]):
            return self.item_value(item, False) if rows else UNKNOWN
        return UNKNOWN

    def _given_itself(self, file: File, expr: int) -> Values:
        """What a call gives that makes an object, or of functions that give no pointer."""
        for value in self.value(file, file.expr_a[expr]):
            if value[0] != "class" and not self._gives_as(value, _NO_POINTER):
                return UNKNOWN
        return self.value(file, expr)

    def _gives_as(self, function: Value, how: frozenset[int]) -> bool:
        """Whether all that is declared of a function says that it gives its value so."""
        where = self.locate(function[1], function[2]) if function[0] == "function" else None
        if where is None:
            return False
        file, symbol = where
        rows = [
            row
            for body in file.bodies.get(symbol, ())
            for row in self.look.value_rows(file, body, RETURN_NAME)
        ]
        return bool(rows) and all([file.bind_c[row] in how for row in rows])

    operators: ClassVar[dict[int, Operator]] = {
        **Constness.operators,
        Expr.UNPOINTED: _unpointed_values,
    }


def _has_object(values: Values) -> bool:
    return any([value[0] == "instance" for value in values])

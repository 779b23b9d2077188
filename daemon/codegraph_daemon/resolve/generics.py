"""What type variables stand for, seen from a receiver: `Box[int]` makes a `T` of `Box` an `int`.

Also what `Self` and a method's own receiver stand for: the receiver that the method was found on.
What annotations say is `annotations`' business, and what calling gives `calls`'.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import cast

from ..facts import BASE_NAME, EXTENDED_NAME, OF_OUTER, Expr
from .attributes import Attributes
from .file import File
from .keys import answer_key
from .mro import is_outside
from .values import OWN, UNKNOWN, Value, Values, applied, arguments, is_own, turned, union

Variable = tuple[str, int, object]
"""A type variable without its bound."""

Generic = tuple[tuple[Variable, ...], tuple[tuple[Variable, Values], ...], Values]
"""A class's type parameters in order, what it gives for those of its bases, and the bases outside
the workspace that have type arguments."""

_NOT_GENERIC: Generic = ((), (), ())
_TUPLE = int(Expr.TUPLE)
GENERIC = frozenset(("Generic", "Protocol"))
_RECEIVERS = frozenset(("instance", "class", "super"))


class Generics(Attributes):
    """Type arguments of classes of the workspace."""

    @abstractmethod
    def declared(self, file: File, expr: int) -> Values:
        """The values that an annotation allows."""

    def operands(self, file: File, expr: int) -> list[int]:
        """The expressions of a TUPLE, or the one expression itself."""
        kinds = file.expr_kind
        if kinds[expr] != _TUPLE:
            return [expr]
        firsts, seconds = file.expr_a, file.expr_b
        parts = [firsts[expr]]
        while kinds[expr := seconds[expr]] == _TUPLE:
            parts.append(firsts[expr])
        return parts

    def generic(self, path_id: int, class_hash: int) -> Generic:
        """What is known of a class's type parameters."""
        key = answer_key(path_id, "generic", class_hash)
        return self.look.answer(key, self._generic, _NOT_GENERIC, path_id, class_hash)

    def _generic(self, path_id: int, class_hash: int) -> Generic:
        where = self.locate(path_id, class_hash)
        if where is None:
            return _NOT_GENERIC
        file, symbol = where
        listed: dict[Variable, None] | None = None
        met: dict[Variable, None] = {}
        given: dict[Variable, Values] = {}
        outside: list[Value] = []
        for body in file.bodies.get(symbol, ()):
            for row in self.look.value_rows(file, body, BASE_NAME):
                expr = file.bind_a[row]
                parts: list[Values] = []
                if file.expr_kind[expr] == Expr.INDEX:
                    operands = self.operands(file, file.expr_b[expr])
                    parts = [self.declared(file, part) for part in operands]
                    expr = file.expr_a[expr]
                variables = dict.fromkeys(_variables(parts))
                met.update(variables)
                for base in self.value(file, expr):
                    if base[0] == "external":
                        if base[2] in GENERIC:
                            if parts:
                                listed = variables
                        elif parts or arguments(base):
                            outside.append(applied(base, tuple(parts) or arguments(base)))
                    elif base[0] == "class":
                        self._add_base(base, tuple(parts) or arguments(base), given, outside)
        if file.scoping.extended:
            own = tuple(listed if listed is not None else met)
            self._add_extensions(file, symbol, own, given)
        # Python's own rule: what `Generic` lists, or else the order in which they are met.
        return tuple(listed if listed is not None else met), tuple(given.items()), tuple(outside)

    def _add_extensions(
        self,
        file: File,
        symbol: int,
        own: tuple[Variable, ...],
        given: dict[Variable, Values],
    ) -> None:
        """What the type parameters of extensions stand for: those of the type in their places."""
        for home, body in self.all_bodies(file, symbol):
            for row in self.look.value_rows(home, body, EXTENDED_NAME):
                expr = home.bind_a[row]
                if home.expr_kind[expr] != Expr.INDEX:
                    continue
                operands = self.operands(home, home.expr_b[expr])
                for variable, part in zip(own, operands, strict=False):
                    for value in self.declared(home, part):
                        if value[0] == "typevar":
                            given[value[:3]] = ((variable[0], variable[1], variable[2]),)

    def _add_base(
        self,
        base: Value,
        parts: tuple[Values, ...],
        given: dict[Variable, Values],
        outside: list[Value],
    ) -> None:
        variables, inherited, beyond = self.generic(base[1], base[2])
        known = dict(zip(variables, parts, strict=False))
        for variable, values in known.items():
            _add(given, variable, values)
        for variable, values in inherited:
            _add(given, variable, replaced(values, None, known))
        outside += replaced(beyond, None, known)

    def in_template(self, class_: Value) -> Value:
        """A class that lies in a template, applied to what that is applied to."""
        variables = self.generic(class_[1], class_[2])[0]
        where = self.locate(class_[1], class_[2]) if variables else None
        for body in where[0].bodies.get(where[1], ()) if where is not None else ():
            assert where is not None
            for row in self.look.value_rows(where[0], body, BASE_NAME):
                if where[0].bind_c[row] == OF_OUTER:
                    return applied(class_, tuple([(variable,) for variable in variables]))
        return class_

    def outside_bases(self, value: Value) -> Values:
        """The bases of an instance's class that lie outside, with type arguments if known."""
        beyond = self.generic(value[1], value[2])[2]
        return self.filled(beyond, value) if beyond else UNKNOWN

    def filled(self, values: Values, receiver: Value) -> Values:
        """What values found on a receiver stand for there."""
        if receiver[0] not in _RECEIVERS:
            return values
        if len(values) == 1 and values[0][0] == "function":
            one = values[0]
            return values if len(one) == 4 else ((one[0], one[1], one[2], ((receiver,),)),)
        if not _open(values):
            return values
        known: dict[Variable, Values] = {}
        if has_variable(values):
            variables, inherited, _ = self.generic(receiver[1], receiver[2])
            parts = arguments(receiver)
            known.update(zip(variables, parts, strict=False))
            if not all(parts) and self._keeps_bounds(receiver):
                # A wildcard is of the bound of the parameter for which it stands.
                known = {variable: part for variable, part in known.items() if part}
            for variable, given in inherited:
                filled = replaced(given, None, known)
                if known.get(variable, filled) == filled:
                    known[variable] = filled
                else:
                    # One variable in two roles: which is meant depends on whose method it is.
                    known[variable] = UNKNOWN
        return replaced(values, receiver, known)

    def _keeps_bounds(self, receiver: Value) -> bool:
        file = self.look.file(receiver[1])
        return file is not None and file.scoping.methods_apart

    def has_outside_base(self, value: Value, names: frozenset[str]) -> bool:
        """Whether a class, or that of an instance, has a base outside of one of these names."""
        order = self.mro(value[1], value[2])
        return any([is_outside(entry) and cast(str, entry[1]) in names for entry in order])


def _add(given: dict[Variable, Values], variable: Variable, values: Values) -> None:
    given[variable] = values if given.get(variable, values) == values else UNKNOWN


def _variables(parts: list[Values]) -> list[Variable]:
    """The type variables in type arguments, in order."""
    found: list[Variable] = []
    for values in parts:
        for value in values:
            if value[0] == "typevar":
                found.append(value[:3])
            elif value[0] in ("external", "instance", "class"):
                found += _variables(list(arguments(value)))
    return found


def variables_in(values: Values) -> list[Variable]:
    """The type variables in values, each once, in order."""
    return list(dict.fromkeys(_variables([values])))


def _open(values: Values) -> bool:
    """Whether values mean something else on another receiver."""
    for value in values:
        kind = value[0]
        if kind == "function" or kind == "typevar":
            return True
        if kind == "external" and value[2] == "Self":
            return True
        if len(value) == 4:
            if not value[3]:
                # The receiver itself (see `is_own`).
                return True
            for each in value[3]:
                if each and _open(each):
                    return True
    return False


def has_variable(values: Values) -> bool:
    """Whether a type variable is anywhere in these values."""
    for value in values:
        if value[0] == "typevar":
            return True
        if len(value) == 4:
            for each in value[3]:
                if each and has_variable(each):
                    return True
    return False


def replaced(values: Values, receiver: Value | None, known: Mapping[Variable, Values]) -> Values:
    """Values with their type variables, and what stands for the receiver, replaced."""
    if not values:
        return values
    if len(values) == 1 and len(values[0]) == 3:
        # Nearly all that types are applied to: what is nothing but itself.
        (value,) = values
        kind = value[0]
        if kind == "instance" or kind == "class" or (kind == "external" and value[2] != "Self"):
            return values
    results: list[Values] = []
    for value in values:
        kind = value[0]
        if kind == "typevar":
            results.append(known.get(value[:3], (value,)))
        elif receiver is not None and kind == "external" and value[2] == "Self":
            results.append((_as_instance(receiver),))
        elif is_own(value):
            own = value
            if receiver is not None:
                own = _as_instance(receiver) if kind == "instance" else _as_class(receiver)
            results.append((own,))
        elif kind == "function":
            if receiver is not None and len(value) == 3:
                value = (*value[:3], ((receiver,),))
            results.append((value,))
        elif len(value) == 4:
            parts = tuple([replaced(each, receiver, known) for each in value[3]])
            results.append((applied(value, parts),))
        else:
            results.append((value,))
    if len(results) == 1 and len(results[0]) < 2:
        return results[0]
    return union(results)


def _as_instance(receiver: Value) -> Value:
    if receiver[0] == "super":
        return ("instance", receiver[1], receiver[2], OWN)
    return turned("instance", receiver)


def _as_class(receiver: Value) -> Value:
    if receiver[0] == "super":
        return ("class", receiver[1], receiver[2], OWN)
    return turned("class", receiver)

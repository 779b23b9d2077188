"""What a place expects of what stands there: the parameter of a callee, and of a function that is
itself an argument; also what type variables stand for when a result is expected.

What values are is `structural`'s business.
"""

from __future__ import annotations

from ..facts import (
    CALL_NAME,
    CONSTRUCT_NAME,
    PARAMETERS_NAME,
    RETURN_NAME,
    Bind,
    Expr,
    Kind,
    ScopeKind,
)
from . import containers
from .file import File
from .generics import Variable, has_variable, replaced
from .keys import answer_key
from .lookups import Lookups
from .named_types import Table, table_of, with_table
from .structural import Structural
from .values import UNKNOWN, Value, Values, arguments, turned, union

_COLLECTS, _GATHERS = 0x100, 0x200
"""Marks of parameters that take all the rest: their type is that of each, or of all."""
_POSITION = 0xFF
_CLASSES = frozenset((Kind.CLASS, Kind.INTERFACE))
_OPEN = frozenset(("lambda", "object"))
"""Types without a name, in which type variables may stand."""
_MOST_TYPES = 6
"""Parameters whose types are told together."""
_TAKING = frozenset(("function", "lambda", "class", "instance", "object", "external"))
"""Values that are called themselves, and not what they are applied to."""

Told = tuple[int, int]
"""The type that is expected of a call, and those that are spelled in it: expressions, or 0."""


class Expectations(Structural):
    """Types of arguments, and of the parameters of functions that are arguments."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        # Kept for one link and never used for a memoised answer, as the receivers of attributes.
        self._expected: dict[tuple[int, int, int, Table], Values] = {}
        self._variables: dict[tuple[int, int, Values], dict[Variable, Values]] = {}
        self._arguments: dict[int, Values] = {}
        """What the file being linked wants as an argument, by expression: calls are nested."""
        self._taken: dict[tuple[Values, int], list[tuple[File, int, Values]]] = {}

    def declared(self, file: File, expr: int) -> Values:
        """The values that an annotation allows."""
        kind = file.expr_kind[expr]
        if kind == Expr.ARGUMENT:
            if file.path_id != self.look.linking:
                return self._wanted(file, file.expr_a[expr], file.expr_b[expr])
            found = self._arguments.get(expr)
            if found is None:
                found = self._wanted(file, file.expr_a[expr], file.expr_b[expr])
                self._arguments[expr] = found
            return found
        if kind == Expr.PARAMETER:
            return self._parameter_of(self.declared(file, file.expr_a[expr]), file.expr_b[expr])
        return Structural.declared(self, file, expr)

    def _wanted(self, file: File, callee: int, position: int) -> Values:
        """The type that a callee wants as the argument at a position."""
        wanted = types = 0
        if file.expr_kind[callee] == Expr.RETURNING:
            callee, wanted = file.expr_a[callee], file.expr_b[callee]
        callees = UNKNOWN
        if file.expr_kind[callee] == Expr.INDEX:
            callees = self.value(file, callee)
            if not any([each[0] in _TAKING for each in callees]):
                # Not one of several functions, but one that is told its types.
                callee, types, callees = file.expr_a[callee], file.expr_b[callee], UNKNOWN
        if file.expr_kind[callee] == Expr.ATTR:
            given = self._elementwise(file, callee, position, (wanted, types))
            if given:
                return given
        callees = callees or self.value(file, callee)
        if file.path_id == self.look.linking:
            taken = self._taken.get((callees, position))
            if taken is None:
                taken = self._taken[callees, position] = self._of_runs(callees, position)
        else:
            taken = self._of_runs(callees, position)
        if types:
            found = union([each for _, _, each in taken])
            return self.spelled(file, types, found, callees)
        if not taken and not position:
            return union([containers.begun_with(v) for v in callees if v[0] == "external"])
        if not wanted or not taken:
            return union([found for _, _, found in taken])
        # Once, and not for each overload: what is wanted may itself be the argument of a call.
        expected = self.declared(file, wanted)
        results: list[Values] = []
        for home, scope, found in taken:
            known = self._unified(home, scope, expected)
            results.append(
                tuple([with_table(each, known) for each in replaced(found, None, known)])
            )
        return union(results)

    def _of_runs(self, callees: Values, position: int) -> list[tuple[File, int, Values]]:
        """The functions that are run when these are called, each with the type of the parameter
        at a position; those that say nothing of it are left out."""
        results: list[tuple[File, int, Values]] = []
        for value in callees:
            for home, scope, receiver in self._run(value):
                found = self._parameter_at(home, scope, position, self._around(value))
                if receiver is not None:
                    found = self.filled(found, receiver)
                    if home.scoping.wrappers:
                        found = _as_bounded(found)
                    if any([each[0] in _OPEN for each in found]):
                        known = self._known_on(home, scope, receiver)
                        found = tuple([with_table(each, known) for each in found])
                if found:
                    results.append((home, scope, found))
        return results

    def _known_on(self, file: File, scope: int, receiver: Value) -> dict[Variable, Values]:
        """What the type variables around a method stand for on a receiver."""
        facts = file.facts
        owner = facts.scope_owner[scope]
        if facts.symbol_kind[owner] not in _CLASSES:
            owner = facts.symbol_container[owner]
        known: dict[Variable, Values] = {}
        if receiver[0] != "instance":
            return known
        if file.scoping.wrappers:
            # Each block that implements something has parameters of its own.
            own, inherited, _ = self.generic(receiver[1], receiver[2])
            variables = (*own, *[variable for variable, _ in inherited])
        elif facts.symbol_kind[owner] in _CLASSES:
            variables = self.generic(file.path_id, file.symbol_hash[owner])[0]
        else:
            return known
        for variable in variables:
            found = self.filled((variable,), receiver)
            if found and not has_variable(found):
                known[variable] = found
        return known

    def type_parameters(self, run: Values) -> list[tuple[Variable, int]]:
        """As `Spelled`. Their scope is the one that follows their function's."""
        found: list[tuple[Variable, int]] = []
        for value in run:
            for home, body, _ in self._run(value):
                scope = body + 1
                if scope == len(home.scope_kind):
                    continue
                if home.scope_kind[scope] != ScopeKind.TYPE_PARAMETERS:
                    continue
                for row in self.look.value_rows(home, scope, PARAMETERS_NAME):
                    if home.facts.scope_start[scope] >= home.facts.scope_end[body]:
                        continue
                    identity = f"{home.scope_identity[scope]:x}"
                    for position, part in enumerate(self.operands(home, home.bind_a[row])):
                        name = home.names[home.expr_a[part]]
                        found.append((("typevar", home.path_id, f"{identity} {name}"), position))
        return found

    def parameters_of(self, functions: Values) -> Values:
        """As `NamedTypes`."""
        found: list[Values] = []
        for value in functions:
            for home, scope, _ in self._run(value):
                known = self._around(value)
                types = [self._parameter_at(home, scope, at, known) for at in range(_MOST_TYPES)]
                found.append(containers.external("tuple", *types))
        return union(found)

    def _around(self, value: Value) -> Table:
        """What is known of the type variables around what a value takes as arguments."""
        if value[0] == "instance" and arguments(value):
            variables = self.generic(value[1], value[2])[0]
            return tuple(zip(variables, arguments(value), strict=False))
        return table_of(value)

    def _elementwise(self, file: File, callee: int, position: int, told: Told) -> Values:
        """What a method of a container outside the workspace wants as an argument."""
        name = file.names[file.expr_b[callee]]
        if name == containers.SETTLING:
            values = self.value(file, file.expr_a[callee])
            is_promise = len(values) == 1 and values[0][2] == "Promise"
            return self._made_there(file, name, told) if is_promise else UNKNOWN
        if name == containers.STORING and position == 1:
            values = self.value(file, file.expr_a[callee])
            return union([containers.stored(value) for value in values])
        if name not in containers.CALLBACKS and name not in containers.ADDING:
            return UNKNOWN
        values = self.value(file, file.expr_a[callee])
        if len(values) != 1 or values[0][0] != "external" or not arguments(values[0]):
            return UNKNOWN
        if name in containers.ADDING:
            return containers.element(values[0])
        made = self._made_there(file, name, told)
        return (("elementwise", 0, name, (values, made)),)

    def _made_there(self, file: File, name: str, told: Told) -> Values:
        """What a function that is an argument of such a method is to give."""
        wanted, types = told
        if types:
            return self.declared(file, self.operands(file, types)[0])
        expected = self.declared(file, wanted) if wanted else UNKNOWN
        return union([containers.given_by(name, value) for value in expected])

    def _parameter_of(self, types: Values, place: int) -> Values:
        """What a function of one of these types gets at a position."""
        position = place & _POSITION
        results: list[Values] = []
        for value in types:
            if value[0] == "elementwise":
                receivers = arguments(value)[0]
                results += [self._passed(value, each, position) for each in receivers]
                continue
            known = table_of(value)
            for home, scope, receiver in self._run(value):
                found = self._parameter_at(home, scope, position, known)
                if receiver is not None:
                    found = self.filled(found, receiver)
                results.append(self._settled(found, known) if known else found)
        return union(results)

    def _passed(self, value: Value, receiver: Value, position: int) -> Values:
        """What a method passes to a function that it is given, at a position."""
        name, made = value[2], arguments(value)[1]
        if made and not position and name in containers.REDUCING:
            return made
        return containers.passed(receiver, name, position)

    def _settled(self, values: Values, known: Table) -> Values:
        """Values with what is known of type variables, those with a default included."""
        results: list[Values] = []
        table: dict[Variable, Values] = dict(known)
        for value in values:
            if value[0] != "typevar" or value[:3] in table:
                results.append(replaced((value,), None, table))
                continue
            results.append(self._default_of(value, table) or (value,))
        return union(results)

    def _default_of(self, variable: Value, known: dict[Variable, Values]) -> Values:
        """What a type variable stands for that nobody gives a type."""
        identity, _, name = str(variable[2]).partition(" ")
        file = self.look.file(variable[1])
        scope = None if file is None else file.scope_of_identity.get(int(identity, 16))
        if file is None or scope is None:
            return UNKNOWN
        for row in self.look.value_rows(file, scope, name):
            if file.bind_a[row]:
                key = answer_key(variable[1], "default", str(variable[2]), repr(known))
                return self.with_known(file, file.bind_a[row], known, key)
        return UNKNOWN

    def _run(self, value: Value) -> list[tuple[File, int, Value | None]]:
        """The scopes of the functions that take the arguments when a value is called."""
        kind = value[0]
        if kind == "lambda":
            where = self._scope_of(value)
            return [(*where, None)] if where is not None else []
        if kind == "function":
            home = self.locate(value[1], value[2])
            if home is None:
                return []
            receiver = next((each for part in arguments(value) for each in part), None)
            bodies = home[0].bodies.get(home[1], ())
            return [(home[0], body, receiver) for body in bodies]
        runs: list[tuple[File, int, Value | None]] = []
        if kind == "typevar":
            # A function, as its bound says.
            for part in arguments(value):
                for each in part:
                    if each[0] == "lambda":
                        runs += self._run(each)
        elif kind == "class":
            for item in self.member(value[1], value[2], "constructor", False)[0]:
                if item[0] == "symbol":
                    runs += [
                        (home, scope, turned("instance", value))
                        for home, scope, _ in self._run(("function", item[1], item[2]))
                    ]
        elif kind in ("instance", "object"):
            for file, scope in self._member_scopes(value):
                for name in (CALL_NAME, CONSTRUCT_NAME):
                    for row in self.look.value_rows(file, scope, name):
                        for each in self.value(file, file.bind_a[row]):
                            if each[0] == "lambda":
                                receiver = value if kind == "instance" else None
                                runs += [(h, s, receiver) for h, s, _ in self._run(each)]
        return runs

    def filled(self, values: Values, receiver: Value) -> Values:
        """What values found on a receiver stand for there."""
        if receiver[0] == "object":
            known = table_of(receiver)
            return self._settled(values, known) if known else values
        return Structural.filled(self, values, receiver)

    def _declared_with(
        self, file: File, scope: int, expr: int, known: Table, position: int
    ) -> Values:
        """What a type in a function's scope allows, given what type variables stand for."""
        if not known:
            return self.declared(file, expr)
        identity = file.scope_identity[scope]
        key = answer_key(file.path_id, "known", identity, position, repr(known))
        return self.with_known(file, expr, dict(known), key)

    def _parameter_at(self, file: File, scope: int, position: int, known: Table = ()) -> Values:
        """The declared type of a function's parameter; its first has position 0."""
        if not known and file.path_id != self.look.linking:
            # Many files call what few define: what it takes is found once for all of them.
            wanted = answer_key(file.path_id, "wants", file.scope_identity[scope], position)
            return self.look.answer(wanted, self._find_parameter, UNKNOWN, file, scope, position)
        if self.look.reads is not self.look.of_links:
            return self._find_parameter(file, scope, position, known)
        key = (file.path_id, scope, position, known)
        found = self._expected.get(key)
        if found is None:
            found = self._expected[key] = self._find_parameter(file, scope, position, known)
        return found

    def _find_parameter(self, file: File, scope: int, position: int, known: Table = ()) -> Values:
        self.look.value_rows(file, scope, PARAMETERS_NAME)
        for name in file.parameters(scope):
            for row in self.look.value_rows(file, scope, name):
                place = file.bind_c[row]
                if file.bind_kind[row] != Bind.PARAM:
                    continue
                at = (place & _POSITION) - 1
                if place & (_COLLECTS | _GATHERS) and position >= at:
                    if not file.bind_b[row]:
                        return UNKNOWN
                    values = self._declared_with(file, scope, file.bind_b[row], known, position)
                    outside = [value for value in values if value[0] == "external"]
                    if place & _GATHERS:
                        return union([containers.unpacked(v, position - at) for v in outside])
                    return union([containers.element(value) for value in outside])
                if at == position:
                    if not file.bind_b[row]:
                        return self._like_default(file, file.bind_a[row])
                    return self._declared_with(file, scope, file.bind_b[row], known, position)
        return UNKNOWN

    def _like_default(self, file: File, default: int) -> Values:
        """What a parameter takes that nothing describes but the object that it is by itself."""
        values = self.value(file, default) if default else UNKNOWN
        return tuple([value for value in values if value[0] == "object"])

    def _unified(self, file: File, scope: int, wanted: Values) -> dict[Variable, Values]:
        """What a function's type variables stand for if it returns what is wanted."""
        if self.look.reads is not self.look.of_links:
            return self._find_unified(file, scope, wanted)
        key = (file.path_id, scope, wanted)
        found = self._variables.get(key)
        if found is None:
            found = self._variables[key] = self._find_unified(file, scope, wanted)
        return found

    def _find_unified(self, file: File, scope: int, wanted: Values) -> dict[Variable, Values]:
        known: dict[Variable, Values] = {}
        for row in self.look.value_rows(file, scope, RETURN_NAME):
            if not file.bind_b[row]:
                continue
            for value in self.declared(file, file.bind_b[row]):
                for other in wanted:
                    if value[0] == "typevar":
                        known[value[:3]] = wanted
                    elif value[:3] == other[:3]:
                        for mine, theirs in zip(arguments(value), arguments(other), strict=False):
                            for each in mine:
                                if each[0] == "typevar":
                                    known[each[:3]] = theirs
        return known


def _as_bounded(values: Values) -> Values:
    """Values with the functions that bounds of type variables say in place of these."""
    bounds = [value for value in values if value[0] == "typevar"]
    said = [each for value in bounds for part in arguments(value) for each in part]
    return tuple(said) if said and all([each[0] in _OPEN for each in said]) else values

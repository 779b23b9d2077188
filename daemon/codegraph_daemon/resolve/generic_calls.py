"""What calls give for their arguments, in languages whose callables are told apart by types.

`<T> T first(List<T> all)` gives a `User` for a list of them, and `map(Function<T, R>)` what the
function gives that it gets.  What a library gives for the functions that it gets is in
`library_methods`; which of several callables is meant is `callables`' business.
"""

from __future__ import annotations

from typing import ClassVar

from ..facts import CALL_NAME, CALLABLE, NONE, Expr, ScopeKind
from ..facts.naming import takes
from . import containers, library, library_methods
from .callables import Callables
from .evaluate import Operator
from .file import File
from .generics import Variable, has_variable, replaced
from .values import UNKNOWN, Value, Values, applied, arguments, turned, union

_NAMES = frozenset((Expr.NAME, Expr.ATTR))
_FUNCTIONS = frozenset(("lambda", "function"))
_ARRAY = ("external", 0, "Array")


class GenericCalls(Callables):
    """Type arguments that calls give without spelling them, by all of their arguments."""

    def _call_values(self, file: File, a: int, b: int) -> Values:
        if not file.scoping.methods_apart:
            return Callables._call_values(self, file, a, b)
        if file.expr_kind[a] != Expr.CHOSEN:
            if b and file.expr_kind[a] in _NAMES:
                return self._made_with(file, self.value(file, a), self.operands(file, b))
            return Callables._call_values(self, file, a, b)
        given = file.expr_b[a]
        results: list[Values] = []
        for value in self.value(file, a):
            if given and value[0] == "bound":
                (receivers,) = arguments(value)
                results += [self._by_library(file, each, value[2], given) for each in receivers]
                continue
            found = self.called(file, (value,), 0)
            if given and value[0] == "function" and has_variable(found):
                found = self._for_arguments(file, value, found, given)
            elif given and value[0] == "external":
                found = self._made_outside(file, file.expr_a[a], given) or found
            results.append(found)
        return results[0] if len(results) == 1 else union(results)

    def _values_of_name(self, file: File, a: int, scope: int) -> Values:
        """A member of a base, of whose type variables the class that is around says what they are,
        is seen from there."""
        values = Callables._values_of_name(self, file, a, scope)
        is_member = scope != NONE and file.scope_kind[scope] == ScopeKind.CLASS
        if is_member and file.scoping.methods_apart and has_variable(values):
            for own in self._this(file, scope, 0):
                values = self.filled(values, own)
        return values

    # What is made without saying of what

    def _made_with(self, file: File, classes: Values, parts: list[int]) -> Values:
        """Instances of classes, with what the arguments of a constructor say of their types."""
        results: list[Values] = []
        for value in classes:
            if value[0] == "class":
                results.append((self._filled_by(file, value, parts),))
            elif value[0] == "external" and not arguments(value):
                given = self.given(file, parts[0]) if len(parts) == 1 and parts[0] else UNKNOWN
                results.append(library_methods.copied(value, given))
            else:
                results.append((value,))
        return union(results)

    def _filled_by(self, file: File, value: Value, parts: list[int]) -> Value:
        made = turned("instance", value)
        variables = self.generic(value[1], value[2])[0]
        runs = [
            (home, scope)
            for home, scope, _ in self._run(value[:3])
            if takes(self._told_of(home, scope), len(parts))
        ]
        if not variables or len(runs) != 1:
            return made
        known: dict[Variable, Values] = {}
        self._compare(file, *runs[0], None, parts, known)
        given = tuple([known.get(each, UNKNOWN) for each in variables])
        return applied(made, given) if any(given) else made

    def _told_of(self, home: File, scope: int) -> str:
        """What tells the callable of a scope from others of its name."""
        return home.names[home.facts.symbol_variant[home.facts.scope_owner[scope]]]

    # Functions of the workspace

    def _for_arguments(self, file: File, callee: Value, result: Values, given: int) -> Values:
        """What a generic function gives for its arguments."""
        if file.expr_kind[given] == Expr.LITERAL:
            return result
        known: dict[Variable, Values] = {}
        parts = self.operands(file, given)
        for home, scope, receiver in self._run(callee):
            self._compare(file, home, scope, receiver, parts, known)
        return replaced(result, None, known) if known else result

    def _compare(
        self,
        file: File,
        home: File,
        scope: int,
        receiver: Value | None,
        parts: list[int],
        known: dict[Variable, Values],
    ) -> None:
        """Note what arguments say of the type variables in the parameters that take them."""
        for position, part in enumerate(parts):
            wanted = self._parameter_at(home, scope, position) if part else UNKNOWN
            if wanted and receiver is not None:
                wanted = self.filled(wanted, receiver)
            if has_variable(wanted):
                self._unify(file, wanted, self.given(file, part), known, 0)

    def _unify_one(
        self, file: File, value: Value, other: Value, known: dict[Variable, Values], depth: int
    ) -> bool:
        taken = other[0] in _FUNCTIONS and value[0] in ("instance", "external")
        if not taken or not file.scoping.methods_apart:
            return Callables._unify_one(self, file, value, other, known, depth)
        wanted = self._wanted_result(value)
        if has_variable(wanted):
            gets = UNKNOWN
            if other[0] == "function":
                external = value[0] == "external"
                gets = (
                    library_methods.parameter(value, 0)
                    if external
                    else self._parameter_of((value,), 0)
                )
                gets = replaced(gets, None, known)
            self._unify(file, wanted, self._result_of_function(other, gets), known, depth + 1)
        return True

    def _wanted_result(self, value: Value) -> Values:
        """What a function must give that is taken for something of a functional interface."""
        if value[0] == "external":
            return library_methods.result(value)
        results: list[Values] = []
        for home, scope in self._member_scopes(value):
            for row in self.look.value_rows(home, scope, CALL_NAME):
                functions = [f for f in self.value(home, home.bind_a[row]) if f[0] == "function"]
                results += [self.filled(self.result_of(each[:3]), value) for each in functions]
        return union(results)

    def _result_of_function(self, value: Value, gets: Values) -> Values:
        """What a function gives; of `Box::open` the argument tells what it is a box of."""
        if value[0] == "lambda":
            return self._lambda_result(value)
        found = self.result_of(value)
        if has_variable(found):
            on = [each for each in gets if each[0] == "instance" and arguments(each)]
            plain = self.result_of(value[:3]) if on else found
            for each in on:
                found = self.filled(plain, each)
        return found

    def _wanted(self, file: File, callee: int, position: int) -> Values:
        """The type that a callee wants as an argument; those before it may stand beside it."""
        if file.expr_kind[callee] != Expr.CHOSEN or not file.scoping.methods_apart:
            return Callables._wanted(self, file, callee, position)
        before, callee = file.expr_b[callee], file.expr_a[callee]
        wanted = Callables._wanted(self, file, callee, position)
        if not has_variable(wanted):
            return wanted
        known: dict[Variable, Values] = {}
        parts = self.operands(file, before)
        for value in self.value(file, callee):
            for home, scope, receiver in self._run(value):
                self._compare(file, home, scope, receiver, parts, known)
        return replaced(wanted, None, known) if known else wanted

    # The library

    def _by_library(self, file: File, receiver: Value, name: str, given: int) -> Values:
        """What a method of the library gives for its arguments."""
        plain = name[:-2]
        parts = self.operands(file, given)
        if file.expr_kind[given] == Expr.LITERAL:
            parts = []
        if plain in library_methods.MAPPING and parts:
            made = self._results_given(file, parts[0], containers.element(receiver))
            if plain in library_methods.FLAT:
                return tuple([each for each in made if each[0] == "external"])
            return (applied(("external", 0, receiver[2]), (made,)),) if made else UNKNOWN
        if plain == "collect" and len(parts) == 1:
            return self._collected(file, containers.element(receiver), parts[0])
        if plain == "reduce" and parts:
            element = containers.element(receiver)
            return element if len(parts) > 1 else containers.external("Optional", element)
        return library_methods.returned(receiver, name)

    def _results_given(self, file: File, expr: int, gets: Values = UNKNOWN) -> Values:
        """What functions give that are an argument, and get that."""
        if not expr:
            return UNKNOWN
        if file.expr_kind[expr] == Expr.CALL:
            chosen = file.expr_a[expr]
            if file.expr_kind[chosen] == Expr.CHOSEN:
                callee = file.expr_a[chosen]
                if self._plain_name(file, callee) == "identity" and not file.expr_b[chosen]:
                    # `Function.identity()`, unless something of the workspace is called so.
                    found = self.value(file, chosen)
                    if all([each[0] == "external" for each in found]):
                        return gets
        results: list[Values] = []
        for value in self.given(file, expr):
            if value[0] in _FUNCTIONS:
                results.append(self._result_of_function(value, gets))
            elif value[0] == "instance":
                results.append(self._wanted_result(value))
            elif value[0] == "external" and value[2][-2:] == CALLABLE:
                # `List::stream`, of whatever it gets.
                known = [each for each in gets if each[0] == "external" and arguments(each)]
                results += [library_methods.returned(each, value[2]) for each in known]
            elif value[0] == "external":
                results.append(library_methods.result(value))
            elif value[0] == "class":
                results.append(self.instances((value,)))
        return union(results)

    def _collected(self, file: File, elements: Values, expr: int) -> Values:
        """What a collector makes of elements."""
        parts: list[int] = []
        name = ""
        if expr and file.expr_kind[expr] == Expr.CALL:
            chosen = file.expr_a[expr]
            if file.expr_kind[chosen] == Expr.CHOSEN:
                name = self._plain_name(file, file.expr_a[chosen])
                if file.expr_b[chosen]:
                    parts = self.operands(file, file.expr_b[chosen])
        kind = library_methods.COLLECTED.get(name)
        if kind is not None:
            return containers.external(kind, elements)
        if name in ("toMap", "toUnmodifiableMap", "toConcurrentMap") and len(parts) > 1:
            kept = [self._results_given(file, part, elements) for part in parts[:2]]
            return containers.external("Map", *kept)
        if name in ("groupingBy", "groupingByConcurrent", "partitioningBy") and parts:
            key = containers.external("Boolean")
            if name != "partitioningBy":
                key = self._results_given(file, parts[0], elements)
            group = containers.external("List", elements)
            if len(parts) > 1:
                group = self._collected(file, elements, parts[-1])
            return containers.external("Map", key, group)
        if name in ("mapping", "filtering", "flatMapping") and len(parts) == 2:
            if name != "filtering":
                elements = self._results_given(file, parts[0], elements)
            if name == "flatMapping":
                elements = self.elements(elements)
            return self._collected(file, elements, parts[1])
        if name == "collectingAndThen" and len(parts) == 2:
            return self._results_given(file, parts[1])
        return UNKNOWN

    def _plain_name(self, file: File, callee: int) -> str:
        """The name of what is called, whatever it is called on."""
        kind = file.expr_kind[callee]
        if kind == Expr.ATTR:
            return file.names[file.expr_b[callee]][:-2]
        return file.names[file.expr_a[callee]][:-2] if kind == Expr.NAME else ""

    def _made_outside(self, file: File, callee: int, given: int) -> Values:
        """What a static method of the library makes of its arguments."""
        name = self._plain_name(file, callee)
        if name not in library_methods.MAKING or file.expr_kind[given] == Expr.LITERAL:
            return UNKNOWN
        kind = ""
        if file.expr_kind[callee] == Expr.ATTR:
            owners = self.value(file, file.expr_a[callee])
            if len(owners) != 1 or owners[0][0] != "external" or arguments(owners[0]):
                return UNKNOWN
            kind = str(owners[0][2])
        parts = self.operands(file, given)
        if not parts[0]:
            return UNKNOWN
        how = library_methods.made(kind, name)
        kind = library_methods.MADE_AS.get(name, kind)
        if how == library_methods.THE_ARGUMENT:
            return self.given(file, parts[0])
        if how == library_methods.AN_ELEMENT:
            return self.elements(self.given(file, parts[0]))
        if how == library_methods.WHAT_IT_GIVES:
            return containers.external(kind, self._results_given(file, parts[0]))
        if how == library_methods.OF_ELEMENTS:
            return containers.external(kind, self.elements(self.given(file, parts[0])))
        if how == library_methods.KEYED and len(parts) > 1:
            return containers.external(kind, *[self.given(file, part) for part in parts[:2]])
        if how == library_methods.OF_ARGUMENTS:
            values = self.given(file, parts[0])
            if len(parts) == 1 and kind not in library_methods.OF_ONE:
                # An array stands for all that the method is given.
                arrays = [each for each in values if each[:3] == _ARRAY and arguments(each)]
                values = self.elements(tuple(arrays)) if arrays else values
            return containers.external(kind, values) if values else UNKNOWN
        return UNKNOWN

    # The names of the library mean what Java's do

    def attributes_of(self, file: File, values: Values, name: str) -> Values:
        """The values of an attribute of these."""
        if name in library.CONSTANTS and file.scoping.methods_apart:
            found = [library.constant(each[2], name) for each in values if each[0] == "external"]
            if found and found[0]:
                return found[0]
        return Callables.attributes_of(self, file, values, name)

    def _outside(self, file: File, name: str, index: int) -> Values:
        if file.scoping.methods_apart:
            return containers.annotated(name, self._given(file, index))
        return Callables._outside(self, file, name, index)

    def indexed_type(self, file: File, head: Value, index: int) -> Values:
        """What `head<index>` is where both are types: a type again."""
        if file.scoping.methods_apart and head[0] == "external":
            return containers.annotated(head[2], self._given(file, index))
        return Callables.indexed_type(self, file, head, index)

    operators: ClassVar[dict[int, Operator]] = Callables.operators | {
        Expr.CALL: _call_values,
    }

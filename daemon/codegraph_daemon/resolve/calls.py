"""What happens to values: calling, entering, iterating, unpacking, indexing and awaiting them."""

from __future__ import annotations

from ..facts import DECORATOR_NAME, RETURN_NAME, Bind, Flag, Kind
from . import containers, go_functions
from .file import File
from .generics import Variable, has_variable, replaced
from .keys import answer_key
from .script_methods import ScriptMethods
from .values import OWN, UNKNOWN, Item, Value, Values, arguments, turned, union

_ENUMS = frozenset(("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum"))
_GENERATED = "Generator"
_NEXT = {"next": "__next__", "anext": "__anext__"}
"""The methods that give what these functions do."""


class Calls(ScriptMethods):
    """Operations on values of the workspace and outside of it."""

    def called(self, file: File, callees: Values, argument: int) -> Values:
        """The values that calling these gives; `argument`: the first one's expression or 0."""
        results: list[Values] = []
        for value in callees:
            kind = value[0]
            if kind == "class":
                results.append((turned("instance", value),))
            elif kind == "function":
                results.append(self.result_of(value))
            elif kind == "instance":
                operator = "operator()" if file.scoping.declares else "__call__"
                results.append(self._through(value, operator))
            elif kind == "external":
                results.append(self._called_outside(file, value, argument))
            elif kind == "bound":
                for each in arguments(value):
                    results += [self.called_on(file, one, value[2], argument) for one in each]
        return results[0] if len(results) == 1 else union(results)

    def called_with(self, file: File, callees: Values, argument: int) -> Values:
        """The values that calling these with a first argument gives."""
        return self.called(file, callees, 0)

    def result_of(self, function: Value) -> Values:
        """What calling a function gives, seen from the receiver that it was found on."""
        values = self.returned(function[1], function[2])
        for each in arguments(function):
            for receiver in each:
                values = self.filled(values, receiver)
        return values

    def _through(self, value: Value, name: str) -> Values:
        """What calling the method `name` of an instance gives."""
        return union([self.result_of(each) for each in self._methods(value, name)])

    def _methods(self, value: Value, name: str) -> Values:
        functions: list[Value] = []
        for item in self.member(value[1], value[2], name, False)[0]:
            if item[0] == "symbol":
                functions += [each for each in self.item_value(item, False) if _is_run(each)]
        return self.filled(tuple(functions), value)

    def _called_outside(self, file: File, value: Value, argument: int) -> Values:
        name = value[2]
        given = arguments(value)
        if given:
            if name == "type":
                return given[0]
            if name == "Callable":
                return given[-1]
            return (value,)
        if name in containers.BY_ARGUMENT:
            values = [self.value(file, part) for part in self.operands(file, argument)]
            if len(values) > 1 and name in containers.OF_ALL:
                return self._of_arguments(name, values)
            return self._of_argument(file, name, values[0], bool(argument))
        return (value,)

    def _of_arguments(self, name: str, given: list[Values]) -> Values:
        """What a function that treats its arguments alike gives for several."""
        if name in containers.PICKING:
            return union(given)
        if name == "gather":
            return containers.external("tuple", *given)
        inner = [self.elements(values) for values in given]
        if name in containers.ZIPPING:
            return containers.external("Iterator", containers.external("tuple", *inner))
        if name == "filter":
            return containers.external("Iterator", inner[1])
        return containers.external("Iterator", union(inner))

    def _of_argument(self, file: File, name: str, values: Values, is_given: bool) -> Values:
        if name in go_functions.FUNCTIONS:
            return self._by_go(name, values)
        if name in containers.COLLECTING:
            return containers.external(containers.COLLECTING[name], self.elements(values))
        if name in containers.PICKING:
            return self._picked(name, values)
        if name in containers.SAME:
            return values
        if name in containers.RESULTS:
            return self._results(values)
        if name.startswith("enter_"):
            return self.entered(values)
        if name == "ref" and values:
            return containers.external("Callable", values)
        if name == "defaultdict":
            made = union([self.instances(values), self._results(values)])
            return containers.external(name, UNKNOWN, made)
        if name in containers.OF_CLASS:
            return self.instances(values)
        if name == "dict":
            return values or containers.external("dict", UNKNOWN, UNKNOWN)
        if name == "enumerate":
            pair = containers.external("tuple", UNKNOWN, self.elements(values))
            return containers.external("Iterator", pair)
        if name in containers.ZIPPING:
            pair = containers.external("tuple", self.elements(values))
            return containers.external("Iterator", pair)
        if name == "gather":
            return containers.external("list", values)
        if name == "submit" and is_given:
            return containers.external("Future", self._results(values) or self.instances(values))
        if name == "groupby":
            group = containers.external("Iterator", self.elements(values))
            pair = containers.external("tuple", UNKNOWN, group)
            return containers.external("Iterator", pair)
        if name == "Map" and is_given:
            return containers.keyed(name, self.elements(values))
        if name == "pairwise":
            one = self.elements(values)
            return containers.external("Iterator", containers.external("tuple", one, one))
        if name == "map":
            functions = [each for each in values if each[0] in ("function", "class", "lambda")]
            made = union([self.called(file, (each,), 0) for each in functions])
            return containers.external("Iterator", made)
        if name == "TypeVar":
            return containers.external(name, self.instances(values))
        if name == "type" and is_given:
            return tuple([turned("class", value) for value in values if value[0] == "instance"])
        return (("external", 0, name),)

    def _by_go(self, name: str, values: Values) -> Values:
        """What a function of Go's library gives for its first argument."""
        if go_functions.gives_argument(name):
            return values
        results: list[Values] = []
        for value in values:
            # A type of the workspace may be made of a container.
            held = self.outside_bases(value) if value[0] == "instance" else (value,)
            results += [go_functions.given_by(name, v) for v in held if v[0] == "external"]
        return union(results)

    def _picked(self, name: str, values: Values) -> Values:
        """What a function gives that takes one element of something: `next`, of an iterator."""
        method = _NEXT.get(name)
        if method is None:
            return self.elements(values)
        made = [self._through(value, method) for value in values if value[0] == "instance"]
        return union(made) or self.elements(values)

    def _results(self, callees: Values) -> Values:
        """What calling those of these gives that are functions."""
        return union([self.result_of(value) for value in callees if value[0] == "function"])

    def checked(self, values: Values, classes: Values) -> Values:
        """What values are that were found to be instances of these classes."""
        wanted = {(each[1], each[2]) for each in classes if each[0] == "class"}
        kept: list[Value] = []
        for value in values:
            if value[0] == "instance":
                order = self.mro(value[1], value[2])
                if any([entry in wanted for entry in order]):
                    kept.append(value)
        # None of what was known, or nothing was: an instance of the class itself.
        return tuple(kept) or self.instances(classes)

    def rest(self, file: File, classes: int, expr: int) -> Values:
        """The values of an expression that are no instances of any of these classes."""
        values = self.value(file, expr)
        if len(values) < 2:
            return values
        given = containers.spread(self.value(file, classes))
        unwanted = {(each[1], each[2]) for each in given if each[0] == "class"}
        kept: list[Value] = []
        for value in values:
            if value[0] == "instance":
                order = self.mro(value[1], value[2])
                if any([entry in unwanted for entry in order]):
                    continue
            kept.append(value)
        return tuple(kept) or values

    def entered(self, values: Values) -> Values:
        """What `with` binds: what entering returns, or the manager if that says nothing else."""
        results: list[Values] = []
        for value in values:
            if value[0] != "instance":
                results.append(containers.entered(value) if value[0] == "external" else UNKNOWN)
                continue
            functions = self._methods(value, "__enter__") + self._methods(value, "__aenter__")
            entered = union([self.result_of(each) for each in functions])
            order = self.mro(value[1], value[2])
            # A method of a base that returns `self` returns this very object.
            own = any([each[0] == "instance" and (each[1], each[2]) in order for each in entered])
            results.append((value,) if own or not functions else entered)
        return union(results)

    def elements(self, values: Values) -> Values:
        """What these give when they are iterated over."""
        results: list[Values] = []
        for value in values:
            if value[0] == "external":
                results.append(containers.element(value))
            elif value[0] == "instance":
                results.append(self._elements_of(value))
            elif value[0] == "class" and self.has_outside_base(value, _ENUMS):
                results.append(self.instances((value,)))
        return union(results)

    def _elements_of(self, value: Value) -> Values:
        for name in ("__iter__", "__aiter__"):
            for iterator in self._through(value, name):
                if iterator[0] == "external":
                    return containers.element(iterator)
                if iterator[0] == "instance":
                    found = self._through(iterator, "__next__")
                    return found or self._through(iterator, "__anext__")
        found = self._through(value, "__getitem__")
        return found or union([containers.element(b) for b in self.outside_bases(value)])

    def unpacked(self, values: Values, position: int) -> Values:
        """What the target at `position` gets when these are unpacked."""
        results: list[Values] = []
        for value in values:
            if value[0] == "external":
                results.append(containers.unpacked(value, position))
            elif value[0] == "instance":
                bases = self.outside_bases(value)
                results += [containers.unpacked(base, position) for base in bases]
                if not bases:
                    results.append(self._elements_of(value))
        return union(results)

    def indexed(
        self, file: File, values: Values, index: int, *, number: int, sliced: bool
    ) -> Values:
        """What indexing these gives; `number` is the index if it is a plain one, or -1."""
        position = None if number < 0 else number
        results: list[Values] = []
        for value in values:
            kind = value[0]
            if kind == "instance":
                found = self._through(value, "__getitem__")
                if not found:
                    bases = self.outside_bases(value)
                    found = union([containers.item(b, position, sliced=sliced) for b in bases])
                results.append(found)
            elif kind == "external" and arguments(value):
                results.append(containers.item(value, position, sliced=sliced))
            elif kind == "class" and self.has_outside_base(value, _ENUMS):
                results.append(self.instances((value,)))
            elif kind in ("class", "external"):
                results.append(self.indexed_type(file, value, index))
        return union(results)

    # Functions

    def returned(self, path_id: int, hashed: int) -> Values:
        """The values that calling a function gives."""
        key = answer_key(path_id, "returns", hashed)
        return self.look.answer(key, self._returned, UNKNOWN, path_id, hashed)

    def _returned(self, path_id: int, hashed: int) -> Values:
        where = self.locate(path_id, hashed)
        if where is None:
            return UNKNOWN
        file, symbol = where
        declared: list[Values] = []
        inferred: list[Values] = []
        for body in file.bodies.get(symbol, ()):
            for row in self.look.value_rows(file, body, RETURN_NAME):
                if file.bind_b[row]:
                    declared.append(self.declared(file, file.bind_b[row]))
                else:
                    inferred.append(self.value(file, file.bind_a[row]))
        values = union(declared) if declared else union(inferred)
        if declared and has_variable(values):
            values = self._of_receiver(file, symbol, values)
        if file.facts.symbol_flags[symbol] & Flag.DECORATED:
            names = {each[2] for each in self._decorators(file, symbol) if each[0] == "external"}
            if names & containers.CONTEXTS:
                return containers.external("contextmanager", self.elements(values))
        return values

    def _of_receiver(self, file: File, symbol: int, values: Values) -> Values:
        """Values in which the variable that a method's receiver is annotated with is its class.

        `def copy(self: T) -> T` was the way to say `Self` before there was one.
        """
        facts = file.facts
        owner = facts.symbol_container[symbol]
        is_static = facts.symbol_flags[symbol] & Flag.STATIC_METHOD
        if is_static or facts.symbol_kind[owner] != Kind.CLASS:
            return values
        this: Values = (("instance", file.path_id, file.symbol_hash[owner], OWN),)
        known: dict[Variable, Values] = {}
        for body in file.bodies.get(symbol, ()):
            for name in file.parameters(body)[:1]:
                for row in self.look.value_rows(file, body, name):
                    if file.bind_kind[row] == Bind.PARAM and file.bind_c[row] == 0:
                        wanted = self.declared(file, file.bind_b[row])
                        classes = [arguments(each) for each in wanted if each[2] == "type"]
                        for value in wanted + union([part for each in classes for part in each]):
                            if value[0] == "typevar":
                                known[value[:3]] = this
        return replaced(values, None, known) if known else values

    def _decorators(self, file: File, symbol: int) -> Values:
        """The values of a definition's decorators."""
        found: list[Value] = []
        for body in file.bodies.get(symbol, ()):
            for row in self.look.value_rows(file, body, DECORATOR_NAME):
                found += self.value(file, file.bind_a[row])
        return tuple(found)

    def function_value(self, path_id: int, hashed: int, file: File, symbol: int) -> Values:
        """What the name of a function stands for: mostly the function, whatever decorates it."""
        if not file.facts.symbol_flags[symbol] & Flag.DECORATED:
            return (("function", path_id, hashed),)
        key = answer_key(path_id, "decorated", hashed)
        return self.look.answer(key, self._decorated, UNKNOWN, path_id, hashed)

    def _decorated(self, path_id: int, hashed: int) -> Values:
        plain: Values = (("function", path_id, hashed),)
        where = self.locate(path_id, hashed)
        if where is None:
            return UNKNOWN
        file, symbol = where
        made: list[Value] = []
        for value in self._decorators(file, symbol):
            # A class that decorates makes an instance; so does a function that says so.
            results = (turned("instance", value),) if value[0] == "class" else UNKNOWN
            if value[0] == "function":
                results = self.result_of(value)
            elif value[0] == "external" and value[2] == "Callable":
                results = next(iter(arguments(value)[-1:]), UNKNOWN)
            made += [each for each in results if each[0] == "instance"]
        return tuple(made) or plain

    def in_enum(self, path_id: int, hashed: int) -> bool:
        """Whether a class is an enumeration, whose attributes are its instances."""
        return self.has_outside_base(("class", path_id, hashed), _ENUMS)

    def item_value(self, item: Item, instance: bool) -> Values:
        """The values of an item; `instance`: asked for on an instance."""
        if item[0] != "symbol":
            return (item,)
        where = self.locate(item[1], item[2])
        if where is None:
            return UNKNOWN
        return self.symbol_value(item, instance, *where)

    def symbol_value(self, item: Item, instance: bool, file: File, symbol: int) -> Values:
        """The values of a symbol that was looked up."""
        path_id, hashed = item[1], item[2]
        kind = file.symbol_kind[symbol]
        if kind == Kind.CLASS:
            return (("class", path_id, hashed),)
        if kind == Kind.PROPERTY and instance:
            return self.returned(path_id, hashed)
        if kind == Kind.FUNCTION or kind == Kind.METHOD or kind == Kind.PROPERTY:
            return self.function_value(path_id, hashed, file, symbol)
        return self.type_of(path_id, hashed)

    def type_of(self, path_id: int, hashed: int) -> Values:
        """The values of a variable, a field or a parameter."""
        raise NotImplementedError


def _is_run(value: Value) -> bool:
    return value[0] == "function"

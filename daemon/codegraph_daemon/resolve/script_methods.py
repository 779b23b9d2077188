"""What JavaScript's library gives for what it is given: `map` of an array, `then` of a promise,
`Array.from`, `Promise.all`.

Belongs here: what depends on arguments.  What containers hold, and what their other methods give,
stands in `containers`.
"""

from __future__ import annotations

from abc import abstractmethod

from ..facts import Expr
from . import containers
from .annotations import Annotations
from .file import File
from .values import UNKNOWN, Value, Values, arguments, union

_RUN = frozenset(("lambda", "function"))


class ScriptMethods(Annotations):
    """Results of methods that run a function, or take apart what they are given."""

    @abstractmethod
    def called(self, file: File, callees: Values, argument: int) -> Values:
        """The values that calling these gives."""

    @abstractmethod
    def elements(self, values: Values) -> Values:
        """What these give when they are iterated over."""

    def called_on(self, file: File, receiver: Value, name: str, argument: int) -> Values:
        """What a method of something outside the workspace gives; `argument`: all that it is given,
        or 0."""
        if not argument or not containers.takes(receiver, name):
            return containers.returned(receiver, name)
        parts = self.operands(file, argument)
        if name in ("map", "flatMap", "then"):
            made = self._result_of_argument(file, parts[0])
            if name == "then":
                return containers.external("Promise", _awaited(made))
            return containers.external("Array", _flat(made) if name == "flatMap" else made)
        if name in containers.REDUCING:
            begun = self.value(file, parts[1]) if len(parts) > 1 else containers.element(receiver)
            if len(parts) > 1 and any([value[0] != "external" for value in begun]):
                # `{}` has what the function gives it.
                return union([begun, self._result_of_argument(file, parts[0])])
            return begun or self._result_of_argument(file, parts[0])
        given = self.value(file, parts[0])
        if name == "from":
            made = (
                self._result_of_argument(file, parts[1]) if len(parts) > 1 else self.elements(given)
            )
            return containers.external("Array", made)
        if name == "resolve":
            return containers.external("Promise", _awaited(given))
        if name == "fromEntries":
            return containers.keyed("Record", self.elements(given))
        if name in ("values", "entries", "keys"):
            held = union([_in_record(value, name) for value in given])
            return containers.external("Array", held)
        if file.expr_kind[parts[0]] == Expr.LITERAL:
            # Each of several promises may be of something else.
            if name != "all" or given[0][2] != "tuple":
                return containers.external("Promise")
            each = [_awaited(part) for part in arguments(given[0])]
            return containers.external("Promise", containers.external("tuple", *each))
        held = _awaited(self.elements(given))
        return containers.external("Promise", containers.external("Array", held))

    def _result_of_argument(self, file: File, function: int) -> Values:
        """What a function that is an argument gives."""
        functions = [each for each in self.value(file, function) if each[0] in _RUN]
        return union([self.called(file, (each,), 0) for each in functions])


def _awaited(values: Values) -> Values:
    return union([containers.awaited(value) for value in values])


def _flat(values: Values) -> Values:
    """The elements of those that are arrays, and the others."""
    parts = [
        containers.element(each) if each[0] == "external" and arguments(each) else (each,)
        for each in values
    ]
    return union(parts)


def _in_record(value: Value, name: str) -> Values:
    """An element of what `Object.values` and its like give for a value."""
    if name == "keys":
        return containers.external("string")
    given = arguments(value)
    if value[0] != "external" or len(given) < 2:
        return UNKNOWN
    return given[1] if name == "values" else containers.external("tuple", *given[:2])

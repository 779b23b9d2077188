"""Which parameter a keyword argument names, or which field of a class that makes its own."""

from __future__ import annotations

from ..facts import DECORATOR_NAME, Bind, Kind
from .calls import Calls
from .file import File
from .lookups import Lookups
from .names import Found
from .values import Item, Origin, Value, Values

_MAKING = frozenset(
    ("dataclass", "dataclass_transform", "define", "frozen", "mutable", "attrs", "attr", "s")
)
"""Decorators that make a class's fields parameters of its constructor."""
_MAKING_BASES = frozenset(("NamedTuple", "BaseModel", "SQLModel", "Struct"))


class Keywords(Calls):
    """Keyword arguments."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        self._functions: dict[int, tuple[Value, ...]] = {}

    def keyword(self, file: File, expr: int) -> Found:
        """What a keyword argument names."""
        callee, name = file.expr_a[expr], file.names[file.expr_b[expr]]
        if file.path_id == self.look.linking:
            functions = self._functions.get(callee)
            if functions is None:
                values = self.linked_receiver(file, callee)[0]
                functions = self._functions[callee] = self._run_by(values)
        else:
            functions = self._run_by(self.value(file, callee))
        found: dict[Item, int] = {}
        for value in functions:
            if value[0] == "function":
                self._add_parameter(value[1], value[2], name, found)
            else:
                for item in self.member(value[1], value[2], name, False)[0]:
                    if item[0] == "symbol" and self._is_field(item):
                        found[item] = Origin.PARAMETER
        return tuple(found.items())

    def _run_by(self, callees: Values) -> tuple[Value, ...]:
        """The functions that take the arguments when these are called, or the classes that do."""
        functions: dict[Value, None] = {}
        for value in callees:
            if value[0] == "function":
                functions[("function", value[1], value[2])] = None
            elif value[0] == "class":
                for maker in ("__init__", "__new__"):
                    makers = self._made_by(value, maker)
                    functions.update(dict.fromkeys(makers))
                    if makers:
                        break
                else:
                    if self._makes_parameters(value):
                        functions[("class", value[1], value[2])] = None
            elif value[0] == "instance":
                functions.update(dict.fromkeys(self._made_by(value, "__call__")))
        return tuple(functions)

    def _made_by(self, value: Value, name: str) -> list[Value]:
        members = self.member(value[1], value[2], name, False)[0]
        return [("function", m[1], m[2]) for m in members if m[0] == "symbol"]

    def _makes_parameters(self, value: Value) -> bool:
        """Whether a class has a constructor that takes its fields by name."""
        if self.has_outside_base(value, _MAKING_BASES):
            return True
        for entry in self.mro(value[1], value[2]):
            where = self.locate(entry[0], entry[1]) if isinstance(entry[1], int) else None
            if where is None:
                continue
            file, symbol = where
            for body in file.bodies.get(symbol, ()):
                for row in self.look.value_rows(file, body, DECORATOR_NAME):
                    made = self.value(file, file.bind_a[row])
                    if any([each[0] == "external" and each[2] in _MAKING for each in made]):
                        return True
        return False

    def _is_field(self, item: Item) -> bool:
        where = self.locate(item[1], item[2])
        return where is not None and where[0].facts.symbol_kind[where[1]] in (
            Kind.FIELD,
            Kind.VARIABLE,
            Kind.CONSTANT,
        )

    def _add_parameter(
        self, path_id: int, function: int, name: str, found: dict[Item, int]
    ) -> None:
        where = self.locate(path_id, function)
        if where is None:
            return
        file, symbol = where
        for body in file.bodies.get(symbol, ()):
            rows = self.look.rows(file, body, name)
            if rows and any([file.bind_kind[row] == Bind.PARAM for row in rows]):
                parameter = file.symbol_bound(body, name)
                if parameter is not None:
                    found[("symbol", path_id, file.symbol_hash[parameter])] = Origin.PARAMETER
                    return
        # One of those that the function collects: it leads to the function, as no name is its own.
        found[("symbol", path_id, function)] = Origin.IMPLIED

"""Which parameter a keyword argument names, or which field of a class that makes its own."""

from __future__ import annotations

from typing import cast

from ..facts import METACLASS_NAME, Bind, Kind
from .calls import Calls
from .file import File
from .lookups import Lookups
from .mro import is_outside
from .names import Found
from .values import UNKNOWN, Item, Origin, Value, Values

_Taker = tuple[tuple[Value, ...], Value | None]
"""The functions that take the arguments of a call, and the class that it makes an instance of."""

_MAKING = frozenset(
    ("dataclass", "dataclass_transform", "define", "frozen", "mutable", "attrs", "attr", "s")
)
"""Decorators that make a class's fields parameters of its constructor."""
_MARK = "dataclass_transform"
_MAKING_BASES = frozenset(("NamedTuple", "TypedDict", "BaseModel", "SQLModel", "Struct"))


class Keywords(Calls):
    """Keyword arguments."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        self._takers: dict[int, tuple[_Taker, ...]] = {}

    def keyword(self, file: File, expr: int) -> Found:
        """What a keyword argument names."""
        callee, name = file.expr_a[expr], file.names[file.expr_b[expr]]
        if file.path_id == self.look.linking:
            takers = self._takers.get(callee)
            if takers is None:
                values = self.linked_receiver(file, callee)[0]
                takers = self._takers[callee] = self._run_by(values)
        else:
            takers = self._run_by(self.value(file, callee))
        found: dict[Item, int] = {}
        for functions, made in takers:
            collecting: list[Item] = []
            is_named = False
            for function in functions:
                parameter = self._parameter(function, name)
                if parameter is not None:
                    found[parameter] = Origin.PARAMETER
                    is_named = True
                elif self._is_written(function):
                    collecting.append(("symbol", function[1], function[2]))
            if made is not None and not is_named:
                fields = self._fields_named(made, name)
                if fields and self._makes_parameters(made):
                    found.update(dict.fromkeys(fields, int(Origin.PARAMETER)))
                    continue
            # One of those that a function collects: it leads there, as no name is its own.
            found.update(dict.fromkeys(collecting, int(Origin.IMPLIED)))
        return tuple(found.items())

    def _run_by(self, callees: Values) -> tuple[_Taker, ...]:
        """What takes the arguments when these are called."""
        takers: dict[_Taker, None] = {}
        for value in callees:
            if value[0] == "function":
                takers[(("function", value[1], value[2]),), None] = None
            elif value[0] == "class":
                makers = self._made_by(value, "__init__") or self._made_by(value, "__new__")
                takers[makers, ("class", value[1], value[2])] = None
            elif value[0] == "instance":
                takers[self._made_by(value, "__call__"), None] = None
        return tuple(takers)

    def _fields_named(self, made: Value, name: str) -> list[Item]:
        items = self.member(made[1], made[2], name, False)[0]
        return [item for item in items if item[0] == "symbol" and self._may_be_field(item)]

    def _made_by(self, value: Value, name: str) -> tuple[Value, ...]:
        members = self.member(value[1], value[2], name, False)[0]
        return tuple([("function", m[1], m[2]) for m in members if m[0] == "symbol"])

    def _makes_parameters(self, value: Value) -> bool:
        """Whether a class has a constructor that takes its fields by name."""
        if self.has_outside_base(value, _MAKING_BASES):
            return True
        for entry in self.mro(value[1], value[2]):
            where = self.locate(entry[0], entry[1]) if isinstance(entry[1], int) else None
            if where is None:
                continue
            file, symbol = where
            if any(
                [self._makes_fields_parameters(each) for each in self._decorators(file, symbol)]
            ):
                return True
            for body in file.bodies.get(symbol, ()):
                for row in self.look.value_rows(file, body, METACLASS_NAME):
                    if any([self._is_marked(each) for each in self.value(file, file.bind_a[row])]):
                        return True
        return False

    def _makes_fields_parameters(self, decorator: Value) -> bool:
        """Whether a decorator makes the fields of classes parameters of their constructors."""
        if decorator[0] == "external":
            return decorator[2] in _MAKING
        return decorator[0] == "function" and self._is_marked(decorator)

    def _is_marked(self, value: Value) -> bool:
        """Whether a decorator, or a metaclass, says that it works like that of a dataclass."""
        if value[0] == "class":
            entries = [each for each in self.mro(value[1], value[2]) if not is_outside(each)]
        else:
            entries = [(value[1], value[2])] if value[0] == "function" else []
        for entry in entries:
            where = self.locate(entry[0], cast(int, entry[1]))
            marks = UNKNOWN if where is None else self._decorators(*where)
            if any([mark[0] == "external" and mark[2] == _MARK for mark in marks]):
                return True
        return False

    def _may_be_field(self, item: Item) -> bool:
        where = self.locate(item[1], item[2])
        return where is not None and where[0].facts.symbol_kind[where[1]] in (
            Kind.FIELD,
            Kind.VARIABLE,
            Kind.CONSTANT,
        )

    def _is_written(self, function: Value) -> bool:
        """Whether a function is there itself, and no field that holds one."""
        where = self.locate(function[1], function[2])
        return where is not None and bool(where[0].bodies.get(where[1]))

    def _parameter(self, function: Value, name: str) -> Item | None:
        """The parameter of a function that has a name, if it has one."""
        where = self.locate(function[1], function[2])
        if where is None:
            return None
        file, symbol = where
        for body in file.bodies.get(symbol, ()):
            rows = self.look.rows(file, body, name)
            if rows and any([file.bind_kind[row] == Bind.PARAM for row in rows]):
                parameter = file.symbol_bound(body, name)
                if parameter is not None:
                    return "symbol", function[1], file.symbol_hash[parameter]
        return None

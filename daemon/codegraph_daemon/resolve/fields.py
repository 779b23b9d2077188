"""What classes say of their instances beside their members: the fields of records in their order,
the keys of typed dictionaries, what descriptors give, and what a class has from its own class or
from a container of the library.

Which constructor's parameter a field is belongs to `keywords`; what a member is, to `classes`.
"""

from __future__ import annotations

from typing import cast

from ..facts import FIELDS_NAME, METACLASS_NAME, Expr, Flag, Kind
from . import containers
from .file import File
from .keys import answer_key
from .keywords import Keywords
from .mro import is_outside
from .names import Found
from .values import UNKNOWN, Origin, Value, Values, arguments, turned, union

_BY_PLACE = frozenset(("NamedTuple",))
_BY_KEY = frozenset(("TypedDict",))
_GET = "__get__"
_KEPT_IN_CLASSES = frozenset((Kind.FIELD, Kind.VARIABLE, Kind.CONSTANT, Kind.METHOD))
"""Kinds of members whose value in the class speaks for the attribute of an instance."""


class Fields(Keywords):
    """Fields in order, keys, descriptors and metaclasses."""

    def fields(self, value: Value) -> tuple[str, ...]:
        """The names of the fields of a record, in the order of its constructor and patterns."""
        key = answer_key(value[1], "fields", value[2])
        none: tuple[str, ...] = ()
        return self.look.answer(key, self._find_fields, none, value)

    def _find_fields(self, value: Value) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for entry in reversed(self.mro(value[1], value[2])):
            where = None if is_outside(entry) else self.locate(entry[0], cast(int, entry[1]))
            if where is None:
                continue
            file, symbol = where
            for body in file.bodies.get(symbol, ()):
                for row in self.look.value_rows(file, body, FIELDS_NAME):
                    names[file.names[file.expr_a[file.bind_a[row]]]] = None
        return tuple(names)

    def _field_at(self, file: File, value: Value, position: int) -> Values:
        names = self.fields(value)
        if position >= len(names):
            return UNKNOWN
        return self.field_value(file, value, names[position])

    def field_value(self, file: File, value: Value, name: str) -> Values:
        """The values of a field of an instance."""
        found = [item for item, _ in self.member_items(file, value, name)]
        values = union([self.item_value(item, True) for item in found])
        return self.filled(values, value) if values else values

    def unpacked_in(self, file: File, values: Values, position: int) -> Values:
        """`unpacked`, of records too: what the target or the pattern at `position` gets."""
        results: list[Values] = []
        for value in values:
            found = self._field_at(file, value, position) if value[0] == "instance" else UNKNOWN
            results.append(found or self.unpacked((value,), position))
        return results[0] if len(results) == 1 else union(results)

    def indexed(
        self, file: File, values: Values, index: int, *, number: int, sliced: bool
    ) -> Values:
        """What indexing these gives; `number` is the index if it is a plain one, or -1."""
        is_key = file.expr_kind[index] == Expr.ATTR and not file.expr_a[index]
        results: list[Values] = []
        others: list[Value] = []
        for value in values:
            found = UNKNOWN
            if value[0] == "instance":
                if is_key and self.has_outside_base(value, _BY_KEY):
                    found = self.field_value(file, value, file.names[file.expr_b[index]])
                elif number >= 0 and self.has_outside_base(value, _BY_PLACE):
                    found = self._field_at(file, value, number)
            elif value[0] == "class":
                found = self._by_metaclass(value, "__getitem__")
            if found:
                results.append(found)
            else:
                others.append(value)
        if others:
            rest = Keywords.indexed(self, file, tuple(others), index, number=number, sliced=sliced)
            results.append(rest)
        return union(results)

    # Descriptors

    def described(self, receiver: Value, found: Found, values: Values) -> Values:
        """What an attribute gives whose value in the class, one of these, has a say in that."""
        if not any([value[0] == "instance" for value in values]):
            return values
        results: list[Values] = []
        is_kept: bool | None = None
        for value in values:
            getters = self._methods(value, _GET) if value[0] == "instance" else UNKNOWN
            if getters and is_kept is None:
                is_kept = any([self._is_kept_in_class(i[1], i[2]) for i, _ in found if i[1]])
            if not getters or not is_kept:
                results.append((value,))
                continue
            given = union([self.result_of(each) for each in getters])
            other = tuple([each for each in given if each[:3] != value[:3]])
            if receiver[0] != "class":
                given = other
            elif not given:
                # Asked on a class, a descriptor mostly gives itself.
                given = (value,)
            results.append(given)
        return union(results)

    def _is_kept_in_class(self, path_id: int, hashed: int) -> bool:
        where = self.locate(path_id, hashed)
        if where is None:
            return False
        facts, symbol = where[0].facts, where[1]
        if facts.symbol_kind[symbol] not in _KEPT_IN_CLASSES:
            return False
        return not facts.symbol_flags[symbol] & Flag.INSTANCE

    def of_bases_outside(self, value: Value, name: str) -> Values:
        """A method that an instance has from a container of the library of which its class is
        one, if that knows what it holds."""
        for base in self.outside_bases(value):
            if base[0] == "external" and arguments(base):
                found = containers.method(base, name)
                if found[0][0] == "bound":
                    return found
        return UNKNOWN

    # Classes of classes

    def of_metaclass(self, value: Value, name: str) -> Found:
        """What a class has under a name from the class that it is an instance of."""
        for meta in self._metaclasses(value):
            items = self.member(meta[1], meta[2], name, False)[0]
            inside = [item for item in items if item[0] == "symbol"]
            if inside:
                return tuple([(item, Origin.INHERITED) for item in inside])
        return ()

    def _metaclasses(self, value: Value) -> Values:
        """The classes of the workspace that a class is an instance of."""
        key = answer_key(value[1], "metaclass", value[2])
        return self.look.answer(key, lambda: self._find_metaclasses(value), UNKNOWN)

    def _find_metaclasses(self, value: Value) -> Values:
        for entry in self.mro(value[1], value[2]):
            where = None if is_outside(entry) else self.locate(entry[0], cast(int, entry[1]))
            if where is None:
                continue
            file, symbol = where
            for body in file.bodies.get(symbol, ()):
                for row in self.look.value_rows(file, body, METACLASS_NAME):
                    values = self.value(file, file.bind_a[row])
                    return tuple([each for each in values if each[0] == "class"])
        return UNKNOWN

    def _by_metaclass(self, value: Value, name: str) -> Values:
        """What a method that a class has from its metaclass gives."""
        for meta in self._metaclasses(value):
            found = self._through(turned("instance", meta), name)
            if found:
                return found
        return UNKNOWN

    def elements(self, values: Values) -> Values:
        """What these give when they are iterated over."""
        results: list[Values] = []
        others: list[Value] = []
        for value in values:
            found = self._by_metaclass(value, "__iter__") if value[0] == "class" else UNKNOWN
            if found:
                results.append(Keywords.elements(self, found))
            else:
                others.append(value)
        if others:
            results.append(Keywords.elements(self, tuple(others)))
        return results[0] if len(results) == 1 else union(results)

"""Which of several callables of one name takes given arguments: by how many, then by cheap types.

What cannot be told apart is given whole.
"""

from __future__ import annotations

from itertools import chain
from typing import ClassVar

from ..facts import (
    HELD,
    NONE,
    PARAMETERS_NAME,
    RETURN_NAME,
    TAG,
    Bind,
    Expr,
    Flag,
    Kind,
    Role,
    ScopeKind,
)
from .applications import Applications
from .evaluate import Operator
from .file import File
from .names import Found
from .places import ALL_ROLES
from .values import Item, Origin, Value, Values, arguments, union

_CALLABLE = frozenset((Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR))
_TYPES = frozenset((Kind.CLASS, Kind.TYPE_ALIAS))
_NUMBERS = frozenset(("int", "bool", "double", "float", "long", "short", "char", "size_t"))
_TEXT = "text"
_TEXTS = frozenset(("char", "wchar_t", "string", "basic_string", "string_view", "text"))
"""What takes a text between quotes."""
_SAME, _BELOW, _LIKE, _OTHER = 6, 4, 2, -4

_NOTHING = frozenset[Item]()

Callable = tuple[Item, int, File, int]
"""An item with its origin, and where it is."""


class Overloads(Applications):
    """Chooses among callables."""

    def chosen_items(self, file: File, callee: int, given: int) -> Found:
        """Those of the items of a callee that take the arguments; a class with its constructors."""
        if file.expr_kind[callee] == Expr.TYPE_OF:
            return self._making(file, file.expr_a[callee], given)
        found = self.items(file, callee)
        if given and file.expr_kind[callee] == Expr.NAME and _is_outside(found):
            found = self._beside_arguments(file, callee, given) or found
        if not found:
            return found
        callables: list[Callable] = []
        others: dict[Item, int] = {}
        for item, origin in found:
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            kind = where[0].facts.symbol_kind[where[1]] if where is not None else -1
            if where is not None and kind in _CALLABLE:
                callables.append((item, origin, *where))
                continue
            others[item] = origin
            if kind in _TYPES:
                for class_, how in self._classes_of(item, origin):
                    callables += self._constructors(class_, how)
        if len(callables) > 1:
            callables = self._unhidden(self._fitting(file, callables, given))
        if len(callables) > 1:
            fitting = self.of_object(file, callee, [each[0] for each in callables])
            callables = [each for each in callables if each[0] in fitting]
        for item, origin, _, _ in callables:
            others.setdefault(item, origin if len(callables) == 1 else max(origin, Origin.UNION))
        return tuple(others.items())

    def of_object(self, file: File, callee: int, items: list[Item]) -> list[Item]:
        """Of several callables those that the object of a callee has (see `constness`)."""
        return items

    def _unhidden(self, callables: list[Callable]) -> list[Callable]:
        """Without those of which a class below has one that takes the same: what `using` takes in
        of a base."""
        if len(callables) < 2:
            return callables
        owners: list[tuple[str, tuple[int, int]]] = []
        for _, _, home, symbol in callables:
            scope = home.facts.symbol_scope[symbol]
            if home.scope_kind[scope] != ScopeKind.CLASS:
                return callables
            class_ = next((each[1:3] for each in self._this(home, scope, 1)), (0, 0))
            owners.append((home.names[home.facts.symbol_variant[symbol]], class_))
        kept = [
            each
            for each, (told, class_) in zip(callables, owners, strict=True)
            if not any(
                [
                    told == said and below != class_ and class_ in self.mro(*below)
                    for said, below in owners
                ]
            )
        ]
        return kept or callables

    def _beside_arguments(self, file: File, callee: int, given: int) -> Found:
        """What a name that nothing binds means in the namespaces of the types of its arguments, and
        of what these are given as templates (`[basic.lookup.argdep]` of the C++ standard)."""
        name = file.names[file.expr_a[callee]]
        if name.isupper():
            # A macro, which no namespace has.
            return ()
        for part in self.operands(file, given):
            for value in self.given(file, part) if part else ():
                for each in (value, *chain.from_iterable(arguments(value))):
                    path = self.namespace_around(each)
                    found = self.named_in(file, path, name) if path else ()
                    if found:
                        return found
        return ()

    def namespace_around(self, value: Value) -> str:
        """The whole name of the namespace that the class of an instance is in; empty: of none."""
        where = self.locate(value[1], value[2]) if value[0] == "instance" else None
        if where is None:
            return ""
        home, symbol = where
        while symbol and home.facts.symbol_kind[symbol] != Kind.NAMESPACE:
            symbol = home.facts.symbol_container[symbol]
        return self.namespace_of(home, symbol) if symbol else ""

    def named_in(self, file: File, path: str, name: str) -> Found:
        """`in_namespace`, in the file being linked each found once."""
        held = self.held_names(file)
        key = (NONE, f"{path}::{name}")
        found = held.get(key) if held is not None else None
        if found is None:
            found = self.in_namespace(file, path, name)
            if held is not None:
                held[key] = found
        return found

    def _making(self, file: File, expr: int, given: int) -> Found:
        """The constructor that makes what a name holds, if one is written that takes the arguments:
        else something is copied, or all fields are given."""
        parts = self.operands(file, given) if given else []
        found: dict[Item, int] = {}
        for item, origin in self._held_types(file, expr):
            class_ = self.definition_of(item)
            made = self._constructors(item, origin)
            made = [each for each in made if self._takes(each, len(parts))]
            values = self.value(file, parts[0]) if len(parts) == 1 and parts[0] else ()
            if made and ("instance", class_[1], class_[2]) in [value[:3] for value in values]:
                made = [each for each in made if self._score(each, [values]) == _SAME]
            if len(made) > 1:
                made = self._fitting(file, made, given)
            for each, _, _, _ in made:
                found[each] = origin if len(made) == 1 else max(origin, Origin.UNION)
        return tuple(found.items())

    def _held_types(self, file: File, expr: int) -> Found:
        """The types of which a name makes something that it holds: of a field that does, and a
        class itself."""
        found: dict[Item, int] = {}
        for item, origin in self.items(file, expr):
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            if where is None:
                continue
            there, symbol = where
            found.update(self._classes_of(item, origin))
            if there.facts.symbol_kind[symbol] != Kind.FIELD:
                continue
            name = there.names[there.facts.symbol_name[symbol]]
            for row in self.look.value_rows(there, there.facts.symbol_scope[symbol], name):
                if there.bind_kind[row] == Bind.VALUE and there.bind_c[row] == HELD:
                    for type_, how in self._named_type(there, there.bind_b[row]):
                        found.update(self._classes_of(type_, how))
        return tuple(found.items())

    def _classes_of(self, item: Item, origin: int) -> Found:
        """The class that an item is, or is another name of."""
        seen: set[Item] = set()
        while item not in seen:
            seen.add(item)
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            kind = where[0].facts.symbol_kind[where[1]] if where is not None else -1
            if kind == Kind.CLASS:
                return ((item, origin),)
            if where is None or kind != Kind.TYPE_ALIAS:
                break
            there, symbol = where
            found: Found = ()
            for body in there.bodies.get(symbol, ()):
                for row in self.look.value_rows(there, body, RETURN_NAME):
                    if there.bind_c[row] == HELD:
                        found += self._named_type(there, there.bind_b[row])
            if len(found) != 1:
                break
            item = found[0][0]
        return ()

    def _named_type(self, file: File, expr: int) -> Found:
        """What a type is called, without its arguments."""
        if file.expr_kind[expr] == Expr.INDEX:
            expr = file.expr_a[expr]
        return self.items(file, expr)

    def is_base(self, file: File, callee: int) -> bool:
        """Whether a callee is what a constructor begins with, and a base by its name."""
        if file.expr_kind[callee] != Expr.TYPE_OF:
            return False
        for item, _ in self.items(file, file.expr_a[callee]):
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            if where is not None and where[0].facts.symbol_kind[where[1]] == Kind.CLASS:
                return True
        return False

    def making(self, found: Found) -> dict[Item, int]:
        """The roles, as bits, in which what is called stands for each: where a variable's value is
        made, it is the constructor that is called."""
        roles: dict[Item, int] = {}
        for item, _ in found:
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            if where is None or where[0].facts.symbol_kind[where[1]] != Kind.CONSTRUCTOR:
                roles[item] = ALL_ROLES & ~(1 << Role.MADE)
        return roles

    def _constructors(self, item: Item, origin: int) -> list[Callable]:
        """The constructors of a class."""
        class_ = self.definition_of(item)
        where = self.locate(class_[1], class_[2])
        if where is None:
            return []
        name = where[0].names[where[0].facts.symbol_name[where[1]]]
        found: list[Callable] = []
        for each in self._declared(class_[1], class_[2], name + TAG):
            there = self.locate(each[1], each[2]) if each[0] == "symbol" else None
            if there is not None and there[0].facts.symbol_kind[there[1]] == Kind.CONSTRUCTOR:
                found.append((each, origin, *there))
        return found

    def specializations(self, found: Found) -> frozenset[Item]:
        """Those of several things of a name that are specializations of a template among them.

        Which of them a use means is told by its arguments, and mostly it is none: a use means the
        template.
        """
        special: dict[Item, bool] = {}
        for item, _ in found:
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            if where is None or where[0].facts.symbol_kind[where[1]] != Kind.CLASS:
                return _NOTHING
            file, symbol = where
            if file.facts.symbol_flags[symbol] & Flag.DECLARATION:
                return _NOTHING
            special[item] = file.names[file.facts.symbol_variant[symbol]].startswith("<")
        if all(special.values()):
            return _NOTHING
        return frozenset([item for item, is_special in special.items() if is_special])

    def definition_of(self, item: Item) -> Item:
        """What is meant by something that may only be declared."""
        return item

    def _fitting(self, file: File, callables: list[Callable], given: int) -> list[Callable]:
        parts = self.operands(file, given) if given else []
        counted = [each for each in callables if self._takes(each, len(parts))]
        if len(counted) < 2:
            return counted or callables
        values = [self.value(file, part) if part else () for part in parts]
        if not any(values):
            return counted
        scores = [self._score(each, values) for each in counted]
        best = max(scores)
        return [each for each, score in zip(counted, scores, strict=True) if score == best]

    def _takes(self, each: Callable, count: int) -> bool:
        """Whether a callable takes so many arguments."""
        _, _, file, symbol = each
        for body in file.bodies.get(symbol, ()):
            for row in self.look.value_rows(file, body, PARAMETERS_NAME):
                number = file.bind_c[row]
                return number & 0xFF <= count and (number >> 8 == 0xFF or count <= number >> 8)
        return True

    def _score(self, each: Callable, given: list[Values]) -> int:
        """How well arguments fit the parameters of a callable."""
        _, _, file, symbol = each
        total = 0
        for body in file.bodies.get(symbol, ())[:1]:
            for position, values in enumerate(given):
                if values:
                    wanted = self._parameter_at(file, body, position)
                    if wanted:
                        total += max([self._fit(v, w) for v in values for w in wanted])
        return total

    def _fit(self, value: tuple[object, ...], wanted: tuple[object, ...]) -> int:
        if value[:3] == wanted[:3]:
            return _SAME
        if value[0] == "instance" and wanted[0] == "instance":
            order = self.mro(value[1], value[2])  # type: ignore[arg-type]
            return _BELOW if (wanted[1], wanted[2]) in order else _OTHER
        if value[0] == "external" and wanted[0] == "external":
            if value[2] == _TEXT:
                return _LIKE if wanted[2] in _TEXTS else _OTHER if wanted[2] in _NUMBERS else 0
            both = value[2] in _NUMBERS and wanted[2] in _NUMBERS
            return _LIKE if both else 0
        return -1

    def _chosen_values(self, file: File, a: int, given: int) -> Values:
        """The values of what a callee is, given its arguments."""
        found = self.items(file, a)
        if len(found) < 2:
            if given and file.expr_kind[a] == Expr.NAME and _is_outside(found):
                beside = self._beside_arguments(file, a, given)
                if len(beside) == 1:
                    return self.item_value(beside[0][0], False)
            return self.value(file, a)
        chosen = [item for item, _ in self.chosen_items(file, a, given)]
        receivers: Values = ()
        if file.expr_kind[a] == Expr.ATTR:
            receivers = self.value(file, file.expr_a[a])
        results: list[Values] = []
        for item in chosen:
            values = self.item_value(item, False)
            for receiver in receivers[:1]:
                values = self.filled(values, receiver)
            results.append(values)
        return union(results)

    operators: ClassVar[dict[int, Operator]] = {
        **Applications.operators,
        Expr.CHOSEN: _chosen_values,
    }


def _is_outside(found: Found) -> bool:
    return all([item[0] == "external" for item, _ in found])

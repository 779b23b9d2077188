"""What is known of values without a class of their own: object literals, types spelled like them,
functions without a name, and what a place expects of what stands there.

Also where types have names of their own: interfaces, aliases, enumerations, namespaces.  Operators
that every language has are `evaluate`'s; this adds those that only some languages' facts hold.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from ..facts import (
    CALL_NAME,
    CONSTRUCT_NAME,
    INDEX_NAME,
    MADE_NAME,
    RETURN_NAME,
    SPREAD_NAME,
    Bind,
    Expr,
    Kind,
    ScopeKind,
)
from .evaluate import Operator
from .file import File
from .generics import replaced
from .keys import answer_key
from .lookups import Lookups
from .named_types import table_of, with_table
from .names import Found
from .spelled import Spelled
from .values import OWN, UNKNOWN, Item, Origin, Value, Values, arguments, turned, union

_NEVER = ("external", 0, "never")
_CLASS_LIKE = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.NAMESPACE))
_PARTICULAR = _CLASS_LIKE | {Kind.IMPORT, Kind.ENUM_MEMBER, Kind.TYPE_ALIAS}
"""Symbols of which the kind alone does not tell what they stand for, or that only some languages
have."""
_PRIMITIVES = frozenset(("string", "number", "boolean", "bigint", "symbol", "Object"))
"""Types without members that a workspace could add."""
_OF_PRIMITIVES = frozenset(
    (
        *("toString", "valueOf", "toLocaleString", "length", "constructor", "hasOwnProperty"),
        *("at", "concat", "includes", "indexOf", "slice", "split", "match", "replace", "trim"),
    )
)
"""Members that these have."""


class Structural(Spelled):
    """Evaluates the expressions of every language."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        # Kept for one link and never used for a memoised answer, as the receivers of attributes.
        self._allowed: dict[int, Values] = {}

    # Expressions

    @abstractmethod
    def definition_of(self, item: Item) -> Item:
        """What is meant by something that may only be declared."""

    def _lambda_values(self, file: File, scope: int, _: int) -> Values:
        return (("lambda", file.path_id, file.scope_identity[scope]),)

    def _object_values(self, file: File, scope: int, _: int) -> Values:
        return (("object", file.path_id, file.scope_identity[scope]),)

    def _typed_values(self, file: File, a: int, _: int) -> Values:
        return self.declared(file, a)

    def _fields(self, file: File, expr: int, whole: int) -> Values:
        """What holds the fields of one that is made of a type or a variant; `whole` is one."""
        found: list[Value] = []
        for item, _ in self.items(file, expr):
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            if where is not None and where[0].facts.symbol_kind[where[1]] == Kind.ENUM_MEMBER:
                found.append(("instance", item[1], item[2]))
        if found:
            return tuple(found)
        known = self.value(file, whole) if whole else UNKNOWN
        return known or self.instances(self.value(file, expr))

    def by_index(self, file: File, receivers: Values, name: str) -> Values:
        """What a member that no type names is, where all members are of one type."""
        typed = [value for value in receivers if value[0] in ("instance", "object")]
        return union([self._special(value, INDEX_NAME) for value in typed])

    def _this(self, file: File, scope: int, static: int) -> Values:
        """`this` in the class, object or constructor of a scope."""
        owner = file.facts.scope_owner[scope]
        if owner and scope in file.bodies.get(owner, ()):
            kind = file.facts.symbol_kind[owner]
            if kind in _CLASS_LIKE:
                word = "class" if static else "instance"
                return ((word, file.path_id, file.symbol_hash[owner], OWN),)
            if kind == Kind.EXTENSION:
                word = "class" if static else "instance"
                return tuple([(word, *v[1:3], OWN) for v in self.extended(file, scope)])
            if file.scope_kind[scope] == ScopeKind.FUNCTION:
                word = "function" if static else "made"
                return ((word, file.path_id, file.symbol_hash[owner]),)
        return (("object", file.path_id, file.scope_identity[scope]),)

    def extended(self, file: File, scope: int) -> Values:
        """The classes that an extension adds to; what another name of one stands for, too."""
        found = Spelled.extended(self, file, scope)
        if found or not file.scoping.declares:
            return found
        named = self.extension(file, scope)
        if not named:
            return UNKNOWN
        if file.expr_kind[named] == Expr.WHERE_KNOWN:
            known, named = file.expr_a[named], file.expr_b[named]
            if all([item[0] != "symbol" for item, _ in self.items(file, known)]):
                return UNKNOWN
        types = self.declared(file, named)
        return tuple([turned("class", each) for each in types if each[0] == "instance"])

    def item_value(self, item: Item, instance: bool) -> Values:
        """The values of an item; `instance`: asked for on an instance."""
        if item[0] != "symbol":
            return self.module_value((item,)) if item[0] == "file" else (item,)
        where = self.locate(item[1], item[2])
        return UNKNOWN if where is None else self.symbol_value(item, instance, *where)

    def symbol_value(self, item: Item, instance: bool, file: File, symbol: int) -> Values:
        """The values of a symbol that was looked up."""
        kind = file.symbol_kind[symbol]
        if kind not in _PARTICULAR:
            return Spelled.symbol_value(self, item, instance, file, symbol)
        if kind in _CLASS_LIKE:
            if file.scoping.declares:
                if kind == Kind.NAMESPACE:
                    return (("namespace", 0, self.namespace_of(file, symbol)),)
                item = self.definition_of(item)
                container = file.facts.symbol_container[symbol]
                if kind == Kind.CLASS and file.facts.symbol_kind[container] == Kind.CLASS:
                    return (self.in_template(("class", item[1], item[2])),)
            return (("class", item[1], item[2]),)
        if kind == Kind.IMPORT and self.is_module_value(file, symbol):
            return self.module_value((("file", item[1], 0),))
        if kind == Kind.ENUM_MEMBER:
            container = file.facts.symbol_container[symbol]
            return (("instance", item[1], file.symbol_hash[container]),)
        if kind == Kind.TYPE_ALIAS and file.bodies.get(symbol):
            if file.scoping.wrappers or file.scoping.declares:
                # Its associated functions are asked for, or one is made of it.
                types = self._alias(item[1], item[2], ())
                return tuple([turned("class", v) if v[0] == "instance" else v for v in types])
            return UNKNOWN
        return Spelled.symbol_value(self, item, instance, file, symbol)

    # Members

    def _on_values(self, file: File, receiver: int, values: Values, own: bool, name: str) -> Found:
        """What a name refers to on values; all of them must have it, so far as can be told."""
        if len(values) > 1 and name not in _OF_PRIMITIVES:
            if _stands_there(file, receiver):
                # An object stands there, which is none of the plain values that are allowed too.
                values = self._allowing(file, receiver, values)
                return Spelled._on_values(self, file, receiver, values, own, name)
            for value in values:
                if value[0] == "external" and value[2] in _PRIMITIVES:
                    return ()
        return Spelled._on_values(self, file, receiver, values, own, name)

    def _allowing(self, file: File, expr: int, values: Values) -> Values:
        """Of the types of which an object may be, those that allow all members that it has: none
        of these is `never` there, as in `{ query: Query } | { query?: never, run: Run }`."""
        if self.look.linking != file.path_id:
            return values
        known = self._allowed.get(expr)
        if known is None:
            members = [file.names[index] for index in file.members_named.get(expr, ())]
            allowing = [v for v in values if not any([self._forbids(file, v, m) for m in members])]
            known = self._allowed[expr] = tuple(allowing) or values
        return known

    def _forbids(self, file: File, value: Value, name: str) -> bool:
        """Whether a type says that nothing of it has a member."""
        found = [item for item, _ in self.member_items(file, value, name) if item[0] == "symbol"]
        given = union([self.item_value(item, True) for item in found])
        return bool(given) and all([each[:3] == _NEVER for each in given])

    def _items_of_member(self, file: File, value: Value, name: str) -> Found:
        kind = value[0]
        if kind == "class" and file.scoping.offers:
            found = Spelled._items_of_member(self, file, value, name)
            found = tuple([each for each in found if not self._is_field(each[0])])
            if not found:
                offered = self.offered_by(("symbol", value[1], value[2]), name)
                found = tuple([(item, Origin.MODULE) for item in offered])
            return found
        if kind == "object":
            return self._of_object(value, name)
        if kind == "made":
            return self._of_function(value, name)
        if kind == "function":
            return self._of_function(value, name) or self.beside(value, name)
        found = Spelled._items_of_member(self, file, value, name)
        return found or self.beside(value, name) if kind == "class" else found

    def _is_field(self, item: Item) -> bool:
        where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
        return where is not None and where[0].facts.symbol_kind[where[1]] == Kind.FIELD

    def value_members(self, file: File, expr: int, name: str) -> Found:
        """What `name` refers to on the value of an expression."""
        found: dict[Item, int] = {}
        for value in self.value(file, expr):
            if value[0] != "external":
                found.update(self.member_items(file, value, name))
        return tuple(found.items())

    def _scope_of(self, value: Value) -> tuple[File, int] | None:
        """The file and the scope of an object or a function without a name."""
        file = self.look.file(value[1])
        if file is None:
            return None
        scope = file.scope_of_identity.get(value[2])
        return None if scope is None else (file, scope)

    def _of_object(self, value: Value, name: str) -> Found:
        where = self._scope_of(value)
        if where is None:
            return ()
        file, scope = where
        found = self.bound(file, scope, name)
        if found:
            return tuple([(item, Origin.TYPE) for item, _ in found])
        if not self.look.value_rows(file, scope, SPREAD_NAME):
            return ()
        key = answer_key(value[1], "spread", value[2], name)
        return self.look.own_answer(key, self._of_spread, file, scope, name)

    def _of_spread(self, file: File, scope: int, name: str) -> Found:
        found: dict[Item, int] = {}
        for row in self.look.value_rows(file, scope, SPREAD_NAME):
            found.update(self.value_members(file, file.bind_a[row], name))
        return tuple([(item, Origin.INHERITED) for item in found if item[0] != "external"])

    def _of_function(self, value: Value, name: str) -> Found:
        """A member of a function: assigned to it, or of a namespace of its name."""
        where = self.locate(value[1], value[2])
        if where is None:
            return ()
        file, symbol = where
        for body in file.bodies.get(symbol, ()):
            rows = self.look.rows(file, body, name)
            if file.scope_kind[body] < ScopeKind.FUNCTION or any(
                [file.bind_kind[row] == Bind.ATTRIBUTE for row in rows]
            ):
                found = self.bound(file, body, name)
                if found:
                    return tuple([(item, Origin.TYPE) for item, _ in found])
        return ()

    # Calls

    def called(self, file: File, callees: Values, argument: int) -> Values:
        """The values that calling these gives; `argument`: the first one's expression or 0."""
        results: list[Values] = []
        others: list[Value] = []
        for value in callees:
            kind = value[0]
            if kind == "lambda":
                results.append(self._lambda_result(value))
            elif kind == "object":
                results.append(self._special(value, CALL_NAME))
            elif kind == "function":
                made = self._made(value)
                results.append(made or Spelled.called(self, file, (value,), argument))
            elif kind == "instance":
                if file.scoping.wrappers:
                    # A variant of an enumeration.
                    results.append((value,))
                    continue
                found = self._special(value, CALL_NAME) or self._special(value, CONSTRUCT_NAME)
                results.append(found or Spelled.called(self, file, (value,), argument))
            elif kind == "elementwise":
                results.append(arguments(value)[1])
            else:
                others.append(value)
        if others:
            results.append(Spelled.called(self, file, tuple(others), argument))
        return union(results)

    def is_called(self, value: Value) -> bool:
        """Whether a type says what calling something of it gives."""
        if value[0] not in ("instance", "object"):
            return False
        scopes = self._member_scopes(value)
        return any([self.look.value_rows(file, scope, CALL_NAME) for file, scope in scopes])

    def _made(self, value: Value) -> Values:
        """What a constructor function makes."""
        where = self.locate(value[1], value[2])
        if where is None:
            return UNKNOWN
        file, symbol = where
        for body in file.bodies.get(symbol, ()):
            if self.look.value_rows(file, body, MADE_NAME):
                return (("made", value[1], value[2]),)
        return UNKNOWN

    def _lambda_result(self, value: Value) -> Values:
        key = answer_key(value[1], "gives", value[2])
        found = self.look.answer(key, self._gives, UNKNOWN, value[:3])
        known = dict(table_of(value)) if found else {}
        if not known:
            return found
        return tuple([with_table(each, known) for each in replaced(found, None, known)])

    def _gives(self, value: Value) -> Values:
        where = self._scope_of(value)
        if where is None:
            return UNKNOWN
        file, scope = where
        declared: list[Values] = []
        inferred: list[Values] = []
        for row in self.look.value_rows(file, scope, RETURN_NAME):
            if file.bind_b[row]:
                declared.append(self.declared(file, file.bind_b[row]))
            else:
                inferred.append(self.value(file, file.bind_a[row]))
        return union(declared) if declared else union(inferred)

    def _special(self, value: Value, name: str) -> Values:
        """What calling, constructing or indexing gives whose type says so."""
        results: list[Values] = []
        for file, scope in self._member_scopes(value):
            for row in self.look.value_rows(file, scope, name):
                if file.bind_b[row]:
                    results.append(self.declared(file, file.bind_b[row]))
                else:
                    results.append(self.called(file, self.value(file, file.bind_a[row]), 0))
            if results:
                break
        return self.filled(union(results), value) if results else UNKNOWN

    def _member_scopes(self, value: Value) -> list[tuple[File, int]]:
        if value[0] == "object":
            where = self._scope_of(value)
            return [where] if where is not None else []
        scopes: list[tuple[File, int]] = []
        for entry in self.mro(value[1], value[2]):
            home = self.locate(entry[0], entry[1]) if isinstance(entry[1], int) else None
            if home is not None:
                scopes += [(home[0], body) for body in home[0].bodies.get(home[1], ())]
        return scopes

    def indexed(
        self, file: File, values: Values, index: int, *, number: int, sliced: bool
    ) -> Values:
        """What indexing these gives; `number` is the index if it is a plain one, or -1."""
        results: list[Values] = []
        others: list[Value] = []
        for value in values:
            found = UNKNOWN
            if value[0] in ("instance", "object"):
                found = self._special(value, INDEX_NAME)
            if found:
                results.append(found)
            elif value[0] != "object":
                others.append(value)
        if others:
            rest = Spelled.indexed(self, file, tuple(others), index, number=number, sliced=sliced)
            results.append(rest)
        return union(results)

    operators: ClassVar[dict[int, Operator]] = Spelled.operators | {
        Expr.LAMBDA: _lambda_values,
        Expr.OBJECT: _object_values,
        Expr.THIS: _this,
        Expr.TYPED: _typed_values,
        Expr.FIELDS: _fields,
    }


def _stands_there(file: File, expr: int) -> bool:
    """Whether an expression is what a place expects, or the alternatives of it that are left."""
    while file.expr_kind[expr] == Expr.MATCHING:
        expr = file.expr_a[file.expr_a[expr]]
    return file.expr_kind[expr] == Expr.TYPED

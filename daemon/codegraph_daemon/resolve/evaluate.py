"""What an expression means: the items that it refers to and the values that it can have.

One evaluator serves the background links, questions before the graph is complete and, later,
unsaved text.  It is demand-driven; every answer about another file is memoised under a key
together with the keys that it read (`lookups`), and cycles are unknown rather than guessed.

Loops here are written out where a generator would do: a value can be thousands of calls away,
and a generator's frame between two calls would take the C stack with it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from ..facts import EARLIER, NONE, Bind, Expr, Kind, ScopeKind
from . import containers
from .file import File
from .given import Given
from .keys import answer_key
from .local_names import (
    ASSIGNED,
    declared_first,
    first_of_method,
    given_no_local,
    need_no_local,
    own_receiver,
)
from .names import Found
from .values import UNKNOWN, Origin, Values, applied, arguments, other_side, union

Operator = Callable[[Any, File, int, int], Values]
"""The values of an expression, given the evaluator, the file and the two operands."""

_OUTSIDE = frozenset(("external", "bound"))
_MOST_PARTS = 8
"""Elements of a tuple that its value tells."""
_CONSTANTS = frozenset([("external", 0, name) for name in ("int", "str", "auto", "tuple", "bool")])
_TYPE_VARIABLE = ("external", 0, "TypeVar")
_STARRED, _BY_PLACE, _BY_NAME = 0x100, 0x1000, 0x2000
"""Set in the position of a parameter that collects, and of one that makes a tuple, or a dictionary,
of what it collects: its annotation is not its type but that of each."""
_KEYS = containers.external("str")


class Evaluator(Given):
    """Evaluates expressions of files against the workspace behind `look`."""

    # Items

    def items(self, file: File, expr: int) -> Found:
        """What the last name of an expression refers to."""
        kind = file.expr_kind[expr]
        if kind == Expr.NAME:
            if file.path_id != self.look.linking:
                return self.named(file, file.expr_a[expr], file.expr_b[expr])
            key = (file.expr_b[expr], file.expr_a[expr])
            known = self._meant.get(key)
            if known is None:
                symbol = None if file.scoping.members_in_scope else file.only_symbol(*key)
                if symbol is None:
                    known = self.named(file, key[1], key[0])
                else:
                    item = ("symbol", file.path_id, file.symbol_hash[symbol])
                    known = ((item, Origin.SCOPE),)
                self._meant[key] = known
            return known
        if kind == Expr.ATTR:
            return self.attribute_items(file, expr)
        if kind == Expr.MODULE:
            module = self.module(file, file.names[file.expr_a[expr]], file.expr_b[expr])
            return ((module, Origin.IMPORT),) if module is not None else ()
        if kind == Expr.KEYWORD:
            return self.keyword(file, expr)
        if kind == Expr.CHOSEN:
            return self.chosen_items(file, file.expr_a[expr], file.expr_b[expr])
        if kind == Expr.OPERATED or kind == Expr.PASSED:
            return self.by_operands(file, expr)
        return ()

    def named(self, file: File, name_index: int, scope: int) -> Found:
        """What a name refers to that a scope binds (NONE: that the file does not bind)."""
        name = file.names[name_index]
        if scope == NONE:
            return self.unbound(file, name)
        if file.scoping.members_in_scope and file.scope_kind[scope] == ScopeKind.CLASS:
            return self.seen_from(file, scope, name)
        found = self.bound(file, scope, name)
        if not found and file.scoping.offers and not file.rows(scope, name):
            return self.through(file, scope, name)
        return found

    @abstractmethod
    def chosen_items(self, file: File, callee: int, given: int) -> Found:
        """Those of the items of a callee that take the arguments."""

    def by_operands(self, file: File, expr: int) -> Found:
        """What only the operands of an expression tell: in most languages nothing is so."""
        return ()

    def receiver(self, file: File, expr: int) -> tuple[Values, bool]:
        """The values of an expression, and whether it is the method's own receiver."""
        if file.expr_kind[expr] == Expr.NAME:
            scope = file.expr_b[expr]
            if scope != NONE and file.scope_kind[scope] >= ScopeKind.FUNCTION:
                name = file.names[file.expr_a[expr]]
                if not file.scoping.offers or file.rows(scope, name):
                    return self._local(file, scope, name)
        return self.value(file, expr), False

    # Values

    def value(self, file: File, expr: int) -> Values:
        """What an expression can evaluate to; empty if that is not known."""
        kind = file.expr_kind[expr]
        operator = self.operators.get(kind)
        if operator is None:
            return UNKNOWN
        a, b = file.expr_a[expr], file.expr_b[expr]
        if kind == Expr.NAME or file.path_id != self.look.linking:
            return operator(self, file, a, b)
        known = self._valued.get(expr)
        if known is None:
            known = self._valued[expr] = operator(self, file, a, b)
        return known

    def _name_values(self, file: File, a: int, scope: int) -> Values:
        if file.path_id != self.look.linking:
            return self._values_of_name(file, a, scope)
        known = self._valued.get((scope, a))
        if known is None:
            known = self._valued[scope, a] = self._values_of_name(file, a, scope)
        return known

    def _values_of_name(self, file: File, a: int, scope: int) -> Values:
        if scope == NONE or file.scope_kind[scope] < ScopeKind.FUNCTION:
            found = self.named(file, a, scope)
            if len(found) == 1:
                return self.item_value(found[0][0], False)
            return union([self.item_value(item, False) for item, _ in found])
        if file.scope_kind[scope] == ScopeKind.TYPE_PARAMETERS:
            return self._type_parameter(file, scope, file.names[a])
        if file.scoping.offers and not file.rows(scope, file.names[a]):
            found = self.named(file, a, scope)
            return union([self.item_value(item, False) for item, _ in found])
        return self._local(file, scope, file.names[a])[0]

    def _call_values(self, file: File, a: int, b: int) -> Values:
        callees = self.value(file, a)
        outside = b and self._reads_argument(file, a) and any([v[0] in _OUTSIDE for v in callees])
        return (self.called_with if b and not outside else self.called)(file, callees, b)

    def _super_values(self, file: File, a: int, b: int) -> Values:
        owner = file.facts.scope_owner[a]
        return (("super", file.path_id, file.symbol_hash[owner]),)

    def _module_values(self, file: File, a: int, b: int) -> Values:
        return (self.module(file, file.names[a], b) or ("external", 0, file.names[a]),)

    def _union_values(self, file: File, a: int, b: int) -> Values:
        parts = file.alternatives(a) + file.alternatives(b)
        return union([self.value(file, each) for each in parts])

    def _literal_values(self, file: File, a: int, b: int) -> Values:
        name = file.names[a]
        if name in containers.DISPLAYS:
            parts = self.operands(file, b)[:_MOST_PARTS]
            return containers.external(name, *[self.value(file, part) for part in parts])
        return (("external", 0, name),)

    def _await_values(self, file: File, a: int, b: int) -> Values:
        return union([containers.awaited(value) for value in self.value(file, a)])

    def _element_values(self, file: File, a: int, b: int) -> Values:
        return self.elements(self.value(file, a))

    def _entered_values(self, file: File, a: int, b: int) -> Values:
        return self.entered(self.value(file, a))

    def _instance_values(self, file: File, a: int, b: int) -> Values:
        if b:
            return self.checked(self.value(file, b), containers.spread(self.value(file, a)))
        return self.instances(containers.spread(self.value(file, a)))

    def _attribute_values(self, file: File, receiver: int, name_index: int) -> Values:
        """The values of an attribute, each seen from the receiver that it was found on."""
        name = file.names[name_index]
        if file.path_id == self.look.linking:
            values = self.linked_receiver(file, receiver)[0]
        else:
            values = self.receiver(file, receiver)[0]
        return self.attributes_of(file, values, name) if values else UNKNOWN

    def attributes_of(self, file: File, values: Values, name: str) -> Values:
        """The values of an attribute of these."""
        results: list[Values] = []
        for value in values:
            kind = value[0]
            if kind == "external":
                if file.scoping.wrappers:
                    continue
                if len(values) == 1 or arguments(value):
                    results.append(self.of_outside(file, value, name))
                continue
            other = other_side(value, name, file.scoping.by_hand)
            if other is not None:
                results.append((other,))
                continue
            items = self.member_items(file, value, name)
            if len(values) > 1 or file.scoping.wrappers:
                found = tuple([each for each in items if each[0][0] != "external"])
            else:
                found = items
            if len(found) == 1:
                each = self.item_value(found[0][0], True)
            else:
                each = union([self.item_value(item, True) for item, _ in found])
            if kind == "instance" and found and found[0][0][0] == "external":
                each = self.of_bases_outside(value, name) or each
            if each and kind != "file" and file.scoping.descriptors:
                each = self.described(value, items, each)
            results.append(self.filled(each, value) if each else each)
        found_values = results[0] if len(results) == 1 else union(results)
        return found_values or self.by_index(file, values, name)

    def by_index(self, file: File, receivers: Values, name: str) -> Values:
        """What a member that no type names is, where all members are of one type."""
        return UNKNOWN

    def _index_values(self, file: File, a: int, b: int) -> Values:
        sliced = file.expr_kind[b] == Expr.LITERAL and file.names[file.expr_a[b]] == "slice"
        number = file.expr_b[b] if file.expr_kind[b] == Expr.UNPACKED and not file.expr_a[b] else -1
        return self.indexed(file, self.value(file, a), b, number=number, sliced=sliced)

    def _unpacked_values(self, file: File, a: int, position: int) -> Values:
        if not a:
            return UNKNOWN
        if file.expr_kind[a] == Expr.LITERAL and file.names[file.expr_a[a]] == "tuple":
            # Only the one element that is asked for: the others may be long stories.
            parts = self.operands(file, file.expr_b[a])
            return self.value(file, parts[position]) if position < len(parts) else UNKNOWN
        return self.unpacked_in(file, self.value(file, a), position)

    def type_of(self, path_id: int, hashed: int) -> Values:
        """The values of a variable, a field or a parameter."""
        key = answer_key(path_id, "type", hashed)
        return self.look.own_answer(key, self._type_of, path_id, hashed)

    def _type_of(self, path_id: int, hashed: int) -> Values:
        where = self.locate(path_id, hashed)
        if where is None:
            return UNKNOWN
        file, symbol = where
        facts = file.facts
        container = facts.symbol_container[symbol]
        scopes: Iterable[int] = (facts.symbol_scope[symbol],)
        if facts.symbol_kind[container] == Kind.CLASS:
            # All bodies of the class; how many it has is part of what its symbol is.
            self.look.symbol(file, file.symbol_hash[container])
            bodies = file.bodies.get(container, scopes)
            # A member of a structure without a name, inside of the class, is in that alone.
            if not file.scoping.declares or facts.symbol_scope[symbol] in bodies:
                scopes = bodies
        values = self._bound_values(file, scopes, file.names[facts.symbol_name[symbol]])
        if len(values) == 1 and values[0][:3] == _TYPE_VARIABLE:
            return (applied(("typevar", path_id, hashed), arguments(values[0])),)
        if facts.symbol_kind[container] == Kind.CLASS and len(values) == 1:
            # An attribute of an enumeration is no number, but one of its instances.
            owner = file.symbol_hash[container]
            if values[0] in _CONSTANTS and self.in_enum(path_id, owner):
                return (("instance", path_id, owner),)
        return values

    def _local(self, file: File, scope: int, name: str) -> tuple[Values, bool]:
        """The values of a function's own name, and whether it is the method's own receiver."""
        own = own_receiver(self.look, file, scope, name)
        if own is not None:
            return (own,), True
        rows = self.look.value_rows(file, scope, name)
        if self._given_depth == self.look.depth:
            if given_no_local(self.look, file, rows):
                return self._bound_values(file, (scope,), name), False
            key = answer_key(file.path_id, "given", file.scope_identity[scope], name)
            return self._given_local(key, lambda: self._bound_values(file, (scope,), name)), False
        if need_no_local(self.look, file, rows, self._reads_argument):
            # Most locals: cheaper to evaluate again than to remember with what was read.
            return self._bound_values(file, (scope,), name), False
        key = answer_key(file.path_id, "local", file.scope_identity[scope], name)
        return self.look.own_answer(key, self._bound_values, file, (scope,), name), False

    def _assigned(self, file: File, a: int, place: int) -> Values:
        """The values of a function's own name where it is known which bindings were the last."""
        scope, name = file.expr_b[a], file.names[file.expr_a[a]]
        rows = self.look.value_rows(file, scope, name)
        at = place & ~EARLIER
        chosen = rows[:at] if place & EARLIER else rows[at : at + 1]
        if self._given_depth == self.look.depth:
            key = answer_key(file.path_id, "given", file.scope_identity[scope], name, place)
            return self._given_local(key, lambda: self._last_values(file, scope, name, chosen))
        if need_no_local(self.look, file, chosen, self._reads_argument):
            return self._last_values(file, scope, name, chosen)
        key = answer_key(file.path_id, "assigned", file.scope_identity[scope], name, place)
        return self.look.own_answer(key, self._last_values, file, scope, name, chosen)

    def _last_values(self, file: File, scope: int, name: str, chosen: list[int]) -> Values:
        rows = self.look.value_rows(file, scope, name)
        values = declared_first(self._given_by(file, scope, name, chosen))
        if not any([value[0] != "external" for value in values]):
            # What lies outside says little: it is at least what it was declared to be.
            typed = [row for row in rows if file.bind_kind[row] in ASSIGNED]
            given = [file.bind_a[row] for row in typed if row in chosen]
            if not values or any([file.expr_kind[expr] != Expr.LITERAL for expr in given]):
                return union([self.declared(file, file.bind_b[r]) for r in typed]) or values
        return values

    def _reads_argument(self, file: File, callee: int) -> bool:
        """Whether what a call gives can depend on its first argument."""
        kind = file.expr_kind[callee]
        if kind == Expr.NAME:
            return file.names[file.expr_a[callee]] in containers.BY_ARGUMENT
        return kind == Expr.ATTR and file.names[file.expr_b[callee]] in containers.BY_ARGUMENT

    def _bound_values(self, file: File, scopes: Iterable[int], name: str) -> Values:
        """The values that the bindings of a name in scopes give it; annotations win."""
        parts: list[tuple[bool, Values]] = []
        for scope in scopes:
            rows = self.look.value_rows(file, scope, name)
            parts += self._given_by(file, scope, name, rows)
        return declared_first(parts)

    def _given_by(
        self, file: File, scope: int, name: str, rows: Iterable[int]
    ) -> list[tuple[bool, Values]]:
        """The values that these bindings give a name, and whether an annotation says so."""
        parts: list[tuple[bool, Values]] = []
        for row in rows:
            kind = file.bind_kind[row]
            a, b = file.bind_a[row], file.bind_b[row]
            if kind in ASSIGNED:
                if kind == Bind.PARAM and file.bind_c[row] & _STARRED:
                    given = self.declared(file, b) if b else UNKNOWN
                    parts.append((False, _collected(file.bind_c[row], given)))
                    continue
                if b:
                    parts.append((True, self.declared(file, b)))
                elif a:
                    parts.append((False, self.value(file, a)))
                elif kind == Bind.PARAM and not file.bind_c[row]:
                    # One that is bound again later; else nobody asks for its bindings.
                    receiver = first_of_method(self.look, file, scope)
                    if receiver is not None:
                        parts.append((False, (receiver,)))
                continue
            if kind == Bind.DEF and file.bind_c[row] and not file.scoping.wrappers:
                # A type of that name is no value; in paths of Rust it may be what is meant.
                continue
            for item in self._row_items(file, scope, name, row):
                if item[0] == "export":
                    for each, _ in self.exported(item[1], item[2]):
                        parts.append((False, self.item_value(each, False)))
                else:
                    parts.append((False, self.item_value(item, False)))
        return parts

    def _type_parameter(self, file: File, scope: int, name: str) -> Values:
        identity = f"{file.scope_identity[scope]:x} {name}"
        bound = self.instances(self._local(file, scope, name)[0])
        return (applied(("typevar", file.path_id, identity), (bound,)),)

    operators: ClassVar[dict[int, Operator]] = {
        Expr.NAME: _name_values,
        Expr.ATTR: _attribute_values,
        Expr.CALL: _call_values,
        Expr.INDEX: _index_values,
        Expr.AWAIT: _await_values,
        Expr.LITERAL: _literal_values,
        Expr.UNION: _union_values,
        Expr.MODULE: _module_values,
        Expr.ELEMENT: _element_values,
        Expr.ENTERED: _entered_values,
        Expr.UNPACKED: _unpacked_values,
        Expr.INSTANCE: _instance_values,
        Expr.EXCLUDED: Given.rest,
        Expr.SUPER: _super_values,
        Expr.ASSIGNED: _assigned,
    }
    """What evaluates each operator, so that an expression costs one call and no comparisons."""


def _collected(place: int, given: Values) -> Values:
    """What a parameter that collects is, which is nothing of the workspace."""
    if place & _BY_PLACE:
        return containers.external("tuple", given)
    if place & _BY_NAME:
        return containers.external("dict", _KEYS, given)
    return containers.external("arguments")

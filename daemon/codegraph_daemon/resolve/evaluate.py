"""What an expression means: the items that it refers to and the values that it can have.

One evaluator serves the background links, questions before the graph is complete and, later,
unsaved text.  It is demand-driven; every answer about another file is memoised under a key
together with the keys that it read (`lookups`), and cycles are unknown rather than guessed.

Loops here are written out where a generator would do: a value can be thousands of calls away,
and a generator's frame between two calls would take the C stack with it.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..facts import NONE, RETURN_NAME, Bind, Expr, Flag, Kind, ScopeKind
from .attributes import Attributes
from .file import File
from .keys import answer_key
from .lookups import Lookups
from .names import Found
from .values import UNKNOWN, Item, Origin, Value, Values, union

_SEE_THROUGH = frozenset(
    ("Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar")
)
_CALLABLE = frozenset((Kind.FUNCTION, Kind.METHOD, Kind.PROPERTY))
_ASSIGNED = frozenset((Bind.VALUE, Bind.ATTRIBUTE, Bind.PARAM))
_OF_ONE = frozenset((Expr.ATTR, Expr.CALL, Expr.AWAIT, Expr.ENTERED, Expr.INSTANCE))
_OF_TWO = frozenset((Expr.UNION, Expr.INDEX, Expr.TUPLE))
"""Operators by the operands whose values theirs depend on."""
_STARRED = 0x100
"""Set in the position of a parameter that collects: its annotation is not its type."""


class Evaluator(Attributes):
    """Evaluates expressions of files against the workspace behind `look`."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        self._functions: dict[int, tuple[tuple[int, int], ...]] = {}

    # Items

    def items(self, file: File, expr: int) -> Found:
        """What the last name of an expression refers to."""
        kind = file.expr_kind[expr]
        if kind == Expr.NAME:
            name = file.names[file.expr_a[expr]]
            scope = file.expr_b[expr]
            return self.unbound(file, name) if scope == NONE else self.bound(file, scope, name)
        if kind == Expr.ATTR:
            return self.attribute_items(file, expr)
        if kind == Expr.MODULE:
            module = self.module(file, file.names[file.expr_a[expr]], file.expr_b[expr])
            return ((module, Origin.IMPORT),) if module is not None else ()
        if kind == Expr.KEYWORD:
            return self._keyword(file, expr)
        return ()

    def receiver(self, file: File, expr: int) -> tuple[Values, bool]:
        """The values of an expression, and whether it is the method's own receiver."""
        if file.expr_kind[expr] == Expr.NAME:
            scope = file.expr_b[expr]
            if scope != NONE and file.scope_kind[scope] >= ScopeKind.FUNCTION:
                return self._local(file, scope, file.names[file.expr_a[expr]])
        return self.value(file, expr), False

    def _keyword(self, file: File, expr: int) -> Found:
        """The parameter that a keyword argument names."""
        callee, name = file.expr_a[expr], file.names[file.expr_b[expr]]
        if self.look.is_linking(file.path_id):
            functions = self._functions.get(callee)
            if functions is None:
                values = self.linked_receiver(file, callee)[0]
                functions = self._functions[callee] = self._run_by(values)
        else:
            functions = self._run_by(self.value(file, callee))
        found: dict[Item, int] = {}
        for path_id, function in functions:
            self._add_parameter(path_id, function, name, found)
        return tuple(found.items())

    def _run_by(self, callees: Values) -> tuple[tuple[int, int], ...]:
        """The functions that take the arguments when these are called."""
        functions: dict[tuple[int, int], None] = {}
        for value in callees:
            if value[0] == "function":
                functions[(value[1], value[2])] = None
            elif value[0] == "class":
                for maker in ("__init__", "__new__"):
                    members = self.member(value[1], value[2], maker, False)[0]
                    makers = [(m[1], m[2]) for m in members if m[0] == "symbol"]
                    functions.update(dict.fromkeys(makers))
                    if makers:
                        break
        return tuple(functions)

    def _add_parameter(
        self, path_id: int, function: int, name: str, found: dict[Item, int]
    ) -> None:
        where = self.locate(path_id, function)
        if where is None:
            return
        file, symbol = where
        for body in file.bodies.get(symbol, ()):
            rows = self.look.rows(file, body, name)
            if rows and any(file.bind_kind[row] == Bind.PARAM for row in rows):
                parameter = file.symbol_bound(body, name)
                if parameter is not None:
                    found[("symbol", path_id, file.symbol_hash[parameter])] = Origin.PARAMETER
                    return

    # Values

    def value(self, file: File, expr: int) -> Values:
        """What an expression can evaluate to; empty if that is not known."""
        kind = file.expr_kind[expr]
        a, b = file.expr_a[expr], file.expr_b[expr]
        if kind == Expr.NAME:
            if b != NONE and file.scope_kind[b] >= ScopeKind.FUNCTION:
                return self._local(file, b, file.names[a])[0]
            return self._item_values(self.items(file, expr), instance=False)
        if kind == Expr.ATTR:
            return self._item_values(self.attribute_items(file, expr), instance=True)
        if kind == Expr.CALL:
            if file.expr_kind[a] == Expr.INDEX:
                # `Box[int]()` makes a Box; what an index of an object gives is not known.
                return self._instances(self.value(file, file.expr_a[a]))
            return self._called(self.value(file, a))
        if kind == Expr.SUPER:
            owner = file.facts.scope_owner[a]
            return (("super", file.path_id, file.symbol_hash[owner]),)
        if kind == Expr.MODULE:
            module = self.module(file, file.names[a], b)
            return (module,) if module is not None else (("external", 0, file.names[a]),)
        if kind == Expr.UNION:
            return union((self.value(file, a), self.value(file, b)))
        if kind == Expr.LITERAL:
            return (("external", 0, file.names[a]),)
        if kind == Expr.AWAIT:
            return self.value(file, a)
        if kind == Expr.ENTERED:
            return self._entered(self.value(file, a))
        if kind == Expr.INSTANCE:
            return self._instances(self.value(file, a))
        return UNKNOWN

    def _called(self, callees: Values) -> Values:
        """The values that calling these gives."""
        results: list[Values] = []
        for value in callees:
            if value[0] == "class":
                results.append((("instance", value[1], value[2]),))
            elif value[0] == "function":
                results.append(self.returned(value[1], value[2]))
            elif value[0] == "external":
                results.append((value,))
        return results[0] if len(results) == 1 else union(results)

    def _entered(self, values: Values) -> Values:
        """What `with` binds: what entering returns, or the manager if that says nothing else."""
        results: list[Values] = []
        for value in values:
            if value[0] != "instance":
                results.append((value,) if value[0] == "external" else UNKNOWN)
                continue
            functions: list[Item] = []
            for name in ("__enter__", "__aenter__"):
                items = self.member(value[1], value[2], name, False)[0]
                functions += [item for item in items if item[0] == "symbol"]
            entered = union([self.returned(item[1], item[2]) for item in functions])
            order = self.mro(value[1], value[2])
            # A method of a base that returns `self` returns this very object.
            own = any(each[0] == "instance" and (each[1], each[2]) in order for each in entered)
            results.append((value,) if own or not functions else entered)
        return union(results)

    def _instances(self, values: Values) -> Values:
        result: list[Value] = []
        for value in values:
            if value[0] == "class":
                result.append(("instance", value[1], value[2]))
            elif value[0] == "external":
                result.append(value)
        return tuple(result)

    def _item_values(self, found: Found, *, instance: bool) -> Values:
        if len(found) == 1:
            return self._item_value(found[0][0], instance)
        return union([self._item_value(item, instance) for item, _ in found])

    def _item_value(self, item: Item, instance: bool) -> Values:
        if item[0] != "symbol":
            return (item,)
        path_id, hashed = item[1], item[2]
        where = self.locate(path_id, hashed)
        if where is None:
            return UNKNOWN
        file, symbol = where
        kind = file.facts.symbol_kind[symbol]
        if kind == Kind.CLASS:
            return (("class", path_id, hashed),)
        if kind in _CALLABLE:
            if kind == Kind.PROPERTY and instance:
                return self.returned(path_id, hashed)
            return (("function", path_id, hashed),)
        return self.type_of(path_id, hashed)

    def type_of(self, path_id: int, hashed: int) -> Values:
        """The values of a variable, a field or a parameter."""
        key = answer_key(path_id, "type", hashed)
        return self.look.answer(key, lambda: self._type_of(path_id, hashed), UNKNOWN)

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
            scopes = file.bodies.get(container, scopes)
        return self._bound_values(file, scopes, file.names[facts.symbol_name[symbol]])

    def _local(self, file: File, scope: int, name: str) -> tuple[Values, bool]:
        """The values of a function's own name, and whether it is the method's own receiver."""
        own = self._self_value(file, scope, name)
        if own is not None:
            return (own,), True
        rows = self.look.value_rows(file, scope, name)
        if self._needs_no_local(file, rows):
            # Most locals: cheaper to evaluate again than to remember with what was read.
            return self._bound_values(file, (scope,), name), False
        key = answer_key(file.path_id, "local", file.scope_identity[scope], name)
        return self.look.answer(
            key, lambda: self._bound_values(file, (scope,), name), UNKNOWN
        ), False

    def _needs_no_local(self, file: File, rows: Iterable[int]) -> bool:
        """Whether the values that bindings give depend on no other name of a function.

        Such names can neither be part of a circle of locals nor a long chain of them.
        """
        pending: list[int] = []
        for row in rows:
            if file.bind_kind[row] in _ASSIGNED:
                pending += (file.bind_a[row], file.bind_b[row])
        while pending:
            expr = pending.pop()
            kind = file.expr_kind[expr]
            if kind == Expr.NAME:
                scope = file.expr_b[expr]
                if scope != NONE and file.scope_kind[scope] >= ScopeKind.FUNCTION:
                    name = file.names[file.expr_a[expr]]
                    if self._self_value(file, scope, name) is None:
                        return False
            elif kind in _OF_ONE:
                pending.append(file.expr_a[expr])
            elif kind in _OF_TWO:
                pending += (file.expr_a[expr], file.expr_b[expr])
        return True

    def _bound_values(self, file: File, scopes: Iterable[int], name: str) -> Values:
        """The values that the bindings of a name in scopes give it; annotations win."""
        declared: list[Values] = []
        assigned: list[Values] = []
        for scope in scopes:
            for row in self.look.value_rows(file, scope, name):
                kind = file.bind_kind[row]
                a, b = file.bind_a[row], file.bind_b[row]
                if kind in _ASSIGNED:
                    if kind == Bind.PARAM and file.bind_c[row] & _STARRED:
                        continue
                    if b:
                        declared.append(self.declared(file, b))
                    elif a:
                        assigned.append(self.value(file, a))
                    continue
                for item in self._row_items(file, scope, name, row):
                    if item[0] == "export":
                        found = self.exported(item[1], item[2])
                        assigned.append(self._item_values(found, instance=False))
                    else:
                        assigned.append(self._item_value(item, False))
        return union(declared) if declared else union(assigned)

    def _self_value(self, file: File, scope: int, name: str) -> Value | None:
        """What the first parameter of a method stands for."""
        facts = file.facts
        method = facts.scope_owner[scope]
        if file.scope_kind[scope] != ScopeKind.FUNCTION or not method:
            return None
        # The container is part of the method's descriptor, and so of the scope's identity.
        owner = facts.symbol_container[method]
        if facts.symbol_kind[owner] != Kind.CLASS:
            return None
        rows = self.look.rows(file, scope, name)
        if len(rows) != 1 or file.bind_kind[rows[0]] != Bind.PARAM or file.bind_c[rows[0]] != 0:
            return None
        # Its decorators say what the parameter is, so the method's own binding is read too.
        self.look.symbol(file, file.symbol_hash[method])
        flags = facts.symbol_flags[method]
        if flags & Flag.STATIC_METHOD:
            return None
        kind = "class" if flags & Flag.CLASS_METHOD else "instance"
        return (kind, file.path_id, file.symbol_hash[owner])

    # Declared types

    def declared(self, file: File, expr: int) -> Values:
        """The values that an annotation allows."""
        kind = file.expr_kind[expr]
        a, b = file.expr_a[expr], file.expr_b[expr]
        if kind == Expr.UNION:
            return union((self.declared(file, a), self.declared(file, b)))
        if kind == Expr.INDEX:
            heads = self.value(file, a)
            names = {value[2] for value in heads if value[0] == "external"}
            if names & _SEE_THROUGH:
                first = file.expr_a[b] if file.expr_kind[b] == Expr.TUPLE else b
                return self.declared(file, first)
            if "Union" in names:
                parts: list[Values] = []
                while file.expr_kind[b] == Expr.TUPLE:
                    parts.append(self.declared(file, file.expr_a[b]))
                    b = file.expr_b[b]
                return union(parts or [self.declared(file, b)])
            if names & {"type", "Type"}:
                return self.value(file, b)
            return self._instances(heads)
        if kind == Expr.LITERAL and file.names[a] == "None":
            return UNKNOWN
        return self._instances(self.value(file, expr))

    def returned(self, path_id: int, hashed: int) -> Values:
        """The values that calling a function gives."""
        key = answer_key(path_id, "returns", hashed)
        return self.look.answer(key, lambda: self._returned(path_id, hashed), UNKNOWN)

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
        return union(declared) if declared else union(inferred)

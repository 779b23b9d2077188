"""What named types allow, where types have names of their own: interfaces, aliases, enumerations,
type parameters with bounds and defaults; and which of several symbols of one name is meant.

Annotations of every language are `annotations`' business; what types spelled like objects hold is
`structural`'s.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..facts import NONE, RETURN_NAME, TYPES_ONLY, Bind, Expr, Kind, Role, ScopeKind
from . import containers
from .evaluate import Evaluator
from .file import File
from .generics import Variable, has_variable, replaced
from .keys import answer_key
from .lookups import Lookups
from .names import Found
from .values import UNKNOWN, Item, Value, Values, applied, turned, union

_TYPE_LIKE = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS, Kind.IMPORT))
_VALUES_ONLY = frozenset(
    (
        *(Kind.VARIABLE, Kind.CONSTANT, Kind.FUNCTION, Kind.FIELD, Kind.METHOD, Kind.PROPERTY),
        Kind.NAMESPACE,
    )
)
_NAMED_APART = frozenset((Kind.NAMESPACE, *_TYPE_LIKE)) - {Kind.IMPORT}
"""Types and modules where values of their names are always other symbols."""
_IN_TYPES = 1 << Role.TYPE | 1 << Role.IMPORT
_IN_VALUES = ~(1 << Role.TYPE) & (1 << 16) - 1
"""Of definitions only those that a symbol has as its own are shown."""
_NAME = int(Expr.NAME)
_OF_ONE = frozenset((Expr.ATTR, Expr.TYPED, Expr.TYPE_OF, Expr.ELEMENT))
_OF_TWO = frozenset((Expr.INDEX, Expr.UNION, Expr.TUPLE))
"""Operators of types by the operands that are types."""
_SEEN_THROUGH = frozenset(
    (
        *("Partial", "Required", "Readonly", "Pick", "Omit", "NonNullable", "Extract", "Exclude"),
        *("NoInfer", "ThisType", "DeepPartial", "Prettify", "Simplify"),
    )
)


class NamedTypes(Evaluator):
    """Types that declarations name."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        self._known: dict[Variable, Values] = {}
        self._known_depth = -1
        """How many answers were being computed when these variables became known."""

    # Types

    def declared(self, file: File, expr: int) -> Values:
        """The values that an annotation allows."""
        if file.path_id != self.look.linking:
            return self._declared_type(file, expr)
        # Beside the values of expressions: many variables are of one type.
        known = self._valued.get(~expr)
        if known is None:
            known = self._valued[~expr] = self._declared_type(file, expr)
        return known

    def _declared_type(self, file: File, expr: int) -> Values:
        kind = file.expr_kind[expr]
        a, b = file.expr_a[expr], file.expr_b[expr]
        if kind in (Expr.NAME, Expr.ATTR):
            if self._is_type_parameter(file, expr):
                return self._type_parameter(file, b, file.names[a])
            found = self._types(file, expr)
            if found is not None:
                return found
        elif kind == Expr.INDEX:
            found = self._types(file, a, b)
            if found is not None:
                return found
        elif kind == Expr.LAMBDA or kind == Expr.OBJECT:
            return self.value(file, expr)
        elif kind == Expr.TYPE_OF:
            return self.value(file, a)
        elif kind == Expr.TYPED:
            return self.declared(file, a)
        return Evaluator.declared(self, file, expr)

    def types_as_bases(self, file: File, expr: int) -> Values:
        """As `Classes`: `interface A extends Omit<B, "x">`, or an alias of such a type."""
        if not file.scoping.type_bases:
            return UNKNOWN
        found = self.declared(file, expr)
        # `Omit<A, "x"> & { x: B }`: what has no name says what differs from the rest.
        known = [each for each in found if each[0] == "object"]
        known += [each for each in found if each[0] == "instance"]
        return tuple([turned("class", v) if v[0] == "instance" else v[:3] for v in known])

    def _is_type_parameter(self, file: File, expr: int) -> bool:
        scope = file.expr_b[expr]
        if file.expr_kind[expr] != Expr.NAME or scope == NONE:
            return False
        if file.scope_kind[scope] != ScopeKind.TYPE_PARAMETERS:
            return False
        rows = file.rows(scope, file.names[file.expr_a[expr]])
        # Which language it is, and with it how a bound is written, never changes.
        return bool(rows) and bool(file.bind_c[rows[0]]) and not _defines(file, rows)

    def _types(self, file: File, expr: int, index: int = NONE) -> Values | None:
        """What a named type allows; None if another rule than this is to tell."""
        kind = file.expr_kind[expr]
        if kind == Expr.NAME:
            scope = file.expr_b[expr]
            if scope == NONE and not file.scoping.beyond and not self._is_for_all(file, expr):
                return None if index == NONE else self._outside_type(file, expr, index)
            if scope != NONE and file.scope_kind[scope] == ScopeKind.TYPE_PARAMETERS:
                rows = file.rows(scope, file.names[file.expr_a[expr]])
                if not _defines(file, rows):
                    return None
        elif kind != Expr.ATTR:
            return None
        results: list[Values] = []
        known = False
        for item, _ in self.items(file, expr):
            if item[0] != "symbol":
                continue
            where = self.locate(item[1], item[2])
            if where is None:
                continue
            home, symbol = where
            sort = home.facts.symbol_kind[symbol]
            if sort not in _TYPE_LIKE:
                continue
            given: tuple[Values, ...] = ()
            if index != NONE:
                given = tuple([self.declared(file, part) for part in self.operands(file, index)])
            if sort == Kind.TYPE_ALIAS:
                if not home.bodies.get(symbol):
                    continue
                known = True
                allowed = self._alias(item[1], item[2], given)
                if kind == Expr.ATTR and home.scoping.declares and has_variable(allowed):
                    # `Outer<T>::alias`: what that makes of its parameters.
                    for receiver in self.value(file, file.expr_a[expr]):
                        allowed = self.filled(allowed, receiver)
                results.append(allowed)
            elif sort == Kind.INTERFACE or sort == Kind.ENUM:
                known = True
                results.append(
                    (applied(("instance", item[1], item[2]), given),)
                    if given
                    else (("instance", item[1], item[2]),)
                )
            elif sort == Kind.CLASS:
                results.append(
                    (applied(("instance", item[1], item[2]), given),)
                    if given
                    else (("instance", item[1], item[2]),)
                )
        return union(results) if known else None

    def _is_for_all(self, file: File, expr: int) -> bool:
        """Whether a name that its file does not bind is declared for every file."""
        if not file.scoping.everywhere:
            return False
        return any([item[0] == "symbol" for item, _ in self.items(file, expr)])

    def _outside_type(self, file: File, expr: int, index: int) -> Values | None:
        """What a type of the language itself makes of its arguments."""
        name = file.names[file.expr_a[expr]]
        parts = self.operands(file, index)
        if name in _SEEN_THROUGH:
            return self.declared(file, parts[0])
        if name == "ReturnType":
            return self.called(file, self.declared(file, parts[0]), 0)
        if name == "Parameters":
            return self.parameters_of(self.declared(file, parts[0]))
        if name == "InstanceType":
            return self.instances(self.declared(file, parts[0]))
        if name == "Awaited":
            return union([containers.awaited(v) for v in self.declared(file, parts[0])])
        return None

    def parameters_of(self, functions: Values) -> Values:
        """The types of what functions take, as one tuple for each."""
        return UNKNOWN

    def _alias(self, path_id: int, hashed: int, given: tuple[Values, ...]) -> Values:
        """What an alias of a type allows."""
        key = answer_key(path_id, "stands for", hashed)
        values = self.look.answer(key, self._stands_for, UNKNOWN, path_id, hashed)
        if given and values == (("instance", path_id, hashed),):
            # A type spelled like an object, whose members are the alias's own.
            return (applied(values[0], given),)
        if given and values:
            variables = self.generic(path_id, hashed)[0]
            known: dict[Variable, Values] = dict(zip(variables, given, strict=False))
            values = tuple([with_table(each, known) for each in replaced(values, None, known)])
        return values

    def _stands_for(self, path_id: int, hashed: int) -> Values:
        where = self.locate(path_id, hashed)
        if where is None:
            return UNKNOWN
        file, symbol = where
        results: list[Values] = []
        rows = 0
        for body in file.bodies.get(symbol, ()):
            for row in self.look.value_rows(file, body, RETURN_NAME):
                rows += 1
                results += self._alternatives_of(file, symbol, file.bind_b[row])
        return union(results) if rows else (("instance", path_id, hashed),)

    def _alternatives_of(self, file: File, alias: int, expr: int) -> list[Values]:
        """What each alternative of an alias allows. One that is applied to the alias itself, as in
        `type Tree = Leaf | Node<Tree>`, is known without what it is applied to."""
        results: list[Values] = []
        names = file.facts.symbol_scope[alias], file.facts.symbol_name[alias]
        for each in file.alternatives(expr):
            kind, index = file.expr_kind[each], file.expr_b[each]
            is_of_itself = kind == Expr.INDEX and _mentions(file, index, *names)
            results.append(self.declared(file, file.expr_a[each] if is_of_itself else each))
        return results

    def _type_parameter(self, file: File, scope: int, name: str) -> Values:
        bounds: list[Values] = []
        identity = f"{file.scope_identity[scope]:x} {name}"
        variable: Variable = ("typevar", file.path_id, identity)
        if variable in self._known and self.look.depth == self._known_depth:
            return self._known[variable]
        for row in self.look.value_rows(file, scope, name):
            bound = file.bind_b[row]
            if not file.bind_c[row]:
                # A language in which what is bound is the bound itself.
                return Evaluator._type_parameter(self, file, scope, name)
            if bound and _mentions(file, bound, scope):
                # `T extends Node<T>`: of what the bound is applied to, nothing can be known.
                head = file.expr_a[bound] if file.expr_kind[bound] == Expr.INDEX else 0
                bounds.append(self.declared(file, head))
            elif bound:
                bounds.append(self._bound(file, scope, name, bound))
            if file.bind_a[row] and bound != file.bind_a[row]:
                # Where nobody gives a type it is the default, which says more than the bound.
                default = self._bound(file, scope, name, file.bind_a[row], "default")
                bounds[-1:] = [default or bounds[-1]] if bound else [default]
        return (applied(variable, (union(bounds),)),)

    def _bound(
        self, file: File, scope: int, name: str, bound: int, question: str = "bound"
    ) -> Values:
        key = answer_key(file.path_id, question, file.scope_identity[scope], name)
        return self.look.answer(key, self.declared, UNKNOWN, file, bound)

    def with_known(self, file: File, expr: int, known: dict[Variable, Values], key: int) -> Values:
        """What a type allows where type variables are known to stand for something."""

        def compute() -> Values:
            before = self._known, self._known_depth
            # What is remembered on the way says nothing of these variables: it is another depth.
            self._known, self._known_depth = known, self.look.depth
            try:
                return self.declared(file, expr)
            finally:
                self._known, self._known_depth = before

        return self.look.answer(key, compute, UNKNOWN)

    def receiver(self, file: File, expr: int) -> tuple[Values, bool]:
        """As `Evaluator`; a type without a value has no members that can be named behind it, so
        what else is called like it speaks for them: its namespace, a constant."""
        if file.expr_kind[expr] == _NAME:
            values, own = Evaluator.receiver(self, file, expr)
        else:
            values, own = self.value(file, expr), False
        if len(values) > 1 and file.scoping.type_bases:
            speaking = tuple([each for each in values if not self._is_only_type(each)])
            if speaking:
                return speaking, own
        return values, own

    def _is_only_type(self, value: Value) -> bool:
        """Whether a value is a type that the code knows by its name alone."""
        where = self.locate(value[1], value[2]) if value[0] == "class" else None
        return where is not None and where[0].facts.symbol_kind[where[1]] in TYPES_ONLY

    # Which of several symbols of one name is meant

    def _has_own_fields(self, item: Item) -> bool:
        """Whether fields and methods of one name are two members, as where the item lies."""
        file = self.look.file(item[1])
        return file is not None and file.scoping.wrappers

    def spaces(self, found: Found) -> dict[Item, int]:
        """The roles, as bits, in which a name refers to each of several symbols, if not in all.

        A type and a value of one name are two symbols: where a type stands, the type is meant.
        """
        kinds: dict[Item, int] = {}
        for item, _ in found:
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            if where is not None:
                kinds[item] = where[0].facts.symbol_kind[where[1]]
        if Kind.IMPORT in kinds.values():
            return {item: 1 << Role.IMPORT for item, _ in found if item[0] == "file"}
        modules = [item for item, _ in found if item[0] == "file"]
        if modules and kinds and all([self._has_own_fields(item) for item in kinds]):
            # Before `::` stands the module, elsewhere the function of its name.
            return dict.fromkeys(modules, _IN_TYPES) | dict.fromkeys(kinds, _IN_VALUES)
        if len(kinds) > 1 and all([self._has_own_fields(item) for item in kinds]):
            named = [item for item, kind in kinds.items() if kind in _NAMED_APART]
            if named and len(named) < len(kinds):
                return dict.fromkeys(kinds, _IN_VALUES) | dict.fromkeys(named, _IN_TYPES)
        if Kind.FIELD in kinds.values() and Kind.METHOD in kinds.values():
            # A call is of the method, anything else of the field, where each has a name of its own.
            return {
                item: 1 << Role.CALL if kind == Kind.METHOD else ~(1 << Role.CALL) & (1 << 16) - 1
                for item, kind in kinds.items()
                if self._has_own_fields(item)
            }
        types = [item for item, kind in kinds.items() if kind in TYPES_ONLY]
        values = [item for item, kind in kinds.items() if kind in _VALUES_ONLY]
        if not types or not values:
            return {}
        return {item: _IN_TYPES for item in types} | {item: _IN_VALUES for item in values}


Table = tuple[tuple[Variable, Values], ...]
"""What type variables stand for around a type spelled like an object or a function."""


def with_table(value: Value, known: Mapping[Variable, Values]) -> Value:
    """An object or a function without a name, where type variables around it are known."""
    if value[0] not in ("lambda", "object") or not known:
        return value
    inner = {variable: replaced(values, None, known) for variable, values in table_of(value)}
    table = tuple((dict(known) | inner).items())
    if _is_large(table):
        table = tuple(known.items())
        if _is_large(table):
            return value
    return (value[0], value[1], value[2], ((("known", 0, table),),))


def _is_large(table: Table) -> bool:
    """Whether there are more values in what is known of type variables, with all that they are
    applied to, than is kept."""
    total = 0
    pending = [values for _, values in table]
    while pending:
        values = pending.pop()
        total += len(values)
        if total > _LARGEST_TABLE:
            return True
        for value in values:
            if len(value) < 4:
                continue
            if value[0] in ("lambda", "object"):
                pending += [inner for _, inner in table_of(value)]
            else:
                pending += value[3]
    return False


_LARGEST_TABLE = 60
"""Values in what is known around a type; it bounds what types of types of types would make."""


def table_of(value: Value) -> Table:
    """What is known of the type variables around an object or a function without a name."""
    for part in value[3] if value[0] in ("lambda", "object") and len(value) == 4 else ():
        for each in part:
            if each[0] == "known":
                found: Table = each[2]
                return found
    return ()


def _defines(file: File, rows: list[int]) -> bool:
    """Whether a name beside type parameters is that of a type that a comment defines there."""
    return bool(rows) and file.bind_kind[rows[0]] == Bind.DEF


def _mentions(file: File, expr: int, scope: int, name: int = NONE) -> bool:
    """Whether a type is made of the type parameters of a scope, or of one name in it."""
    pending = [expr]
    while pending:
        expr = pending.pop()
        kind = file.expr_kind[expr]
        if kind == Expr.NAME:
            if file.expr_b[expr] == scope and name in (NONE, file.expr_a[expr]):
                return True
        elif kind in _OF_ONE:
            pending.append(file.expr_a[expr])
        elif kind in _OF_TWO:
            pending += (file.expr_a[expr], file.expr_b[expr])
    return False

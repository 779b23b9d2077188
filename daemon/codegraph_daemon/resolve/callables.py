"""Which of several callables of one name is meant: by how many arguments it takes, then by types
that are cheap to know.

For languages in which methods have names of their own (`CALLABLE`) and are told apart by the types
of their parameters, as their declarations spell them.  Callables that arguments cannot tell apart
are all given, none of them as certain.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple, cast

from ..facts import CALL_NAME, CALLABLE, CONSTRUCTOR_NAME, NONE, Expr, Kind, ScopeKind
from ..facts.naming import takes
from . import library_methods
from .evaluate import Operator
from .file import File
from .fitting import NOBODY, Candidate, Candidates, joined, overriding
from .inherited import Inherited
from .keys import answer_key
from .lookups import Lookups
from .mro import is_outside
from .names import Found
from .values import UNKNOWN, Item, Origin, Value, Values, arguments, turned, union

_CALLABLE_KINDS = frozenset((Kind.METHOD, Kind.CONSTRUCTOR, Kind.FUNCTION))
_OF_CLASSES = frozenset(("class", "instance", "super"))
_SUPER_CALL = "super()"
_POSITION = 0xFF


class _Sorted(NamedTuple):
    """What a name refers to: callables, and the rest with the constructors of classes."""

    callables: Candidates
    best: int
    """The least sure origin of the callables."""
    others: tuple[tuple[Item, int, Candidates], ...]


_Seen = tuple[Value | None, Candidates | _Sorted]
"""Of which class's own receiver a plain name is a member, if it is one, and what it refers to."""


class Callables(Inherited):
    """Chooses among callables."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        # As in `attributes`, only for the links of the file being linked.
        self._calls_known: dict[tuple[int, int], list[tuple[Value | None, Found]]] = {}
        """By callee and arguments: what is called is linked, and what it gives has members."""
        self._on_values_known: dict[tuple[Value, str], Candidates] = {}
        self._sorted: dict[int, _Sorted] = {}
        """By callee."""
        self._names_seen: dict[tuple[int, str], _Seen] = {}
        """By scope and name."""

    # Items

    def chosen_items(self, file: File, callee: int, given: int) -> Found:
        """Those of the items of a callee that take the given arguments."""
        if not file.scoping.methods_apart:
            return Inherited.chosen_items(self, file, callee, given)
        called = self._called(file, callee, given)
        if len(called) == 1 and len(called[0][1]) < 2:
            return called[0][1]
        found: dict[Item, int] = {}
        for _, items in called:
            for item, origin in items:
                found[item] = max(origin, found.get(item, 0))
        return tuple(found.items())

    def _called(self, file: File, callee: int, given: int) -> list[tuple[Value | None, Found]]:
        """Of each receiver that a callee may have, the items that take the arguments."""
        if self.look.linking != file.path_id:
            return self._find_called(file, callee, given)
        known = self._calls_known.get((callee, given))
        if known is None:
            known = self._calls_known[(callee, given)] = self._find_called(file, callee, given)
        return known

    def _find_called(self, file: File, callee: int, given: int) -> list[tuple[Value | None, Found]]:
        parts: list[int] | None = self.operands(file, given) if given else []
        if given and file.expr_kind[given] == Expr.LITERAL:
            parts = None
        kind = file.expr_kind[callee]
        if kind == Expr.ATTR:
            name = file.names[file.expr_b[callee]]
            if name[-2:] == CALLABLE:
                # A method, and not a type that one is made of.
                return self._on_receivers(file, callee, name, parts)
        elif kind == Expr.NAME and file.expr_b[callee] != NONE:
            scope = file.expr_b[callee]
            name = file.names[file.expr_a[callee]]
            if file.scope_kind[scope] == ScopeKind.CLASS and name[-2:] == CALLABLE:
                return [self._seen(file, scope, name, parts)]
        if self.look.linking != file.path_id:
            return [(None, self._among_items(file, self.items(file, callee), parts))]
        sorted_ = self._sorted.get(callee)
        if sorted_ is None:
            sorted_ = self._sorted[callee] = self._sort(self.items(file, callee))
        return [(None, self._among(file, sorted_, parts))]

    def _on_receivers(
        self, file: File, callee: int, name: str, parts: list[int] | None
    ) -> list[tuple[Value | None, Found]]:
        receiver = file.expr_a[callee]
        if self.look.linking == file.path_id:
            values, own = self.linked_receiver(file, receiver)
        else:
            values, own = self.receiver(file, receiver)
        if len(values) == 1 and values[0][0] == "external":
            return [(values[0], ((("external", 0, name), int(Origin.TYPE)),))]
        is_super = file.expr_kind[receiver] == Expr.SUPER
        own = own or is_super or file.expr_kind[receiver] == Expr.THIS
        surer = Origin.SUPER if is_super else Origin.SELF
        # Of what lies outside, nothing comes before the base that `super` leads to.
        taken = (Origin.TYPE, Origin.INHERITED) if is_super else (Origin.TYPE,)
        results: list[tuple[Value | None, Found]] = []
        for value in values:
            if value[0] in _OF_CLASSES or value[0] == "typevar":
                found = self._choose(file, self._callables_on(file, value, name), parts)
                if own:
                    found = tuple([(i, surer if o in taken else o) for i, o in found])
                if len(values) > 1:
                    found = tuple([(i, Origin.UNION) for i, _ in found if i[0] != "external"])
            elif value[0] == "external":
                found = ()
            else:
                found = self._among_items(file, self.member_items(file, value, name), parts)
            results.append((value, found))
        return results

    def _seen(
        self, file: File, scope: int, name: str, parts: list[int] | None
    ) -> tuple[Value | None, Found]:
        """What the bodies of classes around a call see under a name, and whose member it is."""
        if self.look.linking == file.path_id:
            seen = self._names_seen.get((scope, name))
            if seen is None:
                seen = self._names_seen[(scope, name)] = self._see(file, scope, name)
        else:
            seen = self._see(file, scope, name)
        receiver, known = seen
        if isinstance(known, _Sorted):
            return None, self._among(file, known, parts)
        found = self._choose(file, known, parts)
        return receiver, tuple([(i, Origin.SELF if o == Origin.TYPE else o) for i, o in found])

    def _see(self, file: File, scope: int, name: str) -> _Seen:
        at = scope
        while at != NONE:
            if file.scope_kind[at] == ScopeKind.CLASS:
                for value in self._this(file, at, 0):
                    known = self._callables_on(file, value, name)
                    if known.found:
                        return value, known
            elif self.look.rows(file, at, name):
                return None, self._sort(self.bound(file, at, name))
            at = file.facts.scope_parent[at]
        return None, self._sort(self.unbound(file, name))

    def _among_items(self, file: File, found: Found, parts: list[int] | None) -> Found:
        """Of items, the callables that take the arguments; of a class, its constructors."""
        return self._among(file, self._sort(found), parts)

    def _sort(self, found: Found) -> _Sorted:
        callables: list[Candidate] = []
        others: list[tuple[Item, int, Candidates]] = []
        best = 0
        for item, origin in found:
            kind, told = self._told_as(item)
            if kind in _CALLABLE_KINDS:
                callables.append(Candidate(item, told, 0))
                best = max(best, origin)
            elif kind == Kind.CLASS or kind == Kind.ENUM:
                others.append((item, origin, self._constructors_of(item[1], item[2])))
            else:
                others.append((item, origin, NOBODY))
        return _Sorted(Candidates(tuple(callables), (), False), best, tuple(others))

    def _among(self, file: File, items: _Sorted, parts: list[int] | None) -> Found:
        others: list[tuple[Item, int]] = []
        for item, origin, known in items.others:
            fitting = self._fitting_best(file, known, parts) if known.found else []
            chosen = [(each, self._sure(origin, fitting)) for each in fitting]
            others += chosen or [(item, origin)]
        if items.callables.found:
            fitting = self._fitting_best(file, items.callables, parts)
            others += [(each, self._sure(items.best, fitting)) for each in fitting]
        if len(others) == 1:
            return tuple(others)
        return tuple(dict(others).items())

    def _sure(self, origin: int, fitting: list[Item]) -> int:
        return origin if len(fitting) == 1 else max(origin, Origin.UNION)

    def _told_as(self, item: Item) -> tuple[int, str]:
        """The kind of an item's symbol, and what tells it from others of its name."""
        where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
        if where is None:
            return -1, ""
        file, symbol = where
        told = file.names[file.facts.symbol_variant[symbol]]
        return file.facts.symbol_kind[symbol], told

    # Candidates

    def _callables_on(self, file: File, value: Value, name: str) -> Candidates:
        """`_on_value`, of the file being linked each computed once."""
        if self.look.linking != file.path_id:
            return self._on_value(file, value, name)
        known = self._on_values_known.get((value, name))
        if known is None:
            known = self._on_values_known[(value, name)] = self._on_value(file, value, name)
        return known

    def _on_value(self, file: File, value: Value, name: str) -> Candidates:
        """The callables of a name on one value, those of the nearest class first."""
        if value[0] == "typevar":
            found: list[Candidates] = []
            for bound in arguments(value):
                found += [self._on_value(file, each, name) for each in bound]
            return joined(found)
        if value[0] not in _OF_CLASSES:
            return NOBODY
        above = value[0] == "super"
        if name == CONSTRUCTOR_NAME:
            return self._constructors_of(value[1], value[2])
        if name == _SUPER_CALL:
            bases = [each for each in self.bases(value[1], value[2]) if each[0] == "class"]
            return joined([self._constructors_of(each[1], each[2]) for each in bases[:1]])
        return self._methods_named(value[1], value[2], name, above)

    def _constructors_of(self, path_id: int, hashed: int) -> Candidates:
        if self.locate(path_id, hashed) is None:
            return NOBODY
        items = self._declared(path_id, hashed, CONSTRUCTOR_NAME)
        return Candidates(tuple([Candidate(i, self._told_as(i)[1], 0) for i in items]), (), False)

    def _methods_named(self, path_id: int, class_hash: int, name: str, above: bool) -> Candidates:
        """The callables of a class, inherited ones included that it does not override."""
        look = self.look
        if look.linking != path_id:
            key = answer_key(path_id, "above callables" if above else "callables", class_hash, name)
            return look.answer(key, self._find_methods, NOBODY, path_id, class_hash, name, above)
        base = self._only_base(path_id, class_hash)
        if base is not None and base[0] != path_id:
            # What the base has is its own answer: whoever inherits it asks the same.
            inherited = self._methods_named(*base, name, False)
            own = () if above else self._own_methods(path_id, class_hash, name)
            return overriding(own, inherited)
        return self._find_methods(path_id, class_hash, name, above)

    def _find_methods(self, path_id: int, class_hash: int, name: str, above: bool) -> Candidates:
        found: dict[str, Candidate] = {}
        others: dict[Item, None] = {}
        beyond = False
        for depth, entry in enumerate(self.mro(path_id, class_hash)):
            if is_outside(entry):
                beyond = True
            elif depth or not above:
                at, hashed = entry[0], cast(int, entry[1])
                for item in self._declared(at, hashed, name):
                    kind, told = self._told_as(item)
                    if kind in _CALLABLE_KINDS:
                        found.setdefault(told, Candidate(item, told, depth))
                    else:
                        others[item] = None
        return Candidates(tuple(found.values()), tuple(others), beyond)

    def _own_methods(self, path_id: int, class_hash: int, name: str) -> tuple[Candidate, ...]:
        own: list[Candidate] = []
        for item in self._declared(path_id, class_hash, name):
            kind, told = self._told_as(item)
            if kind in _CALLABLE_KINDS:
                own.append(Candidate(item, told, 0))
        return tuple(own)

    # Choosing

    def _choose(self, file: File, known: Candidates, parts: list[int] | None) -> Found:
        """Of what one receiver has, what takes the arguments, with its origin."""
        items = self._fitting_best(file, known, parts)
        if len(items) == 1 and not known.beyond:
            return ((items[0], int(Origin.TYPE)),)
        depths = {each.item: each.depth for each in known.found} if known.beyond else {}
        results: list[tuple[Item, int]] = []
        for item in items:
            origin = Origin.INHERITED if known.beyond and depths[item] else Origin.TYPE
            results.append((item, self._sure(int(origin), items)))
        return tuple(results) or tuple([(item, int(Origin.TYPE)) for item in known.others])

    # Values

    def _chosen_values(self, file: File, a: int, given: int) -> Values:
        """The values of those of what a callee can be that take the given arguments."""
        if not file.scoping.methods_apart:
            return Inherited._chosen_values(self, file, a, given)
        results: list[Values] = []
        for receiver, items in self._called(file, a, given):
            if receiver is not None and receiver[0] == "external":
                name = file.names[file.expr_b[a]]
                results.append(library_methods.method(receiver, name))
                continue
            if receiver is not None and not items:
                name = file.names[file.expr_b[a]]
                results.append(self.from_outside(receiver, name))
            for item, _ in items:
                values = self.item_value(item, False)
                results.append(self.filled(values, receiver) if receiver is not None else values)
        return results[0] if len(results) == 1 else union(results)

    def _run(self, value: Value) -> list[tuple[File, int, Value | None]]:
        """The scopes of the functions that take the arguments when a value is called."""
        if value[0] == "class":
            file = self.look.file(value[1])
            if file is not None and file.scoping.methods_apart:
                runs: list[tuple[File, int, Value | None]] = []
                for each in self._constructors_of(value[1], value[2]).found:
                    function = ("function", each.item[1], each.item[2])
                    runs += [(h, s, turned("instance", value)) for h, s, _ in self._run(function)]
                return runs
        if value[0] == "instance":
            file = self.look.file(value[1])
            if file is not None and file.scoping.methods_apart:
                return self._run_interface(value)
        return Inherited._run(self, value)

    def _run_interface(self, value: Value) -> list[tuple[File, int, Value | None]]:
        """The one method of a functional interface."""
        runs: list[tuple[File, int, Value | None]] = []
        for home, scope in self._member_scopes(value):
            for row in self.look.value_rows(home, scope, CALL_NAME):
                for function in self.value(home, home.bind_a[row]):
                    if function[0] == "function":
                        runs += [(h, s, value) for h, s, _ in self._run(function[:3])]
        return runs

    # What functions that are arguments get

    def declared(self, file: File, expr: int) -> Values:
        """The values that an annotation allows."""
        if file.scoping.methods_apart and file.expr_kind[expr] == Expr.PARAMETER:
            position = file.expr_b[expr] & _POSITION
            results: list[Values] = []
            for value in self.declared(file, file.expr_a[expr]):
                if value[0] == "elementwise":
                    receivers = arguments(value)[0]
                    results += [
                        library_methods.passed(each, value[2], position) for each in receivers
                    ]
                elif value[0] == "external":
                    results.append(library_methods.parameter(value, position))
                else:
                    results.append(self._parameter_of((value,), position))
            return union(results)
        return Inherited.declared(self, file, expr)

    def _wanted(self, file: File, callee: int, position: int) -> Values:
        """The type that a callee wants as the argument at a position.

        Above the position stands how many arguments there are.
        """
        if not file.scoping.methods_apart:
            return Inherited._wanted(self, file, callee, position)
        count, position = position >> 8, position & _POSITION
        if file.expr_kind[callee] == Expr.ATTR:
            name = file.names[file.expr_b[callee]]
            values = self.value(file, file.expr_a[callee])
            if len(values) == 1 and values[0][0] == "instance":
                base = self.base_outside(values[0])
                if base is not None and not self._callables_on(file, values[0], name).found:
                    values = (base,)
            if len(values) == 1 and values[0][0] == "external":
                passing = library_methods.passes(values[0], name)
                if name == "reduce()" and count == 3:
                    # What it gives is of a type of its own, which its first argument has.
                    passing = False
                return (("elementwise", 0, name, (values,)),) if passing else UNKNOWN
        results: list[Values] = []
        for value in self.value(file, callee):
            for home, scope, receiver in self._run(value):
                symbol = home.facts.scope_owner[scope]
                if takes(home.names[home.facts.symbol_variant[symbol]], count):
                    found = self._parameter_at(home, scope, position)
                    results.append(found if receiver is None else self.filled(found, receiver))
        return union(results)

    operators: ClassVar[dict[int, Operator]] = Inherited.operators | {
        Expr.CHOSEN: _chosen_values,
    }

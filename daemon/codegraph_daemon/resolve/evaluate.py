"""What an expression means: the items that a name refers to and the values that it can have.

One evaluator serves the background links, questions before the graph is complete and, later,
unsaved text.  It is demand-driven; every answer about another file is memoised under a key
together with the keys that it read (`lookups`), and cycles are unknown rather than guessed.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..facts import (
    BASE_NAME,
    EXPORTS_NAME,
    NONE,
    RETURN_NAME,
    WILDCARD_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
)
from ..languages.semantics import Module, modules_of
from .keys import PATHS, answer_key
from .lookups import File, Lookups
from .values import UNKNOWN, Item, Origin, Value, Values

Found = tuple[tuple[Item, int], ...]
"""Items, each with the origin that its last step adds."""

Mro = tuple[tuple[tuple[int, int], ...], bool]
"""Classes in resolution order as (path id, descriptor hash); whether some base is not known."""

_MOST_VALUES = 12
"""A union of more values than this says nothing any more."""

_SEE_THROUGH = frozenset(
    ("Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar")
)


def union(parts: Iterable[Values]) -> Values:
    """The values of all parts, in a fixed order; unknown if there are too many."""
    found = [part for part in parts if part]
    if not found:
        return UNKNOWN
    if len(found) == 1:
        return found[0]
    merged = sorted({value for part in found for value in part}, key=str)
    return tuple(merged) if len(merged) <= _MOST_VALUES else UNKNOWN


class Evaluator:
    """Evaluates expressions of files against the workspace behind `look`."""

    def __init__(self, look: Lookups) -> None:
        self.look = look
        self._receivers: dict[int, tuple[Values, bool]] = {}
        """Receivers of the file being linked; only what is asked for its own links is kept here,
        so that every read still reaches the set of keys that it belongs to."""

    # Modules and exports

    def module(self, file: File, spec: str, level: int) -> Module | None:
        """What a module specifier names, seen from `file`; None if it is external."""
        folder = file.path.rpartition("/")[0]
        rules = modules_of(file.path)
        key = answer_key(PATHS, "module", rules.NAME, folder, level, spec)
        return self.look.answer(key, lambda: rules.find(self.look, file.path, spec, level), None)

    def exported(self, path_id: int, name: str) -> Found:
        """What the module `path_id` offers under `name`, through every re-export."""
        key = answer_key(path_id, "export", name)
        return self.look.answer(key, lambda: self._closure(path_id, name), ())

    def _closure(self, path_id: int, name: str) -> Found:
        """All definitions that re-exports lead to.

        A closure over the import graph and not a recursion: packages that import each other in
        a circle are common, and what they export is still the least fixed point.
        """
        look = self.look
        found: dict[Item, int] = {}
        seen = {(path_id, name)}
        pending: list[tuple[int, str, int]] = [(path_id, name, Origin.MODULE)]
        while pending:
            at, wanted, origin = pending.pop()
            file = look.file(at)
            if file is None:
                continue
            rows = look.rows(file, 0, wanted)
            for row in rows:
                for item in self._row_items(file, 0, wanted, row):
                    if item[0] == "export":
                        step = (item[1], item[2])
                        if step not in seen:
                            seen.add(step)
                            pending.append((*step, max(origin, Origin.MODULE)))
                    else:
                        found.setdefault(item, origin)
            if rows:
                continue
            for step_id in self._wildcards(file, wanted, found):
                if (step_id, wanted) not in seen:
                    seen.add((step_id, wanted))
                    pending.append((step_id, wanted, Origin.WILDCARD))
            rules = modules_of(file.path)
            folder = rules.package_folder(file.path)
            if folder is not None:
                module = rules.inside(look, folder, wanted)
                if module is not None:
                    found.setdefault(module, origin)
        return tuple(found.items())

    def _wildcards(self, file: File, name: str, found: dict[Item, int]) -> list[int]:
        """Files whose wildcard import into `file` can bring `name`."""
        result: list[int] = []
        for row in self.look.rows(file, 0, WILDCARD_NAME):
            module = self.module(file, file.names[file.bind_a[row]], file.bind_c[row])
            if module is None:
                found.setdefault(("external", 0, name), Origin.WILDCARD)
            elif module[0] == "file" and self._offers(module[1], name):
                result.append(module[1])
        return result

    def _offers(self, path_id: int, name: str) -> bool:
        """Whether a wildcard import of a module brings `name`, if the module has it."""
        file = self.look.file(path_id)
        if file is None:
            return False
        rows = self.look.rows(file, 0, EXPORTS_NAME)
        if rows:
            return any(file.names[file.bind_a[row]] == name for row in rows)
        return modules_of(file.path).is_exported(name)

    def _row_items(self, file: File, scope: int, name: str, row: int) -> list[Item]:
        """What one binding makes a name refer to.

        ("export", path id, name) stands for what another module offers, still to be followed.
        """
        kind = file.bind_kind[row]
        if kind == Bind.DEF:
            return [("symbol", file.path_id, file.symbol_hash[file.bind_a[row]])]
        if kind == Bind.IMPORT_FROM:
            spec = file.names[file.bind_a[row]]
            module = self.module(file, spec, file.bind_c[row])
            imported = file.names[file.bind_b[row]]
            if module is None:
                return [("external", 0, imported)]
            if module[0] == "file":
                return [("export", module[1], imported)]
            inner = modules_of(file.path).inside(self.look, module[2], imported)
            return [inner] if inner is not None else []
        if kind == Bind.IMPORT_MODULE:
            spec = file.names[file.bind_a[row]]
            wanted = spec if file.bind_b[row] else spec.split(".")[0]
            module = self.module(file, wanted, 0)
            return [module] if module is not None else [("external", 0, wanted)]
        if kind in (Bind.VALUE, Bind.ATTRIBUTE, Bind.PARAM):
            symbol = file.facts.symbol_bound(scope, file.name_index.get(name, NONE))
            return [] if symbol is None else [("symbol", file.path_id, file.symbol_hash[symbol])]
        return []

    def bound(self, file: File, scope: int, name: str) -> Found:
        """What `name` means where it is bound in `scope` of `file`."""
        found: dict[Item, int] = {}
        for row in self.look.rows(file, scope, name):
            for item in self._row_items(file, scope, name, row):
                if item[0] == "export":
                    for inner, origin in self.exported(item[1], item[2]):
                        found.setdefault(inner, max(origin, Origin.IMPORT) if origin <= 3 else 2)
                elif item[0] == "symbol":
                    found.setdefault(item, Origin.SCOPE)
                else:
                    found.setdefault(item, Origin.IMPORT)
        return tuple(found.items())

    def unbound(self, file: File, name: str) -> Found:
        """What a name means that its file does not bind: a wildcard import's, or a built-in."""
        found: dict[Item, int] = {}
        for path_id in self._wildcards(file, name, found):
            for item, _ in self.exported(path_id, name):
                found.setdefault(item, Origin.WILDCARD)
        if len(found) > 1:
            found.pop(("external", 0, name), None)
        return tuple(found.items()) or ((("external", 0, name), Origin.SCOPE),)

    # Items

    def items(self, file: File, expr: int) -> Found:
        """What the last name of an expression refers to."""
        kind = file.expr_kind[expr]
        if kind == Expr.NAME:
            name = file.names[file.expr_a[expr]]
            scope = file.expr_b[expr]
            return self.unbound(file, name) if scope == NONE else self.bound(file, scope, name)
        if kind == Expr.ATTR:
            return self.attribute_items(file, file.expr_a[expr], file.names[file.expr_b[expr]])
        if kind == Expr.MODULE:
            module = self.module(file, file.names[file.expr_a[expr]], file.expr_b[expr])
            return ((module, Origin.IMPORT),) if module is not None else ()
        if kind == Expr.KEYWORD:
            return self._keyword(file, expr)
        return ()

    def attribute_items(self, file: File, receiver: int, name: str) -> Found:
        """What `.name` refers to on an expression."""
        if self.look.is_linking(file):
            known = self._receivers.get(receiver)
            if known is None:
                known = self.value(file, receiver), self._is_self(file, receiver)
                self._receivers[receiver] = known
            values, own = known
        else:
            values, own = self.value(file, receiver), False
        if len(values) == 1:
            found = dict(self.member_items(file, values[0], name))
        else:
            found = {}
            for value in values:
                for item, origin in self.member_items(file, value, name):
                    found.setdefault(item, origin)
            if len(found) > 1:
                inside = {i: int(Origin.UNION) for i in found if i[0] != "external"}
                return tuple((inside or found).items())
        if own:
            # What is found through a method's own receiver is surer than what a type tells.
            return tuple((i, Origin.SELF if o == Origin.TYPE else o) for i, o in found.items())
        if file.expr_kind[receiver] == Expr.MODULE:
            return tuple((i, Origin.IMPORT if o == Origin.MODULE else o) for i, o in found.items())
        return tuple(found.items())

    def _is_self(self, file: File, receiver: int) -> bool:
        """Whether an expression is the method's own receiver."""
        if file.expr_kind[receiver] != Expr.NAME:
            return False
        scope = file.expr_b[receiver]
        if scope == NONE or file.scope_kind[scope] != ScopeKind.FUNCTION:
            return False
        return self._self_value(file, scope, file.names[file.expr_a[receiver]]) is not None

    def member_items(self, file: File, value: Value, name: str) -> Found:
        """What `name` refers to on one value."""
        kind = value[0]
        if kind == "file":
            return self.exported(value[1], name)
        if kind == "folder":
            inner = modules_of(file.path).inside(self.look, value[2], name)
            return ((inner, Origin.MODULE),) if inner is not None else ()
        if kind in ("class", "instance", "super"):
            path_id, class_hash = value[1], value[2]
            found, depth = self.member(path_id, class_hash, name, kind == "super")
            if kind == "instance":
                origin = Origin.TYPE
            else:
                origin = Origin.CLASS if depth == 0 else Origin.INHERITED
            return tuple((item, origin) for item in found)
        if kind == "external":
            return ((("external", 0, name), Origin.TYPE),)
        return ()

    def _keyword(self, file: File, expr: int) -> Found:
        """The parameter that a keyword argument names."""
        name = file.names[file.expr_b[expr]]
        found: dict[Item, int] = {}
        for value in self.value(file, file.expr_a[expr]):
            if value[0] == "class":
                members, _ = self.member(value[1], value[2], "__init__", False)
                functions = [(m[1], m[2]) for m in members if m[0] == "symbol"]
            elif value[0] == "function":
                functions = [(value[1], value[2])]
            else:
                continue
            for path_id, function in functions:
                parameter = self._parameter(path_id, function, name)
                if parameter is not None:
                    found[parameter] = Origin.PARAMETER
        return tuple(found.items())

    def _parameter(self, path_id: int, function: int, name: str) -> Item | None:
        where = self._locate(path_id, function)
        if where is None:
            return None
        file, symbol = where
        for body in file.bodies.get(symbol, ()):
            rows = self.look.rows(file, body, name)
            if any(file.bind_kind[row] == Bind.PARAM for row in rows):
                found = file.facts.symbol_bound(body, file.name_index[name])
                if found is not None:
                    return ("symbol", path_id, file.symbol_hash[found])
        return None

    # Classes

    def _locate(self, path_id: int, hashed: int) -> tuple[File, int] | None:
        file = self.look.file(path_id)
        symbol = None if file is None else file.facts.symbol_of_hash.get(hashed)
        if file is None or symbol is None:
            return None
        if symbol:
            # Its kind, its flags and the bodies it has are part of what binds its name.
            facts = file.facts
            self.look.rows(file, facts.symbol_scope[symbol], file.names[facts.symbol_name[symbol]])
        return file, symbol

    def mro(self, path_id: int, class_hash: int) -> Mro:
        """The classes that members are looked up in, the class itself first (C3)."""
        key = answer_key(path_id, "mro", class_hash)
        alone: Mro = (((path_id, class_hash),), True)
        return self.look.answer(key, lambda: self._mro(path_id, class_hash), alone)

    def bases(self, path_id: int, class_hash: int) -> Values:
        """The values of a class's direct bases, in order."""
        where = self._locate(path_id, class_hash)
        if where is None:
            return UNKNOWN
        file, symbol = where
        result: list[Value] = []
        for body in file.bodies.get(symbol, ()):
            for row in self.look.rows(file, body, BASE_NAME):
                values = self._class_values(file, file.bind_a[row])
                result.extend(values or (("external", 0, "?"),))
        return tuple(dict.fromkeys(result))

    def _class_values(self, file: File, expr: int) -> Values:
        """The classes that a base or annotation expression names, generics seen through."""
        while file.expr_kind[expr] == Expr.INDEX:
            expr = file.expr_a[expr]
        return self.value(file, expr)

    def _mro(self, path_id: int, class_hash: int) -> Mro:
        unknown = False
        lists: list[list[tuple[int, int]]] = []
        direct: list[tuple[int, int]] = []
        for value in self.bases(path_id, class_hash):
            if value[0] != "class":
                unknown = True
                continue
            base = (value[1], value[2])
            order, partial = self.mro(*base)
            unknown = unknown or partial
            lists.append(list(order))
            direct.append(base)
        lists.append(direct)
        merged = [(path_id, class_hash)]
        while True:
            lists = [rest for rest in lists if rest]
            if not lists:
                break
            for rest in lists:
                head = rest[0]
                if not any(head in other[1:] for other in lists):
                    break
            else:
                head = lists[0][0]
            if head not in merged:
                merged.append(head)
            lists = [[entry for entry in rest if entry != head] for rest in lists]
        return tuple(merged), unknown

    def member(
        self, path_id: int, class_hash: int, name: str, above: bool
    ) -> tuple[tuple[Item, ...], int]:
        """A class's member and how far up it was found; `above`: not in the class itself."""
        key = answer_key(path_id, "above" if above else "member", class_hash, name)
        nothing: tuple[tuple[Item, ...], int] = ((), 0)
        return self.look.answer(
            key, lambda: self._member(path_id, class_hash, name, above), nothing
        )

    def _member(
        self, path_id: int, class_hash: int, name: str, above: bool
    ) -> tuple[tuple[Item, ...], int]:
        order, unknown = self.mro(path_id, class_hash)
        for depth, (at, hashed) in enumerate(order):
            if above and depth == 0:
                continue
            where = self._locate(at, hashed)
            if where is None:
                continue
            file, symbol = where
            found: dict[Item, None] = {}
            for body in file.bodies.get(symbol, ()):
                for item, _ in self.bound(file, body, name):
                    found[item] = None
            if found:
                return tuple(found), depth
        return ((("external", 0, name),), 0) if unknown else ((), 0)

    # Values

    def value(self, file: File, expr: int) -> Values:
        """What an expression can evaluate to; empty if that is not known."""
        kind = file.expr_kind[expr]
        a, b = file.expr_a[expr], file.expr_b[expr]
        if kind == Expr.NAME:
            if b != NONE and file.scope_kind[b] >= ScopeKind.FUNCTION:
                return self._local(file, b, file.names[a])
            return self._item_values(self.items(file, expr), instance=False)
        if kind == Expr.ATTR:
            return self._item_values(self.items(file, expr), instance=True)
        if kind == Expr.CALL:
            return union(self._called(value) for value in self.value(file, a))
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
        if kind in (Expr.AWAIT, Expr.ENTERED):
            return self.value(file, a)
        if kind == Expr.INSTANCE:
            return self._instances(self.value(file, a))
        return UNKNOWN

    def _called(self, value: Value) -> Values:
        if value[0] == "class":
            return (("instance", value[1], value[2]),)
        if value[0] == "function":
            return self.returned(value[1], value[2])
        return (value,) if value[0] == "external" else UNKNOWN

    def _instances(self, values: Values) -> Values:
        result: list[Value] = []
        for value in values:
            if value[0] == "class":
                result.append(("instance", value[1], value[2]))
            elif value[0] == "external":
                result.append(value)
        return tuple(result)

    def _item_values(self, found: Found, *, instance: bool) -> Values:
        return union(self._item_value(item, instance) for item, _ in found)

    def _item_value(self, item: Item, instance: bool) -> Values:
        if item[0] != "symbol":
            return (item,)
        path_id, hashed = item[1], item[2]
        where = self._locate(path_id, hashed)
        if where is None:
            return UNKNOWN
        file, symbol = where
        kind = file.facts.symbol_kind[symbol]
        if kind == Kind.CLASS:
            return (("class", path_id, hashed),)
        if kind == Kind.PROPERTY and instance:
            return self.returned(path_id, hashed)
        if kind in (Kind.FUNCTION, Kind.METHOD, Kind.PROPERTY):
            return (("function", path_id, hashed),)
        return self.type_of(path_id, hashed)

    def type_of(self, path_id: int, hashed: int) -> Values:
        """The values of a variable, a field or a parameter."""
        key = answer_key(path_id, "type", hashed)
        return self.look.answer(key, lambda: self._type_of(path_id, hashed), UNKNOWN)

    def _type_of(self, path_id: int, hashed: int) -> Values:
        where = self._locate(path_id, hashed)
        if where is None:
            return UNKNOWN
        file, symbol = where
        scope = file.facts.symbol_scope[symbol]
        return self._bound_values(file, scope, file.names[file.facts.symbol_name[symbol]])

    def _local(self, file: File, scope: int, name: str) -> Values:
        own = self._self_value(file, scope, name)
        if own is not None:
            return (own,)
        key = answer_key(file.path_id, "local", file.scope_identity[scope], name)
        return self.look.answer(key, lambda: self._bound_values(file, scope, name), UNKNOWN)

    def _bound_values(self, file: File, scope: int, name: str) -> Values:
        """The values that the bindings of a name in a scope give it; annotations win."""
        declared: list[Values] = []
        assigned: list[Values] = []
        for row in self.look.rows(file, scope, name):
            kind = file.bind_kind[row]
            a, b = file.bind_a[row], file.bind_b[row]
            if kind in (Bind.VALUE, Bind.ATTRIBUTE, Bind.PARAM):
                if kind == Bind.PARAM and file.bind_c[row] & 0x100:
                    continue
                if b:
                    declared.append(self.declared(file, b))
                elif a:
                    assigned.append(self.value(file, a))
                elif kind != Bind.PARAM:
                    assigned.append(UNKNOWN)
            else:
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
        if file.scope_kind[scope] != ScopeKind.FUNCTION:
            return None
        parent = facts.scope_parent[scope]
        if parent == NONE or file.scope_kind[parent] != ScopeKind.CLASS:
            return None
        rows = self.look.rows(file, scope, name)
        if len(rows) != 1 or file.bind_kind[rows[0]] != Bind.PARAM or file.bind_c[rows[0]] != 0:
            return None
        method = facts.scope_owner[scope]
        flags = facts.symbol_flags[method]
        # Its decorators say what the parameter is, so the method's own binding is read too.
        self.look.rows(file, parent, file.names[facts.symbol_name[method]])
        if flags & Flag.STATIC_METHOD:
            return None
        owner = file.symbol_hash[facts.scope_owner[parent]]
        kind = "class" if flags & Flag.CLASS_METHOD else "instance"
        return (kind, file.path_id, owner)

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
        where = self._locate(path_id, hashed)
        if where is None:
            return UNKNOWN
        file, symbol = where
        declared: list[Values] = []
        inferred: list[Values] = []
        for body in file.bodies.get(symbol, ()):
            for row in self.look.rows(file, body, RETURN_NAME):
                if file.bind_b[row]:
                    declared.append(self.declared(file, file.bind_b[row]))
                else:
                    inferred.append(self.value(file, file.bind_a[row]))
        return union(declared) if declared else union(inferred)

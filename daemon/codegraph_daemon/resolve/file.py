"""One file as resolution sees it: its facts, with what is read often as plain lists and tables.

Nothing here records what is read; that is what `lookups` is for.
"""

from __future__ import annotations

from functools import cached_property

from ..facts import NONE, PACKAGE_NAME, PACKAGES_NAME, SCOPE_SHIFT, TAG, Bind, Expr, Facts
from ..languages.semantics import Here, Modules, modules_of, scoping_of
from .keys import bind_key, value_key

_OF_EXPECTED = frozenset((Expr.TYPED, Expr.MATCHING))
SYMBOLS = frozenset((Bind.VALUE, Bind.ATTRIBUTE, Bind.PARAM))
"""Bindings that make a name a symbol by themselves, outside of functions."""
NO_ROWS: list[int] = []
_MASK = (1 << 64) - 1
_ODD = 0x9E3779B97F4A7C15
"""An odd constant (2**64 over the golden ratio) that spreads small numbers over 64 bits."""


class File:
    """One file of a workspace with its facts."""

    # All but what is made when it is first asked for: the interpreter finds what has a slot in one
    # step, and what lies in a dictionary only as long as nobody asked for that.
    __slots__ = (
        *("__dict__", "path_id", "path", "folder", "rules", "scoping", "facts", "names"),
        *("name_index", "expr_kind", "expr_a", "expr_b", "bind_kind", "bind_a", "bind_b", "bind_c"),
        *("symbol_hash", "symbol_kind", "scope_kind", "symbol_of_hash", "bindings", "looks"),
        *("value_looks", "module_keys", "_parameters", "_symbol_keys"),
    )

    def __init__(self, path_id: int, path: str, facts: Facts) -> None:
        self.path_id = path_id
        self.path = path
        self.folder = path.rpartition("/")[0]
        self.rules: Modules = modules_of(path)
        self.scoping = scoping_of(self.rules)
        self.facts = facts
        self.names = facts.names
        self.name_index = facts.name_index
        self.expr_kind: list[int] = facts.expr_kind.tolist()
        self.expr_a: list[int] = facts.expr_a.tolist()
        self.expr_b: list[int] = facts.expr_b.tolist()
        self.bind_kind: list[int] = facts.bind_kind.tolist()
        self.bind_a: list[int] = facts.bind_a.tolist()
        self.bind_b: list[int] = facts.bind_b.tolist()
        self.bind_c: list[int] = facts.bind_c.tolist()
        self.symbol_hash: list[int] = facts.symbol_hash.tolist()
        self.symbol_kind: list[int] = facts.symbol_kind.tolist()
        self.scope_kind: list[int] = facts.scope_kind.tolist()
        self.symbol_of_hash = facts.symbol_of_hash
        self.bindings = facts.bindings
        self.looks: dict[tuple[int, str], tuple[int, list[int]]] = {}
        self.value_looks: dict[tuple[int, str], tuple[int, list[int]]] = {}
        self.module_keys: dict[tuple[str, int], int] = {}
        """The keys of what module specifiers name, with their levels."""
        self._parameters: dict[int, list[str]] = {}
        self._symbol_keys: dict[int, int] = {}

    @cached_property
    def here(self) -> Here:
        """Where the file stands: its package, and those that it imports as a whole."""
        package = ""
        for row in self.rows(0, PACKAGE_NAME):
            package = self.names[self.bind_a[row]]
        if not self.scoping.methods_apart:
            return Here(self.path, self.folder, package)
        packages = [self.names[self.bind_a[row]] for row in self.rows(0, PACKAGES_NAME)]
        return Here(self.path, self.folder, package, tuple(packages))

    @cached_property
    def scope_identity(self) -> list[int]:
        """A number for each scope that survives edits elsewhere (see `scope_identities`)."""
        return scope_identities(self.facts)

    @cached_property
    def scope_of_identity(self) -> dict[int, int]:
        """The scope of each identity."""
        return {identity: scope for scope, identity in enumerate(self.scope_identity)}

    def parameters(self, scope: int) -> list[str]:
        """Names of the parameters that a function's scope binds, in source order."""
        found = self._parameters.get(scope)
        if found is None:
            first = self.facts.scope_bindings
            rows = range(first[scope], first[scope + 1])
            names = self.facts.bind_name
            found = [self.names[names[row]] for row in rows if self.bind_kind[row] == Bind.PARAM]
            self._parameters[scope] = found
        return found

    @cached_property
    def members_named(self) -> dict[int, list[int]]:
        """The names of the members that are spelled on each object of a type that is expected."""
        found: dict[int, list[int]] = {}
        kinds, firsts = self.expr_kind, self.expr_a
        for expr, kind in enumerate(kinds):
            if kind == Expr.ATTR and kinds[firsts[expr]] in _OF_EXPECTED:
                found.setdefault(firsts[expr], []).append(self.expr_b[expr])
        return found

    @cached_property
    def scope_of_callee(self) -> dict[int, int]:
        """Where each callee stands whose function is chosen by its arguments."""
        found: dict[int, int] = {}
        first, occurrences = self.facts.expr_occurrences, self.facts.occurrence
        for expr, kind in enumerate(self.expr_kind):
            if kind == Expr.CHOSEN and first[expr] < first[expr + 1]:
                found.setdefault(self.expr_a[expr], occurrences[first[expr]] >> SCOPE_SHIFT)
        return found

    def alternatives(self, expr: int) -> list[int]:
        """What an expression may be: each of `a | b | c`, in order, which count at once, for of too
        many none may be left over; else itself."""
        if self.expr_kind[expr] != Expr.UNION:
            return [expr]
        found: list[int] = []
        pending = [expr]
        while pending:
            expr = pending.pop()
            if self.expr_kind[expr] == Expr.UNION:
                pending += (self.expr_b[expr], self.expr_a[expr])
            else:
                found.append(expr)
        return found

    @cached_property
    def bodies(self) -> dict[int, list[int]]:
        """Scopes that a symbol opens, more than one for overloads and accessors."""
        return bodies(self.facts)

    def rows(self, scope: int, name: str) -> list[int]:
        """Rows of the bindings of `name` in `scope`."""
        index = self.name_index.get(name)
        return NO_ROWS if index is None else self.bindings.get((scope, index), NO_ROWS)

    def symbol_bound(self, scope: int, name: str) -> int | None:
        """The symbol that `scope` binds as `name`; None for a plain local variable."""
        index = self.name_index.get(name)
        if index is None:
            return None
        symbol = self._symbol_at.get(scope << 32 | index)
        # Another body of the same owner may have bound it first.
        return self.facts.symbol_bound(scope, index) if symbol is None else symbol

    def only_symbol(self, scope: int, name: int) -> int | None:
        """The symbol that a scope binds under the number of a name, if it does so once and to
        nothing else."""
        rows = self.bindings.get((scope, name), NO_ROWS)
        if len(rows) != 1:
            return None
        kind = self.bind_kind[rows[0]]
        if kind == Bind.DEF:
            return self.bind_a[rows[0]]
        return self._symbol_at.get(scope << 32 | name) if kind in SYMBOLS else None

    @cached_property
    def _symbol_at(self) -> dict[int, int]:
        scopes, names = self.facts.symbol_scope.tolist(), self.facts.symbol_name.tolist()
        return {
            scope << 32 | name: symbol
            for symbol, (scope, name) in enumerate(zip(scopes, names, strict=True))
            if symbol
        }

    def keyed_rows(self, scope: int, name: str) -> tuple[int, list[int]]:
        """The key of what `scope` binds `name` to, and the rows of it."""
        found = self.looks.get((scope, name))
        if found is None:
            key = bind_key(self.path_id, self.scope_identity[scope], name)
            found = self.looks[(scope, name)] = key, self.rows(scope, name)
        return found

    def keyed_value_rows(self, scope: int, name: str) -> tuple[int, list[int]]:
        """The key of the expressions that give `name` its values in `scope`, and their rows."""
        found = self.value_looks.get((scope, name))
        if found is None:
            key = value_key(self.path_id, self.scope_identity[scope], name)
            found = self.value_looks[(scope, name)] = key, self.rows(scope, name)
        return found

    def symbol_key(self, symbol: int) -> int:
        """The key of the binding that makes a symbol: its kind, flags and bodies are part of it."""
        key = self._symbol_keys.get(symbol)
        if key is None:
            facts = self.facts
            name = self.names[facts.symbol_name[symbol]]
            if self.scoping.methods_apart:
                name = facts.bound_as(symbol)
            scope = facts.symbol_scope[symbol]
            apart = self.scoping.declares and facts.symbol_variant[symbol]
            if apart and self.rows(scope, name + TAG):
                name += TAG
            key = self.keyed_rows(scope, name)[0]
            self._symbol_keys[symbol] = key
        return key


def bodies(facts: Facts) -> dict[int, list[int]]:
    """Symbol -> the scopes that it opens."""
    table: dict[int, list[int]] = {}
    owners, parents = facts.scope_owner.tolist(), facts.scope_parent.tolist()
    for scope, owner in enumerate(owners):
        if scope and owners[parents[scope]] != owner:
            table.setdefault(owner, []).append(scope)
    return table


def scope_identities(facts: Facts) -> list[int]:
    """A number for each scope: its owner's descriptor, what it is, and its place among those.

    Bodies of a symbol are counted apart from what is nested in them, so that a new comprehension
    in one body leaves the identity of the next body as it is.
    """
    counts: dict[int, int] = {}
    hashes = facts.symbol_hash
    result: list[int] = []
    owners, kinds, parents = (
        column.tolist() for column in (facts.scope_owner, facts.scope_kind, facts.scope_parent)
    )
    for kind, owner, parent in zip(kinds, owners, parents, strict=True):
        is_body = parent == NONE or owners[parent] != owner
        # One number for (owner, kind, is_body); kinds are few.
        group = owner << 5 | kind << 1 | is_body
        place = counts.get(group, 0)
        counts[group] = place + 1
        variant = place << 5 | kind << 1 | is_body
        result.append((hashes[owner] + variant * _ODD) & _MASK)
    return result

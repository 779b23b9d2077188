"""Which keys an edit of a file changes: the ground facts that read differently now.

The facts of a file are compared by owner and name, never by position, so that moving code re-links
nothing.  Whatever the resolver can read of a binding is part of its signature here; a binding that
is new or gone changes its key as well, since looks that find nothing are recorded too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xxhash import xxh3_64_intdigest, xxh3_128_digest

from ..facts import NONE, Bind, Expr, Facts
from ..languages.semantics import modules_of
from ..recent import Recent
from .file import bodies, scope_identities
from .keys import (
    announced_in_key,
    announced_key,
    bind_key,
    exists_key,
    path_key,
    symbols_key,
    top_key,
    value_key,
)
from .lookups import Tree

_MOST_COMPARED = 10_000
"""Names in tables that are kept, of some two hundred bytes each."""

_Table = dict[tuple[int, str], tuple[int, int]]

Change = tuple[int, int]
"""What a key's facts said before and what they say now, as numbers; equal numbers, equal facts."""

_ABSENT = (0, 0)
_ANNOUNCED = (0, 1)

_EXPR_A = frozenset(
    (
        Expr.ATTR,
        Expr.CALL,
        Expr.INDEX,
        Expr.AWAIT,
        Expr.UNION,
        Expr.TUPLE,
        Expr.KEYWORD,
        Expr.ELEMENT,
        Expr.ENTERED,
        Expr.UNPACKED,
        Expr.INSTANCE,
        Expr.TYPED,
        Expr.TYPE_OF,
        Expr.ARGUMENT,
        Expr.PARAMETER,
        Expr.RETURNING,
        Expr.MATCHING,
        Expr.UNMATCHED,
        Expr.EXCLUDED,
        Expr.FIELDS,
        Expr.POINTED,
        Expr.CHOSEN,
        Expr.SUBSCRIPT,
        Expr.ITERATED,
        Expr.WHERE_KNOWN,
        Expr.GUARDED,
        Expr.OPERATED,
        Expr.UNPOINTED,
        Expr.PASSED,
    )
)
"""Operators whose operand `a` is an expression."""
_EXPR_B = frozenset(
    (
        *(Expr.CALL, Expr.INDEX, Expr.UNION, Expr.TUPLE, Expr.LITERAL, Expr.INSTANCE),
        *(Expr.RETURNING, Expr.MATCHING, Expr.UNMATCHED, Expr.CHOSEN, Expr.EXCLUDED),
        *(Expr.FIELDS, Expr.WHERE_KNOWN, Expr.GUARDED),
    )
)
"""Operators whose operand `b` is an expression."""
_NAME_A = frozenset((Expr.NAME, Expr.LITERAL, Expr.MODULE))
_NAME_B = frozenset((Expr.ATTR, Expr.KEYWORD, Expr.OPERATED, Expr.PASSED))
_NAMES = frozenset((Bind.EXPORTS, Bind.SETTING))
"""Bindings that say no more than a name or a text."""
_SCOPE_A = frozenset((Expr.LAMBDA, Expr.SUPER, Expr.OBJECT, Expr.THIS))


class _Signatures:
    """Signatures of one file's bindings: numbers that say the same in every process."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.scopes = scope_identities(facts)
        # Hashes of text differ from process to process; of numbers they do not.
        self.texts = [xxh3_64_intdigest(name.encode("utf-8", "replace")) for name in facts.names]
        self.exprs: list[int] = []
        self._render()

    def _render(self) -> None:
        """A number for each expression; operands come before what is built on them, names apart."""
        facts, texts = self.facts, self.texts
        scopes = self.scopes
        columns = zip(
            facts.expr_kind.tolist(), facts.expr_a.tolist(), facts.expr_b.tolist(), strict=True
        )
        done = self.exprs
        for kind, a, b in columns:
            if kind == Expr.NAME:
                done.append(hash((kind, texts[a], NONE if b == NONE else scopes[b])))
                continue
            left, right = a, b
            if kind == Expr.ASSIGNED:
                # Its name may come after it; what the name is bound to is read beside it.
                left = hash((texts[facts.expr_a[a]], scopes[facts.expr_b[a]]))
            elif kind in _EXPR_A:
                left = done[a]
            elif kind in _NAME_A:
                left = texts[a]
            elif kind in _SCOPE_A:
                left = scopes[a]
            if kind in _EXPR_B:
                right = done[b]
            elif kind in _NAME_B:
                right = texts[b]
            done.append(hash((kind, left, right)))

    def symbol(self, symbol: int, body_count: int) -> tuple[int, ...]:
        """What is read of a symbol: its bodies may be bound by several scopes of one name."""
        facts = self.facts
        kind, flags = facts.symbol_kind[symbol], facts.symbol_flags[symbol]
        return (facts.symbol_hash[symbol], kind, flags, body_count)

    def table(self) -> _Table:
        """(scope identity, name) -> what the name refers to there, and the same with its values."""
        facts, names, texts = self.facts, self.facts.names, self.texts
        opened = bodies(facts)
        kinds, a, b, c = (
            column.tolist()
            for column in (facts.bind_kind, facts.bind_a, facts.bind_b, facts.bind_c)
        )
        result: _Table = {}
        for (scope, name), rows in facts.bindings.items():
            parts: list[tuple[int, ...]] = []
            values: list[int] = []
            symbol = facts.symbol_bound(scope, name)
            if symbol is not None:
                parts.append(self.symbol(symbol, len(opened.get(symbol, ()))))
            for row in rows:
                kind = kinds[row]
                if kind == Bind.DEF:
                    defined = a[row]
                    bodies_of = len(opened.get(defined, ()))
                    parts.append((kind, *self.symbol(defined, bodies_of)))
                elif kind in (Bind.IMPORT_MODULE, Bind.WILDCARD):
                    parts.append((kind, texts[a[row]], b[row], c[row]))
                elif kind == Bind.IMPORT_FROM:
                    parts.append((kind, texts[a[row]], texts[b[row]], c[row]))
                elif kind in (Bind.ALIAS, Bind.OFFERED):
                    parts.append((kind, self.exprs[a[row]]))
                elif kind == Bind.EXTENDED:
                    parts.append((kind,))
                    values.append(self.exprs[a[row]])
                elif kind in _NAMES:
                    parts.append((kind, texts[a[row]]))
                else:
                    parts.append((kind, c[row]))
                    values += (self.exprs[a[row]], self.exprs[b[row]])
            bound = hash(tuple(parts))
            result[(self.scopes[scope], names[name])] = bound, hash((bound, *values))
        return result


_compared: Recent[_Table] = Recent(_MOST_COMPARED, 1)
"""By the hash of facts. What a file is now is what it was when it is edited again, and what it was
is what it is when that is undone."""


def _table_of(facts: Facts | None) -> Mapping[tuple[int, str], tuple[int, int]]:
    if facts is None:
        return {}
    hashed = xxh3_128_digest(facts.blob)
    found = _compared.get(hashed)
    if found is None:
        found = _Signatures(facts).table()
        _compared.put(hashed, found, len(found))
    return found


def changed_keys(
    path: str, path_id: int, old: Facts | None, new: Facts | None
) -> dict[int, Change]:
    """Keys of the file `path` whose ground facts differ between two versions of it.

    None stands for a file that does not exist: then all keys of the other version differ.
    """
    before, after = _table_of(old), _table_of(new)
    changed: dict[int, Change] = {}
    for place in before.keys() | after.keys():
        was, now = before.get(place, _ABSENT), after.get(place, _ABSENT)
        if was[0] != now[0]:
            changed[bind_key(path_id, *place)] = (was[0], now[0])
        if was[1] != now[1]:
            changed[value_key(path_id, *place)] = (was[1], now[1])
    had, has = _symbols(old), _symbols(new)
    if had != has:
        changed[symbols_key(path_id)] = had, has
    differing = set(old.announced if old else ()) ^ set(new.announced if new else ())
    return changed | announced_keys(path, differing) if differing else changed


def _symbols(facts: Facts | None) -> int:
    """A number for the descriptors of a file."""
    return 0 if facts is None else hash(frozenset(facts.symbol_hash))


def announced_keys(path: str, hashes: Iterable[int]) -> dict[int, Change]:
    """Keys of names that the file `path` announces in only one of two versions.

    They belong to no file, so that one file's change is never another's undone.
    """
    folder = path.rpartition("/")[0]
    keys: dict[int, Change] = {}
    for hashed in hashes:
        keys[announced_key(hashed)] = keys[announced_in_key(folder, hashed)] = _ANNOUNCED
    return keys


def path_keys(tree: Tree, path: str) -> set[int]:
    """Keys that the appearance or disappearance of `path` changes.

    `tree` is the workspace without the file.
    """
    rules = modules_of(path)
    keys = {path_key(module_path) for module_path in rules.module_paths(path)}
    keys.add(exists_key(path))
    for folder in _folders(path):
        if folder not in tree.folders:
            keys.add(path_key(folder))
    package = rules.package_folder(path)
    if package is not None:
        keys.add(top_key(package.rpartition("/")[2]))
        # A folder that becomes a package takes its own packages out of the top level.
        keys.update(top_key(name) for name in tree.packages_in(package))
    return keys


def _folders(path: str) -> Iterable[str]:
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)

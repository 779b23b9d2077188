"""Links one file: resolves each distinct expression that spells a name, once.

Local variables and plain parameters get no links; they are resolved in their file when asked for
(their definition and all their uses are there).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from ..facts import (
    MODULE_HASH,
    NONE,
    ROLE_MASK,
    ROLE_SHIFT,
    SCOPE_SHIFT,
    START_MASK,
    Bind,
    Expr,
    Kind,
    ScopeKind,
)
from .evaluate import Evaluator
from .file import File
from .links import Row, Target, pack_links, with_wide
from .lookups import Lookups
from .names import Found
from .values import Item

_WITH_EDGES = frozenset((Bind.DEF, Bind.IMPORT_FROM, Bind.IMPORT_MODULE))


class Linked(NamedTuple):
    """The outcome of linking one file."""

    links: bytes
    targets: tuple[Target, ...]
    reads: set[int]
    edges: int


def link_file(look: Lookups, path_id: int) -> Linked | None:
    """Link a file of the workspace; None if it is no longer there.

    The keys that its links depend on are in `reads`; answers that were computed on the way are
    left in `look` for `take_fresh`.
    """
    file = look.file(path_id)
    if file is None:
        return None
    facts_id = look.tree.files[file.path][1]
    look.reads = set()
    look.own = path_id
    evaluator = Evaluator(look)
    places = _Places(file)
    named: dict[tuple[int, int], Found] = {}
    offsets = file.facts.expr_occurrences.tolist()
    for expr, kind in enumerate(file.expr_kind):
        if offsets[expr] == offsets[expr + 1]:
            continue
        if kind == Expr.NAME:
            scope = file.expr_b[expr]
            key = (scope, file.expr_a[expr])
            found = named.get(key)
            if found is None:
                found = named[key] = _name(evaluator, file, expr, scope)
        elif kind in (Expr.ATTR, Expr.MODULE, Expr.KEYWORD):
            found = evaluator.items(file, expr)
        else:
            continue
        for item, origin in found:
            if item[0] == "symbol":
                places.add(expr, (item[1], item[2]), origin)
            elif item[0] == "file":
                places.add(expr, (item[1], MODULE_HASH), origin)
    reads, look.reads, look.own = look.reads, set(), -1
    targets = tuple(places.targets)
    links = pack_links(facts_id, targets, places.rows, places.containers())
    return Linked(links, targets, reads, len(places.rows))


class _Places:
    """Where the occurrences of linked expressions are, as rows of links."""

    def __init__(self, file: File) -> None:
        facts = file.facts
        self.targets: dict[Target, int] = {}
        self.rows: list[Row] = []
        self._file = file
        self._first: list[int] = facts.expr_occurrences.tolist()
        self._occurrences: list[int] = facts.occurrence.tolist()
        self._lines: list[int] = facts.line_start.tolist()
        self._wide = frozenset(facts.line_wide)
        self._owner: list[int] = facts.scope_owner.tolist()
        self._containers: dict[int, int] = {}

    def add(self, expr: int, target: Target, origin: int) -> None:
        """Every occurrence of `expr` refers to `target`."""
        number = self.targets.setdefault(target, len(self.targets))
        length = self._length(expr)
        lines, containers = self._lines, self._containers
        for packed in self._occurrences[self._first[expr] : self._first[expr + 1]]:
            start = packed & START_MASK
            line = bisect_right(lines, start) - 1
            role = packed >> ROLE_SHIFT & ROLE_MASK
            if line in self._wide:
                role = with_wide(role)
            owner = self._owner[packed >> SCOPE_SHIFT]
            container = containers.setdefault(owner, len(containers))
            position = line << 32 | (start - lines[line])
            self.rows.append((number, position, length, role, origin, container))

    def _length(self, expr: int) -> int:
        """Length in bytes of the name that occurrences of `expr` spell."""
        file = self._file
        kind = file.expr_kind[expr]
        if kind == Expr.NAME:
            name = file.names[file.expr_a[expr]]
        elif kind == Expr.MODULE:
            name = file.names[file.expr_a[expr]].rpartition(".")[2]
        else:
            name = file.names[file.expr_b[expr]]
        return len(name) if name.isascii() else len(name.encode("utf-8", "replace"))

    def containers(self) -> list[str]:
        """Qualified names of the definitions that hold the occurrences."""
        return [self._file.facts.qualified(owner) for owner in self._containers]


def _name(evaluator: Evaluator, file: File, expr: int, scope: int) -> Found:
    if scope == NONE or file.scope_kind[scope] < ScopeKind.FUNCTION:
        return evaluator.items(file, expr)
    # In a function only definitions and imports have edges.
    rows = file.bindings.get((scope, file.expr_a[expr]), ())
    if not any(file.bind_kind[row] in _WITH_EDGES for row in rows):
        return ()
    return tuple(
        (item, origin)
        for item, origin in evaluator.items(file, expr)
        if item[0] != "symbol" or _has_edges(file, item)
    )


def _has_edges(file: File, item: Item) -> bool:
    if item[1] != file.path_id:
        return True
    symbol = file.facts.symbol_of_hash.get(item[2])
    return symbol is not None and file.facts.symbol_kind[symbol] != Kind.PARAMETER

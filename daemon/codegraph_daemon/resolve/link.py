"""Links one file: resolves each distinct expression that spells a name, once.

Local variables and plain parameters get no links; they are resolved in their file when asked for
(their definition and all their uses are there).
"""

from __future__ import annotations

from typing import NamedTuple

from ..facts import MODULE_HASH, NONE, Bind, Expr, Kind, ScopeKind
from .evaluate import Evaluator, Found
from .links import Target, pack_links
from .lookups import File, Lookups
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
    rows: list[tuple[int, Target, int]] = []
    edges = 0
    offsets = file.facts.expr_occurrences.tolist()
    named: dict[tuple[int, int], Found] = {}
    for expr, kind in enumerate(file.expr_kind):
        count = offsets[expr + 1] - offsets[expr]
        if not count:
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
                rows.append((expr, (item[1], item[2]), origin))
            elif item[0] == "file":
                rows.append((expr, (item[1], MODULE_HASH), origin))
            else:
                continue
            edges += count
    reads, look.reads, look.own = look.reads, set(), -1
    targets = tuple(dict.fromkeys(target for _, target, _ in rows))
    return Linked(pack_links(facts_id, rows, edges), targets, reads, edges)


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

"""Names of a function as one of their bindings left them.

A name that is bound once is just that name.  Only once it is bound again is what was built on it
before told apart from what comes after.  Where each binding reaches is for the languages to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..facts import Expr
from .scopes import Scope

if TYPE_CHECKING:
    from .builder import Builder

_ONE_ROW = 4
_NAME, _ASSIGNED = int(Expr.NAME), int(Expr.ASSIGNED)

NO_OCCURRENCES: list[int] = []
"""Shared by the expressions that nothing spells; never appended to."""


def last_bound(build: Builder, scope: Scope, text: bytes, place: int) -> int:
    """What `text` of `scope` is once its binding at `place`, counted from zero, is made."""
    exprs, occurrences = build.exprs, build.occurrences
    name = scope.uses.get(text)
    if name is None:
        # An import binds a name that need not be spelled yet.
        name = scope.uses[text] = len(occurrences)
        exprs += (_NAME, build.names[text], scope.index)
        occurrences.append([])
    key = (_ASSIGNED, name, place)
    expr = build.compound.get(key)
    if expr is None:
        expr = build.compound[key] = len(occurrences)
        exprs += key
        occurrences.append(NO_OCCURRENCES)
        build.assigned.append((expr, scope, text))
    return expr


def part(build: Builder, scope: Scope, text: bytes) -> None:
    """A name was bound once, and what was built on it means that binding.

    What is built on it from here on may mean another one as well.
    """
    build.firsts.append((scope.uses.pop(text), scope, text))


def part_firsts(
    firsts: Sequence[tuple[int, Scope, bytes]],
    exprs: list[int],
    occurrences: list[list[int]],
    assigned: list[tuple[int, Scope, bytes]],
) -> None:
    """Names that were parted from their first binding mean that one, if there are others.

    What spells them is the name's own from then on.
    """
    for expr, scope, text in firsts:
        rows = scope.binds.get(text)
        if rows is not None and len(rows) == _ONE_ROW:
            scope.uses.setdefault(text, expr)
            continue
        name = scope.uses.get(text)
        if name is None:
            # An import binds a name that need not be spelled again.
            name = scope.uses[text] = len(occurrences)
            exprs += (_NAME, exprs[3 * expr + 1], scope.index)
            occurrences.append([])
        occurrences[name] = occurrences[expr] + occurrences[name]
        occurrences[expr] = NO_OCCURRENCES
        exprs[3 * expr : 3 * expr + 3] = (_ASSIGNED, name, 0)
        assigned.append((expr, scope, text))


def rename_assigned(exprs: list[int], assigned: Sequence[tuple[int, Scope, bytes]]) -> None:
    """A name that has one binding only is what that left of it: the name itself says all."""
    for expr, scope, text in assigned:
        name = 3 * exprs[3 * expr + 1]
        if exprs[name + 2] != scope.index or len(scope.binds[text]) == _ONE_ROW:
            # Or what else binds it stands elsewhere.
            exprs[3 * expr : 3 * expr + 3] = exprs[name : name + 3]

"""Small expressions that the walks of many languages make: of a literal, of several in a row, of a
name that is not spelled there.

Belongs here: what is made of `build` alone and means the same in every language.  Stays out: what
a language's own nodes mean, and the walks' hot loops over children, which look into tables of
their own module.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..facts import Expr
from .builder import Builder
from .scopes import Scope

_NAME, _LITERAL, _TUPLE = int(Expr.NAME), int(Expr.LITERAL), int(Expr.TUPLE)


class Building(Protocol):
    """A walk, as far as these expressions need it."""

    build: Builder
    literals: dict[bytes, int]
    """Expressions of literals by the name of their type."""


def literal(x: Building, name: bytes) -> int:
    """The expression of a literal of the built-in type `name`."""
    expr = x.literals.get(name)
    if expr is None:
        expr = x.literals[name] = x.build.expr(_LITERAL, x.build.name(name))
    return expr


def sequence(x: Building, elements: Sequence[int]) -> int:
    """The expression of several after each other, as one operand."""
    result = 0
    expr = x.build.expr
    for element in reversed(elements):
        result = expr(_TUPLE, element, result)
    return result


def named(x: Building, scope: Scope, text: bytes) -> int:
    """The expression of a name in `scope`, without an occurrence."""
    expr = scope.uses.get(text)
    if expr is None:
        build = x.build
        expr = scope.uses[text] = len(build.occurrences)
        build.exprs += (_NAME, build.name(text), scope.index)
        build.occurrences.append([])
    return expr

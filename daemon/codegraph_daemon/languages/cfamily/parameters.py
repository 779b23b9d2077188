"""Type parameters of class templates: whose they are, and what a template is inside of itself."""

from __future__ import annotations

from ...facts import BASE_NAME, OF_OUTER, PARAMETERS_NAME, Bind, Expr, ScopeKind
from ..scopes import Scope
from .walk import Walk, literal, named, sequence

_BASE, _PARAMETERS = BASE_NAME.encode(), PARAMETERS_NAME.encode()
_MOST_BASES = 0xFF


def parameters(x: Walk, types: Scope) -> int:
    """The type parameters of a scope, in order, as a TUPLE (0: none)."""
    return sequence(x, [named(x, types, text) for text in types.binds if text != _PARAMETERS])


def generic(x: Walk, scope: Scope, types: Scope, sort: int = _MOST_BASES) -> None:
    """Note the type parameters of a class, in order."""
    if types.kind != ScopeKind.TYPE_PARAMETERS:
        return
    given = parameters(x, types)
    if given:
        base = x.build.expr(Expr.INDEX, literal(x, b"Generic"), given)
        x.build.bind(scope, _BASE, Bind.BASE, base, 0, sort)


def open_template(x: Walk, scope: Scope, outer: Scope, types: Scope, text: bytes) -> None:
    """Begin the body of a class in `outer` that stands behind the type parameters `types`, if that
    is a scope of these; a specialization has no name."""
    if types.kind == ScopeKind.TYPE_PARAMETERS:
        generic(x, scope, types)
        x.templates[scope.index] = types
        if text:
            x.injected = {**x.injected, text: types}
    else:
        around = x.templates.get(outer.index)
        if around is not None:
            x.templates[scope.index] = around
            generic(x, scope, around, OF_OUTER)
        if text in x.injected:
            x.injected = {each: of for each, of in x.injected.items() if each != text}

"""Functions without a name."""

from __future__ import annotations

from ...facts import RETURN_NAME, Bind, Expr, ScopeKind
from .grammar import (
    BODY,
    EXTRAS,
    IDENTIFIER,
    PARAMETERS,
    PATTERN,
    RETURN_TYPE,
    TYPE,
    only,
)
from .patterns import parts_of, pattern
from .walk import VISIT, Node, Walk, value_of

_RETURN = RETURN_NAME.encode()
_PARAMETER = only("parameter")


def closure(x: Walk, node: Node, wanted: int = 0, begun: int = 0) -> int:
    """`|a, b| body`; `wanted` is the type of the place that takes it, and `begun` what its first
    parameter begins with, if that is known."""
    outer, items, before = x.scope, x.items, x.block_end
    build = x.build
    scope = build.open_scope(ScopeKind.LAMBDA, outer, node.start_byte, node.end_byte)
    x.enter(scope)
    x.items, x.block_end = scope, node.end_byte
    given = node.child_by_field_id(PARAMETERS)
    position = 1
    for child in parts_of(x, given) if given is not None else ():
        kind = child.kind_id
        if kind in EXTRAS:
            continue
        annotation = build.expr(Expr.PARAMETER, wanted, position - 1) if wanted else 0
        if begun and position == 1:
            annotation = build.expr(Expr.TYPE_OF, begun)
        target: Node | None = child
        if kind == _PARAMETER:
            annotation = value_of(x, child, TYPE) or annotation
            target = child.child_by_field_id(PATTERN)
        if target is not None:
            pattern(x, target, 0, annotation, position if target.kind_id == IDENTIFIER else -1)
        position += position < 200
    returned = node.child_by_field_id(RETURN_TYPE)
    annotation = 0 if returned is None else VISIT[returned.kind_id](x, returned)
    body = node.child_by_field_id(BODY)
    value = 0
    if body is not None:
        value = VISIT[body.kind_id](x, body)
    build.bind(scope, _RETURN, Bind.RETURN, value, annotation)
    x.items, x.block_end = items, before
    x.enter(outer)
    return build.expr(Expr.LAMBDA, scope.index)

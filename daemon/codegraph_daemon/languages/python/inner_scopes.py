"""Expressions with a scope of their own, and the assignment that leaves them."""

from __future__ import annotations

from ...facts import RETURN_NAME, Bind, Expr, ScopeKind
from .grammar import EXTRAS, PARAMETERS, only
from .parameters import parameters
from .targets import target
from .walk import EFFECT, VISIT, Node, Visitor, Walk

_LAMBDA_EXPR, _ELEMENT, _LITERAL = int(Expr.LAMBDA), int(Expr.ELEMENT), int(Expr.LITERAL)
_RETURN_BIND = int(Bind.RETURN)
_LAMBDA = int(ScopeKind.LAMBDA)

_RETURN = RETURN_NAME.encode()
_ROW = 4
"""Numbers of one binding."""
_FOR_IN = only("for_in_clause")
_COMPREHENSION = int(ScopeKind.COMPREHENSION)


def walrus(x: Walk, node: Node) -> int:
    """`name := value`: the name lands in the nearest scope that is not a comprehension."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    name, value = parts[0], parts[-1]
    result = VISIT[value.kind_id](x, value)
    scope = inner = x.scope
    while scope.kind == _COMPREHENSION and scope.parent is not None:
        scope = scope.parent
    x.scope = scope
    target(x, name, result)
    x.scope = inner
    return result


def lambda_(x: Walk, node: Node) -> int:
    """`lambda parameters: value`."""
    outer, mark = x.scope, x.mark
    passed, x.passed = x.passed, ()
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    scope = x.build.open_scope(_LAMBDA, outer, node.start_byte, node.end_byte)
    body = parts[-1]
    for part in parts[:-1]:
        if part.kind_id in PARAMETERS:
            parameters(x, part, scope)
    for (text, *_), value in zip(scope.parameters, passed, strict=False):
        rows = scope.binds[text]
        if len(rows) == _ROW and not rows[1]:
            rows[1] = value
    x.scope, x.mark = scope, scope.read
    # Its parameters may have the names of what is narrowed outside.
    narrowed, x.narrowed = x.narrowed, {}
    flow, x.flow = x.flow, {}
    value = VISIT[body.kind_id](x, body)
    x.narrowed, x.flow = narrowed, flow
    x.build.bind(scope, _RETURN, _RETURN_BIND, value)
    x.scope, x.mark = outer, mark
    return x.build.expr(_LAMBDA_EXPR, scope.index)


def comprehension(name: bytes) -> Visitor:
    """The visitor of comprehensions that make a `name`."""

    def visit(x: Walk, node: Node) -> int:
        build, outer, mark, narrowed, flow = x.build, x.scope, x.mark, x.narrowed, x.flow
        scope = build.open_scope(_COMPREHENSION, outer, node.start_byte, node.end_byte)
        parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
        # The clauses bind what the body reads; only the first iterable is read outside.
        outside = True
        for part in parts[1:]:
            if part.kind_id == _FOR_IN:
                left, *_, right = [c for c in part.named_children if c.kind_id not in EXTRAS]
                if not outside:
                    x.scope, x.mark = scope, scope.read
                outside = False
                iterated = VISIT[right.kind_id](x, right)
                x.scope, x.mark = scope, scope.read
                target(x, left, build.expr(_ELEMENT, iterated) if iterated else 0)
            else:
                x.scope, x.mark = scope, scope.read
                EFFECT[part.kind_id](x, part)
        x.scope, x.mark = scope, scope.read
        element = VISIT[parts[0].kind_id](x, parts[0])
        x.scope, x.mark, x.narrowed, x.flow = outer, mark, narrowed, flow
        return build.expr(_LITERAL, build.name(name), element)

    return visit

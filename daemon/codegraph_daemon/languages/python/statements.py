"""Statements that bind or return: assignments, loops, `with`, `except`, `global`, `return`."""

from __future__ import annotations

from ...facts import NONE, RETURN_NAME, Bind, Expr, ScopeKind
from .annotations import annotated
from .exports import exports
from .grammar import AS_PATTERNS, ATTRIBUTE, COMMENT, FIELDS, IDENTIFIER, TYPE, ids, only, token
from .names import attribute, first_identifier, identifier
from .targets import bound, target
from .walk import EFFECT, VISIT, WRITE, Node, Walk, inside

_RETURN = RETURN_NAME.encode()
_GLOBAL = only("global_statement")
_SUITES = ids("block", "else_clause")
_EQUALS = token("=")
_LEFT, _RIGHT = FIELDS["left"], FIELDS["right"]
_CLASS, _COMPREHENSION = int(ScopeKind.CLASS), int(ScopeKind.COMPREHENSION)


def assignment(x: Walk, node: Node) -> int:
    """`left = right`, `left: type = right`, `left: type`."""
    left = kind = right = None
    assigned = False
    for part in node.children:
        number = part.kind_id
        if number == _EQUALS:
            assigned = True
        elif left is None:
            left = part
        elif number == TYPE:
            kind = part
        elif assigned and number != COMMENT:
            right = part
    annotation = annotated(x, kind) if kind is not None else 0
    value = VISIT[right.kind_id](x, right) if right is not None else 0
    if left is None:
        return value
    before, x.statement = x.statement, node
    target(x, left, value, annotation, kind is not None)
    x.statement = before
    if right is not None and x.scope.index == 0 and _is_all(x, left):
        exports(x, right)
    return value


def _is_all(x: Walk, node: Node) -> bool:
    return node.kind_id == IDENTIFIER and x.source[node.start_byte : node.end_byte] == b"__all__"


def augmented(x: Walk, node: Node) -> int:
    """`left += right`."""
    left = node.child_by_field_id(_LEFT)
    right = node.child_by_field_id(_RIGHT)
    if right is not None:
        EFFECT[right.kind_id](x, right)
    if left is None:
        return 0
    if left.kind_id == ATTRIBUTE:
        attribute(x, left, WRITE | x.scope.read)
    elif left.kind_id != IDENTIFIER:
        EFFECT[left.kind_id](x, left)
    else:
        scope = x.scope
        start, end = left.start_byte, left.end_byte
        text = x.source[start:end]
        if scope.index == 0 and text == b"__all__" and right is not None:
            exports(x, right)
        if text in scope.binds or scope.kind <= _CLASS:
            x.build.use(scope, text, start | WRITE | scope.read)
        else:
            before, x.statement = x.statement, node
            bound(x, start, end, 0)
            x.statement = before
    return 0


def for_(x: Walk, node: Node) -> int:
    """`for left in right`."""
    left = node.child_by_field_id(_LEFT)
    right = node.child_by_field_id(_RIGHT)
    iterated = VISIT[right.kind_id](x, right) if right is not None else 0
    if left is not None:
        target(x, left, x.build.expr(Expr.ELEMENT, iterated) if iterated else 0)
    for child in node.named_children:
        if child.kind_id in _SUITES:
            EFFECT[child.kind_id](x, child)
    return 0


def as_pattern(x: Walk, node: Node) -> int:
    """`value as name` of `with`, which binds what entering gives."""
    _as(x, node, Expr.ENTERED)
    return 0


def except_(x: Walk, node: Node) -> int:
    """`except Error as name`, which binds an instance."""
    for child in node.named_children:
        if child.kind_id in AS_PATTERNS:
            _as(x, child, Expr.INSTANCE)
        else:
            EFFECT[child.kind_id](x, child)
    return 0


def _as(x: Walk, node: Node, operator: Expr) -> None:
    parts = [c for c in node.named_children if c.kind_id != COMMENT]
    value = VISIT[parts[0].kind_id](x, parts[0])
    wrapped = x.build.expr(operator, value) if value else 0
    for part in parts[1:]:
        target(x, part, wrapped)


def foreign(x: Walk, node: Node) -> int:
    """`global a, b` and `nonlocal a, b`."""
    home = 0 if node.kind_id == _GLOBAL else NONE
    scope = x.scope
    for child in node.named_children:
        if child.kind_id == IDENTIFIER:
            if scope.index != 0:
                text = x.source[child.start_byte : child.end_byte]
                x.build.declare_foreign(scope, text, home)
            identifier(x, child)
    return 0


def returned(x: Walk, node: Node) -> int:
    """`return value`."""
    value = inside(x, node)
    scope = x.scope
    while scope.kind == _COMPREHENSION:
        scope = x.build.scopes[scope.parent]
    if value:
        x.build.bind(scope, _RETURN, Bind.RETURN, value)
    return 0


def type_alias(x: Walk, node: Node) -> int:
    """`type left = right`."""
    left, right = node.child_by_field_id(_LEFT), node.child_by_field_id(_RIGHT)
    value = annotated(x, right) if right is not None else 0
    name = first_identifier(left) if left is not None else None
    if name is not None:
        before, x.statement = x.statement, node
        bound(x, name.start_byte, name.end_byte, value, 0, True)
        x.statement = before
    return 0

"""Expressions: names, members, lambdas, what operators make of values."""

from __future__ import annotations

from ...facts import RETURN_NAME, Bind, Expr, ScopeKind
from ..scopes import Scope
from . import types
from .grammar import (
    FORMAL_PARAMETERS,
    IDENTIFIERS,
    INVOCATION,
    LAMBDA,
    PARENTHESIZED,
    TERNARY,
    THIS,
    ids,
)
from .walk import (
    READ,
    VISIT,
    WRITE,
    Node,
    Visitor,
    Walk,
    applied,
    children,
    inside,
    leaf,
    literal,
    parts_of,
    text_of,
    typed,
)

_PARAMETER, _LAMBDA_EXPR, _UNION = int(Expr.PARAMETER), int(Expr.LAMBDA), int(Expr.UNION)
_ELEMENT, _INSTANCE, _SUPER = int(Expr.ELEMENT), int(Expr.INSTANCE), int(Expr.SUPER)
_LAMBDA_SCOPE, _RETURN_BIND = int(ScopeKind.LAMBDA), int(Bind.RETURN)
_RETURN = RETURN_NAME.encode()
_BLOCKS = ids("block")
_STATEMENTS = ids(
    *("method_invocation", "assignment_expression", "update_expression"),
    "object_creation_expression",
)
"""Expressions that may stand for themselves: a lambda that is one may give nothing."""
_GOING_ON = ids("expression_statement", "local_variable_declaration", "enhanced_for_statement")
_INFERRED = ids("inferred_parameters")
_FIELD_ACCESS = ids("field_access")
_BINARY = ids("binary_expression")
_STRINGS = ids("string_literal", "template_expression")
_COMPARING = frozenset((b"==", b"!=", b"<", b">", b"<=", b">=", b"&&", b"||"))
_MOST = 0xFF


def identifier(x: Walk, node: Node) -> int:
    """A name that is read."""
    start = node.start_byte
    scope = x.scope
    return x.build.use(scope, x.source[start : node.end_byte], start | READ | scope.read)


def this(x: Walk, node: Node) -> int:
    """`this`."""
    return x.this


def super_(x: Walk, node: Node) -> int:
    """`super`, as what stands before a member."""
    return x.build.expr(_SUPER, x.class_scope.index) if x.class_scope is not None else 0


def field_access(x: Walk, node: Node) -> int:
    """`object.field`, also `Outer.this` and the full name of a type."""
    parts = parts_of(node)
    if len(parts) < 2:
        return children(x, node)
    owner, last = parts[0], parts[-1]
    if last.kind_id in THIS:
        return x.build.expr(_INSTANCE, VISIT[owner.kind_id](x, owner))
    if last.kind_id not in IDENTIFIERS:
        return children(x, node)
    if len(parts) == 3:
        # `Outer.super.field`.
        receiver = x.build.expr(_INSTANCE, VISIT[owner.kind_id](x, owner))
    elif owner.kind_id in _FIELD_ACCESS and _is_package(x, owner):
        names: list[Node] = []
        _chain(node, names)
        if names and not text_of(x, names[-1])[:1].islower():
            return types.dotted(x, names, READ)
        receiver = VISIT[owner.kind_id](x, owner)
    else:
        receiver = VISIT[owner.kind_id](x, owner)
    start = last.start_byte
    return x.build.member(receiver, x.source[start : last.end_byte], start | READ | x.scope.read)


def _chain(node: Node, names: list[Node]) -> None:
    """The names of a chain of plain ones; none if there is anything else in it."""
    while node.kind_id in _FIELD_ACCESS:
        parts = parts_of(node)
        names.append(parts[-1])
        node = parts[0]
    names.append(node)
    names.reverse()
    if any([name.kind_id not in IDENTIFIERS for name in names]):
        names.clear()


def _is_package(x: Walk, node: Node) -> bool:
    """Whether a chain can be the name of a package: plain names in lower case alone."""
    return all([part[:1].islower() for part in text_of(x, node).split(b".")])


# Values


def lambda_(x: Walk, node: Node, wanted: int = 0) -> int:
    """`(parameters) -> body`; `wanted` is the type that it must have, if that is known."""
    from .members import parameters

    build = x.build
    scope = build.open_scope(_LAMBDA_SCOPE, x.scope, node.start_byte, node.end_byte)
    saved = x.scope, x.block, x.block_end, x.returns, x.gives
    x.scope, x.block, x.block_end, x.returns, x.gives = scope, scope, node.end_byte, 0, scope
    parts = parts_of(node)
    position = 0
    for part in parts[:-1]:
        kind = part.kind_id
        if kind in FORMAL_PARAMETERS:
            parameters(x, part, scope, wanted)
        elif kind in _INFERRED:
            for each in parts_of(part):
                position += 1
                _inferred(x, scope, each, wanted, position)
        elif kind in IDENTIFIERS:
            _inferred(x, scope, part, wanted, 1)
        else:
            VISIT[kind](x, part)
    if parts:
        last = parts[-1]
        kind = last.kind_id
        value = VISIT[kind](x, last)
        if kind not in _BLOCKS:
            build.bind(scope, _RETURN, _RETURN_BIND, value, 0, kind not in _STATEMENTS)
        elif _RETURN not in scope.binds and not _goes_on(last):
            build.bind(scope, _RETURN, _RETURN_BIND)
    x.scope, x.block, x.block_end, x.returns, x.gives = saved
    return build.expr(_LAMBDA_EXPR, scope.index)


def _goes_on(block: Node) -> bool:
    """Whether it is plain that the end of a block is reached, so that it gives nothing."""
    parts = parts_of(block)
    return not parts or parts[-1].kind_id in _GOING_ON


def _inferred(x: Walk, scope: Scope, node: Node, wanted: int, position: int) -> None:
    start, end = node.start_byte, node.end_byte
    declared = 0
    if wanted and position <= _MOST:
        declared = x.build.expr(_PARAMETER, wanted, position - 1)
    text = x.source[start:end]
    x.build.parameter(scope, text, start, start, end, 0, declared, min(position, _MOST))


def lambda_alone(x: Walk, node: Node) -> int:
    """A lambda of which nothing tells what it must be."""
    return lambda_(x, node)


def expected(x: Walk, node: Node, wanted: int) -> int:
    """Visit an expression that must have the type `wanted`."""
    kind = node.kind_id
    if kind in LAMBDA:
        return lambda_(x, node, wanted)
    if wanted and kind in INVOCATION:
        x.outer = wanted, -1, ()
        found = VISIT[kind](x, node)
        x.outer = None
        return found
    if wanted and (kind in PARENTHESIZED or kind in TERNARY):
        parts = parts_of(node)
        if kind in PARENTHESIZED:
            return expected(x, parts[0], wanted) if parts else 0
        if len(parts) == 3:
            saved = x.scope
            VISIT[parts[0].kind_id](x, parts[0])
            values = [expected(x, part, wanted) for part in parts[1:]]
            x.scope = saved
            return _united(x, values)
    return VISIT[kind](x, node)


def _united(x: Walk, values: list[int]) -> int:
    first, second = values
    return x.build.expr(_UNION, first, second) if first and second else first or second


def ternary(x: Walk, node: Node) -> int:
    """`condition ? one : other`; what the condition names is seen in both."""
    saved = x.scope
    parts = parts_of(node)
    values = [VISIT[part.kind_id](x, part) for part in parts]
    x.scope = saved
    return _united(x, values[1:]) if len(values) == 3 else 0


def cast(x: Walk, node: Node) -> int:
    """`(Type) value`."""
    parts = parts_of(node)
    if not parts:
        return 0
    declared = 0
    for part in parts[:-1]:
        found = VISIT[part.kind_id](x, part)
        declared = declared or found
    expected(x, parts[-1], declared)
    return typed(x, declared)


def class_literal(x: Walk, node: Node) -> int:
    """`Type.class`."""
    parts = parts_of(node)
    inner = VISIT[parts[0].kind_id](x, parts[0]) if parts else 0
    head = literal(x, b"Class")
    return typed(x, applied(x, head, [inner])) if inner else head


def binary(x: Walk, node: Node) -> int:
    """`left operator right`; chains of them lean to the left, and may be long."""
    rights: list[Node] = []
    at = node
    while at.kind_id in _BINARY:
        parts = parts_of(at)
        if len(parts) < 2:
            children(x, at)
            break
        rights += reversed(parts[1:])
        at = parts[0]
    else:
        first = VISIT[at.kind_id](x, at)
        is_text = at.kind_id in _STRINGS
        operator = _operator(x, node)
        for right in reversed(rights):
            VISIT[right.kind_id](x, right)
            is_text = is_text or right.kind_id in _STRINGS
        if operator in _COMPARING:
            return literal(x, b"boolean")
        return literal(x, b"String") if is_text and operator == b"+" else first
    return 0


def _operator(x: Walk, node: Node) -> bytes:
    for part in node.children:
        if not part.is_named:
            return text_of(x, part)
    return b""


def unary(x: Walk, node: Node) -> int:
    """`!value`, `-value`."""
    value = inside(x, node)
    is_not = x.source.startswith(b"!", node.start_byte)
    return literal(x, b"boolean") if is_not else value


def assignment(x: Walk, node: Node) -> int:
    """`left = right`; it stands for the right."""
    parts = parts_of(node)
    if len(parts) != 2:
        return children(x, node)
    left, right = parts
    target = written(x, left)
    wanted = x.build.expr(Expr.TYPE_OF, target) if target and right.kind_id in LAMBDA else 0
    return expected(x, right, wanted) or target


def written(x: Walk, node: Node) -> int:
    """Visit what is assigned to."""
    kind = node.kind_id
    scope = x.scope
    if kind in IDENTIFIERS:
        start = node.start_byte
        return x.build.use(scope, text_of(x, node), start | WRITE | scope.read)
    if kind in _FIELD_ACCESS:
        parts = parts_of(node)
        last = parts[-1]
        if len(parts) == 2 and last.kind_id in IDENTIFIERS:
            receiver = VISIT[parts[0].kind_id](x, parts[0])
            start = last.start_byte
            return x.build.member(receiver, text_of(x, last), start | WRITE | scope.read)
    return VISIT[kind](x, node)


def update(x: Walk, node: Node) -> int:
    """`value++`."""
    result = 0
    for part in parts_of(node):
        result = written(x, part)
    return result


def access(x: Walk, node: Node) -> int:
    """`array[index]`."""
    parts = parts_of(node)
    values = [VISIT[part.kind_id](x, part) for part in parts]
    return x.build.expr(_ELEMENT, values[0]) if values and values[0] else 0


def constant(name: bytes) -> Visitor:
    """The visitor of literals of a type."""

    def visit(x: Walk, node: Node) -> int:
        return x.literals.get(name) or literal(x, name)

    return visit


def integer(x: Walk, node: Node) -> int:
    """`1` and `1L`."""
    return literal(x, b"long" if x.source[node.end_byte - 1] in b"lL" else b"int")


def floating(x: Walk, node: Node) -> int:
    """`1.0` and `1f`."""
    return literal(x, b"float" if x.source[node.end_byte - 1] in b"fF" else b"double")


def string(x: Walk, node: Node) -> int:
    """A string, with what is interpolated into it."""
    for part in node.named_children:
        visit = VISIT[part.kind_id]
        if visit is not leaf:
            visit(x, part)
    return literal(x, b"String")

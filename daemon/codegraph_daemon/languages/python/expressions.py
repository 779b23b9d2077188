"""Expressions without a scope of their own: calls, operators, displays, strings."""

from __future__ import annotations

from collections.abc import Callable

from ...facts import Expr
from .annotations import forward
from .grammar import (
    ARGUMENT_LIST,
    ATTRIBUTE,
    COMMENT,
    IDENTIFIER,
    KEYWORD_ARGUMENT,
    only,
    token,
)
from .names import attribute, literal
from .walk import CALL, EFFECT, VISIT, Node, Visitor, Walk, children, inside

_PAIR = only("pair")
_BAR = token("|")
_QUOTES = frozenset(b"\"'")
_CALL, _SUPER = int(Expr.CALL), int(Expr.SUPER)
_INDEX, _AWAIT = int(Expr.INDEX), int(Expr.AWAIT)
_LITERAL, _UNION, _TUPLE = int(Expr.LITERAL), int(Expr.UNION), int(Expr.TUPLE)


def called(x: Walk, node: Node) -> int:
    """A call whose value nobody asks for."""
    return call(x, node, False)


def call(x: Walk, node: Node, wanted: bool = True) -> int:
    """`callee(arguments)`."""
    parts = node.children
    target, arguments = parts[0], parts[-1]
    build, source, read = x.build, x.source, x.scope.read
    is_super = False
    kind = target.kind_id
    if kind == IDENTIFIER:
        start = target.start_byte
        text = source[start : target.end_byte]
        callee = x.scope.uses.get(text, 0)
        if callee:
            x.occurrences[callee].append(start | CALL | read)
        else:
            callee = build.use(x.scope, text, start | CALL | read)
        is_super = text == b"super" and x.class_scope is not None
    elif kind == ATTRIBUTE:
        callee = attribute(x, target, CALL | read)
    else:
        callee = VISIT[kind](x, target)
    first = 0
    seen = not wanted
    if arguments.kind_id != ARGUMENT_LIST:
        EFFECT[arguments.kind_id](x, arguments)
    else:
        for argument in arguments.named_children:
            kind = argument.kind_id
            if kind == KEYWORD_ARGUMENT:
                pair = argument.children
                name, value = pair[0], pair[-1]
                start = name.start_byte
                build.keyword(callee, source[start : name.end_byte], start | read)
                EFFECT[value.kind_id](x, value)
            elif seen:
                EFFECT[kind](x, argument)
            elif kind != COMMENT:
                first, seen = VISIT[kind](x, argument), True
    if is_super and x.class_scope is not None:
        return build.expr(_SUPER, x.class_scope.index)
    return build.expr(_CALL, callee, first) if callee and wanted else 0


def subscript(x: Walk, node: Node) -> int:
    """`value[index]`."""
    parts = node.named_children
    value = VISIT[parts[0].kind_id](x, parts[0])
    indexes = [VISIT[part.kind_id](x, part) for part in parts[1:]]
    return x.build.expr(_INDEX, value, _index(x, indexes)) if value else 0


def generic(x: Walk, node: Node) -> int:
    """`list[int]` inside an annotation."""
    parts = node.named_children
    value = VISIT[parts[0].kind_id](x, parts[0])
    indexes: list[int] = []
    for part in parts[1:]:
        indexes += [VISIT[c.kind_id](x, c) for c in part.named_children]
    return x.build.expr(_INDEX, value, _index(x, indexes)) if value else 0


def _index(x: Walk, indexes: list[int]) -> int:
    if len(indexes) > 1:
        return _sequence(x, indexes)
    return indexes[0] if indexes else 0


def _sequence(x: Walk, elements: list[int]) -> int:
    result = 0
    for element in reversed(elements):
        result = x.build.expr(_TUPLE, element, result)
    return result


def awaited(x: Walk, node: Node) -> int:
    """`await value`."""
    value = inside(x, node)
    return x.build.expr(_AWAIT, value) if value else 0


def either(x: Walk, node: Node) -> int:
    """`a or b`, and `a | b` of types."""
    result = 0
    for child in node.named_children:
        part = VISIT[child.kind_id](x, child)
        if part:
            result = x.build.expr(_UNION, result, part) if result else part
    return result


def binary(x: Walk, node: Node) -> int:
    """`a | b` joins types; other operators give what their left side's method returns: unknown."""
    parts = node.children
    first, last = parts[0], parts[-1]
    if parts[1].kind_id != _BAR:
        EFFECT[first.kind_id](x, first)
        EFFECT[last.kind_id](x, last)
        return 0
    left = VISIT[first.kind_id](x, first)
    right = VISIT[last.kind_id](x, last)
    return x.build.expr(_UNION, left, right) if left and right else 0


def conditional(x: Walk, node: Node) -> int:
    """`a if condition else b`."""
    parts = [c for c in node.named_children if c.kind_id != COMMENT]
    if len(parts) != 3:
        return children(x, node)
    before, condition, after = parts
    first = VISIT[before.kind_id](x, before)
    EFFECT[condition.kind_id](x, condition)
    last = VISIT[after.kind_id](x, after)
    return x.build.expr(_UNION, first, last) if first and last else first or last


def display(name: bytes) -> Visitor:
    """The visitor of `[a, b]` and the like: a literal of the type `name` with its first element."""

    def visit(x: Walk, node: Node) -> int:
        first = -1
        for child in node.named_children:
            kind = child.kind_id
            if first >= 0:
                EFFECT[kind](x, child)
            elif kind != COMMENT:
                first = VISIT[kind](x, child)
        if first <= 0:
            return literal(x, name)
        return x.build.expr(_LITERAL, x.build.name(name), first)

    return visit


def dictionary(x: Walk, node: Node) -> int:
    """`{key: value}`."""
    for child in node.named_children:
        kind = child.kind_id
        if kind == _PAIR:
            children(x, child)
        else:
            EFFECT[kind](x, child)
    return literal(x, b"dict")


def tuple_(x: Walk, node: Node) -> int:
    """`a, b`, with or without parentheses."""
    elements = [VISIT[child.kind_id](x, child) for child in node.named_children]
    name = x.build.name(b"tuple")
    return x.build.expr(_LITERAL, name, _sequence(x, elements))


def constant(name: bytes) -> Visitor:
    """The visitor of numbers and the like: a literal of the type `name`."""

    def visit(x: Walk, node: Node) -> int:
        return x.literals.get(name) or literal(x, name)

    return visit


def string(x: Walk, node: Node) -> int:
    """A string: in an annotation it is read, else only what an f-string interpolates is."""
    start = node.start_byte
    if x.source[start] in _QUOTES:
        if x.annotation:
            return forward(x, node)
        return x.literals.get(b"str") or literal(x, b"str")
    return _prefixed(x, node, start)


def string_effect(x: Walk, node: Node) -> int:
    """A string whose value nobody asks for."""
    start = node.start_byte
    if x.source[start] not in _QUOTES:
        return _prefixed(x, node, start)
    return forward(x, node) if x.annotation else 0


def _prefixed(x: Walk, node: Node, start: int) -> int:
    head = x.source[start : start + 3].lower()
    if b"f" in head.split(b'"')[0].split(b"'")[0]:
        _unread(x, node, children)
    return literal(x, b"bytes" if head[:1] == b"b" or head[1:2] == b"b" else b"str")


def concatenated(x: Walk, node: Node) -> int:
    """`"a" "b"`."""
    _unread(x, node, children)
    return literal(x, b"str")


def _unread(x: Walk, node: Node, visit: Callable[[Walk, Node], int]) -> None:
    """Visit a node whose strings are no annotations, wherever it stands."""
    before, x.annotation = x.annotation, False
    visit(x, node)
    x.annotation = before

"""Loops and labelled blocks, and what jumps out of them give."""

from __future__ import annotations

from collections.abc import Callable

from ...facts import Expr
from .grammar import BODY, ids
from .walk import VISIT, Node, Visitor, Walk, children, value_of

_LABEL = ids("label")
_MOST = 8
"""What a loop gives by so many jumps out of it counts."""


def label_of(x: Walk, node: Node) -> bytes:
    """The label before a loop or a block, or behind a jump; empty if there is none."""
    for child in node.named_children[:1]:
        if child.kind_id in _LABEL:
            return x.source[child.start_byte : child.end_byte].rstrip(b": ")
    return b""


def either(x: Walk, first: int, second: int) -> int:
    """What one or the other gives."""
    if first and second and first != second:
        return x.build.expr(Expr.UNION, first, second)
    return first or second


def left_by_jumps(
    x: Walk, node: Node, is_loop: bool, visit: Callable[[Walk, Node], int]
) -> tuple[int, int]:
    """Visit what jumps lead out of; what it gives itself, and what the jumps give."""
    values: list[int] = []
    x.jumps.append((label_of(x, node), is_loop, values))
    own = visit(x, node)
    x.jumps.pop()
    given = 0
    for value in values[:_MOST]:
        given = either(x, given, value)
    return own, given


def body(x: Walk, node: Node) -> None:
    """Visit the body of a loop that gives nothing."""
    left_by_jumps(x, node, True, _body)


def _body(x: Walk, node: Node) -> int:
    return value_of(x, node, BODY)


def loop(x: Walk, node: Node) -> int:
    """`loop { break value; }`"""
    return left_by_jumps(x, node, True, children)[1]


def jump(x: Walk, node: Node) -> int:
    """`break 'label value`"""
    value = 0
    for child in node.named_children:
        value = VISIT[child.kind_id](x, child)
    if value:
        to = label_of(x, node)
        for label, is_loop, values in reversed(x.jumps):
            if label == to if to else is_loop:
                values.append(value)
                break
    return 0


LOOPS: dict[str, Visitor] = {
    "loop_expression": loop,
    "break_expression": jump,
}

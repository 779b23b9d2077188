"""Names: plain and dotted ones, and what a literal is called."""

from __future__ import annotations

import re

from ..composed import literal as literal
from .grammar import IDENTIFIER
from .walk import VISIT, Node, Walk

_PLAIN = re.compile(rb"\.[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*")


def identifier(x: Walk, node: Node) -> int:
    """A name that is read where it stands."""
    start = node.start_byte
    text = x.source[start : node.end_byte]
    expr = x.scope.uses.get(text)
    if expr is None:
        expr = x.build.use(x.scope, text, start | x.mark)
    else:
        x.occurrences[expr].append(start | x.mark)
    if x.flow:
        expr = x.flow.get(text, expr)
    return x.narrowed.get(text, expr) if x.narrowed else expr


def attribute(x: Walk, node: Node, mark: int = -1) -> int:
    """`receiver.name`; `mark` is what the name's occurrence adds to its start."""
    target = node.child(0)
    if target is None:
        return 0
    receiver = VISIT[target.kind_id](x, target)
    # The name nearly always follows its dot at once, so the last child need not be asked for.
    dot = target.end_byte
    text = x.source[dot + 1 : node.end_byte]
    if mark < 0:
        mark = x.mark
    expr = x.build.members.get((receiver, text))
    if expr is None:
        if text not in x.build.names and _PLAIN.fullmatch(x.source, dot, node.end_byte) is None:
            last = node.children[-1]
            dot = last.start_byte - 1
            text = x.source[dot + 1 : last.end_byte]
        return x.build.member(receiver, text, dot + 1 | mark)
    x.occurrences[expr].append(dot + 1 | mark)
    if x.narrowed:
        return x.narrowed.get(x.source[node.start_byte : node.end_byte], expr)
    return expr


def dotted(x: Walk, node: Node) -> int:
    """A dotted name as a chain of attributes."""
    first, *rest = [part for part in node.named_children if part.kind_id == IDENTIFIER]
    result = identifier(x, first)
    for part in rest:
        start = part.start_byte
        result = x.build.member(result, x.source[start : part.end_byte], start | x.mark)
    return result


def first_identifier(node: Node) -> Node | None:
    """The first name in a node; None if it has none."""
    while node.kind_id != IDENTIFIER:
        inner = node.named_children
        if not inner:
            return None
        node = inner[0]
    return node

"""Displays: lists, sets, tuples and dictionaries that are spelled with what is in them."""

from __future__ import annotations

from ...facts import Expr
from ..composed import sequence
from .grammar import EXTRAS, only
from .names import literal
from .walk import EFFECT, VISIT, Node, Visitor, Walk, children, inside

_PAIR = only("pair")
_LONGEST = 64
"""Elements of a tuple whose expressions are kept; longer ones are tables of data."""
_VARIED = 4
"""Elements of other displays whose expressions are kept."""
_LITERAL, _UNION, _ELEMENT = int(Expr.LITERAL), int(Expr.UNION), int(Expr.ELEMENT)


def display(name: bytes) -> Visitor:
    """The visitor of `[a, b]` and the like: a literal of the type `name` with its elements."""

    def visit(x: Walk, node: Node) -> int:
        element = seen = 0
        for child in node.named_children:
            kind = child.kind_id
            if seen >= _VARIED:
                EFFECT[kind](x, child)
            elif kind not in EXTRAS:
                part = VISIT[kind](x, child)
                seen += 1
                if part and part != element:
                    element = x.build.expr(_UNION, element, part) if element else part
        if not element:
            return literal(x, name)
        return x.build.expr(_LITERAL, x.build.name(name), element)

    return visit


def dictionary(x: Walk, node: Node) -> int:
    """`{key: value}`."""
    first = -1
    for child in node.named_children:
        kind = child.kind_id
        if kind != _PAIR:
            EFFECT[kind](x, child)
        elif first < 0:
            first = pair(x, child)
        else:
            children(x, child)
    return (
        x.build.expr(_LITERAL, x.build.name(b"dict"), first) if first > 0 else literal(x, b"dict")
    )


def pair(x: Walk, node: Node) -> int:
    """`key: value`, as a tuple of both."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    elements = [VISIT[part.kind_id](x, part) for part in parts]
    return sequence(x, elements) if any(elements) else 0


def splat(x: Walk, node: Node) -> int:
    """`*values` among the elements of something."""
    values = inside(x, node)
    return x.build.expr(_ELEMENT, values) if values else 0


def tuple_(x: Walk, node: Node) -> int:
    """`a, b`, with or without parentheses."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    elements = [VISIT[part.kind_id](x, part) for part in parts[:_LONGEST]]
    for part in parts[_LONGEST:]:
        EFFECT[part.kind_id](x, part)
    return x.build.expr(_LITERAL, x.build.name(b"tuple"), sequence(x, elements))

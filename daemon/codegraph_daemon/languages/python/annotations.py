"""Annotations: names in them are types, and strings are read as expressions."""

from __future__ import annotations

import re

from .grammar import STRING_CONTENT
from .names import literal
from .walk import TYPE_USE, VISIT, Node, Walk

_FORWARD = re.compile(rb"\s*[A-Za-z_\x80-\xff][0-9A-Za-z_.\x80-\xff]*\s*([\[|,].*)?", re.DOTALL)
"""What a string in an annotation must look like to be read as a forward reference."""

_UNREAD = {b"Literal": 0, b"Annotated": 1}
"""How many of the arguments of these types are types themselves."""


def annotated(x: Walk, node: Node) -> int:
    """The expression of an annotation, or of another node that is a type."""
    mark, before = x.mark, x.annotation
    x.mark, x.annotation = TYPE_USE | x.scope.read, True
    result = VISIT[node.kind_id](x, node)
    x.mark, x.annotation = mark, before
    return result


def arguments(x: Walk, head: Node, parts: list[Node]) -> list[int]:
    """The expressions of what a type `head` is subscripted with; not all of it need be types."""
    name = x.source[head.start_byte : head.end_byte].rpartition(b".")[2]
    types = _UNREAD.get(name, len(parts))
    mark, before = x.mark, x.annotation
    results: list[int] = []
    for position, part in enumerate(parts):
        if position == types:
            x.mark, x.annotation = x.scope.read, False
        results.append(VISIT[part.kind_id](x, part))
    x.mark, x.annotation = mark, before
    return results


def forward(x: Walk, node: Node) -> int:
    """A forward reference: the text of a string in an annotation, read as an expression."""
    for child in node.named_children:
        if child.kind_id != STRING_CONTENT:
            continue
        start, end = child.start_byte, child.end_byte
        if _FORWARD.fullmatch(x.source, start, end):
            tree = x.parse(start, end)
            if tree is not None and not tree.has_error:
                statements = tree.named_children
                if len(statements) == 1:
                    return VISIT[statements[0].kind_id](x, statements[0])
    return literal(x, b"str")

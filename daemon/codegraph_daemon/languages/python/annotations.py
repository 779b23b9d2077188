"""Annotations: names in them are types, and strings are read as expressions."""

from __future__ import annotations

import re

from .grammar import STRING_CONTENT
from .names import literal
from .walk import TYPE, VISIT, Node, Walk, inside

_FORWARD = re.compile(rb"\s*[^\W\d][\w.]*(\s*[\[|,][^\"']*)?", re.ASCII)
"""What a string in an annotation must look like to be read as a forward reference."""


def annotated(x: Walk, node: Node) -> int:
    """The expression of an annotation."""
    mark, before = x.mark, x.annotation
    x.mark, x.annotation = TYPE | x.scope.read, True
    result = inside(x, node)
    x.mark, x.annotation = mark, before
    return result


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

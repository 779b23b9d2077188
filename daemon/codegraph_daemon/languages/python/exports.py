"""The names of `__all__`."""

from __future__ import annotations

from ...facts import EXPORTS_NAME, Bind
from .grammar import CONTAINERS, STRING, STRING_CONTENT
from .walk import Node, Walk

_EXPORTS = EXPORTS_NAME.encode()


def exports(x: Walk, node: Node) -> None:
    """Bind the names of an explicit export list."""
    for child in node.named_children:
        kind = child.kind_id
        if kind == STRING:
            for part in child.named_children:
                if part.kind_id == STRING_CONTENT:
                    _exported(x, part)
        elif kind in CONTAINERS:
            exports(x, child)


def _exported(x: Walk, content: Node) -> None:
    start = content.start_byte
    text = x.source[start : content.end_byte]
    if text.decode("utf-8", "replace").isidentifier():
        build = x.build
        scope = build.scopes[0]
        build.use(scope, text, start | scope.read)
        build.bind(scope, _EXPORTS, Bind.EXPORTS, build.name(text))

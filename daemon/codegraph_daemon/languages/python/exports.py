"""The names of `__all__`, in each of the ways to write them."""

from __future__ import annotations

from ...facts import EXPORTS_NAME, Bind
from .functional import note_field
from .grammar import COMMENT, CONTAINERS, PARENTHESIZED, STRING, STRING_CONTENT, ids
from .walk import Node, Walk

_EXPORTS_BIND = int(Bind.EXPORTS)

_EXPORTS = EXPORTS_NAME.encode()
_SEEN_THROUGH = CONTAINERS | ids("binary_operator") | {PARENTHESIZED}
_ADDERS = frozenset((b"__all__.append", b"__all__.extend"))


def match_arguments(x: Walk, right: Node) -> None:
    """Record the fields that `__match_args__ = (...)` lists for patterns without names."""
    for part in right.named_children:
        if part.kind_id == STRING:
            note_field(x, x.scope, x.source[part.start_byte + 1 : part.end_byte - 1])


def exports(x: Walk, node: Node) -> None:
    """Bind the names of the value of `__all__`, or of what is added to it."""
    kind = node.kind_id
    if kind == STRING:
        for part in node.named_children:
            if part.kind_id == STRING_CONTENT:
                _exported(x, part)
    elif kind in _SEEN_THROUGH:
        if kind in CONTAINERS and not node.named_child_count:
            # An empty list exports nothing, which is not the same as no list: no name is empty.
            build = x.build
            build.bind(build.scopes[0], _EXPORTS, _EXPORTS_BIND, build.name(b""))
        for child in node.named_children:
            exports(x, child)
    elif kind != COMMENT:
        x.exports_known = False


def added(x: Walk, callee: Node, arguments: Node) -> None:
    """Bind the names that a call of a method of `__all__` adds."""
    if x.source[callee.start_byte : callee.end_byte] in _ADDERS:
        for argument in arguments.named_children:
            exports(x, argument)


def forget_unknown(x: Walk) -> None:
    """Drop the names if there are others that only running the file tells."""
    if not x.exports_known:
        x.build.scopes[0].binds.pop(_EXPORTS, None)


def _exported(x: Walk, content: Node) -> None:
    start = content.start_byte
    text = x.source[start : content.end_byte]
    if text.decode("utf-8", "replace").isidentifier():
        build = x.build
        scope = build.scopes[0]
        build.use(scope, text, start | scope.read)
        build.bind(scope, _EXPORTS, _EXPORTS_BIND, build.name(text))

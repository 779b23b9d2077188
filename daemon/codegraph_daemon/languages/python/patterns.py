"""Patterns of `case`: bare names are bound, dotted names are read."""

from __future__ import annotations

from ...facts import Expr
from .grammar import AS_PATTERNS, COMMENT, DOTTED_NAME, IDENTIFIER, ids, only
from .names import dotted
from .targets import bound, target
from .walk import VISIT, Node, Walk

_CLASS_PATTERN, _KEYWORD_PATTERN = only("class_pattern"), only("keyword_pattern")
_SPLAT_PATTERN = only("splat_pattern")
_CASES = ids(
    "case_pattern",
    "list_pattern",
    "tuple_pattern",
    "dict_pattern",
    "union_pattern",
    "splat_pattern",
)
_INSTANCE = int(Expr.INSTANCE)


def case_pattern(x: Walk, node: Node) -> int:
    """Any pattern; the expression is what a value that matches is."""
    result = 0
    for child in node.named_children:
        kind = child.kind_id
        if kind == DOTTED_NAME:
            parts = child.named_children
            if len(parts) == 1:
                _capture(x, parts[0], 0)
            else:
                result = dotted(x, child)
        elif kind in AS_PATTERNS:
            named = [c for c in child.named_children if c.kind_id != COMMENT]
            value = case_pattern(x, named[0])
            for part in named[1:]:
                target(x, part, value)
        elif kind == _CLASS_PATTERN:
            result = _class_pattern(x, child)
        elif kind == _KEYWORD_PATTERN:
            _keyword_pattern(x, child, 0)
        elif kind == _SPLAT_PATTERN:
            for name in child.named_children:
                if name.kind_id == IDENTIFIER:
                    target(x, name, 0)
        elif kind in _CASES:
            case_pattern(x, child)
        else:
            VISIT[kind](x, child)
    return result


def _capture(x: Walk, name: Node, value: int) -> None:
    start, end = name.start_byte, name.end_byte
    if x.source[start:end] != b"_":
        bound(x, start, end, value)


def _class_pattern(x: Walk, node: Node) -> int:
    """`Class(patterns)`."""
    cls = 0
    for child in node.named_children:
        if child.kind_id == DOTTED_NAME:
            cls = dotted(x, child)
        else:
            for inner in child.named_children:
                if inner.kind_id == _KEYWORD_PATTERN:
                    _keyword_pattern(x, inner, cls)
                    break
            else:
                case_pattern(x, child)
    return x.build.expr(_INSTANCE, cls) if cls else 0


def _keyword_pattern(x: Walk, node: Node, cls: int) -> None:
    """`name=pattern`: the name is an attribute of the matched class."""
    parts = node.named_children
    build, name = x.build, parts[0]
    value = 0
    if cls:
        start = name.start_byte
        text = x.source[start : name.end_byte]
        value = build.member(build.expr(_INSTANCE, cls), text, start | x.scope.read)
    for part in parts[1:]:
        kind = part.kind_id
        if kind == DOTTED_NAME and len(part.named_children) == 1:
            _capture(x, part.named_children[0], value)
        elif kind == DOTTED_NAME:
            dotted(x, part)
        elif kind in _CASES:
            case_pattern(x, part)
        else:
            VISIT[kind](x, part)

"""Patterns of `case`: bare names are bound, dotted names are read."""

from __future__ import annotations

from ...facts import Expr
from .grammar import AS_PATTERNS, DOTTED_NAME, EXTRAS, IDENTIFIER, ids, only
from .names import dotted
from .targets import bound, target
from .walk import EFFECT, Node, Walk

_UNION = int(Expr.UNION)

_CLASS_PATTERN, _KEYWORD_PATTERN = only("class_pattern"), only("keyword_pattern")
_CASE_PATTERN, _UNION_PATTERN = only("case_pattern"), only("union_pattern")
_NESTING = ids("list_pattern", "tuple_pattern", "dict_pattern", "splat_pattern")
_INSTANCE = int(Expr.INSTANCE)


def case_pattern(x: Walk, node: Node) -> int:
    """A whole pattern, and the expression of what matches it."""
    return _pattern(x, node, 0, 0)


def _pattern(x: Walk, node: Node, cls: int, value: int) -> int:
    """Any pattern: what matches it, as far as it tells.

    `cls` is the class whose pattern this is an argument of, and `value` what is matched.
    """
    kind = node.kind_id
    if kind == _CASE_PATTERN:
        result = 0
        for child in node.named_children:
            result = _pattern(x, child, cls, value) or result
        return result
    if kind == _UNION_PATTERN:
        return _union(x, node, value)
    if kind in _NESTING:
        for child in node.named_children:
            _pattern(x, child, 0, 0)
        return 0
    if kind == DOTTED_NAME:
        parts = node.named_children
        if len(parts) > 1:
            dotted(x, node)
            return 0
        start, end = parts[0].start_byte, parts[0].end_byte
        if x.source[start:end] != b"_":
            bound(x, start, end, value)
    elif kind == IDENTIFIER:
        target(x, node, 0)
    elif kind == _CLASS_PATTERN:
        return _class_pattern(x, node)
    elif kind == _KEYWORD_PATTERN:
        return _keyword_pattern(x, node, cls)
    elif kind in AS_PATTERNS:
        inner, *names = [part for part in node.named_children if part.kind_id not in EXTRAS]
        matched = _pattern(x, inner, cls, value) or value
        for name in names:
            target(x, name, matched)
        return matched
    else:
        EFFECT[kind](x, node)
    return 0


def _union(x: Walk, node: Node, value: int) -> int:
    """`a | b`: known if each alternative is."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    results = [_pattern(x, part, 0, value) for part in parts]
    if not all(results):
        return 0
    matched = results[0]
    for result in results[1:]:
        matched = x.build.expr(_UNION, matched, result)
    return matched


def _class_pattern(x: Walk, node: Node) -> int:
    """`Class(patterns)`."""
    head, *patterns = [part for part in node.named_children if part.kind_id not in EXTRAS]
    cls = dotted(x, head)
    for part in patterns:
        _pattern(x, part, cls, 0)
    return x.build.expr(_INSTANCE, cls) if cls else 0


def _keyword_pattern(x: Walk, node: Node, cls: int) -> int:
    """`name=pattern`: the name is an attribute of the matched class."""
    name, *patterns = [part for part in node.named_children if part.kind_id not in EXTRAS]
    start = name.start_byte
    text = x.source[start : name.end_byte]
    receiver = x.build.expr(_INSTANCE, cls) if cls else 0
    value = x.build.member(receiver, text, start | x.scope.read)
    for part in patterns:
        value = _pattern(x, part, 0, value) or value
    return value

"""`match` and the patterns of its cases: bare names are bound, dotted names are read.

What a case tells of the name that is matched is `narrowing`'s.
"""

from __future__ import annotations

from ...facts import Expr
from .expressions import index
from .grammar import AS_PATTERNS, ATTRIBUTE, BLOCKS, DOTTED_NAME, EXTRAS, IDENTIFIER, ids, only
from .names import dotted
from .narrowing import narrow
from .targets import bound, target
from .walk import EFFECT, VISIT, Node, Walk

_UNION = int(Expr.UNION)
_NAMES = frozenset((IDENTIFIER, ATTRIBUTE))

_CLASS_PATTERN, _KEYWORD_PATTERN = only("class_pattern"), only("keyword_pattern")
_CASE_PATTERN, _UNION_PATTERN = only("case_pattern"), only("union_pattern")
_LISTS = ids("list_pattern")
_COMMA = ord(",")
_SEQUENCES, _MAPPING = ids("list_pattern", "tuple_pattern"), only("dict_pattern")
_SPLAT = only("splat_pattern")
_EXCLUDED = int(Expr.EXCLUDED)
_INSTANCE, _INDEX, _LITERAL = int(Expr.INSTANCE), int(Expr.INDEX), int(Expr.LITERAL)
_UNPACKED, _ELEMENT = int(Expr.UNPACKED), int(Expr.ELEMENT)


def match(x: Walk, node: Node) -> int:
    """`match subject`: what a case's pattern says, its block knows of the subject."""
    subjects: list[tuple[bytes, int]] = []
    before = x.subjects
    for part in node.named_children:
        kind = part.kind_id
        if kind in EXTRAS:
            EFFECT[kind](x, part)
        elif kind in BLOCKS:
            x.subjects = subjects
            EFFECT[kind](x, part)
        else:
            text = x.source[part.start_byte : part.end_byte] if kind in _NAMES else b""
            subjects.append((text, VISIT[kind](x, part)))
    x.subjects = before
    return 0


def case(x: Walk, node: Node) -> int:
    """`case pattern if guard: block`."""
    outer, first = x.narrowed, len(x.rebound)
    subjects = x.subjects
    patterns = [part for part in node.named_children if part.kind_id == _CASE_PATTERN]
    guarded = False
    left: tuple[bytes, int] | None = None
    position = 0
    for part in node.named_children:
        kind = part.kind_id
        if kind != _CASE_PATTERN:
            guarded = guarded or (kind not in BLOCKS and kind not in EXTRAS)
            EFFECT[kind](x, part)
            continue
        if len(patterns) == 1 or len(patterns) == len(subjects):
            text, value = subjects[position] if position < len(subjects) else (b"", 0)
        else:
            text = b""
            whole = subjects[0][1] if subjects else 0
            value = x.build.expr(_UNPACKED, whole, position) if whole else 0
        matched = _pattern(x, part, 0, value)
        if matched and text:
            narrow(x, {text: matched})
        if matched and value and len(patterns) == 1:
            left = text, _without(x, part, matched, value)
        position += 1
    x.narrowed = x.kept(outer)
    for text, _ in x.rebound[first:]:
        x.lose(text)
    if left is not None and left[1] and not guarded:
        # What an unguarded case takes does not reach those below it.
        subjects[0] = left
    return 0


def _without(x: Walk, node: Node, matched: int, value: int) -> int:
    """What is left of a value that a pattern of classes alone does not match; 0: anything."""
    inner = node.named_children
    if not inner or inner[0].kind_id != _CLASS_PATTERN or inner[0].named_child_count != 1:
        return 0
    return x.build.expr(_EXCLUDED, x.build.exprs[3 * matched + 1], value)


def case_pattern(x: Walk, node: Node) -> int:
    """A pattern outside of any case: its text is broken."""
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
    if kind in _SEQUENCES:
        return _sequence(x, node, value)
    if kind == _MAPPING:
        _mapping(x, node, value)
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
        return _class_pattern(x, node, value)
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


def _sequence(x: Walk, node: Node, value: int) -> int:
    """`[a, *rest, b]`: the elements of what is matched; parentheses alone are what they hold."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    if len(parts) == 1 and node.kind_id not in _LISTS and x.source[node.end_byte - 2] != _COMMA:
        return _pattern(x, parts[0], 0, value)
    starred = False
    for position, part in enumerate(parts):
        splats = [inner for inner in part.named_children if inner.kind_id == _SPLAT]
        if splats:
            starred = True
            _rest(x, splats[0], b"list", x.build.expr(_ELEMENT, value) if value else 0)
        elif not value:
            _pattern(x, part, 0, 0)
        elif starred:
            # How many come before it is not known.
            _pattern(x, part, 0, x.build.expr(_ELEMENT, value))
        else:
            _pattern(x, part, 0, x.build.expr(_UNPACKED, value, position))
    return 0


def _mapping(x: Walk, node: Node, value: int) -> None:
    """`{key: pattern, **rest}`."""
    key = 0
    for part in node.named_children:
        kind = part.kind_id
        if kind == _SPLAT:
            _rest(x, part, b"dict", 0)
        elif kind == _CASE_PATTERN:
            _pattern(x, part, 0, x.build.expr(_INDEX, value, key) if value else 0)
        elif kind not in EXTRAS:
            key = index(x, part)


def _rest(x: Walk, node: Node, container: bytes, element: int) -> None:
    """`*name` and `**name`: a container of what the other patterns leave."""
    build = x.build
    rest = build.expr(_LITERAL, build.name(container), element) if element else 0
    for child in node.named_children:
        if x.source[child.start_byte : child.end_byte] != b"_":
            target(x, child, rest)


def _class_pattern(x: Walk, node: Node, value: int) -> int:
    """`Class(patterns)`: those without a name stand for its fields in order."""
    head, *patterns = [part for part in node.named_children if part.kind_id not in EXTRAS]
    cls = dotted(x, head)
    matched = x.build.expr(_INSTANCE, cls, value) if cls else 0
    for position, part in enumerate(patterns):
        _pattern(x, part, cls, x.build.expr(_UNPACKED, matched, position) if matched else 0)
    return matched


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

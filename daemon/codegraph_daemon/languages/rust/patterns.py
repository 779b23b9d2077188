"""Patterns: what they bind, and what of it is known."""

from __future__ import annotations

from ...facts import Bind, Expr, ScopeKind
from .grammar import (
    COMMENTS,
    EXTRAS,
    FIELDS,
    IDENTIFIER,
    NAME,
    PATTERN,
    SCOPED,
    TYPE,
    ids,
    only,
    tokens,
)
from .paths import named
from .walk import DEFINITION, READ, TYPE_USE, VISIT, Node, Walk

_WRAPPERS = ids("mut_pattern", "ref_pattern", "reference_pattern", "match_pattern")
_CAPTURED, _OR = only("captured_pattern"), only("or_pattern")
_TUPLE, _SLICE = only("tuple_pattern"), only("slice_pattern")
_TUPLE_STRUCT, _STRUCT = only("tuple_struct_pattern"), only("struct_pattern")
_FIELD_PATTERN, _SHORTHAND = only("field_pattern"), only("shorthand_field_identifier")
_ANYTHING = tokens("_")
_REST = only("remaining_field_pattern")
_CONDITION = FIELDS["condition"]
_HOLDING = {b"Some": b"unwrap", b"Ok": b"unwrap", b"Err": b"unwrap_err"}
"""How what these hold is got at."""
_TRIVIAL = ids(
    *("scoped_identifier", "integer_literal", "string_literal", "char_literal", "range_pattern"),
    *("boolean_literal", "negative_literal", "raw_string_literal", "float_literal"),
)


def binds_nothing(node: Node) -> bool:
    """Whether a pattern surely has no variables."""
    return node.kind_id in _TRIVIAL


def pattern(x: Walk, node: Node, value: int = 0, annotation: int = 0, position: int = -1) -> None:
    """Bind what a pattern names to parts of `value`, which is of the type `annotation`.

    `position` is that of a parameter.
    """
    kind = node.kind_id
    if kind == IDENTIFIER:
        _name(x, node, value, annotation, position)
    elif kind in _WRAPPERS:
        for child in node.named_children:
            if child.kind_id not in COMMENTS:
                pattern(x, child, value, annotation, position)
    elif kind in (_TUPLE, _SLICE):
        _tuple(x, node, value or _typed(x, annotation), kind == _SLICE)
    elif kind == _TUPLE_STRUCT:
        _tuple_struct(x, node, value or _typed(x, annotation))
    elif kind == _STRUCT:
        _struct(x, node)
    elif kind in (_OR, _CAPTURED):
        for child in node.named_children:
            if child.kind_id not in EXTRAS:
                pattern(x, child, value, annotation, position)
    elif kind in SCOPED:
        named(x, node, READ)
    else:
        VISIT[kind](x, node)


def _typed(x: Walk, annotation: int) -> int:
    return x.build.expr(Expr.TYPED, annotation) if annotation else 0


def _name(x: Walk, node: Node, value: int, annotation: int, position: int) -> None:
    start, end = node.start_byte, node.end_byte
    text = x.source[start:end]
    if text[:1].isupper() and position < 0:
        # A variant or a constant; variables begin with a small letter.
        x.build.use(x.scope, text, start | x.scope.read)
        return
    bound(x, text, start, end, value, annotation, position)


def bound(
    x: Walk, text: bytes, start: int, end: int, value: int, annotation: int, position: int
) -> None:
    """Bind a variable or a parameter."""
    scope = x.scope
    if position >= 0:
        x.build.parameter(scope, text, start, start, end, value, annotation, position)
        return
    x.build.use(scope, text, start | DEFINITION | scope.read)
    x.build.bind(scope, text, Bind.VALUE, value, annotation)


def parts_of(x: Walk, node: Node) -> list[Node]:
    """The patterns between brackets; `_` is one of them, which has no name in the tree."""
    if x.source.find(b"_", node.start_byte, node.end_byte) < 0:
        return node.named_children
    return [child for child in node.children if child.is_named or child.kind_id in _ANYTHING]


def _tuple(x: Walk, node: Node, value: int, is_slice: bool) -> None:
    at = 0
    rest = is_slice
    for child in parts_of(x, node):
        kind = child.kind_id
        if kind in EXTRAS:
            continue
        if kind == _REST:
            rest = True
            continue
        part = 0
        if value and is_slice:
            part = x.build.expr(Expr.ELEMENT, value)
        elif value and not rest:
            part = x.build.expr(Expr.UNPACKED, value, at)
        pattern(x, child, part)
        at += 1


def _tuple_struct(x: Walk, node: Node, value: int) -> None:
    """`Variant(a, b)`."""
    head: Node | None = None
    expr = at = 0
    rest = False
    last = b""
    build = x.build
    for child in parts_of(x, node):
        kind = child.kind_id
        if kind in EXTRAS:
            continue
        if head is None:
            head = child
            expr = named(x, child, READ)
            last = x.source[child.start_byte : child.end_byte].rpartition(b":")[2]
            continue
        if kind == _REST:
            rest = True
            continue
        part = 0
        if last in _HOLDING:
            if value:
                method = build.expr(Expr.ATTR, value, build.name(_HOLDING[last]))
                part = build.expr(Expr.CALL, method)
        elif expr and not rest:
            fields = build.expr(Expr.FIELDS, expr, value)
            part = build.expr(Expr.ATTR, fields, build.name(b"%d" % at))
        pattern(x, child, part)
        at += 1


def _struct(x: Walk, node: Node) -> None:
    """`Type { a, b: pattern, .. }`."""
    head = node.child_by_field_id(TYPE)
    expr = 0 if head is None else named(x, head, TYPE_USE)
    build = x.build
    fields = build.expr(Expr.FIELDS, expr) if expr else 0
    for child in node.named_children:
        if child.kind_id != _FIELD_PATTERN:
            continue
        name, inner = child.child_by_field_id(NAME), child.child_by_field_id(PATTERN)
        if name is None:
            continue
        start, end = name.start_byte, name.end_byte
        text = x.source[start:end]
        value = build.member(fields, text, start | x.scope.read)
        if inner is not None:
            pattern(x, inner, value)
        elif name.kind_id == _SHORTHAND:
            bound(x, text, start, end, value, 0, -1)


def in_block(x: Walk, start: int, end: int) -> None:
    """Go on in a scope of its own, where variables live."""
    # Statements of a broken text may stand where no block is.
    scope = x.build.open_scope(ScopeKind.BLOCK, x.scope, start, min(end, x.scope.end))
    x.enter(scope)

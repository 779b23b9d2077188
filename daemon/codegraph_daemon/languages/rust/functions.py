"""Functions and methods, and what their parameters are."""

from __future__ import annotations

from ...facts import (
    RETURN_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
)
from ..scopes import Definition
from .expressions import function_made
from .grammar import (
    BODY,
    COMMENTS,
    EXTRAS,
    IDENTIFIER,
    PARAMETERS,
    PATTERN,
    RETURN_TYPE,
    SELF,
    TYPE,
    only,
)
from .patterns import pattern
from .spaces import part_types
from .statements import statements
from .types import generics, in_order, where
from .walk import VISIT, Node, Walk, named_item, value_of

_RETURN = RETURN_NAME.encode()
_SELF_PARAMETER, _PARAMETER = only("self_parameter"), only("parameter")
_VARIADIC = only("variadic_parameter")
_ATTRIBUTE, _LIFETIME = only("attribute_item"), only("lifetime")
_KEPT = COMMENTS | {_ATTRIBUTE}


def function(x: Walk, node: Node) -> int:
    """`fn name(parameters) -> Type { body }`, or without a body."""
    build, outer, home = x.build, x.scope, x.items
    text, at = named_item(x, node)
    start, end = node.start_byte, node.end_byte
    in_type = home.kind == ScopeKind.CLASS
    scope = build.open_scope(ScopeKind.FUNCTION, home, start, end)
    flags = 0
    given = node.child_by_field_id(PARAMETERS)
    if in_type and not (given is not None and _has_self(given)):
        flags = Flag.STATIC_METHOD
    kind = Kind.METHOD if in_type else Kind.FUNCTION
    definition = Definition(kind, flags, scope.index, x.doc)
    variant = x.variant if in_type else b""
    if variant and text:
        build.define_variant(home, text, variant, at, start, end, definition)
    else:
        if text in home.definitions:
            part_types(home, text)
        build.define(home, text, at, start, end, definition)
    x.enter(home)
    generic = generics(x, node)
    if generic is not None:
        in_order(x, generic)
        generic.outward = home.outward if in_type else home
        scope.outward = generic
    where(x, node)
    x.enter(scope)
    if given is not None:
        _parameters(x, given)
    returned = node.child_by_field_id(RETURN_TYPE)
    unit = 0 if returned is not None else x.literal(b"unit")
    annotation = unit if returned is None else VISIT[returned.kind_id](x, returned)
    build.bind(scope, _RETURN, Bind.RETURN, 0, annotation)
    body = node.child_by_field_id(BODY)
    if body is not None:
        parts = body.named_children
        gives_function = returned is not None and parts and function_made(x, parts[-1]) is not None
        statements(x, body, parts, annotation if gives_function else 0)
    x.enter(outer)
    return 0


def _has_self(node: Node) -> bool:
    for first in node.named_children:
        if first.kind_id in _KEPT or first.kind_id in EXTRAS:
            continue
        if first.kind_id == _PARAMETER:
            target = first.child_by_field_id(PATTERN)
            return target is not None and target.kind_id == SELF
        return first.kind_id == _SELF_PARAMETER
    return False


def _parameters(x: Walk, node: Node) -> None:
    """Parameters; `self` has position 0 and the others begin with 1."""
    position = 1
    for child in node.named_children:
        kind = child.kind_id
        if kind == _SELF_PARAMETER:
            for part in child.named_children:
                if part.kind_id == SELF:
                    _self(x, part, child)
                elif part.kind_id == _LIFETIME:
                    VISIT[_LIFETIME](x, part)
        elif kind == _PARAMETER:
            target = child.child_by_field_id(PATTERN)
            if target is not None and target.kind_id == SELF:
                value_of(x, child, TYPE)
                _self(x, target, child)
                continue
            annotation = value_of(x, child, TYPE)
            if target is not None:
                pattern(x, target, 0, annotation, _position(target, position))
            position += position < 200
        elif kind != _VARIADIC:
            VISIT[kind](x, child)


def _position(target: Node, position: int) -> int:
    """Of a parameter that is a pattern of several, none is at its position."""
    while target.kind_id != IDENTIFIER:
        inner = target.named_children
        if len(inner) != 1 and target.kind_id not in _MUTABLE:
            return -1
        if not inner:
            return -1
        target = inner[-1]
    return position


_MUTABLE = frozenset((only("mut_pattern"), only("ref_pattern")))


def _self(x: Walk, node: Node, whole: Node) -> None:
    annotation = x.build.expr(Expr.THIS, x.this.index, 1) if x.this is not None else 0
    at, start, end = node.start_byte, whole.start_byte, whole.end_byte
    x.build.parameter(x.scope, b"self", at, start, end, 0, annotation, 0)

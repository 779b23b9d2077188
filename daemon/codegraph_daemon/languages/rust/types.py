"""Types: what annotations say, bounds, type parameters."""

from __future__ import annotations

from ...facts import PARAMETERS_NAME, RETURN_NAME, Bind, Expr, ScopeKind
from ..scopes import Scope
from .grammar import (
    BOUNDS,
    EXTRAS,
    FIELDS,
    NAME,
    PARAMETERS,
    RETURN_TYPE,
    TYPE,
    TYPE_IDENTIFIER,
    TYPE_PARAMETERS,
    only,
)
from .lifetimes import declared, for_all
from .paths import named
from .walk import DEFINITION, TYPE_USE, VISIT, Node, Visitor, Walk, children, value_of

_RETURN, _PARAMETERS = RETURN_NAME.encode(), PARAMETERS_NAME.encode()
_TYPE_PARAMETER, _CONST_PARAMETER = only("type_parameter"), only("const_parameter")
_WHERE, _PREDICATE = only("where_clause"), only("where_predicate")
_REFERENCE, _HIGHER_RANKED = only("reference_type"), only("higher_ranked_trait_bound")
_LEFT, _DEFAULT = FIELDS["left"], FIELDS["default_type"]
_ELEMENT, _LENGTH = FIELDS["element"], FIELDS["length"]
_PARAMETER = only("parameter")
_HOLE = ord("_")


def type_name(x: Walk, node: Node) -> int:
    """The name of a type; `_` says nothing."""
    start = node.start_byte
    if x.source[start] == _HOLE and node.end_byte == start + 1:
        return 0
    return named(x, node, TYPE_USE)


def primitive(x: Walk, node: Node) -> int:
    """`u8`, `str`."""
    return x.literal(x.source[node.start_byte : node.end_byte])


def typed(x: Walk, node: Node) -> int:
    """Any type where one must stand: a name there is that of a type."""
    if node.kind_id == TYPE_IDENTIFIER:
        return named(x, node, TYPE_USE)
    return VISIT[node.kind_id](x, node)


def last_inside(x: Walk, node: Node) -> int:
    """`&T`, `dyn T`, `impl T`, `*const T`: as T."""
    result = 0
    for child in node.named_children:
        result = VISIT[child.kind_id](x, child) or result
    return result


def tuple_type(x: Walk, node: Node) -> int:
    """`(A, B)`."""
    parts = [VISIT[part.kind_id](x, part) for part in node.named_children if _is_part(part)]
    return x.build.expr(Expr.INDEX, x.literal(b"tuple"), x.sequence(parts))


def _is_part(node: Node) -> bool:
    return node.kind_id not in EXTRAS


def array_type(x: Walk, node: Node) -> int:
    """`[T]`, `[T; N]`."""
    element = value_of(x, node, _ELEMENT)
    value_of(x, node, _LENGTH)
    return x.build.expr(Expr.INDEX, x.literal(b"Vec"), element) if element else x.literal(b"Vec")


def bounds(x: Walk, node: Node) -> int:
    """`A + B`: what has the members of each."""
    result = 0
    for child in node.named_children:
        if _is_part(child):
            part = VISIT[child.kind_id](x, child)
            if part:
                result = x.build.expr(Expr.UNION, result, part) if result else part
    return result


def bound_traits(x: Walk, node: Node | None) -> list[int]:
    """The traits of a list of bounds."""
    if node is None:
        return []
    found = [VISIT[child.kind_id](x, child) for child in node.named_children if _is_part(child)]
    return [each for each in found if each]


def higher_ranked(x: Walk, node: Node) -> int:
    """`for<'a> Trait<'a>`."""
    outer = x.scope
    generics(x, node)
    result = value_of(x, node, TYPE)
    x.enter(outer)
    return result


def function_type(x: Walk, node: Node) -> int:
    """`fn(A) -> B`, `Fn(A) -> B`: a function without a name."""
    outer = x.scope
    head = node.child_by_field_id(FIELDS["trait"])
    if head is not None:
        VISIT[head.kind_id](x, head)
    for_all(x, node)
    scope = x.build.open_scope(ScopeKind.LAMBDA, outer, node.start_byte, node.end_byte)
    given = node.child_by_field_id(PARAMETERS)
    position = 1
    for child in given.named_children if given is not None else ():
        if not _is_part(child):
            continue
        part = child
        if child.kind_id == _PARAMETER:
            inner = child.child_by_field_id(TYPE)
            part = inner if inner is not None else child
        annotation = VISIT[part.kind_id](x, part)
        x.build.bind(scope, b"<%d>" % position, Bind.PARAM, 0, annotation, position)
        position += position < 200
    returned = node.child_by_field_id(RETURN_TYPE)
    annotation = 0 if returned is None else VISIT[returned.kind_id](x, returned)
    x.build.bind(scope, _RETURN, Bind.RETURN, 0, annotation)
    x.enter(outer)
    return x.build.expr(Expr.LAMBDA, scope.index)


def generics(x: Walk, node: Node) -> Scope | None:
    """Go on in a scope of the item's type parameters, if it has any."""
    given = node.child_by_field_id(TYPE_PARAMETERS)
    if given is None:
        return None
    outer = x.scope
    scope = x.build.open_scope(ScopeKind.TYPE_PARAMETERS, outer, given.start_byte, given.end_byte)
    x.enter(scope)
    parts = given.named_children
    declared(x, scope, parts)
    for child in parts:
        kind = child.kind_id
        if kind == _TYPE_PARAMETER:
            name, bound = child.child_by_field_id(NAME), child.child_by_field_id(BOUNDS)
            default = child.child_by_field_id(_DEFAULT)
            limit = 0 if bound is None else bounds(x, bound)
            usual = 0 if default is None else VISIT[default.kind_id](x, default)
            if name is not None:
                _parameter(x, name, limit, usual)
        elif kind == _CONST_PARAMETER:
            name = child.child_by_field_id(NAME)
            annotation = value_of(x, child, TYPE)
            if name is not None:
                _parameter(x, name, annotation, 0)
    return scope


def in_order(x: Walk, generic: Scope) -> None:
    """Tell in what order a function is given its types by who calls it; lifetimes are none."""
    names = [text for text in generic.binds if text in generic.uses and text[:1] != b"'"]
    if names:
        order = x.sequence([generic.uses[text] for text in names])
        x.build.bind(generic, _PARAMETERS, Bind.VALUE, order)


def _parameter(x: Walk, name: Node, limit: int, usual: int) -> None:
    start = name.start_byte
    text = x.source[start : name.end_byte]
    x.build.use(x.scope, text, start | DEFINITION | x.scope.read)
    x.build.bind(x.scope, text, Bind.VALUE, usual, limit, 1)


def where(x: Walk, node: Node) -> None:
    """`where T: Bound`: more bounds of type parameters."""
    if x.source.find(b"where", node.start_byte, node.end_byte) < 0:
        # A list of children makes nodes of all of them, and most items have no such clause.
        return
    for child in node.named_children:
        if child.kind_id != _WHERE:
            continue
        for predicate in child.named_children:
            if predicate.kind_id != _PREDICATE:
                VISIT[predicate.kind_id](x, predicate)
                continue
            left, right = predicate.child_by_field_id(_LEFT), predicate.child_by_field_id(BOUNDS)
            outer = x.scope
            if left is not None:
                if left.kind_id == _HIGHER_RANKED:
                    generics(x, left)
                    value_of(x, left, TYPE)
                else:
                    VISIT[left.kind_id](x, left)
            limit = 0 if right is None else bounds(x, right)
            x.enter(outer)
            if left is not None and left.kind_id == _REFERENCE:
                # Who has a reference has what it leads to.
                left = left.child_by_field_id(TYPE)
            if left is not None and limit and left.kind_id == TYPE_IDENTIFIER:
                text = x.source[left.start_byte : left.end_byte]
                home: Scope | None = x.scope
                while home is not None and text not in home.binds:
                    home = home.outward
                if home is not None and home.kind == ScopeKind.TYPE_PARAMETERS:
                    x.build.bind(home, text, Bind.VALUE, 0, limit, 1)


TYPES: dict[str, Visitor] = {
    "type_identifier": type_name,
    "primitive_type": primitive,
    "reference_type": last_inside,
    "pointer_type": last_inside,
    "dynamic_type": last_inside,
    "abstract_type": last_inside,
    "bounded_type": bounds,
    "trait_bounds": bounds,
    "removed_trait_bound": children,
    "higher_ranked_trait_bound": higher_ranked,
    "tuple_type": tuple_type,
    "array_type": array_type,
    "function_type": function_type,
}

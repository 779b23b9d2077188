"""Object literals: their members are symbols, as those of a class are."""

from __future__ import annotations

from collections.abc import Sequence

from ...facts import SPREAD_NAME, Bind, Expr, ScopeKind
from ..composed import sequence
from ..scopes import Scope
from .functions import FUNCTIONS, function_value
from .names import property_name
from .narrowing import literal_text
from .types import field, method
from .walk import (
    READ,
    WRITE,
    Node,
    Walk,
    Wanted,
    around,
    documentation,
    expected,
    literal,
    made,
    parts_of,
    text_of,
)

_OBJECT, _TYPED, _THIS = int(Expr.OBJECT), int(Expr.TYPED), int(Expr.THIS)
_UNION, _TYPE_OF, _ELEMENT = int(Expr.UNION), int(Expr.TYPE_OF), int(Expr.ELEMENT)
_VALUE, _SPREAD_BIND = int(Bind.VALUE), int(Bind.SPREAD)
_CLASS = int(ScopeKind.CLASS)

_SPREAD = SPREAD_NAME.encode()
_LITERAL, _ATTR, _MATCHING = int(Expr.LITERAL), int(Expr.ATTR), int(Expr.MATCHING)
_TELLING = frozenset(("string", "true", "false"))
_KEY = "property_identifier"
_LONGEST = 40
_PAIR = 2
"""Of an array of two it is told what each is, for it may be a key and its value."""
_MOST_LITERALS = 3
"""Members that are literals, the first ones, by which types are told apart."""


def object_of(x: Walk, node: Node, wanted: Wanted = 0) -> int:
    """`{a: 1, b() {}}`, where one of the type `wanted` is expected."""
    scope = x.build.open_scope(_CLASS, x.scope, node.start_byte, node.end_byte)
    members(x, node, scope, wanted)
    return x.build.expr(_OBJECT, scope.index)


def members(x: Walk, node: Node, scope: Scope, wanted: Wanted = 0) -> None:
    """Bind the members of an object literal in its scope."""
    build, kinds = x.build, x.kinds
    named = node.named_children
    if not named:
        return
    typed = build.expr(_TYPED, made(x, wanted)) if wanted else 0
    own: Wanted = (_THIS, scope.index, 0)
    if typed:
        own = (_UNION, typed, own)
        typed = _told_apart(x, named, typed)
    for child in named:
        kind = kinds[child.kind_id]
        if kind == "pair":
            _pair(x, child, scope, typed, own)
        elif kind == "shorthand_property_identifier":
            start, text = child.start_byte, text_of(x, child)
            value = build.use(x.scope, text, start | READ | x.scope.read)
            if typed:
                _asked(x, typed, text, start)
            build.declare(scope, text, start, start, child.end_byte, value, 0, scope.read)
        elif kind == "method_definition":
            name = child.child_by_field_name("name")
            known = None if name is None else property_name(x, name) if typed else None
            asked = _asked(x, typed, known[1], known[0]) if known is not None else 0
            this = made(x, own)
            method(x, child, scope, asked, (this, this))
        elif kind == "spread_element":
            for part in child.named_children:
                value = x.visit[part.kind_id](x, part)
                if value:
                    build.bind(scope, _SPREAD, _SPREAD_BIND, value)
        else:
            x.effect[child.kind_id](x, child)


def _told_apart(x: Walk, members: Sequence[Node], typed: int) -> int:
    """Of several types that may be expected, those that allow the members that are literals."""
    build, kinds = x.build, x.kinds
    literals = 0
    for child in members:
        if kinds[child.kind_id] != "pair":
            continue
        parts = around(x, child)
        if len(parts) != 2:
            continue
        if kinds[parts[1].kind_id] not in _TELLING or kinds[parts[0].kind_id] != _KEY:
            continue
        text = literal_text(x, parts[1])
        if text is not None and len(text) <= _LONGEST:
            member = build.expr(_ATTR, typed, build.name(text_of(x, parts[0])))
            value = build.expr(_LITERAL, build.name(text))
            typed = build.expr(_MATCHING, member, value)
            literals += 1
            if literals == _MOST_LITERALS:
                break
    return typed


def _asked(x: Walk, typed: int, text: bytes, start: int) -> Wanted:
    """A member's name where a type is expected is one of that type; the type of the member."""
    if not typed:
        return 0
    found = x.build.member(typed, text, start | WRITE | x.scope.read)
    return (_TYPE_OF, found, 0)


def _pair(x: Walk, node: Node, scope: Scope, typed: int, own: Wanted) -> None:
    parts = around(x, node)
    if len(parts) != 2:
        x.effect[node.kind_id](x, node)
        return
    doc = documentation(x, node.start_byte)
    name = property_name(x, parts[0])
    asked = _asked(x, typed, name[1], name[0]) if typed and name is not None else 0
    value_node = parts[1]
    if x.kinds[value_node.kind_id] in FUNCTIONS:
        value = function_value(x, value_node, asked, own, doc)
    else:
        value = expected(x, value_node, asked)
    if name is not None:
        field(x, scope, name[0], name[1], node, value, 0, doc)


def array_of(x: Walk, node: Node, wanted: Wanted = 0) -> int:
    """`[a, b]`, where one of the type `wanted` is expected."""
    build = x.build
    inner: Wanted = (_TYPE_OF, (_ELEMENT, (_TYPED, wanted, 0), 0), 0) if wanted else 0
    values: list[int] = []
    is_plain = True
    for child in node.named_children:
        if child.kind_id in x.extras:
            continue
        if x.kinds[child.kind_id] == "spread_element":
            is_plain = False
            parts = [x.visit[part.kind_id](x, part) for part in parts_of(x, child)]
            values.append(build.expr(_ELEMENT, parts[-1]) if parts and parts[-1] else 0)
        else:
            values.append(expected(x, child, inner))
    held = next(filter(None, values), 0)
    if not held:
        return literal(x, b"Array")
    if len(values) == _PAIR and is_plain and values[1] not in (0, held):
        held = sequence(x, values)
    return build.expr(_LITERAL, build.name(b"Array"), held)


def inside_of(x: Walk, node: Node, wanted: Wanted) -> int:
    """Parentheses where a type is expected."""
    result = 0
    for child in parts_of(x, node):
        result = expected(x, child, wanted)
    return result

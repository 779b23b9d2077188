"""Statements: what blocks, loops, patterns and the like declare, and where that is seen."""

from __future__ import annotations

from ...facts import RETURN_NAME, Bind, Expr, ScopeKind
from ..labels import bind_label, use_label
from ..scopes import Scope
from . import types
from .expressions import expected
from .grammar import (
    BODY,
    CONDITION,
    DIMENSIONS,
    IDENTIFIERS,
    MODIFIERS,
    NAME,
    TYPE,
    VALUE,
    ids,
)
from .walk import (
    DEFINITION,
    READ,
    TYPE_USE,
    VISIT,
    Node,
    Walk,
    attribute,
    children,
    declaring,
    parts_of,
    text_of,
    typed,
)

_RETURN, _RETURN_BIND = RETURN_NAME.encode(), int(Bind.RETURN)
_BLOCK_SCOPE = int(ScopeKind.BLOCK)
_VALUE = int(Bind.VALUE)
_ELEMENT = int(Expr.ELEMENT)
_DECLARATOR = ids("variable_declarator")
_CATCH_PARAMETER = ids("catch_formal_parameter")
_LABELS, _GROUPS, _RULES = (
    ids("switch_label"),
    ids("switch_block_statement_group"),
    ids("switch_rule"),
)
_PATTERNS = ids("pattern", "type_pattern", "record_pattern")
_RECORD_BODY = ids("record_pattern_body")
_COMPONENTS = ids("record_pattern_component")
_TYPE_NAME = ids("type_identifier")


def bound(x: Walk, scope: Scope, name: Node, value: int, annotation: int) -> None:
    """Bind a local name in a scope."""
    start = name.start_byte
    text = x.source[start : name.end_byte]
    x.build.bind(scope, text, _VALUE, value, annotation)
    x.build.use(scope, text, start | DEFINITION | scope.read)


def local(x: Walk, node: Node) -> int:
    """`Type name = value, other;`."""
    annotation = 0
    for child in node.named_children:
        kind = child.kind_id
        if kind in MODIFIERS:
            VISIT[kind](x, child)
        elif kind in _DECLARATOR:
            name, value = child.child_by_field_id(NAME), child.child_by_field_id(VALUE)
            own = annotation
            for part in child.named_children:
                if part.kind_id in DIMENSIONS:
                    own = types.arrays(x, annotation, 1)
            # Its name is seen in its own value already, where nothing can use it.
            given = expected(x, value, own) if value is not None else 0
            if name is not None:
                scope = declaring(x, node.start_byte)
                bound(x, scope, name, 0 if own else given, own)
        else:
            annotation = VISIT[kind](x, child) or annotation
    return 0


def local_class(x: Walk, node: Node) -> int:
    """A class among statements."""
    from .declarations import class_

    if x.scope.kind > _CLASS:
        declaring(x, node.start_byte)
    class_(x, node, (0, 0))
    return 0


_CLASS = int(ScopeKind.CLASS)


def scoped(x: Walk, node: Node) -> int:
    """A statement that declares names for what is inside it alone: `for`, and the like."""
    saved = x.scope, x.block, x.block_end
    x.block, x.block_end = None, node.end_byte
    children(x, node)
    x.scope, x.block, x.block_end = saved
    return 0


def for_each(x: Walk, node: Node) -> int:
    """`for (Type name : values) body`."""
    saved = x.scope, x.block, x.block_end
    declared, name = node.child_by_field_id(TYPE), node.child_by_field_id(NAME)
    value, body = node.child_by_field_id(VALUE), node.child_by_field_id(BODY)
    for child in node.named_children:
        if child.kind_id in MODIFIERS:
            VISIT[child.kind_id](x, child)
    annotation = VISIT[declared.kind_id](x, declared) if declared is not None else 0
    given = VISIT[value.kind_id](x, value) if value is not None else 0
    x.block, x.block_end = None, node.end_byte
    if name is not None:
        element = x.build.expr(_ELEMENT, given) if given and not annotation else 0
        bound(x, declaring(x, node.start_byte), name, element, annotation)
    if body is not None:
        VISIT[body.kind_id](x, body)
    x.scope, x.block, x.block_end = saved
    return 0


def resource(x: Walk, node: Node) -> int:
    """`Type name = value` of a `try`, or a name that exists."""
    name = node.child_by_field_id(NAME)
    if name is None:
        return children(x, node)
    declared, value = node.child_by_field_id(TYPE), node.child_by_field_id(VALUE)
    annotation = VISIT[declared.kind_id](x, declared) if declared is not None else 0
    given = expected(x, value, annotation) if value is not None else 0
    bound(x, declaring(x, node.start_byte), name, 0 if annotation else given, annotation)
    return 0


def caught(x: Walk, node: Node) -> int:
    """`catch (A | B name) { body }`."""
    saved = x.scope, x.block, x.block_end
    x.block, x.block_end = None, node.end_byte
    for child in node.named_children:
        if child.kind_id not in _CATCH_PARAMETER:
            VISIT[child.kind_id](x, child)
            continue
        annotation = 0
        name: Node | None = None
        for part in child.named_children:
            if part.kind_id in IDENTIFIERS:
                name = part
            else:
                annotation = VISIT[part.kind_id](x, part) or annotation
        if name is not None:
            bound(x, declaring(x, child.start_byte), name, 0, annotation)
    x.scope, x.block, x.block_end = saved
    return 0


# Conditions and patterns


def if_(x: Walk, node: Node) -> int:
    """`if (condition) one else other`; what the condition names is seen where it holds."""
    outer = x.scope
    parts = parts_of(node)
    if len(parts) < 2:
        return children(x, node)
    condition, first = parts[0], parts[1]
    VISIT[condition.kind_id](x, condition)
    named = x.scope
    VISIT[first.kind_id](x, first)
    is_negated = named is not outer and b"!" in text_of(x, condition)
    x.scope = named if is_negated else outer
    for other in parts[2:]:
        # A chain of `else if` may be long: it recurses no deeper than the grammar does.
        VISIT[other.kind_id](x, other)
    # Where the condition failed and the block was left, its names are seen from here on.
    x.scope = named if is_negated else outer
    return 0


def while_(x: Walk, node: Node) -> int:
    """A loop whose condition may name things."""
    outer = x.scope
    children(x, node)
    x.scope = outer
    return 0


def named_pattern(x: Walk, name: Node, annotation: int, value: int = 0) -> None:
    """Bind what a pattern names, in a scope of its own up to the end of the block."""
    start = name.start_byte
    scope = x.build.open_scope(_BLOCK_SCOPE, x.scope, start, min(x.block_end, x.scope.end))
    bound(x, scope, name, value, annotation)
    x.scope = scope


def instance_of(x: Walk, node: Node) -> int:
    """`value instanceof Type name`."""
    annotation = 0
    name = node.child_by_field_id(NAME)
    for position, part in enumerate(parts_of(node)):
        if part == name or part.kind_id in MODIFIERS:
            continue
        found = VISIT[part.kind_id](x, part)
        if position and part.kind_id not in _PATTERNS:
            annotation = found
    if name is not None:
        named_pattern(x, name, annotation)
    return 0


def type_pattern(x: Walk, node: Node, value: int = 0) -> int:
    """`Type name` where something is compared with it; `value` is what has no type of its own."""
    annotation = 0
    name: Node | None = None
    for part in parts_of(node):
        if part.kind_id in IDENTIFIERS and part.kind_id not in _TYPE_NAME:
            name = part
        else:
            annotation = VISIT[part.kind_id](x, part) or annotation
    if name is not None:
        named_pattern(x, name, annotation, 0 if annotation else value)
    return 0


def record_pattern(x: Walk, node: Node) -> int:
    """`Type(A a, var b)`; what has no type is what the component has."""
    record = 0
    for part in parts_of(node):
        kind = part.kind_id
        if kind in IDENTIFIERS:
            start = part.start_byte
            record = x.build.use(x.scope, text_of(x, part), start | TYPE_USE | x.scope.read)
        elif kind in _RECORD_BODY:
            for position, each in enumerate(parts_of(part)):
                if record and each.kind_id in _COMPONENTS:
                    component = attribute(x, typed(x, record), b"%d" % position)
                    type_pattern(x, each, component)
                else:
                    VISIT[each.kind_id](x, each)
        else:
            record = VISIT[kind](x, part) or record
    return 0


# Choices


def switch(x: Walk, node: Node) -> int:
    """`switch (value) { cases }`; a label may be a constant of the enumeration that it is of."""
    condition, body = node.child_by_field_id(CONDITION), node.child_by_field_id(BODY)
    subject = VISIT[condition.kind_id](x, condition) if condition is not None else 0
    if body is None:
        return 0
    saved = x.scope, x.block, x.block_end
    x.block, x.block_end = None, body.end_byte
    for group in body.named_children:
        kind = group.kind_id
        if kind not in _GROUPS and kind not in _RULES:
            VISIT[kind](x, group)
            continue
        before = x.scope
        for part in group.named_children:
            if part.kind_id in _LABELS:
                _label(x, part, subject)
            else:
                VISIT[part.kind_id](x, part)
        if kind in _RULES or x.block is None:
            x.scope = before
        elif x.block is not None:
            x.scope = x.block
    x.scope, x.block, x.block_end = saved
    return 0


def _label(x: Walk, node: Node, subject: int) -> None:
    for part in parts_of(node):
        if part.kind_id in IDENTIFIERS:
            start = part.start_byte
            text = x.source[start : part.end_byte]
            if subject:
                x.build.member(subject, text, start | READ | x.scope.read)
            x.build.use(x.scope, text, start | READ | x.scope.read)
        else:
            VISIT[part.kind_id](x, part)


def returned(x: Walk, node: Node) -> int:
    """`return value`."""
    for part in parts_of(node):
        value = expected(x, part, x.returns)
        if x.gives is not None:
            x.build.bind(x.gives, _RETURN, _RETURN_BIND, value, 0, 1)
    return 0


def labeled(x: Walk, node: Node) -> int:
    """`label: statement`."""
    for part in parts_of(node):
        if part.kind_id in IDENTIFIERS:
            bind_label(x.build, x.scope, part.start_byte, text_of(x, part))
        else:
            VISIT[part.kind_id](x, part)
    return 0


def jump(x: Walk, node: Node) -> int:
    """`break label` and `continue label`."""
    for part in parts_of(node):
        if part.kind_id in IDENTIFIERS:
            use_label(x.build, x.scope, part.start_byte, text_of(x, part))
    return 0

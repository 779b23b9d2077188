"""Calls, what is made by them, and methods that are taken without being called."""

from __future__ import annotations

from collections.abc import Sequence

from ...facts import CONSTRUCTOR_NAME, Expr
from . import types
from .expressions import lambda_
from .grammar import (
    ARGUMENTS,
    CLASS_BODY,
    EXTRAS,
    IDENTIFIERS,
    INVOCATION,
    LAMBDA,
    NAME,
    OBJECT,
    SUPER,
    THIS,
    TYPE_ARGUMENTS,
    ids,
    token,
)
from .walk import (
    CALL,
    CALLED,
    TYPE_USE,
    VISIT,
    Node,
    Outer,
    Walk,
    applied,
    attribute,
    called,
    children,
    literal,
    named,
    parts_of,
    sequence,
    text_of,
    typed,
)

_CHOSEN, _ARGUMENT = int(Expr.CHOSEN), int(Expr.ARGUMENT)
_INSTANCE, _THIS, _CALL = int(Expr.INSTANCE), int(Expr.THIS), int(Expr.CALL)
_CONSTRUCTOR = CONSTRUCTOR_NAME.encode()
_ARGUMENT_LIST = ids("argument_list")
_DIMENSION = ids("dimensions", "dimensions_expr")
_GENERIC = ids("generic_type")
_TYPES = _GENERIC | ids("type_identifier", "scoped_type_identifier")
_NEW = token("new")
_PARTICULAR = EXTRAS | LAMBDA | INVOCATION
"""What is more than an expression among arguments."""
_UNKNOWN_ARGUMENTS = b"..."
_MOST = 0xFF


_OF_ELEMENTS = frozenset(
    name + CALLED
    for name in (
        *(b"comparing", b"comparingInt", b"comparingLong", b"comparingDouble", b"toMap"),
        *(b"groupingBy", b"groupingByConcurrent", b"partitioningBy", b"mapping", b"filtering"),
        *(b"flatMapping", b"toUnmodifiableMap", b"toConcurrentMap", b"summingInt", b"summingLong"),
        *(b"summingDouble", b"averagingInt", b"averagingLong", b"averagingDouble", b"minBy"),
        *(b"maxBy", b"teeing"),
    )
)
"""Methods of the library that make comparators and collectors of functions: what these get is what
the collector is for."""


def invocation(x: Walk, node: Node) -> int:
    """`object.name(arguments)` and `object.<Type>name(arguments)`."""
    outer, x.outer = x.outer, None
    types_given: list[int] = []
    name, given = node.child_by_field_id(NAME), node.child_by_field_id(ARGUMENTS)
    if name is None or given is None:
        return children(x, node)
    start = name.start_byte
    text = x.source[start : name.end_byte] + CALLED
    owner = node.child_by_field_id(OBJECT)
    if owner is None:
        callee = named(x, x.scope, text)
        if node.named_child_count > 2:
            types_given = _type_arguments(x, node)
    else:
        receiver = VISIT[owner.kind_id](x, owner)
        if owner.end_byte + 1 != start and node.named_child_count > 3:
            types_given = _type_arguments(x, node)
            receiver = _qualified(x, node, owner, receiver)
        if not receiver:
            arguments(x, given, 0)
            return 0
        callee = attribute(x, receiver, text)
    if outer is not None and text not in _OF_ELEMENTS:
        outer = None
    # A list of children would make nodes of the parentheses.
    values = arguments(x, given, callee, outer) if given.named_child_count else ()
    found = sequence(x, values) if values else 0
    occurrence = start | CALL | x.scope.read
    if types_given and all(types_given):
        chosen = x.build.spelled(_CHOSEN, callee, found, occurrence)
        return x.build.expr(_CALL, applied(x, chosen, types_given))
    return called(x, callee, found, occurrence)


def _type_arguments(x: Walk, node: Node) -> list[int]:
    given: list[int] = []
    for part in node.named_children:
        if part.kind_id in TYPE_ARGUMENTS:
            given += types.arguments(x, part)
    return given


def _qualified(x: Walk, node: Node, owner: Node, receiver: int) -> int:
    """The receiver of `Type.super.name()`; or there are type arguments, or a comment."""
    for part in node.named_children:
        if part.kind_id in SUPER and part.start_byte > owner.start_byte:
            return x.build.expr(_INSTANCE, receiver) if receiver else 0
    return receiver


def arguments(x: Walk, node: Node, callee: int, outer: Outer | None = None) -> list[int]:
    """The values of arguments; what functions among them get is what the callee wants.

    `outer` is whom a collector is for that the callee makes.
    """
    values: list[int] = []
    parts = node.named_children
    position = -1
    for part in parts:
        kind = part.kind_id
        if kind not in _PARTICULAR:
            position += 1
            values.append(VISIT[kind](x, part))
            continue
        if kind in EXTRAS:
            continue
        position += 1
        if kind in LAMBDA:
            wanted = 0
            if outer is not None and position < 2:
                wanted = _wanted(x, outer)
            elif callee and position < _MOST:
                known = callee
                if any(values):
                    # What stands before it may tell what it gets.
                    known = x.build.expr(_CHOSEN, callee, sequence(x, values))
                wanted = x.build.expr(_ARGUMENT, known, position | _count(parts) << 8)
            values.append(lambda_(x, part, wanted))
        else:
            if outer is not None:
                x.outer = outer
            elif callee and position < _MOST:
                x.outer = callee, position, parts
            values.append(VISIT[kind](x, part))
            x.outer = None
    return values


def _count(parts: Sequence[Node]) -> int:
    """How many arguments are among the parts of their list, as expressions have it."""
    return min(len([part for part in parts if part.kind_id not in EXTRAS]), _MOST)


def _wanted(x: Walk, outer: Outer) -> int:
    callee, position, parts = outer
    if position < 0:
        return callee
    return x.build.expr(_ARGUMENT, callee, position | _count(parts) << 8)


def constructor_call(x: Walk, node: Node) -> int:
    """`this(arguments)` and `super(arguments)`."""
    build = x.build
    owner = x.class_scope
    for part in node.named_children:
        kind = part.kind_id
        if kind in THIS or kind in SUPER:
            if owner is None:
                continue
            name = _CONSTRUCTOR if kind in THIS else b"super()"
            callee = attribute(x, build.expr(_THIS, owner.index, 1), name)
            given = node.child_by_field_id(ARGUMENTS)
            values = arguments(x, given, callee) if given is not None else []
            occurrence = part.start_byte | CALL | x.scope.read
            build.spelled(_CHOSEN, callee, sequence(x, values), occurrence)
        elif kind not in _ARGUMENT_LIST:
            VISIT[kind](x, part)
    return 0


def creation(x: Walk, node: Node) -> int:
    """`new Type<Arguments>(arguments) { members }`, also of an inner class of something."""
    build = x.build
    outer = declared = callee = 0
    given: Node | None = None
    body: Node | None = None
    last: Node | None = None
    is_made = is_open = False
    for part in node.children:
        kind = part.kind_id
        if not part.is_named:
            is_made = is_made or kind == _NEW
        elif kind in _ARGUMENT_LIST:
            given = part
        elif kind in CLASS_BODY:
            body = part
        elif not is_made:
            outer = VISIT[kind](x, part)
        elif kind in _TYPES:
            head = part
            arguments_node: Node | None = None
            if kind in _GENERIC:
                inner = parts_of(part)
                head = inner[0]
                arguments_node = inner[-1] if len(inner) > 1 else None
            last = _last_name(head)
            if outer and head.kind_id in IDENTIFIERS:
                at = head.start_byte | TYPE_USE | x.scope.read
                callee = build.member(outer, text_of(x, head), at)
            else:
                callee = VISIT[head.kind_id](x, head)
            declared = callee
            if arguments_node is not None:
                spelled = types.arguments(x, arguments_node)
                is_open = not spelled
                declared = applied(x, callee, spelled)
        else:
            VISIT[kind](x, part)
    values = arguments(x, given, callee) if given is not None else []
    if callee and last is not None and given is not None:
        occurrence = last.start_byte | CALL | x.scope.read
        build.spelled(_CHOSEN, callee, sequence(x, values), occurrence)
    if body is not None:
        from .declarations import anonymous

        name = b"new " + (text_of(x, last) if last is not None else b"?")
        return anonymous(x, node, name, body, declared)
    if is_open and callee and any(values):
        # `new Box<>(user)`: of what it is one, its arguments tell.
        return build.expr(_CALL, callee, sequence(x, values))
    return typed(x, declared)


def _last_name(node: Node) -> Node:
    while node.kind_id not in IDENTIFIERS:
        parts = parts_of(node)
        if not parts:
            break
        node = parts[-1]
    return node


def array_creation(x: Walk, node: Node) -> int:
    """`new Type[size] {elements}`."""
    element = count = 0
    for part in node.named_children:
        kind = part.kind_id
        if kind in _DIMENSION:
            count += max(x.source.count(b"[", part.start_byte, part.end_byte), 1)
            VISIT[kind](x, part)
        elif not count:
            element = VISIT[kind](x, part) or element
        else:
            VISIT[kind](x, part)
    return typed(x, types.arrays(x, element, count))


def reference(x: Walk, node: Node) -> int:
    """`Type::method`, `value::method`, `Type::new`."""
    parts = parts_of(node)
    if not parts:
        return 0
    owner = parts[0]
    receiver = VISIT[owner.kind_id](x, owner)
    last = parts[-1]
    for part in parts[1:-1]:
        VISIT[part.kind_id](x, part)
    if last is owner and receiver and owner.kind_id in IDENTIFIERS:
        # `Type::new`: which constructor is for who takes it to say.
        occurrence = owner.start_byte | CALL | x.scope.read
        return x.build.spelled(_CHOSEN, receiver, literal(x, _UNKNOWN_ARGUMENTS), occurrence)
    if last is owner or last.kind_id not in IDENTIFIERS or not receiver:
        return 0
    start = last.start_byte
    name = text_of(x, last) + CALLED
    return x.build.member(receiver, name, start | CALL | x.scope.read)

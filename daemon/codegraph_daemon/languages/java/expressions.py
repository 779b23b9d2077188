"""Expressions: names, members, calls, what is made, lambdas."""

from __future__ import annotations

from ...facts import CONSTRUCTOR_NAME, RETURN_NAME, Bind, Expr, ScopeKind
from ..scopes import Scope
from . import types
from .grammar import (
    ARGUMENTS,
    CLASS_BODY,
    FORMAL_PARAMETERS,
    IDENTIFIERS,
    LAMBDA,
    NAME,
    OBJECT,
    PARENTHESIZED,
    SUPER,
    TERNARY,
    THIS,
    TYPE_ARGUMENTS,
    ids,
)
from .walk import (
    CALL,
    CALLED,
    READ,
    TYPE_USE,
    VISIT,
    WRITE,
    Node,
    Visitor,
    Walk,
    applied,
    attribute,
    children,
    inside,
    leaf,
    literal,
    named,
    parts_of,
    sequence,
    text_of,
    typed,
)

_CALL, _CHOSEN, _ARGUMENT, _PARAMETER, _LAMBDA_EXPR, _UNION, _ELEMENT, _INSTANCE, _SUPER = (
    int(Expr.CALL),
    int(Expr.CHOSEN),
    int(Expr.ARGUMENT),
    int(Expr.PARAMETER),
    int(Expr.LAMBDA),
    int(Expr.UNION),
    int(Expr.ELEMENT),
    int(Expr.INSTANCE),
    int(Expr.SUPER),
)
_THIS = int(Expr.THIS)
_LAMBDA_SCOPE = int(ScopeKind.LAMBDA)
_VALUE, _RETURN_BIND = int(Bind.VALUE), int(Bind.RETURN)
_RETURN = RETURN_NAME.encode()
_CONSTRUCTOR = CONSTRUCTOR_NAME.encode()
_BLOCKS = ids("block")
_INFERRED = ids("inferred_parameters")
_FIELD_ACCESS = ids("field_access")
_CREATION = ids("object_creation_expression")
_METHOD_INVOCATION = ids("method_invocation")
_BINARY = ids("binary_expression")
_STRINGS = ids("string_literal", "template_expression")
_COMPARING = frozenset((b"==", b"!=", b"<", b">", b"<=", b">=", b"&&", b"||"))
_MOST = 0xFF


def identifier(x: Walk, node: Node) -> int:
    """A name that is read."""
    start = node.start_byte
    scope = x.scope
    return x.build.use(scope, x.source[start : node.end_byte], start | READ | scope.read)


def this(x: Walk, node: Node) -> int:
    """`this`."""
    return x.this


def super_(x: Walk, node: Node) -> int:
    """`super`, as what stands before a member."""
    return x.build.expr(_SUPER, x.class_scope.index) if x.class_scope is not None else 0


def field_access(x: Walk, node: Node) -> int:
    """`object.field`, also `Outer.this` and the full name of a type."""
    parts = parts_of(node)
    if len(parts) < 2:
        return children(x, node)
    owner, last = parts[0], parts[-1]
    if last.kind_id in THIS:
        return x.build.expr(_INSTANCE, VISIT[owner.kind_id](x, owner))
    if last.kind_id not in IDENTIFIERS:
        return children(x, node)
    if len(parts) == 3:
        # `Outer.super.field`.
        receiver = x.build.expr(_INSTANCE, VISIT[owner.kind_id](x, owner))
    elif owner.kind_id in _FIELD_ACCESS and _is_package(x, owner):
        names: list[Node] = []
        _chain(node, names)
        if names and types.outermost([text_of(x, name) for name in names]) == len(names) - 1:
            return types.dotted(x, names, READ)
        receiver = VISIT[owner.kind_id](x, owner)
    else:
        receiver = VISIT[owner.kind_id](x, owner)
    start = last.start_byte
    return x.build.member(receiver, x.source[start : last.end_byte], start | READ | x.scope.read)


def _chain(node: Node, names: list[Node]) -> None:
    """The names of a chain of plain ones; none if there is anything else in it."""
    while node.kind_id in _FIELD_ACCESS:
        parts = parts_of(node)
        names.append(parts[-1])
        node = parts[0]
    names.append(node)
    names.reverse()
    if any([name.kind_id not in IDENTIFIERS for name in names]):
        names.clear()


def _is_package(x: Walk, node: Node) -> bool:
    """Whether a chain can be the name of a package: plain names in lower case alone."""
    return all([part[:1].islower() for part in text_of(x, node).split(b".")])


# Calls


def invocation(x: Walk, node: Node) -> int:
    """`object.name(arguments)`."""
    name, given = node.child_by_field_id(NAME), node.child_by_field_id(ARGUMENTS)
    if name is None or given is None:
        return children(x, node)
    build = x.build
    start = name.start_byte
    text = x.source[start : name.end_byte] + CALLED
    owner = node.child_by_field_id(OBJECT)
    if owner is None:
        callee = named(x, x.scope, text)
        if node.named_child_count > 2:
            _type_arguments(x, node)
    else:
        receiver = VISIT[owner.kind_id](x, owner)
        if owner.end_byte + 1 != start and node.named_child_count > 3:
            receiver = _qualified(x, node, owner, receiver)
        if not receiver:
            arguments(x, given, 0)
            return 0
        callee = attribute(x, receiver, text)
    values = arguments(x, given, callee)
    occurrence = start | CALL | x.scope.read
    return build.expr(_CALL, build.spelled(_CHOSEN, callee, sequence(x, values), occurrence))


def _type_arguments(x: Walk, node: Node) -> None:
    for part in node.named_children:
        if part.kind_id in TYPE_ARGUMENTS:
            types.arguments(x, part)


def _qualified(x: Walk, node: Node, owner: Node, receiver: int) -> int:
    """The receiver of `Type.super.name()`; or there are type arguments, or a comment."""
    _type_arguments(x, node)
    for part in node.named_children:
        if part.kind_id in SUPER and part.start_byte > owner.start_byte:
            return x.build.expr(_INSTANCE, receiver) if receiver else 0
    return receiver


def arguments(x: Walk, node: Node, callee: int) -> list[int]:
    """The values of arguments; what functions among them get is what the callee wants."""
    parts = parts_of(node)
    count = min(len(parts), _MOST)
    values: list[int] = []
    for position, part in enumerate(parts):
        kind = part.kind_id
        if kind in LAMBDA:
            wanted = 0
            if callee and position < _MOST:
                wanted = x.build.expr(_ARGUMENT, callee, position | count << 8)
            values.append(lambda_(x, part, wanted))
        else:
            values.append(VISIT[kind](x, part))
    return values


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


_ARGUMENT_LIST = ids("argument_list")


def creation(x: Walk, node: Node) -> int:
    """`new Type<Arguments>(arguments) { members }`, also of an inner class of something."""
    build = x.build
    outer = declared = callee = 0
    given: Node | None = None
    body: Node | None = None
    last: Node | None = None
    is_made = False
    for part in node.children:
        kind = part.kind_id
        if not part.is_named:
            is_made = is_made or kind in _NEW
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
                declared = applied(x, callee, types.arguments(x, arguments_node))
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
    return typed(x, declared)


def _last_name(node: Node) -> Node:
    while node.kind_id not in IDENTIFIERS:
        parts = parts_of(node)
        if not parts:
            break
        node = parts[-1]
    return node


_GENERIC = ids("generic_type")
_TYPES = _GENERIC | ids("type_identifier", "scoped_type_identifier")


def _new() -> frozenset[int]:
    from .grammar import _TOKENS

    return frozenset(_TOKENS["new"])


_NEW = _new()


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


_DIMENSION = ids("dimensions", "dimensions_expr")


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
        return x.build.spelled(_CHOSEN, receiver, literal(x, b"..."), occurrence)
    if last is owner or last.kind_id not in IDENTIFIERS or not receiver:
        return 0
    start = last.start_byte
    name = text_of(x, last) + CALLED
    return x.build.member(receiver, name, start | CALL | x.scope.read)


# Values


def lambda_(x: Walk, node: Node, wanted: int = 0) -> int:
    """`(parameters) -> body`; `wanted` is the type that it must have, if that is known."""
    from .members import parameters

    build = x.build
    scope = build.open_scope(_LAMBDA_SCOPE, x.scope, node.start_byte, node.end_byte)
    saved = x.scope, x.block, x.block_end, x.returns
    x.scope, x.block, x.block_end, x.returns = scope, scope, node.end_byte, 0
    parts = parts_of(node)
    position = 0
    for part in parts[:-1]:
        kind = part.kind_id
        if kind in FORMAL_PARAMETERS:
            parameters(x, part, scope, wanted)
        elif kind in _INFERRED:
            for each in parts_of(part):
                position += 1
                _inferred(x, scope, each, wanted, position)
        elif kind in IDENTIFIERS:
            _inferred(x, scope, part, wanted, 1)
        else:
            VISIT[kind](x, part)
    if parts:
        last = parts[-1]
        value = VISIT[last.kind_id](x, last)
        if value and last.kind_id not in _BLOCKS:
            build.bind(scope, _RETURN, _RETURN_BIND, value)
    x.scope, x.block, x.block_end, x.returns = saved
    return build.expr(_LAMBDA_EXPR, scope.index)


def _inferred(x: Walk, scope: Scope, node: Node, wanted: int, position: int) -> None:
    start, end = node.start_byte, node.end_byte
    declared = 0
    if wanted and position <= _MOST:
        declared = x.build.expr(_PARAMETER, wanted, position - 1)
    text = x.source[start:end]
    x.build.parameter(scope, text, start, start, end, 0, declared, min(position, _MOST))


def lambda_alone(x: Walk, node: Node) -> int:
    """A lambda of which nothing tells what it must be."""
    return lambda_(x, node)


def expected(x: Walk, node: Node, wanted: int) -> int:
    """Visit an expression that must have the type `wanted`."""
    kind = node.kind_id
    if kind in LAMBDA:
        return lambda_(x, node, wanted)
    if wanted and (kind in PARENTHESIZED or kind in TERNARY):
        parts = parts_of(node)
        if kind in PARENTHESIZED:
            return expected(x, parts[0], wanted) if parts else 0
        if len(parts) == 3:
            saved = x.scope
            VISIT[parts[0].kind_id](x, parts[0])
            values = [expected(x, part, wanted) for part in parts[1:]]
            x.scope = saved
            return _united(x, values)
    return VISIT[kind](x, node)


def _united(x: Walk, values: list[int]) -> int:
    first, second = values
    return x.build.expr(_UNION, first, second) if first and second else first or second


def ternary(x: Walk, node: Node) -> int:
    """`condition ? one : other`; what the condition names is seen in both."""
    saved = x.scope
    parts = parts_of(node)
    values = [VISIT[part.kind_id](x, part) for part in parts]
    x.scope = saved
    return _united(x, values[1:]) if len(values) == 3 else 0


def cast(x: Walk, node: Node) -> int:
    """`(Type) value`."""
    parts = parts_of(node)
    if not parts:
        return 0
    declared = 0
    for part in parts[:-1]:
        found = VISIT[part.kind_id](x, part)
        declared = declared or found
    expected(x, parts[-1], declared)
    return typed(x, declared)


def class_literal(x: Walk, node: Node) -> int:
    """`Type.class`."""
    parts = parts_of(node)
    inner = VISIT[parts[0].kind_id](x, parts[0]) if parts else 0
    head = literal(x, b"Class")
    return typed(x, applied(x, head, [inner])) if inner else head


def binary(x: Walk, node: Node) -> int:
    """`left operator right`; chains of them lean to the left, and may be long."""
    rights: list[Node] = []
    at = node
    while at.kind_id in _BINARY:
        parts = parts_of(at)
        if len(parts) < 2:
            children(x, at)
            break
        rights += reversed(parts[1:])
        at = parts[0]
    else:
        first = VISIT[at.kind_id](x, at)
        is_text = at.kind_id in _STRINGS
        operator = _operator(x, node)
        for right in reversed(rights):
            VISIT[right.kind_id](x, right)
            is_text = is_text or right.kind_id in _STRINGS
        if operator in _COMPARING:
            return literal(x, b"boolean")
        return literal(x, b"String") if is_text and operator == b"+" else first
    return 0


def _operator(x: Walk, node: Node) -> bytes:
    for part in node.children:
        if not part.is_named:
            return text_of(x, part)
    return b""


def unary(x: Walk, node: Node) -> int:
    """`!value`, `-value`."""
    value = inside(x, node)
    is_not = x.source.startswith(b"!", node.start_byte)
    return literal(x, b"boolean") if is_not else value


def assignment(x: Walk, node: Node) -> int:
    """`left = right`; it stands for the right."""
    parts = parts_of(node)
    if len(parts) != 2:
        return children(x, node)
    left, right = parts
    target = written(x, left)
    wanted = x.build.expr(Expr.TYPE_OF, target) if target and right.kind_id in LAMBDA else 0
    return expected(x, right, wanted) or target


def written(x: Walk, node: Node) -> int:
    """Visit what is assigned to."""
    kind = node.kind_id
    scope = x.scope
    if kind in IDENTIFIERS:
        start = node.start_byte
        return x.build.use(scope, text_of(x, node), start | WRITE | scope.read)
    if kind in _FIELD_ACCESS:
        parts = parts_of(node)
        last = parts[-1]
        if len(parts) == 2 and last.kind_id in IDENTIFIERS:
            receiver = VISIT[parts[0].kind_id](x, parts[0])
            start = last.start_byte
            return x.build.member(receiver, text_of(x, last), start | WRITE | scope.read)
    return VISIT[kind](x, node)


def update(x: Walk, node: Node) -> int:
    """`value++`."""
    result = 0
    for part in parts_of(node):
        result = written(x, part)
    return result


def access(x: Walk, node: Node) -> int:
    """`array[index]`."""
    parts = parts_of(node)
    values = [VISIT[part.kind_id](x, part) for part in parts]
    return x.build.expr(_ELEMENT, values[0]) if values and values[0] else 0


def constant(name: bytes) -> Visitor:
    """The visitor of literals of a type."""

    def visit(x: Walk, node: Node) -> int:
        return literal(x, name)

    return visit


def integer(x: Walk, node: Node) -> int:
    """`1` and `1L`."""
    return literal(x, b"long" if x.source[node.end_byte - 1] in b"lL" else b"int")


def floating(x: Walk, node: Node) -> int:
    """`1.0` and `1f`."""
    return literal(x, b"float" if x.source[node.end_byte - 1] in b"fF" else b"double")


def string(x: Walk, node: Node) -> int:
    """A string, with what is interpolated into it."""
    for part in node.named_children:
        visit = VISIT[part.kind_id]
        if visit is not leaf:
            visit(x, part)
    return literal(x, b"String")

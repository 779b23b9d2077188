"""Expressions: calls, casts, operators, literals, lambdas, and what stands between braces."""

from __future__ import annotations

from collections.abc import Callable

from ...facts import RETURN_NAME, Bind, Expr, ScopeKind
from ..scopes import Scope
from . import functions, operators
from .conversions import arguments, arguments_of, conversion, making
from .names import called, identifier, name_in, target
from .types import declared_type, described_type
from .walk import (
    CALL,
    READ,
    WRITE,
    Node,
    Walk,
    children,
    inside,
    literal,
    sequence,
    text_of,
    value_of,
)

_CALL, _TYPED, _INSTANCE = int(Expr.CALL), int(Expr.TYPED), int(Expr.INSTANCE)
_POINTED, _SUBSCRIPT, _UNION = int(Expr.POINTED), int(Expr.SUBSCRIPT), int(Expr.UNION)
_OF_MEMBERS = frozenset((b"->", b".*"))
"""`object->*member` and `object.*member`, which are read as other operators: what the pointer to a
member points at."""
_NULL, _TEXT = b"NULL", b"text"


def call(x: Walk, node: Node) -> int:
    """`callee(arguments)`."""
    callee = node.child_by_field_name("function")
    given = node.child_by_field_name("arguments")
    if callee is None:
        return children(x, node)
    if x.is_cpp:
        converted = conversion(x, callee, given)
        if converted >= 0:
            return converted
        parts = arguments(x, given, callee)
        head = called(x, callee, sequence(x, parts))
        if given is not None and head:
            making(x, callee, head, parts)
            operators.on_local(x, given.start_byte, b"(", callee, head, *parts)
    else:
        head = called(x, callee, -1)
        parts = arguments_of(x, head, given)
    for part in node.named_children:
        if part.start_byte not in (callee.start_byte, given.start_byte if given else -1):
            x.effect[part.kind_id](x, part)
    return x.build.expr(_CALL, head, parts[0] if parts else 0) if head else 0


def cast(x: Walk, node: Node) -> int:
    """`(type) value`."""
    wanted = value_of(x, node.child_by_field_name("type"))
    value = value_of(x, node.child_by_field_name("value"))
    return x.build.expr(_TYPED, wanted) if wanted else value


def compound_literal(x: Walk, node: Node) -> int:
    """`(type) {values}` and `type{values}`."""
    kind = node.child_by_field_name("type")
    given = node.child_by_field_name("value")
    if kind is None:
        return children(x, node)
    if x.kinds[kind.kind_id] == "type_descriptor":
        wanted = described_type(x, kind)
        initializer(x, given, wanted)
        return x.build.expr(_TYPED, wanted) if wanted else 0
    parts = arguments(x, given)
    wanted = name_in(x, kind, CALL, sequence(x, parts))
    return x.build.expr(_CALL, wanted, 0) if wanted else 0


def initializer(x: Walk, node: Node | None, wanted: int) -> int:
    """Visit what a variable of a type begins with; between braces, names of fields are its."""
    if node is None:
        return 0
    kind = x.kinds[node.kind_id]
    if kind != "initializer_list":
        return x.visit[node.kind_id](x, node)
    typed = x.build.expr(_TYPED, wanted) if wanted else 0
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind == "initializer_pair":
            _pair(x, part, typed)
        elif kind == "initializer_list":
            initializer(x, part, wanted)
        else:
            x.effect[part.kind_id](x, part)
    return 0


def _pair(x: Walk, node: Node, typed: int) -> None:
    """`.field = value` and `[index] = value`."""
    held = typed
    parts = node.named_children
    for part in parts[:-1]:
        kind = x.kinds[part.kind_id]
        if kind == "field_designator" or kind == "field_identifier":
            name = part.named_children[0] if kind == "field_designator" else part
            at = name.start_byte
            held = x.build.member(held, text_of(x, name), at | WRITE | x.scope.read)
        elif kind == "subscript_designator":
            children(x, part)
        else:
            x.effect[part.kind_id](x, part)
    value = parts[-1] if parts else None
    if value is None:
        return
    if x.kinds[value.kind_id] == "initializer_list":
        wanted = x.build.expr(Expr.TYPE_OF, held) if held else 0
        initializer(x, value, wanted)
    else:
        x.effect[value.kind_id](x, value)


def new(x: Walk, node: Node) -> int:
    """`new Type(arguments)`."""
    kind = node.child_by_field_name("type")
    given = node.child_by_field_name("arguments")
    placed = node.child_by_field_name("placement")
    arguments(x, placed)
    parts = arguments(x, given)
    wanted = 0
    if kind is not None:
        wanted = name_in(x, kind, CALL, sequence(x, parts))
    for part in node.named_children:
        if x.kinds[part.kind_id] == "new_declarator":
            children(x, part)
    return x.build.expr(_CALL, wanted, 0) if wanted else 0


def assignment(x: Walk, node: Node) -> int:
    """`target = value`, `target += value`."""
    parts = node.named_children
    if len(parts) < 2:
        return children(x, node)
    left, right = parts[0], parts[-1]
    result = target(x, left)
    for part in parts[1:-1]:
        x.effect[part.kind_id](x, part)
    if x.kinds[right.kind_id] == "initializer_list" and result:
        initializer(x, right, x.build.expr(Expr.TYPE_OF, result))
    elif x.is_cpp:
        value = x.visit[right.kind_id](x, right)
        operators.between(x, _after(x, left), left, right, (result, value))
    else:
        x.effect[right.kind_id](x, right)
    return result


def _after(x: Walk, node: Node) -> int:
    at = node.end_byte
    while x.source[at : at + 1].isspace():
        at += 1
    return at


def update(x: Walk, node: Node) -> int:
    """`value++`, `--value`."""
    result = 0
    for part in node.named_children:
        result = target(x, part) or result
        if x.is_cpp and result:
            if part.start_byte > node.start_byte:
                operators.before(x, node, part, result)
            else:
                at = _after(x, part)
                operators.behind(x, at, x.source[at : at + 2], part, result, 0)
    return result


def unary(x: Walk, node: Node) -> int:
    """`!value`, `-value`, `~value`."""
    result = 0
    for part in node.named_children:
        result = x.visit[part.kind_id](x, part)
        if x.is_cpp and result:
            operators.before(x, node, part, result)
    return result


def pointer(x: Walk, node: Node) -> int:
    """`*value` and `&value`."""
    parts = node.named_children
    if not parts:
        return 0
    value = x.visit[parts[-1].kind_id](x, parts[-1])
    if x.is_cpp and value and x.source.startswith(b"*", node.start_byte):
        operators.on_local(x, node.start_byte, b"*", parts[-1], value)
        return value if operators.points(x, parts[-1]) else x.build.expr(_POINTED, value)
    return value


def subscript(x: Walk, node: Node) -> int:
    """`value[index]`."""
    parts = node.named_children
    if not parts:
        return 0
    value = x.visit[parts[0].kind_id](x, parts[0])
    for part in parts[1:]:
        x.effect[part.kind_id](x, part)
    if x.is_cpp and value:
        operators.behind(x, _after(x, parts[0]), b"[", parts[0], value, 0)
        return value if operators.points(x, parts[0]) else x.build.expr(_SUBSCRIPT, value)
    return value


def binary(x: Walk, node: Node) -> int:
    """`left + right`: of the type of the left one, so far as that matters."""
    parts = node.named_children
    if len(parts) < 2:
        return children(x, node)
    left = x.visit[parts[0].kind_id](x, parts[0])
    at = _after(x, parts[0])
    operator = x.source[at : at + 2]
    if operator in _OF_MEMBERS:
        return x.visit[parts[-1].kind_id](x, parts[-1])
    for part in parts[1:-1]:
        x.effect[part.kind_id](x, part)
    right = parts[-1]
    if x.is_cpp:
        value = x.visit[right.kind_id](x, right)
        operators.between(x, at, parts[0], right, (left, value))
        if value and operators.is_of_language(x, left):
            # `"text" + object`: only what defines an operator makes more of it.
            left = value if operator[:1] == b"+" else left
    else:
        x.effect[right.kind_id](x, right)
    if operator[:1] in (b"+", b"-"):
        return left
    if operator in (b"==", b"!=", b"&&", b"||", b"<=", b">=") or operator[:1] in (b"<", b">"):
        return literal(x, b"bool") if operator not in (b"<<", b">>") else left
    return left if operator not in (b"an", b"or") else literal(x, b"bool")


def compared(x: Walk, node: Node) -> int:
    """`left + right` where nobody asks what it gives."""
    return binary(x, node) if x.is_cpp else children(x, node)


def conditional(x: Walk, node: Node) -> int:
    """`condition ? one : other`."""
    parts = node.named_children
    values = [x.visit[part.kind_id](x, part) for part in parts]
    if len(values) < 3:
        return 0
    one, other = values[-2], values[-1]
    if one and other and one != other:
        return x.build.expr(_UNION, one, other)
    return one or other


def comma(x: Walk, node: Node) -> int:
    """`one, other`."""
    result = 0
    for part in node.named_children:
        result = x.visit[part.kind_id](x, part)
    return result


def awaited(x: Walk, node: Node) -> int:
    """`co_await value`: what it gives when it is resumed."""
    value = inside(x, node)
    return x.build.method_call(value, b"await_resume") if value else 0


def sized(x: Walk, node: Node) -> int:
    """`sizeof value`, `sizeof(type)`."""
    children(x, node)
    return literal(x, b"int")


def offset_of(x: Walk, node: Node) -> int:
    """`offsetof(type, member)`."""
    wanted = value_of(x, node.child_by_field_name("type"))
    name = node.child_by_field_name("member")
    if name is not None:
        typed = x.build.expr(_TYPED, wanted) if wanted else 0
        x.build.member(typed, text_of(x, name), name.start_byte | READ | x.scope.read)
    return literal(x, b"int")


def number(x: Walk, node: Node) -> int:
    """A number."""
    text = text_of(x, node)
    is_float = b"." in text and not text.startswith((b"0x", b"0X"))
    return literal(x, b"double" if is_float else b"int")


def constant(name: bytes) -> Callable[[Walk, Node], int]:
    """What is of a type of the language itself."""

    def visit(x: Walk, node: Node) -> int:
        return literal(x, name)

    return visit


def null(x: Walk, node: Node) -> int:
    """A pointer to nothing: a word of the language, or the macro that headers define."""
    if x.source[node.start_byte : node.end_byte] == _NULL:
        return identifier(x, node)
    return literal(x, b"nullptr")


def string(x: Walk, node: Node) -> int:
    """A text."""
    return literal(x, _TEXT)


def joined(x: Walk, node: Node) -> int:
    """Texts in a row, and names of macros between them."""
    children(x, node)
    return literal(x, _TEXT)


def lambda_(x: Walk, node: Node) -> int:
    """`[captures](parameters) { }`."""
    build, outer = x.build, x.scope
    scope = build.open_scope(ScopeKind.LAMBDA, outer, node.start_byte, node.end_byte)
    returned = False
    passed, x.passed = x.passed, []
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind == "lambda_capture_specifier":
            _captures(x, part, scope)
        elif kind in ("lambda_declarator", "abstract_function_declarator"):
            x.scope = scope
            for inner in part.named_children:
                kind = x.kinds[inner.kind_id]
                if kind == "parameter_list":
                    x.passed = passed
                    functions.parameters(x, inner, scope)
                    x.passed = []
                elif kind == "trailing_return_type":
                    wanted = declared_type(x, inner)
                    build.bind(scope, RETURN_NAME.encode(), Bind.RETURN, 0, wanted)
                    returned = True
                else:
                    x.effect[inner.kind_id](x, inner)
            x.scope = outer
        elif kind == "compound_statement":
            x.scope = scope
            before = x.returning
            x.returning = None if returned else scope
            children(x, part)
            x.returning = before
            x.scope = outer
        else:
            x.effect[part.kind_id](x, part)
    return build.expr(Expr.LAMBDA, scope.index)


def _captures(x: Walk, node: Node, scope: Scope) -> None:
    for part in node.named_children:
        if x.kinds[part.kind_id] == "lambda_capture_initializer":
            name = part.child_by_field_name("left")
            value = value_of(x, part.child_by_field_name("right"))
            if name is not None:
                functions.bind_local(x, scope, name, value, 0)
        else:
            x.effect[part.kind_id](x, part)


def returned(x: Walk, node: Node) -> int:
    """`return value`, which tells what a function without a type gives."""
    for part in node.named_children:
        value = x.visit[part.kind_id](x, part)
        if value and x.returning is not None:
            x.build.bind(x.returning, RETURN_NAME.encode(), Bind.RETURN, value, 0)
    return 0


def required(x: Walk, node: Node) -> int:
    """`requires (Type name) { name.member(); }`"""
    before = x.scope
    x.scope = x.build.open_scope(ScopeKind.LAMBDA, before, node.start_byte, node.end_byte)
    for part in node.named_children:
        if x.kinds[part.kind_id] == "parameter_list":
            functions.parameters(x, part, x.scope)
        else:
            x.effect[part.kind_id](x, part)
    x.scope = before
    return literal(x, b"bool")


def generic(x: Walk, node: Node) -> int:
    """`_Generic(value, type: result)`."""
    children(x, node)
    return 0

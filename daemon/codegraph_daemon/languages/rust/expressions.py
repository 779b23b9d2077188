"""Expressions inside functions that have no scope of their own."""

from __future__ import annotations

from ...facts import RETURN_NAME, Expr
from .closures import closure
from .filled import add
from .grammar import (
    ARGUMENTS,
    BODY,
    EXTRAS,
    FIELD,
    FIELDS,
    FUNCTION,
    IDENTIFIER,
    NAME,
    SCOPED,
    TYPE,
    TYPE_ARGUMENTS,
    VALUE,
    ids,
    only,
)
from .paths import generic, named, type_arguments
from .walk import (
    CALL,
    READ,
    TYPE_USE,
    VISIT,
    WRITE,
    Node,
    Visitor,
    Walk,
    children,
    inside,
    value_of,
)

_RETURN = RETURN_NAME.encode()
_GENERIC_FUNCTION, _FIELD_EXPRESSION = only("generic_function"), only("field_expression")
_ALTERNATIVE, _CONSEQUENCE = FIELDS["alternative"], FIELDS["consequence"]
_LEFT, _RIGHT, _OPERATOR = FIELDS["left"], FIELDS["right"], FIELDS["operator"]
_OPERATORS = {
    **{b"+": b"add", b"-": b"sub", b"*": b"mul", b"/": b"div", b"%": b"rem"},
    **{b"&": b"bitand", b"|": b"bitor", b"^": b"bitxor", b"<<": b"shl", b">>": b"shr"},
}
_STATEMENTS = ids("expression_statement", "let_declaration", "empty_statement", "macro_definition")
_BOUND = ids(
    *("let_declaration", "function_item", "struct_item", "enum_item", "const_item", "static_item"),
    *("use_declaration", "impl_item", "trait_item", "type_item", "mod_item", "macro_definition"),
)
_LET = only("let_declaration")
_LET_CONDITION, _LET_CHAIN = only("let_condition"), only("let_chain")
_ARMS, _PARAMETER = ids("match_arm"), only("parameter")
_SHORTHAND, _INITIALIZER = only("shorthand_field_initializer"), only("field_initializer")
_TYPED_BY_ARGUMENT = frozenset((b"collect", b"parse", b"into", b"sum", b"product", b"downcast_ref"))
"""Methods whose type argument says what they give."""
_MOST = 0xFE


_CLOSURE, _REFERENCE = only("closure_expression"), only("reference_expression")
_CALL_EXPRESSION = only("call_expression")
_MAKING = frozenset((_CLOSURE, _REFERENCE, _CALL_EXPRESSION))
_BEGUN = frozenset((b"fold", b"try_fold", b"rfold", b"try_rfold", b"scan"))
"""Methods that pass what they begin with to the closure behind it."""
_HOLDERS = frozenset((b"Box::new", b"Rc::new", b"Arc::new"))
_LONGEST_HOLDER = 8


def call(x: Walk, node: Node) -> int:
    """`callee(arguments)`."""
    target = node.child_by_field_id(FUNCTION)
    arguments = node.child_by_field_id(ARGUMENTS)
    build = x.build
    given: list[int] = []
    callee = 0
    is_member = False
    through, x.passed_on = x.passed_on, 0
    if target is not None:
        if target.kind_id == _GENERIC_FUNCTION:
            for child in target.named_children:
                if child.kind_id == TYPE_ARGUMENTS:
                    given = type_arguments(x, child)
            inner = target.child_by_field_id(FUNCTION)
            target = inner if inner is not None else target
        is_member = target.kind_id == _FIELD_EXPRESSION
        callee = field(x, target, CALL) if is_member else _callee(x, target)
    first = position = 0
    values: list[int] = []
    for argument in arguments.named_children if arguments is not None else ():
        kind = argument.kind_id
        if kind in EXTRAS:
            continue
        function = function_made(x, argument) if kind in _MAKING else None
        if function is not None:
            kind = function.kind_id
            wanted = 0 if position else through
            if callee and not wanted:
                wanted = build.expr(Expr.ARGUMENT, callee, position)
            method = _method(x, target) if position == 1 and is_member and first else b""
            value = made_for(x, function, wanted, first if method in _BEGUN else 0)
            if method == b"scan":
                first = 0
        else:
            value = VISIT[kind](x, argument)
        if not position or (kind == _CLOSURE and position == 1 and not first):
            first = value
        if x.empty:
            values.append(value)
        position += position < _MOST
    if not callee:
        return 0
    if values and target is not None and target.kind_id == _FIELD_EXPRESSION:
        add(x, target, values)
    if given and target is not None and target.kind_id == _FIELD_EXPRESSION:
        name = _method(x, target)
        if name in _TYPED_BY_ARGUMENT:
            made = build.expr(Expr.TYPED, given[0])
            if name == b"collect":
                return build.expr(Expr.CALL, callee, made)
            if name == b"parse":
                return build.expr(Expr.LITERAL, build.name(b"Result"), x.sequence([made]))
            if name == b"downcast_ref":
                return build.expr(Expr.LITERAL, build.name(b"Option"), x.sequence([made]))
            return build.expr(Expr.UNION, made, build.expr(Expr.CALL, callee, first))
    if given:
        types = x.sequence(given) if len(given) > 1 else given[0]
        callee = build.expr(Expr.INDEX, callee, types)
    return build.expr(Expr.CALL, callee, first)


def function_made(x: Walk, node: Node) -> Node | None:
    """The closure that a value is, or points at, or the call that holds one."""
    if node.kind_id == _REFERENCE:
        held = node.named_children[-1:]
        return held[0] if held and held[0].kind_id == _CLOSURE else None
    is_made = node.kind_id == _CLOSURE or (node.kind_id == _CALL_EXPRESSION and _is_holder(x, node))
    return node if is_made else None


def made_for(x: Walk, made: Node, wanted: int, begun: int = 0) -> int:
    """Visit what `function_made` found where a place of a type takes it (0: not known)."""
    if made.kind_id == _CLOSURE:
        return closure(x, made, wanted, begun)
    x.passed_on = wanted
    return call(x, made)


def _is_holder(x: Walk, node: Node) -> bool:
    """Whether a call makes of its argument what stands for it: `Box::new(value)`."""
    function = node.child_by_field_id(FUNCTION)
    if function is None or function.end_byte - function.start_byte > _LONGEST_HOLDER:
        return False
    return x.source[function.start_byte : function.end_byte] in _HOLDERS


def _method(x: Walk, node: Node | None) -> bytes:
    """The name behind the dot of `value.name`."""
    name = None if node is None else node.child_by_field_id(FIELD)
    return b"" if name is None else x.source[name.start_byte : name.end_byte]


def _callee(x: Walk, node: Node) -> int:
    kind = node.kind_id
    if kind == IDENTIFIER or kind in SCOPED:
        return named(x, node, CALL)
    return VISIT[kind](x, node)


def field(x: Walk, node: Node, role: int = READ) -> int:
    """`value.field`."""
    owner, name = node.child_by_field_id(VALUE), node.child_by_field_id(FIELD)
    value = 0 if owner is None else VISIT[owner.kind_id](x, owner)
    if name is None:
        return 0
    start = name.start_byte
    text = x.source[start : name.end_byte]
    return x.build.member(value, text, start | x.scope.read | role)


def generic_function(x: Walk, node: Node) -> int:
    """`function::<T>` that is not called."""
    result = 0
    for child in node.named_children:
        if child.kind_id == TYPE_ARGUMENTS:
            type_arguments(x, child)
        else:
            result = VISIT[child.kind_id](x, child) or result
    return result


def tried(x: Walk, node: Node) -> int:
    """`value?`."""
    value = inside(x, node)
    if not value:
        return 0
    method = x.build.expr(Expr.ATTR, value, x.build.name(b"unwrap"))
    return x.build.expr(Expr.CALL, method)


def awaited(x: Walk, node: Node) -> int:
    """`value.await`."""
    value = inside(x, node)
    return x.build.expr(Expr.AWAIT, value) if value else 0


def struct(x: Walk, node: Node) -> int:
    """`Type { field: value, other, ..rest }`."""
    head, body = node.child_by_field_id(NAME), node.child_by_field_id(BODY)
    expr = 0 if head is None else named(x, head, TYPE_USE)
    build = x.build
    fields = build.expr(Expr.FIELDS, expr) if expr else 0
    for child in body.named_children if body is not None else ():
        kind = child.kind_id
        if kind == _SHORTHAND:
            for name in child.named_children:
                if name.kind_id == IDENTIFIER:
                    start = name.start_byte
                    text = x.source[start : name.end_byte]
                    build.member(fields, text, start | x.scope.read)
                    build.use(x.scope, text, start | x.scope.read)
        elif kind == _INITIALIZER:
            name_node = child.child_by_field_id(FIELD)
            member = 0
            if name_node is not None:
                start = name_node.start_byte
                text = x.source[start : name_node.end_byte]
                member = build.member(fields, text, start | x.scope.read)
            held = child.child_by_field_id(VALUE)
            made = None if held is None or not member else function_made(x, held)
            if made is not None:
                made_for(x, made, build.expr(Expr.TYPE_OF, member))
            elif held is not None:
                VISIT[held.kind_id](x, held)
        else:
            VISIT[kind](x, child)
    return build.expr(Expr.CALL, expr) if expr else 0


def index(x: Walk, node: Node) -> int:
    """`value[index]`."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    results = [VISIT[part.kind_id](x, part) for part in parts]
    if not results or not results[0]:
        return 0
    if len(parts) > 1 and parts[1].kind_id == _RANGE:
        return results[0]
    method = x.build.expr(Expr.ATTR, results[0], x.build.name(b"index"))
    return x.build.expr(Expr.CALL, method)


_RANGE = only("range_expression")


def tuple_(x: Walk, node: Node) -> int:
    """`(a, b)`."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    elements = [VISIT[part.kind_id](x, part) for part in parts]
    return x.build.expr(Expr.LITERAL, x.build.name(b"tuple"), x.sequence(elements[:64]))


def array(x: Walk, node: Node) -> int:
    """`[a, b]`, `[a; n]`."""
    first = 0
    for child in node.named_children:
        if child.kind_id not in EXTRAS:
            value = VISIT[child.kind_id](x, child)
            first = first or value
    if not first:
        return x.literal(b"Vec")
    return x.build.expr(Expr.LITERAL, x.build.name(b"Vec"), first)


def cast(x: Walk, node: Node) -> int:
    """`value as Type`."""
    value_of(x, node, VALUE)
    given = value_of(x, node, TYPE)
    return x.build.expr(Expr.TYPED, given) if given else 0


def unary(x: Walk, node: Node) -> int:
    """`*value`, `!value`, `-value`: of the same type, as far as that is known."""
    return inside(x, node)


def range_(x: Walk, node: Node) -> int:
    """`from..to`, which holds what it begins with, or ends with, if that has a type of its own."""
    held = 0
    for child in node.named_children:
        value = VISIT[child.kind_id](x, child)
        held = held or value
    return x.build.expr(Expr.LITERAL, x.build.name(b"Range"), held) if held else 0


def binary(x: Walk, node: Node) -> int:
    """`left + right`: what the method of the operator's trait gives."""
    left = node.child_by_field_id(_LEFT)
    right = node.child_by_field_id(_RIGHT)
    if left is None or right is None:
        children(x, node)
        return 0
    value = VISIT[left.kind_id](x, left)
    VISIT[right.kind_id](x, right)
    sign = node.child_by_field_id(_OPERATOR)
    method = _OPERATORS.get(x.source[sign.start_byte : sign.end_byte]) if sign and value else None
    if method is None:
        return 0
    return x.build.expr(Expr.CALL, x.build.expr(Expr.ATTR, value, x.build.name(method)))


def assignment(x: Walk, node: Node) -> int:
    """`left = right`, `left += right`; its value is empty."""
    parts = node.named_children
    if len(parts) < 2:
        return binary(x, node)
    left, *rest = parts
    if left.kind_id == IDENTIFIER or left.kind_id in SCOPED:
        named(x, left, WRITE)
    elif left.kind_id == _FIELD_EXPRESSION:
        field(x, left, WRITE)
    else:
        VISIT[left.kind_id](x, left)
    for part in rest:
        VISIT[part.kind_id](x, part)
    return 0


def constant(name: bytes) -> Visitor:
    """The visitor of numbers and the like: a literal of the type `name`."""

    def visit(x: Walk, node: Node) -> int:
        return x.literal(name)

    return visit


EXPRESSIONS: dict[str, Visitor] = {
    "call_expression": call,
    "field_expression": field,
    "generic_function": generic_function,
    "generic_type": generic,
    "generic_type_with_turbofish": generic,
    "try_expression": tried,
    "await_expression": awaited,
    "struct_expression": struct,
    "index_expression": index,
    "tuple_expression": tuple_,
    "array_expression": array,
    "type_cast_expression": cast,
    "unary_expression": unary,
    "reference_expression": inside,
    "parenthesized_expression": inside,
    "binary_expression": binary,
    "range_expression": range_,
    "assignment_expression": assignment,
    "compound_assignment_expr": assignment,
    "unsafe_block": inside,
    "async_block": inside,
    "const_block": inside,
    "else_clause": inside,
    "expression_statement": inside,
    "closure_expression": closure,
    "integer_literal": constant(b"usize"),
    "float_literal": constant(b"f64"),
    "string_literal": constant(b"str"),
    "raw_string_literal": constant(b"str"),
    "char_literal": constant(b"char"),
    "boolean_literal": constant(b"bool"),
}

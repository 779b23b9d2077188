"""Expressions and statements inside functions."""

from __future__ import annotations

from ...facts import RETURN_NAME, Bind, Expr, ScopeKind
from .grammar import (
    ARGUMENTS,
    BODY,
    CONDITION,
    EXTRAS,
    FIELD,
    FIELDS,
    FUNCTION,
    IDENTIFIER,
    NAME,
    PARAMETERS,
    PATTERN,
    RETURN_TYPE,
    SCOPED,
    TYPE,
    TYPE_ARGUMENTS,
    VALUE,
    ids,
    only,
)
from .paths import generic, named, type_arguments
from .patterns import binds_nothing, in_block, pattern
from .walk import CALL, READ, TYPE_USE, VISIT, Node, Visitor, Walk, children, inside, leaf, value_of

_RETURN = RETURN_NAME.encode()
_GENERIC_FUNCTION, _FIELD_EXPRESSION = only("generic_function"), only("field_expression")
_ALTERNATIVE, _CONSEQUENCE = FIELDS["alternative"], FIELDS["consequence"]
_LEFT, _RIGHT = FIELDS["left"], FIELDS["right"]
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


def call(x: Walk, node: Node) -> int:
    """`callee(arguments)`."""
    target = node.child_by_field_id(FUNCTION)
    arguments = node.child_by_field_id(ARGUMENTS)
    build = x.build
    given: list[int] = []
    callee = 0
    if target is not None:
        if target.kind_id == _GENERIC_FUNCTION:
            for child in target.named_children:
                if child.kind_id == TYPE_ARGUMENTS:
                    given = type_arguments(x, child)
            inner = target.child_by_field_id(FUNCTION)
            target = inner if inner is not None else target
        callee = _callee(x, target)
    first = position = 0
    for argument in arguments.named_children if arguments is not None else ():
        kind = argument.kind_id
        if kind in EXTRAS:
            continue
        if kind == _CLOSURE:
            value = closure(x, argument, callee, position)
        else:
            value = VISIT[kind](x, argument)
        if not position or (kind == _CLOSURE and position == 1 and not first):
            first = value
        position += position < _MOST
    if not callee:
        return 0
    if given and target is not None and target.kind_id == _FIELD_EXPRESSION:
        name = x.source[target.start_byte : target.end_byte].rpartition(b".")[2]
        if name.strip() in _TYPED_BY_ARGUMENT:
            made = build.expr(Expr.TYPED, given[0])
            if name.strip() == b"parse":
                return build.expr(Expr.LITERAL, build.name(b"Result"), x.sequence([made]))
            if name.strip() == b"downcast_ref":
                return build.expr(Expr.LITERAL, build.name(b"Option"), x.sequence([made]))
            return build.expr(Expr.UNION, made, build.expr(Expr.CALL, callee, first))
    return build.expr(Expr.CALL, callee, first)


def _callee(x: Walk, node: Node) -> int:
    kind = node.kind_id
    if kind == _FIELD_EXPRESSION:
        return field(x, node, CALL)
    if kind == IDENTIFIER or kind in SCOPED:
        return named(x, node, CALL)
    return VISIT[kind](x, node)


def field(x: Walk, node: Node, role: int = READ) -> int:
    """`value.field`."""
    value = value_of(x, node, VALUE)
    name = node.child_by_field_id(FIELD)
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
            if name_node is not None:
                start = name_node.start_byte
                text = x.source[start : name_node.end_byte]
                build.member(fields, text, start | x.scope.read)
            value_of(x, child, VALUE)
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
    return x.build.expr(Expr.ELEMENT, results[0])


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


def binary(x: Walk, node: Node) -> int:
    """What operators give is what methods of traits return: unknown."""
    children(x, node)
    return 0


def constant(name: bytes) -> Visitor:
    """The visitor of numbers and the like: a literal of the type `name`."""

    def visit(x: Walk, node: Node) -> int:
        return x.literal(name)

    return visit


# Blocks and statements


def block(x: Walk, node: Node) -> int:
    """`{ statements; value }`; what it binds is seen inside alone."""
    parts = node.named_children
    outer = x.scope
    if any(part.kind_id in _BOUND for part in parts):
        in_block(x, node.start_byte, node.end_byte)
    result = statements(x, node, parts)
    x.enter(outer)
    return result


def statements(x: Walk, node: Node, parts: list[Node]) -> int:
    """The statements of a block whose scope is open; what the block gives."""
    items, before, x.items = x.items, x.block_end, x.scope
    x.block_end = node.end_byte
    first = result = 0
    doc = x.doc
    x.doc = (0, 0)
    for part in parts:
        kind = part.kind_id
        visit = VISIT[kind]
        if visit is leaf:
            continue
        value = visit(x, part)
        if part is parts[0]:
            first = value
        result = 0 if kind in _STATEMENTS else value
    x.first = first
    x.items, x.block_end, x.doc = items, before, doc
    return result


def let(x: Walk, node: Node) -> int:
    """`let pattern: Type = value else { };`."""
    given, value_node = node.child_by_field_id(TYPE), node.child_by_field_id(VALUE)
    annotation = 0 if given is None else VISIT[given.kind_id](x, given)
    value = 0 if value_node is None else VISIT[value_node.kind_id](x, value_node)
    otherwise = node.child_by_field_id(_ALTERNATIVE)
    if otherwise is not None:
        VISIT[otherwise.kind_id](x, otherwise)
    target = node.child_by_field_id(PATTERN)
    if target is not None:
        if x.items is not x.home or x.scope.index:
            _shadow(x, node)
        pattern(x, target, value, annotation)
    return 0


def _shadow(x: Walk, node: Node) -> None:
    """A variable is seen from here on: what was met before of its name is another's."""
    scopes, source = x.build.scopes, x.source
    target = node.child_by_field_id(PATTERN)
    if target is None:
        return
    if target.kind_id == IDENTIFIER:
        names = [source[target.start_byte : target.end_byte]]
        later = scopes[x.scope.index :]
        if len(later) < _MANY and not any(text in each.uses for text in names for each in later):
            return
    in_block(x, node.end_byte, x.block_end)


_MANY = 200


def if_(x: Walk, node: Node) -> int:
    """`if condition { } else { }`; what the condition binds is seen in the first block."""
    outer = x.scope
    condition = node.child_by_field_id(CONDITION)
    if condition is not None:
        _conditioned(x, node, condition)
    first = value_of(x, node, _CONSEQUENCE)
    x.enter(outer)
    second = value_of(x, node, _ALTERNATIVE)
    return _either(x, first, second)


def _either(x: Walk, first: int, second: int) -> int:
    if first and second and first != second:
        return x.build.expr(Expr.UNION, first, second)
    return first or second


def _conditioned(x: Walk, node: Node, condition: Node) -> None:
    if condition.kind_id in (_LET_CONDITION, _LET_CHAIN):
        in_block(x, condition.start_byte, node.end_byte)
    VISIT[condition.kind_id](x, condition)


def let_condition(x: Walk, node: Node) -> int:
    """`let pattern = value` in a condition."""
    value = value_of(x, node, VALUE)
    target = node.child_by_field_id(PATTERN)
    if target is not None:
        in_block(x, target.start_byte, x.scope.end)
        pattern(x, target, value)
    return 0


def while_(x: Walk, node: Node) -> int:
    """`while condition { }`."""
    outer = x.scope
    condition = node.child_by_field_id(CONDITION)
    if condition is not None:
        _conditioned(x, node, condition)
    value_of(x, node, BODY)
    x.enter(outer)
    return 0


def for_(x: Walk, node: Node) -> int:
    """`for pattern in values { }`."""
    outer = x.scope
    values = value_of(x, node, VALUE)
    in_block(x, node.start_byte, node.end_byte)
    target = node.child_by_field_id(PATTERN)
    if target is not None:
        pattern(x, target, x.build.expr(Expr.ELEMENT, values) if values else 0)
    value_of(x, node, BODY)
    x.enter(outer)
    return 0


def match(x: Walk, node: Node) -> int:
    """`match value { pattern if condition => result, }`."""
    value = value_of(x, node, VALUE)
    body = node.child_by_field_id(BODY)
    result = arms = 0
    outer = x.scope
    for arm in body.named_children if body is not None else ():
        if arm.kind_id not in _ARMS:
            VISIT[arm.kind_id](x, arm)
            continue
        target = arm.child_by_field_id(PATTERN)
        if target is not None:
            parts = target.named_children
            if not all(binds_nothing(part) for part in parts):
                in_block(x, arm.start_byte, arm.end_byte)
            for child in parts:
                pattern_or_condition(x, target, child, value)
        given = value_of(x, arm, VALUE)
        if given and arms < 8 and given != result:
            result = _either(x, result, given)
            arms += 1
        x.enter(outer)
    return result


def pattern_or_condition(x: Walk, node: Node, child: Node, value: int) -> None:
    """One part of what stands before `=>`."""
    condition = node.child_by_field_id(CONDITION)
    if condition is not None and child.start_byte >= condition.start_byte:
        VISIT[child.kind_id](x, child)
    elif child.kind_id not in EXTRAS:
        pattern(x, child, value)


_CLOSURE = only("closure_expression")


def closure(x: Walk, node: Node, callee: int = 0, place: int = 0) -> int:
    """`|a, b| body`; `callee` is what takes it as its argument at `place`."""
    outer, items, before = x.scope, x.items, x.block_end
    build = x.build
    scope = build.open_scope(ScopeKind.LAMBDA, outer, node.start_byte, node.end_byte)
    x.enter(scope)
    x.items, x.block_end = scope, node.end_byte
    wanted = build.expr(Expr.ARGUMENT, callee, place) if callee else 0
    given = node.child_by_field_id(PARAMETERS)
    position = 1
    for child in given.named_children if given is not None else ():
        kind = child.kind_id
        if kind in EXTRAS:
            continue
        annotation = build.expr(Expr.PARAMETER, wanted, position - 1) if wanted else 0
        target: Node | None = child
        if kind == _PARAMETER:
            annotation = value_of(x, child, TYPE) or annotation
            target = child.child_by_field_id(PATTERN)
        if target is not None:
            pattern(x, target, 0, annotation, position if target.kind_id == IDENTIFIER else -1)
        position += position < 200
    returned = node.child_by_field_id(RETURN_TYPE)
    annotation = 0 if returned is None else VISIT[returned.kind_id](x, returned)
    body = node.child_by_field_id(BODY)
    value = 0
    if body is not None:
        value = VISIT[body.kind_id](x, body)
    build.bind(scope, _RETURN, Bind.RETURN, value, annotation)
    x.items, x.block_end = items, before
    x.enter(outer)
    return build.expr(Expr.LAMBDA, scope.index)


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
    "range_expression": binary,
    "assignment_expression": binary,
    "compound_assignment_expr": binary,
    "block": block,
    "unsafe_block": inside,
    "async_block": inside,
    "const_block": inside,
    "else_clause": inside,
    "expression_statement": inside,
    "let_declaration": let,
    "if_expression": if_,
    "let_condition": let_condition,
    "while_expression": while_,
    "for_expression": for_,
    "match_expression": match,
    "closure_expression": closure,
    "integer_literal": constant(b"usize"),
    "float_literal": constant(b"f64"),
    "string_literal": constant(b"str"),
    "raw_string_literal": constant(b"str"),
    "char_literal": constant(b"char"),
    "boolean_literal": constant(b"bool"),
}

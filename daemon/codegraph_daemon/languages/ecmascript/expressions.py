"""Expressions: calls, operators, casts, JSX."""

from __future__ import annotations

from ...facts import Expr
from .functions import FUNCTIONS, function_value
from .library_calls import NOT_READ, reader_of
from .names import callee_used, member_used, module_name, spelled, super_called
from .narrowing import narrow, told_by
from .types import applied, type_arguments
from .walk import (
    CALL,
    READ,
    WRITE,
    Node,
    Visitor,
    Walk,
    Wanted,
    around,
    children,
    expected,
    first_inside,
    leaf,
    literal,
    parts_of,
    text_of,
    union,
)

_AWAIT = int(Expr.AWAIT)

_CALL, _MODULE = int(Expr.CALL), int(Expr.MODULE)
_ARGUMENT, _RETURNING, _CHOSEN = int(Expr.ARGUMENT), int(Expr.RETURNING), int(Expr.CHOSEN)
_TYPED = int(Expr.TYPED)
_AROUND = frozenset(("parenthesized_expression", "as_expression"))
_UNTYPED = frozenset(("unary_expression", "binary_expression"))
_OPERATORS = _UNTYPED | {"await_expression"}
_MOST = 30


def call_of(x: Walk, node: Node, wanted: Wanted = 0, is_used: bool = True) -> int:
    """`callee(arguments)` and `callee`template``, where the type `wanted` is expected.

    Unless what it gives is used, there is no expression for it.
    """
    kinds = x.kinds
    parts = node.children
    number = parts[0].kind_id
    plain = len(parts) == 2 and kinds[parts[1].kind_id] == "arguments"
    if not plain or number in x.extras:
        parts = parts_of(x, node)
        number = parts[0].kind_id
    target = parts[0]
    kind = kinds[number]
    is_awaited, is_operand = False, False
    while not plain and kind in _OPERATORS:
        # The grammar reads `await f<T>(x)` as `(await f)<T>(x)`, which nobody writes.
        *before, target = parts_of(x, target)
        for each in before:
            x.effect[each.kind_id](x, each)
        is_awaited, is_operand = kind == "await_expression", is_operand or kind in _UNTYPED
        number = target.kind_id
        kind = kinds[number]
    if kind == "member_expression":
        callee = member_used(x, target, CALL)
        read = reader_of(x, target) if plain else None
        if read is not None:
            found = read(x, target, callee, parts[1], wanted)
            if found != NOT_READ:
                return found
    elif kind == "identifier":
        scope, start = x.scope, target.start_byte
        text = x.source[start : target.end_byte]
        if text == b"require":
            found = _module(x, parts)
            if found:
                spelled(x, target, CALL)
                return found
        callee = scope.uses.get(text, 0)
        if callee:
            x.occurrences[callee].append(start | CALL | scope.read)
        else:
            callee = x.build.use(scope, text, start | CALL | scope.read)
    elif kind == "super":
        callee = super_called(x, target)
    else:
        found = _module(x, parts) if kind == "import" else 0
        if found:
            return found
        callee = x.visit[number](x, target)
    if plain:
        first = arguments(x, parts[1], (_RETURNING, callee, wanted) if wanted else callee, callee)
        if not callee or not is_used:
            return 0
        return x.compound.get((_CALL, callee, first)) or x.build.expr(_CALL, callee, first)
    first = 0
    given: list[int] = []
    for part in parts[1:]:
        part_kind = x.kinds[part.kind_id]
        if part_kind == "arguments":
            typed = applied(x, callee, given) if all(given) else callee
            known = (_RETURNING, typed, wanted) if wanted else typed
            first = arguments(x, part, known, callee, bool(given))
        elif part_kind == "type_arguments":
            given = type_arguments(x, part)
        elif part_kind != "optional_chain":
            x.effect[part.kind_id](x, part)
    if not callee or not is_used or is_operand:
        return 0
    value = x.build.expr(_CALL, applied(x, callee, given) if all(given) else callee, first)
    return x.build.expr(_AWAIT, value) if is_awaited else value


def call_alone(x: Walk, node: Node) -> int:
    """A call whose value nobody uses."""
    return call_of(x, node, 0, False)


def _module(x: Walk, parts: list[Node]) -> int:
    """The module that `require("it")` or `import("it")` gives."""
    given = parts_of(x, parts[-1]) if len(parts) == 2 else []
    spec = module_name(x, given[0]) if given else None
    if not spec:
        return 0
    return x.build.expr(_MODULE, x.build.name(spec))


def arguments(
    x: Walk, node: Node, known: Wanted, callee: int, are_types_spelled: bool = False
) -> int:
    """Visit arguments, each with the type that the callee wants there; the first's expression.

    `known` is the callee with what is known of its result.
    """
    count = node.child_count
    if count == 2 and x.source.startswith(b")", node.end_byte - 1):
        return 0
    position = 0
    first = 0
    contextual, effect = x.contextual, x.effect
    only = node.child(1) if count == 3 else None
    # A list of children makes nodes of parentheses and commas as well.
    for child in node.named_children if only is None else (only,):
        kind = child.kind_id
        special = contextual.get(kind)
        if special is not None and callee and position < _MOST:
            # What the first argument is may tell what the others get.
            by = (_CHOSEN, known, first) if first and not are_types_spelled else known
            value = special(x, child, (_ARGUMENT, by, position))
            if not position:
                first = value
        elif kind in x.extras:
            effect[kind](x, child)
            continue
        elif position:
            visit = effect[kind]
            if visit is not leaf:
                visit(x, child)
        else:
            first = x.visit[kind](x, child)
        position += 1
    return first


def new(x: Walk, node: Node) -> int:
    """`new Class<T>(arguments)`."""
    callee = first = 0
    for position, part in enumerate(parts_of(x, node)):
        kind = x.kinds[part.kind_id]
        if not position:
            callee = callee_used(x, part, CALL)
        elif kind == "type_arguments":
            callee = applied(x, callee, type_arguments(x, part))
        elif kind == "arguments":
            first = arguments(x, part, callee, callee)
        else:
            x.effect[part.kind_id](x, part)
    return x.build.expr(_CALL, callee, first) if callee else 0


def awaited(x: Walk, node: Node) -> int:
    """`await value`."""
    value = first_inside(x, node)
    return x.build.expr(_AWAIT, value) if value else 0


def binary_of(x: Walk, node: Node, wanted: Wanted = 0) -> int:
    """`a || b`, `a && b`, `a ?? b`, where the type `wanted` is expected; other operators give no
    object."""
    parts = around(x, node)
    if len(parts) != 2:
        return children(x, node)
    left, right = parts
    operator = x.source[left.end_byte : right.start_byte].strip()
    if operator in (b"||", b"??"):
        return union(x, [expected(x, part, wanted) for part in parts])
    x.effect[left.kind_id](x, left)
    if operator == b"&&":
        outer = x.narrowed
        narrow(x, told_by(x, left, True))
        value = expected(x, right, wanted)
        x.narrowed = outer
        return value
    x.effect[right.kind_id](x, right)
    return 0


def conditional_of(x: Walk, node: Node, wanted: Wanted = 0) -> int:
    """`a ? b : c`, where the type `wanted` is expected."""
    parts = parts_of(x, node)
    if not parts:
        return 0
    test = parts[0]
    x.effect[test.kind_id](x, test)
    outer = x.narrowed
    values: list[int] = []
    for part, outcome in zip(parts[1:], (True, False), strict=False):
        narrow(x, told_by(x, test, outcome))
        values.append(expected(x, part, wanted))
        x.narrowed = outer
    return union(x, values)


def cast(x: Walk, node: Node, wanted: Wanted = 0) -> int:
    """`value as Type`, `<Type>value`, `value satisfies Type`."""
    parts = parts_of(x, node)
    declared = 0
    if len(parts) == 1 and wanted:
        # `value as const` is what it is.
        return expected(x, parts[0], wanted)
    if len(parts) == 2 and x.kinds[parts[0].kind_id] == "type_arguments":
        (declared,) = type_arguments(x, parts[0])[:1] or [0]
        value = expected(x, parts[1], declared)
    elif parts:
        # What an object has under the names of the type is the type's.
        if len(parts) == 2:
            declared = x.visit[parts[1].kind_id](x, parts[1])
        value = expected(x, parts[0], declared)
        if x.kinds[node.kind_id] == "satisfies_expression":
            return value
    else:
        return 0
    if declared:
        return x.build.expr(_TYPED, declared)
    return value


def unwrapped(x: Walk, node: Node) -> Node:
    """A value without parentheses and `as const` around it."""
    while x.kinds[node.kind_id] in _AROUND:
        parts = parts_of(x, node)
        if len(parts) != 1:
            break
        node = parts[0]
    return node


def constant(name: bytes) -> Visitor:
    """The visitor of numbers and the like: a literal of the type `name`."""

    def visit(x: Walk, node: Node) -> int:
        return x.literals.get(name) or literal(x, name)

    return visit


_OF_MODULE = constant(b"ImportMeta")


def meta(x: Walk, node: Node) -> int:
    """`import.meta`, which comes from outside; `new.target` is some class."""
    return _OF_MODULE(x, node) if x.source.startswith(b"import", node.start_byte) else 0


def template(x: Walk, node: Node) -> int:
    """A template string."""
    children(x, node)
    return literal(x, b"string")


def sequence(x: Walk, node: Node) -> int:
    """`a, b`."""
    result = 0
    for part in parts_of(x, node):
        result = x.visit[part.kind_id](x, part)
    return result


def jsx_name(x: Walk, node: Node) -> int:
    """An opening or closing tag: a component's name calls it, others are the browser's."""
    callee = 0
    role = READ if x.kinds[node.kind_id] == "jsx_closing_element" else CALL
    for position, part in enumerate(parts_of(x, node)):
        kind = x.kinds[part.kind_id]
        if not position and kind == "identifier":
            if not x.source[part.start_byte : part.start_byte + 1].islower():
                callee = spelled(x, part, role)
        elif not position and kind == "member_expression":
            callee = member_used(x, part, role)
        elif kind == "jsx_attribute":
            _attribute(x, part, callee)
        elif kind == "type_arguments":
            type_arguments(x, part)
        elif kind != "property_identifier":
            x.effect[part.kind_id](x, part)
    return 0


def _attribute(x: Walk, node: Node, callee: int) -> None:
    """An attribute of a component is a member of what the component wants as its argument."""
    wanted = 0
    for position, part in enumerate(parts_of(x, node)):
        kind = x.kinds[part.kind_id]
        if not position:
            if callee and kind == "property_identifier":
                typed = x.build.expr(_TYPED, x.build.expr(_ARGUMENT, callee, 0))
                start = part.start_byte
                found = x.build.member(typed, text_of(x, part), start | WRITE | x.scope.read)
                wanted = x.build.expr(Expr.TYPE_OF, found)
        elif kind == "jsx_expression":
            for inner in parts_of(x, part):
                expected(x, inner, wanted)
        else:
            x.effect[part.kind_id](x, part)


__all__ = [
    "FUNCTIONS",
    "arguments",
    "awaited",
    "binary_of",
    "call_alone",
    "call_of",
    "cast",
    "conditional_of",
    "constant",
    "function_value",
    "jsx_name",
    "new",
    "sequence",
    "template",
    "unwrapped",
]

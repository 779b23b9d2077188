"""Expressions and the statements that bind inside functions."""

from __future__ import annotations

from ...facts import Expr
from ..labels import bind_label, use_label
from .declarations import declare, list_of
from .grammar import EXPRESSION_LIST, EXTRAS, ids, only, token
from .walk import (
    CALL,
    VISIT,
    WRITE,
    Node,
    Visitor,
    Walk,
    block,
    children,
    inside,
    literal,
    sequence,
)

_IDENTIFIER, _SELECTOR = ids("identifier"), only("selector_expression")
_TYPE_ARGUMENTS, _ARGUMENTS = only("type_arguments"), ids("argument_list")
_TYPE_CASE, _DEFAULT = only("type_case"), only("default_case")
_RANGE = only("range_clause")
_INDEXED = only("index_expression")
_GENERIC, _QUALIFIED = only("generic_type"), only("qualified_type")
_DECLARES, _ARROW = token(":="), token("<-")
_LABEL_NAME = ids("label_name")
_CALLS = ids("call_expression")
_CALL, _TYPED, _INSTANCE = Expr.CALL, Expr.TYPED, Expr.INSTANCE
_MAKING = frozenset((b"new", b"make"))


def identifier(x: Walk, node: Node) -> int:
    """A name that is read where it stands."""
    start = node.start_byte
    text = x.source[start : node.end_byte]
    scope = x.scope
    expr = scope.uses.get(text)
    if expr is None:
        expr = x.build.use(scope, text, start | scope.read)
    else:
        x.occurrences[expr].append(start | scope.read)
    return x.narrowed.get(text, expr) if x.narrowed else expr


def selector(x: Walk, node: Node, role: int = 0) -> int:
    """`operand.field`."""
    operand, field = node.child(0), node.child(node.child_count - 1)
    if operand is None or field is None:
        return 0
    receiver = VISIT[operand.kind_id](x, operand)
    start = field.start_byte
    text = x.source[start : field.end_byte]
    return x.build.member(receiver, text, start | role | x.scope.read)


def statement(x: Walk, node: Node) -> int:
    """What is done for its effect, or returned as what the signature says: nobody asks what a call
    gives here."""
    for part in node.named_children:
        kind = part.kind_id
        call(x, part, False) if kind in _CALLS else VISIT[kind](x, part)
    return 0


def call(x: Walk, node: Node, used: bool = True) -> int:
    """`callee(arguments)`; a type called so converts to it.  `used`: what it gives is needed."""
    callee = arguments = None
    types: list[int] = []
    for part in node.named_children:
        kind = part.kind_id
        if callee is None and kind not in EXTRAS:
            callee = part
        elif kind in _ARGUMENTS:
            arguments = part
        elif kind == _TYPE_ARGUMENTS:
            types = [VISIT[each.kind_id](x, each) for each in part.named_children]
    if callee is None:
        return 0
    kind = callee.kind_id
    if kind in _IDENTIFIER:
        start = callee.start_byte
        text = x.source[start : callee.end_byte]
        target = x.build.use(x.scope, text, start | CALL | x.scope.read)
        if text in _MAKING:
            return _made(x, arguments)
        if text == b"append":
            values = _values(x, arguments)
            return values[0] if values else 0
        if x.narrowed:
            target = x.narrowed.get(text, target)
    elif kind == _SELECTOR:
        target = selector(x, callee, CALL)
    elif kind == _INDEXED:
        target = _instantiated(x, callee)
    else:
        target = VISIT[kind](x, callee)
    values = _values(x, arguments)
    if not target or not used:
        return 0
    # What a generic function gives may be told by any of its arguments.
    given = sequence(x, values) if len(values) > 1 else values[0] if values else 0
    if types:
        target = _of_types(x, target, types)
    return x.build.expr(_CALL, target, given)


def _of_types(x: Walk, callee: int, types: list[int]) -> int:
    """What is given types that are spelled."""
    index = types[0] if len(types) == 1 else sequence(x, types)
    return x.build.expr(Expr.INDEX, callee, index)


def _instantiated(x: Walk, node: Node) -> int:
    """`callee[Type]`, called; or what a container of functions holds."""
    head, *given = [part for part in node.named_children if part.kind_id not in EXTRAS]
    kind = head.kind_id
    if kind in _IDENTIFIER:
        start = head.start_byte
        text = x.source[start : head.end_byte]
        value = x.build.use(x.scope, text, start | CALL | x.scope.read)
        value = x.narrowed.get(text, value) if x.narrowed else value
    elif kind == _SELECTOR:
        value = selector(x, head, CALL)
    else:
        value = VISIT[kind](x, head)
    for part in given:
        VISIT[part.kind_id](x, part)
    return x.build.expr(Expr.INDEX, value, 0) if value else 0


def _values(x: Walk, arguments: Node | None) -> list[int]:
    if arguments is None:
        return []
    return [VISIT[part.kind_id](x, part) for part in arguments.named_children]


def _made(x: Walk, arguments: Node | None) -> int:
    """`new(T)` and `make(T, size)`: something of the type."""
    parts = [] if arguments is None else arguments.named_children
    values = [VISIT[part.kind_id](x, part) for part in parts]
    return x.build.expr(_TYPED, values[0]) if values and values[0] else 0


def index(x: Walk, node: Node) -> int:
    """`operand[index]`."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    values = [VISIT[part.kind_id](x, part) for part in parts]
    return x.build.expr(Expr.INDEX, values[0], 0) if values and values[0] else 0


def sliced(x: Walk, node: Node) -> int:
    """`operand[from:to]`: the same again."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    values = [VISIT[part.kind_id](x, part) for part in parts]
    return values[0] if values else 0


def unary(x: Walk, node: Node) -> int:
    """`&a` and `*a` are taken for `a`; `<-a` gives what a channel holds."""
    operator = node.child(0)
    value = inside(x, node)
    if value and operator is not None and operator.kind_id == _ARROW:
        return x.build.expr(Expr.ELEMENT, value)
    return value


def assertion(x: Walk, node: Node) -> int:
    """`operand.(Type)`."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    values = [VISIT[part.kind_id](x, part) for part in parts]
    return x.build.expr(_TYPED, values[-1]) if len(values) > 1 and values[-1] else 0


def conversion(x: Walk, node: Node) -> int:
    """`Type(operand)`; to call a generic function with its types looks the same."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    if len(parts) == 2 and parts[0].kind_id == _GENERIC:
        head, *rest = [part for part in parts[0].named_children if part.kind_id not in EXTRAS]
        called = _called_type(x, head)
        given = [VISIT[each.kind_id](x, each) for part in rest for each in part.named_children]
        operand = VISIT[parts[1].kind_id](x, parts[1])
        if not called or not given:
            return 0
        return x.build.expr(_CALL, _of_types(x, called, given), operand)
    values = [VISIT[part.kind_id](x, part) for part in parts]
    return x.build.expr(_TYPED, values[0]) if values and values[0] else 0


def _called_type(x: Walk, node: Node) -> int:
    """A name where a type is expected, which is called."""
    name = node.named_children[-1] if node.kind_id == _QUALIFIED else node
    start = name.start_byte
    text = x.source[start : name.end_byte]
    if name is node:
        return x.build.use(x.scope, text, start | CALL | x.scope.read)
    package = node.named_children[0]
    at = package.start_byte
    head = x.build.use(x.scope, x.source[at : package.end_byte], at | x.scope.read)
    return x.build.member(head, text, start | CALL | x.scope.read)


def constant(name: bytes) -> Visitor:
    """The visitor of numbers and the like: a value of the type `name`."""

    def visit(x: Walk, node: Node) -> int:
        return x.literals.get(name) or literal(x, name)

    return visit


def binary(x: Walk, node: Node) -> int:
    """`a + b`: of the type of its operands, which have no members that a workspace could add."""
    children(x, node)
    return 0


# Statements


def short_variables(x: Walk, node: Node) -> int:
    """`a, b := values`: declares what the block does not have yet, and assigns to the others."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return children(x, node)
    names = _parts(left)
    values = list_of(x, right, len(names))
    texts = [x.source[each.start_byte : each.end_byte] for each in names]
    x.from_here(texts, node.end_byte)
    _declare_all(x, names, values)
    return 0


def _parts(node: Node) -> list[Node]:
    if node.kind_id != EXPRESSION_LIST:
        return [node]
    return [part for part in node.named_children if part.kind_id not in EXTRAS]


def _declare_all(x: Walk, names: list[Node], values: list[int]) -> None:
    scope = x.binding_scope()
    for position, name in enumerate(names):
        value = values[position] if position < len(values) else 0
        start = name.start_byte
        text = x.source[start : name.end_byte]
        if name.kind_id not in _IDENTIFIER:
            VISIT[name.kind_id](x, name)
        elif len(names) > 1 and x.has(scope, text):
            # It is declared already, so this assigns to it.
            x.build.use(scope, text, start | WRITE | scope.read)
        else:
            declare(x, scope, name, value)


def assignment(x: Walk, node: Node) -> int:
    """`a, b.c = values`."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return children(x, node)
    for part in _parts(left):
        _assign(x, part)
    VISIT[right.kind_id](x, right)
    return 0


def stepped(x: Walk, node: Node) -> int:
    """`a.b++` and `a--`."""
    for part in node.named_children:
        _assign(x, part)
    return 0


def _assign(x: Walk, node: Node) -> None:
    kind = node.kind_id
    if kind in _IDENTIFIER:
        start = node.start_byte
        text = x.source[start : node.end_byte]
        if text != b"_":
            x.build.use(x.scope, text, start | WRITE | x.scope.read)
    elif kind == _SELECTOR:
        selector(x, node, WRITE)
    else:
        VISIT[kind](x, node)


def ranged(x: Walk, node: Node) -> int:
    """`key, value := range container`."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    value = VISIT[right.kind_id](x, right) if right is not None else 0
    if left is None:
        return 0
    parts = _parts(left)
    if any(part.kind_id == _DECLARES for part in node.children):
        build = x.build
        values = [build.expr(Expr.ELEMENT, value), build.expr(Expr.INDEX, value, 0)]
        _declare_all(x, parts, values if value else [])
    else:
        for part in parts:
            _assign(x, part)
    return 0


def received(x: Walk, node: Node) -> int:
    """`value, ok := <-channel` in a case of a `select`."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    value = VISIT[right.kind_id](x, right) if right is not None else 0
    if left is None:
        return 0
    if any(part.kind_id == _DECLARES for part in node.children):
        _declare_all(x, _parts(left), [value])
    else:
        for part in _parts(left):
            _assign(x, part)
    return 0


def type_switch(x: Walk, node: Node) -> int:
    """`switch name := value.(type) { case Type: ... }`: each case tells what the name is."""
    outer, before, narrowed = x.scope, x.pending, x.narrowed
    x.pending = (node.start_byte, node.end_byte)
    name: Node | None = None
    alias = node.child_by_field_name("alias")
    value = node.child_by_field_name("value")
    for part in node.named_children:
        if part == alias:
            names = _parts(part)
            name = names[0] if names else None
        elif part == value:
            known = VISIT[part.kind_id](x, part)
            if name is not None:
                declare(x, x.binding_scope(), name, known)
        elif part.kind_id == _TYPE_CASE:
            _type_case(x, part, name)
        elif part.kind_id not in EXTRAS:
            visit = VISIT[part.kind_id]
            block(x, part) if part.kind_id == _DEFAULT else visit(x, part)
    x.scope, x.pending, x.narrowed = outer, before, narrowed
    return 0


def _type_case(x: Walk, node: Node, name: Node | None) -> None:
    outer, before, narrowed = x.scope, x.pending, x.narrowed
    listed = set(node.children_by_field_name("type"))
    kinds = [VISIT[part.kind_id](x, part) for part in node.named_children if part in listed]
    if name is not None and len(kinds) == 1 and kinds[0]:
        text = x.source[name.start_byte : name.end_byte]
        x.narrowed = {**narrowed, text: x.build.expr(_TYPED, kinds[0])}
    x.pending = (node.start_byte, node.end_byte)
    for part in node.named_children:
        if part not in listed:
            VISIT[part.kind_id](x, part)
    x.scope, x.pending, x.narrowed = outer, before, narrowed


def label(x: Walk, node: Node) -> int:
    """`name: statement`."""
    for part in node.named_children:
        if part.kind_id in _LABEL_NAME:
            bind_label(x.build, x.scope, part.start_byte, x.source[part.start_byte : part.end_byte])
        else:
            VISIT[part.kind_id](x, part)
    return 0


def jump(x: Walk, node: Node) -> int:
    """`break name`, `continue name` and `goto name`."""
    for part in node.named_children:
        if part.kind_id in _LABEL_NAME:
            use_label(x.build, x.scope, part.start_byte, x.source[part.start_byte : part.end_byte])
    return 0

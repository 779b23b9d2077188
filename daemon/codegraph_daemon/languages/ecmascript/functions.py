"""Functions of every kind: their parameters, what they return, and their bodies."""

from __future__ import annotations

from ...facts import PARAMETERS_NAME, RETURN_NAME, Bind, Expr, Flag, Kind, ScopeKind
from ..scopes import Definition, Scope
from . import jsdoc, types
from .patterns import pattern
from .walk import (
    DEFINITION,
    EXTRAS,
    Node,
    Walk,
    Wanted,
    around,
    documentation,
    expected,
    made,
    statements,
    text_of,
)

_THIS, _LAMBDA_EXPR, _CALL = int(Expr.THIS), int(Expr.LAMBDA), int(Expr.CALL)
_TYPED, _TYPE_OF, _PARAMETER = int(Expr.TYPED), int(Expr.TYPE_OF), int(Expr.PARAMETER)
_AWAIT, _LITERAL = int(Expr.AWAIT), int(Expr.LITERAL)
_VALUE, _RETURN_BIND, _PARAM = int(Bind.VALUE), int(Bind.RETURN), int(Bind.PARAM)
_FUNCTION_SYMBOL = int(Kind.FUNCTION)
_LAMBDA, _TYPE_PARAMETERS = int(ScopeKind.LAMBDA), int(ScopeKind.TYPE_PARAMETERS)

_RETURN = RETURN_NAME.encode()
_PARAMETERS = PARAMETERS_NAME.encode()
_RETURNS = frozenset(("type_annotation", "type_predicate_annotation", "asserts_annotation"))
_ONE = frozenset(("required_parameter", "optional_parameter"))
_FUNCTION, _BLOCK = int(ScopeKind.FUNCTION), int(ScopeKind.BLOCK)
_COLLECTS = 0x100
"""Marks the position of a parameter that takes all the rest."""
_GATHERS = 0x200
"""Marks the position of a parameter that takes all the rest, whose type is that of all of it."""
_MOST = _COLLECTS - 1

FUNCTIONS = frozenset(("arrow_function", "function_expression", "generator_function", "function"))
"""Kinds of expressions that are functions."""


def function_declaration(x: Walk, node: Node) -> int:
    """`function name() {}`, also without a body or a name (as a default export)."""
    name = node.child_by_field_name("name")
    start = node.start_byte
    doc = documentation(x, start)
    if name is None:
        return function_value(x, node, doc=doc)
    text = text_of(x, name)
    flags = int(Flag.ASYNC) if x.source.startswith(b"async", start) else 0
    if x.kinds[node.kind_id] == "function_signature":
        flags |= Flag.OVERLOAD
    scope = x.build.open_scope(_FUNCTION, x.scope, start, node.end_byte)
    x.build.define(
        x.scope,
        text,
        name.start_byte,
        start,
        node.end_byte,
        Definition(_FUNCTION_SYMBOL, flags, scope.index, doc),
    )
    before, x.this = x.this, x.build.expr(_THIS, scope.index)
    body(x, node, scope, doc)
    x.this = before
    return 0


def function_expression(x: Walk, node: Node) -> int:
    """`function () {}` and `() => {}` where nothing else names them."""
    return free_function(x, node, 0)


def free_function(x: Walk, node: Node, wanted: Wanted) -> int:
    """A function that is a value somewhere; one that has a name is a symbol, which it alone sees.

    Components are mostly written so, `memo(function Name() {})`, and callers are known by it.
    """
    if node.child_by_field_name("name") is None:
        return function_value(x, node, wanted)
    outer = x.scope
    x.scope = x.build.open_scope(_BLOCK, outer, node.start_byte, node.end_byte)
    value = function_value(x, node, wanted, own=x.scope)
    x.scope = outer
    return value


def function_value(
    x: Walk,
    node: Node,
    wanted: Wanted = 0,
    this: Wanted = 0,
    doc: tuple[int, int] = (0, 0),
    own: Scope | None = None,
) -> int:
    """A function as a value; `wanted` is the type that it must have, if that is known.

    `this` is what `this` means in it, if it is no arrow, which has that of outside.
    `own` is the scope around it for the symbol that it is; None: it is none, or another's.
    """
    scope = x.build.open_scope(_LAMBDA, x.scope, node.start_byte, node.end_byte)
    before = x.this
    if x.kinds[node.kind_id] != "arrow_function":
        x.this = made(x, this)
    name = node.child_by_field_name("name")
    if name is not None and own is not None:
        start, end = node.start_byte, node.end_byte
        flags = int(Flag.ASYNC) if x.source.startswith(b"async", start) else 0
        definition = Definition(_FUNCTION_SYMBOL, flags, scope.index, doc)
        x.build.define(own, text_of(x, name), name.start_byte, start, end, definition)
    elif name is not None:
        # A function expression's own name is seen inside of it alone.
        x.build.bind(scope, text_of(x, name), _VALUE, x.build.expr(_LAMBDA_EXPR, scope.index))
        x.build.use(scope, text_of(x, name), name.start_byte | DEFINITION | scope.read)
    body(x, node, scope, doc, wanted)
    x.this = before
    return x.build.expr(_LAMBDA_EXPR, scope.index)


def body(
    x: Walk, node: Node, scope: Scope, doc: tuple[int, int] = (0, 0), wanted: Wanted = 0
) -> None:
    """Visit parameters, return type and body of a function whose scope is open."""
    outer, home, returns, narrowed = x.scope, x.home, x.returns, x.narrowed
    was_async, x.is_async = x.is_async, _is_async(x, node)
    x.scope = x.home = scope
    x.comment = None
    x.returns = 0
    notes = jsdoc.notes(x, doc) if doc[1] and not x.is_typed else jsdoc.NOTHING
    if wanted:
        given: Wanted = (_CALL, (_TYPED, wanted, 0), 0)
        x.returns = (_TYPE_OF, (_AWAIT, given, 0) if x.is_async else given, 0)
    if notes.returns:
        x.returns = notes.returns
        x.build.bind(scope, _RETURN, _RETURN_BIND, 0, notes.returns)
    kinds = x.kinds
    is_arrow = kinds[node.kind_id] == "arrow_function"
    # The parameters and the body of an arrow, mostly.
    named = around(x, node) if is_arrow and node.child_count == 3 else node.named_children
    if is_arrow and named and kinds[named[0].kind_id] == "identifier" and len(named) > 1:
        _parameter(x, scope, named[0], named[0], 0, 0, 1, wanted, notes)
        x.build.bind(scope, _PARAMETERS, _VALUE, 0, 0, 1)
        named = named[1:]
    last = len(named) - 1
    for position, child in enumerate(named):
        kind = kinds[child.kind_id]
        if kind == "formal_parameters":
            parameters(x, scope, child, wanted, notes)
        elif kind == "type_parameters":
            generic = x.build.open_scope(_TYPE_PARAMETERS, outer, child.start_byte, child.end_byte)
            generic.outward, scope.outward = scope.outward, generic
            x.scope = generic
            types.type_parameters(x, child)
            x.scope = scope
        elif kind in _RETURNS:
            declared = types.annotation(x, child)
            x.returns = declared
            if x.is_async:
                x.returns = (_TYPE_OF, (_AWAIT, (_TYPED, declared, 0), 0), 0)
            x.build.bind(scope, _RETURN, _RETURN_BIND, 0, declared)
        elif kind == "statement_block":
            statements(x, child)
        elif is_arrow and position == last and kind not in EXTRAS:
            value = expected(x, child, x.returns)
            if value:
                x.build.bind(scope, _RETURN, _RETURN_BIND, _promised(x, value))
        elif kind not in ("identifier", "property_identifier", "accessibility_modifier"):
            x.effect[child.kind_id](x, child)
    if doc[1]:
        jsdoc.mention_parameters(x, scope, doc)
    x.scope, x.home, x.returns, x.narrowed = outer, home, returns, narrowed
    x.is_async = was_async
    x.comment = None


def _is_async(x: Walk, node: Node) -> bool:
    """Whether what a function returns is less than its type says, which is that of a promise."""
    start = node.start_byte
    if x.kinds[node.kind_id] == "method_definition":
        name = node.child_by_field_name("name")
        return name is not None and b"async" in x.source[start : name.start_byte].split()
    if not x.source.startswith(b"async", start):
        return False
    first = node.child(0)
    return first is not None and x.kinds[first.kind_id] == "async"


def _promised(x: Walk, value: int) -> int:
    """What the innermost function gives that returns a value."""
    if not x.is_async:
        return value
    awaited = x.build.expr(_AWAIT, value)
    return x.build.expr(_LITERAL, x.build.name(b"Promise"), awaited)


def parameters(
    x: Walk, scope: Scope, node: Node, wanted: Wanted = 0, notes: jsdoc.Notes = jsdoc.NOTHING
) -> None:
    """Bind the parameters in `scope`; the first has position 1, as a method's `this` has none."""
    position = 1
    kinds = x.kinds
    is_empty = node.child_count == 2 and x.source.startswith(b")", node.end_byte - 1)
    for child in () if is_empty else node.named_children:
        kind = kinds[child.kind_id]
        if kind in EXTRAS or kind == "decorator":
            x.effect[child.kind_id](x, child)
            continue
        declared = default = 0
        name: Node | None = None
        if kind in _ONE:
            for part in child.named_children:
                part_kind = kinds[part.kind_id]
                if part_kind == "type_annotation":
                    declared = types.annotation(x, part)
                elif part_kind in ("decorator", *EXTRAS):
                    x.effect[part.kind_id](x, part)
                elif part_kind in ("accessibility_modifier", "override_modifier"):
                    continue
                elif name is None:
                    name = part
                else:
                    default = expected(x, part, declared)
        elif kind == "assignment_pattern":
            parts = [part for part in child.named_children if kinds[part.kind_id] not in EXTRAS]
            name = parts[0]
            if len(parts) > 1:
                default = x.visit[parts[1].kind_id](x, parts[1])
        else:
            name = child
        if name is None:
            continue
        if kinds[name.kind_id] == "this":
            # The type of `this`, not a parameter.
            if declared:
                x.this = x.build.expr(_TYPED, declared)
            continue
        _parameter(x, scope, child, name, default, declared, position, wanted, notes)
        if position < _MOST:
            position += 1
    x.build.bind(scope, _PARAMETERS, _VALUE, 0, 0, position - 1)


def _parameter(
    x: Walk,
    scope: Scope,
    whole: Node,
    name: Node,
    default: int,
    declared: int,
    position: int,
    wanted: Wanted,
    notes: jsdoc.Notes,
) -> None:
    build = x.build
    collects = 0
    if x.kinds[name.kind_id] == "rest_pattern":
        inner = name.named_children
        if not inner:
            return
        name, collects = inner[0], _COLLECTS
    context = 0
    if not declared and wanted:
        context = build.expr(_PARAMETER, made(x, wanted), position - 1 | collects)
    if x.kinds[name.kind_id] != "identifier":
        # What a pattern takes apart is a parameter without a name.
        declared = declared or notes.at(position)
        if declared or context or default:
            wanted_type = declared or context
            x.build.bind(scope, b"<%d>" % position, _PARAM, default, wanted_type, position)
        value = build.expr(_TYPED, context) if context else default
        pattern(x, scope, name, value, declared)
        return
    text = text_of(x, name)
    if not declared:
        declared = notes.parameters.get(text, 0) or context
    build.parameter(
        scope,
        text,
        name.start_byte,
        whole.start_byte,
        whole.end_byte,
        default,
        declared,
        position | _GATHERS if collects else position,
    )


def returned(x: Walk, node: Node) -> int:
    """`return value`."""
    for child in node.named_children:
        if x.kinds[child.kind_id] in EXTRAS:
            continue
        value = expected(x, child, x.returns)
        scope: Scope | None = x.home
        if value and scope is not None and scope.kind >= _FUNCTION:
            x.build.bind(scope, _RETURN, _RETURN_BIND, _promised(x, value))
    return 0

"""Statements: variables, blocks, loops, assignments."""

from __future__ import annotations

from ...facts import Bind, Expr, Flag, Kind, ScopeKind
from ..labels import bind_label, use_label
from ..scopes import Definition, Scope
from . import commonjs, jsdoc, narrowing
from .classes import class_of
from .expressions import unwrapped
from .functions import FUNCTIONS, body
from .names import member_used, spelled, symbol_key
from .objects import members as object_members
from .patterns import annotated, pattern, target
from .types import annotation
from .walk import (
    EXTRAS,
    WRITE,
    Node,
    Visitor,
    Walk,
    around,
    children,
    documentation,
    expected,
    parts_of,
    text_of,
)

_THIS, _OBJECT, _TYPE_OF = int(Expr.THIS), int(Expr.OBJECT), int(Expr.TYPE_OF)
_CONSTANT, _VARIABLE, _FUNCTION_SYMBOL = int(Kind.CONSTANT), int(Kind.VARIABLE), int(Kind.FUNCTION)
_BLOCK, _FUNCTION = int(ScopeKind.BLOCK), int(ScopeKind.FUNCTION)

_LEXICAL = frozenset(
    (
        *("lexical_declaration", "using_declaration", "class_declaration"),
        *("abstract_class_declaration", "function_declaration"),
        *("generator_function_declaration", "interface_declaration"),
        *("type_alias_declaration", "enum_declaration"),
    )
)
_CLASS = int(ScopeKind.CLASS)
_ELEMENT = int(Expr.ELEMENT)


def block(x: Walk, node: Node) -> int:
    """`{...}`, with a scope of its own if it binds anything."""
    kinds = x.kinds
    for child in node.named_children:
        if kinds[child.kind_id] in _LEXICAL:
            return _scoped(x, node)
    return narrowing.block(x, node)


def _scoped(x: Walk, node: Node, visit: Visitor = narrowing.block) -> int:
    outer = x.scope
    x.scope = x.build.open_scope(_BLOCK, outer, node.start_byte, node.end_byte)
    visit(x, node)
    x.scope = outer
    return 0


def switch(x: Walk, node: Node) -> int:
    """The body of `switch`."""
    return _scoped(x, node, narrowing.cases)


def variables(x: Walk, node: Node) -> int:
    """`const a = 1, {b} = c` and the like."""
    start = node.start_byte
    doc = documentation(x, start)
    is_var = x.source.startswith(b"var", start)
    scope = x.home if is_var else x.scope
    kind = _CONSTANT if x.source.startswith(b"const", start) else _VARIABLE
    # One variable, mostly, without or with a semicolon.
    count = node.child_count
    is_one = count == 2 or (count == 3 and x.source.startswith(b";", node.end_byte - 1))
    only = node.child(1) if is_one else None
    for child in node.named_children if only is None else (only,):
        if x.kinds[child.kind_id] == "variable_declarator":
            _declarator(x, child, scope, kind, doc, node)
            doc = (0, 0)
        else:
            x.effect[child.kind_id](x, child)
    x.comment = None
    return 0


def _declarator(
    x: Walk, node: Node, scope: Scope, kind: int, doc: tuple[int, int], statement: Node
) -> None:
    name: Node | None = None
    given: Node | None = None
    declared = 0
    first, last = (node.child(0), node.child(2)) if node.child_count == 3 else (None, None)
    for part in (first, last) if first is not None and last is not None else node.named_children:
        number = part.kind_id
        if number in x.extras:
            continue
        if name is None:
            name = part
        elif x.kinds[number] == "type_annotation":
            declared = annotation(x, part)
        else:
            given = part
    if name is None:
        return
    if doc[1] and not declared and not x.is_typed:
        declared = jsdoc.notes(x, doc).type
    if given is not None and not x.is_typed and commonjs.required(x, scope, name, given):
        return
    is_name = x.kinds[name.kind_id] == "identifier"
    if not is_name:
        value = 0 if given is None else expected(x, given, declared)
        pattern(x, scope, name, value, declared)
        return
    if given is not None:
        inner = unwrapped(x, given)
        inner_kind = x.kinds[inner.kind_id]
        if inner_kind in FUNCTIONS:
            _function(x, node, inner, scope, name, declared, doc)
            return
        if inner_kind == "class":
            class_of(x, inner, name, node)
            return
        if inner_kind == "object" and scope.kind <= _CLASS:
            _object(x, node, inner, scope, name, kind, declared, doc)
            return
    value = 0 if given is None else expected(x, given, declared)
    pattern(x, scope, name, value, declared, node)
    if scope.kind <= _CLASS:
        x.build.note(scope, text_of(x, name), Definition(kind, 0, 0xFFFFFFFF, doc))


def _function(
    x: Walk,
    whole: Node,
    node: Node,
    scope: Scope,
    name: Node,
    wanted: int,
    doc: tuple[int, int],
) -> None:
    """A variable that is a function: a function by that name."""
    build = x.build
    flags = int(Flag.ASYNC) if x.source.startswith(b"async", node.start_byte) else 0
    start, end = whole.start_byte, whole.end_byte
    opened = build.open_scope(_FUNCTION, x.scope, start, end)
    definition = Definition(_FUNCTION_SYMBOL, flags, opened.index, doc)
    build.define(scope, text_of(x, name), name.start_byte, start, end, definition)
    before = x.this
    if x.kinds[node.kind_id] != "arrow_function":
        x.this = build.expr(_THIS, opened.index)
    body(x, node, opened, doc, wanted)
    x.this = before


def _object(
    x: Walk,
    whole: Node,
    node: Node,
    scope: Scope,
    name: Node,
    kind: int,
    declared: int,
    doc: tuple[int, int],
) -> None:
    """A variable that is an object: its members are the object's."""
    opened = x.build.open_scope(_CLASS, x.scope, node.start_byte, node.end_byte)
    pattern(x, scope, name, x.build.expr(_OBJECT, opened.index), declared, whole)
    x.build.note(scope, text_of(x, name), Definition(kind, 0, opened.index, doc))
    object_members(x, node, opened, declared)


def for_in(x: Walk, node: Node) -> int:
    """`for (const left of right)` and `for (left in right)`."""
    outer = x.scope
    left: Node | None = None
    right: Node | None = None
    word = operator = b""
    rest: list[Node] = []
    for child in node.children:
        if not child.is_named:
            text = text_of(x, child)
            if text in (b"const", b"let", b"var", b"using"):
                word = text
            elif text in (b"of", b"in"):
                operator = text
        elif x.kinds[child.kind_id] in EXTRAS:
            continue
        elif not operator:
            left = child
        elif right is None:
            right = child
        else:
            rest.append(child)
    if left is None or right is None:
        return children(x, node)
    value = x.visit[right.kind_id](x, right)
    value = x.build.expr(_ELEMENT, value) if value and operator == b"of" else 0
    if word in (b"const", b"let", b"using"):
        x.scope = x.build.open_scope(_BLOCK, outer, node.start_byte, node.end_byte)
        pattern(x, x.scope, left, value)
    elif word:
        pattern(x, x.home, left, value)
    else:
        target(x, left, value)
    for child in rest:
        x.effect[child.kind_id](x, child)
    x.scope = outer
    return 0


def for_(x: Walk, node: Node) -> int:
    """`for (let i = 0; ...)`."""
    return _scoped(x, node)


def catch(x: Walk, node: Node) -> int:
    """`catch (error) {}`."""
    outer = x.scope
    scope = x.scope = x.build.open_scope(_BLOCK, outer, node.start_byte, node.end_byte)
    for child in parts_of(x, node):
        kind = x.kinds[child.kind_id]
        if kind in ("statement_block", "type_annotation"):
            x.effect[child.kind_id](x, child)
        else:
            pattern(x, scope, child, 0)
    x.scope = outer
    return 0


def assignment(x: Walk, node: Node) -> int:
    """`left = right`."""
    parts = around(x, node)
    if len(parts) != 2:
        return children(x, node)
    left, right = parts
    is_member = x.kinds[left.kind_id] == "member_expression"
    doc = documentation(x, node.start_byte)
    if not x.is_typed and is_member:
        value = commonjs.assigned(x, node, left, right, doc)
        if value >= 0:
            return value
    if is_member:
        found = member_used(x, left, WRITE)
        return expected(x, right, (_TYPE_OF, found, 0) if found else 0)
    if x.kinds[left.kind_id] == "subscript_expression":
        return _keyed(x, node, left, right, doc)
    declared = 0
    if x.kinds[left.kind_id] == "identifier" and right.kind_id in x.contextual:
        declared = annotated(x, text_of(x, left))
    value = expected(x, right, declared)
    target(x, left, value)
    return value


_ASSIGNING = frozenset((b"??=", b"||="))


def _keyed(x: Walk, node: Node, left: Node, right: Node, doc: tuple[int, int]) -> int:
    """`value[key] = right`."""
    parts = parts_of(x, left)
    key = symbol_key(x, parts[1]) if len(parts) == 2 else None
    if not x.is_typed and parts:
        value = commonjs.assigned_by_key(x, node, left, right, key, doc)
        if value >= 0:
            return value
    found = x.visit[left.kind_id](x, left)
    return expected(x, right, (_TYPE_OF, found, 0) if found else 0)


def augmented(x: Walk, node: Node) -> int:
    """`left += right`, `left++`; `left ??= right` assigns like any other."""
    operator = node.child_by_field_name("operator")
    if operator is not None and text_of(x, operator) in _ASSIGNING:
        return assignment(x, node)
    parts = parts_of(x, node)
    for part in parts[1:]:
        x.effect[part.kind_id](x, part)
    if parts:
        left = parts[0]
        kind = x.kinds[left.kind_id]
        if kind == "identifier":
            spelled(x, left, WRITE)
        elif kind == "member_expression":
            member_used(x, left, WRITE)
        else:
            x.effect[left.kind_id](x, left)
    return 0


def labeled(x: Walk, node: Node) -> int:
    """`label: statement`."""
    for child in node.named_children:
        if x.kinds[child.kind_id] == "statement_identifier":
            bind_label(x.build, x.scope, child.start_byte, text_of(x, child))
        else:
            x.effect[child.kind_id](x, child)
    return 0


def jump(x: Walk, node: Node) -> int:
    """`break label` and `continue label`."""
    for child in node.named_children:
        if x.kinds[child.kind_id] == "statement_identifier":
            use_label(x.build, x.scope, child.start_byte, text_of(x, child))
    return 0


__all__ = [
    "Bind",
    "assignment",
    "augmented",
    "block",
    "catch",
    "for_",
    "for_in",
    "jump",
    "labeled",
    "switch",
    "variables",
]

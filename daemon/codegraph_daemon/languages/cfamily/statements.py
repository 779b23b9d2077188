"""Statements that bind names of their own: blocks, loops, handlers."""

from __future__ import annotations

import re

from ...facts import TAG, Bind, Expr, ScopeKind
from ..scopes import Scope
from . import operators
from .conversions import arguments
from .functions import DECLARATORS, bind_local, declarator
from .names import name_in
from .types import TYPE_KINDS, type_of
from .walk import (
    CALL,
    DEFINITION,
    MADE,
    READ,
    WRITE,
    Node,
    Walk,
    children,
    sequence,
    text_of,
    value_of,
)

_LABEL = TAG.encode()
"""Labels are apart from other names, as structures are, which no function names so."""
_DECLARING = frozenset(("declaration", "type_definition", "alias_declaration", "using_declaration"))
_LOOPS = re.compile(rb"for|each|iterate|loop", re.IGNORECASE)
_GIVEN = re.compile(rb"\b([A-Z][A-Z0-9_]+\s*\([^(){};,]*),[^(){};]*\)")
"""A macro that is called, with what it is given first: the others may be members of that."""
_SEMICOLON = ord(";")
_TYPED = frozenset(("struct_specifier", "union_specifier", "enum_specifier", "class_specifier"))


def block(x: Walk, node: Node) -> int:
    """`{ }`: a scope, if anything is declared right in it."""
    if x.loop is not None and x.loop[0] == node.start_byte:
        before, x.scope, x.loop = x.scope, x.loop[1], None
        block(x, node)
        x.scope = before
        return 0
    parts = node.named_children
    kinds = x.kinds
    for part in parts:
        kind = kinds[part.kind_id]
        if kind in _DECLARING or kind in _TYPED:
            return _scoped(x, node, parts)
    effect = x.effect
    for part in parts:
        effect[part.kind_id](x, part)
    return 0


def expression(x: Walk, node: Node) -> int:
    """`value;`, or a loop that a macro makes: `each(list, item) { }`."""
    if x.text[node.end_byte - 1] != _SEMICOLON:
        body = node.next_named_sibling
        if body is not None and x.kinds[body.kind_id] == "compound_statement":
            declared = _by_macro(x, node, body)
            if declared:
                _loop(x, node, body, declared)
                return 0
    return children(x, node)


def _by_macro(x: Walk, node: Node, body: Node) -> list[Node]:
    """The names that a macro for loops is given, that nothing binds, and that its body uses."""
    call = node.named_children[0] if node.named_children else node
    name, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if name is None or given is None or _LOOPS.search(text_of(x, name)) is None:
        return []
    found: list[Node] = []
    code = _GIVEN.sub(rb"\1)", x.text[body.start_byte : body.end_byte])
    for part in given.named_children:
        if x.kinds[part.kind_id] != "identifier":
            continue
        text = text_of(x, part)
        at: Scope | None = x.scope
        while at is not None and text not in at.binds:
            at = at.outward
        if at is None and re.search(rb"(?<![\w.>])" + re.escape(text) + rb"\b", code):
            found.append(part)
    return found


def _loop(x: Walk, node: Node, body: Node, declared: list[Node]) -> None:
    before = x.scope
    scope = x.build.open_scope(ScopeKind.BLOCK, before, node.start_byte, body.end_byte)
    for name in declared:
        x.build.bind(scope, text_of(x, name), Bind.VALUE)
        x.build.use(scope, text_of(x, name), name.start_byte | DEFINITION | scope.read)
    x.scope = scope
    starts = {name.start_byte for name in declared}
    call = node.named_children[0]
    for part in call.named_children:
        if x.kinds[part.kind_id] != "argument_list":
            name_in(x, part, CALL)
            continue
        for each in part.named_children:
            if each.start_byte not in starts:
                x.effect[each.kind_id](x, each)
    x.scope = before
    x.loop = body.start_byte, scope


def _scoped(x: Walk, node: Node, parts: list[Node]) -> int:
    outer = x.scope
    start, end = node.start_byte, node.end_byte
    x.scope = x.build.open_scope(ScopeKind.BLOCK, outer, start, end)
    effect = x.effect
    for part in parts:
        effect[part.kind_id](x, part)
    x.scope = outer
    return 0


def scoped(x: Walk, node: Node) -> int:
    """A statement whose head may declare names: `for`, `if`, `switch`, `while`."""
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind == "declaration" or (kind == "condition_clause" and _declares(x, part)):
            return _scoped(x, node, node.named_children)
    return children(x, node)


def _declares(x: Walk, node: Node) -> bool:
    return any(
        x.kinds[part.kind_id] in ("declaration", "init_statement") for part in node.named_children
    )


def for_range(x: Walk, node: Node) -> int:
    """`for (type name : range)`"""
    outer = x.scope
    right = node.child_by_field_name("right")
    given = value_of(x, right)
    scope = x.build.open_scope(ScopeKind.BLOCK, outer, node.start_byte, node.end_byte)
    x.scope = scope
    wanted = 0
    has_type = is_constant = False
    element = x.build.expr(Expr.ITERATED, given) if given else 0
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if right is not None and part.start_byte == right.start_byte:
            continue
        if not has_type and kind in TYPE_KINDS:
            wanted, has_type = type_of(x, part), True
        elif kind in DECLARATORS:
            found = declarator(x, part)
            if found.name is None:
                continue
            if x.kinds[found.name.kind_id] == "structured_binding_declarator":
                for position, each in enumerate(found.name.named_children):
                    part_of = x.build.expr(Expr.UNPACKED, element, position) if element else 0
                    bind_local(x, scope, each, part_of, 0)
            else:
                bind_local(x, scope, found.name, element, wanted)
                if is_constant:
                    operators.constant(x, scope, text_of(x, found.name), wanted)
        elif operators.is_constant(x, part):
            is_constant = True
        else:
            x.effect[part.kind_id](x, part)
    x.scope = outer
    return 0


def catch(x: Walk, node: Node) -> int:
    """`catch (type name) { }`"""
    outer = x.scope
    scope = x.build.open_scope(ScopeKind.BLOCK, outer, node.start_byte, node.end_byte)
    x.scope = scope
    for part in node.named_children:
        if x.kinds[part.kind_id] == "parameter_list":
            for each in part.named_children:
                _caught(x, each)
        else:
            x.effect[part.kind_id](x, part)
    x.scope = outer
    return 0


def _caught(x: Walk, node: Node) -> None:
    wanted = 0
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind in TYPE_KINDS and not wanted:
            wanted = type_of(x, part)
        elif kind in DECLARATORS:
            found = declarator(x, part)
            if found.name is not None:
                bind_local(x, x.scope, found.name, 0, wanted)
        else:
            x.effect[part.kind_id](x, part)


def label(x: Walk, node: Node) -> int:
    """`name: statement`: names of labels are those of the whole function, and of nothing else."""
    for part in node.named_children:
        if x.kinds[part.kind_id] != "statement_identifier":
            x.effect[part.kind_id](x, part)
            continue
        home = _function(x)
        text = text_of(x, part) + _LABEL
        x.build.bind(home, text, Bind.VALUE)
        x.build.use(home, text, part.start_byte | DEFINITION | home.read)
    return 0


def goto(x: Walk, node: Node) -> int:
    """`goto name;`"""
    for part in node.named_children:
        if x.kinds[part.kind_id] == "statement_identifier":
            home = _function(x)
            text = text_of(x, part) + _LABEL
            x.build.use(home, text, part.start_byte | READ | home.read)
        else:
            x.effect[part.kind_id](x, part)
    return 0


def _function(x: Walk) -> Scope:
    at = x.scope
    while at.kind == ScopeKind.BLOCK and at.outward is not None:
        at = at.outward
    return at


def initializers(x: Walk, node: Node) -> int:
    """`: Base(value), member(value)` of a constructor."""
    for part in node.named_children:
        if x.kinds[part.kind_id] == "field_initializer":
            _initialized(x, part)
        else:
            x.effect[part.kind_id](x, part)
    return 0


def _initialized(x: Walk, node: Node) -> None:
    """`Base(value)` calls a constructor, `member{value}` writes to a member and calls one of its
    type's.  Which of both it is, the name tells, wherever that is defined."""
    name: Node | None = None
    given = -1
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind == "comment":
            continue
        if name is None:
            name = part
        elif kind == "argument_list":
            given = sequence(x, arguments(x, part))
        elif kind == "initializer_list":
            x.effect[part.kind_id](x, part)
            given = sequence(x, [0] * len(part.named_children))
        else:
            x.effect[part.kind_id](x, part)
    if name is None:
        return
    if x.kinds[name.kind_id] != "field_identifier":
        name_in(x, name, CALL, given)
        return
    text, at = text_of(x, name), name.start_byte
    if x.scope.binds.get(text) is not None:
        # A parameter of the same name is not what is meant.
        meant = x.build.member(x.this, text, at | WRITE | x.scope.read)
    else:
        meant = name_in(x, name, WRITE)
    if meant and given >= 0:
        made = x.build.expr(Expr.TYPE_OF, meant)
        x.build.spelled(Expr.CHOSEN, made, given, at | MADE | x.scope.read)

"""Names of types: `typedef` and `using`."""

from __future__ import annotations

from ...facts import HELD, RETURN_NAME, Bind, Flag, Kind, ScopeKind
from ..scopes import Definition
from .classes import STRUCTURES, Given, class_body, define
from .definitions import defines
from .functions import DECLARATORS, declarator, list_of
from .parameters import generic
from .tokens import LIBRARY_TYPES
from .types import TYPE_KINDS, function_type, type_of
from .walk import (
    READ,
    Node,
    Walk,
    announce,
    documentation,
    is_local,
    literal,
    opened,
    place,
    text_of,
    value_of,
)

_RETURN = RETURN_NAME.encode()


def type_definition(x: Walk, node: Node) -> int:
    """`typedef type name;`"""
    kinds = x.kinds
    start, end = node.start_byte, node.end_byte
    doc = documentation(x, start)
    wanted = 0
    has_type = False
    named_here = False
    parts = node.named_children
    declared = [p for p in parts if kinds[p.kind_id] in DECLARATORS and p.start_byte != start]
    for part in parts:
        kind = kinds[part.kind_id]
        if not has_type and kind in TYPE_KINDS:
            has_type = True
            if kind in STRUCTURES:
                wanted, named_here = _structure(x, part, parts, start, end, doc)
            else:
                wanted = type_of(x, part)
            if part in declared:
                declared.remove(part)
        elif kind in DECLARATORS:
            found = declarator(x, part)
            if found.name is None:
                x.effect[part.kind_id](x, part)
                continue
            if named_here:
                named_here = False
                continue
            function = found.function or found.pointed
            inner = wanted
            if function is not None:
                inner = function_type(x, part, list_of(x, function), wanted)
            is_plain = found.is_plain and function is None
            alias(x, found.name, inner, start, end, doc, is_plain)
        else:
            x.effect[part.kind_id](x, part)
    return 0


def _structure(
    x: Walk, node: Node, parts: list[Node], start: int, end: int, doc: tuple[int, int]
) -> tuple[int, bool]:
    """The structure that a `typedef` names, and whether it has its only name from it."""
    body = name = None
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind in ("field_declaration_list", "enumerator_list"):
            body = part
        elif kind == "type_identifier" and name is None:
            name = part
    if body is None or name is not None:
        return type_of(x, node), False
    for part in parts:
        if part.start_byte > node.start_byte and x.kinds[part.kind_id] == "type_identifier":
            return class_body(x, node, None, body, Given(part, start, end, doc)), True
    return type_of(x, node), False


def alias(
    x: Walk,
    name: Node,
    wanted: int,
    start: int,
    end: int,
    doc: tuple[int, int],
    is_plain: bool,
) -> None:
    """Define a name for a type, or if it is not `is_plain`, for a pointer to it or the like."""
    build, where = x.build, place(x)
    text, at = text_of(x, name), name.start_byte
    is_name = x.kinds[name.kind_id] in ("type_identifier", "identifier", "field_identifier")
    if not is_name and text not in LIBRARY_TYPES:
        x.effect[name.kind_id](x, name)
        return
    known = where.definitions.get(text, ()) if x.is_cpp else ()
    if any([each.kind != Kind.TYPE_ALIAS for each in known]):
        # `typedef struct Name {} Name;`
        build.use(where, text, at | READ | where.read)
        return
    scope = opened(x, ScopeKind.CLASS, where, start, end)
    flags = Flag.LOCAL if is_local(where) else 0
    define(x, where, text, at, start, end, Definition(Kind.TYPE_ALIAS, flags, scope.index, doc))
    generic(x, scope, x.scope)
    held = HELD if is_plain else 0
    build.bind(scope, _RETURN, Bind.RETURN, 0, wanted or literal(x, b"int"), held)
    if not x.in_class and not is_local(where):
        announce(x, where, text)
        if x.path is not None:
            defines(x, where, x.path + text, text, False)


def alias_declaration(x: Walk, node: Node) -> int:
    """`using Name = type;`"""
    name = node.child_by_field_name("name")
    kind = node.child_by_field_name("type")
    if name is None:
        return 0
    start, end = node.start_byte, node.end_byte
    wanted = value_of(x, kind)
    is_plain = kind is not None and len(kind.named_children) == 1
    alias(x, name, wanted, start, end, documentation(x, start), is_plain)
    return 0

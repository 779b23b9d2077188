"""Namespaces, what is used of them, and templates."""

from __future__ import annotations

import re

from ...facts import (
    NONE,
    OPENED_NAME,
    PARAMETERS_NAME,
    SPREAD_NAME,
    USING_NAME,
    Bind,
    Kind,
    ScopeKind,
)
from ..scopes import Definition
from .names import name_in
from .types import TYPE_KINDS, type_of
from .walk import (
    DEFINITION,
    READ,
    TYPE_USE,
    Node,
    Walk,
    announce,
    children,
    documentation,
    is_local,
    named,
    place,
    sequence,
    statements,
    text_of,
    value_of,
)


def namespace(x: Walk, node: Node) -> int:
    """`namespace name { }`; one without a name only keeps other files from what is in it."""
    name = body = None
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind == "declaration_list":
            body = part
        elif kind in ("namespace_identifier", "nested_namespace_specifier", "identifier"):
            name = part
        else:
            x.effect[part.kind_id](x, part)
    if body is None:
        return 0
    hidden = x.is_hidden
    if name is None or x.source.startswith(b"inline", node.start_byte):
        if name is not None:
            _see_through(x, name, node)
        x.is_hidden = hidden or name is None
        statements(x, body)
        x.is_hidden = hidden
        return 0
    before = x.scope, x.path, x.inner
    names = name.named_children if x.kinds[name.kind_id] == "nested_namespace_specifier" else [name]
    for each in _flat(x, names):
        _enter(x, text_of(x, each), each.start_byte, (node.start_byte, node.end_byte))
    x.comment = None
    statements(x, body)
    x.scope, x.path, x.inner = before
    return 0


def _see_through(x: Walk, name: Node, node: Node) -> None:
    """Define an inline namespace: what is in it is in what is around, so it has no body of its own,
    and before `::` it stands for what it is in."""
    if x.kinds[name.kind_id] == "nested_namespace_specifier":
        return
    text, start = text_of(x, name), node.start_byte
    definition = Definition(Kind.NAMESPACE, 0, NONE, documentation(x, start))
    x.build.define(x.scope, text, name.start_byte, start, node.end_byte, definition)
    announce(x, x.scope, text)


def _flat(x: Walk, names: list[Node]) -> list[Node]:
    found: list[Node] = []
    for each in names:
        if x.kinds[each.kind_id] == "nested_namespace_specifier":
            found += _flat(x, each.named_children)
        else:
            found.append(each)
    return found


def _enter(x: Walk, text: bytes, at: int, extent: tuple[int, int]) -> None:
    build, outer = x.build, x.scope
    start, end = extent
    scope = build.open_scope(ScopeKind.CLASS, outer, start, end)
    build.open_scopes.add(scope.index)
    doc = documentation(x, start)
    definition = Definition(Kind.NAMESPACE, 0, scope.index, doc)
    build.define(outer, text, at, start, end, definition)
    announce(x, outer, text)
    x.scope = scope
    if x.path is not None:
        x.path = x.inner = x.path + text + b"::"


def opened_by_macro(x: Walk, start: int, end: int) -> set[bytes]:
    """The namespaces that the body of a macro opens, whoever uses it: `namespace name {` with
    nothing behind it.

    Files that use the macro do not say so, and what they define in it stands in no namespace for
    them. So these namespaces have what stands in none.
    """
    body = _OPENING.fullmatch(x.source, start, end)
    if body is None:
        return set()
    before = x.scope, x.path, x.inner
    x.scope, x.path, x.inner = x.file, b"", b""
    names: set[bytes] = set()
    for each in _OPENED.finditer(x.source, start, end):
        names.add(each[1])
        _enter(x, each[1], each.start(1), each.span())
    if names:
        x.build.announce(x.path + OPENED_NAME.encode())
    x.scope, x.path, x.inner = before
    return names


def using(x: Walk, node: Node) -> int:
    """`using namespace name;`, `using enum name;` and `using scope::name;`."""
    parts = [part for part in node.named_children if x.kinds[part.kind_id] != "comment"]
    if not parts:
        return 0
    last = parts[-1]
    head = x.source[node.start_byte : last.start_byte]
    words = head.split()
    if b"enum" in words:
        value = name_in(x, last, TYPE_USE)
        if value:
            x.build.bind(x.file, SPREAD_NAME.encode(), Bind.SETTING, value)
        return 0
    if b"namespace" in words:
        name_in(x, last, READ)
        used = text_of(x, last).replace(b" ", b"").removeprefix(b"::")
        if used and used not in x.usings:
            _use(x, used)
        return 0
    value = name_in(x, last, READ)
    tail = text_of(x, last).rpartition(b"::")[2].strip()
    where = place(x)
    is_member = where.kind == ScopeKind.CLASS and x.in_class
    steps = text_of(x, last).split(b"::")
    # `using Base::Base` takes in constructors, which have no name.
    is_constructor = len(steps) > 1 and steps[-2].partition(b"<")[0].strip() == tail
    if value and tail.decode("utf-8", "replace").isidentifier():
        if is_member and is_constructor:
            return 0
        x.build.bind(where, tail, Bind.ALIAS, value)
        if not is_member and not is_local(where):
            announce(x, where, tail)
    return 0


def _use(x: Walk, used: bytes) -> None:
    """Note a namespace that is used: by its own name, inside of those that are open, and inside of
    those that were used before it, for these are seen then."""
    before = [each for each in x.usings if each != _STANDARD]
    if len(before) > _MOST_USED:
        before = []
    around = (x.path or b"").removesuffix(b"::")
    while around:
        before.append(around)
        around = around.rpartition(b"::")[0]
    for path in (used, *[each + b"::" + used for each in before]):
        if path not in x.usings:
            x.usings[path] = None
            x.build.bind(x.file, USING_NAME.encode(), Bind.SETTING, x.build.name(path))


def namespace_alias(x: Walk, node: Node) -> int:
    """`namespace name = other;`"""
    name = node.child_by_field_name("name")
    parts = node.named_children
    if name is None or len(parts) < 2:
        return children(x, node)
    last = parts[-1]
    value = 0
    names = _flat(x, [last])
    for position, each in enumerate(names):
        at = each.start_byte | READ | x.scope.read
        text = text_of(x, each)
        value = x.build.member(value, text, at) if position else x.build.use(x.scope, text, at)
    where = place(x)
    text = text_of(x, name)
    x.build.use(where, text, name.start_byte | DEFINITION | where.read)
    x.build.bind(where, text, Bind.ALIAS, value)
    if not is_local(where):
        announce(x, where, text)
    return 0


def linkage(x: Walk, node: Node) -> int:
    """`extern "C" { }`"""
    for part in node.named_children:
        if x.kinds[part.kind_id] == "declaration_list":
            statements(x, part)
        else:
            x.effect[part.kind_id](x, part)
    return 0


def template(x: Walk, node: Node) -> int:
    """`template <parameters> declaration`"""
    before = x.scope
    scope = x.build.open_scope(ScopeKind.TYPE_PARAMETERS, before, node.start_byte, node.end_byte)
    saved = x.comment
    x.scope = scope
    for part in node.named_children:
        if x.kinds[part.kind_id] == "template_parameter_list":
            _parameters(x, part)
            if saved is not None and not x.source[saved.end_byte : node.start_byte].strip():
                x.comment = saved
        else:
            x.effect[part.kind_id](x, part)
    x.scope = before
    return 0


def _parameters(x: Walk, node: Node) -> None:
    """Bind the parameters of a template, and note their order."""
    scope, build = x.scope, x.build
    names: list[bytes] = []
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        name: Node | None = None
        default = wanted = 0
        if kind in _TYPES:
            for inner in part.named_children:
                if x.kinds[inner.kind_id] == "type_identifier" and name is None:
                    name = inner
                else:
                    default = value_of(x, inner)
            if name is not None:
                text, at = text_of(x, name), name.start_byte
                names.append(text)
                build.bind(scope, text, Bind.VALUE, default, 0, 1)
                build.use(scope, text, at | DEFINITION | scope.read)
            continue
        for inner in part.named_children:
            inner_kind = x.kinds[inner.kind_id]
            if inner_kind in TYPE_KINDS and not wanted:
                wanted = type_of(x, inner)
            elif inner_kind == "identifier" and name is None:
                name = inner
            else:
                x.effect[inner.kind_id](x, inner)
        if name is not None:
            text, at = text_of(x, name), name.start_byte
            names.append(text)
            build.bind(scope, text, Bind.VALUE, 0, wanted)
            build.use(scope, text, at | DEFINITION | scope.read)
    if names:
        order = sequence(x, [named(x, scope, text) for text in names])
        build.bind(scope, PARAMETERS_NAME.encode(), Bind.VALUE, order)


def concept(x: Walk, node: Node) -> int:
    """`concept Name = condition;`"""
    name = node.child_by_field_name("name")
    where = place(x)
    for part in node.named_children:
        if name is None or part.start_byte != name.start_byte:
            x.effect[part.kind_id](x, part)
    if name is not None:
        text, start = text_of(x, name), node.start_byte
        definition = Definition(Kind.INTERFACE, 0, NONE, documentation(x, start))
        x.build.define(where, text, name.start_byte, start, node.end_byte, definition)
        announce(x, where, text)
    return 0


_STANDARD = b"std"
_MOST_USED = 6
"""Of so many namespaces that are used, those that come next are looked for inside."""
_OPENING = re.compile(
    rb"[\s\\]*(?:(?:inline[ \t]+)?namespace[\s\\]+\w+(?:[ \t]+\w+)*[\s\\]*\{[\s\\]*)+"
)
_OPENED = re.compile(rb"(?<!inline )namespace[\s\\]+(\w+)[\s\\]*\{")
_TYPES = frozenset(
    (
        *("type_parameter_declaration", "optional_type_parameter_declaration"),
        *("variadic_type_parameter_declaration", "template_template_parameter_declaration"),
    )
)

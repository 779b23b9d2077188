"""Classes, interfaces, type aliases, enums and namespaces."""

from __future__ import annotations

from ...facts import (
    BASE_NAME,
    DECORATOR_NAME,
    IMPLEMENTS_NAME,
    RETURN_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
)
from ..scopes import TYPE_SPACE, Definition, Scope
from . import jsdoc
from .functions import FUNCTIONS, body, function_value
from .names import module_name, property_name
from .types import (
    annotation,
    applied,
    field,
    index_signature,
    method,
    type_arguments,
    type_parameters,
)
from .types import members as type_members
from .walk import (
    DEFINITION,
    EXTRAS,
    TYPE_USE,
    Node,
    Walk,
    children,
    documentation,
    expected,
    first_inside,
    named,
    parts_of,
    statements,
    text_of,
)

_THIS = int(Expr.THIS)
_DECORATOR_BIND, _BASE_BIND, _IMPLEMENTS_BIND = (
    int(Bind.DECORATOR),
    int(Bind.BASE),
    int(Bind.IMPLEMENTS),
)
_VALUE, _DEF, _RETURN_BIND = int(Bind.VALUE), int(Bind.DEF), int(Bind.RETURN)
_CLASS_SYMBOL, _INTERFACE, _TYPE_ALIAS = int(Kind.CLASS), int(Kind.INTERFACE), int(Kind.TYPE_ALIAS)
_ENUM, _ENUM_MEMBER, _NAMESPACE = int(Kind.ENUM), int(Kind.ENUM_MEMBER), int(Kind.NAMESPACE)
_CLASS, _TYPE_PARAMETERS, _LAMBDA = (
    int(ScopeKind.CLASS),
    int(ScopeKind.TYPE_PARAMETERS),
    int(ScopeKind.LAMBDA),
)
_MODULE = int(ScopeKind.MODULE)

_BASE, _IMPLEMENTS = BASE_NAME.encode(), IMPLEMENTS_NAME.encode()
_DECORATOR = DECORATOR_NAME.encode()
_RETURN = RETURN_NAME.encode()
_FIELDS = frozenset(("public_field_definition", "field_definition"))
_METHODS = frozenset(("method_definition", "method_signature", "abstract_method_signature"))


def class_declaration(x: Walk, node: Node) -> int:
    """`class Name {}`, also without a name (as a default export)."""
    return class_of(x, node, node.child_by_field_name("name"), node)


def class_of(x: Walk, node: Node, name: Node | None, whole: Node) -> int:
    """A class that is called what stands at `name`; `whole` is what defines it."""
    build, outer = x.build, x.scope
    start, end = whole.start_byte, whole.end_byte
    doc = documentation(x, start)
    if doc[1] and not x.is_typed:
        # Types that it names; what it says of parameters is the constructor's own comment's.
        jsdoc.notes(x, doc)
    scope = build.open_scope(_CLASS, outer, start, end)
    if name is not None:
        flags = int(Flag.ABSTRACT) if x.kinds[node.kind_id].startswith("abstract") else 0
        text = text_of(x, name)
        definition = Definition(_CLASS_SYMBOL, flags, scope.index, doc)
        build.define(outer, text, name.start_byte, start, end, definition)
    types = build.open_scope(_TYPE_PARAMETERS, outer, start, end)
    scope.outward = x.scope = types
    position = 0
    for child in node.named_children:
        kind = x.kinds[child.kind_id]
        if kind == "type_parameters":
            type_parameters(x, child, scope)
        elif kind == "class_heritage":
            _heritage(x, child, scope)
        elif kind == "class_body":
            _members(x, child, scope)
        elif kind == "decorator":
            x.scope = outer
            value = first_inside(x, child)
            x.scope = types
            build.bind(scope, _DECORATOR, _DECORATOR_BIND, value, 0, position)
            position += 1
        elif kind not in ("type_identifier", "identifier"):
            x.effect[child.kind_id](x, child)
    x.scope = outer
    return named_class(x, outer, name)


def named_class(x: Walk, scope: Scope, name: Node | None) -> int:
    """The expression of a class by its name; unknown if it has none."""
    return 0 if name is None else named(x, scope, text_of(x, name))


def _heritage(x: Walk, node: Node, scope: Scope) -> None:
    for child in parts_of(x, node):
        kind = x.kinds[child.kind_id]
        if kind == "extends_clause":
            base = 0
            for part in parts_of(x, child):
                if x.kinds[part.kind_id] == "type_arguments":
                    base = applied(x, base, type_arguments(x, part))
                else:
                    base = x.visit[part.kind_id](x, part)
            x.build.bind(scope, _BASE, _BASE_BIND, base)
        elif kind == "implements_clause":
            for part in parts_of(x, child):
                value = x.visit[part.kind_id](x, part)
                x.build.bind(scope, _IMPLEMENTS, _IMPLEMENTS_BIND, value)
        else:
            x.build.bind(scope, _BASE, _BASE_BIND, x.visit[child.kind_id](x, child))


def _members(x: Walk, node: Node, scope: Scope) -> None:
    build, before = x.build, x.this
    own = build.expr(_THIS, scope.index)
    itself = build.expr(_THIS, scope.index, 1)
    for child in node.named_children:
        kind = x.kinds[child.kind_id]
        x.this = own
        if kind in _METHODS:
            method(x, child, scope, 0, (own, itself))
            _parameter_fields(x, child, scope)
        elif kind in _FIELDS:
            _field(x, child, scope, own, itself)
        elif kind == "index_signature":
            index_signature(x, child, scope)
        elif kind == "class_static_block":
            x.this = itself
            inner = build.open_scope(_LAMBDA, scope, child.start_byte, child.end_byte)
            inner.outward = x.scope
            body(x, child, inner)
        elif kind == "decorator":
            first_inside(x, child)
        else:
            x.effect[child.kind_id](x, child)
    x.this = before


def _field(x: Walk, node: Node, scope: Scope, own: int, itself: int) -> None:
    doc = documentation(x, node.start_byte)
    named = node.child_by_field_name("name") or node.child_by_field_name("property")
    if named is None:
        x.effect[node.kind_id](x, node)
        return
    name = property_name(x, named)
    head = x.source[node.start_byte : named.start_byte].split()
    x.this = this = itself if b"static" in head else own
    declared = value = 0
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if part.start_byte <= named.start_byte:
            if kind == "decorator":
                first_inside(x, part)
        elif kind == "type_annotation":
            declared = annotation(x, part)
        elif kind in FUNCTIONS:
            value = function_value(x, part, declared, this, doc)
        elif kind not in EXTRAS:
            value = expected(x, part, declared)
    if not declared and doc[1] and not x.is_typed:
        declared = jsdoc.notes(x, doc).type
    if name is not None:
        field(x, scope, name[0], name[1], node, value, declared, doc)


def _parameter_fields(x: Walk, node: Node, scope: Scope) -> None:
    """`constructor(private a: A)` declares a field."""
    if not x.is_typed:
        return
    given = node.child_by_field_name("parameters")
    if given is None:
        return
    for child in given.named_children:
        name = child.child_by_field_name("pattern")
        if name is None or x.kinds[name.kind_id] != "identifier":
            continue
        head = x.source[child.start_byte : name.start_byte].split()
        if not head or head[0] not in (b"public", b"private", b"protected", b"readonly"):
            continue
        text, start = text_of(x, name), name.start_byte
        inner = [s for s in x.build.scopes[scope.index :] if s.parent is scope]
        rows = inner[-1].binds.get(text) if inner else None
        value, declared = (rows[1], rows[2]) if rows else (0, 0)
        x.build.bind(scope, text, _VALUE, value, declared)
        x.build.use(scope, text, start | DEFINITION | scope.read)
        x.build.site(scope, text, child.start_byte, child.end_byte, start, True)


def _declare_type(x: Walk, node: Node, name: Node, kind: int, body_scope: Scope) -> None:
    """Bind a name that only types refer to."""
    build, scope, text = x.build, x.scope, text_of(x, name)
    start, end, at = node.start_byte, node.end_byte, name.start_byte
    definition = Definition(kind, 0, body_scope.index, documentation(x, start))
    # Where it is defined is a place for types: a value of the same name is another symbol.
    build.use(scope, text, at | TYPE_USE | scope.read)
    build.bind(scope, text, _DEF, 0, 0, 1)
    build.site(scope, text + TYPE_SPACE, start, end, at, True)
    build.note(scope, text + TYPE_SPACE, definition)


def interface(x: Walk, node: Node) -> int:
    """`interface Name extends Other {}`."""
    build, outer = x.build, x.scope
    name = node.child_by_field_name("name")
    if name is None:
        return children(x, node)
    scope = build.open_scope(_CLASS, outer, node.start_byte, node.end_byte)
    _declare_type(x, node, name, _INTERFACE, scope)
    types = build.open_scope(_TYPE_PARAMETERS, outer, node.start_byte, node.end_byte)
    scope.outward = x.scope = types
    for child in node.named_children:
        kind = x.kinds[child.kind_id]
        if kind == "type_parameters":
            type_parameters(x, child, scope)
        elif kind in ("extends_type_clause", "extends_clause"):
            for part in parts_of(x, child):
                build.bind(scope, _BASE, _BASE_BIND, x.visit[part.kind_id](x, part))
        elif kind in ("interface_body", "object_type"):
            type_members(x, child, scope)
        elif kind not in ("type_identifier", "identifier"):
            x.effect[child.kind_id](x, child)
    x.scope = outer
    return 0


def type_alias(x: Walk, node: Node) -> int:
    """`type Name<T> = ...`; what it stands for is what its body returns."""
    build, outer = x.build, x.scope
    name = node.child_by_field_name("name")
    if name is None:
        return children(x, node)
    scope = build.open_scope(_CLASS, outer, node.start_byte, node.end_byte)
    _declare_type(x, node, name, _TYPE_ALIAS, scope)
    types = build.open_scope(_TYPE_PARAMETERS, outer, node.start_byte, node.end_byte)
    scope.outward = x.scope = types
    for child in parts_of(x, node):
        kind = x.kinds[child.kind_id]
        if kind == "type_parameters":
            type_parameters(x, child, scope)
        elif child.start_byte == name.start_byte:
            continue
        elif kind == "object_type":
            before, x.mapped = x.mapped, 0
            type_members(x, child, scope)
            if x.mapped:
                build.bind(scope, _RETURN, _RETURN_BIND, 0, x.mapped)
            x.mapped = before
        else:
            value = x.visit[child.kind_id](x, child)
            if value:
                build.bind(scope, _RETURN, _RETURN_BIND, 0, value)
    x.scope = outer
    return 0


def enum(x: Walk, node: Node) -> int:
    """`enum Name {A = 1, B}`."""
    build, outer = x.build, x.scope
    name = node.child_by_field_name("name")
    if name is None:
        return children(x, node)
    start, end = node.start_byte, node.end_byte
    doc = documentation(x, start)
    scope = build.open_scope(_CLASS, outer, start, end)
    definition = Definition(_ENUM, 0, scope.index, doc)
    build.define(outer, text_of(x, name), name.start_byte, start, end, definition)
    given = node.child_by_field_name("body")
    for child in [] if given is None else given.named_children:
        kind = x.kinds[child.kind_id]
        first = child
        if kind == "enum_assignment":
            parts = parts_of(x, child)
            first = parts[0]
            x.scope = scope
            for part in parts[1:]:
                x.effect[part.kind_id](x, part)
            x.scope = outer
        elif kind in EXTRAS:
            x.effect[child.kind_id](x, child)
            continue
        member = property_name(x, first)
        if member is not None:
            at, text = member
            doc = documentation(x, child.start_byte)
            build.define(
                scope,
                text,
                at,
                child.start_byte,
                child.end_byte,
                Definition(_ENUM_MEMBER, 0, 0xFFFFFFFF, doc),
            )
    return 0


def namespace(x: Walk, node: Node) -> int:
    """`namespace A.B {}`, `module A {}` and `declare module "name" {}`."""
    build, outer, home = x.build, x.scope, x.home
    name = node.child_by_field_name("name")
    given = node.child_by_field_name("body")
    if name is None:
        return 0
    names: list[Node] = [name]
    if x.kinds[name.kind_id] == "nested_identifier":
        names = _names_of(x, name)
    start, end = node.start_byte, node.end_byte
    doc = documentation(x, start)
    for each in names:
        scope = build.open_scope(_MODULE, x.scope, start, end)
        if x.kinds[each.kind_id] == "string":
            break
        text = text_of(x, each)
        definition = Definition(_NAMESPACE, 0, scope.index, doc)
        build.define(x.scope, text, each.start_byte, start, end, definition)
        x.scope = x.home = scope
    # What a module declares is added to what it has already.
    spec = module_name(x, name)
    if spec is not None and given is not None:
        _added_to(x, build.expr(int(Expr.MODULE), build.name(spec)), given)
    if given is not None:
        statements(x, given)
    x.scope, x.home = outer, home
    return 0


def _added_to(x: Walk, module: int, given: Node) -> None:
    """Interfaces in `declare module "name" {}` name those of the module to which they add."""
    for child in given.named_children:
        if x.kinds[child.kind_id] == "export_statement":
            child = child.child_by_field_name("declaration") or child
        name = child.child_by_field_name("name")
        if x.kinds[child.kind_id] == "interface_declaration" and name is not None:
            mark = name.start_byte | TYPE_USE | x.scope.read
            x.build.member(module, text_of(x, name), mark)


def _names_of(x: Walk, node: Node) -> list[Node]:
    if x.kinds[node.kind_id] != "nested_identifier":
        return [node]
    return [name for part in parts_of(x, node) for name in _names_of(x, part)]

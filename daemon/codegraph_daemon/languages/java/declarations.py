"""Classes, interfaces, enumerations, records, annotation types, and classes without a name."""

from __future__ import annotations

from ...facts import (
    BASE_NAME,
    CALL_NAME,
    CONSTRUCTOR_NAME,
    NONE,
    RETURN_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
)
from ..scopes import VARIANT_SPACE, Definition, Scope
from . import types
from .calls import arguments
from .grammar import (
    ARGUMENTS,
    BLOCK_COMMENT,
    BODY,
    EXTRAS,
    NAME,
    PARAMETERS,
    TYPE_PARAMETERS,
    ids,
)
from .javadoc import note
from .members import (
    Given,
    constructor,
    field,
    given_of,
    implied,
    initializer,
    method,
    modifiers,
    parameters,
)
from .walk import CALLED, MADE, VISIT, Node, Walk, children, named, parts_of, sequence, text_of

_CLASS, _FUNCTION = int(ScopeKind.CLASS), int(ScopeKind.FUNCTION)
_CLASS_KIND, _INTERFACE, _ENUM = int(Kind.CLASS), int(Kind.INTERFACE), int(Kind.ENUM)
_ENUM_MEMBER, _METHOD, _FIELD = int(Kind.ENUM_MEMBER), int(Kind.METHOD), int(Kind.FIELD)
_ABSTRACT, _LOCAL = int(Flag.ABSTRACT), int(Flag.LOCAL)
_BASE_BIND, _DEF, _VALUE = int(Bind.BASE), int(Bind.DEF), int(Bind.VALUE)
_RETURN_BIND, _ALIAS = int(Bind.RETURN), int(Bind.ALIAS)
_THIS, _INSTANCE, _CHOSEN = int(Expr.THIS), int(Expr.INSTANCE), int(Expr.CHOSEN)
_BASE, _CALL_NAME, _RETURN = BASE_NAME.encode(), CALL_NAME.encode(), RETURN_NAME.encode()
_HERITAGE = ids("superclass", "super_interfaces", "extends_interfaces")
_SUPERCLASS = ids("superclass")
_TYPE_LIST = ids("type_list")
_CONSTRUCTOR = CONSTRUCTOR_NAME.encode()
_KINDS: dict[int, int] = {
    number: kind
    for name, kind in (
        ("class_declaration", _CLASS_KIND),
        ("record_declaration", _CLASS_KIND),
        ("interface_declaration", _INTERFACE),
        ("annotation_type_declaration", _INTERFACE),
        ("enum_declaration", _ENUM),
    )
    for number in ids(name)
}
_FIELDS = ids("field_declaration", "constant_declaration")
_METHODS = ids("method_declaration", "annotation_type_element_declaration")
_CONSTRUCTORS = ids("constructor_declaration", "compact_constructor_declaration")
_INITIALIZERS, _STATIC_INITIALIZERS = ids("block"), ids("static_initializer")
_CONSTANTS, _ENUM_MEMBERS = ids("enum_constant"), ids("enum_body_declarations")
_CLASS_BODIES = ids("class_body")
_NO_COMPONENTS: Given = []


def documentation(x: Walk, node: Node | None) -> tuple[int, int]:
    """The extent of a comment, if it is one that documents what follows."""
    if node is None or node.kind_id not in BLOCK_COMMENT:
        return (0, 0)
    start = node.start_byte
    return (start, node.end_byte) if x.source.startswith(b"/**", start) else (0, 0)


def declaration(x: Walk, node: Node) -> int:
    """A class where its documentation is not known."""
    class_(x, node, (0, 0))
    return 0


def class_(x: Walk, node: Node, doc: tuple[int, int]) -> None:
    """A class, an interface, an enumeration, a record, an annotation type."""
    build, outer = x.build, x.scope
    name = node.child_by_field_id(NAME)
    if name is None:
        children(x, node)
        return
    kind = _KINDS[node.kind_id]
    said = modifiers(x, node)
    start, end = node.start_byte, node.end_byte
    text = text_of(x, name)
    scope = build.open_scope(_CLASS, outer, start, end)
    flags = _ABSTRACT if b"abstract" in said else 0
    build.define(
        outer, text, name.start_byte, start, end, Definition(kind, flags, scope.index, doc)
    )
    if not outer.index:
        build.announce(x.package + b"." + text if x.package else text)
    note(x, scope, doc)
    erased, saved = x.erased, (x.scope, x.block, x.block_end)
    x.erased = dict(erased)
    x.block = None
    around = outer
    for child in node.named_children:
        if child.kind_id in TYPE_PARAMETERS:
            around = types.opened(x, outer, start, end)
            scope.outward = around
            types.type_parameters(x, child, around, scope)
            break
    x.scope = around
    components = _NO_COMPONENTS
    derives = False
    for child in node.named_children:
        if child.kind_id in _HERITAGE:
            derives = derives or child.kind_id in _SUPERCLASS
            _heritage(x, child, scope)
        elif child.start_byte > name.start_byte and child.kind_id in _PERMITS:
            children(x, child)
    x.scope = scope
    given = node.child_by_field_id(PARAMETERS)
    before = x.this, x.class_scope, x.class_name, x.derives
    x.this, x.class_scope, x.class_name = build.expr(_THIS, scope.index), scope, text
    x.derives = derives
    if given is not None:
        components = given_of(given)
        _components(x, given, scope)
    body = node.child_by_field_id(BODY)
    if body is not None:
        members(x, body, scope, kind == _INTERFACE, components)
    if derives and _CONSTRUCTOR not in scope.binds:
        implied(x, scope, scope, name.start_byte)
    x.this, x.class_scope, x.class_name, x.derives = before
    x.scope, x.block, x.block_end = saved
    x.erased = erased


_PERMITS = ids("permits")


def _heritage(x: Walk, node: Node, scope: Scope) -> None:
    for part in parts_of(node):
        for each in parts_of(part) if part.kind_id in _TYPE_LIST else (part,):
            base = VISIT[each.kind_id](x, each)
            if base:
                x.build.bind(scope, _BASE, _BASE_BIND, base)


def _components(x: Walk, node: Node, scope: Scope) -> None:
    """The components of a record: fields, and methods that give them; patterns count them."""
    build = x.build
    parameters(x, node, scope)
    for position, (text, start, end, at, _) in enumerate(scope.parameters):
        rows = scope.binds[text]
        declared = rows[2]
        build.bind(scope, b"%d" % position, _ALIAS, named(x, scope, text))
        scope.binds[text] = [_VALUE, 0, declared, 0]
        build.site(scope, text, start, end, at, True)
        build.note(scope, text, Definition(_FIELD, 0, NONE, (0, 0)))
        opened = build.open_scope(_FUNCTION, scope, start, end)
        if declared:
            build.bind(opened, _RETURN, _RETURN_BIND, 0, declared)
        if text + CALLED not in scope.binds:
            definition = Definition(_METHOD, 0, opened.index, (0, 0))
            build.define_variant(scope, text, b"", at, start, end, definition, text + CALLED)
    scope.parameters.clear()


def members(x: Walk, node: Node, scope: Scope, in_interface: bool, components: Given) -> None:
    """Visit the members of a class, whose scope is the present one."""
    before: Node | None = None
    functional: list[bytes] = []
    for child in node.named_children:
        kind = child.kind_id
        if kind in EXTRAS:
            if kind in BLOCK_COMMENT:
                before = child
            else:
                VISIT[kind](x, child)
            continue
        doc = documentation(x, before)
        before = None
        if doc[1] and kind not in _KINDS:
            note(x, scope, doc)
        if kind in _METHODS:
            method(x, child, scope, doc, in_interface)
            if in_interface and child.child_by_field_id(BODY) is None:
                name = child.child_by_field_id(NAME)
                if name is not None:
                    functional.append(text_of(x, name))
        elif kind in _FIELDS:
            field(x, child, scope, doc, in_interface)
        elif kind in _CONSTRUCTORS:
            constructor(x, child, scope, doc, components)
        elif kind in _KINDS:
            class_(x, child, doc)
        elif kind in _INITIALIZERS:
            initializer(x, child, scope)
        elif kind in _STATIC_INITIALIZERS:
            for part in child.named_children:
                initializer(x, part, scope)
        elif kind in _CONSTANTS:
            _constant(x, child, scope, doc)
        elif kind in _ENUM_MEMBERS:
            members(x, child, scope, in_interface, components)
        else:
            VISIT[kind](x, child)
    if len(functional) == 1:
        # A lambda may stand for an interface with one method that has no body.
        called = named(x, scope, functional[0] + CALLED)
        x.build.bind(scope, _CALL_NAME, _VALUE, called)


def _constant(x: Walk, node: Node, scope: Scope, doc: tuple[int, int]) -> None:
    """`NAME(arguments) { members }` of an enumeration."""
    build = x.build
    name = node.child_by_field_id(NAME)
    if name is None:
        return
    modifiers(x, node)
    text, at = text_of(x, name), name.start_byte
    definition = Definition(_ENUM_MEMBER, 0, NONE, doc)
    build.define(scope, text, at, node.start_byte, node.end_byte, definition)
    given = node.child_by_field_id(ARGUMENTS)
    itself = named(x, scope.parent or scope, x.class_name)
    if given is not None:
        values = sequence(x, arguments(x, given, itself))
        build.spelled(_CHOSEN, itself, values, at | MADE | scope.read)
    for child in node.named_children:
        if child.kind_id in _CLASS_BODIES:
            anonymous(x, node, b"new " + text, child, itself)


def anonymous(x: Walk, node: Node, name: bytes, body: Node, base: int) -> int:
    """A class without a name, which is a symbol of its own all the same; an instance of it."""
    build, outer = x.build, x.scope
    start, end = body.start_byte, body.end_byte
    # Counted in the class around, so that each of them is told from the others.
    around = (x.class_scope.index if x.class_scope is not None else 0, name)
    number = x.counts[around] = x.counts.get(around, 0) + 1
    scope = build.open_scope(_CLASS, outer, start, end)
    build.name(name)
    key = name + VARIANT_SPACE + b"%d" % number
    build.name(b"%d" % number)
    build.bind(outer, name, _DEF, 0, 0, outer.space(key, name))
    build.site(outer, key, node.start_byte, end, node.start_byte, True)
    definition = Definition(_CLASS_KIND, _LOCAL, scope.index, (0, 0))
    build.note(outer, key, definition)
    if base:
        build.bind(scope, _BASE, _BASE_BIND, base)
    saved = x.scope, x.block, x.block_end, x.this, x.class_scope, x.returns
    x.scope, x.block, x.class_scope = scope, None, scope
    x.this = build.expr(_THIS, scope.index)
    members(x, body, scope, False, _NO_COMPONENTS)
    x.scope, x.block, x.block_end, x.this, x.class_scope, x.returns = saved
    return build.expr(_INSTANCE, build.expr(_THIS, scope.index, 1))

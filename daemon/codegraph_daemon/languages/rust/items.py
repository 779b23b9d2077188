"""Items: modules, functions, types, traits, implementations, constants."""

from __future__ import annotations

from ...facts import (
    BASE_NAME,
    EXTENDED_NAME,
    NONE,
    RETURN_NAME,
    Bind,
    Expr,
    Kind,
    ScopeKind,
)
from ..scopes import Definition, Scope
from .grammar import (
    BODY,
    BOUNDS,
    COMMENTS,
    EXTRAS,
    GENERIC_TYPE,
    NAME,
    SCOPED,
    TRAIT,
    TYPE,
    TYPE_IDENTIFIER,
    VALUE,
    ids,
    only,
)
from .lifetimes import QUOTE
from .spaces import part_types, type_
from .token_trees import define_macro, derived, rules
from .types import bound_traits, generics, where
from .walk import DEFINITION, NO_DOC, TYPE_USE, VISIT, Node, Walk, leaf, named_item, value_of

_BASE, _RETURN, _EXTENDED = BASE_NAME.encode(), RETURN_NAME.encode(), EXTENDED_NAME.encode()
_SELF_PARAMETER, _PARAMETER = only("self_parameter"), only("parameter")
_VARIADIC = only("variadic_parameter")
_FIELD, _VARIANT = only("field_declaration"), only("enum_variant")
_TUPLE_BODY = only("ordered_field_declaration_list")
_VISIBILITY, _ATTRIBUTE = only("visibility_modifier"), only("attribute_item")
_MACROS = ids("macro_invocation")
_KEPT = COMMENTS | {_ATTRIBUTE}
"""What may stand between documentation and its item."""


def items(x: Walk, parts: list[Node]) -> None:
    """Visit items, each with the documentation before it."""
    for part in parts:
        kind = part.kind_id
        visit = VISIT[kind]
        if visit is leaf:
            continue
        if kind in _KEPT:
            visit(x, part)
            continue
        if kind in _MACROS:
            x.is_member = x.items.kind == ScopeKind.CLASS
        visit(x, part)
        x.doc, x.exported = NO_DOC, False


def comment(x: Walk, node: Node) -> int:
    """A comment; one that documents belongs to the item after it."""
    start = node.start_byte
    source = x.source
    if source.startswith((b"///", b"/**"), start) and not source.startswith(b"////", start):
        end = node.end_byte
        x.doc = (x.doc[0] if x.doc[1] else start, end)
    return 0


def attribute(x: Walk, node: Node) -> int:
    """`#[name(...)]`."""
    text = x.source[node.start_byte : node.end_byte]
    if text.startswith(b"#[macro_export"):
        x.exported = True
    elif text.startswith(b"#[derive"):
        for part in node.named_children:
            derived(x, part)
    elif text.startswith(b"#[path"):
        parts = text.split(b'"')
        if len(parts) == 3:
            x.path = parts[1]
    return 0


def declaration_list(x: Walk, node: Node) -> int:
    """Items between braces."""
    items(x, node.named_children)
    return 0


def module(x: Walk, node: Node) -> int:
    """`mod name;` or `mod name { items }`."""
    build = x.build
    text, at = named_item(x, node)
    body = node.child_by_field_id(BODY)
    given, x.path = x.path, b""
    if body is None:
        steps = [name for name, _ in x.inline]
        spec = b"::".join([b"self", *steps, text])
        if given:
            spec = b"path:" + b"/".join([*steps, given])
        # A file called `mod` is known by the name of its folder.
        stem = given.removesuffix(b".rs").removesuffix(b"/mod").rpartition(b"/")[2]
        build.announce(b"mod " + (stem or text))
        build.bind(x.items, text, Bind.IMPORT_MODULE, build.name(spec), 1)
        # Only the module of that name is meant, and no function.
        build.use(x.items, text, at | TYPE_USE | x.items.read)
        return 0
    start, end = node.start_byte, node.end_byte
    scope = build.open_scope(ScopeKind.MODULE, x.items, start, end)
    scope.outward = None
    definition = Definition(Kind.NAMESPACE, 0, scope.index, x.doc)
    type_(x, x.items, text, at, start, end, definition)
    saved = x.scope, x.home, x.items, x.this, x.doc
    x.home = x.items = scope
    x.this, x.doc = None, NO_DOC
    x.inline.append((text, scope))
    x.enter(scope)
    items(x, body.named_children)
    x.inline.pop()
    outer, x.home, x.items, x.this, x.doc = saved
    x.enter(outer)
    return 0


# Types


def _open(x: Walk, node: Node, kind: int) -> tuple[Scope, Scope | None]:
    """Define a type and go on beside its body: what its members are called is not seen there."""
    build, home = x.build, x.items
    text, at = named_item(x, node)
    start, end = node.start_byte, node.end_byte
    body = build.open_scope(ScopeKind.CLASS, home, start, end)
    definition = Definition(kind, 0, body.index, x.doc)
    if kind == Kind.TYPE_ALIAS and x.variant and text and home.kind == ScopeKind.CLASS:
        build.define_variant(home, text, x.variant, at, start, end, definition)
    else:
        type_(x, home, text, at, start, end, definition)
    x.enter(home)
    generic = generics(x, node)
    if generic is not None:
        body.outward = generic
        _generic(x, generic, body)
    _beside(x, body)
    where(x, node)
    return body, generic


def _generic(x: Walk, generic: Scope, body: Scope) -> None:
    """Say which type parameters a type has."""
    given = [
        generic.uses[text]
        for text in generic.binds
        if text in generic.uses and not text.startswith(QUOTE)
    ]
    if given:
        head = x.literal(b"Generic")
        base = x.build.expr(Expr.INDEX, head, x.sequence(given))
        x.build.bind(body, _BASE, Bind.BASE, base)


def _beside(x: Walk, body: Scope) -> None:
    beside = x.build.open_scope(ScopeKind.BLOCK, body, body.start, body.end)
    beside.outward = body.outward
    x.enter(beside)


def struct(x: Walk, node: Node) -> int:
    """`struct Name { fields }`, `union`."""
    outer = x.scope
    body, _ = _open(x, node, Kind.CLASS)
    given = node.child_by_field_id(BODY)
    if given is not None:
        fields(x, given, body)
    x.enter(outer)
    return 0


def fields(x: Walk, node: Node, body: Scope) -> None:
    """The fields of a struct or a variant."""
    build = x.build
    if node.kind_id == _TUPLE_BODY:
        position = 0
        for child in node.named_children:
            if child.kind_id in EXTRAS or child.kind_id in (_VISIBILITY, _ATTRIBUTE):
                continue
            annotation = VISIT[child.kind_id](x, child)
            build.bind(body, b"%d" % position, Bind.VALUE, 0, annotation)
            position += 1
        return
    doc = x.doc
    x.doc = NO_DOC
    for child in node.named_children:
        if child.kind_id != _FIELD:
            VISIT[child.kind_id](x, child)
            continue
        annotation = value_of(x, child, TYPE)
        text, at = named_item(x, child)
        _member(x, child, body, text, at, annotation, Kind.FIELD)
        x.doc = NO_DOC
    x.doc = doc


def _member(
    x: Walk, node: Node, home: Scope, text: bytes, at: int, annotation: int, kind: int
) -> None:
    """Bind a field or a constant of the type `annotation`."""
    if not text or text == b"_":
        return
    build = x.build
    if text in home.definitions:
        part_types(home, text)
    build.use(home, text, at | DEFINITION | home.read)
    build.bind(home, text, Bind.VALUE, 0, annotation)
    build.site(home, text, node.start_byte, node.end_byte, at, True)
    build.note(home, text, Definition(kind, 0, NONE, x.doc))


def enum(x: Walk, node: Node) -> int:
    """`enum Name { variants }`."""
    outer, build = x.scope, x.build
    body, _ = _open(x, node, Kind.ENUM)
    given = node.child_by_field_id(BODY)
    x.doc = NO_DOC
    for child in given.named_children if given is not None else ():
        if child.kind_id != _VARIANT:
            VISIT[child.kind_id](x, child)
            continue
        text, at = named_item(x, child)
        inner = child.child_by_field_id(BODY)
        start, end = child.start_byte, child.end_byte
        opens = NONE
        if inner is not None:
            scope = build.open_scope(ScopeKind.CLASS, body, start, end)
            fields(x, inner, scope)
            opens = scope.index
        build.define(body, text, at, start, end, Definition(Kind.ENUM_MEMBER, 0, opens, x.doc))
        value_of(x, child, VALUE)
        x.doc = NO_DOC
    x.enter(outer)
    return 0


def alias(x: Walk, node: Node) -> int:
    """`type Name = Type;`, also inside traits and implementations."""
    outer = x.scope
    body, _ = _open(x, node, Kind.TYPE_ALIAS)
    given = node.child_by_field_id(TYPE)
    bound = node.child_by_field_id(BOUNDS)
    if given is not None:
        x.build.bind(body, _RETURN, Bind.RETURN, 0, VISIT[given.kind_id](x, given))
    elif bound is not None:
        x.build.bind(body, _RETURN, Bind.RETURN, 0, VISIT[bound.kind_id](x, bound))
    x.enter(outer)
    return 0


def constant(x: Walk, node: Node) -> int:
    """`const NAME: Type = value;`, `static`."""
    outer, home = x.scope, x.items
    if home.kind == ScopeKind.CLASS:
        _beside(x, home)
    annotation = value_of(x, node, TYPE)
    text, at = named_item(x, node)
    _member(x, node, home, text, at, annotation, Kind.CONSTANT)
    value_of(x, node, VALUE)
    x.enter(outer)
    return 0


def trait(x: Walk, node: Node) -> int:
    """`trait Name: Bounds { items }`."""
    outer = x.scope
    body, _ = _open(x, node, Kind.INTERFACE)
    for base in bound_traits(x, node.child_by_field_id(BOUNDS)):
        x.build.bind(body, _BASE, Bind.BASE, base)
    _members(x, node, body)
    x.enter(outer)
    return 0


_NAMELESS = {only("array_type"): b"Vec", only("tuple_type"): b"tuple"}
_REFERENCES = ids("reference_type", "pointer_type")


def implementation(x: Walk, node: Node) -> int:
    """`impl Type { items }`, `impl Trait for Type { items }`."""
    build, outer = x.build, x.scope
    start, end = node.start_byte, node.end_byte
    body = build.open_scope(ScopeKind.CLASS, x.items, start, end)
    x.enter(x.items)
    generic = generics(x, node)
    if generic is not None:
        body.outward = generic
    given, base = node.child_by_field_id(TYPE), node.child_by_field_id(TRAIT)
    where(x, node)
    name = None if given is None else _type_name(given)
    extended = 0 if given is None else VISIT[given.kind_id](x, given)
    head = extended
    while build.exprs[3 * head] == Expr.INDEX:
        head = build.exprs[3 * head + 1]
    if base is not None:
        previous, x.this = x.this, body
        build.bind(body, _BASE, Bind.BASE, VISIT[base.kind_id](x, base))
        x.this = previous
    build.bind(body, _EXTENDED, Bind.VALUE, extended)
    at = start if name is None else name.start_byte
    text = x.source[at : name.end_byte] if name is not None else b"impl"
    if name is None and given is not None:
        # Slices are called as what can be taken for one.
        text = _NAMELESS.get(given.kind_id, text)
        if given.kind_id in _REFERENCES:
            inner = given.child_by_field_id(TYPE)
            text = text if inner is None else _NAMELESS.get(inner.kind_id, text)
    build.name(text)
    x.extensions.append((x.items, text, at, start, end, head, body))
    told = b"" if base is None else x.source[base.start_byte : base.end_byte]
    _members(x, node, body, b"".join(told.split()))
    x.enter(outer)
    return 0


_PRIMITIVES = ids("primitive_type")


def _type_name(node: Node) -> Node | None:
    """The node of the name of the type that an `impl` is about."""
    at: Node | None = node
    while at is not None:
        kind = at.kind_id
        if kind == TYPE_IDENTIFIER or kind in _PRIMITIVES:
            return at
        if kind in SCOPED:
            at = at.child_by_field_id(NAME)
        elif kind == GENERIC_TYPE or at.child_by_field_id(TYPE) is not None:
            at = at.child_by_field_id(TYPE)
        elif at.child_by_field_id(TRAIT) is not None:
            at = at.child_by_field_id(TRAIT)
        else:
            return None
    return None


def _members(x: Walk, node: Node, body: Scope, variant: bytes = b"") -> None:
    """The items of a trait or an implementation, which `variant` tells from others of a type."""
    given = node.child_by_field_id(BODY)
    if given is None:
        return
    saved = x.items, x.this, x.doc, x.variant
    x.items, x.this, x.doc, x.variant = body, body, NO_DOC, variant
    items(x, given.named_children)
    x.items, x.this, x.doc, x.variant = saved


def macro(x: Walk, node: Node) -> int:
    """`macro_rules! name { rules }`: what its rules say has no meaning before it is used, but for
    paths of the crate itself and the macros that it calls."""
    text, at = named_item(x, node)
    define_macro(x, text, at, node.start_byte, node.end_byte)
    rules(x, node, text)
    return 0

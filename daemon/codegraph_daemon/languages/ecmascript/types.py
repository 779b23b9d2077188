"""Types: annotations, and what types are made of.

The expression of a type evaluates to the class, interface or alias; `TYPED` makes of it something
of that type, `TYPE_OF` the other way round.
"""

from __future__ import annotations

from ...facts import (
    BASE_NAME,
    CALL_NAME,
    CONSTRUCT_NAME,
    INDEX_NAME,
    PARAMETERS_NAME,
    RETURN_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
)
from ..composed import sequence as sequence
from ..scopes import Definition, Scope
from . import functions
from .names import property_name, string_content
from .walk import (
    DEFINITION,
    EXTRAS,
    READ,
    Node,
    Walk,
    Wanted,
    builtin,
    documentation,
    first_inside,
    literal,
    named,
    parts_of,
    second,
    text_of,
    union,
)

_LAMBDA_EXPR, _TYPE_OF, _TYPED = int(Expr.LAMBDA), int(Expr.TYPE_OF), int(Expr.TYPED)
_OBJECT, _THIS = int(Expr.OBJECT), int(Expr.THIS)
_RETURN_BIND, _BASE_BIND, _VALUE = int(Bind.RETURN), int(Bind.BASE), int(Bind.VALUE)
_FIELD, _METHOD, _PROPERTY = int(Kind.FIELD), int(Kind.METHOD), int(Kind.PROPERTY)
_CONSTRUCTOR = int(Kind.CONSTRUCTOR)
_LAMBDA, _TYPE_PARAMETERS, _CLASS = (
    int(ScopeKind.LAMBDA),
    int(ScopeKind.TYPE_PARAMETERS),
    int(ScopeKind.CLASS),
)
_FUNCTION = int(ScopeKind.FUNCTION)

_BASE = BASE_NAME.encode()
_RETURN, _PARAMETERS = RETURN_NAME.encode(), PARAMETERS_NAME.encode()
_CALL, _CONSTRUCT, _INDEXED = CALL_NAME.encode(), CONSTRUCT_NAME.encode(), INDEX_NAME.encode()
_INDEX, _UNPACKED = int(Expr.INDEX), int(Expr.UNPACKED)
_DIGITS = 4
"""A tuple has fewer types than numbers of so many digits can count."""
_SIGNATURES = frozenset(("method_signature", "abstract_method_signature", "method_definition"))


def annotation(x: Walk, node: Node) -> int:
    """The expression of a type after a colon."""
    return second(x, node)


def predefined(x: Walk, node: Node) -> int:
    """`string`, `any` and the like."""
    text = text_of(x, node)
    return literal(x, b"Object" if text == b"object" else text)


def generic(x: Walk, node: Node) -> int:
    """`Head<arguments>`."""
    parts = parts_of(x, node)
    head = x.visit[parts[0].kind_id](x, parts[0])
    given: list[int] = []
    for part in parts[1:]:
        given += type_arguments(x, part)
    return applied(x, head, given)


def applied(x: Walk, head: int, given: list[int]) -> int:
    """The expression of a type with its arguments."""
    if not head or not given:
        return head
    if len(given) == 1:
        return x.build.expr(_INDEX, head, given[0])
    return x.build.expr(_INDEX, head, sequence(x, given))


def type_arguments(x: Walk, node: Node) -> list[int]:
    """The expressions of `<A, B>`."""
    return [x.visit[part.kind_id](x, part) for part in parts_of(x, node)]


def either(x: Walk, node: Node) -> int:
    """`A | B` and `A & B`: members of each part."""
    return union(x, [x.visit[part.kind_id](x, part) for part in parts_of(x, node)])


def array(x: Walk, node: Node) -> int:
    """`T[]`."""
    return x.build.expr(_INDEX, builtin(x, b"Array"), first_inside(x, node))


def tuple_(x: Walk, node: Node) -> int:
    """`[A, name: B, ...C[]]`."""
    given: list[int] = []
    for part in parts_of(x, node):
        kind = x.kinds[part.kind_id]
        if kind in ("required_parameter", "optional_parameter"):
            # The name says nothing.
            inner = [each for each in parts_of(x, part) if x.kinds[each.kind_id] != "identifier"]
            given.append(first_inside(x, inner[0]) if inner else 0)
        else:
            given.append(x.visit[part.kind_id](x, part))
    return x.build.expr(_INDEX, builtin(x, b"Tuple"), sequence(x, given))


def function_type(x: Walk, node: Node) -> int:
    """`(a: A) => B` and `new (a: A) => B`."""
    outer = x.scope
    scope = x.scope = x.build.open_scope(_LAMBDA, outer, node.start_byte, node.end_byte)
    result = 0
    for part in parts_of(x, node):
        kind = x.kinds[part.kind_id]
        if kind == "formal_parameters":
            functions.parameters(x, scope, part)
        elif kind == "type_parameters":
            generic = x.scope = x.build.open_scope(
                _TYPE_PARAMETERS, outer, part.start_byte, part.end_byte
            )
            scope.outward = generic
            type_parameters(x, part)
            x.scope = scope
        else:
            result = x.visit[part.kind_id](x, part)
    if result:
        x.build.bind(scope, _RETURN, _RETURN_BIND, 0, result)
    x.scope = outer
    return x.build.expr(_LAMBDA_EXPR, scope.index)


def query(x: Walk, node: Node) -> int:
    """`typeof value`."""
    value = first_inside(x, node)
    return x.build.expr(_TYPE_OF, value) if value else 0


def this_type(x: Walk, node: Node) -> int:
    """`this` as a type."""
    return x.build.expr(_TYPE_OF, x.this) if x.this else 0


def keys(x: Walk, node: Node) -> int:
    """`keyof T`; only who takes members from `T` makes use of it."""
    x.keyed = first_inside(x, node)
    return 0


def unread(x: Walk, node: Node) -> int:
    """Visit what a type is computed of in a way that is not followed."""
    for part in parts_of(x, node):
        x.visit[part.kind_id](x, part)
    return 0


def lookup(x: Walk, node: Node) -> int:
    """`T["member"]` and `T[number]`."""
    parts = parts_of(x, node)
    if len(parts) != 2:
        return unread(x, node)
    owner = x.visit[parts[0].kind_id](x, parts[0])
    index = parts[1]
    if not owner:
        x.visit[index.kind_id](x, index)
        return 0
    value = x.build.expr(_TYPED, owner)
    text = text_of(x, index)
    if x.kinds[index.kind_id] == "literal_type" and index.named_children:
        inner = index.named_children[0]
        if x.kinds[inner.kind_id] == "number" and text.isdigit() and len(text) < _DIGITS:
            place = x.build.expr(_UNPACKED, 0, int(text))
            return x.build.expr(_TYPE_OF, x.build.expr(_INDEX, value, place))
        content = string_content(x, inner) if x.kinds[inner.kind_id] == "string" else None
        if content is None:
            return 0
        start, name = content
        found = x.build.member(value, name, start | READ | x.scope.read)
        return x.build.expr(_TYPE_OF, found)
    x.visit[index.kind_id](x, index)
    if text in (b"number", b"string"):
        return x.build.expr(_TYPE_OF, x.build.expr(_INDEX, value, 0))
    return 0


def conditional(x: Walk, node: Node) -> int:
    """`A extends B ? C : D`, which may bind names in B for C."""
    outer, around = x.scope, x.conditional
    scope = x.build.open_scope(_TYPE_PARAMETERS, outer, node.start_byte, node.end_byte)
    x.scope = x.conditional = scope
    values = [x.visit[part.kind_id](x, part) for part in parts_of(x, node)]
    x.scope, x.conditional = outer, around
    return union(x, values[2:])


def infer(x: Walk, node: Node) -> int:
    """`infer T`, which is a name of the whole condition, however deep in its type it stands."""
    parts = parts_of(x, node)
    value = 0
    for part in parts[1:]:
        value = first_inside(x, part)
    if parts:
        outer, x.scope = x.scope, x.conditional or x.scope
        _type_name(x, parts[0], value)
        x.scope = outer
    return 0


def type_parameters(x: Walk, node: Node, generic: Scope | None = None) -> None:
    """Bind `<T extends Bound = Default>` in the present scope; `generic`, or else that scope, has
    them in this order."""
    given: list[int] = []
    for child in parts_of(x, node):
        if x.kinds[child.kind_id] != "type_parameter":
            x.effect[child.kind_id](x, child)
            continue
        bound = default = 0
        name: Node | None = None
        for part in parts_of(x, child):
            kind = x.kinds[part.kind_id]
            if kind in ("type_identifier", "identifier"):
                name = part
            elif kind == "constraint":
                bound = first_inside(x, part)
            else:
                default = first_inside(x, part)
        if name is not None:
            _type_name(x, name, bound, default)
            given.append(named(x, x.scope, text_of(x, name)))
    if generic is not None and given:
        x.build.bind(generic, _BASE, _BASE_BIND, applied(x, builtin(x, b"Generic"), given))
    elif given:
        x.build.bind(x.scope, _PARAMETERS, _VALUE, sequence(x, given))


def _type_name(x: Walk, node: Node, bound: int, default: int = 0) -> None:
    """Bind a type that stands for what is known of it alone."""
    text = text_of(x, node)
    scope = x.scope
    x.build.bind(scope, text, _VALUE, default, bound, 1)
    x.build.use(scope, text, node.start_byte | DEFINITION | scope.read)


def object_type(x: Walk, node: Node) -> int:
    """`{a: A; b(): B}` without a name; one whose keys are another's has the other's members."""
    scope = x.build.open_scope(_CLASS, x.scope, node.start_byte, node.end_byte)
    before, x.mapped = x.mapped, 0
    members(x, node, scope)
    mapped, x.mapped = x.mapped, before
    return union(x, [x.build.expr(_OBJECT, scope.index), mapped])


def members(x: Walk, node: Node, scope: Scope) -> None:
    """Bind the members that the body of an interface declares in its scope."""
    before, x.this = x.this, x.build.expr(_THIS, scope.index)
    for child in node.named_children:
        kind = x.kinds[child.kind_id]
        if kind == "property_signature":
            _property(x, child, scope)
        elif kind in _SIGNATURES:
            method(x, child, scope)
        elif kind in ("call_signature", "construct_signature"):
            value = function_type(x, child)
            # What constructing gives is said by the annotation like what calling gives.
            name = _CALL if kind == "call_signature" else _CONSTRUCT
            x.build.bind(scope, name, _VALUE, value)
        elif kind == "index_signature":
            index_signature(x, child, scope)
        else:
            x.effect[child.kind_id](x, child)
    x.this = before


def _property(x: Walk, node: Node, scope: Scope) -> None:
    doc = documentation(x, node.start_byte)
    name: tuple[int, bytes] | None = None
    kind = 0
    for position, part in enumerate(parts_of(x, node)):
        part_kind = x.kinds[part.kind_id]
        if part_kind == "type_annotation":
            kind = annotation(x, part)
        elif part_kind in ("accessibility_modifier", "override_modifier"):
            continue
        elif name is None or not position:
            name = property_name(x, part)
    if name is not None:
        start, text = name
        field(x, scope, start, text, node, 0, kind, doc)


def field(
    x: Walk,
    scope: Scope,
    start: int,
    text: bytes,
    whole: Node,
    value: int,
    annotated: int,
    doc: tuple[int, int] = (0, 0),
) -> None:
    """Bind a member whose name is at byte `start` to a value or a type."""
    end = whole.end_byte
    x.build.declare(scope, text, start, whole.start_byte, end, value, annotated, scope.read)
    if doc[1]:
        x.build.note(scope, text, Definition(_FIELD, 0, 0xFFFFFFFF, doc))


def method(
    x: Walk, node: Node, scope: Scope, wanted: Wanted = 0, this: tuple[int, int] = (0, 0)
) -> None:
    """Bind a method, an accessor or a constructor; `this` is what its `this` means: for
    instances, and for static members."""
    doc = documentation(x, node.start_byte)
    named = node.child_by_field_name("name")
    if named is None:
        x.effect[node.kind_id](x, node)
        return
    name = property_name(x, named)
    head = x.source[node.start_byte : named.start_byte].split()
    kind, flags = _METHOD, 0
    if b"get" in head or b"set" in head:
        kind = _PROPERTY
    elif name is not None and name[1] == b"constructor" and scope.kind == _CLASS:
        kind = _CONSTRUCTOR
    if b"static" in head:
        flags |= Flag.STATIC_METHOD
    if x.kinds[node.kind_id].endswith("signature"):
        flags |= Flag.OVERLOAD
    if b"async" in head:
        flags |= Flag.ASYNC
    if b"abstract" in head:
        flags |= Flag.ABSTRACT
    start, end = node.start_byte, node.end_byte
    outer = x.scope
    if name is None:
        opened = x.build.open_scope(_LAMBDA, scope, start, end)
    else:
        at, text = name
        opened = x.build.open_scope(_FUNCTION, scope, start, end)
        x.build.define(scope, text, at, start, end, Definition(kind, flags, opened.index, doc))
    # A class's names are not seen inside of it but through `this`.
    opened.outward = outer
    before = x.this
    if this[0]:
        x.this = this[1] if b"static" in head else this[0]
    functions.body(x, node, opened, doc, wanted)
    x.this = before


def index_signature(x: Walk, node: Node, scope: Scope | None = None) -> int:
    """`[key: K]: V` and `{[K in keyof T]: V}`."""
    outer = x.scope
    x.scope = x.build.open_scope(_TYPE_PARAMETERS, outer, node.start_byte, node.end_byte)
    value = 0
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind in EXTRAS:
            continue
        if kind == "mapped_type_clause":
            inner = parts_of(x, part)
            for each in inner[1:]:
                x.visit[each.kind_id](x, each)
                if x.kinds[each.kind_id] == "index_type_query":
                    x.mapped = x.keyed
            if inner:
                _type_name(x, inner[0], 0)
        elif kind == "identifier":
            x.build.bind(x.scope, text_of(x, part), _VALUE)
            x.build.use(x.scope, text_of(x, part), part.start_byte | DEFINITION | x.scope.read)
        elif kind.endswith("type_annotation"):
            value = annotation(x, part)
        else:
            x.visit[part.kind_id](x, part)
    x.scope = outer
    if scope is not None and value:
        x.build.bind(scope, _INDEXED, _VALUE, 0, value)
    return 0

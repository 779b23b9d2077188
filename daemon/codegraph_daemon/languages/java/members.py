"""Members of classes: fields, methods, constructors, and their parameters."""

from __future__ import annotations

from ...facts import CONSTRUCTOR_NAME, NONE, RETURN_NAME, Bind, Expr, Flag, Kind, ScopeKind
from ..scopes import VARIANT_SPACE, Definition, Scope
from . import types
from .expressions import expected
from .grammar import (
    AFTER_NAME,
    BODY,
    DIMENSIONS,
    EXTRAS,
    IDENTIFIERS,
    MODIFIERS,
    NAME,
    PARAMETERS,
    TYPE,
    TYPE_PARAMETERS,
    VALUE,
    ids,
)
from .walk import (
    CALLED,
    MADE,
    VISIT,
    Node,
    Walk,
    attribute,
    children,
    named,
    parts_of,
    statements,
    text_of,
)

_FUNCTION, _LAMBDA = int(ScopeKind.FUNCTION), int(ScopeKind.LAMBDA)
_METHOD, _CONSTRUCTOR_KIND = int(Kind.METHOD), int(Kind.CONSTRUCTOR)
_FIELD, _CONSTANT = int(Kind.FIELD), int(Kind.CONSTANT)
_STATIC, _ABSTRACT = int(Flag.STATIC_METHOD), int(Flag.ABSTRACT)
_RETURN_BIND, _PARAMETER = int(Bind.RETURN), int(Expr.PARAMETER)
_RETURN = RETURN_NAME.encode()
_CONSTRUCTOR = CONSTRUCTOR_NAME.encode()
_THIS, _CHOSEN = int(Expr.THIS), int(Expr.CHOSEN)
_EXPLICIT = ids("explicit_constructor_invocation")
_FORMAL, _SPREAD = ids("formal_parameter"), ids("spread_parameter")
_DECLARATOR = ids("variable_declarator")
_MOST = 0xFF

Given = list[tuple[Node | None, Node | None, bool, int]]
"""Parameters: the type, the name, whether it takes all the rest, how many dimensions follow it."""


def given_of(node: Node | None) -> Given:
    """The parameters between parentheses."""
    given: Given = []
    for part in parts_of(node) if node is not None else ():
        kind = part.kind_id
        if kind in _FORMAL:
            dimensions = part.child_by_field_id(AFTER_NAME)
            count = 0 if dimensions is None else max(dimensions.named_child_count, 1)
            named = part.child_by_field_id(NAME)
            given.append((part.child_by_field_id(TYPE), named, False, count))
        elif kind in _SPREAD:
            declared = name = None
            for inner in parts_of(part):
                if inner.kind_id in _DECLARATOR:
                    name = inner.child_by_field_id(NAME)
                elif inner.kind_id not in MODIFIERS:
                    declared = inner
            given.append((declared, name, True, 0))
    return given


def told(x: Walk, given: Given, is_whole: bool = False) -> bytes:
    """What tells a callable with these parameters from others of its name."""
    names = [
        types.erasure(x, declared, is_whole) + b"[]" * count + (b"..." if is_rest else b"")
        for declared, _, is_rest, count in given
    ]
    return b",".join(names)


def parameters(x: Walk, node: Node, scope: Scope, wanted: int = 0) -> None:
    """Bind the parameters in `scope`; the first has position 1."""
    position = 0
    for part in parts_of(node):
        kind = part.kind_id
        if kind not in _FORMAL and kind not in _SPREAD:
            VISIT[kind](x, part)
            continue
        ((declared, name, is_rest, count),) = given_of_one(part)
        if declared is None or declared.start_byte != part.start_byte:
            for inner in part.named_children:
                if inner.kind_id in MODIFIERS:
                    VISIT[inner.kind_id](x, inner)
        annotation = VISIT[declared.kind_id](x, declared) if declared is not None else 0
        if is_rest or count:
            annotation = types.arrays(x, annotation, max(count, 1))
        if not annotation and wanted:
            annotation = x.build.expr(_PARAMETER, wanted, min(position, _MOST))
        position = min(position + 1, _MOST)
        if name is not None:
            x.build.parameter(
                scope,
                text_of(x, name),
                name.start_byte,
                part.start_byte,
                part.end_byte,
                0,
                annotation,
                position,
            )


def given_of_one(node: Node) -> Given:
    """The one parameter that a node is."""
    kind = node.kind_id
    if kind in _FORMAL:
        dimensions = node.child_by_field_id(AFTER_NAME)
        return [
            (
                node.child_by_field_id(TYPE),
                node.child_by_field_id(NAME),
                False,
                0 if dimensions is None else 1,
            )
        ]
    declared = name = None
    for inner in parts_of(node):
        if inner.kind_id in _DECLARATOR:
            name = inner.child_by_field_id(NAME)
        elif inner.kind_id not in MODIFIERS:
            declared = inner
    return [(declared, name, True, 0)]


def modifiers(x: Walk, node: Node) -> frozenset[bytes]:
    """Visit the annotations before a definition; its modifiers."""
    for number in range(node.named_child_count):
        child = node.named_child(number)
        if child is None:
            break
        kind = child.kind_id
        if kind in MODIFIERS:
            for part in child.named_children:
                VISIT[part.kind_id](x, part)
            return frozenset(text_of(x, child).split())
        if kind not in EXTRAS:
            break
    return frozenset()


def method(x: Walk, node: Node, scope: Scope, doc: tuple[int, int], in_interface: bool) -> None:
    """`Type name(parameters) { body }`, also an element of an annotation."""
    name = node.child_by_field_id(NAME)
    if name is None:
        children(x, node)
        return
    said = modifiers(x, node)
    body = node.child_by_field_id(BODY)
    flags = _STATIC if b"static" in said else 0
    if b"abstract" in said or (in_interface and body is None):
        flags |= _ABSTRACT
    text = text_of(x, name)
    _callable(x, node, scope, name, text, text + CALLED, _METHOD, flags, doc, body)


def constructor(x: Walk, node: Node, scope: Scope, doc: tuple[int, int], components: Given) -> None:
    """`Name(parameters) { body }`; a record's may have its components."""
    name = node.child_by_field_id(NAME)
    if name is None:
        children(x, node)
        return
    modifiers(x, node)
    body = node.child_by_field_id(BODY)
    text = text_of(x, name)
    kind = _CONSTRUCTOR_KIND
    opened = _callable(x, node, scope, name, text, _CONSTRUCTOR, kind, 0, doc, body, components)
    if x.derives and not _calls_another(body):
        implied(x, scope, opened, name.start_byte)


def _calls_another(body: Node | None) -> bool:
    """Whether a constructor begins with a call of another one."""
    first = next(iter(parts_of(body)), None) if body is not None else None
    return first is not None and first.kind_id in _EXPLICIT


def implied(x: Walk, class_scope: Scope, scope: Scope, at: int) -> None:
    """A call of the base's constructor without arguments, which nothing spells."""
    callee = attribute(x, x.build.expr(_THIS, class_scope.index, 1), b"super()")
    x.build.spelled(_CHOSEN, callee, 0, at | MADE | scope.read)


def _callable(
    x: Walk,
    node: Node,
    scope: Scope,
    name: Node,
    text: bytes,
    bound: bytes,
    kind: int,
    flags: int,
    doc: tuple[int, int],
    body: Node | None,
    components: Given | None = None,
) -> Scope:
    build = x.build
    start, end = node.start_byte, node.end_byte
    erased = x.erased
    opened = build.open_scope(_FUNCTION, scope, start, end)
    generic: Node | None = None
    parts = node.named_children
    for child in parts:
        if child.kind_id in TYPE_PARAMETERS:
            generic = child
            break
        if child.kind_id in IDENTIFIERS:
            break
    if generic is not None:
        x.erased = dict(erased)
        around = types.opened(x, scope, start, end)
        opened.outward = around
        types.type_parameters(x, generic, around, None)
    given_node = node.child_by_field_id(PARAMETERS)
    given = given_of(given_node) if given_node is not None else (components or [])
    definition = Definition(kind, flags, opened.index, doc)
    variant = told(x, given)
    if text + VARIANT_SPACE + variant in scope.definitions:
        # Types of one name in two packages: who uses both has to say which.
        variant = told(x, given, True)
        same = scope.definitions.get(text + VARIANT_SPACE + variant)
        if same is not None and same[0].kind != kind:
            # A constructor, and a method that is called like its class: what is said of the second
            # still tells how many arguments it takes.
            variant = b" " + variant if variant else b"..."
    build.define_variant(scope, text, variant, name.start_byte, start, end, definition, bound)
    saved = x.scope, x.block, x.block_end, x.returns, x.gives
    x.scope, x.block, x.block_end, x.returns, x.gives = opened, opened, end, 0, None
    declared = node.child_by_field_id(TYPE)
    if declared is not None:
        annotation = VISIT[declared.kind_id](x, declared)
        dimensions = node.child_by_field_id(AFTER_NAME)
        if dimensions is not None:
            annotation = types.arrays(x, annotation, 1)
        if annotation:
            x.returns = annotation
            build.bind(opened, _RETURN, _RETURN_BIND, 0, annotation)
    if given_node is not None:
        parameters(x, given_node, opened)
    elif components:
        for position, (type_node, each, _, _) in enumerate(components, 1):
            if each is not None:
                text = text_of(x, each)
                annotation = named(x, scope, text)
                annotation = build.expr(Expr.TYPE_OF, annotation) if type_node is not None else 0
                build.bind(opened, text, int(Bind.VALUE), 0, annotation, position)
    past = (given_node or name).start_byte
    # Nothing, but for what is thrown and the default of an annotation's element.
    nothing = body is not None and len(parts) > 1 and parts[-2].start_byte == past
    for child in () if nothing else parts:
        if child.start_byte <= past or child == body or child.kind_id in EXTRAS:
            continue
        if declared is None or child.start_byte != declared.start_byte:
            VISIT[child.kind_id](x, child)
    if body is not None:
        statements(x, body)
    x.scope, x.block, x.block_end, x.returns, x.gives = saved
    x.erased = erased
    return opened


def field(x: Walk, node: Node, scope: Scope, doc: tuple[int, int], in_interface: bool) -> None:
    """`Type name = value, other[];`."""
    said = modifiers(x, node)
    declared = node.child_by_field_id(TYPE)
    annotation = VISIT[declared.kind_id](x, declared) if declared is not None else 0
    is_constant = in_interface or (b"static" in said and b"final" in said)
    for child in node.named_children:
        if child.kind_id not in _DECLARATOR:
            continue
        name, value = child.child_by_field_id(NAME), child.child_by_field_id(VALUE)
        own = annotation
        for part in child.named_children:
            if part.kind_id in DIMENSIONS:
                own = types.arrays(x, annotation, 1)
        if name is None:
            continue
        text = text_of(x, name)
        x.build.declare(
            scope,
            text,
            name.start_byte,
            node.start_byte,
            node.end_byte,
            0,
            own,
            scope.read,
        )
        kind = _CONSTANT if is_constant else _FIELD
        x.build.note(scope, text, Definition(kind, 0, NONE, doc))
        if value is not None:
            expected(x, value, own)


def initializer(x: Walk, node: Node, scope: Scope) -> None:
    """A block between the members."""
    opened = x.build.open_scope(_LAMBDA, scope, node.start_byte, node.end_byte)
    saved = x.scope, x.block, x.block_end
    x.scope, x.block, x.block_end = opened, opened, node.end_byte
    statements(x, node)
    x.scope, x.block, x.block_end = saved

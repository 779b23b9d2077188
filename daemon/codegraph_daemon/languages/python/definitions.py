"""Functions and classes, with their decorators, bases and documentation."""

from __future__ import annotations

from ...facts import BASE_NAME, DECORATOR_NAME, RETURN_NAME, Bind, Flag, Kind, ScopeKind
from ..scopes import Definition, Scope
from .annotations import annotated
from .grammar import (
    ARGUMENT_LIST,
    COMMENT,
    CONCATENATED,
    IDENTIFIER,
    KEYWORD_ARGUMENT,
    PARAMETERS,
    STRING,
    TYPE,
    TYPE_PARAMETER,
    ids,
    only,
)
from .names import first_identifier
from .parameters import parameters
from .targets import bound
from .walk import EFFECT, VISIT, Node, Walk, block, inside
from .walk import TYPE as TYPE_ROLE

_BASE = BASE_NAME.encode()
_RETURN = RETURN_NAME.encode()
_DECORATOR = DECORATOR_NAME.encode()
_BLOCKS = ids("block")
_DECORATOR_NODE = only("decorator")
_FUNCTION, _CLASS = only("function_definition"), only("class_definition")
_DEF = int(Bind.DEF)
_CLASS_SCOPE = int(ScopeKind.CLASS)

_PROPERTIES = frozenset((b"property", b"cached_property", b"abstractproperty"))
_ACCESSORS = frozenset((b"setter", b"getter", b"deleter"))
_CLASS_METHODS = frozenset((b"__new__", b"__init_subclass__", b"__class_getitem__"))


def decorated(x: Walk, node: Node) -> int:
    """A definition with its decorators, which say what kind of method it is."""
    decorators: list[int] = []
    flags, kind = 0, None
    definition: Node | None = None
    source = x.source
    for child in node.named_children:
        if child.kind_id == _DECORATOR_NODE:
            decorators.append(inside(x, child))
            tail = source[child.start_byte + 1 : child.end_byte].strip().split(b"(")[0]
            last = tail.rsplit(b".")[-1]
            if last in _PROPERTIES or (b"." in tail and last in _ACCESSORS):
                kind = Kind.PROPERTY
            elif last == b"staticmethod":
                flags |= Flag.STATIC_METHOD
            elif last == b"classmethod":
                flags |= Flag.CLASS_METHOD
            elif last == b"overload":
                flags |= Flag.OVERLOAD
            if last.startswith(b"abstract"):
                flags |= Flag.ABSTRACT
        elif child.kind_id in (_FUNCTION, _CLASS):
            definition = child
        else:
            VISIT[child.kind_id](x, child)
    if definition is None:
        return 0
    if definition.kind_id == _FUNCTION:
        scope = _function(x, definition, flags, kind, node.start_byte)
    else:
        scope = _class(x, definition, node.start_byte)
    for position, decorator in enumerate(decorators):
        x.build.bind(scope, _DECORATOR, Bind.DECORATOR, decorator, 0, position)
    return 0


def function(x: Walk, node: Node) -> int:
    """`def` without decorators."""
    _function(x, node, 0, None, node.start_byte)
    return 0


def class_(x: Walk, node: Node) -> int:
    """`class` without decorators."""
    _class(x, node, node.start_byte)
    return 0


def _function(x: Walk, node: Node, flags: int, kind: Kind | None, start: int) -> Scope:
    build, outer, mark = x.build, x.scope, x.mark
    name = body = returns = given = types = None
    for child in node.named_children:
        number = child.kind_id
        if number == IDENTIFIER:
            name = child
        elif number in PARAMETERS:
            given = child
        elif number in _BLOCKS:
            body = child
        elif number == TYPE:
            returns = child
        elif number == TYPE_PARAMETER:
            types = child
    end = node.end_byte
    scope = build.open_scope(ScopeKind.FUNCTION, outer.index, start, end)
    if name is None:
        return scope
    in_class = outer.kind == _CLASS_SCOPE
    if kind is None or not in_class:
        kind = Kind.METHOD if in_class else Kind.FUNCTION
    if x.source.startswith(b"async", node.start_byte):
        flags |= Flag.ASYNC
    at = name.start_byte
    text = x.source[at : name.end_byte]
    if in_class and text in _CLASS_METHODS:
        flags |= Flag.CLASS_METHOD
    build.declare(outer, text, at, start, end, True, _DEF, 0, 0, 0)
    build.define(outer, text, Definition(kind, flags, scope.index, docstring(body)))

    if types is not None:
        x.scope = scope
        _type_parameters(x, types)
        x.scope = outer
    first = parameters(x, given, scope) if given is not None else b""
    if returns is not None:
        build.bind(scope, _RETURN, Bind.RETURN, 0, annotated(x, returns))
    if body is not None:
        receiver, home, statement = x.receiver, x.class_scope, x.statement
        if in_class:
            static = flags & Flag.STATIC_METHOD
            x.receiver, x.class_scope = (b"", None) if static else (first, outer)
        x.scope, x.mark = scope, scope.read
        block(x, body)
        x.scope, x.mark = outer, mark
        x.receiver, x.class_scope, x.statement = receiver, home, statement
    return scope


def _class(x: Walk, node: Node, start: int) -> Scope:
    build, outer, mark = x.build, x.scope, x.mark
    name = body = types = bases = None
    for child in node.named_children:
        number = child.kind_id
        if number == IDENTIFIER:
            name = child
        elif number in _BLOCKS:
            body = child
        elif number == ARGUMENT_LIST:
            bases = child
        elif number == TYPE_PARAMETER:
            types = child
    end = node.end_byte
    scope = build.open_scope(ScopeKind.CLASS, outer.index, start, end)
    if name is None:
        return scope
    at = name.start_byte
    text = x.source[at : name.end_byte]
    build.declare(outer, text, at, start, end, True, _DEF, 0, 0, 0)
    build.define(outer, text, Definition(Kind.CLASS, 0, scope.index, docstring(body)))
    if bases is not None:
        _bases(x, bases, scope)
    receiver, home, statement = x.receiver, x.class_scope, x.statement
    x.receiver, x.class_scope = b"", None
    x.scope, x.mark = scope, scope.read
    if types is not None:
        _type_parameters(x, types)
    if body is not None:
        block(x, body)
    x.scope, x.mark = outer, mark
    x.receiver, x.class_scope, x.statement = receiver, home, statement
    return scope


def _bases(x: Walk, node: Node, scope: Scope) -> None:
    position = 0
    before = x.mark
    for child in node.named_children:
        kind = child.kind_id
        if kind == KEYWORD_ARGUMENT:
            value = child.children[-1]
            EFFECT[value.kind_id](x, value)
        elif kind != COMMENT:
            x.mark = TYPE_ROLE | x.scope.read
            base = VISIT[kind](x, child)
            x.mark = before
            x.build.bind(scope, _BASE, Bind.BASE, base, 0, position)
            position += 1


def _type_parameters(x: Walk, node: Node) -> None:
    for child in node.named_children:
        name = first_identifier(child)
        if name is not None:
            bound(x, name.start_byte, name.end_byte, 0, 0, True)


def docstring(body: Node | None) -> tuple[int, int]:
    """The extent of the string that a body begins with; (0, 0) if it does not."""
    if body is None or not body.named_child_count:
        return (0, 0)
    first = body.named_child(0)
    if first is not None and first.kind_id in (STRING, CONCATENATED):
        return (first.start_byte, first.end_byte)
    return (0, 0)

"""Functions and classes, with their decorators, bases and documentation."""

from __future__ import annotations

from ...facts import (
    BASE_NAME,
    DECORATOR_NAME,
    METACLASS_NAME,
    RETURN_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
)
from ..scopes import Definition, Scope
from .annotations import annotated
from .expressions import sequence
from .functional import add_fields, fields
from .grammar import (
    ARGUMENT_LIST,
    BLOCKS,
    CALL_NODE,
    COMMENT,
    CONCATENATED,
    EXTRAS,
    IDENTIFIER,
    KEYWORD_ARGUMENT,
    PARAMETERS,
    SPLATS,
    STRING,
    SUBSCRIPT,
    TYPE,
    TYPE_PARAMETER,
    only,
)
from .names import literal
from .parameters import parameters, type_parameters
from .walk import EFFECT, TYPE_USE, VISIT, Node, Walk, block, children, inside, statements

_INDEX = int(Expr.INDEX)
_DECORATOR_BIND, _RETURN_BIND, _BASE_BIND = int(Bind.DECORATOR), int(Bind.RETURN), int(Bind.BASE)
_PROPERTY, _METHOD, _FUNCTION_SYMBOL = int(Kind.PROPERTY), int(Kind.METHOD), int(Kind.FUNCTION)
_CLASS_SYMBOL = int(Kind.CLASS)
_VALUE_BIND = int(Bind.VALUE)
_FUNCTION_SCOPE, _TYPE_PARAMETERS = int(ScopeKind.FUNCTION), int(ScopeKind.TYPE_PARAMETERS)

_BASE = BASE_NAME.encode()
_RETURN = RETURN_NAME.encode()
_METACLASS = METACLASS_NAME.encode()
_DECORATOR = DECORATOR_NAME.encode()
_LIST_SPLAT = only("list_splat")
_DECORATOR_NODE = only("decorator")
_FUNCTION, _CLASS = only("function_definition"), only("class_definition")
_STRINGS = frozenset((STRING, CONCATENATED))
_PLAIN = frozenset(b"\"'rRuU")
"""What a string that documents begins with."""
_CLASS_SCOPE = int(ScopeKind.CLASS)
_MOST_BASES = 0xFF
"""The position of a base that is not written."""

_PROPERTIES = frozenset((b"property", b"cached_property", b"abstractproperty"))
_ACCESSORS = frozenset((b"setter", b"getter", b"deleter"))
_PLAIN_DECORATORS = frozenset((b"abstractmethod", b"override", b"wraps", b"final"))
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
                kind = _PROPERTY
            elif last == b"staticmethod":
                flags |= Flag.STATIC_METHOD
            elif last == b"classmethod":
                flags |= Flag.CLASS_METHOD
            elif last == b"overload":
                flags |= Flag.OVERLOAD
            elif last not in _PLAIN_DECORATORS:
                flags |= Flag.DECORATED
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
    if scope is not None:
        for position, decorator in enumerate(decorators):
            x.build.bind(scope, _DECORATOR, _DECORATOR_BIND, decorator, 0, position)
    return 0


def function(x: Walk, node: Node) -> int:
    """`def` without decorators."""
    _function(x, node, 0, None, node.start_byte)
    return 0


def class_(x: Walk, node: Node) -> int:
    """`class` without decorators."""
    _class(x, node, node.start_byte)
    return 0


def _function(x: Walk, node: Node, flags: int, kind: int | None, start: int) -> Scope | None:
    build, outer, mark = x.build, x.scope, x.mark
    name = body = returns = given = types = None
    for child in node.named_children:
        number = child.kind_id
        if number == IDENTIFIER:
            name = child
        elif number in PARAMETERS:
            given = child
        elif number in BLOCKS:
            body = child
        elif number == TYPE:
            returns = child
        elif number == TYPE_PARAMETER:
            types = child
        else:
            EFFECT[number](x, child)
    if name is None:
        _unnamed(x, given, returns, body)
        return None
    end = node.end_byte
    at = name.start_byte
    text = x.source[at : name.end_byte]
    in_class = outer.kind == _CLASS_SCOPE
    if kind is None or not in_class:
        kind = _METHOD if in_class else _FUNCTION_SYMBOL
    if x.source.startswith(b"async", node.start_byte):
        flags |= Flag.ASYNC
    if in_class and text in _CLASS_METHODS:
        flags |= Flag.CLASS_METHOD
    x.rebind(text)
    generic = _generic(x, types)
    scope = build.open_scope(_FUNCTION_SCOPE, outer, start, end)
    build.define(
        outer, text, at, start, end, Definition(kind, flags, scope.index, docstring(x, body))
    )
    first = parameters(x, given, scope) if given is not None else b""
    if returns is not None:
        build.bind(scope, _RETURN, _RETURN_BIND, 0, annotated(x, returns))
    if generic is not None:
        scope.outward = generic
    if body is not None:
        saved = x.receiver, x.class_scope, x.class_name, x.statement
        narrowed, x.narrowed = x.narrowed, {}
        flow, x.flow = x.flow, {}
        rebound, x.rebound = x.rebound, []
        if in_class:
            static = flags & Flag.STATIC_METHOD
            x.receiver, x.class_scope = (b"", None) if static else (first, outer)
        elif x.receiver in scope.binds:
            # A parameter of its own hides the method's receiver.
            x.receiver = b""
        x.scope, x.mark = scope, scope.read
        statements(x, body)
        x.receiver, x.class_scope, x.class_name, x.statement = saved
        x.narrowed, x.flow = narrowed, flow
        x.rebound = rebound
    x.scope, x.mark = outer, mark
    return scope


def _class(x: Walk, node: Node, start: int) -> Scope | None:
    build, outer, mark = x.build, x.scope, x.mark
    name = body = types = bases = None
    for child in node.named_children:
        number = child.kind_id
        if number == IDENTIFIER:
            name = child
        elif number in BLOCKS:
            body = child
        elif number == ARGUMENT_LIST:
            bases = child
        elif number == TYPE_PARAMETER:
            types = child
        else:
            EFFECT[number](x, child)
    if name is None:
        _unnamed(x, bases, body)
        return None
    end = node.end_byte
    at = name.start_byte
    text = x.source[at : name.end_byte]
    x.rebind(text)
    generic = _generic(x, types)
    scope = build.open_scope(_CLASS_SCOPE, outer, start, end)
    build.define(
        outer, text, at, start, end, Definition(_CLASS_SYMBOL, 0, scope.index, docstring(x, body))
    )
    if bases is not None:
        _bases(x, bases, scope)
    if generic is not None:
        scope.outward = generic
        parameters_of = [generic.uses[text] for text in generic.binds]
        if parameters_of:
            # `class C[T]` is `class C(Generic[T])`.
            base = build.expr(_INDEX, literal(x, b"Generic"), sequence(x, parameters_of))
            build.bind(scope, _BASE, _BASE_BIND, base, 0, _MOST_BASES)
    if body is not None:
        saved = x.receiver, x.class_scope, x.class_name, x.statement
        x.receiver, x.class_scope, x.class_name = b"", None, text
        x.scope, x.mark = scope, scope.read
        flow, x.flow = x.flow, {}
        record = x.is_record
        # Which decorators make records is for `resolve`; the order of fields costs little.
        x.is_record = start != node.start_byte or (x.makes_types and _is_record(x, bases))
        block(x, body)
        x.flow, x.is_record = flow, record
        x.receiver, x.class_scope, x.class_name, x.statement = saved
    x.scope, x.mark = outer, mark
    return scope


def _is_record(x: Walk, bases: Node | None) -> bool:
    """Whether the bases of a class make its fields elements."""
    return bases is not None and b"NamedTuple" in x.source[bases.start_byte : bases.end_byte]


def _unnamed(x: Walk, *parts: Node | None) -> None:
    """Visit what is left of a definition that a syntax error took the name of."""
    for part in parts:
        if part is not None:
            children(x, part)


def _generic(x: Walk, types: Node | None) -> Scope | None:
    """Enter the scope of a definition's type parameters, if it has any."""
    if types is None:
        return None
    scope = x.build.open_scope(_TYPE_PARAMETERS, x.scope, types.start_byte, types.end_byte)
    x.scope, x.mark = scope, scope.read
    type_parameters(x, types)
    return scope


def _bases(x: Walk, node: Node, scope: Scope) -> None:
    build, read = x.build, x.scope.read
    position = 0
    before = x.mark
    for child in node.named_children:
        kind = child.kind_id
        if kind == KEYWORD_ARGUMENT:
            parts = child.children
            name, value = parts[0], parts[-1]
            start = name.start_byte
            build.keyword(0, x.source[start : name.end_byte], start | read)
            made_by = VISIT[value.kind_id](x, value)
            if made_by and x.source.startswith(b"metaclass", start):
                build.bind(scope, _METACLASS, _VALUE_BIND, made_by)
        elif kind in EXTRAS:
            EFFECT[kind](x, child)
        elif kind in SPLATS:
            # More bases, or more arguments: which, only running the file tells.
            EFFECT[kind](x, child)
            if kind == _LIST_SPLAT:
                build.bind(scope, _BASE, _BASE_BIND, 0, 0, position)
                position += 1
        else:
            x.mark, x.annotation = TYPE_USE | read, kind == SUBSCRIPT
            base = VISIT[kind](x, child)
            x.mark, x.annotation = before, False
            made = fields(x, child) if kind == CALL_NODE and x.makes_types else None
            if made is not None:
                add_fields(x, scope, made)
                position += 1
                continue
            build.bind(scope, _BASE, _BASE_BIND, base, 0, position)
            position += 1


def docstring(x: Walk, body: Node | None) -> tuple[int, int]:
    """The extent of the string that a body begins with; (0, 0) if it does not."""
    if body is not None:
        for position in range(body.named_child_count):
            first = body.named_child(position)
            if first is None or first.kind_id == COMMENT:
                continue
            start = first.start_byte
            if first.kind_id in _STRINGS and x.source[start] in _PLAIN:
                return (start, first.end_byte)
            break
    return (0, 0)

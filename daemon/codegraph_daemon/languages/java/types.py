"""Types: the expressions that they are, and their names as they tell overloads apart."""

from __future__ import annotations

from ...facts import BASE_NAME, PARAMETERS_NAME, Bind, Expr, ScopeKind
from ..scopes import Scope
from .grammar import ANNOTATIONS, IDENTIFIERS, ids
from .walk import (
    CALL,
    DEFINITION,
    TYPE_USE,
    VISIT,
    Node,
    Walk,
    applied,
    attribute,
    literal,
    parts_of,
    sequence,
    text_of,
)

_TYPE_OF, _LITERAL, _TYPED, _MODULE = (
    int(Expr.TYPE_OF),
    int(Expr.LITERAL),
    int(Expr.TYPED),
    int(Expr.MODULE),
)
_UNION = int(Expr.UNION)
_VALUE, _BASE_BIND = int(Bind.VALUE), int(Bind.BASE)
_TYPE_PARAMETERS = int(ScopeKind.TYPE_PARAMETERS)
_BASE, _PARAMETERS = BASE_NAME.encode(), PARAMETERS_NAME.encode()
_TYPE_NAME, _SCOPED = ids("type_identifier"), ids("scoped_type_identifier")
_GENERIC, _ARRAY = ids("generic_type"), ids("array_type")
_ANNOTATED, _ARGUMENTS = ids("annotated_type"), ids("type_arguments")
_BOUND = ids("type_bound")
_UNTYPED = b"var"


def type_name(x: Walk, node: Node) -> int:
    """A type's name; `var` is none."""
    start = node.start_byte
    text = x.source[start : node.end_byte]
    if text == _UNTYPED:
        return 0
    return x.build.use(x.scope, text, start | TYPE_USE | x.scope.read)


def scoped(x: Walk, node: Node) -> int:
    """`Outer.Inner` or `a.b.Type`; what is in lower case before a type is a package."""
    names: list[Node] = []
    _spread(x, node, names)
    return dotted(x, names, TYPE_USE)


def _spread(x: Walk, node: Node, names: list[Node]) -> None:
    for part in parts_of(node):
        kind = part.kind_id
        if kind in IDENTIFIERS:
            names.append(part)
        elif kind in _SCOPED or kind in _GENERIC:
            _spread(x, part, names)
        else:
            VISIT[kind](x, part)


def dotted(x: Walk, names: list[Node], role: int) -> int:
    """The expression of what a dotted name of a type stands for, each part with an occurrence."""
    texts = [text_of(x, name) for name in names]
    first = outermost(texts)
    read = x.scope.read
    if not first:
        at = names[0].start_byte
        expr = x.build.use(x.scope, texts[0], at | role | read)
    else:
        expr = top_type(x, texts[: first + 1], names[first].start_byte | role | read)
    for text, name in zip(texts[first + 1 :], names[first + 1 :], strict=True):
        expr = x.build.member(expr, text, name.start_byte | role | read)
    return expr


def outermost(texts: list[bytes]) -> int:
    """Which part of a dotted name is the first type: the first in upper case, or the last."""
    for position, text in enumerate(texts):
        if not text[:1].islower():
            return position
    return len(texts) - 1


def top_type(x: Walk, texts: list[bytes], occurrence: int) -> int:
    """The expression of the type with a full name, at the top of some file."""
    build = x.build
    module = build.expr(_MODULE, build.name(b".".join(texts)))
    if occurrence < 0:
        return attribute(x, module, texts[-1])
    return build.member(module, texts[-1], occurrence)


def generic(x: Walk, node: Node) -> int:
    """`Type<Arguments>`."""
    head = 0
    given: list[int] = []
    for part in parts_of(node):
        if part.kind_id in _ARGUMENTS:
            given = arguments(x, part)
        else:
            head = VISIT[part.kind_id](x, part)
    return applied(x, head, given)


def arguments(x: Walk, node: Node) -> list[int]:
    """The expressions of type arguments."""
    return [VISIT[part.kind_id](x, part) for part in parts_of(node)]


def wildcard(x: Walk, node: Node) -> int:
    """`?`, `? extends Bound`, `? super Bound`: as its bound."""
    result = 0
    for part in parts_of(node):
        result = VISIT[part.kind_id](x, part) or result
    return result


def array(x: Walk, node: Node) -> int:
    """`Element[]`."""
    element = 0
    count = 1
    for part in node.children:
        if part.is_named:
            kind = part.kind_id
            if kind in _DIMENSIONS:
                count = max(x.source.count(b"[", part.start_byte, part.end_byte), 1)
                VISIT[kind](x, part)
            else:
                element = VISIT[kind](x, part)
    return arrays(x, element, count)


_DIMENSIONS = ids("dimensions")


def arrays(x: Walk, element: int, count: int) -> int:
    """The type of arrays of arrays, so many deep, of a type."""
    expr = x.build.expr
    name = x.build.name(b"Array")
    for _ in range(min(count, 8)):
        value = expr(_TYPED, element) if element else 0
        element = expr(_TYPE_OF, expr(_LITERAL, name, value))
    return element


def primitive(x: Walk, node: Node) -> int:
    """`int` and the like."""
    return literal(x, text_of(x, node))


def annotated(x: Walk, node: Node) -> int:
    """`@Annotation Type`."""
    result = 0
    for part in parts_of(node):
        found = VISIT[part.kind_id](x, part)
        if part.kind_id not in ANNOTATIONS:
            result = found
    return result


def either(x: Walk, node: Node) -> int:
    """`A | B` of a catch clause."""
    result = 0
    for part in parts_of(node):
        found = VISIT[part.kind_id](x, part)
        result = x.build.expr(_UNION, result, found) if result and found else result or found
    return result


def erasure(x: Walk, node: Node | None, is_whole: bool = False) -> bytes:
    """The name of a type as it tells callables apart: without package and type arguments.

    `is_whole`: as it is spelled, for types of one name; a dot is only ever between names.
    """
    dimensions = b""
    while node is not None:
        kind = node.kind_id
        if kind in _TYPE_NAME:
            text = text_of(x, node)
            return x.erased.get(text, text) + dimensions
        parts = parts_of(node)
        if kind in _ARRAY:
            last = parts[-1]
            dimensions = b"[]" * x.source.count(b"[", last.start_byte, last.end_byte) + dimensions
            node = parts[0]
        elif kind in _GENERIC:
            node = parts[0]
        elif kind in _SCOPED and is_whole:
            return b"".join(text_of(x, node).split()).replace(b".", b"/") + dimensions
        elif kind in _SCOPED or kind in _ANNOTATED:
            node = parts[-1]
        else:
            return b"".join(text_of(x, node).split()) + dimensions
    return b"?"


def type_parameters(x: Walk, node: Node, scope: Scope, owner: Scope | None) -> None:
    """Bind `<T extends Bound>` in `scope`; `owner` is the class that has them in this order, or
    none if they are those of a method, to which a call may spell them."""
    build, outer = x.build, x.scope
    x.scope = scope
    given: list[int] = []
    for child in parts_of(node):
        name: Node | None = None
        bound = 0
        erased = b"Object"
        for part in parts_of(child):
            if part.kind_id in IDENTIFIERS:
                name = part
            elif part.kind_id in _BOUND:
                bounds = parts_of(part)
                if bounds:
                    erased = erasure(x, bounds[0])
                for each in bounds:
                    found = VISIT[each.kind_id](x, each)
                    bound = build.expr(_UNION, bound, found) if bound and found else bound or found
            else:
                VISIT[part.kind_id](x, part)
        if name is None:
            continue
        text, start = text_of(x, name), name.start_byte
        x.erased[text] = erased
        build.bind(scope, text, _VALUE, 0, bound, 1)
        given.append(build.use(scope, text, start | DEFINITION | scope.read))
    if owner is not None and given:
        build.bind(owner, _BASE, _BASE_BIND, applied(x, literal(x, b"Generic"), given))
    elif given:
        build.bind(scope, _PARAMETERS, _VALUE, sequence(x, given))
    x.scope = outer


def opened(x: Walk, outer: Scope, start: int, end: int) -> Scope:
    """A scope for type parameters."""
    return x.build.open_scope(_TYPE_PARAMETERS, outer, start, end)


def annotation(x: Walk, node: Node) -> int:
    """`@Name(key = value)`: its keys are methods of what it names."""
    named = 0
    for part in parts_of(node):
        kind = part.kind_id
        if kind in IDENTIFIERS:
            start = part.start_byte
            named = x.build.use(x.scope, text_of(x, part), start | TYPE_USE | x.scope.read)
        elif kind in _SCOPED_NAME:
            names: list[Node] = []
            _names(part, names)
            named = dotted(x, names, TYPE_USE)
        elif kind in _ANNOTATION_ARGUMENTS:
            for value in parts_of(part):
                if value.kind_id in _PAIR:
                    _pair(x, value, named)
                else:
                    VISIT[value.kind_id](x, value)
        else:
            VISIT[kind](x, part)
    return 0


_SCOPED_NAME = ids("scoped_identifier")
_ANNOTATION_ARGUMENTS, _PAIR = ids("annotation_argument_list"), ids("element_value_pair")


def _names(node: Node, names: list[Node]) -> None:
    for part in parts_of(node):
        if part.kind_id in _SCOPED_NAME:
            _names(part, names)
        elif part.kind_id in IDENTIFIERS:
            names.append(part)


def names_of(node: Node) -> list[Node]:
    """The parts of a dotted name."""
    if node.kind_id in IDENTIFIERS:
        return [node]
    names: list[Node] = []
    _names(node, names)
    return names


def _pair(x: Walk, node: Node, named: int) -> None:
    parts = parts_of(node)
    key = parts[0]
    if named and key.kind_id in IDENTIFIERS:
        receiver = x.build.expr(_TYPED, named)
        # An element is a method: who says what it gives stands for its call.
        at = key.start_byte | CALL | x.scope.read
        x.build.member(receiver, text_of(x, key) + b"()", at)
    for value in parts[1:]:
        VISIT[value.kind_id](x, value)

"""Types: what stands for them, and the bodies of structs and interfaces.

The expression of a type evaluates to the type itself; `TYPED` makes of it something of that type.
A pointer is taken for what it points to.
"""

from __future__ import annotations

import re

from ...facts import (
    BASE_NAME,
    CALL_NAME,
    NONE,
    PARAMETERS_NAME,
    RETURN_NAME,
    SIGNATURE_NAME,
    SPREAD_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
)
from ..scopes import Definition, Scope
from . import parameters
from .grammar import COMMENT, EXTRAS, IDENTIFIERS, PARAMETER_LIST, ids, only
from .walk import (
    DEFINITION,
    TYPE_USE,
    VISIT,
    Node,
    Walk,
    children,
    container,
    inside,
    sequence,
)

_BASE, _RETURN, _CALL = BASE_NAME.encode(), RETURN_NAME.encode(), CALL_NAME.encode()
_SPREAD = SPREAD_NAME.encode()
_PARAMETERS = PARAMETERS_NAME.encode()
_FIELDS, _FIELD = only("field_declaration_list"), only("field_declaration")
_SIGNATURE = SIGNATURE_NAME.encode()
_VARIADIC = only("variadic_parameter_declaration")
_PACKAGES, _SPACE = re.compile(rb"\b\w+\."), re.compile(rb"\s+")
_ANY = re.compile(rb"\binterface ?\{ ?\}")
_METHOD, _ELEMENT = only("method_elem"), only("type_elem")
_STRUCT, _INTERFACE = only("struct_type"), only("interface_type")
_FUNCTION, _POINTER = only("function_type"), only("pointer_type")
_QUALIFIED, _GENERIC = only("qualified_type"), only("generic_type")
_TYPE_PARAMETERS = only("type_parameter_list")
_TAGS = ids("raw_string_literal", "interpreted_string_literal")
_NAMED = IDENTIFIERS | {_QUALIFIED, _GENERIC}


def type_identifier(x: Walk, node: Node) -> int:
    """A type's name."""
    start = node.start_byte
    scope = x.around or x.scope
    return x.build.use(scope, x.source[start : node.end_byte], start | TYPE_USE | x.scope.read)


def qualified(x: Walk, node: Node) -> int:
    """`package.Type`."""
    package, name = node.named_children[0], node.named_children[-1]
    start = package.start_byte
    scope = x.scope
    head = x.build.use(x.around or scope, x.source[start : package.end_byte], start | scope.read)
    start = name.start_byte
    text = x.source[start : name.end_byte]
    return x.build.member(head, text, start | TYPE_USE | scope.read)


def generic(x: Walk, node: Node) -> int:
    """`Type[Arguments]`."""
    head, *rest = [part for part in node.named_children if part.kind_id not in EXTRAS]
    value = VISIT[head.kind_id](x, head)
    given = [VISIT[each.kind_id](x, each) for part in rest for each in part.named_children]
    if not value or not given:
        return value
    index = given[0] if len(given) == 1 else sequence(x, given)
    return x.build.expr(Expr.INDEX, value, index)


def slice_type(x: Walk, node: Node) -> int:
    """`[]T` and `[n]T`."""
    return container(x, b"list", inside(x, node))


def map_type(x: Walk, node: Node) -> int:
    """`map[K]V`."""
    given = [VISIT[part.kind_id](x, part) for part in node.named_children]
    return container(x, b"dict", *[*given, 0, 0][:2])


def channel_type(x: Walk, node: Node) -> int:
    """`chan T`."""
    return container(x, b"Iterator", inside(x, node))


def function_type(x: Walk, node: Node) -> int:
    """`func(a A) B`."""
    build, outer = x.build, x.scope
    scope = build.open_scope(ScopeKind.LAMBDA, outer, node.start_byte, node.end_byte)
    signature(x, node, scope)
    return build.expr(Expr.LAMBDA, scope.index)


def signature(x: Walk, node: Node, scope: Scope, first: int = 0) -> None:
    """Bind the parameters and what is returned of a function in its scope.

    `first` is the position of the first parameter.
    """
    lists = [part for part in node.named_children if part.kind_id == PARAMETER_LIST]
    result = node.child_by_field_name("result")
    given = node.child_by_field_name("parameters") or (lists[0] if lists else None)
    outer, x.scope, around = x.scope, scope, x.around
    if around is None:
        x.around = scope.outward
    if given is not None:
        parameters.parameters(x, given, scope, first)
    if result is not None:
        if result.kind_id == PARAMETER_LIST:
            types = parameters.parameters(x, result, scope, parameters.RESULT)
            returned = types[0] if len(types) == 1 else container(x, b"tuple", *(types or [0]))
        else:
            returned = VISIT[result.kind_id](x, result)
        if returned:
            x.build.bind(scope, _RETURN, Bind.RETURN, 0, returned)
    x.scope, x.around = outer, around


def written(x: Walk, node: Node, scope: Scope) -> None:
    """Note in a method's scope how its parameters and results are written."""
    parts: list[bytes] = []
    for field in ("parameters", "result"):
        part = node.child_by_field_name(field)
        if part is None:
            continue
        if part.kind_id != PARAMETER_LIST:
            parts.append(_type_text(x, part))
            continue
        for each in part.named_children:
            kind = each.child_by_field_name("type")
            if kind is not None:
                names = each.children_by_field_name("name")
                dots = b"..." if each.kind_id == _VARIADIC else b""
                parts += [dots + _type_text(x, kind)] * max(len(names), 1)
        parts.append(b";")
    text = b",".join(parts)
    x.build.bind(scope, _SIGNATURE, Bind.SETTING, x.build.name(text.rstrip(b";,") or b"()"))


def _type_text(x: Walk, node: Node) -> bytes:
    """A type as it is written, without the names of packages."""
    text = _SPACE.sub(b" ", _PACKAGES.sub(b"", x.source[node.start_byte : node.end_byte]))
    return _ANY.sub(b"any", text)


def struct_type(x: Walk, node: Node) -> int:
    """A struct without a name."""
    scope = x.build.open_scope(ScopeKind.CLASS, x.scope, node.start_byte, node.end_byte)
    struct_fields(x, node, scope)
    _spread(x, scope)
    return x.build.expr(Expr.OBJECT, scope.index)


def interface_type(x: Walk, node: Node) -> int:
    """An interface without a name."""
    scope = x.build.open_scope(ScopeKind.CLASS, x.scope, node.start_byte, node.end_byte)
    interface_methods(x, node, scope)
    _spread(x, scope)
    return x.build.expr(Expr.OBJECT, scope.index)


def _spread(x: Walk, scope: Scope) -> None:
    """Have a type without a name lend the members of something of what it embeds."""
    for embedded in scope.binds.get(_BASE, [])[1::4]:
        lent = x.build.expr(Expr.TYPED, embedded)
        x.build.bind(scope, _SPREAD, Bind.SPREAD, lent)


def struct_fields(x: Walk, node: Node, scope: Scope) -> None:
    """Bind the fields of a struct in its scope; what is embedded lends it its members."""
    for part in node.named_children:
        if part.kind_id != _FIELDS:
            VISIT[part.kind_id](x, part)
            continue
        doc = (0, 0)
        for each in part.named_children:
            if each.kind_id == COMMENT:
                doc = _more(x, doc, each)
            elif each.kind_id == _FIELD:
                _field(x, each, scope, doc)
                doc = (0, 0)
            else:
                VISIT[each.kind_id](x, each)


def _field(x: Walk, node: Node, scope: Scope, doc: tuple[int, int]) -> None:
    build = x.build
    names: list[Node] = []
    kind: Node | None = None
    for part in node.named_children:
        number = part.kind_id
        if number in _TAGS or number in EXTRAS:
            continue
        if number == _NAME_OF_FIELD:
            names.append(part)
        else:
            kind = part
    if kind is None:
        return
    annotation = VISIT[kind.kind_id](x, kind)
    if not names:
        build.bind(scope, _BASE, Bind.SPREAD, annotation)
        named = _last_name(kind)
        if named is not None:
            start = named.start_byte
            text = x.source[start : named.end_byte]
            build.bind(scope, text, Bind.VALUE, 0, annotation)
            build.site(scope, text, node.start_byte, node.end_byte, start, True)
            build.use(scope, text, start | DEFINITION | scope.read)
        return
    for name in names:
        start = name.start_byte
        text = x.source[start : name.end_byte]
        build.bind(scope, text, Bind.VALUE, 0, annotation)
        build.use(scope, text, start | DEFINITION | scope.read)
        build.site(scope, text, node.start_byte, node.end_byte, start, True)
        if doc[1]:
            build.note(scope, text, Definition(Kind.FIELD, 0, NONE, doc))


_NAME_OF_FIELD = only("field_identifier")


def _last_name(node: Node) -> Node | None:
    """The name that an embedded type gives its field."""
    while node.kind_id not in IDENTIFIERS:
        parts = [part for part in node.named_children if part.kind_id in _NAMED | {_POINTER}]
        if not parts:
            return None
        node = parts[0] if node.kind_id == _GENERIC else parts[-1]
    return node


def interface_methods(x: Walk, node: Node, scope: Scope) -> None:
    """Bind the methods of an interface in its scope; what it embeds lends it its own."""
    doc = (0, 0)
    for part in node.named_children:
        number = part.kind_id
        if number == COMMENT:
            doc = _more(x, doc, part)
            continue
        if number == _METHOD:
            _interface_method(x, part, scope, doc)
        elif number == _ELEMENT:
            inner = [each for each in part.named_children if each.kind_id not in EXTRAS]
            values = [VISIT[each.kind_id](x, each) for each in inner]
            if len(values) == 1 and inner[0].kind_id in _NAMED:
                x.build.bind(scope, _BASE, Bind.SPREAD, values[0])
        else:
            VISIT[number](x, part)
        doc = (0, 0)


def _interface_method(x: Walk, node: Node, scope: Scope, doc: tuple[int, int]) -> None:
    name = node.child_by_field_name("name")
    if name is None:
        children(x, node)
        return
    start, end = node.start_byte, node.end_byte
    opened = x.build.open_scope(ScopeKind.FUNCTION, scope, start, end)
    opened.outward = x.scope
    at = name.start_byte
    text = x.source[at : name.end_byte]
    definition = Definition(Kind.METHOD, Flag.ABSTRACT, opened.index, doc)
    x.build.define(scope, text, at, start, end, definition)
    signature(x, node, opened, 1)
    written(x, node, opened)


def underlying(x: Walk, node: Node, scope: Scope) -> int:
    """Bind what a defined type is made of in its scope; the kind of symbol that it is."""
    number = node.kind_id
    # A struct's members are no names inside of it; its type parameters are.
    outer, x.scope = x.scope, scope.outward or x.scope
    kind = Kind.CLASS
    if number == _STRUCT:
        struct_fields(x, node, scope)
    elif number == _INTERFACE:
        kind = Kind.INTERFACE
        interface_methods(x, node, scope)
    else:
        value = VISIT[number](x, node)
        if number == _FUNCTION:
            x.build.bind(scope, _CALL, Bind.VALUE, value)
        elif value:
            x.build.bind(scope, _BASE, Bind.SPREAD, value)
    x.scope = outer
    return kind


def alias(x: Walk, node: Node, scope: Scope) -> None:
    """Bind what a name of a type stands for in its scope."""
    value = VISIT[node.kind_id](x, node)
    x.build.bind(scope, _RETURN, Bind.RETURN, 0, value)


def type_parameters(x: Walk, node: Node) -> Scope | None:
    """The scope of the type parameters of a declaration, if it has any."""
    for part in node.named_children:
        if part.kind_id == _TYPE_PARAMETERS:
            outer = x.scope
            start, end = part.start_byte, part.end_byte
            scope = x.build.open_scope(ScopeKind.TYPE_PARAMETERS, outer, start, end)
            x.scope = scope
            for each in part.named_children:
                parameters.type_parameter(x, each, scope)
            x.scope = outer
            return scope
    return None


def given_parameters(x: Walk, generic: Scope, scope: Scope) -> None:
    """Tell in what order a type has its type parameters."""
    given = _in_order(generic)
    if given:
        x.build.bind(scope, _BASE, Bind.SPREAD, container(x, b"Generic", *given))


def spelled_parameters(x: Walk, generic: Scope) -> None:
    """Tell in what order a function is given its types by who calls it."""
    given = _in_order(generic)
    if given:
        x.build.bind(generic, _PARAMETERS, Bind.VALUE, sequence(x, given))


def _in_order(generic: Scope) -> list[int]:
    return [generic.uses[text] for text in generic.binds if text in generic.uses]


def _more(x: Walk, doc: tuple[int, int], comment: Node) -> tuple[int, int]:
    """The extent of comments with one more, if that comes right after them."""
    start, end = comment.start_byte, comment.end_byte
    if doc[1] and x.source.count(b"\n", doc[1], start) < 2:
        return doc[0], end
    return start, end

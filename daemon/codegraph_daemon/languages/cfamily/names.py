"""Names: plain ones, members behind a dot or an arrow, qualified ones, with template arguments."""

from __future__ import annotations

from collections.abc import Callable

from ...facts import BASE_NAME, NONE, QUALIFIER, TAG, Bind, Expr, Kind, ScopeKind
from ..scopes import Scope
from . import operators
from .walk import (
    CALL,
    READ,
    TYPE_USE,
    WRITE,
    Node,
    Walk,
    binds_locally,
    sequence,
)

_ATTR, _POINTED, _INDEX = int(Expr.ATTR), int(Expr.POINTED), int(Expr.INDEX)
_CHOSEN = int(Expr.CHOSEN)
_TAG, _BASE, _QUALIFIER = TAG.encode(), BASE_NAME.encode(), QUALIFIER.encode()
_FUNCTION, _TYPE_PARAMETERS = int(ScopeKind.FUNCTION), int(ScopeKind.TYPE_PARAMETERS)
_VARIABLES = frozenset((int(Bind.VALUE), int(Bind.PARAM)))
_ARROW, _POINTER_TO_MEMBER = b"-", b".*"
_NAME, _CLASS_SCOPE = int(Expr.NAME), int(ScopeKind.CLASS)
_TYPES = frozenset((Kind.CLASS, Kind.ENUM, Kind.TYPE_ALIAS, Kind.NAMESPACE))
_TYPE_BINDS = frozenset((int(Bind.ALIAS),))


def spelled(x: Walk, node: Node, role: int) -> int:
    """The name at a node, read, called or written."""
    scope, start = x.scope, node.start_byte
    text = x.source[start : node.end_byte]
    expr = scope.uses.get(text)
    if expr is None:
        return x.build.use(scope, text, start | role | scope.read)
    x.occurrences[expr].append(start | role | scope.read)
    return expr


def identifier(x: Walk, node: Node) -> int:
    """A name that is read."""
    scope, start = x.scope, node.start_byte
    text = x.source[start : node.end_byte]
    expr = scope.uses.get(text)
    if expr is None:
        return x.build.use(scope, text, start | scope.read)
    x.occurrences[expr].append(start | scope.read)
    return expr


def type_identifier(x: Walk, node: Node) -> int:
    """A name of a type."""
    return spelled(x, node, TYPE_USE)


def tag(x: Walk, node: Node) -> int:
    """The name behind `struct`, `union` or `enum`: in C such names are apart from all others."""
    if x.is_cpp:
        return name_in(x, node, TYPE_USE)
    scope, start = x.scope, node.start_byte
    text = x.source[start : node.end_byte]
    x.build.name(text)
    return x.build.use(scope, text + _TAG, start | TYPE_USE | scope.read)


def this(x: Walk, node: Node) -> int:
    """`this`."""
    return x.this


def field(x: Walk, node: Node) -> int:
    """`value.name` and `value->name`, read."""
    return field_used(x, node, READ)


def field_used(x: Walk, node: Node, role: int, given: int = -1) -> int:
    """`value.name` and `value->name`, with what is done to it; `given` are arguments of a call."""
    parts = node.named_children
    if len(parts) < 2:
        for part in parts:
            x.visit[part.kind_id](x, part)
        return 0
    receiver = x.visit[parts[0].kind_id](x, parts[0])
    name = parts[-1]
    for part in parts[1:-1]:
        x.effect[part.kind_id](x, part)
    if x.is_cpp and receiver:
        at = _operator(x, parts[0], name)
        if x.source.startswith(_ARROW, at):
            operators.on_local(x, at, b"->", parts[0], receiver)
            if not operators.points(x, parts[0]):
                receiver = x.build.expr(_POINTED, receiver)
        elif x.source.startswith(_POINTER_TO_MEMBER, at):
            return spelled(x, name, role)
    return member_in(x, receiver, name, role, given)


def _operator(x: Walk, left: Node, right: Node) -> int:
    """Where the dot or the arrow is between two nodes."""
    at = left.end_byte
    while x.source[at : at + 1].isspace():
        at += 1
    return at


def member_in(x: Walk, receiver: int, node: Node, role: int, given: int = -1) -> int:
    """The member that a node names, of a receiver; with template arguments or a scope before it."""
    kind = x.kinds[node.kind_id]
    if kind in ("template_method", "template_function", "template_type"):
        return _applied(x, node, lambda name: member_in(x, receiver, name, role, given))
    if kind == "dependent_name" or kind == "dependent_type":
        last = node.named_children[-1:]
        return member_in(x, receiver, last[0], role, given) if last else 0
    if kind == "qualified_identifier":
        # `object.Base::name`: what is before the last name says where to look for it.
        return qualified(x, node, role, given)
    start = node.start_byte
    text = x.source[start : node.end_byte]
    if kind == "destructor_name":
        text = text.replace(b" ", b"")
    mark = start | role | x.scope.read
    if given < 0:
        return x.build.member(receiver, text, mark)
    return chosen(x, _plain_member(x, receiver, text), given, mark)


def _plain_member(x: Walk, receiver: int, text: bytes) -> int:
    """The expression of a member, without an occurrence."""
    key = (receiver, text)
    expr = x.build.members.get(key)
    if expr is None:
        expr = x.build.members[key] = len(x.occurrences)
        x.build.exprs += (_ATTR, receiver, x.build.name(text))
        x.occurrences.append([])
    return expr


def chosen(x: Walk, callee: int, given: int, mark: int) -> int:
    """Those of the callables of a name that take the arguments, as a TUPLE (0: none)."""
    return x.build.spelled(_CHOSEN, callee, given, mark)


def qualified(x: Walk, node: Node, role: int, given: int = -1) -> int:
    """`scope::name`."""
    parts = [part for part in node.named_children if x.kinds[part.kind_id] != "comment"]
    if not parts:
        return 0
    if len(parts) == 1:
        # `::name`: of the file itself, whatever is around.
        return _global(x, parts[0], role, given)
    scope = qualifier(x, parts[0])
    return _within(x, scope, parts[-1], role, given)


def qualifier(x: Walk, node: Node) -> int:
    """What stands before `::`: a type or a namespace, whatever variable has its name."""
    if x.kinds[node.kind_id] in ("template_type", "template_function"):
        return _applied(x, node, lambda name: qualifier(x, name))
    text = x.source[node.start_byte : node.end_byte]
    before = at = x.scope
    while at.kind >= _FUNCTION and at.outward is not None:
        rows = at.binds.get(text)
        if rows is not None and (rows[0] not in _VARIABLES or at.kind == _TYPE_PARAMETERS):
            break
        at = at.outward
    x.scope = at
    if x.kinds[node.kind_id] in _PLAIN and at.kind == _CLASS_SCOPE:
        result = _outer_name(x, text, node.start_byte)
    else:
        result = name_in(x, node, TYPE_USE)
    x.scope = before
    return result


def _outer_name(x: Walk, text: bytes, start: int) -> int:
    """A name before `::` in a class, whose members are not all known yet (see `settle`)."""
    scope = x.scope
    key = (scope.index, text)
    expr = x.qualifiers.get(key)
    if expr is None:
        build = x.build
        expr = x.qualifiers[key] = len(x.occurrences)
        build.exprs += (_NAME, build.name(text), scope.index)
        x.occurrences.append([])
    x.occurrences[expr].append(start | TYPE_USE | scope.read)
    return expr


def settle(x: Walk) -> None:
    """Look names before `::` up outside of classes in which they are members but no types.

    What a class inherits is not known here; there the name says that it stands so (QUALIFIER).
    """
    exprs, scopes = x.build.exprs, x.build.scopes
    for (index, text), expr in x.qualifiers.items():
        at: Scope | None = scopes[index]
        while at is not None:
            rows = at.binds.get(text)
            if rows is not None and (at.kind != _CLASS_SCOPE or _is_type(x, at, text, rows)):
                break
            if at.kind == _CLASS_SCOPE and (_BASE in at.binds or at.index in x.build.open_scopes):
                inner = _type_parameters(at, text)
                if inner is None:
                    exprs[3 * expr + 1] = x.build.name(text + _QUALIFIER)
                at = inner or at
                break
            at = at.outward
        exprs[3 * expr + 2] = NONE if at is None else at.index


def _type_parameters(scope: Scope, text: bytes) -> Scope | None:
    """The type parameters around a class that have a name, if nothing in between has it."""
    at: Scope | None = scope.outward
    while at is not None:
        if text in at.binds:
            return at if at.kind == _TYPE_PARAMETERS else None
        at = at.outward
    return None


def _is_type(x: Walk, scope: Scope, text: bytes, rows: list[int]) -> bool:
    known = scope.definitions.get(text, ())
    is_alias = rows[0] in _TYPE_BINDS and (scope.index, text) not in x.enumerators
    return is_alias or any([each.kind in _TYPES for each in known])


def _within(x: Walk, scope: int, node: Node, role: int, given: int) -> int:
    if x.kinds[node.kind_id] == "qualified_identifier":
        parts = node.named_children
        if len(parts) >= 2:
            inner = member_in(x, scope, parts[0], TYPE_USE)
            return _within(x, inner, parts[-1], role, given)
    return member_in(x, scope, node, role, given)


def _global(x: Walk, node: Node, role: int, given: int) -> int:
    before, x.scope = x.scope, x.file
    outer, x.inside = x.inside, before
    result = name_in(x, node, role, given)
    x.scope, x.inside = before, outer
    return result


def name_in(x: Walk, node: Node, role: int, given: int = -1) -> int:
    """The name at a node of any kind, with what is done to it."""
    kind = x.kinds[node.kind_id]
    if kind in ("template_type", "template_function", "template_method"):
        return _applied(x, node, lambda name: name_in(x, name, role, given))
    if kind == "qualified_identifier":
        return qualified(x, node, role, given)
    if kind in ("dependent_name", "dependent_type"):
        last = node.named_children[-1:]
        return name_in(x, last[0], role, given) if last else 0
    if kind not in _PLAIN:
        return x.visit[node.kind_id](x, node)
    if given < 0 or not x.is_cpp:
        return spelled(x, node, role)
    start, scope = node.start_byte, x.scope
    text = x.source[start : node.end_byte]
    if binds_locally(scope, text):
        return spelled(x, node, role)
    return chosen(x, plain_name(x, text), given, start | role | scope.read)


def plain_name(x: Walk, text: bytes) -> int:
    """A name here, of which no occurrence is noted."""
    scope = x.scope
    expr = scope.uses.get(text)
    if expr is None:
        expr = x.build.use(scope, text, 0)
        x.occurrences[expr].clear()
    return expr


_PLAIN = frozenset(
    (
        *("identifier", "type_identifier", "namespace_identifier", "field_identifier"),
        *("operator_name", "destructor_name", "statement_identifier"),
    )
)


def template(x: Walk, node: Node) -> int:
    """`name<arguments>`."""
    role = TYPE_USE if x.kinds[node.kind_id] == "template_type" else READ
    return _applied(x, node, lambda name: name_in(x, name, role))


def _applied(x: Walk, node: Node, head: Callable[[Node], int]) -> int:
    name: Node | None = None
    given: list[int] = []
    for part in node.named_children:
        if x.kinds[part.kind_id] == "template_argument_list":
            given = template_arguments(x, part)
        elif name is None:
            name = part
    if name is None:
        return 0
    result = head(name)
    if result and given:
        return x.build.expr(_INDEX, result, sequence(x, given))
    return result


def template_arguments(x: Walk, node: Node) -> list[int]:
    """What stands between angle brackets; a number says which part of something is meant."""
    found: list[int] = []
    before = x.scope
    if x.inside is not None:
        x.scope, x.inside = x.inside, None
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind == "number_literal":
            text = x.source[part.start_byte : part.end_byte]
            number = int(text) if text.isdigit() and len(text) < 4 else 0
            found.append(x.build.expr(Expr.UNPACKED, 0, number))
        elif kind != "comment":
            found.append(x.visit[part.kind_id](x, part))
    if x.scope is not before:
        x.scope, x.inside = before, x.scope
    return found


def qualified_read(x: Walk, node: Node) -> int:
    """`scope::name`, read, or as a type: which of both is not known before its declaration is."""
    last = node
    while x.kinds[last.kind_id] == "qualified_identifier" and last.named_children:
        last = last.named_children[-1]
    kind = x.kinds[last.kind_id]
    role = TYPE_USE if kind in ("type_identifier", "template_type") else READ
    return qualified(x, node, role)


def target(x: Walk, node: Node) -> int:
    """What is assigned to."""
    kind = x.kinds[node.kind_id]
    if kind == "identifier":
        return spelled(x, node, WRITE)
    if kind == "field_expression":
        return field_used(x, node, WRITE)
    if kind == "qualified_identifier":
        return qualified(x, node, WRITE)
    return x.visit[node.kind_id](x, node)


def called(x: Walk, node: Node, given: int) -> int:
    """What is called."""
    kind = x.kinds[node.kind_id]
    if kind == "field_expression":
        return field_used(x, node, CALL, given if x.is_cpp else -1)
    if kind == "parenthesized_expression":
        inner = node.named_children
        if len(inner) == 1:
            return called(x, inner[0], given)
    if kind in _CALLABLE:
        return name_in(x, node, CALL, given)
    return x.visit[node.kind_id](x, node)


_CALLABLE = frozenset(
    (
        *("identifier", "qualified_identifier", "template_function", "template_type"),
        *("type_identifier", "dependent_name"),
    )
)

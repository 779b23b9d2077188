"""What assignments, loops and the like bind: names, attributes, patterns of both."""

from __future__ import annotations

from ...facts import Bind, Expr, ScopeKind
from ..last_bound import last_bound, part
from .grammar import ATTRIBUTE, EXTRAS, IDENTIFIER, PARENTHESIZED, SPLATS, ids
from .names import attribute
from .walk import DEFINITION, EFFECT, WRITE, Node, Walk

_PATTERNS = ids("pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list")
_WRAPPERS = ids("as_pattern_target") | {PARENTHESIZED}
_UNPACKED, _ELEMENT, _LITERAL = int(Expr.UNPACKED), int(Expr.ELEMENT), int(Expr.LITERAL)
_VALUE = int(Bind.VALUE)
_CLASS, _FUNCTION = int(ScopeKind.CLASS), int(ScopeKind.FUNCTION)


def target(x: Walk, node: Node, value: int, annotation: int = 0, declared: bool = False) -> None:
    """Bind whatever `node` names to the expression `value`."""
    kind = node.kind_id
    if kind == IDENTIFIER:
        bound(x, node.start_byte, node.end_byte, value, annotation, declared)
    elif kind == ATTRIBUTE:
        _attribute(x, node, value, annotation, declared)
    elif kind in _PATTERNS:
        position = 0
        starred = False
        for child in node.named_children:
            if child.kind_id not in EXTRAS:
                starred = starred or child.kind_id in SPLATS
                if not value:
                    part = 0
                elif starred:
                    # How many come before it is not known.
                    part = x.build.expr(_ELEMENT, value)
                else:
                    part = x.build.expr(_UNPACKED, value, position)
                target(x, child, part)
                position += 1
            else:
                EFFECT[child.kind_id](x, child)
    elif kind in SPLATS:
        rest = x.build.expr(_LITERAL, x.build.name(b"list"), value) if value else 0
        for child in node.named_children:
            target(x, child, rest)
    elif kind in _WRAPPERS:
        for child in node.named_children:
            target(x, child, value, annotation)
    else:
        EFFECT[kind](x, node)


def bound(
    x: Walk, start: int, end: int, value: int, annotation: int = 0, declared: bool = False
) -> None:
    """Bind the name at these bytes in the present scope."""
    text = x.source[start:end]
    scope, build = x.scope, x.build
    if x.narrowed:
        x.forget(text)
    build.bind(scope, text, _VALUE, value, annotation)
    if scope.kind == _FUNCTION and text and not scope.foreign:
        flow = x.flow
        before, known = flow.get(text, 0), scope.uses.get(text, 0)
        if before and before == known:
            part(build, scope, text)
        x.rebound.append((text, before))
        expr = build.use(scope, text, start | DEFINITION | scope.read)
        rows = len(scope.binds[text]) >> 2
        # Whatever was not read before its first binding may stay as it is: it might be the only.
        flow[text] = last_bound(build, scope, text, rows - 1) if known or rows > 1 else expr
        return
    build.use(scope, text, start | DEFINITION | scope.read)
    if x.flow and scope.kind >= _FUNCTION and text in x.flow:
        # The variable of a comprehension, say, which hides the function's own.
        x.flow = {name: expr for name, expr in x.flow.items() if name != text}
    if scope.kind <= _CLASS or text in scope.foreign:
        first, last = _extent(x, start, end)
        build.site(scope, text, first, last, start, declared or annotation != 0)


def deleted(x: Walk, node: Node) -> None:
    """Visit what `del` takes away; a function's name that it takes away is the function's own."""
    kind = node.kind_id
    if kind == IDENTIFIER:
        start = node.start_byte
        text = x.source[start : node.end_byte]
        scope = x.scope
        x.build.use(scope, text, start | WRITE | scope.read)
        if scope.kind == _FUNCTION and text not in scope.binds and text not in scope.foreign:
            x.build.bind(scope, text, _VALUE)
    elif kind == ATTRIBUTE:
        attribute(x, node, WRITE | x.scope.read)
    elif kind in _PATTERNS or kind in _WRAPPERS:
        for child in node.named_children:
            deleted(x, child)
    else:
        EFFECT[kind](x, node)


def _attribute(x: Walk, node: Node, value: int, annotation: int, declared: bool) -> None:
    """Assign to an attribute; one of a method's own receiver belongs to its class."""
    home, source = x.class_scope, x.source
    if x.narrowed:
        x.forget(source[node.start_byte : node.end_byte])
    parts = node.named_children
    owner, last = parts[0], parts[-1]
    if (
        home is None
        or owner.kind_id != IDENTIFIER
        or source[owner.start_byte : owner.end_byte] != x.receiver
    ):
        attribute(x, node, WRITE | x.scope.read)
        return
    attribute(x, node, DEFINITION | x.scope.read)
    start, end = last.start_byte, last.end_byte
    text = source[start:end]
    x.build.bind_attribute(home, text, value, annotation)
    first, final = _extent(x, start, end)
    x.build.site(home, text, first, final, start, declared or annotation != 0)


def _extent(x: Walk, start: int, end: int) -> tuple[int, int]:
    """The extent of the definition of the name at these bytes: its statement, or the name."""
    statement = x.statement
    if statement is not None:
        first, last = statement.start_byte, statement.end_byte
        if first <= start < last:
            return first, last
    return start, end

"""Lifetimes: names of the item around them, which only other lifetimes can be called like.

They are bound with their quote, so that no other name is ever taken for one.
"""

from __future__ import annotations

from ...facts import Bind, ScopeKind
from ..scopes import Scope
from .grammar import BOUNDS, NAME, ids, only
from .walk import DEFINITION, TYPE_USE, VISIT, Node, Walk

_LIFETIME, _PARAMETER = only("lifetime"), only("lifetime_parameter")
_FOR = ids("for_lifetimes")
QUOTE = b"'"


def lifetime(x: Walk, node: Node) -> int:
    """`'a` where it is used; what nothing around declares (`'static`, `'_`) says nothing."""
    start = node.start_byte
    text = x.source[start : node.end_byte]
    scope: Scope | None = x.scope
    while scope is not None:
        if scope.kind == ScopeKind.TYPE_PARAMETERS and text in scope.binds:
            x.build.use(scope, text, start | TYPE_USE | x.scope.read)
            break
        scope = scope.outward
    return 0


def declared(x: Walk, scope: Scope, parts: list[Node]) -> None:
    """Bind the lifetimes among parameters; their bounds may name those that follow."""
    bounded: list[Node] = []
    for part in parts:
        if part.kind_id == _LIFETIME:
            _bind(x, scope, part)
        elif part.kind_id == _PARAMETER:
            name, bounds = part.child_by_field_id(NAME), part.child_by_field_id(BOUNDS)
            if name is not None:
                _bind(x, scope, name)
            if bounds is not None:
                bounded.append(bounds)
    for each in bounded:
        VISIT[each.kind_id](x, each)


def _bind(x: Walk, scope: Scope, name: Node) -> None:
    start = name.start_byte
    text = x.source[start : name.end_byte]
    x.build.bind(scope, text, Bind.VALUE)
    x.build.use(scope, text, start | DEFINITION | scope.read)


def for_all(x: Walk, node: Node) -> None:
    """Go on where the lifetimes of `for<'a>` are seen, if a part of `node` is that."""
    for part in node.named_children:
        if part.kind_id in _FOR:
            start, end = part.start_byte, part.end_byte
            scope = x.build.open_scope(ScopeKind.TYPE_PARAMETERS, x.scope, start, end)
            x.enter(scope)
            declared(x, scope, part.named_children)
            break

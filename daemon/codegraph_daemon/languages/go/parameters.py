"""Parameters, named results, receivers and type parameters."""

from __future__ import annotations

from ...facts import Bind
from ..scopes import Scope
from .grammar import EXTRAS, ids, only
from .walk import DEFINITION, VISIT, Node, Walk, container

_IDENTIFIER = ids("identifier")
_VARIADIC = only("variadic_parameter_declaration")
_TYPE_PARAMETER = only("type_parameter_declaration")
RESULT = 0x200
"""The position of the first result with a name."""
_MOST = 0xFF


def parameters(x: Walk, node: Node, scope: Scope, first: int) -> list[int]:
    """Bind `(a, b A, c ...C)` in `scope` from the position `first` on; the types in order."""
    position = first
    types: list[int] = []
    for child in node.named_children:
        if child.kind_id in EXTRAS:
            continue
        names: list[Node] = []
        annotation = 0
        parts = [part for part in child.named_children if part.kind_id not in EXTRAS]
        for part in parts:
            if part.kind_id in _IDENTIFIER:
                names.append(part)
            else:
                annotation = VISIT[part.kind_id](x, part)
        if child.kind_id == _VARIADIC:
            annotation = container(x, b"list", annotation)
        for name in names:
            _bind(x, scope, name, child, annotation, position)
            position += position & _MOST < _MOST
        types += [annotation] * max(len(names), 1)
    return types


def _bind(x: Walk, scope: Scope, name: Node, whole: Node, annotation: int, position: int) -> None:
    start = name.start_byte
    text = x.source[start : name.end_byte]
    if text != b"_":
        build = x.build
        build.parameter(
            scope, text, start, whole.start_byte, whole.end_byte, 0, annotation, position
        )


def type_parameter(x: Walk, node: Node, scope: Scope) -> None:
    """Bind `T, U Constraint` in the scope of type parameters."""
    if node.kind_id != _TYPE_PARAMETER:
        VISIT[node.kind_id](x, node)
        return
    names = [part for part in node.named_children if part.kind_id in _IDENTIFIER]
    bound = 0
    for part in node.named_children:
        if part.kind_id not in _IDENTIFIER:
            inner = [VISIT[each.kind_id](x, each) for each in part.named_children]
            bound = inner[0] if len(inner) == 1 else 0
    for name in names:
        start = name.start_byte
        text = x.source[start : name.end_byte]
        x.build.bind(scope, text, Bind.VALUE, 0, bound, 1)
        x.build.use(scope, text, start | DEFINITION | scope.read)

"""Parameters of functions and lambdas."""

from __future__ import annotations

from ..scopes import Scope
from .annotations import annotated
from .grammar import EXTRAS, IDENTIFIER, SPLATS, TYPE, ids, only
from .names import first_identifier
from .targets import bound, target
from .walk import EFFECT, VISIT, Node, Walk

_TYPED = only("typed_parameter")
_CONSTRAINED = only("constrained_type")
_KINDS = ids("default_parameter", "typed_parameter", "typed_default_parameter")
_UNPACKED = ids("tuple_pattern")
_COLLECTS = 0x100
"""Marks the position of `*args` and `**kwargs`."""
_BY_PLACE, _BY_NAME = _COLLECTS | 0x1000, _COLLECTS | 0x2000
"""The first of them is a tuple, the second a dictionary."""
_MOST = _COLLECTS - 1
"""The position of all parameters from there on."""


def parameters(x: Walk, node: Node, scope: Scope) -> bytes:
    """Bind the parameters in `scope`; their defaults are read outside.  The first's name."""
    build, source = x.build, x.source
    first = b""
    position = collects = 0
    for child in node.named_children:
        kind = child.kind_id
        name: Node | None = None
        annotation = default = 0
        if kind == IDENTIFIER:
            name = child
        elif kind in _KINDS:
            for part in child.named_children:
                part_kind = part.kind_id
                if part_kind == TYPE:
                    annotation = annotated(x, part)
                elif name is None and part_kind == IDENTIFIER:
                    name = part
                elif name is None and part_kind in SPLATS:
                    name = first_identifier(part)
                    if kind == _TYPED:
                        collects = _collecting(x, child)
                elif part_kind not in EXTRAS:
                    default = _default(x, part, scope)
        elif kind in SPLATS:
            name = first_identifier(child)
            collects = _collecting(x, child)
        elif kind in _UNPACKED:
            outer, x.scope = x.scope, scope
            target(x, child, 0)
            x.scope = outer
            position += position < _MOST
        else:
            EFFECT[kind](x, child)
        if name is None:
            continue
        start, end = child.start_byte, child.end_byte
        at = start if name is child else name.start_byte
        text = source[at : end if name is child else name.end_byte]
        if not position and not collects:
            first = text
        build.parameter(scope, text, at, start, end, default, annotation, position | collects)
        collects = 0
        if position < _MOST:
            position += 1
    return first


def _collecting(x: Walk, node: Node) -> int:
    return _BY_NAME if x.source.startswith(b"**", node.start_byte) else _BY_PLACE


def _default(x: Walk, node: Node, scope: Scope) -> int:
    """A default, which is no part of what type parameters are seen in."""
    outer, mark = x.scope, x.mark
    if scope.parent is not None and scope.parent is not outer:
        x.scope, x.mark = scope.parent, scope.parent.read
    value = VISIT[node.kind_id](x, node)
    x.scope, x.mark = outer, mark
    return value


def type_parameters(x: Walk, node: Node) -> None:
    """Bind `T: bound` and the like in the present scope; a value of such a type is its bound's."""
    for child in node.named_children:
        name = first_identifier(child)
        inner = child.named_children
        if child.kind_id != TYPE or name is None:
            # The grammar does not know defaults.
            annotated(x, child)
            continue
        bounds = inner[0].named_children[1:] if inner[0].kind_id == _CONSTRAINED else ()
        value = 0
        for part in bounds:
            value = annotated(x, part)
        bound(x, name.start_byte, name.end_byte, value, 0, True)

"""Parameters of functions and lambdas."""

from __future__ import annotations

from ..scopes import Scope
from .annotations import annotated
from .grammar import IDENTIFIER, SPLATS, TYPE, ids, only
from .names import first_identifier
from .walk import VISIT, Node, Walk

_TYPED = only("typed_parameter")
_KINDS = ids("default_parameter", "typed_parameter", "typed_default_parameter")
_COLLECTS = 0x100
"""Marks the position of `*args` and `**kwargs`."""


def parameters(x: Walk, node: Node, scope: Scope) -> bytes:
    """Bind the parameters in `scope`; their defaults are read outside.  The first's name."""
    build, source = x.build, x.source
    first = b""
    position = 0
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
                        position |= _COLLECTS
                else:
                    default = VISIT[part_kind](x, part)
        elif kind in SPLATS:
            name = first_identifier(child)
            position |= _COLLECTS
        if name is None:
            continue
        start, end = child.start_byte, child.end_byte
        at = start if name is child else name.start_byte
        text = source[at : end if name is child else name.end_byte]
        if not first and position == 0:
            first = text
        build.parameter(scope, text, at, start, end, default, annotation, position)
        position = (position & 0xFF) + 1
    return first

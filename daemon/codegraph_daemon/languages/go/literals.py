"""Values that are written out: `Type{...}`, with the types that their elements may leave out."""

from __future__ import annotations

from ...facts import Expr
from .grammar import EXTRAS, IDENTIFIERS, ids, only
from .walk import VISIT, WRITE, Node, Walk, children

_LITERAL_VALUE, _KEYED = only("literal_value"), only("keyed_element")
_ELEMENT = only("literal_element")
_AROUND = frozenset((_KEYED, _ELEMENT))
_CONTAINERS = ids("slice_type", "array_type", "implicit_length_array_type", "map_type")
_TYPED = Expr.TYPED


def composite(x: Walk, node: Node) -> int:
    """`Type{...}`."""
    kind, body = node.child_by_field_name("type"), node.child_by_field_name("body")
    if kind is None or body is None:
        return children(x, node)
    made = VISIT[kind.kind_id](x, kind)
    literal_body(x, body, kind, made)
    return x.build.expr(_TYPED, made) if made else 0


def literal_body(x: Walk, node: Node, kind: Node | None, made: int) -> None:
    """What stands between the braces of a value of the type `kind`, whose expression is `made`.

    The keys of a struct are its fields; those of maps, slices and arrays are values.  An element
    without a type has that of the elements.
    """
    holds = kind is not None and kind.kind_id in _CONTAINERS
    inner: Node | None = None
    keys: Node | None = None
    element = 0
    if holds and kind is not None:
        keys = kind.child_by_field_name("key")
        inner = kind.child_by_field_name("value") or kind.child_by_field_name("element")
        value = x.build.expr(_TYPED, made)
        element = x.build.expr(Expr.TYPE_OF, x.build.expr(Expr.INDEX, value, 0))
    owner = x.build.expr(_TYPED, made) if made else 0
    if owner and not holds and _leaves_out_types(node):
        # What is called otherwise is a container.
        holds = True
        element = x.build.expr(Expr.TYPE_OF, x.build.expr(Expr.INDEX, owner, 0))
    for part in node.named_children:
        if part.kind_id == _KEYED:
            sides = [side for side in part.named_children if side.kind_id not in EXTRAS]
            if len(sides) == 2:
                if keys is not None and _is_literal(sides[0]):
                    key = x.build.expr(Expr.TYPE_OF, x.build.expr(Expr.ELEMENT, owner))
                    _element(x, sides[0], keys, key)
                else:
                    _key(x, sides[0], owner, holds)
                _element(x, sides[1], inner, element)
                continue
            children(x, part)
        elif part.kind_id == _ELEMENT:
            _element(x, part, inner, element)
        else:
            VISIT[part.kind_id](x, part)


def _leaves_out_types(node: Node) -> bool:
    """Whether an element of a literal is one whose type is left out, as in no struct's."""
    for part in node.named_children:
        if part.kind_id in EXTRAS:
            continue
        # All are alike: the first tells.
        last = part
        while last.kind_id in _AROUND and last.named_child_count:
            last = last.named_children[-1]
        return last.kind_id == _LITERAL_VALUE
    return False


def _is_literal(node: Node) -> bool:
    """Whether a key is one whose type is left out."""
    parts = node.named_children if node.kind_id == _ELEMENT else [node]
    return bool(parts) and parts[0].kind_id == _LITERAL_VALUE


def _key(x: Walk, node: Node, owner: int, holds: bool) -> None:
    parts = node.named_children if node.kind_id == _ELEMENT else [node]
    if not holds and owner and len(parts) == 1 and parts[0].kind_id in IDENTIFIERS:
        start = parts[0].start_byte
        text = x.source[start : parts[0].end_byte]
        x.build.member(owner, text, start | WRITE | x.scope.read)
        return
    children(x, node) if node.kind_id == _ELEMENT else VISIT[node.kind_id](x, node)


def _element(x: Walk, node: Node, kind: Node | None, made: int) -> None:
    for part in node.named_children if node.kind_id == _ELEMENT else [node]:
        if part.kind_id == _LITERAL_VALUE:
            literal_body(x, part, kind, made)
        else:
            VISIT[part.kind_id](x, part)

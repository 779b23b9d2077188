"""What declarations, parameters, loops and assignments bind: names, and patterns of them."""

from __future__ import annotations

from ...facts import Bind, Expr, ScopeKind
from ..scopes import Rows, Scope
from .names import member_used, property_name, spelled
from .narrowing import forget
from .walk import DEFINITION, EXTRAS, READ, WRITE, Node, Walk, text_of

_UNION = int(Expr.UNION)

_VALUE = int(Bind.VALUE)
_TYPED_BINDS = (_VALUE, int(Bind.PARAM))
_CLASS = int(ScopeKind.CLASS)
_UNPACKED, _ATTR, _ELEMENT = int(Expr.UNPACKED), int(Expr.ATTR), int(Expr.ELEMENT)
_TYPED = int(Expr.TYPED)
_NAMES = frozenset(("identifier", "shorthand_property_identifier_pattern"))


def bound(
    x: Walk,
    scope: Scope,
    node: Node,
    value: int,
    annotation: int = 0,
    declaration: Node | None = None,
) -> None:
    """Bind the name at `node` in `scope`; `declaration` is what defines it."""
    start = node.start_byte
    text = x.source[start : node.end_byte]
    if scope.kind <= _CLASS:
        whole = declaration or node
        first, last = whole.start_byte, whole.end_byte
        x.build.declare(scope, text, start, first, last, value, annotation, x.scope.read)
    else:
        x.build.bind(scope, text, _VALUE, value, annotation)
        x.build.use(scope, text, start | DEFINITION | x.scope.read)


def pattern(
    x: Walk,
    scope: Scope,
    node: Node,
    value: int,
    annotation: int = 0,
    declaration: Node | None = None,
) -> None:
    """Bind in `scope` whatever `node` names to parts of the expression `value`."""
    kind = x.kinds[node.kind_id]
    if kind in _NAMES:
        bound(x, scope, node, value, annotation, declaration)
        return
    if annotation:
        value = x.build.expr(_TYPED, annotation)
    if kind == "object_pattern":
        for child in node.named_children:
            _object_part(x, scope, child, value)
    elif kind == "array_pattern":
        # Commas are what tells the position: an element may be left out.
        position = 0
        for child in node.children:
            if not child.is_named:
                position += x.source[child.start_byte] == 44
            elif x.kinds[child.kind_id] not in EXTRAS:
                part = x.build.expr(_UNPACKED, value, position) if value else 0
                pattern(x, scope, child, part)
    elif kind in ("assignment_pattern", "object_assignment_pattern"):
        parts = [part for part in node.named_children if x.kinds[part.kind_id] not in EXTRAS]
        if len(parts) == 2:
            default = x.visit[parts[1].kind_id](x, parts[1])
            if value and default:
                value = x.build.expr(_UNION, value, default)
            if kind == "object_assignment_pattern" and x.kinds[parts[0].kind_id] in _NAMES:
                _shorthand(x, scope, parts[0], value, default)
            else:
                pattern(x, scope, parts[0], value or default)
    elif kind == "rest_pattern":
        for child in node.named_children:
            pattern(x, scope, child, value)
    else:
        x.effect[node.kind_id](x, node)


def _object_part(x: Walk, scope: Scope, node: Node, value: int) -> None:
    kind = x.kinds[node.kind_id]
    if kind == "shorthand_property_identifier_pattern":
        _shorthand(x, scope, node, _read(x, value, node.start_byte, text_of(x, node)))
    elif kind == "object_assignment_pattern":
        parts = [part for part in node.named_children if x.kinds[part.kind_id] not in EXTRAS]
        if len(parts) == 2 and x.kinds[parts[0].kind_id] not in _NAMES:
            # Only in broken text: what is taken apart has no name there.
            x.effect[parts[1].kind_id](x, parts[1])
            pattern(x, scope, parts[0], 0)
        elif len(parts) == 2:
            read = _read(x, value, parts[0].start_byte, text_of(x, parts[0]))
            default = x.visit[parts[1].kind_id](x, parts[1])
            if read and default:
                read = x.build.expr(_UNION, read, default)
            _shorthand(x, scope, parts[0], read or default)
    elif kind == "pair_pattern":
        parts = [part for part in node.named_children if x.kinds[part.kind_id] not in EXTRAS]
        if len(parts) == 2:
            name = property_name(x, parts[0])
            pattern(x, scope, parts[1], _read(x, value, *name) if name is not None else 0)
    else:
        pattern(x, scope, node, value)


def _read(x: Walk, value: int, start: int, text: bytes) -> int:
    read = x.build.member(value, text, start | READ | x.scope.read)
    # The member of a value of which nothing is known is noted, but says nothing of what it is.
    return read if value else 0


def _shorthand(x: Walk, scope: Scope, node: Node, value: int, default: int = 0) -> None:
    bound(x, scope, node, value or default)


def target(x: Walk, node: Node, value: int) -> None:
    """Assign `value` to what `node` names already, or to parts of it."""
    kind = x.kinds[node.kind_id]
    build = x.build
    if kind in _NAMES:
        text = text_of(x, node)
        spelled(x, node, WRITE)
        forget(x, text)
        assigned(x, text, value)
    elif kind == "member_expression":
        member_used(x, node, WRITE)
    elif kind == "object_pattern":
        for child in node.named_children:
            part = x.kinds[child.kind_id]
            if part == "pair_pattern":
                inner = child.named_children[-1]
                name = property_name(x, child.named_children[0])
                target(x, inner, _read(x, value, *name) if name is not None else 0)
            elif part == "shorthand_property_identifier_pattern":
                target(x, child, _read(x, value, child.start_byte, text_of(x, child)))
            elif part == "object_assignment_pattern":
                first, *rest = child.named_children
                is_name = x.kinds[first.kind_id] in _NAMES
                read = _read(x, value, first.start_byte, text_of(x, first)) if is_name else 0
                target(x, first, read)
                for other in rest:
                    x.effect[other.kind_id](x, other)
            else:
                target(x, child, 0)
    elif kind in ("array_pattern", "array"):
        for position, child in enumerate(node.named_children):
            target(x, child, build.expr(_UNPACKED, value, position) if value else 0)
    elif kind in ("assignment_pattern", "rest_pattern", "parenthesized_expression"):
        for position, child in enumerate(node.named_children):
            if position:
                x.effect[child.kind_id](x, child)
            else:
                target(x, child, value)
    else:
        x.effect[node.kind_id](x, node)


def binding_of(x: Walk, text: bytes) -> Rows | None:
    """What binds a variable, if it is one of a scope that is open; members are none."""
    scope: Scope | None = x.scope
    while scope is not None:
        rows = scope.binds.get(text)
        if rows is not None and scope.kind != _CLASS:
            return rows
        scope = scope.outward
    return None


def assigned(x: Walk, text: bytes, value: int) -> None:
    """Note that a variable gets another value, if it is one of a scope that is open."""
    rows = binding_of(x, text) if value else None
    # A declared type says more than what is assigned.
    if rows is not None and rows[0] == _VALUE and not rows[2] and len(rows) < 64:
        rows += (_VALUE, value, 0, 0)


def annotated(x: Walk, text: bytes) -> int:
    """The type that a variable is declared with, if it is one of a scope that is open."""
    rows = binding_of(x, text)
    return rows[2] if rows is not None and rows[0] in _TYPED_BINDS else 0


def declared_names(x: Walk, node: Node) -> list[Node]:
    """The names that a declaration binds in its own scope."""
    kind = x.kinds[node.kind_id]
    if kind in _NAMES:
        return [node]
    if kind in ("lexical_declaration", "variable_declaration", "using_declaration"):
        found: list[Node] = []
        for declarator in node.named_children:
            name = declarator.child_by_field_name("name")
            if name is not None:
                found += declared_names(x, name)
        return found
    if kind in ("object_pattern", "array_pattern", "rest_pattern"):
        return [name for part in node.named_children for name in declared_names(x, part)]
    if kind in ("pair_pattern",):
        return declared_names(x, node.named_children[-1])
    if kind in ("object_assignment_pattern", "assignment_pattern"):
        return declared_names(x, node.named_children[0])
    if kind in ("ambient_declaration", "expression_statement"):
        return [name for part in node.named_children for name in declared_names(x, part)]
    if kind == "import_alias":
        return node.named_children[:1]
    if kind.endswith(("declaration", "signature")) or kind in ("internal_module", "module"):
        name = node.child_by_field_name("name")
        while name is not None and x.kinds[name.kind_id] == "nested_identifier":
            name = name.named_children[0]
        if name is not None and x.kinds[name.kind_id] != "string":
            return [name]
    return []

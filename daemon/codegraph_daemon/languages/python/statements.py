"""Statements that bind or return: assignments, loops, `with`, `except`, `global`, `return`."""

from __future__ import annotations

from ...facts import EARLIER, NONE, RETURN_NAME, Bind, Expr, Kind, ScopeKind
from ..composed import named
from ..last_bound import last_bound
from ..scopes import Definition, Scope
from .annotations import annotated
from .exports import exports, match_arguments
from .functional import named_tuple, note_field
from .grammar import (
    AS_PATTERNS,
    ATTRIBUTE,
    BLOCKS,
    CALL_NODE,
    EXTRAS,
    IDENTIFIER,
    SUBSCRIPT,
    TUPLES,
    TYPE,
    TYPE_PARAMETER,
    only,
    token,
)
from .names import attribute, first_identifier, identifier
from .parameters import type_parameters
from .targets import bound, deleted, target
from .walk import CALL, EFFECT, VISIT, WRITE, Node, Visitor, Walk, inside, statements

_ELEMENT, _ENTERED, _UNION = int(Expr.ELEMENT), int(Expr.ENTERED), int(Expr.UNION)
_INSTANCE, _LITERAL = int(Expr.INSTANCE), int(Expr.LITERAL)
_RETURN_BIND = int(Bind.RETURN)
_TYPE_ALIAS = int(Kind.TYPE_ALIAS)
_TYPE_PARAMETERS = int(ScopeKind.TYPE_PARAMETERS)

_RETURN = RETURN_NAME.encode()
_GLOBAL = only("global_statement")
_EQUALS, _IN, _FROM = token("="), token("in"), token("from")
_FUNCTION, _CLASS = int(ScopeKind.FUNCTION), int(ScopeKind.CLASS)

_FORMS = frozenset(
    (
        *(b"Union", b"Optional", b"Callable", b"List", b"Dict", b"Tuple", b"Type", b"Set"),
        *(b"FrozenSet", b"Sequence", b"Mapping", b"Iterable", b"Iterator", b"Awaitable"),
        *(b"Annotated", b"AsyncIterator", b"AsyncIterable", b"DefaultDict", b"MutableMapping"),
    )
)
"""What makes types of types, by names that stand for nothing else."""

_BUILT_IN_FORMS = frozenset((b"list", b"dict", b"tuple", b"type", b"set", b"frozenset"))
"""Those that have no place of their own, where nothing else has the name."""

_QUALIFIERS = frozenset((b"Final", b"ClassVar", b"TypeAlias"))
"""Annotations that leave the type to the value."""


def assignment(x: Walk, node: Node) -> int:
    """`left = right`, and with an annotation."""
    parts = node.children
    if len(parts) != 3 or parts[1].kind_id != _EQUALS:
        return _annotated_assignment(x, node)
    left, _, right = parts
    kind = right.kind_id
    if left.kind_id == IDENTIFIER:
        if x.makes_types and kind == CALL_NODE and named_tuple(x, left, right, node):
            return 0
        value = _right(x, left, right)
    elif kind == SUBSCRIPT:
        value = _right(x, left, right)
    else:
        value = VISIT[kind](x, right)
    before, x.statement = x.statement, node
    target(x, left, value)
    x.statement = before
    if x.scope.index == 0:
        _exports(x, left, right)
    elif x.scope.kind == _CLASS and x.source.startswith(b"__match_args__", left.start_byte):
        match_arguments(x, right)
    return value


def _right(x: Walk, left: Node, right: Node) -> int:
    """The right side, where the name that is bound again is still what it was before."""
    scope = x.scope
    if left.kind_id == IDENTIFIER and scope.kind == _FUNCTION and not scope.foreign:
        text = x.source[left.start_byte : left.end_byte]
        rows = scope.binds.get(text)
        if rows is None:
            return VISIT[right.kind_id](x, right)
        if text not in x.flow:
            x.flow[text] = last_bound(x.build, scope, text, len(rows) // 4 | EARLIER)
            value = VISIT[right.kind_id](x, right)
            x.flow.pop(text, None)
            return value
    if scope.kind == _CLASS and left.kind_id == IDENTIFIER:
        return _before_bound(x, left, right, _value_or_type)
    return _value_or_type(x, right)


def _value_or_type(x: Walk, right: Node) -> int:
    """The right side of an assignment, where a type is a value too."""
    if right.kind_id == SUBSCRIPT and x.scope.kind < _FUNCTION:
        head = x.source[right.start_byte : right.children[0].end_byte]
        if head.rpartition(b".")[2] in _FORMS or (
            head in _BUILT_IN_FORMS and not _is_bound(x.scope, head)
        ):
            # A name for a type, in which strings are types as well.
            return annotated(x, right)
    return VISIT[right.kind_id](x, right)


def _is_bound(scope: Scope, text: bytes) -> bool:
    """Whether a scope or one around it has bound a name by now."""
    around: Scope | None = scope
    while around is not None:
        if text in around.binds:
            return True
        around = around.parent
    return False


def _before_bound(x: Walk, left: Node, node: Node, visit: Visitor) -> int:
    """What a node of a class body is before the name `left` is bound there: until then the name is
    that of a scope around the class, as in `date: date` and `run = staticmethod(run)`."""
    scope = x.scope
    text = x.source[left.start_byte : left.end_byte]
    around = scope.parent
    while around is not None and around.kind == _CLASS:
        around = around.parent
    known = text in scope.binds or x.source.find(text, node.start_byte, node.end_byte) < 0
    if around is None or known:
        return visit(x, node)
    own = scope.uses.get(text)
    scope.uses[text] = named(x, around, text)
    result = visit(x, node)
    if own is None:
        del scope.uses[text]
    else:
        scope.uses[text] = own
    return result


def _exports(x: Walk, left: Node, right: Node) -> None:
    if left.kind_id == IDENTIFIER and x.source[left.start_byte : left.end_byte] == b"__all__":
        exports(x, right)


def _annotated_assignment(x: Walk, node: Node) -> int:
    """`left: type = right`, `left: type`, and whatever has comments or errors inside."""
    left = kind = right = None
    assigned = False
    for part in node.children:
        number = part.kind_id
        if number == _EQUALS:
            assigned = True
        elif number in EXTRAS:
            EFFECT[number](x, part)
        elif left is None:
            left = part
        elif number == TYPE:
            kind = part
        elif assigned:
            right = part
    annotation = 0
    is_alias = False
    is_field = x.is_record and x.scope.kind == _CLASS
    if kind is not None:
        if x.scope.kind == _CLASS and left is not None and left.kind_id == IDENTIFIER:
            annotation = _before_bound(x, left, kind, annotated)
        else:
            annotation = annotated(x, kind)
        word = x.source[kind.start_byte : kind.end_byte].rpartition(b".")[2]
        is_alias = word == b"TypeAlias"
        if word in _QUALIFIERS:
            annotation = 0
        is_field = is_field and not word.startswith(b"ClassVar")
    if right is None:
        value = 0
    else:
        value = annotated(x, right) if is_alias else _right(x, left or right, right)
    if left is None:
        return value
    before, x.statement = x.statement, node
    target(x, left, value, annotation, kind is not None)
    x.statement = before
    if is_field and left.kind_id == IDENTIFIER:
        note_field(x, x.scope, x.source[left.start_byte : left.end_byte])
    if right is not None and x.scope.index == 0:
        _exports(x, left, right)
    if is_alias and left.kind_id == IDENTIFIER:
        _alias(x, x.source[left.start_byte : left.end_byte])
    return value


def _alias(x: Walk, text: bytes) -> None:
    """Record that a name stands for a type."""
    if x.scope.kind < _FUNCTION:
        x.build.note(x.scope, text, Definition(_TYPE_ALIAS, 0, NONE, (0, 0)))


def type_alias(x: Walk, node: Node) -> int:
    """`type left = right`."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    left = parts[0].named_children[0]
    if left.kind_id == ATTRIBUTE:
        # The grammar takes `type(a).b = c` for an alias.
        start = node.start_byte
        x.build.use(x.scope, b"type", start | CALL | x.scope.read)
        attribute(x, left, WRITE | x.scope.read)
        return inside(x, parts[-1])
    name = first_identifier(left)
    outer, mark = x.scope, x.mark
    scope = x.build.open_scope(_TYPE_PARAMETERS, outer, node.start_byte, node.end_byte)
    x.scope, x.mark = scope, scope.read
    for part in left.named_children:
        if part.kind_id == TYPE_PARAMETER:
            type_parameters(x, part)
    value = annotated(x, parts[-1])
    x.scope, x.mark = outer, mark
    if name is not None:
        before, x.statement = x.statement, node
        bound(x, name.start_byte, name.end_byte, value, 0, True)
        x.statement = before
        _alias(x, x.source[name.start_byte : name.end_byte])
    return 0


def augmented(x: Walk, node: Node) -> int:
    """`left += right`."""
    left, *_, right = [part for part in node.children if part.kind_id not in EXTRAS]
    EFFECT[right.kind_id](x, right)
    if left.kind_id == ATTRIBUTE:
        attribute(x, left, WRITE | x.scope.read)
    elif left.kind_id != IDENTIFIER:
        EFFECT[left.kind_id](x, left)
    else:
        scope = x.scope
        start, end = left.start_byte, left.end_byte
        text = x.source[start:end]
        if scope.index == 0 and text == b"__all__":
            exports(x, right)
        # Where nothing else binds the name of a module, a wildcard import does.
        if scope.index == 0 or text in scope.binds or text in scope.foreign:
            x.build.use(scope, text, start | WRITE | scope.read)
            x.rebind(text)
        else:
            before, x.statement = x.statement, node
            bound(x, start, end, 0)
            x.statement = before
    return 0


def for_(x: Walk, node: Node) -> int:
    """`for left in right`, with an `else` or without."""
    left: Node | None = None
    outer = None
    iterated = False
    for part in node.children:
        kind = part.kind_id
        if kind == _IN:
            iterated = True
        elif not iterated:
            if kind not in EXTRAS:
                # The keyword comes first, the target last.
                left = part
        elif left is not None and kind not in EXTRAS:
            value = VISIT[kind](x, part)
            outer = x.enter_loop()
            target(x, left, x.build.expr(_ELEMENT, value) if value else 0)
            left = None
        else:
            EFFECT[kind](x, part)
    if outer is not None:
        x.leave_loop(outer)
    return 0


def with_(x: Walk, node: Node) -> int:
    """`with`, whose block is run where it stands."""
    for part in node.named_children:
        if part.kind_id in BLOCKS:
            statements(x, part)
        else:
            EFFECT[part.kind_id](x, part)
    return 0


def as_pattern(x: Walk, node: Node) -> int:
    """`value as name` of `with`, which binds what entering gives."""
    value, rest = _value_as(node)
    entered = VISIT[value.kind_id](x, value)
    for part in rest:
        target(x, part, x.build.expr(_ENTERED, entered) if entered else 0)
    return 0


def except_(x: Walk, node: Node) -> int:
    """`except Error as name`, which binds an instance."""
    for child in node.named_children:
        if child.kind_id not in AS_PATTERNS:
            EFFECT[child.kind_id](x, child)
            continue
        value, rest = _value_as(child)
        caught = 0
        for part in value.named_children if value.kind_id in TUPLES else [value]:
            one = VISIT[part.kind_id](x, part)
            caught = x.build.expr(_UNION, caught, one) if caught and one else caught or one
        for part in rest:
            target(x, part, x.build.expr(_INSTANCE, caught) if caught else 0)
    return 0


def _value_as(node: Node) -> tuple[Node, list[Node]]:
    value, *rest = [part for part in node.named_children if part.kind_id not in EXTRAS]
    return value, rest


def delete(x: Walk, node: Node) -> int:
    """`del targets`."""
    for child in node.named_children:
        deleted(x, child)
    return 0


def foreign(x: Walk, node: Node) -> int:
    """`global a, b` and `nonlocal a, b`."""
    home = 0 if node.kind_id == _GLOBAL else NONE
    scope = x.scope
    for child in node.named_children:
        if child.kind_id == IDENTIFIER:
            if scope.index != 0:
                text = x.source[child.start_byte : child.end_byte]
                x.build.declare_foreign(scope, text, home)
            identifier(x, child)
        else:
            EFFECT[child.kind_id](x, child)
    return 0


def returned(x: Walk, node: Node) -> int:
    """`return value`."""
    value = inside(x, node)
    if value:
        x.build.bind(x.scope, _RETURN, _RETURN_BIND, value)
    return 0


def yielded(x: Walk, node: Node) -> int:
    """`yield value` and `yield from values`; what is sent back is not known."""
    value = inside(x, node)
    scope = x.scope
    if value and scope.kind == _FUNCTION:
        if any(part.kind_id == _FROM for part in node.children):
            value = x.build.expr(_ELEMENT, value)
        given = x.build.expr(_LITERAL, x.build.name(b"Generator"), value)
        x.build.bind(scope, _RETURN, _RETURN_BIND, given)
    return 0

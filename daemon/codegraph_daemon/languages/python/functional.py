"""Types that calls make: named tuples, with the fields that their arguments name.

What is written as a class belongs to `definitions`.
"""

from __future__ import annotations

import re

from ...facts import BASE_NAME, FIELDS_NAME, Bind, Expr, Kind, ScopeKind
from ..scopes import Definition, Scope
from .annotations import annotated
from .grammar import CALL_NODE, CONTAINERS, EXTRAS, KEYWORD_ARGUMENT, STRING, STRING_CONTENT
from .names import literal
from .walk import DEFINITION, EFFECT, Node, Walk

_BASE, _FIELDS = BASE_NAME.encode(), FIELDS_NAME.encode()
_UNTYPED, _TYPED = b"namedtuple", b"NamedTuple"
_NAME = re.compile(rb"[A-Za-z_]\w*")
_NAMES = re.compile(rb"[\w\s,]*")
_VALUE = int(Bind.VALUE)
_NAME_OF = int(Expr.NAME)

Field = tuple[int, int, Node | None]
"""Where the name of a field starts and ends, and the node of its type."""


def fields(x: Walk, node: Node) -> list[Field] | None:
    """The fields of the named tuple that an expression makes; None if it makes none."""
    if node.kind_id != CALL_NODE:
        return None
    callee, given = node.children[0], node.children[-1]
    name = x.source[callee.start_byte : callee.end_byte].rpartition(b".")[2]
    if name != _UNTYPED and name != _TYPED:
        return None
    parts = [part for part in given.named_children if part.kind_id not in EXTRAS]
    if len(parts) < 2 or parts[0].kind_id != STRING or parts[1].kind_id == KEYWORD_ARGUMENT:
        return None
    if name == _UNTYPED and parts[1].kind_id == STRING:
        return _words(x, parts[1])
    if parts[1].kind_id not in CONTAINERS:
        return None
    found: list[Field] = []
    for part in parts[1].named_children:
        if part.kind_id in EXTRAS:
            continue
        kind: Node | None = None
        if name == _TYPED and part.kind_id in CONTAINERS:
            pair = [each for each in part.named_children if each.kind_id not in EXTRAS]
            if len(pair) != 2:
                return None
            part, kind = pair
        words = _words(x, part) if part.kind_id == STRING else None
        if words is None or len(words) != 1:
            return None
        found.append((words[0][0], words[0][1], kind))
    return found


def _words(x: Walk, node: Node) -> list[Field] | None:
    """The names in a string; None if there is something else in it."""
    inner = [part for part in node.named_children if part.kind_id == STRING_CONTENT]
    if len(inner) != 1:
        return None
    start, end = inner[0].start_byte, inner[0].end_byte
    if _NAMES.fullmatch(x.source, start, end) is None:
        return None
    found = _NAME.finditer(x.source, start, end)
    return [(match.start(), match.end(), None) for match in found]


def note_field(x: Walk, scope: Scope, text: bytes) -> None:
    """Record that a name is the next field of the record that `scope` is."""
    build = x.build
    field = scope.uses.get(text) or build.expr(_NAME_OF, build.name(text), scope.index)
    build.bind(scope, _FIELDS, _VALUE, field)


def add_fields(x: Walk, scope: Scope, found: list[Field]) -> None:
    """Make fields the members of the class that `scope` is, which is a named tuple."""
    build = x.build
    for start, end, kind in found:
        text = x.source[start:end]
        build.bind(scope, text, _VALUE, 0, annotated(x, kind) if kind is not None else 0)
        build.use(scope, text, start | DEFINITION | scope.read)
        build.site(scope, text, start, end, start, True)
        note_field(x, scope, text)
    build.bind(scope, _BASE, int(Bind.BASE), literal(x, _TYPED))


def named_tuple(x: Walk, left: Node, right: Node, statement: Node) -> bool:
    """Define `left = namedtuple(...)` as the class that it makes; False if it makes none."""
    found = fields(x, right)
    if found is None:
        return False
    EFFECT[CALL_NODE](x, right)
    start, end = statement.start_byte, statement.end_byte
    text = x.source[left.start_byte : left.end_byte]
    x.rebind(text)
    scope = x.build.open_scope(ScopeKind.CLASS, x.scope, start, end)
    made = Definition(Kind.CLASS, 0, scope.index, (0, 0))
    x.build.define(x.scope, text, left.start_byte, start, end, made)
    add_fields(x, scope, found)
    return True

"""Names, members, `this` and `super`."""

from __future__ import annotations

import re

from ...facts import Bind, Expr, ScopeKind
from ..composed import sequence
from ..scopes import Scope
from .walk import CALL, EXTRAS, IMPORT, READ, TYPE_USE, WRITE, Node, Walk, parts_of

_MODULE_SCOPE, _CLASS = int(ScopeKind.MODULE), int(ScopeKind.CLASS)
_ALIAS = int(Bind.ALIAS)
_INDEX, _UNION = int(Expr.INDEX), int(Expr.UNION)

_ATTR, _MODULE = int(Expr.ATTR), int(Expr.MODULE)
_SUPER, _THIS = int(Expr.SUPER), int(Expr.THIS)
_PLAIN_NAMES = frozenset(
    ("property_identifier", "private_property_identifier", "identifier", "number")
)
_SUPER_CALL = b"super()"
"""Under it a class holds the constructor that it calls."""
_EXPORTS = frozenset((b"exports", b"module.exports"))
_PLAIN = re.compile(rb"[A-Za-z_$][0-9A-Za-z_$]*")


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


def this(x: Walk, node: Node) -> int:
    """`this`."""
    return x.this


def super_(x: Walk, node: Node) -> int:
    """`super`: the members of the bases."""
    at = 3 * x.this
    exprs = x.build.exprs
    if not x.this or exprs[at] != _THIS:
        return 0
    return x.build.expr(_SUPER, exprs[at + 1], exprs[at + 2])


def super_called(x: Walk, node: Node) -> int:
    """`super` in `super(arguments)`: the constructor of the base."""
    base = super_(x, node)
    scope: Scope | None = x.scope
    while scope is not None and (scope.kind != _CLASS or not base):
        scope = scope.parent
    if scope is None:
        return 0
    if _SUPER_CALL not in scope.binds:
        build = x.build
        made = build.expr(_ATTR, base, build.name(b"constructor"))
        build.bind(scope, _SUPER_CALL, _ALIAS, made)
    return x.build.use(scope, _SUPER_CALL, node.start_byte | CALL | x.scope.read)


def member(x: Walk, node: Node) -> int:
    """`value.name`, read."""
    return member_used(x, node, READ)


def nested_type(x: Walk, node: Node) -> int:
    """`Namespace.Type`."""
    return member_used(x, node, TYPE_USE)


def member_used(x: Walk, node: Node, role: int) -> int:
    """`value.name`, with what is done to it."""
    target = node.child(0)
    if target is None:
        return 0
    source = x.source
    # The name nearly always follows its dot at once, so the last child need not be asked for.
    dot = target.end_byte
    text = source[dot + 1 : node.end_byte]
    kind = target.kind_id
    if kind in x.extras or not source.startswith(b".", dot):
        return _member_apart(x, node, role)
    if text not in x.plain:
        if _PLAIN.fullmatch(text) is None:
            return _member_apart(x, node, role)
        x.plain.add(text)
    receiver = x.visit[kind](x, target)
    if x.is_common and is_exports(x, target.start_byte, dot):
        # What the module exports itself.
        return x.build.use(x.exports, text, dot + 1 | role | x.scope.read)
    if x.narrowed:
        receiver = x.narrowed.get(source[target.start_byte : dot], receiver)
    expr = x.members.get((receiver, text))
    if expr is None:
        return x.build.member(receiver, text, dot + 1 | role | x.scope.read)
    x.occurrences[expr].append(dot + 1 | role | x.scope.read)
    return expr


def is_exports(x: Walk, start: int, end: int) -> bool:
    """Whether what is written from `start` to `end` is what the module exports."""
    if x.source[start:end] not in _EXPORTS:
        return False
    scope: Scope | None = x.scope
    while scope is not None:
        if b"exports" in scope.binds:
            return False
        scope = scope.outward
    return True


def _member_apart(x: Walk, node: Node, role: int) -> int:
    """The same where more than a dot stands between value and name."""
    if x.source.startswith(b">?.", node.end_byte - 3):
        return _typed_callee(x, node, role)
    receiver = 0
    name: Node | None = None
    kinds = x.kinds
    seen = False
    for child in node.named_children:
        kind = kinds[child.kind_id]
        if not seen and kind not in EXTRAS:
            receiver = x.visit[child.kind_id](x, child)
            if x.narrowed:
                receiver = x.narrowed.get(x.source[child.start_byte : child.end_byte], receiver)
            seen = True
        elif kind == "optional_chain" or kind in EXTRAS:
            continue
        else:
            name = child
    if name is None:
        return 0
    start = name.start_byte
    return x.build.member(receiver, x.source[start : name.end_byte], start | role | x.scope.read)


def callee_used(x: Walk, node: Node, role: int) -> int:
    """What is called or made, with a role if it is a name or a member."""
    kind = x.kinds[node.kind_id]
    if kind == "identifier":
        return spelled(x, node, role)
    if kind == "member_expression":
        return member_used(x, node, role)
    return x.visit[node.kind_id](x, node)


def _typed_callee(x: Walk, node: Node, role: int) -> int:
    """`f<T>?.()`, which the grammar reads as a call of a member of `f<T>` without a name."""
    parts = parts_of(x, node)
    inner = parts_of(x, parts[0]) if parts else []
    if not inner:
        return 0
    callee = callee_used(x, inner[0], role)
    given = [x.visit[each.kind_id](x, each) for part in inner[1:] for each in parts_of(x, part)]
    if not callee or not given or not all(given):
        return callee
    return x.build.expr(_INDEX, callee, given[0] if len(given) == 1 else sequence(x, given))


def subscript(x: Walk, node: Node) -> int:
    """`value[index]`; with a string in it, a member."""
    parts = [part for part in node.named_children if x.kinds[part.kind_id] not in EXTRAS]
    parts = [part for part in parts if x.kinds[part.kind_id] != "optional_chain"]
    if not parts:
        return 0
    value = x.visit[parts[0].kind_id](x, parts[0])
    index = 0
    for part in parts[1:]:
        if x.kinds[part.kind_id] == "string":
            content = string_content(x, part)
            if content is not None and value:
                start, text = content
                return x.build.member(value, text, start | READ | x.scope.read)
        index = x.visit[part.kind_id](x, part)
    if not value:
        return 0
    found = x.build.expr(_INDEX, value, index)
    key = symbol_key(x, parts[-1]) if len(parts) == 2 else None
    if key is not None:
        start, text = key
        found = x.build.expr(
            _UNION, x.build.member(value, text, start | READ | x.scope.read), found
        )
    return found


def symbol_key(x: Walk, node: Node) -> tuple[int, bytes] | None:
    """Where `[KEY]` starts and what is written there, if a member can be called so: `KEY` is a
    name of the whole file, which holds a symbol of its own mostly, or one of JavaScript's symbols.

    In other files the member is found where they call it the same.
    """
    start, end = node.start_byte, node.end_byte
    source = x.source
    if source[start - 1 : start] != b"[" or source[end : end + 1] != b"]":
        return None
    if x.kinds[node.kind_id] == "identifier":
        name = source[start:end]
        scope: Scope | None = x.scope
        while scope is not None and name not in scope.binds:
            scope = scope.outward
        if scope is None or scope.kind != _MODULE_SCOPE:
            return None
    elif not source.startswith(b"Symbol.", start):
        return None
    return start - 1, source[start - 1 : end + 1]


def string_content(x: Walk, node: Node) -> tuple[int, bytes] | None:
    """Where the content of a plain string starts, and the content; None if it has escapes."""
    start, end = node.start_byte + 1, node.end_byte - 1
    text = x.source[start:end]
    return None if b"\\" in text or b"\n" in text or start > end else (start, text)


def property_name(x: Walk, node: Node) -> tuple[int, bytes] | None:
    """Where the name of a member starts, and the name; None if only running the file tells."""
    kind = x.kinds[node.kind_id]
    if kind in _PLAIN_NAMES:
        start = node.start_byte
        return start, x.source[start : node.end_byte]
    if kind == "string":
        return string_content(x, node)
    if kind == "computed_property_name":
        for part in node.named_children:
            if x.kinds[part.kind_id] == "string":
                return string_content(x, part)
            x.effect[part.kind_id](x, part)
            return symbol_key(x, part)
    return None


def module_name(x: Walk, node: Node | None) -> bytes | None:
    """The module specifier that a string is, which is spelled there."""
    if node is None or x.kinds[node.kind_id] != "string":
        return None
    content = string_content(x, node)
    if content is None or not content[1]:
        return None
    start, text = content
    name, occurrence = x.build.name(text), start | IMPORT | x.scope.read
    before = x.build.occurrences[x.build.expr(_MODULE, name)]
    if not before or before[-1] != occurrence:
        # A string may be asked for twice: by a call, and by what the call initialises.
        x.build.spelled(_MODULE, name, 0, occurrence)
    return text


__all__ = [
    "CALL",
    "IMPORT",
    "WRITE",
    "identifier",
    "is_exports",
    "member",
    "member_used",
    "module_name",
    "nested_type",
    "property_name",
    "spelled",
    "string_content",
    "subscript",
    "super_",
    "super_called",
    "symbol_key",
    "this",
    "type_identifier",
]

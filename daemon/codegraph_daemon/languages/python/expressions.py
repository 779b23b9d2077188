"""Expressions without a scope of their own: calls, operators, displays, strings."""

from __future__ import annotations

import re

from ...facts import Expr
from ..composed import sequence as sequence
from .annotations import annotated, forward
from .annotations import arguments as type_arguments
from .exports import added
from .grammar import (
    ARGUMENT_LIST,
    ATTRIBUTE,
    EXTRAS,
    IDENTIFIER,
    KEYWORD_ARGUMENT,
    STRING,
    only,
    token,
)
from .names import attribute, literal
from .narrowing import checked
from .passed import LAMBDAS, keyed, mapped
from .walk import CALL, EFFECT, VISIT, Node, Visitor, Walk, children, inside

_BAR = token("|")
_OF_ALL = frozenset((b"min", b"max", b"zip", b"zip_longest", b"filter", b"gather", b"chain"))
"""Functions that give something of all of their arguments."""
_NONE: list[int] = []
_MOST_ARGUMENTS = 3
"""Arguments after the first whose expressions are kept."""
_QUOTES = frozenset(b"\"'")
_CHECKING = frozenset((b"isinstance", b"issubclass"))
_CASTS = frozenset((b"cast", b"typing.cast", b"t.cast"))
_TYPE_VARIABLES = frozenset(
    (b"TypeVar", b"typing.TypeVar", b"t.TypeVar", b"te.TypeVar", b"typing_extensions.TypeVar")
)
_BEHIND_A_NAME = frozenset((b"NewType", b"typing.NewType", b"t.NewType"))
"""Functions whose first argument is a name, and whose second one is a type."""
_OPERATORS = {
    b"+": b"add",
    b"-": b"sub",
    b"*": b"mul",
    b"/": b"truediv",
    b"//": b"floordiv",
    b"%": b"mod",
    b"**": b"pow",
    b"@": b"matmul",
    b"&": b"and",
    b"^": b"xor",
    b"<<": b"lshift",
    b">>": b"rshift",
}
"""The methods that operators call, without underscores."""
_SIGNS = {b"-": b"__neg__", b"+": b"__pos__", b"~": b"__invert__"}
_CALL, _SUPER = int(Expr.CALL), int(Expr.SUPER)
_INDEX, _AWAIT = int(Expr.INDEX), int(Expr.AWAIT)
_LITERAL, _UNION = int(Expr.LITERAL), int(Expr.UNION)
_ELEMENT, _UNPACKED = int(Expr.ELEMENT), int(Expr.UNPACKED)
_INTEGER = only("integer")
_ATTR = int(Expr.ATTR)
_KEY = re.compile(rb"[A-Za-z_]\w{,39}")
"""A string that counts as the name of an element."""


def called(x: Walk, node: Node) -> int:
    """A call whose value nobody asks for."""
    return call(x, node, False)


def call(x: Walk, node: Node, wanted: bool = True) -> int:
    """`callee(arguments)`."""
    parts = node.children
    target, arguments = parts[0], parts[-1]
    build, source, scope = x.build, x.source, x.scope
    read = scope.read
    is_super = False
    kind = target.kind_id
    if kind == IDENTIFIER:
        start = target.start_byte
        text = source[start : target.end_byte]
        callee = scope.uses.get(text, 0)
        if callee:
            x.occurrences[callee].append(start | CALL | read)
        else:
            callee = build.use(scope, text, start | CALL | read)
        if x.flow:
            callee = x.flow.get(text, callee)
        if x.narrowed:
            callee = x.narrowed.get(text, callee)
        is_super = text == b"super" and wanted and x.class_scope is not None
    elif kind == ATTRIBUTE:
        callee = attribute(x, target, CALL | read)
        if not scope.index and source.startswith(b"__all__.", target.start_byte):
            added(x, target, arguments)
    else:
        callee = VISIT[kind](x, target)
    first = 0
    others: list[int] = _NONE
    room = -1
    seen = not wanted
    name = source[target.start_byte : target.end_byte] if wanted else b""
    of_type, is_variable = name in _CASTS, name in _TYPE_VARIABLES
    mark = x.mark
    if mark != read:
        # A call inside a type: its arguments are values.
        annotation, x.annotation = x.annotation, False
        x.mark = read
    if kind == IDENTIFIER and text in _CHECKING:
        checked(x, node, arguments, instance=text == b"isinstance")
    elif arguments.kind_id != ARGUMENT_LIST:
        visit = VISIT if wanted else EFFECT
        first = visit[arguments.kind_id](x, arguments)
    else:
        given = arguments.named_children
        is_mapped = len(given) > 1 and given[0].kind_id in LAMBDAS
        both = mapped(x, target, given) if is_mapped else None
        if both:
            first, seen, room, given = both[0], True, 0, given[2:]
            others = both[1:] if _counts_all(x, name, first) else _NONE
        for argument in given:
            kind = argument.kind_id
            if kind == KEYWORD_ARGUMENT:
                sides = argument.children
                word, value = sides[0], sides[-1]
                start = word.start_byte
                text = source[start : word.end_byte]
                build.keyword(callee, text, start | read)
                if is_variable and text == b"bound":
                    first = annotated(x, value)
                    continue
                if value.kind_id in LAMBDAS and text == b"key":
                    x.passed = keyed(x, target, callee, first)
                EFFECT[value.kind_id](x, value)
            elif seen and is_variable and kind not in EXTRAS:
                # One of the types that it may be.
                other = annotated(x, argument)
                first = build.expr(_UNION, first, other) if first and other else first or other
            elif seen:
                if room < 0:
                    room = _MOST_ARGUMENTS if wanted and _counts_all(x, name, first) else 0
                    others = []
                if room and kind not in EXTRAS:
                    room -= 1
                    others.append(VISIT[kind](x, argument))
                else:
                    EFFECT[kind](x, argument)
            elif kind not in EXTRAS:
                seen = True
                # The name of a type variable says nothing; the type of a cast may be a string.
                first = annotated(x, argument) if of_type else VISIT[kind](x, argument)
                if is_variable:
                    first = 0
                elif name in _BEHIND_A_NAME:
                    first, seen, of_type, name = 0, False, True, b""
    if mark != read:
        x.mark, x.annotation = mark, annotation
    if is_super:
        return _super(x, arguments)
    if callee and others and any([o and not _is_constant(x, o) for o in others]):
        first = sequence(x, [first, *others])
    return build.expr(_CALL, callee, first) if callee and wanted else 0


def _counts_all(x: Walk, callee: bytes, first: int) -> bool:
    """Whether other arguments than the first can tell what a call gives."""
    return not first or callee.rpartition(b".")[2] in _OF_ALL or _is_constant(x, first)


def _super(x: Walk, arguments: Node) -> int:
    """What comes after the method's own class; after another one only if it is not named."""
    named = [part for part in arguments.named_children if part.kind_id not in EXTRAS]
    if x.class_scope is None:
        return 0
    if named and x.source[named[0].start_byte : named[0].end_byte] != x.class_name:
        return 0
    return x.build.expr(_SUPER, x.class_scope.index)


def subscript(x: Walk, node: Node) -> int:
    """`value[index]`."""
    parts = node.named_children
    head = parts[0]
    value = VISIT[head.kind_id](x, head)
    if len(parts) == 2 and not x.annotation:
        given = index(x, parts[1])
        return x.build.expr(_INDEX, value, given) if value else 0
    parts = [part for part in parts[1:] if part.kind_id not in EXTRAS]
    if x.annotation:
        indexes = type_arguments(x, head, parts)
    else:
        indexes = [VISIT[part.kind_id](x, part) for part in parts]
    return x.build.expr(_INDEX, value, _index(x, indexes)) if value else 0


def index(x: Walk, node: Node) -> int:
    """What something is indexed with: a place in a sequence, a name as a key, or a value."""
    kind = node.kind_id
    if kind == _INTEGER:
        digits = x.source[node.start_byte : node.end_byte]
        is_place = len(digits) < 3 and digits.isdigit()
        return x.build.expr(_UNPACKED, 0, int(digits)) if is_place else 0
    if kind == STRING:
        start = node.start_byte
        if x.source[start] in _QUOTES:
            key = x.source[start + 1 : node.end_byte - 1]
            if _KEY.fullmatch(key):
                return x.build.expr(_ATTR, 0, x.build.name(key))
    return VISIT[kind](x, node)


def generic(x: Walk, node: Node) -> int:
    """`list[int]` inside an annotation."""
    head, *rest = [part for part in node.named_children if part.kind_id not in EXTRAS]
    value = VISIT[head.kind_id](x, head)
    parts = [part for given in rest for part in given.named_children if part.kind_id not in EXTRAS]
    indexes = type_arguments(x, head, parts)
    return x.build.expr(_INDEX, value, _index(x, indexes)) if value else 0


def _index(x: Walk, indexes: list[int]) -> int:
    if len(indexes) > 1:
        return sequence(x, indexes)
    return indexes[0] if indexes else 0


def awaited(x: Walk, node: Node) -> int:
    """`await value`."""
    value = inside(x, node)
    return x.build.expr(_AWAIT, value) if value else 0


def union_type(x: Walk, node: Node) -> int:
    """`a | b` of types."""
    result = 0
    for child in node.named_children:
        part = VISIT[child.kind_id](x, child)
        if part:
            result = x.build.expr(_UNION, result, part) if result else part
    return result


def binary(x: Walk, node: Node) -> int:
    """`a | b` joins types; other operators give what a method of their left side returns."""
    parts = node.children
    first, last, middle = parts[0], parts[-1], parts[1]
    left = VISIT[first.kind_id](x, first)
    if middle.kind_id == _BAR:
        right = VISIT[last.kind_id](x, last)
        return x.build.expr(_UNION, left, right) if left and right else 0
    word = _OPERATORS.get(x.source[middle.start_byte : middle.end_byte])
    if word is None or not left or _is_constant(x, left):
        # A literal knows nothing of the workspace's classes: these have the method for that.
        right = VISIT[last.kind_id](x, last) if left else 0
        if not left:
            EFFECT[last.kind_id](x, last)
        elif word is not None and right and not _is_constant(x, right):
            return x.build.method_call(right, b"__r%s__" % word)
        return 0
    EFFECT[last.kind_id](x, last)
    return x.build.method_call(left, b"__%s__" % word)


def _is_constant(x: Walk, expr: int) -> bool:
    """Whether an expression is a number, a string or the like, or an empty container."""
    kind, _, inner = x.build.exprs[3 * expr : 3 * expr + 3]
    return kind == _LITERAL and not inner


def unary(x: Walk, node: Node) -> int:
    """`-a` and the like: what a method of `a` returns, a number if it is one."""
    parts = node.children
    value = VISIT[parts[-1].kind_id](x, parts[-1])
    if not value or _is_constant(x, value):
        return value
    word = _SIGNS.get(x.source[node.start_byte : node.start_byte + 1])
    return x.build.method_call(value, word) if word is not None else 0


def slice_(x: Walk, node: Node) -> int:
    """`first:last` of an index."""
    children(x, node)
    return literal(x, b"slice")


def ellipsis(x: Walk, node: Node) -> int:
    """`...`, which says in an annotation how long a tuple is."""
    return literal(x, b"ellipsis") if x.annotation else 0


def constant(name: bytes) -> Visitor:
    """The visitor of numbers and the like: a literal of the type `name`."""

    def visit(x: Walk, node: Node) -> int:
        return x.literals.get(name) or literal(x, name)

    return visit


def string(x: Walk, node: Node) -> int:
    """A string: in an annotation it is read, else only what an f-string interpolates is."""
    start = node.start_byte
    if x.source[start] in _QUOTES:
        if x.annotation:
            return forward(x, node)
        return x.literals.get(b"str") or literal(x, b"str")
    return _prefixed(x, node, start)


def string_effect(x: Walk, node: Node) -> int:
    """A string whose value nobody asks for."""
    start = node.start_byte
    if x.source[start] not in _QUOTES:
        return _prefixed(x, node, start)
    return forward(x, node) if x.annotation else 0


def _prefixed(x: Walk, node: Node, start: int) -> int:
    head = x.source[start : start + 3].lower()
    prefix = head.split(b'"')[0].split(b"'")[0]
    if b"f" in prefix or b"t" in prefix:
        _unread(x, node)
    elif x.annotation and b"b" not in prefix:
        return forward(x, node)
    return literal(x, b"bytes" if b"b" in prefix else b"str")


def concatenated(x: Walk, node: Node) -> int:
    """`"a" "b"`."""
    _unread(x, node)
    return literal(x, b"str")


def _unread(x: Walk, node: Node) -> None:
    """Visit what strings interpolate; no string is an annotation there."""
    before, x.annotation = x.annotation, False
    children(x, node)
    x.annotation = before

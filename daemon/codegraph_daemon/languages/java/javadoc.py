"""References in documentation: `{@link Type#member(Types)}`, `@see`, `@throws`.

They lead where they mean, and call nothing.  What a comment says to readers is `hover`'s business.
"""

from __future__ import annotations

import re

from ...facts import CONSTRUCTOR_NAME, Expr
from ..scopes import Scope
from . import types
from .walk import CALLED, MENTION, Walk, attribute, called, literal, named, sequence, typed

# It begins with one character, which the engine looks for in a faster way than for several.
_REFERENCE = re.compile(
    rb"@(?:(?<=\{@)(?:link(?:plain)?|value)|see|throws|exception)[\s*]+"
    rb"((?:[A-Za-z_$][\w$]*\.)*[A-Za-z_$][\w$]*)?"
    rb"(?:#([A-Za-z_$][\w$]*)(?:\(([^()]*)\))?)?"
)
_PARAMETER = re.compile(rb"[\s*]*((?:[A-Za-z_$][\w$]*\.)*[A-Za-z_$][\w$]*)([\s\[\].]*)[^,]*")
_NAME = re.compile(rb"[\w$]+")
_CONSTRUCTOR = CONSTRUCTOR_NAME.encode()
_UNKNOWN_ARGUMENTS = b"..."
_THIS = int(Expr.THIS)
_OUTSIDE = frozenset(
    (
        *(b"String", b"Object", b"Class", b"System", b"Throwable", b"Exception", b"Error"),
        *(b"NullPointerException", b"IllegalArgumentException", b"IllegalStateException"),
        *(b"IndexOutOfBoundsException", b"SecurityException", b"UnsupportedOperationException"),
        *(b"ClassCastException", b"ArithmeticException", b"InterruptedException"),
        *(b"NumberFormatException", b"IllegalAccessException", b"CloneNotSupportedException"),
        *(b"ClassNotFoundException", b"RuntimeException", b"StringBuffer", b"StringBuilder"),
        *(b"CharSequence", b"Character", b"Integer", b"Long", b"Boolean", b"Double", b"Float"),
        *(b"Short", b"Byte", b"Number", b"Iterable", b"Comparable", b"Runnable", b"Thread"),
    )
)
"""Types of `java.lang`, which most references in documentation are to: not worth a look."""
_PRIMITIVE = frozenset(
    (b"int", b"long", b"short", b"byte", b"char", b"boolean", b"float", b"double", b"void")
)


def note(x: Walk, scope: Scope, doc: tuple[int, int]) -> None:
    """Note a comment whose references are read where the members of `scope` are names."""
    start, end = doc
    if end and x.source.find(b"@", start, end) >= 0:
        x.documented.append((scope, start, end))


def references(x: Walk) -> None:
    """Read what was noted, now that all members are known."""
    bound = x.build.scopes[0].binds
    for scope, start, end in x.documented:
        x.scope = scope
        mark = MENTION | scope.read
        for found in _REFERENCE.finditer(x.source, start, end):
            owner, member = found.group(1, 2)
            if owner is None:
                if member is not None:
                    _member(x, scope, 0, found)
            elif owner not in _OUTSIDE or owner in bound:
                at = found.start(1)
                plain = owner.find(b".") < 0
                expr = x.build.use(scope, owner, at | mark) if plain else _type(x, at, owner)
                if member is not None:
                    _member(x, scope, expr, found)


def _type(x: Walk, start: int, text: bytes) -> int:
    """The expression of a type that stands at byte `start`."""
    texts, starts = [], []
    for part in _NAME.finditer(text):
        texts.append(part[0])
        starts.append(start + part.start())
    first = types.outermost(texts)
    mark = MENTION | x.scope.read
    if not first:
        expr = x.build.use(x.scope, texts[0], starts[0] | mark)
    else:
        expr = types.top_type(x, texts[: first + 1], starts[first] | mark)
    for each, at in zip(texts[first + 1 :], starts[first + 1 :], strict=True):
        expr = x.build.member(expr, each, at | mark)
    return expr


def _arguments(x: Walk, start: int, text: bytes) -> int:
    """What a callable takes whose parameters' types are spelled; 0: nothing."""
    values: list[int] = []
    if text.find(b"<") >= 0:
        return literal(x, _UNKNOWN_ARGUMENTS)
    for found in _PARAMETER.finditer(text) if text.strip(b" \t\r\n*") else ():
        name, dimensions = found[1], found[2]
        if name in _PRIMITIVE:
            declared = literal(x, name)
        else:
            declared = _type(x, start + found.start(1), name)
        count = dimensions.count(b"[") + (dimensions.find(b"...") >= 0)
        values.append(typed(x, types.arrays(x, declared, count) if count else declared))
    return sequence(x, values) if values else 0


def _member(x: Walk, scope: Scope, expr: int, found: re.Match[bytes]) -> None:
    """`Type#member`, `#member`: without parentheses a field, or a method of the name."""
    build, text, given = x.build, found[2], found[3]
    mark = found.start(2) | MENTION | scope.read
    if given is None:
        is_field = text[:1].isupper()
        if not expr:
            is_field = text in scope.binds or (is_field and text + CALLED not in scope.binds)
        if is_field and not expr:
            build.use(scope, text, mark)
            return
        if expr:
            # Of another class it is not known here, which of both it has.
            build.member(expr, text, mark)
            if is_field:
                return
        arguments = literal(x, _UNKNOWN_ARGUMENTS)
    else:
        arguments = _arguments(x, found.start(3), given)
    owner = (found[1] or b"").rpartition(b".")[2]
    if text == owner or (not expr and text + CALLED not in scope.binds and text[:1].isupper()):
        # A constructor bears the name of its type.
        callee = attribute(x, expr or build.expr(_THIS, scope.index, 1), _CONSTRUCTOR)
    elif expr:
        callee = attribute(x, expr, text + CALLED)
    else:
        callee = named(x, scope, text + CALLED)
    called(x, callee, arguments, mark)

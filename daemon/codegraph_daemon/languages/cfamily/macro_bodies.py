"""Bodies that a macro makes functions of: `TEST_F(Fixture, Name) { }`.

What the macro makes is named by its second argument, or its only one; where the first is a fixture,
the body is a member of it, as in the frameworks for tests that call their macros so.
"""

from __future__ import annotations

import re

from ...facts import TAG, Expr, Flag, Kind, ScopeKind
from ..scopes import Definition
from .classes import extension
from .names import name_in
from .tokens import CAPS
from .walk import (
    CALL,
    TYPE_USE,
    Node,
    Walk,
    is_local,
    opened,
    place,
    statements,
    text_of,
)

_TAG = TAG.encode()
_OF_FIXTURE = re.compile(rb"TEST\w*_[FP]|TYPED_TEST\w*|\w*FIXTURE\w*")
_FIRST_NAME = ("type_identifier",)
_NAMES = ("type_identifier", "primitive_type")


def is_invoked(x: Walk, name: Node, function: Node) -> bool:
    """Whether a function without a type is the name of a macro with arguments."""
    if x.kinds[name.kind_id] != "identifier" or CAPS.fullmatch(text_of(x, name)) is None:
        return False
    return bool(_arguments(x, function))


def _arguments(x: Walk, function: Node) -> list[Node]:
    """The names between the parentheses; none if anything else stands there."""
    found: list[Node] = []
    for part in function.named_children:
        if x.kinds[part.kind_id] != "parameter_list":
            continue
        for each in part.named_children:
            inner = each.named_children
            # A test may be called `bool` after what it tests.
            expected = _NAMES if found else _FIRST_NAME
            if len(inner) != 1 or x.kinds[inner[0].kind_id] not in expected:
                return []
            found.append(inner[0])
    return found


def invoked(
    x: Walk,
    name: Node,
    function: Node,
    body: list[Node],
    extent: tuple[int, int],
    doc: tuple[int, int],
) -> None:
    """Define what a macro makes of its body."""
    build, outer, before, this, path = x.build, place(x), x.scope, x.this, x.path
    macro = name_in(x, name, CALL)
    given = _arguments(x, function)
    named = given[1] if len(given) > 1 else given[0]
    for each in given:
        if each is not named and each is not given[0]:
            name_in(x, each, TYPE_USE)
    where = outer
    is_member = len(given) > 1 and _OF_FIXTURE.fullmatch(text_of(x, name)) is not None
    if len(given) > 1:
        first = name_in(x, given[0], TYPE_USE)
        if is_member:
            # Who does not see the macro does not know what it makes.
            first = build.expr(Expr.WHERE_KNOWN, macro, first)
            where = extension(x, [text_of(x, given[0])], first, name)
    text = text_of(x, named)
    start, end = extent
    scope = opened(x, ScopeKind.FUNCTION, where, start, end)
    flags = Flag.LOCAL if is_local(outer) else 0
    definition = Definition(Kind.FUNCTION, flags, scope.index, doc)
    build.name(text)
    # Its name is none in the code: nothing else means it.
    told = text_of(x, given[0])
    build.define_variant(outer, text + _TAG, told, named.start_byte, start, end, definition)
    inner, x.in_class = x.in_class, False
    comment, x.comment = x.comment, None
    returning, x.returning = x.returning, None
    x.scope, x.path = scope, None
    inside, x.inner = x.inner, None
    if is_member:
        x.this = build.expr(Expr.THIS, where.index)
    for part in body:
        if x.kinds[part.kind_id] == "compound_statement":
            statements(x, part)
        else:
            x.effect[part.kind_id](x, part)
    x.scope, x.this, x.path, x.inner = before, this, path, inside
    x.in_class, x.comment, x.returning = inner, comment, returning

"""Calls of JavaScript's own library that are read as more than a callee and its first argument: for
what they give, or for what they do to a variable.

Belongs here: which methods these are, and what a call of one stands for. Stays out: what the
methods give for their arguments (`resolve.script_methods`, `resolve.containers`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ...facts import Bind, Expr
from ..composed import sequence
from ..scopes import Rows
from .patterns import binding_of
from .walk import Node, Walk, Wanted, expected, parts_of, text_of, union

_CALL, _LITERAL, _TYPE_OF = int(Expr.CALL), int(Expr.LITERAL), int(Expr.TYPE_OF)
_ARGUMENT, _RETURNING = int(Expr.ARGUMENT), int(Expr.RETURNING)
_VALUE = int(Bind.VALUE)
_ROW: Final = 4
_MOST_KINDS: Final = 8
"""What an array may hold that is filled bit by bit."""

NOT_READ: Final = -1
"""The call is one like any other."""

Reader = Callable[[Walk, Node, int, Node, Wanted], int]
"""Reads a call: its target, the expression of that, its arguments, and the type that is expected of
the call. The expression of what it gives, or `NOT_READ` before anything was visited."""


def reader_of(x: Walk, target: Node) -> Reader | None:
    """What reads the call of a member, if it is one of these by its name."""
    source, end = x.source, target.end_byte
    return _READERS.get(source[source.rfind(b".", target.start_byte, end) + 1 : end])


def _given_back(x: Walk, target: Node, callee: int, node: Node, wanted: Wanted) -> int:
    """`Object.freeze(it)` gives what it gets, and its type is the one that is expected."""
    if not x.source.startswith(b"Object.", target.start_byte):
        return NOT_READ
    values: list[int] = []
    for child in parts_of(x, node):
        values.append(x.visit[child.kind_id](x, child) if values else expected(x, child, wanted))
    return values[0] if values else 0


def _merged(x: Walk, target: Node, callee: int, node: Node, wanted: Wanted) -> int:
    """`Object.assign(a, b)` has the members of each."""
    if not x.source.startswith(b"Object.", target.start_byte):
        return NOT_READ
    return union(x, [expected(x, child, wanted) for child in parts_of(x, node)])


def _together(x: Walk, target: Node, callee: int, node: Node, wanted: Wanted) -> int:
    """`Promise.all([a, b])`, where each is of something else."""
    given = parts_of(x, node)
    if not x.source.startswith(b"Promise.", target.start_byte):
        return NOT_READ
    if len(given) != 1 or x.kinds[given[0].kind_id] != "array":
        return NOT_READ
    parts = parts_of(x, given[0])
    if not parts or any([x.kinds[part.kind_id] == "spread_element" for part in parts]):
        return NOT_READ
    values = sequence(x, [x.visit[part.kind_id](x, part) for part in parts])
    tuple_ = x.build.expr(_LITERAL, x.build.name(b"tuple"), values)
    return x.build.expr(_CALL, callee, tuple_)


def _reduced(x: Walk, target: Node, callee: int, node: Node, wanted: Wanted) -> int:
    """`all.reduce((sum, each) => ..., begun)`, whose function gets first what it begins with."""
    parts = parts_of(x, node)
    if len(parts) != 2 or not callee:
        return NOT_READ
    function, begun = parts
    first = expected(x, begun, wanted)
    told: Wanted = (_RETURNING, callee, wanted or (_TYPE_OF, first, 0)) if first else callee
    value = expected(x, function, (_ARGUMENT, told, 0))
    return x.build.expr(_CALL, callee, sequence(x, (value, first)))


def _added(x: Walk, target: Node, callee: int, node: Node, wanted: Wanted) -> int:
    """`all.push(each)`: what an array holds that began without anything."""
    owner = target.child(0)
    rows = None
    if owner is not None and x.kinds[owner.kind_id] == "identifier":
        rows = _filled(x, text_of(x, owner))
    if rows is None:
        return NOT_READ
    build = x.build
    for part in parts_of(x, node):
        value = x.visit[part.kind_id](x, part)
        held, kinds = x.filled.get(rows[1], (0, 0))
        if not value or kinds == _MOST_KINDS or x.kinds[part.kind_id] == "spread_element":
            continue
        held = union(x, (held, value))
        rows[1] = build.expr(_LITERAL, build.name(b"Array"), held)
        x.filled[rows[1]] = held, kinds + 1
    return 0


def _filled(x: Walk, text: bytes) -> Rows | None:
    """The binding of a variable that is an array without a type, and held nothing at first."""
    rows = binding_of(x, text)
    if rows is None or len(rows) != _ROW or rows[0] != _VALUE or rows[2]:
        return None
    return rows if rows[1] == x.literals.get(b"Array") or rows[1] in x.filled else None


_READERS: Final[dict[bytes, Reader]] = {
    **dict.fromkeys((b"freeze", b"seal", b"preventExtensions"), _given_back),
    b"assign": _merged,
    b"all": _together,
    **dict.fromkeys((b"reduce", b"reduceRight"), _reduced),
    **dict.fromkeys((b"push", b"unshift"), _added),
}

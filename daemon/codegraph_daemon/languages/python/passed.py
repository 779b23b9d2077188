"""What functions of the standard library pass to a lambda: elements of what they are given beside
it.

Belongs here: which functions these are, by their names, and what a lambda's parameters are in their
calls. Stays out: what the calls give (`resolve.containers`), and lambdas themselves
(`inner_scopes`).
"""

from __future__ import annotations

from typing import Final

from ...facts import Expr
from .grammar import ATTRIBUTE, EXTRAS, IDENTIFIER, KEYWORD_ARGUMENT, SPLATS, ids
from .walk import VISIT, Node, Walk

LAMBDAS: Final = ids("lambda")
_ATTR, _ELEMENT = int(Expr.ATTR), int(Expr.ELEMENT)
_SORTED: Final = frozenset((b"sorted", b"min", b"max", b"groupby", b"nsmallest", b"nlargest"))
"""Functions with a `key`, to which each element is passed."""
_SORTS: Final = b"sort"
"""The method of lists that has one too."""
_MAPPED: Final = {b"map": 1, b"filter": 1, b"reduce": 2, b"takewhile": 1, b"dropwhile": 1}
"""Functions whose first argument gets elements of the second, with how many at once."""


def keyed(x: Walk, target: Node, callee: int, first: int) -> tuple[int, ...]:
    """What a lambda gets that is the `key` of a call; `first` is the expression of the call's first
    argument."""
    name = _name(x, target)
    if name in _SORTED:
        return _elements(x, first, 1)
    exprs, at = x.build.exprs, 3 * callee
    if name == _SORTS and exprs[at] == _ATTR:
        return _elements(x, exprs[at + 1], 1)
    return ()


def mapped(x: Walk, target: Node, given: list[Node]) -> list[int] | None:
    """The expressions of the first two arguments, of which the first is a lambda that gets elements
    of the second; None, and nothing is visited, if it does not."""
    count = _MAPPED.get(_name(x, target), 0)
    if not count or given[1].kind_id in _OTHERS:
        return None
    values = VISIT[given[1].kind_id](x, given[1])
    x.passed = _elements(x, values, count)
    return [VISIT[given[0].kind_id](x, given[0]), values]


def _elements(x: Walk, values: int, count: int) -> tuple[int, ...]:
    return (x.build.expr(_ELEMENT, values),) * count if values else ()


def _name(x: Walk, target: Node) -> bytes:
    if target.kind_id not in (IDENTIFIER, ATTRIBUTE):
        return b""
    return x.source[target.start_byte : target.end_byte].rpartition(b".")[2]


_OTHERS: Final = EXTRAS | SPLATS | {KEYWORD_ARGUMENT}

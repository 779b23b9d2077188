"""What types leave open and other code tells: `Vec<_>`, and collections that are empty at first."""

from __future__ import annotations

import re

from ...facts import Bind, Expr
from ..scopes import Scope
from .grammar import FIELD, FUNCTION, IDENTIFIER, VALUE, only
from .walk import Node, Walk

_HOLE = re.compile(rb"(?<![\w'])_(?!\w)")
_CALL, _MACRO = only("call_expression"), only("macro_invocation")
_MUTABLE = only("mut_pattern")
_EMPTY = re.compile(
    rb"(?:\w+::)*(Vec|VecDeque|BinaryHeap|HashSet|BTreeSet|HashMap|BTreeMap)::"
    rb"(?:new|with_capacity|default)"
)
_MAKING = (b"::new", b"::with_capacity", b"::default")
_COLLECT = b"collect"
_ADDING = frozenset((b"push", b"push_back", b"push_front"))
_INSERT = b"insert"
_MAPS = frozenset((b"HashMap", b"BTreeMap"))


def with_holes(x: Walk, given: Node, annotation: int, value: int) -> tuple[int, int]:
    """Value and annotation of a variable whose type leaves something open: its value tells it."""
    if _HOLE.search(x.source, given.start_byte, given.end_byte) is None:
        return value, annotation
    exprs, build = x.build.exprs, x.build
    if exprs[3 * value] == Expr.CALL and not exprs[3 * value + 2]:
        callee = exprs[3 * value + 1]
        name = exprs[3 * callee + 2]
        if exprs[3 * callee] == Expr.ATTR and name == build.names.get(_COLLECT):
            return build.expr(Expr.CALL, callee, build.expr(Expr.TYPED, annotation)), 0
    return value, 0


def note_empty(x: Walk, target: Node, value: Node) -> None:
    """Note a variable whose value is an empty collection, which what is added to it tells."""
    if value.kind_id == _CALL:
        function = value.child_by_field_id(FUNCTION)
        if function is None:
            return
        end = function.end_byte
        if not x.source.endswith(_MAKING, 0, end):
            return
        found = _EMPTY.fullmatch(x.source[function.start_byte : end])
        head = b"" if found is None else found[1]
    elif value.kind_id == _MACRO and x.source[value.start_byte : value.end_byte] == b"vec![]":
        head = b"Vec"
    else:
        return
    if target.kind_id == _MUTABLE and target.named_children:
        target = target.named_children[-1]
    if head and target.kind_id == IDENTIFIER:
        x.empty[x.scope.index, x.source[target.start_byte : target.end_byte]] = head


def add(x: Walk, target: Node, arguments: list[int]) -> None:
    """`name.push(value)`, `name.insert(key, value)`: what a collection holds that was empty."""
    receiver, method = target.child_by_field_id(VALUE), target.child_by_field_id(FIELD)
    if receiver is None or method is None or receiver.kind_id != IDENTIFIER:
        return
    text = x.source[receiver.start_byte : receiver.end_byte]
    scope: Scope | None = x.scope
    while scope is not None and text not in scope.binds:
        scope = scope.outward
    head = None if scope is None else x.empty.get((scope.index, text))
    if head is None or scope is None or not any(arguments):
        return
    name = x.source[method.start_byte : method.end_byte]
    if name not in _ADDING and name != _INSERT:
        return
    if len(arguments) != (2 if head in _MAPS else 1):
        return
    rows = scope.binds[text]
    if len(rows) == 4 and rows[0] == Bind.VALUE:
        held = x.sequence(arguments) if len(arguments) > 1 else arguments[0]
        rows[1] = x.build.expr(Expr.LITERAL, x.build.name(head), held)
    del x.empty[scope.index, text]

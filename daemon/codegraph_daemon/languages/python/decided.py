"""Code of libraries without what stands under conditions that do not hold: those that ask for the
version of Python and for the platform, as type checkers decide them.

Only the text is changed, and every place stays what it was: in a block that is never reached there
is nothing but blanks behind a number.
"""

from __future__ import annotations

import ast
import operator
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any

from tree_sitter import Node

from ..covering import spaces_for
from .grammar import BLOCKS, only, parser

_ASKED = re.compile(rb"\bsys\s*\.\s*(?:version_info|platform)\b")
_IF, _ELIF, _ELSE = only("if_statement"), only("elif_clause"), only("else_clause")
_LONGEST = 400
"""Bytes of a condition that is looked at."""

_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, several: one in several,
    ast.NotIn: lambda one, several: one not in several,
}

Version = tuple[int, ...]

_parser = parser()


def decided(text: bytes, version: Version, platform: str) -> bytes:
    """A text as it is read by a version of Python on a platform (`sys.platform`)."""
    asked = [found.start() for found in _ASKED.finditer(text)]
    if not asked:
        return text
    cut: bytearray | None = None
    for start, end in _unreached(_parser.parse(text).root_node, asked, text, version, platform):
        cut = bytearray(text) if cut is None else cut
        cut[start:end] = spaces_for(text[start:end])
        cut[start] = 0x30
    return text if cut is None else bytes(cut)


def _unreached(
    root: Node, asked: list[int], text: bytes, version: Version, platform: str
) -> Iterator[tuple[int, int]]:
    """The blocks that are never reached; `asked` are the places that ask for either, rising."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        at = bisect_left(asked, node.start_byte)
        if at == len(asked) or asked[at] >= node.end_byte:
            # Most of a text asks for nothing, and to walk all of it takes as long as to parse it.
            continue
        if node.kind_id != _IF:
            waiting += node.named_children
            continue
        is_decided = False
        for condition, block in _branches(node):
            holds: object = True
            if condition is not None:
                holds = _outcome(text[condition.start_byte : condition.end_byte], version, platform)
            if is_decided or (holds is not None and not holds):
                if block.end_byte > block.start_byte:
                    yield block.start_byte, block.end_byte
            else:
                waiting += block.named_children
                is_decided = holds is not None


def _branches(node: Node) -> Iterator[tuple[Node | None, Node]]:
    """The conditions of an `if` with their blocks; that of `else` has none."""
    condition = node.child_by_field_name("condition")
    for part in node.named_children:
        if part.kind_id in BLOCKS:
            yield condition, part
        elif part.kind_id in (_ELIF, _ELSE):
            asked = part.child_by_field_name("condition")
            for inner in part.named_children:
                if inner.kind_id in BLOCKS:
                    yield asked, inner


def _outcome(condition: bytes, version: Version, platform: str) -> object:
    """What a condition gives; None if it is not known."""
    if len(condition) > _LONGEST or _ASKED.search(condition) is None:
        return None
    try:
        # In brackets it may reach over lines.
        asked = ast.parse(f"({condition.decode()})", mode="eval")
    except (SyntaxError, ValueError):
        return None
    return _value(asked.body, version, platform)


def _value(node: ast.expr, version: Version, platform: str) -> Any:
    """What an expression gives; None if it is not known."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Tuple(elts=parts):
            values = [_value(part, version, platform) for part in parts]
            return None if None in values else tuple(values)
        case ast.Attribute(value=ast.Name(id="sys"), attr="version_info"):
            return version
        case ast.Attribute(value=ast.Name(id="sys"), attr="platform"):
            return platform
        case ast.Subscript(value=whole, slice=ast.Constant(value=int(at))):
            found = _value(whole, version, platform)
            return found[at] if isinstance(found, tuple) and 0 <= at < len(found) else None
        case ast.Subscript(value=whole, slice=ast.Slice(lower=None, upper=ast.Constant(int(to)))):
            found = _value(whole, version, platform)
            return found[:to] if isinstance(found, tuple) else None
        case ast.Call(func=ast.Attribute(value=whole, attr="startswith"), args=[given]):
            found, start = _value(whole, version, platform), _value(given, version, platform)
            is_told = isinstance(found, str) and isinstance(start, str)
            return str(found).startswith(str(start)) if is_told else None
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            found = _value(inner, version, platform)
            return None if found is None else not found
        case ast.BoolOp(op=op, values=parts):
            found = [_value(part, version, platform) for part in parts]
            ends = isinstance(op, ast.Or)
            if any([each is not None and bool(each) == ends for each in found]):
                return ends
            return None if None in found else not ends
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            found = _value(left, version, platform), _value(right, version, platform)
            return None if None in found else _compared(op, *found)
    return None


def _compared(op: ast.cmpop, left: Any, right: Any) -> bool | None:
    compare = _COMPARED.get(type(op))
    try:
        return None if compare is None else bool(compare(left, right))
    except TypeError:
        return None

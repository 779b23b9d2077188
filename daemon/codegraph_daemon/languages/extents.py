"""What of a text can be folded away, and what ever larger pieces lie around a place of it.

Both go by the shape of the syntax tree alone, whatever its grammar, so a language has nothing to
say of it.  Belongs here: reading a tree.  Stays out: names and what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from tree_sitter import Node, Parser

from .grammars import grammar

CODE, COMMENT, IMPORTS = "code", "comment", "imports"

_SECTIONS = frozenset(("section", "block_mapping_pair", "table", "rule_set"))
"""Nodes that begin with a line of their own and go on to their end."""
_BODIES = frozenset(("block", "suite"))
"""Nodes that lie behind the line that they belong to, where no bracket says so."""
_IMPORTING = ("import", "use_declaration", "preproc_include", "using_d")
_DEEPEST = 1000


class Fold(NamedTuple):
    """Lines (from 0, both included) of which the first stays to be seen."""

    first: int
    last: int
    kind: str


Extent = tuple[int, int, int, int]
"""Line and byte column where it begins and where it ends, from 0, the end exclusive."""


def folds_in(text: bytes, language: str) -> list[Fold]:
    """What can be folded of a text; nothing if its language has no grammar of its own."""
    parser = _parser_for(language)
    return [] if parser is None else folds(parser.parse(text).root_node)


def around_in(text: bytes, language: str, places: Sequence[tuple[int, int]]) -> list[list[Extent]]:
    """For each place (line and byte column) of a text the pieces around it, smallest first."""
    parser = _parser_for(language)
    if parser is None:
        return [[] for _ in places]
    root = parser.parse(text).root_node
    return [around(root, *place) for place in places]


@cache
def _parser_for(language: str) -> Parser | None:
    try:
        return Parser(grammar(language))
    except LookupError:
        return None


def folds(root: Node) -> list[Fold]:
    """What can be folded, by first line; of what begins in one line the largest."""
    found: dict[int, Fold] = {}
    for fold in _folds(root):
        known = found.get(fold.first)
        if fold.last > fold.first and (known is None or known.last < fold.last):
            found[fold.first] = fold
    return [found[first] for first in sorted(found)]


def _folds(root: Node) -> Iterator[Fold]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        children = node.children
        yield from _runs(children)
        for before, child in zip([None, *children], children, strict=False):
            first, last = child.start_point[0], _last_line(child)
            if last > first or _is_body(child, before):
                yield from _of_node(child, before, first, last)
                waiting.append(child)


def _of_node(node: Node, before: Node | None, first: int, last: int) -> Iterator[Fold]:
    if _is_comment(node):
        yield Fold(first, last, COMMENT)
    elif node.type in _SECTIONS:
        # Empty lines behind it stay to be seen.
        yield Fold(first, first + (node.text or b"").rstrip().count(b"\n"), CODE)
    elif "string" in node.type:
        yield Fold(first, last, CODE)
    elif _is_body(node, before) and before is not None:
        yield Fold(before.end_point[0], last, CODE)
    elif node.child_count > 1 and (closing := node.children[-1]) is not None:
        ends = not closing.is_named or "closing" in closing.type or "end_tag" in closing.type
        if ends and closing.start_point[0] == last:
            # The line that closes it stays to be seen.
            yield Fold(first, last - 1, CODE)


def _is_body(node: Node, before: Node | None) -> bool:
    return (
        node.type in _BODIES
        and before is not None
        and before.type == ":"
        and node.start_point[0] > before.end_point[0]
    )


def _runs(children: list[Node]) -> Iterator[Fold]:
    """Comments in lines one after the other, and imports that follow each other, whatever comments
    stand between them."""
    yield from _spans([node for node in children if _is_comment(node)], children, COMMENT)
    if any(map(_is_import, children)):
        others = [node for node in children if node.is_named and not _is_comment(node)]
        yield from _spans([node for node in others if _is_import(node)], others, IMPORTS)


def _spans(some: list[Node], among: list[Node], kind: str) -> Iterator[Fold]:
    """The runs of some nodes: nothing else of the others stands between those of one run, nor an
    empty line between comments, nor code before a comment in its line."""
    wanted = {node.id for node in some}
    first, last, before = -1, -1, -1
    for node in among:
        line = node.start_point[0]
        belongs = node.id in wanted and line > before
        if first >= 0 and not (belongs and (kind == IMPORTS or line <= last + 1)):
            yield Fold(first, last, kind)
            first = -1
        before = _last_line(node)
        if belongs:
            first = line if first < 0 else first
            last = before
    if first >= 0:
        yield Fold(first, last, kind)


def _is_comment(node: Node) -> bool:
    return "comment" in node.type


def _is_import(node: Node) -> bool:
    return node.is_named and (node.type.startswith(_IMPORTING) or "import_" in node.type)


def _last_line(node: Node) -> int:
    """The last line that holds something of it."""
    line, column = node.end_point
    return line - 1 if not column and line > node.start_point[0] else line


def around(root: Node, line: int, column: int) -> list[Extent]:
    """The pieces around a position, the smallest first, each larger than the one before."""
    at = (line, column)
    node = root.named_descendant_for_point_range(at, at)
    if column and (node is None or node.child_count):
        # The end of a name counts as on it, as editors put the cursor there.
        left = root.named_descendant_for_point_range((line, column - 1), at)
        node = left if left is not None and not left.child_count else node
    found: list[Extent] = []
    while node is not None and len(found) < _DEEPEST:
        extent = (*node.start_point, *node.end_point)
        if not found or found[-1] != extent:
            found.append(extent)
        node = node.parent
    return found

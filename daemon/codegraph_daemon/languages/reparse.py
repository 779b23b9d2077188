"""Parsing a text again after an edit, with what was parsed before it.

Here is how an edit is told to tree-sitter, and when its result may be used.  Languages decide what
they parse; who keeps trees between edits is for the workers.
"""

from __future__ import annotations

from tree_sitter import Parser, Point, Tree


def parse_after(parser: Parser, before: tuple[bytes, Tree], text: bytes) -> Tree | None:
    """The tree of `text`, given an earlier text with its tree; None if it must be parsed anew.

    What tree-sitter makes of broken text depends on what it knew before, and facts must depend on
    the text alone: a tree with errors is never taken over and never given.
    """
    old, tree = before
    if tree.root_node.has_error:
        return None
    start = _same(old, text)
    # What both ends with, without what they begin with.
    most = min(len(old), len(text)) - start
    end = _same(old[len(old) - most :][::-1], text[len(text) - most :][::-1])
    old_end, new_end = len(old) - end, len(text) - end
    if start == old_end == new_end:
        return tree
    # A copy: whoever holds the old tree may parse again from it.
    edited = tree.copy()
    edited.edit(
        start_byte=start,
        old_end_byte=old_end,
        new_end_byte=new_end,
        start_point=_point(old, start),
        old_end_point=_point(old, old_end),
        new_end_point=_point(text, new_end),
    )
    parsed = parser.parse(text, edited)
    return None if parsed.root_node.has_error else parsed


def _same(first: bytes, second: bytes) -> int:
    """How many bytes two texts have in common at their beginning."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _point(text: bytes, offset: int) -> Point:
    line = text.count(b"\n", 0, offset)
    return Point(line, offset - (text.rfind(b"\n", 0, offset) + 1))

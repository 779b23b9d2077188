"""Trees that are nested too deeply to be walked: what lies deepest is left out, and nothing else.

Here is how deep a walk may go, whatever it walks.  Extraction recurses, and some of it takes a time
that grows with the square of the depth; no program that people write comes near the limit, but a
generated or a hostile one may be nested a hundred thousand levels.

Facts must depend on the text alone, so the limit counts the frames of the walk and not those of
whoever asked for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final, TypeVar

from tree_sitter import Node, Tree

T = TypeVar("T")

FRAMES: Final = 20_000
"""Calls inside calls that a walk may make.  Frames of Python functions lie on the heap."""

_DEPTH: Final = 5_000
"""Levels that are left of a tree that takes more; if that is too many, half as many."""

_PAIRS: Final = {b"{": b"}", b"[": b"]", b"(": b")"}
_LINE_ENDS: Final = b"\r\n"


def extracted(
    extract: Callable[[bytes, Node], T], text: bytes, tree: Tree, parse: Callable[[bytes], Tree]
) -> T:
    """What `extract` makes of a text and the root of its tree, the deepest left out if need be."""
    depth = _DEPTH
    while True:
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(_frames() + FRAMES)
        try:
            return extract(text, tree.root_node)
        except RecursionError:
            # Two levels need not be two thousand frames.
            if not depth:
                raise
        finally:
            sys.setrecursionlimit(before)
        text = without_deepest(text, tree, depth)
        tree = parse(text)
        depth //= 2


def without_deepest(text: bytes, tree: Tree, depth: int) -> bytes:
    """A text of the same length and the same lines, without what lies `depth` levels deep.

    Brackets stay, and what was left out becomes a number where braces do not say that nothing is
    there: a number is a statement, an expression and a type in the languages that ask for this.
    """
    kept = bytearray(text)
    cursor = tree.walk()
    level = 0
    while True:
        if cursor.goto_first_child():
            level += 1
            if level < depth:
                continue
            cursor.goto_parent()
            level -= 1
            node = cursor.node
            if node is not None:
                _blank(kept, node.start_byte, node.end_byte)
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return bytes(kept)
            level -= 1


def _blank(text: bytearray, start: int, end: int) -> None:
    opening, closing = bytes(text[start : start + 1]), bytes(text[end - 1 : end])
    in_brackets = _PAIRS.get(opening) == closing
    if in_brackets:
        start, end = start + 1, end - 1
    for at in range(start, end):
        if text[at] not in _LINE_ENDS:
            text[at] = 0x20
    if start < end and text[start] == 0x20 and not (in_brackets and opening == b"{"):
        text[start] = 0x30


def _frames() -> int:
    count = 0
    frame = sys._getframe()
    while frame is not None:
        count += 1
        frame = frame.f_back  # type: ignore[assignment]
    return count

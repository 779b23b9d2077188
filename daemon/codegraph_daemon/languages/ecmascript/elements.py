"""Elements of JSX that are still open where a text ends: closed there, as brackets are.

A grammar reads nothing of a statement whose elements have no end, nor of what that stands in.
"""

from __future__ import annotations

from tree_sitter import Node

from ..balance import Lexicon

_OPENERS = frozenset((b"{", b"(", b"["))
_BEFORE_VALUES = frozenset(("(", "return", "=>", "=", "?", ":", "&&", "||", "??", ",", "["))
"""What stands before an element that is no part of another; else `<` compares."""


def balanced(text: bytes, root: Node, lexicon: Lexicon) -> bytes | None:
    """A copy of a broken text in which brackets match and no element is open where it ends, given
    the root of the text's tree; None if nothing is to be done, or nothing tells how."""
    better = lexicon.balanced(text)
    elements = _open_elements(root)
    if not elements:
        return better
    copy = text if better is None else better
    closers: list[tuple[int, bytes]] = []
    opened: list[int] = []
    for found in lexicon.tokens.finditer(copy):
        if found.lastgroup != "bracket":
            continue
        if found[0] in _OPENERS:
            opened.append(found.start())
            continue
        inside = opened.pop() if opened else -1
        while elements and inside < elements[-1][0] < found.start():
            # What ends with a bracket of the text was never closed: nothing tells where it ends.
            closer = elements.pop()[1]
            if found.start() >= len(text):
                closers.append((found.start(), closer))
    closers += [(len(copy), closer) for _, closer in reversed(elements)]
    if not closers:
        return better
    written = 0
    parts: list[bytes] = []
    for at, closer in closers:
        parts += (copy[written:at], closer)
        written = at
    return b"".join((*parts, copy[written:]))


def _open_elements(root: Node) -> list[tuple[int, bytes]]:
    """Where elements begin that have no end, in the order of the text, and what closes each."""
    found: list[tuple[int, bytes]] = []
    pending = [root]
    while pending:
        node = pending.pop()
        if node.has_error:
            pending += node.children
        if not node.is_error:
            continue
        before = ""
        for child in node.children:
            if child.type == "jsx_opening_element":
                # No name: it would be one that the text does not have.
                found.append((child.start_byte, b"</>"))
            elif child.type == "<" and (before in _BEFORE_VALUES or before.startswith("jsx_")):
                after = child.next_sibling
                if after is not None and "identifier" in after.type:
                    found.append((child.start_byte, b"/>"))
            before = child.type
    return sorted(found)

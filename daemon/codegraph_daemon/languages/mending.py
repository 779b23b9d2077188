"""The tree of a text that is broken: of a copy that is not, if one can be made and reads no worse.

Belongs here: which of two trees is taken.  Stays out: how a copy is made, which languages tell.
"""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node, Tree

_SLACK = 400
"""What was closed where nothing tells how may leave so many bytes more that are not read."""


def mended(
    parse: Callable[[bytes], Tree],
    text: bytes,
    tree: Tree,
    balance: Callable[[bytes], bytes | None],
) -> tuple[bytes, Tree]:
    """A text and its tree; of one that is broken the copy that `balance` makes of it, if that is
    not worse."""
    if not tree.root_node.has_error:
        return text, tree
    better = balance(text)
    if better is None:
        return text, tree
    second = parse(better)
    if broken_bytes(second.root_node) > broken_bytes(tree.root_node) + _SLACK:
        return text, tree
    return better, second


def broken_bytes(root: Node) -> int:
    """How many bytes of a text could not be read, given the root of its tree."""
    found = 0
    pending = [root]
    while pending:
        node = pending.pop()
        if node.is_error:
            found += node.end_byte - node.start_byte
        elif node.has_error:
            pending += node.children
    return found

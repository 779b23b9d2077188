"""Source to facts: the parsers that a worker keeps, one for each grammar."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node, Parser, Tree

from ..nesting import extracted
from ..reparse import parse_after
from .extract import extract, grammar
from .grammar import GrammarName
from .masks import Hidden, is_cpp, masked, without_branches

EXTRACTOR = "cfamily 7"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

Facts = Callable[[bytes], bytes]
FactsAfter = Callable[[bytes, tuple[bytes, Tree] | None], tuple[bytes, Tree | None]]


def functions_of(name: GrammarName) -> tuple[Facts, FactsAfter]:
    """The functions `facts_of` and `facts_after` of a language.

    A file with syntax errors has facts too: of everything around them.
    """
    names: tuple[GrammarName, ...] = ("c", "cpp") if name == "c" else ("cpp",)
    known = {each: grammar(each) for each in names}
    parsers = {each: found.parser() for each, found in known.items()}

    def facts_of(source: bytes) -> bytes:
        return facts_after(source, None)[0]

    def facts_after(source: bytes, before: tuple[bytes, Tree] | None) -> tuple[bytes, Tree | None]:
        chosen: GrammarName = "cpp" if name == "cpp" or is_cpp(source) else "c"
        text, hidden = masked(source)
        whole = parsers[chosen]
        try:
            tree: Tree | None = None
            if before is not None and text is source and name == "cpp":
                tree = parse_after(whole, before, source)
            if tree is None:
                tree = whole.parse(text)
                if tree.root_node.has_error:
                    text, tree = _mended(whole, text, tree, hidden)
            facts = extracted(
                lambda text, root: extract(source, text, hidden, root, known[chosen]),
                text,
                tree,
                whole.parse,
            )
            return facts, tree if text is source and name == "cpp" else None
        except BaseException:
            # An abandoned parse must never leave its state to another text.
            whole.reset()
            raise

    return facts_of, facts_after


def _mended(parser: Parser, text: bytes, tree: Tree, hidden: Hidden) -> tuple[bytes, Tree]:
    """The same, or another tree of a text with fewer conditional parts, if that is read better."""
    broken = _broken(tree.root_node)
    covered = Hidden()
    other = without_branches(text, broken, covered)
    if other == text:
        return text, tree
    second = parser.parse(other)
    if _size(_broken(second.root_node)) >= _size(broken):
        return text, tree
    hidden.names += covered.names
    hidden.lines += covered.lines
    return other, second


def _broken(root: Node) -> list[tuple[int, int]]:
    """The extents of what could not be read."""
    found: list[tuple[int, int]] = []
    pending = [root]
    while pending:
        node = pending.pop()
        if node.is_error:
            found.append((node.start_byte, node.end_byte))
        elif node.has_error:
            pending += node.children
    return found


def _size(extents: list[tuple[int, int]]) -> int:
    return sum([end - start for start, end in extents])

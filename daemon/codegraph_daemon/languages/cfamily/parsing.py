"""Source to facts: the parsers that a worker keeps, one for each grammar."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from tree_sitter import Node, Parser, Point, Tree

from ..balance import CHARACTER, QUOTED, Lexicon
from ..mending import mended
from ..nesting import extracted
from ..reparse import parse_after
from . import conditionals, macro_words
from .extract import extract, grammar
from .grammar import GrammarName
from .masks import Hidden, is_cpp, masked, without
from .rewriting import rewritten

EXTRACTOR = "cfamily 53"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_LEXICON = Lexicon(
    rb"(?m:^)[ \t]*#(?:[^\n\\]|\\(?s:.))*",
    rb"R\"(?P<mark>[^()\\\s]{0,16})\((?s:.*?)\)(?P=mark)\"",
    QUOTED,
    CHARACTER,
)

_CONDITION = re.compile(rb"(?m)^[ \t]*#[ \t]*(if|ifdef|ifndef|endif)\b")

_AS_WIDE = {b"unsigned": b"uint32_t", b"long": b"bool", b"short": b"float", b"signed": b"double"}
"""For names of numbers, of which the grammar does not know that they convert what stands between
the brackets after them, names as long of which it does."""
_CAST = re.compile(rb"(?<![\w])(unsigned|signed|short|long)(?=\((?![*&)]))")

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
                    text, tree = mended(whole.parse, text, tree, _completed)
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


def _completed(text: bytes) -> bytes | None:
    """A copy of a text in which brackets match and each condition ends; None for the same text."""
    better = _LEXICON.balanced(text)
    lines = [line[1] for line in _CONDITION.finditer(text)]
    ends = lines.count(b"endif")
    lacking = len(lines) - 2 * ends
    if lacking <= 0:
        return better
    return (text if better is None else better) + b"\n#endif" * lacking + b"\n"


class _Read(NamedTuple):
    """A text as it was read, and what could not be."""

    text: bytes
    tree: Tree
    broken: list[tuple[int, int]]


def _mended(parser: Parser, text: bytes, tree: Tree, hidden: Hidden) -> tuple[bytes, Tree]:
    """The same, or another tree of a text without some macros, or with fewer conditional parts, if
    that is read better."""
    read = _Read(text, tree, _broken(tree.root_node))
    casts = [found.span(1) for found in _CAST.finditer(text)] if read.broken else []
    if casts:
        other = _CAST.sub(lambda found: _AS_WIDE[found[1]], text)
        read = _better(parser, read, other, casts) or read
    said = rewritten(read.text, read.broken) if read.broken else None
    better = None if said is None else _better(parser, read, said.text, said.extents)
    if said is not None and better is not None:
        without(read.text, said.covered, hidden)
        read = better
    for extents_of in (macro_words.covered, conditionals.inside):
        extents = extents_of(read.text, read.broken)
        for part in _parts(extents) if extents else ():
            covered = Hidden()
            better = _better(parser, read, without(read.text, part, covered), part)
            if better is None:
                continue
            hidden.names += covered.names
            hidden.asked += covered.asked
            hidden.lines += covered.lines
            read = better
            if part is extents:
                break
        if not read.broken:
            break
    return read.text, read.tree


def _better(
    parser: Parser, read: _Read, other: bytes, extents: list[tuple[int, int]]
) -> _Read | None:
    """Another text as it is read, if less of it is broken; `extents` are what differs."""
    tree = parser.parse(other, _edited(read.tree, read.text, extents))
    broken = _broken(tree.root_node)
    return _Read(other, tree, broken) if _size(broken) < _size(read.broken) else None


_APART = 2_000
"""Bytes between what may be read better each for itself."""
_MOST_PARTS = 8


def _parts(extents: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """All extents together, and after that those that lie near each other: one that makes all
    worse is nothing against the others."""
    near: list[list[tuple[int, int]]] = []
    for each in extents:
        if near and each[0] - near[-1][-1][1] < _APART:
            near[-1].append(each)
        else:
            near.append([each])
    return [extents, *near] if 1 < len(near) <= _MOST_PARTS else [extents]


def _edited(tree: Tree, text: bytes, extents: list[tuple[int, int]]) -> Tree:
    """A tree of a text, told of extents that read differently now, as long as they were.

    What is parsed from it depends on the text alone: the tree was, and so do the extents.
    """
    edited = tree.copy()
    line = line_start = at = 0
    for start, end in extents:
        points: list[Point] = []
        for offset in (start, end):
            lines = text.count(b"\n", at, offset)
            if lines:
                line += lines
                line_start = text.rfind(b"\n", at, offset) + 1
            at = offset
            points.append(Point(line, offset - line_start))
        edited.edit(start, end, end, points[0], points[1], points[1])
    return edited


def _broken(root: Node) -> list[tuple[int, int]]:
    """The extents of what could not be read."""
    found: list[tuple[int, int]] = []
    pending = [root]
    while pending:
        node = pending.pop()
        if node.is_error or node.is_missing:
            found.append((node.start_byte, max(node.end_byte, node.start_byte + 1)))
        elif node.has_error:
            pending += node.children
    return found


def _size(extents: list[tuple[int, int]]) -> int:
    return sum([end - start for start, end in extents])

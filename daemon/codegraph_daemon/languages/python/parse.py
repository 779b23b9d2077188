"""Python source to facts: the parsers that a worker keeps, and the extractor's version."""

from __future__ import annotations

import re

from tree_sitter import Node, Range, Tree

from ..covering import spaces_for
from ..mending import mended
from ..nesting import extracted
from ..reparse import parse_after
from .extract import extract
from .grammar import parser
from .unclosed import closed

EXTRACTOR = "python 22"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_whole = parser()
_part = parser()
"""One parser for each job: an abandoned parse must never leave its state to another text."""

_LONG_BLOCK = 200
_SAMPLE = 50
"""Lines from one to the next that is looked at for such a block, which has four of these at least:
the pattern begins anew at each line, and took 0.15 s in Django to find nothing."""
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_COMMENTS = re.compile(rb"(?m)(?:^[ \t]*(?:#[^\n]*)?\r?\n){%d,}" % _LONG_BLOCK)


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark.

    A file with syntax errors has facts too: of everything around them.
    """
    return _facts(source, None)[0]


def facts_after(source: bytes, before: tuple[bytes, Tree] | None) -> tuple[bytes, Tree | None]:
    """The same facts, made faster from an earlier text of the file and what this gave for it.

    The second value is for the next time; None if it is of no use then.
    """
    return _facts(source, before)


def _facts(source: bytes, before: tuple[bytes, Tree] | None) -> tuple[bytes, Tree | None]:
    def walked(text: bytes, root: Node) -> bytes:
        def parse(start: int, end: int) -> Node | None:
            _part.included_ranges = [Range((0, start), (0, end), start, end)]
            return _part.parse(text).root_node

        return extract(source, root, parse)

    text = for_grammar(source)
    try:
        tree: Tree | None = None
        if before is not None and text is source:
            tree = parse_after(_whole, before, source)
        if tree is None:
            tree = _whole.parse(text)
        read, shown = mended(_whole.parse, text, tree, closed)
        facts = extracted(walked, read, shown, _whole.parse)
        return facts, tree if text is source else None
    except BaseException:
        _whole.reset()
        _part.reset()
        raise


def for_grammar(source: bytes) -> bytes:
    """A text of the same length, and so with the same positions, that the grammar reads well.

    A lone carriage return ends a line, which the grammar does not know. And for each line of a
    block of comments it looks at all the lines that follow: 2 s for 3,000 lines, 160 s for 22,000.
    """
    if b"\r" in source:
        source = _LONE_RETURN.sub(b"\n", source)
    if source.count(b"#") >= _LONG_BLOCK and _may_have_block(source):
        source = _COMMENTS.sub(lambda block: spaces_for(block[0]), source)
    return source


def _may_have_block(source: bytes) -> bool:
    """Whether there can be a block of comments that is as long as `_LONG_BLOCK`."""
    row = 0
    for line in source.split(b"\n")[::_SAMPLE]:
        row = row + 1 if line.lstrip()[:1] in (b"", b"#") else 0
        if row * _SAMPLE >= _LONG_BLOCK:
            return True
    return False


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read."""
    return "pyi" if path.endswith(".pyi") else "py"

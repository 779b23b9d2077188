"""Rust source to facts: the parsers that a worker keeps, and the extractor's version."""

from __future__ import annotations

from tree_sitter import Node, Range, Tree

from ..balance import Lexicon
from ..mending import mended
from ..nesting import extracted
from ..reparse import parse_after
from .extract import extract
from .grammar import parser

EXTRACTOR = "rust 30"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_whole = parser()
_LEXICON = Lexicon(
    rb"r(?P<hashes>#*)\"(?s:.*?)\"(?P=hashes)",
    rb"'(?:[^\\'\n]{1,4}|\\[^\n][^'\n]*)'",
    across=b'"',
)
_part = parser()
"""One parser for each job: an abandoned parse must never leave its state to another text."""


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
    def parse(text: bytes | bytearray, start: int, end: int) -> Node:
        _part.included_ranges = [Range((0, start), (0, end), start, end)]
        return _part.parse(text).root_node

    try:
        tree: Tree | None = None
        if before is not None:
            tree = parse_after(_whole, before, source)
        if tree is None:
            tree = _whole.parse(source)
        text, shown = mended(_whole.parse, source, tree, _LEXICON.balanced)
        facts = extracted(
            lambda text, root: extract(source, text, root, parse), text, shown, _whole.parse
        )
        return facts, tree
    except BaseException:
        _whole.reset()
        _part.reset()
        raise


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read: nothing."""
    return "rs"

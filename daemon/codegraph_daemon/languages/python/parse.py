"""Python source to facts: the parsers that a worker keeps, and the extractor's version."""

from __future__ import annotations

from tree_sitter import Node, Range

from .extract import extract
from .grammar import parser

EXTRACTOR = "python 2"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_whole = parser()
_part = parser()
"""One parser for each job: an abandoned parse must never leave its state to another text."""


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark.

    A file with syntax errors has facts too: of everything around them.
    """

    def parse(start: int, end: int) -> Node | None:
        _part.included_ranges = [Range((0, start), (0, end), start, end)]
        return _part.parse(source).root_node

    try:
        return extract(source, _whole.parse(source).root_node, parse)
    except BaseException:
        _whole.reset()
        _part.reset()
        raise


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read."""
    return "pyi" if path.endswith(".pyi") else "py"

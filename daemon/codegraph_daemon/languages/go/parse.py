"""Go source to facts: the parser that a worker keeps, and the extractor's version."""

from __future__ import annotations

from functools import partial

from tree_sitter import Tree

from ..balance import CHARACTER, QUOTED, Lexicon
from ..mending import mended
from ..nesting import extracted
from ..reparse import parse_after
from .extract import extract
from .grammar import parser

EXTRACTOR = "go 13"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_parser = parser()
_LEXICON = Lexicon(rb"`[^`]*`", QUOTED, CHARACTER, marks=b'`"')


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
    return facts_after(source, None)[0]


def facts_after(source: bytes, before: tuple[bytes, Tree] | None) -> tuple[bytes, Tree | None]:
    """The same facts, made faster from an earlier text of the file and what this gave for it.

    The second value is for the next time; None if it is of no use then.
    """
    try:
        tree = parse_after(_parser, before, source) if before is not None else None
        if tree is None:
            tree = _parser.parse(source)
        text, shown = mended(_parser.parse, source, tree, _LEXICON.balanced)
        return extracted(partial(extract, source), text, shown, _parser.parse), tree
    except BaseException:
        # An abandoned parse must never leave its state to another text.
        _parser.reset()
        raise


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read: nothing."""
    return ""

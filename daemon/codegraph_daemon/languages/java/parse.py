"""Java source to facts: the parser that a worker keeps, and the extractor's version."""

from __future__ import annotations

import re
from functools import partial

from tree_sitter import Tree

from ..balance import CHARACTER, QUOTED, Lexicon
from ..mending import mended
from ..nesting import extracted
from ..reparse import parse_after
from .extract import extract
from .grammar import parser

EXTRACTOR = "java 17"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_whole = parser()
_LEXICON = Lexicon(rb'"""(?s:(?:[^"\\]|\\.|"(?!""))*)"""', QUOTED, CHARACTER)
_LONE_RETURN = re.compile(rb"\r(?!\n)")


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark.

    A file with syntax errors has facts too: of everything around them.
    """
    return facts_after(source, None)[0]


def facts_after(source: bytes, before: tuple[bytes, Tree] | None) -> tuple[bytes, Tree | None]:
    """The same facts, made faster from an earlier text of the file and what this gave for it.

    The second value is for the next time; None if it is of no use then.
    """
    # A lone carriage return ends a line, which the grammar does not know.
    text = _LONE_RETURN.sub(b"\n", source) if b"\r" in source else source
    try:
        tree: Tree | None = None
        if before is not None and text is source:
            tree = parse_after(_whole, before, source)
        if tree is None:
            tree = _whole.parse(text)
        read, shown = mended(_whole.parse, text, tree, _LEXICON.balanced)
        facts = extracted(partial(extract, source), read, shown, _whole.parse)
        return facts, tree if text is source else None
    except BaseException:
        # An abandoned parse must never leave its state to another text.
        _whole.reset()
        raise


def dialect(path: str) -> str:
    """Nothing about a path decides how its bytes are read."""
    return "java"

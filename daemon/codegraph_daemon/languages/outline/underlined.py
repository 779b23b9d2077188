"""Headings that have a line of marks below them, and perhaps one above: reStructuredText's.

How deep one is depends on which marks came first in the text, as it does there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .sections import Heading

_MARKS: Final = re.compile(rb"^([!-/:-@\[-`{-~])\1{2,}[ \t]*\r?$", re.MULTILINE)
_RUN: Final = re.compile(rb"([!-/:-@\[-`{-~])\1*")


def headings(source: bytes) -> Iterator[Heading]:
    """The headings of a text, in order."""
    levels: dict[tuple[int, bool], int] = {}
    used = 0
    """Where the marks of the last heading end: they stand below it and above none."""
    for match in _MARKS.finditer(source):
        below, marks = match.start(), len(match[0].rstrip())
        begin = _line_before(source, below)
        if begin is None or begin < used:
            continue
        line = source[begin : below - 1]
        name = line.strip()
        # Marks that are shorter than the words above end a sentence, or are code.
        if not name or _RUN.fullmatch(name) or marks < len(name.decode("utf-8", "replace")):
            continue
        start = begin
        above = _line_before(source, begin)
        before = b"" if above is None else source[above : begin - 1].strip()
        over = before[:1] == match[1] and _RUN.fullmatch(before) is not None
        if over and above is not None and above >= used:
            start = above
        elif line[:1].isspace() or (before and not before.startswith(b"..") and above != used):
            continue
        else:
            over = False
        used = match.end()
        level = levels.setdefault((match[1][0], over), len(levels))
        yield Heading(start, begin + line.index(name), name, level)


def _line_before(source: bytes, start: int) -> int | None:
    """Where the line before one that starts there begins; None if there is none."""
    return source.rfind(b"\n", 0, start - 1) + 1 if start else None

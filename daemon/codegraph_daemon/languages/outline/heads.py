"""Definitions by how their lines begin, in a text that its grammar cannot read as a whole.

One word that is half typed, a bracket or a block that is not closed yet, and a parser may lose all
that stands around.  The lines of definitions still begin as ever, and what belongs to one is
indented more deeply.  So what a pattern finds stands beside what the broken tree still has.

Belongs here: where what a line begins ends.  Stays out: what lines of definitions look like, which
each language says for itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

_LINE = re.compile(rb"^([ \t]*)([^\s][^\r\n]*)", re.MULTILINE)
_CLOSERS = re.compile(rb"(?:end|fi|done|esac)\b|[\])}]")
"""What the last line of a definition begins with, as deep as its first."""
_GOES_ON = re.compile(rb"[{|,&]|(?:then|do|else|elif|elsif|when|rescue|ensure|where|is|begin)\b")
"""What a line begins with that is no deeper than what it is part of, and does not end it."""
_OPENED = re.compile(rb"[\])}][^\r\n]*[{(\[=>][ \t]*\r?$", re.MULTILINE)
"""A line that closes something and goes on with the same: `): Type {`, `} else {`."""
_TAB_WIDTH = 8


class Lines:
    """The lines of a text that say something: where each begins, how deep it is indented, and where
    its first letter is; and where that ends which it begins."""

    def __init__(self, rows: list[tuple[int, int, int]], ends: list[int]) -> None:
        self.rows = rows
        self.ends = ends
        self._starts = [row[0] for row in rows]

    def row(self, at: int) -> int:
        """The last line that begins at a byte or before it."""
        return bisect_right(self._starts, at) - 1

    def end(self, start: int, end: int) -> int:
        """Where that ends which begins at `start` and ends at `end` by what a parser says."""
        row = self.row(start)
        return min(end, self.ends[row]) if row >= 0 and self.rows[row][2] == start else end


class Head(NamedTuple):
    """A definition: its extent, where its name is, the name, its kind, and its owner's name."""

    start: int
    end: int
    at: int
    name: bytes
    kind: str
    owner: bytes


class Heads:
    """What lines of definitions look like in a language: `pattern` has a group for the name, which
    is called as the kind is, with or without a number, and may have one for the `owner` before it;
    `comments` begin lines that end nothing."""

    def __init__(self, pattern: re.Pattern[bytes], comments: tuple[bytes, ...]) -> None:
        self._pattern = pattern
        self._comments = (b"#", *comments)
        self._has_owner = "owner" in pattern.groupindex

    def read(self, text: bytes) -> Lines:
        """The lines of a text that is broken."""
        rows = [
            (line.start(), len(line[1].expandtabs(_TAB_WIDTH)), line.start(2))
            for line in _LINE.finditer(text)
            if not line[2].startswith(self._comments)
        ]
        return Lines(rows, _ends(text, rows))

    def found(self, text: bytes, lines: Lines) -> Iterator[Head]:
        """The definitions that begin lines of a text."""
        for match in self._pattern.finditer(text):
            word = match.lastgroup
            row = lines.row(match.start())
            if word is not None and row >= 0:
                kind = word.rstrip("_0123456789")
                end = max(lines.ends[row], match.end())
                line_end = text.find(b"\n", match.end())
                if (
                    kind == "module"
                    and end <= line_end
                    and b"=" not in text[match.end() : line_end]
                ):
                    # What a file has of one module need not be indented.
                    end = len(text)
                owner = (match["owner"] or b"") if self._has_owner else b""
                yield Head(lines.rows[row][2], end, match.start(word), match[word], kind, owner)


def _ends(text: bytes, lines: list[tuple[int, int, int]]) -> list[int]:
    """Where that ends which each line begins."""
    ends = [len(text)] * len(lines)
    waiting: list[int] = []
    for row, (_, indent, first) in enumerate(lines):
        goes_on = (_GOES_ON.match(text, first) or _OPENED.match(text, first)) is not None
        closer = _CLOSERS.match(text, first)
        while waiting and lines[waiting[-1]][1] >= indent:
            is_same = lines[waiting[-1]][1] == indent
            if goes_on and is_same:
                break
            ends[waiting.pop()] = closer.end() if closer and is_same else _end(text, lines, row)
        if not (goes_on and waiting and lines[waiting[-1]][1] == indent):
            waiting.append(row)
    return ends


def _end(text: bytes, lines: list[tuple[int, int, int]], row: int) -> int:
    """The end of the text before a line, without what is blank, and without comments that are no
    deeper than the line: they are about what it begins."""
    _, indent, _ = lines[row]
    last = lines[row - 1][2]
    end = lines[row][0]
    while True:
        while end and text[end - 1] in b" \t\r\n":
            end -= 1
        start = text.rfind(b"\n", 0, end) + 1
        line = text[start:end].expandtabs(_TAB_WIDTH)
        if start <= last or len(line) - len(line.lstrip()) > indent:
            return end
        end = start

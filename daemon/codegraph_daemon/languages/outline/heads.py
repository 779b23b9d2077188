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

_LINE = re.compile(rb"^([ \t]*)([^\s][^\r\n]*)", re.MULTILINE)
_CLOSERS = re.compile(rb"(?:end|fi|done|esac)\b|[\])}]")
"""What the last line of a definition begins with, as deep as its first."""
_GOES_ON = re.compile(rb"[{|,&]|(?:then|do|else|elif|elsif|when|rescue|ensure|where|is|begin)\b")
"""What a line begins with that is no deeper than what it is part of, and does not end it."""
_TAB_WIDTH = 8


class Heads:
    """What lines of definitions look like in a language: `pattern` has a group for the name, which
    is called as the kind is, with or without a number; `comments` begin lines that end nothing."""

    def __init__(self, pattern: re.Pattern[bytes], comments: tuple[bytes, ...]) -> None:
        self._pattern = pattern
        self._comments = comments

    def found(self, text: bytes) -> Iterator[tuple[int, int, int, bytes, str]]:
        """Of each definition: its start and end, where its name is, the name, and its kind."""
        lines = [
            (line.start(), _columns(line[1]), line.start(2))
            for line in _LINE.finditer(text)
            if not line[2].startswith(self._comments)
        ]
        starts = [line[0] for line in lines]
        ends = self._ends(text, lines)
        for match in self._pattern.finditer(text):
            word = match.lastgroup
            row = bisect_right(starts, match.start()) - 1
            if word is not None and row >= 0:
                kind = word.rstrip("_0123456789")
                yield lines[row][2], ends[row], match.start(word), match[word], kind

    def _ends(self, text: bytes, lines: list[tuple[int, int, int]]) -> list[int]:
        """Where that ends which each line begins."""
        ends = [len(text)] * len(lines)
        waiting: list[int] = []
        for row, (_, indent, first) in enumerate(lines):
            goes_on = _GOES_ON.match(text, first) is not None
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
    """The end of the text before a line, without what is blank."""
    end = lines[row][0]
    while end and text[end - 1] in b" \t\r\n":
        end -= 1
    return end


def _columns(blank: bytes) -> int:
    return len(blank.expandtabs(_TAB_WIDTH))

"""Brackets that are not closed, in languages whose blocks are in no braces.

All that follows an open bracket is part of one expression to a parser.  A line that stands no
deeper than the one that opens it begins something else; so a copy is made in which that is so.
Nothing changes its place; only at the end the copy may be longer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CLOSERS = {b"(": b")", b"[": b"]", b"{": b"}"}
_OPENERS = {closer: opener for opener, closer in _CLOSERS.items()}
_BLANK = re.compile(rb"[ \t]*")
_MOST = 40
"""Of more brackets of a kind that are not closed nothing tells what is meant."""


class _Open(NamedTuple):
    mark: bytes
    at: int
    indent: int


class Unclosed:
    """What brackets count for nothing in, in a language: its comments and texts in quotes."""

    def __init__(self, *unsaid: bytes) -> None:
        said = rb"|".join(unsaid)
        self._unsaid = re.compile(said)
        self._tokens = re.compile(
            said + rb"|(?P<bracket>[][(){}])|(?P<line>\n[ \t]*+(?=[^\s)\]}|,;&.+*=<>:-]))"
        )

    def closed(self, text: bytes) -> bytes | None:
        """A copy of a text in which all that is opened is closed; None if it is already."""
        count = self._unsaid.sub(b" ", text).count
        lacks = {mark: count(mark) - count(closer) for mark, closer in _CLOSERS.items()}
        if not any(lacks.values()) or max(map(abs, lacks.values())) > _MOST:
            return None
        kept = bytearray(text)
        waiting: list[_Open] = []
        at = 0
        while (found := self._tokens.search(text, at)) is not None:
            at = found.end()
            kind = found.lastgroup
            if kind == "line":
                indent = at - found.start() - 1
                while waiting and indent <= waiting[-1].indent and lacks[waiting[-1].mark] > 0:
                    lacks[waiting[-1].mark] -= 1
                    _close(kept, waiting.pop())
            elif kind == "bracket" and found[0] in _CLOSERS:
                waiting.append(_Open(found[0], found.start(), _indent(text, found.start())))
            elif kind == "bracket":
                opener = _OPENERS[found[0]]
                if not any(each.mark == opener for each in waiting):
                    lacks[opener] += 1
                    kept[found.start()] = 0x20
                    continue
                while waiting[-1].mark != opener:
                    lacks[waiting[-1].mark] -= 1
                    _close(kept, waiting.pop())
                waiting.pop()
        # All that follows these lies in them: the text is cut off there.
        kept += b"\n" + b"".join(_CLOSERS[each.mark] for each in reversed(waiting))
        return bytes(kept)


def _indent(text: bytes, at: int) -> int:
    line = text.rfind(b"\n", 0, at) + 1
    blank = _BLANK.match(text, line)
    return 0 if blank is None else blank.end() - line


def _close(kept: bytearray, opened: _Open) -> None:
    """Close a bracket at the end of its line, if that holds something there to write on."""
    end = kept.find(b"\n", opened.at)
    at = end = len(kept) if end < 0 else end
    while kept[at - 1] in b" \t\r,":
        at -= 1
    if at == end:
        kept[opened.at] = 0x20
    else:
        kept[at : at + 1] = _CLOSERS[opened.mark]

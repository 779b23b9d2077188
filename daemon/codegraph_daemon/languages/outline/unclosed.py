"""Brackets and quotes that are not closed, in languages whose blocks are in no braces.

All that follows an open bracket is part of one expression to a parser.  A line that stands no
deeper than the one that opens it begins something else; so a copy is made in which that is so.
Nothing changes its place; only at the end the copy may be longer.
"""

from __future__ import annotations

import re

from ..brackets import CLOSERS, MOST, OPENERS, Open, close, indent
from ..quotes import Quotes


class Unclosed:
    """What brackets count for nothing in, in a language: its comments and texts in quotes.

    Each of `unsaid` is a pattern; `across` are the quotes whose texts may reach over lines.
    """

    def __init__(self, *unsaid: bytes, across: bytes = b"") -> None:
        self._quotes = Quotes(across, *unsaid)
        said = rb"|".join((*unsaid, *self._quotes.spans))
        self._unsaid = re.compile(said)
        self._tokens = re.compile(
            said + rb"|(?P<bracket>[][(){}])|(?P<line>\n[ \t]*+(?=[^\s)\]}|,;&.+*=<>:-]))"
        )

    def closed(self, text: bytes) -> bytes | None:
        """A copy of a text in which all that is opened is closed; None if it is already."""
        quoted = self._quotes.closed(text)
        better = None if quoted is text else quoted
        text = quoted
        count = self._unsaid.sub(b" ", text).count
        lacks = {mark: count(mark) - count(closer) for mark, closer in CLOSERS.items()}
        if not any(lacks.values()) or max(map(abs, lacks.values())) > MOST:
            return better
        kept = bytearray(text)
        waiting: list[Open] = []
        at = 0
        while (found := self._tokens.search(text, at)) is not None:
            at = found.end()
            kind = found.lastgroup
            if kind == "line":
                width = at - found.start() - 1
                while waiting and width <= waiting[-1].indent and lacks[waiting[-1].mark] > 0:
                    lacks[waiting[-1].mark] -= 1
                    close(kept, waiting.pop())
            elif kind == "bracket" and found[0] in CLOSERS:
                waiting.append(
                    Open(
                        found[0],
                        found.start(),
                        indent(text, text.rfind(b"\n", 0, found.start()) + 1),
                    )
                )
            elif kind == "bracket":
                opener = OPENERS[found[0]]
                if not any(each.mark == opener for each in waiting):
                    lacks[opener] += 1
                    kept[found.start()] = 0x20
                    continue
                while waiting[-1].mark != opener:
                    lacks[waiting[-1].mark] -= 1
                    close(kept, waiting.pop())
                waiting.pop()
        # All that follows these lies in them: the text is cut off there.
        kept += b"\n" + b"".join(CLOSERS[each.mark] for each in reversed(waiting))
        return bytes(kept)

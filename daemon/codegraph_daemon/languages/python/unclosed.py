"""Python with brackets or texts in quotes that are not closed, as it is while someone types.

All that follows an open bracket is part of one expression to a parser, and of a text that three
quotes open to the next three.  What stands no deeper than the line that opens it begins a statement
of its own; so a copy is made in which that is so.  Nothing changes its place.

Belongs here: brackets and quotes.  Stays out: blocks, which are indented and need no end.
"""

from __future__ import annotations

import re

from ..brackets import CLOSERS, MOST, OPENERS, Open, close, indent

_STRINGS = (
    rb"(?P<long>\"\"\"(?s:(?:[^\"\\]|\\.|\"(?!\"\"))*+)(?:\"\"\"|\Z))"
    rb"|'''(?s:(?:[^'\\]|\\.|'(?!''))*+)(?:'''|\Z)"
    rb"|\"(?:[^\"\\\n]|\\(?s:.))*+\"?|'(?:[^'\\\n]|\\(?s:.))*+'?|#[^\n]*"
)
_UNSAID = re.compile(_STRINGS)
_TOKENS = re.compile(_STRINGS + rb"|(?P<bracket>[][(){}])|(?P<line>\n[ \t]*+(?=[^\s#)\]}]))")
_STATEMENT = re.compile(
    rb"\n([ \t]*+)(?:(?:async[ \t]+)?def[ \t]+\w+[ \t]*[(\[]|class[ \t]+\w+[ \t]*[(:\[]|@\w"
    rb"|import[ \t]+[\w.]+[ \t]*[,\r\n]|from[ \t]+[\w.]+[ \t]+import\b|return\b"
    rb"|(?:if|for)\b[^\n]*:[ \t]*[\r\n])"
)
"""What begins a statement, and seldom a line of prose or of what a program prints."""
_LONG = b'"""'


def closed(text: bytes) -> bytes | None:
    """A copy of a text in which all that is opened is closed; None if it is already."""
    is_odd = text.count(_LONG) % 2 == 1
    count = _UNSAID.sub(b" ", text).count
    lacks = [count(mark) - count(closer) for mark, closer in CLOSERS.items()]
    if not (is_odd or any(lacks)) or max(map(abs, lacks)) > MOST:
        return None
    kept = bytearray(text)
    waiting: list[Open] = []
    opened = dict.fromkeys(CLOSERS, 0)
    at = line = width = 0
    end = -1
    while (found := _TOKENS.search(text, at)) is not None:
        at = found.end()
        kind = found.lastgroup
        if kind == "line":
            while waiting and at - found.start() - 1 <= waiting[-1].indent:
                opened[waiting[-1].mark] -= 1
                close(kept, waiting.pop())
        elif kind == "bracket" and found[0] in CLOSERS:
            if end < found.start():
                line = text.rfind(b"\n", 0, found.start()) + 1
                end = text.find(b"\n", line)
                end = end if end >= 0 else len(text)
                width = indent(text, line)
            opened[found[0]] += 1
            waiting.append(Open(found[0], found.start(), width))
        elif kind == "bracket":
            opener = OPENERS[found[0]]
            if not opened[opener]:
                kept[found.start()] = 0x20
                continue
            while waiting[-1].mark != opener:
                opened[waiting[-1].mark] -= 1
                close(kept, waiting.pop())
            opened[opener] -= 1
            waiting.pop()
        elif kind == "long" and is_odd:
            # Between brackets no statement begins that is deeper than the line that opens them.
            first = text.rfind(b"\n", 0, found.start()) + 1
            deepest = waiting[-1].indent if waiting else indent(text, first)
            if _holds_statements(text, found.start(), at, deepest):
                at = found.start() + len(_LONG)
                kept[found.start() : at] = b"0  "
                is_odd = False
    for each in waiting:
        close(kept, each)
    return bytes(kept)


def _holds_statements(text: bytes, start: int, end: int, deepest: int) -> bool:
    """Whether between three quotes and the next three a statement begins that is no deeper."""
    return any(len(each[1]) <= deepest for each in _STATEMENT.finditer(text, start, end))

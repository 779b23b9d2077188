"""Python with brackets or texts in quotes that are not closed, as it is while someone types.

All that follows an open bracket is part of one expression to a parser, and of a text that three
quotes open to the next three.  What stands no deeper than the line that opens it begins a statement
of its own; so a copy is made in which that is so.  Nothing changes its place.

Belongs here: brackets and quotes.  Stays out: blocks, which are indented and need no end.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_STRINGS = (
    rb"(?P<long>\"\"\"(?s:(?:[^\"\\]|\\.|\"(?!\"\"))*+)(?:\"\"\"|\Z))"
    rb"|'''(?s:(?:[^'\\]|\\.|'(?!''))*+)(?:'''|\Z)"
    rb"|\"(?:[^\"\\\n]|\\(?s:.))*+\"?|'(?:[^'\\\n]|\\(?s:.))*+'?|#[^\n]*"
)
_UNSAID = re.compile(_STRINGS)
_TOKENS = re.compile(_STRINGS + rb"|(?P<bracket>[][(){}])|(?P<line>\n[ \t]*+(?=[^\s#)\]}]))")
_CLOSERS = {b"(": b")", b"[": b"]", b"{": b"}"}
_OPENERS = {closer: opener for opener, closer in _CLOSERS.items()}
_STATEMENT = re.compile(rb"\n([ \t]*+)(?:def|class|async def|return|import|from|if|for|@)\b")
_BLANK = re.compile(rb"[ \t]*")
_MOST = 40
"""Of more brackets of a kind that are not closed nothing tells what is meant."""
_LONG = b'"""'


class _Open(NamedTuple):
    mark: bytes
    at: int
    indent: int


def closed(text: bytes) -> bytes | None:
    """A copy of a text in which all that is opened is closed; None if it is already."""
    is_odd = text.count(_LONG) % 2 == 1
    count = _UNSAID.sub(b" ", text).count
    lacks = [count(mark) - count(closer) for mark, closer in _CLOSERS.items()]
    if not (is_odd or any(lacks)) or max(map(abs, lacks)) > _MOST:
        return None
    kept = bytearray(text)
    waiting: list[_Open] = []
    opened = dict.fromkeys(_CLOSERS, 0)
    at = line = indent = 0
    end = -1
    while (found := _TOKENS.search(text, at)) is not None:
        at = found.end()
        kind = found.lastgroup
        if kind == "line":
            while waiting and at - found.start() - 1 <= waiting[-1].indent:
                opened[waiting[-1].mark] -= 1
                _close(kept, waiting.pop())
        elif kind == "bracket" and found[0] in _CLOSERS:
            if end < found.start():
                line = text.rfind(b"\n", 0, found.start()) + 1
                end = text.find(b"\n", line)
                end = end if end >= 0 else len(text)
                indent = _indent(text, line)
            opened[found[0]] += 1
            waiting.append(_Open(found[0], found.start(), indent))
        elif kind == "bracket":
            opener = _OPENERS[found[0]]
            if not opened[opener]:
                kept[found.start()] = 0x20
                continue
            while waiting[-1].mark != opener:
                opened[waiting[-1].mark] -= 1
                _close(kept, waiting.pop())
            opened[opener] -= 1
            waiting.pop()
        elif kind == "long" and is_odd and _holds_statements(text, found.start(), at):
            at = found.start() + len(_LONG)
            kept[found.start() : at] = b"0  "
            is_odd = False
    for each in waiting:
        _close(kept, each)
    return bytes(kept)


def _indent(text: bytes, line: int) -> int:
    blank = _BLANK.match(text, line)
    return 0 if blank is None else blank.end() - line


def _holds_statements(text: bytes, start: int, end: int) -> bool:
    """Whether between three quotes and the next three stands what is no deeper than they are."""
    indent = _indent(text, text.rfind(b"\n", 0, start) + 1)
    return any(len(each[1]) <= indent for each in _STATEMENT.finditer(text, start, end))


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

"""Brackets that a text opens and does not close: where each stands, and closing it.

Belongs here: what languages share that have no braces around blocks.  Stays out: what else in a
text holds brackets that do not count, and when a bracket is taken to be closed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

CLOSERS = {b"(": b")", b"[": b"]", b"{": b"}"}
OPENERS = {closer: opener for opener, closer in CLOSERS.items()}
MOST = 40
"""Of more brackets of a kind that are not closed nothing tells what is meant."""
_BLANK = re.compile(rb"[ \t]*")


class Open(NamedTuple):
    """An open bracket: which, its byte offset, and how far the line is indented that holds it."""

    mark: bytes
    at: int
    indent: int


def indent(text: bytes, line: int) -> int:
    """How many bytes the line that begins at an offset is indented."""
    blank = _BLANK.match(text, line)
    return 0 if blank is None else blank.end() - line


def close(kept: bytearray, opened: Open) -> None:
    """Close a bracket at the end of its line, if that holds something there to write on."""
    end = kept.find(b"\n", opened.at)
    at = end = len(kept) if end < 0 else end
    while kept[at - 1] in b" \t\r,":
        at -= 1
    if at == end:
        kept[opened.at] = 0x20
    else:
        kept[at : at + 1] = CLOSERS[opened.mark]

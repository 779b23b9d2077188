"""Columns in the three encodings of LSP, and lines as LSP counts them.

The daemon's columns are UTF-8 bytes; the client's are units of the encoding agreed at `initialize`
(UTF-16 unless the client prefers another). Lines and columns are zero-based in both. A line ends
with ``\\n``, ``\\r\\n`` or a lone ``\\r``, and with nothing else: not with a form feed, not with
U+2028, which `str.splitlines` also cuts at.

Belongs here: arithmetic on one line of text. Stays out: files, documents, protocol types.
"""

from __future__ import annotations

import re
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "utf-32"]

LINE_END = re.compile(r"\r\n|\n|\r")
WORD = re.compile(r"\w+")
BOM = "\ufeff"


def encoding_named(name: str | None) -> Encoding:
    """The encoding of this name; UTF-16, the protocol's default, for any other name."""
    if name == "utf-8":
        return "utf-8"
    return "utf-32" if name == "utf-32" else "utf-16"


def units(text: str, encoding: Encoding) -> int:
    """How many units of `encoding` the text takes."""
    if text.isascii() or encoding == "utf-32":
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def index_of(line: str, character: int, encoding: Encoding) -> int:
    """The index into `line` of a client's column, clamped to the line.

    A column inside a character (the second half of a surrogate pair, say) means that character.
    """
    if line.isascii() or encoding == "utf-32":
        return min(character, len(line))
    if encoding == "utf-8":
        head = line.encode("utf-8", "surrogatepass")[:character]
        return len(head.decode("utf-8", "ignore"))
    head = line.encode("utf-16-le", "surrogatepass")[: 2 * character]
    # A pair cut in half leaves a lone high surrogate, which "ignore" drops; whole lone surrogates
    # of the line itself are dropped too, and such a line is not text that any index holds.
    return len(head.decode("utf-16-le", "ignore"))


def byte_column(line: str, character: int, encoding: Encoding) -> int:
    """The UTF-8 byte column of a client's column in `line`, clamped to the line."""
    return units(line[: index_of(line, character, encoding)], "utf-8")


def client_column(column: int, line: str | None, encoding: Encoding) -> int:
    """The client's column of a UTF-8 byte column.

    `line` is the text of the line; None says that it is ASCII, as the daemon does by not sending
    it. A column inside a character means that character; one past the end means the end.
    """
    if line is None or encoding == "utf-8":
        return column
    head = line.encode("utf-8", "surrogatepass")[:column]
    return units(head.decode("utf-8", "ignore"), encoding)


def word_at(line: str, index: int) -> tuple[int, int] | None:
    """Start and end of the identifier that touches `index` in `line`; None between words."""
    for match in WORD.finditer(line):
        if match.start() <= index <= match.end():
            return match.span()
        if match.start() > index:
            return None
    return None

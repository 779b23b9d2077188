"""Texts in quotes that are not closed yet, in languages in which such a text may reach over lines.

There one quote that is missing turns all that follows inside out: code is text and text is code, up
to the end of the file.  A line that opens a text and does not close it, or closes one that it does
not open, is found by itself.  Of an odd number of such lines one is broken: the one without which
the others are pairs that reach over the fewest bytes.

Belongs here: which quote is missing, and closing it.  Stays out: what else a language has between
marks of its own.
"""

from __future__ import annotations

import re

_SPACE, _DIGIT = 0x20, 0x30
_UNLIKELY = 200
"""A text seems to reach over so many bytes more whose quote stands where its kind does not."""
_BEFORE = frozenset((b"", *map(bytes, zip(b" \t\n(,=[{:+", strict=True))))
"""What stands before a quote that opens a text."""
_BEHIND = frozenset((b"", *map(bytes, zip(b" \t\r\n),;]}:+.", strict=True))))
"""What stands behind one that closes it."""
_CLOSING = b" \t\r,;)]}"


class Quotes:
    """The quotes `marks` of a language, each a byte; `unsaid` are patterns of what they count for
    nothing in: comments, and texts whose beginning and end are told from each other."""

    def __init__(self, marks: bytes, *unsaid: bytes) -> None:
        self.spans = tuple(b"%c(?:[^%c\\\\]|\\\\(?s:.))*+%c" % (mark, mark, mark) for mark in marks)
        """The patterns of texts in quotes, over however many lines."""
        lines = (b"%c(?:[^%c\\\\\n]|\\\\[^\n])*+%c" % (mark, mark, mark) for mark in marks)
        lone = rb"(?P<lone>[" + marks + rb"][^\n]*)"
        self._tokens = re.compile(b"|".join((*unsaid, *lines, lone))) if marks else None

    def closed(self, text: bytes) -> bytes:
        """The text, or a copy of the same length in which the quote that is missing is there."""
        if self._tokens is None:
            return text
        lone = [found.span() for found in self._tokens.finditer(text) if found.lastgroup == "lone"]
        if len(lone) % 2 == 0:
            return text
        # What the pairs reach over if the first line is broken; then one pair after the other is
        # put before the broken one.
        starts = [start for start, _ in lone]
        opening = [0 if _may_open(text, at) else _UNLIKELY for at in starts]
        closing = [0 if text[at + 1 : at + 2] in _BEHIND else _UNLIKELY for at in starts]
        best, least, length = 0, 0, 0
        for at in range(0, len(lone) - 2, 2):
            first, second, third = starts[at : at + 3]
            length += second - first + opening[at] + closing[at + 1]
            length -= third - second + opening[at + 1] + closing[at + 2]
            if length < least:
                best, least = at + 2, length
        start, end = lone[best]
        # What closes something else at the end of the line goes on doing so.
        said = text[start + 1 : end].rstrip(_CLOSING)
        kept = bytearray(text)
        close_quote(kept, start, start + 1 + len(said) if said else end)
        return bytes(kept)


def _may_open(text: bytes, at: int) -> bool:
    """Whether a quote stands where one opens a text, a letter that says which kind before it."""
    before = text[at - 1 : at]
    return (text[at - 2 : at - 1] if before.isalpha() else before) in _BEFORE


def close_quote(text: bytearray, start: int, end: int) -> None:
    """Close what a quote at `start` opens, at the end of its line; or make a number of a quote that
    nothing follows."""
    if end - start > 1:
        last = end - 1
        while last > start + 1 and text[last] & 0xC0 == 0x80:
            last -= 1
        # A letter of several bytes goes as a whole.
        text[last:end] = text[start : start + 1].ljust(end - last)
    else:
        before = bytes(text[start - 1 : start])
        is_part = before.isalnum() or before in (b"_", b"$") or before >= b"\x80"
        text[start] = _SPACE if is_part else _DIGIT

"""What documents a definition: the comment or text right before it, or the first one in it.

A query captures as `@documentation` what is no line that begins with a mark: a text in quotes, a
comment of several lines.  `@between` may stand between a definition and what documents it, such as
its signature or an attribute; one that holds what is `@said` documents.  `@inside` documents what
it stands in.  A text that stands behind something, or deeper than what follows, says nothing of the
latter; one that is captured as `@after` too documents what is before it, and as `@below` also from
the line below, if nothing follows it.  The last `@heading` before what is `@headed` documents
that, whatever stands between.  Nodes come in no order that could be relied on.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from tree_sitter import Node

NOTHING = (0, 0)
_NEVER = (b"#!", b"//!", b"-- ^")
"""What lines begin with that say something of the whole file, or of what is before."""
_BLANK = b" \t\r\n"
_BEHIND = _BLANK + b";,"
"""What may stand between a definition and what documents it behind it."""
_ENDS = re.compile(rb"[ \t;]*(?:\Z|\r?\n[ \t]*(?:\Z|\r?\n|end\b|[})\]]))")
"""What follows that with which something ends: an empty line, or what closes a block."""


class Documentation:
    """The documentation of one text, as a query and the marks of comments find it."""

    def __init__(
        self, source: bytes, words: dict[str, list[Node]], marks: tuple[bytes, ...]
    ) -> None:
        self._source = source
        self._marks = marks
        self._before: dict[int, tuple[int, tuple[int, int] | None]] = {}
        """Where something ends that may stand before: its start, and what documents in it."""
        length = len(source)

        def extent(node: Node) -> tuple[int, int]:
            # What closes a broken text stands past its end.
            return min(node.start_byte, length), min(node.end_byte, length)

        between = sorted(map(extent, words.get("between", ())))
        for start, end in between:
            self._before[end] = start, None
        for node in words.get("documentation", ()):
            if _is_blank(source, node.start_byte):
                first, last = extent(node)
                self._before[last] = first, (first, last)
        for node in words.get("said", ()):
            first, last = extent(node)
            row = bisect_right(between, (first, length + 1)) - 1
            if row >= 0 and last <= between[row][1]:
                start, end = between[row]
                # What is computed parts a text.
                _, known = self._before[end]
                if known is not None:
                    first, last = min(first, known[0]), max(last, known[1])
                self._before[end] = start, (first, last)
        self.inside = sorted(map(extent, words.get("inside", ())), reverse=True)
        """What documents what it stands in, the last one first."""
        self._after = dict(map(extent, words.get("after", ())))
        self._below = {node.start_byte for node in words.get("below", ())}
        headings = sorted(map(extent, words.get("heading", ())))
        self._headings: dict[int, tuple[int, int]] = {}
        """What documents what begins at a byte, whatever stands between."""
        for node in words.get("headed", ()):
            row = bisect_right(headings, (node.start_byte, 0)) - 1
            if row >= 0:
                self._headings[node.start_byte] = headings[row]

    def of(self, start: int, end: int) -> tuple[int, int]:
        """The extent of what documents the definition between two bytes; (0, 0) for nothing."""
        found = self._headings.get(start) or self._above(start)
        return self._behind(start, end) if self._after and found == NOTHING else found

    def _above(self, start: int) -> tuple[int, int]:
        source, before = self._source, self._before
        line = source.rfind(b"\n", 0, start) + 1
        start = line + len(source[line:start]) - len(source[line:start].lstrip())
        while before:
            end = start
            while end and source[end - 1] in _BLANK:
                end -= 1
            found = before.get(end)
            if found is None or source.count(b"\n", end, start) > 1:
                break
            if found[1] is not None and _column(source, found[0]) > _column(source, start):
                return NOTHING
            start, documents = found
            if documents is not None:
                return documents
        return comment_before(source, start, self._marks) if self._marks else NOTHING

    def _behind(self, start: int, end: int) -> tuple[int, int]:
        """What stands behind a definition, or in the next line and deeper."""
        source = self._source
        at = end
        while source[at : at + 1] and source[at] in _BEHIND:
            at += 1
        if at not in self._after:
            return NOTHING
        lines, last = source.count(b"\n", end, at), self._after[at]
        if lines == 1:
            is_deeper = _column(source, at) > _column(source, start)
            is_its_own = is_deeper or (at in self._below and _ENDS.match(source, last))
            return (at, last) if is_its_own else NOTHING
        return NOTHING if lines else (at, last)


def _column(source: bytes, at: int) -> int:
    """How many bytes the line that holds a byte is indented."""
    line = source.rfind(b"\n", 0, at) + 1
    return len(source[line : at + 1]) - len(source[line : at + 1].lstrip(b" \t"))


def _is_blank(source: bytes, at: int) -> bool:
    """Whether nothing stands before a byte in its line."""
    return not source[source.rfind(b"\n", 0, at) + 1 : at].strip(b" \t")


def comment_before(source: bytes, start: int, marks: tuple[bytes, ...]) -> tuple[int, int]:
    """The extent of the comment lines right before the line of `start`; (0, 0) if there are none.

    A comment that begins with a mark in one line and ends in a later one is not told from a line
    of it, so each of its lines has to begin with a mark.
    """
    line = source.rfind(b"\n", 0, start) + 1
    first = end = line
    while first:
        before = source.rfind(b"\n", 0, first - 1) + 1
        text = source[before : first - 1].strip()
        if not text.startswith(marks) or text.startswith(_NEVER):
            break
        first = before
    if first == end:
        return NOTHING
    while source[first : first + 1] in (b" ", b"\t"):
        first += 1
    return first, end - 1

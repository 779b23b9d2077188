"""Texts whose brackets do not match, as they are while someone types or where a file is cut off.

A parser that meets such a text may lose all that stands around: one brace that is not closed yet
takes the classes with it whose members it stands among.  Indentation mostly tells what was meant.
So of a text that is broken a copy is made in which brackets match: what is open is closed in the
white space before the line that is indented no deeper, and what nothing opens, or what opens no
block, becomes a space.  Nothing changes its place; only at the end the copy may be longer.

Belongs here: what is the same in languages with braces.  Stays out: their grammars, and the
decision whether a text is broken.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from .quotes import Quotes, close_quote

_OPENERS = {b")": b"(", b"]": b"["}
_CLOSERS = {b"(": 0x29, b"[": 0x5D, b"{": 0x7D}
_SPACE, _TAB = 0x20, 0x09
_TAB_WIDTH = 8
_FEW = 8
"""So many brackets are looked at for the one that is closed."""
_FIRST = re.compile(rb"\n([ \t]*)[^\s]")
_BEFORE_VALUES = (b"=", b"(", b"[", b",", b":", b"?", b"")
_ENDS = (b")", b"]", b"_", b'"', b"'")
_NEVER_FIRST = (b"{", b'"', b"'", b"`", b"//")
"""What begins no line of its own, however little it is indented; nor is a line that is taken out by
making a comment of it."""
_BLANK = re.compile(rb"[ \t]*")
_STAR = re.compile(rb"\n[ \t]*\*")
_OUTER = re.compile(rb"[ \t]*(?:inline[ \t]+)?(?:namespace|extern|module)\b")
"""Lines that open what is often not indented."""
_INNER = re.compile(rb"[ \t]*(?:#|case\b|default\b|\w+[ \t]*:(?!:))")
"""Lines that are often indented less than what they are part of."""


_DANGLING = re.compile(rb"(?<![-+=.%&|])([-+=.%&|])[ \t\r]*(?=\n\s*\}|\s*\Z)")
"""An operator that has nothing after it but the end of what it stands in."""
_COMMENT = re.compile(rb"//|/\*|^[ \t]*\*", re.MULTILINE)


class Lexicon:
    """Where in a language brackets count for nothing: its comments and texts in quotes.

    Each is a pattern.  `marks` are the quotes that mean nothing else where none of these begins:
    what they open is broken.  `across` are those among them whose texts may reach over lines.
    Where `single` quotes are texts too, one that stands where a text can begin and is not closed
    ends with its line.
    """

    def __init__(
        self, *patterns: bytes, marks: bytes = b'"', across: bytes = b"", single: bool = False
    ) -> None:
        self.marks = marks
        comment, line = rb"/\*(?s:.*?)(?:\*/|\Z)", rb"//[^\n]*"
        self.quotes = Quotes(across, comment, line, *patterns)
        parts = (
            rb"(?P<comment>/\*(?s:.*?)(?:(?P<closed>\*/)|\Z))",
            line,
            *patterns,
            *self.quotes.spans,
            rb"(?P<broken>"
            + (rb"(?<![\w$])'(?:[^'\\\n]|\\[^\n])*(?=\n|\\?\Z)|" if single else b"")
            + rb"\"(?:[^\"\\\n]|\\[^\n])*(?=\n|\\?\Z)|["
            + marks
            + rb"])",
            rb"(?P<bracket>[][{}()])",
        )
        self.tokens = re.compile(rb"|".join(parts))
        self._unsaid = re.compile(rb"|".join((rb"/\*(?s:.*?)\*/", *parts[1:-2])))

    def balanced(self, text: bytes) -> bytes | None:
        """See `balanced`."""
        return balanced(text, self)

    def said(self, text: bytes) -> bytes:
        """A text without its comments and what is between quotes, as far as they end."""
        return self._unsaid.sub(b" ", text)


QUOTED = rb"\"(?:[^\"\\\n]|\\[^\n])*\""
"""Text in double quotes on one line."""
CHARACTER = rb"'(?:[^'\\\n]|\\[^\n])*'"
"""Text in single quotes on one line."""


class _Open:
    """A bracket that waits to be closed: where it is, and how deep what it belongs to stands."""

    __slots__ = ("at", "indent", "line", "mark")

    def __init__(self, mark: bytes, at: int, indent: int, line: int) -> None:
        self.mark, self.at, self.indent, self.line = mark, at, indent, line


class _Level:
    """What stands between a brace and its end; None: between no braces."""

    __slots__ = ("opened", "round")

    def __init__(self, opened: _Open | None, round: list[_Open]) -> None:
        self.opened = opened
        self.round = round
        """The brackets in it that are no braces and wait to be closed."""


_MOST = 40
"""Of more brackets of a kind that are not closed nothing tells what is meant."""


def balanced(text: bytes, lexicon: Lexicon) -> bytes | None:
    """A copy of a text in which brackets match; None if they do, or nothing tells how."""
    # Most texts that are broken are so otherwise, and this is soon asked.
    quoted = lexicon.quotes.closed(text)
    better = None if quoted is text else quoted
    text = quoted
    said = lexicon.said(text)
    count = said.count
    lacks = [
        count(mark) - count(closer) for mark, closer in ((b"{", b"}"), (b"(", b")"), (b"[", b"]"))
    ]
    if not any(lacks) and b"/*" not in said and not any(mark in said for mark in lexicon.marks):
        return better
    if max(map(abs, lacks)) > _MOST:
        return better
    return _Balance(text, lexicon).copy() or better


def _holds_values(text: bytes, brace: int) -> bool:
    """Whether what stands before a brace says that it holds values and not statements."""
    return text[max(0, brace - 200) : brace].rstrip()[-1:] in _BEFORE_VALUES


class _Balance:
    def __init__(self, text: bytes, lexicon: Lexicon) -> None:
        self.text = text
        self.kept = bytearray(text)
        self.is_changed = False
        self.brackets: list[tuple[bytes, int]] = []
        self.covered: list[tuple[int, int]] = []
        """Comments and the like that reach over several lines."""
        self.levels = [_Level(None, [])]
        self.unclosed: list[tuple[_Open, int]] = []
        """Braces that nothing closes, and where at the latest they end."""
        self.waiting: list[_Open] = []
        """What is open where the text ends, the innermost first."""
        self.indents: dict[int, int] = {}
        self._read(lexicon)
        self.missing, self.extra = self._counts()
        """How many braces nothing closes and nothing opens, wherever they stand."""

    def copy(self) -> bytes | None:
        if self.missing > _MOST or self.extra > _MOST:
            return None
        self._match()
        for found in _DANGLING.finditer(bytes(self.kept)):
            line = self.text.rfind(b"\n", 0, found.start()) + 1
            if not _COMMENT.search(self.text, line, found.start()):
                self._blank(found.start(1), found.end(1))
        at_end = 0
        for opened, latest in self.unclosed:
            at_end += not self._close(opened, latest)
        if at_end or self.waiting:
            self._close_at_end(at_end)
        return bytes(self.kept) if self.is_changed else None

    def _close_at_end(self, more: int) -> None:
        """Close what waits at the end of the text, and so many braces more around it."""
        kept = self.kept
        end = kept.rstrip()
        line = end[end.rfind(b"\n") + 1 :]
        is_open = end[-1:].isalnum() or end[-1:] in _ENDS
        is_closed = not self.waiting or self.waiting[0].mark != b"{"
        if is_closed or not is_open or _COMMENT.search(line):
            kept += b"\n"
        for each in self.waiting:
            # A statement that is cut off ends too.
            is_block = each.mark == b"{" and not _holds_values(self.text, each.at)
            kept += b";" if is_block and is_open else b""
            # Where lines end statements, what stands before a brace may have to end too.
            kept += b"\n" if is_block and kept.endswith(b"}") else b""
            kept.append(_CLOSERS[each.mark])
            is_open = each.mark != b"{"
        kept += b"\n}" * more
        self.is_changed = True

    def _read(self, lexicon: Lexicon) -> None:
        """Find the brackets that count, and blank what is never closed."""
        text, at = self.text, 0
        search = lexicon.tokens.search
        while (found := search(text, at)) is not None:
            at = found.end()
            kind = found.lastgroup
            if kind == "bracket":
                self.brackets.append((found[0], found.start()))
            elif kind == "broken":
                close_quote(self.kept, found.start(), at)
                self.is_changed = True
            elif kind == "comment" and found["closed"] is None:
                at = self._end_of_comment(found.start())
                self._blank(found.start(), at)
            elif b"\n" in found[0]:
                self.covered.append((found.start(), at))

    def _end_of_comment(self, start: int) -> int:
        """Where a comment that is not closed ends: its line, and those that begin with a star."""
        text = self.text
        end = text.find(b"\n", start)
        while end >= 0 and (star := _STAR.match(text, end)) is not None:
            end = text.find(b"\n", star.end())
        return end if end >= 0 else len(text)

    def _blank(self, start: int, end: int) -> None:
        for at in range(start, end):
            if self.kept[at] not in b"\r\n":
                self.kept[at] = _SPACE
        self.is_changed = True

    def _counts(self) -> tuple[int, int]:
        missing = extra = 0
        for mark, _ in self.brackets:
            if mark == b"{":
                missing += 1
            elif mark == b"}" and missing:
                missing -= 1
            elif mark == b"}":
                extra += 1
        return missing, extra

    def _match(self) -> None:
        levels = self.levels
        based = (-1, 0)
        line, end = 0, self.text.find(b"\n")
        for mark, at in self.brackets:
            while 0 <= end < at:
                line, end = end + 1, self.text.find(b"\n", end + 1)
            inside = levels[-1].round
            if mark in b"{([":
                indent = based[1] if based[0] == line else self._indent(line)
                opened = _Open(mark, at, indent, line)
                if mark == b"{":
                    self._leave_no_deeper(opened)
                    levels.append(_Level(opened, []))
                else:
                    inside.append(opened)
            elif mark == b"}":
                self._close_brace(at, line)
            elif not any(each.mark == _OPENERS[mark] for each in inside[-_FEW:]):
                self._blank(at, at + 1)
            else:
                while inside[-1].mark != _OPENERS[mark]:
                    self._drop(inside.pop())
                opened = inside.pop()
                if opened.line != line:
                    # What follows in this line belongs to what began in that one.
                    based = (line, opened.indent)
        while levels:
            self._leave_at_end()

    def _drop(self, opened: _Open) -> None:
        """Close a bracket at the end of its line, if that holds something there to write on."""
        end = self.text.find(b"\n", opened.at)
        at = end = len(self.text) if end < 0 else end
        while self.kept[at - 1] in b" \t\r,":
            at -= 1
        if at == end:
            self._blank(opened.at, opened.at + 1)
        else:
            self.kept[at] = _CLOSERS[opened.mark]
            self.is_changed = True

    def _leave(self, latest: int | None) -> None:
        """Go out of a brace that is closed, or that ends at a byte at the latest."""
        level = self.levels.pop()
        for each in level.round:
            self._drop(each)
        if latest is not None and level.opened is not None:
            self.unclosed.append((level.opened, latest))

    def _leave_at_end(self) -> None:
        """Go out of a brace in which the text ends: what all that follows lies in is closed there,
        the innermost first."""
        level = self.levels.pop()
        end = len(self.text)
        last = self.text.rstrip().rfind(b"\n") + 1
        for each in reversed(level.round):
            if (each.at < last or each.mark == b"(") and self._end_of(each, end) == end:
                self.waiting.append(each)
            else:
                self._drop(each)
        if level.opened is not None:
            if self._end_of(level.opened, end) == end:
                self.waiting.append(level.opened)
            else:
                self.unclosed.append((level.opened, end))

    def _leave_no_deeper(self, opened: _Open) -> None:
        """Go out of braces that nothing closes before one that stands no deeper than they do."""
        while self.missing and (around := self.levels[-1].opened) is not None:
            if around.indent < opened.indent or around.line == opened.line:
                return
            if self._inside(around) <= around.indent or _INNER.match(self.text, opened.line):
                return
            self.missing -= 1
            self._leave(opened.line)

    def _close_brace(self, at: int, line: int) -> None:
        levels = self.levels
        around = levels[-1].opened
        blank = _BLANK.match(self.text, line)
        is_first = blank is not None and blank.end() == at
        indent = self._indent(line)
        if around is None or (is_first and self.extra and around.indent < indent):
            self._blank(at, at + 1)
            self.extra -= 1
            return
        inner = 0
        if is_first and self.missing:
            while around is not None and around.indent > indent and inner < self.missing:
                if self._inside(around) < around.indent:
                    break
                inner += 1
                around = levels[-1 - inner].opened
            if around is None or around.indent != indent:
                inner = 0
        for _ in range(inner):
            self._leave(at)
        self.missing -= inner
        self._leave(None)

    def _close(self, opened: _Open, latest: int) -> bool:
        """Close a brace before the line that is no deeper; False if that is none."""
        at = self._end_of(opened, latest)
        if at == len(self.text):
            return False
        self.is_changed = True
        first = at
        while first and self.kept[first - 1] in b" \t\r\n":
            first -= 1
        # The end of the line before may end a comment, and else the next one may end a statement.
        line = self.text.rfind(b"\n", 0, first) + 1
        if first + 1 < at and b"//" in self.text[line:first]:
            first += 1
        if first < at:
            self.kept[first] = 0x7D
        return True

    def _end_of(self, opened: _Open, latest: int) -> int:
        """Where the first line begins that is no part of what a brace opened."""
        text = self.text
        if _OUTER.match(text, opened.line) or self._inside(opened) < opened.indent:
            return latest
        line = text.find(b"\n", opened.at) + 1
        while 0 < line < latest:
            end = text.find(b"\n", line)
            if end < 0:
                end = len(text)
            inside = self._covering(line)
            if inside:
                line = text.find(b"\n", inside) + 1
                continue
            stripped = text[line:end].lstrip()
            is_first = stripped and not stripped.startswith(_NEVER_FIRST)
            is_outside = is_first and self._indent(line) <= opened.indent
            if is_outside and not _INNER.match(text, line):
                return end - len(stripped)
            line = end + 1
        return latest

    def _inside(self, opened: _Open) -> int:
        """How deep what follows a brace is indented.

        As deep as the line that has it: something is being typed, or is never indented.  Less: it
        is the last line of a head that reaches over several.
        """
        first = _FIRST.search(self.text, opened.at)
        return opened.indent if first is None else self._indent(first.start(1))

    def _covering(self, at: int) -> int:
        """The end of the comment or text in quotes in which a byte lies; 0 if it does in none."""
        row = bisect_left(self.covered, (at, 0)) - 1
        return self.covered[row][1] if row >= 0 and at < self.covered[row][1] else 0

    def _indent(self, line: int) -> int:
        """How far the line that begins at a byte is indented, in columns."""
        known = self.indents.get(line)
        if known is not None:
            return known
        columns, at, text = 0, line, self.text
        while at < len(text) and text[at] in b" \t":
            columns += 1 if text[at] == _SPACE else _TAB_WIDTH - columns % _TAB_WIDTH
            at += 1
        self.indents[line] = columns
        return columns

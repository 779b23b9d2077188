"""Where the occurrences of a document are in a text, whatever the units of its columns.

An index may be of an earlier text than the one at hand.  That shows where a name is expected: what
stands there is cut, or is another name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

_WORD = re.compile(rb"[\w$\x80-\xff]", re.ASCII)
UTF8, UTF16, UTF32 = 1, 2, 3
"""Units of columns, as SCIP numbers them."""


class Text:
    """The text of a file with its table of lines.

    `line_wide` are the numbers of the lines that hold anything but ASCII.
    """

    def __init__(self, data: bytes, line_start: Sequence[int], line_wide: Sequence[int]) -> None:
        self.data = data
        self._starts = line_start
        self.wide = frozenset(line_wide)
        self._columns: dict[tuple[int, int], list[int]] = {}

    def offset(self, line: int, column: int, unit: int) -> int | None:
        """The byte offset of a position; None if the text has no such position."""
        starts = self._starts
        if not 0 <= line < len(starts) or column < 0:
            return None
        end = starts[line + 1] if line + 1 < len(starts) else len(self.data)
        if unit != UTF8 and line in self.wide:
            columns = self._columns.get((line, unit))
            if columns is None:
                columns = _columns(self.data[starts[line] : end].decode("utf-8", "replace"), unit)
                self._columns[(line, unit)] = columns
            at = bisect_right(columns, column) - 1
            if columns[at] != column:
                return None
            text = self.data[starts[line] : end].decode("utf-8", "replace")[:at]
            return starts[line] + len(text.encode("utf-8", "replace"))
        offset = starts[line] + column
        return offset if offset <= end else None

    def is_whole(self, start: int, end: int) -> bool:
        """Whether a range cuts no word, and holds something."""
        data = self.data
        if not 0 <= start < end <= len(data):
            return False
        return not (
            (start and _WORD.match(data, start - 1) and _WORD.match(data, start))
            or (end < len(data) and _WORD.match(data, end - 1) and _WORD.match(data, end))
        )

    def between(self, start: int, end: int) -> str:
        """What stands in a range."""
        return self.data[start:end].decode("utf-8", "replace")


def _columns(line: str, unit: int) -> list[int]:
    """Where each character of a line begins, in units, and where the last ends."""
    columns = [0]
    for character in line:
        columns.append(columns[-1] + (2 if unit == UTF16 and character > "\uffff" else 1))
    return columns


def bounds(numbers: Sequence[int]) -> tuple[int, int, int, int] | None:
    """Lines and columns of a range as SCIP packs it: of three numbers if it ends on its line."""
    if len(numbers) == 3:
        return numbers[0], numbers[1], numbers[0], numbers[2]
    if len(numbers) == 4:
        return numbers[0], numbers[1], numbers[2], numbers[3]
    return None

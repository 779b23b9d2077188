"""The sections of AsciiDoc: lines that begin with equals signs, outside of blocks of code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..outline.sections import Heading, Sections

_LINES = re.compile(
    rb"^(?:(={1,6})[ \t]+(\S[^\r\n]*)|(-{4,}|\.{4,}|\+{4,}|/{4,}|`{3,})[^\r\n]*)$", re.MULTILINE
)


def _headings(source: bytes) -> Iterator[Heading]:
    block = b""
    """What the block that is open began with, and ends with."""
    for line in _LINES.finditer(source):
        marks, name, fence = line.groups()
        if fence:
            block = b"" if fence == block else block or fence
        elif not block:
            yield Heading(line.start(), line.start(2), name.rstrip(), len(marks))


_sections = Sections("asciidoc", _headings)
EXTRACTOR = _sections.EXTRACTOR
facts_of = _sections.facts_of
dialect = _sections.dialect

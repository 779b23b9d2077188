"""The sections of files that configure something: tables, blocks, targets and stages.

Belongs here: which entries are sections, as headings of a document are. Stays out: reading entries
(`entries`).
"""

from __future__ import annotations

from typing import Final

from .entries import Reader
from .sections import Heading, Sections

_DEEPEST: Final = 1
"""Levels below the outermost that are sections of their own; what lies deeper belongs to one."""
_MOST: Final = 500
"""Sections of one file; one with more holds data."""


def sections(language: str, entries: Reader) -> Sections:
    """The parser of a language whose files have entries."""

    def headings(text: bytes) -> list[Heading]:
        found = [
            Heading(entry.start, entry.at, entry.name, entry.level)
            for entry in entries(text)
            if entry.holds and entry.level <= _DEEPEST and entry.name
        ]
        return found if len(found) <= _MOST else []

    return Sections(language, headings)

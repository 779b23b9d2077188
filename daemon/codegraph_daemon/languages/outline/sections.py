"""The facts of documents that are known by their headings, each a section down to the next one.

Belongs here: sections made of headings, whatever marks these. Stays out: what marks a heading
(`underlined` beside this, and the languages' own folders). No grammar is asked: a document has
nothing else that anybody looks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from ...facts import Kind, ScopeKind
from ..builder import Builder
from ..scopes import Definition, Scope

_LONGEST: Final = 200
"""Bytes of a name; what is longer is cut."""
_ENGINE: Final = 1
"""Rises with every change of what is written here."""


class Heading(NamedTuple):
    """A heading: where it begins, where its words stand, and how deep it is."""

    start: int
    at: int
    name: bytes
    level: int
    """A section ends where one begins whose level is no greater."""


class Sections:
    """The parser of one language, as `workers.parse` wants it."""

    def __init__(self, language: str, headings: Callable[[bytes], Iterable[Heading]]) -> None:
        """`headings` gives those of a text, in order, none in another."""
        self.EXTRACTOR = f"{language} 1.{_ENGINE}"
        self._headings = headings

    def facts_of(self, source: bytes) -> bytes:
        """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
        build = Builder(source)
        found = list(self._headings(source))
        open_: list[tuple[int, Scope]] = [(-1, build.scopes[0])]
        for heading, end in zip(found, _ends(found, len(source)), strict=True):
            while open_[-1][0] >= heading.level:
                open_.pop()
            scope = open_[-1][1]
            inner = build.open_scope(ScopeKind.CLASS, scope, heading.start, end)
            name = heading.name[:_LONGEST].decode("utf-8", "ignore").encode()
            definition = Definition(Kind.SECTION, 0, inner.index, (0, 0))
            build.define(scope, name, heading.at, heading.start, end, definition)
            open_.append((heading.level, inner))
        return build.finish()

    def dialect(self, path: str) -> str:
        """What about a path decides how its bytes are read: nothing."""
        return ""


def _ends(headings: list[Heading], end: int) -> list[int]:
    """Where the section of each heading ends."""
    ends = [end] * len(headings)
    open_: list[int] = []
    for number, heading in enumerate(headings):
        while open_ and headings[open_[-1]].level >= heading.level:
            ends[open_.pop()] = heading.start
        open_.append(number)
    return ends

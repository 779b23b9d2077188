"""What a file that configures something spells: the keys that it sets, and the names, files and
variables in what it sets them to.

Belongs here: finding that in one text. Stays out: where entries are
(`languages.outline.entries`), and what they mean (`naming`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..languages.outline.entries import Entry, reader_of
from .mentions import LONGEST, How, Spelled, is_file

_MOST_BYTES: Final = 256 * 1024
"""Of a file that is looked at; what is larger holds data."""
_PATH: Final = re.compile(rb"(?<![\w/@.+-])(?:[\w@.+-]*/)*[\w@+-]+(?:\.[\w+-]+)+(?![\w/])")
_DOTTED: Final = re.compile(rb"(?<![\w./$@-])[A-Za-z_]\w*(?:[.:]{1,2}[A-Za-z_]\w*)+(?![\w/-])")
_NAME: Final = re.compile(
    rb"(?<![\w./$@-])(?=\w*(?:[a-z0-9][A-Z]|[a-z0-9]_[a-z]))[A-Za-z_]\w{5,}\b"
)
"""A name by how it is written: with a capital or an underscore inside."""
_VARIABLE: Final = re.compile(rb"(?<!\w)[A-Z][A-Z0-9_]{2,}(?!\w)")
_COMMENT: Final = re.compile(rb"(?:^[ \t]*(?:#|;|//)|[ \t]#)[^\n]*", re.MULTILINE)


def entries_of(text: bytes, language: str) -> list[Spelled]:
    """What a file spells, by where it stands."""
    reader = reader_of(language)
    if reader is None or len(text) > _MOST_BYTES:
        return []
    entries = list(reader(text))
    found: list[Spelled] = []
    ends = [*(each.start for each in entries[1:]), len(text)]
    for entry, end in zip(entries, ends, strict=False):
        found += [
            each._replace(start=each.start + len(each.text) - each.length)
            for each in _of_entry(text, entry, max(end, entry.value))
            if each.text and len(each.text) <= LONGEST
        ]
    return sorted(found)


def _of_entry(text: bytes, entry: Entry, end: int) -> Iterator[Spelled]:
    if entry.name:
        yield Spelled(entry.at + len(entry.name) - len(entry.path), entry.path, How.KEY)
    if entry.holds and entry.value >= end:
        return
    first = entry.value
    taken = bytearray(end - first)
    """By byte whether it belongs to something already."""
    for line in _COMMENT.finditer(text, first, end):
        _take(taken, line.start() - first, line.end() - first)
    for pattern, how in (
        (_PATH, How.SET_FILE),
        (_DOTTED, How.SET_NAME),
        (_NAME, How.SET_NAME),
        (_VARIABLE, How.SET_VARIABLE),
    ):
        for found in pattern.finditer(text, first, end):
            at = found.start()
            if taken[at - first] or (how == How.SET_FILE and not is_file(found[0])):
                continue
            _take(taken, at - first, found.end() - first)
            yield Spelled(at, found[0], how)
            if b":" in found[0]:
                yield Spelled(at, found[0].split(b":")[0], how)


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)

"""Sources inside files that are written in something else: script blocks, cells of notebooks.

An extractor reads a text of its own language, and what it says is brought back to the places in
the whole file.  Which parts of a file are which language is for the languages' own folders.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..facts import START_MASK, Bind, Facts, line_table, pack, wide_lines
from ..facts.columns import SECTIONS
from .covering import spaces_for

_OFFSETS = (
    "scope_start",
    "scope_end",
    "symbol_doc_start",
    "symbol_doc_end",
    "site_start",
    "site_end",
    "site_name",
)
"""Columns of byte offsets; occurrences hold one beside other things."""


class Block(NamedTuple):
    """A script block: where its text is, in bytes, and the attributes of its tag in lower case."""

    start: int
    end: int
    attributes: bytes

    @property
    def language(self) -> bytes:
        """What `lang` says; empty if it is not there."""
        found = _LANGUAGE.search(self.attributes)
        return found[1] if found else b""


_LANGUAGE = re.compile(rb"""\blang\s*=\s*["']?(\w+)""")


def script_blocks(source: bytes, start: int = 0) -> list[Block]:
    """The script blocks of a markup file from byte `start` on."""
    text = source.lower()
    blocks: list[Block] = []
    at, tag = start, -1
    while True:
        if tag < at:
            tag = text.find(b"<script", at)
        if tag < 0:
            return blocks
        comment = text.find(b"<!--", at, tag)
        if comment >= 0:
            at = text.find(b"-->", comment + 4)
            if at < 0:
                return blocks
            continue
        after = tag + len(b"<script")
        if text[after : after + 1].isalnum() or text[after : after + 1] == b"-":
            at = after
            continue
        begin = _end_of_tag(text, after)
        if begin < 0:
            return blocks
        attributes = text[after : begin - 1]
        if attributes.endswith(b"/"):
            at = begin
            continue
        end = text.find(b"</script", begin)
        if end < 0:
            # The rest of a file that is being written.
            end = len(text)
        blocks.append(Block(begin, end, attributes))
        at = end


def _end_of_tag(text: bytes, at: int) -> int:
    """The offset behind the `>` of a tag, whose attributes may hold one in quotes; -1: none."""
    for found in _IN_TAG.finditer(text, at):
        if found[0] == b">":
            return found.end()
    return -1


_IN_TAG = re.compile(rb""">|"[^"]*"|'[^']*'""")


def blanked(source: bytes, parts: Iterable[tuple[int, int]]) -> bytes:
    """A text of the same length and lines in which only these parts are not blank."""
    pieces: list[bytes] = []
    at = 0
    for start, end in parts:
        pieces += (spaces_for(source[at:start]), source[start:end])
        at = end
    pieces.append(spaces_for(source[at:]))
    return b"".join(pieces)


class Places:
    """Where the bytes of a text lie in the file that it was taken from: stretch by stretch."""

    def __init__(self) -> None:
        self._text = array("I", [0])
        self._file = array("I", [0])

    def add(self, text: int, file: int) -> None:
        """From offset `text` on, the text is what lies in the file from offset `file` on."""
        self._text.append(text)
        self._file.append(file)

    def of(self, offset: int) -> int:
        """The file's offset of a text's offset."""
        at = bisect_right(self._text, offset) - 1
        return self._file[at] + offset - self._text[at]


def in_file(packed: bytes, source: bytes, places: Places | None = None, offered: str = "") -> bytes:
    """Facts of a text as facts of the file `source` that it was taken from.

    Without `places` each byte lies where it lay.  The file itself is offered under the name
    `offered`, unless the text offers something else so.
    """
    facts = Facts(packed)
    columns: dict[str, Sequence[int]] = {}
    for name, _ in SECTIONS:
        columns[name] = getattr(facts, name).tolist()
    if places is not None:
        for name in _OFFSETS:
            columns[name] = [places.of(offset) for offset in columns[name]]
        columns["occurrence"] = [
            packed & ~START_MASK | places.of(packed & START_MASK)
            for packed in columns["occurrence"]
        ]
        # What stands between the lines of a comment in the file is no part of it.
        columns["symbol_doc_start"] = columns["symbol_doc_end"] = [0] * len(columns["symbol_name"])
    # The file's own scope is the whole file.
    columns["scope_start"] = [0, *columns["scope_start"][1:]]
    columns["scope_end"] = [len(source), *columns["scope_end"][1:]]
    columns["line_start"] = line_table(source)
    columns["line_wide"] = wide_lines(source)
    names = facts.names
    if offered and not facts.bindings_of(0, offered):
        names = [*names, offered]
        _offer(columns, len(names) - 1)
    return pack(columns, names, len(source))


def _offer(columns: dict[str, Sequence[int]], name: int) -> None:
    """Bind a name, given by its index, to the file's own symbol, last in the outermost scope."""
    first = columns["scope_bindings"]
    at = first[1]
    row = {"bind_name": name, "bind_kind": int(Bind.DEF), "bind_a": 0, "bind_b": 0, "bind_c": 0}
    for column, value in row.items():
        columns[column] = [*columns[column][:at], value, *columns[column][at:]]
    columns["scope_bindings"] = [first[0], *(each + 1 for each in first[1:])]

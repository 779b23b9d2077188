"""What an answer says of a symbol, but for the path of its file.

It follows from the facts alone.  Of the symbols that hold occurrences it is written with the links
(`Holders`), so that callers of a much-used symbol, which lie in hundreds of files, are told
without the facts of these files: reading those takes longer than the answer may.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..facts import (
    KIND_NAMES,
    LONGEST_SHOWN,
    MODULE_HASH,
    Facts,
    Flag,
    Kind,
    shortened,
)

_MODULE = KIND_NAMES[Kind.MODULE]
_WIDE = 0x80
_COLUMN = 0xFFFFFFFF

SYMBOL_BYTES = 700
"""About what one described symbol takes."""


class Symbol(NamedTuple):
    """A symbol at the definition that people mean by it. The file's own has no name here."""

    hash: int
    line: int
    column: int
    end_column: int
    name: str
    kind: str
    container: str
    """Qualified name of what it is in, as it is shown; empty at the top of the file."""
    qualified: str
    extent: list[int]
    """Line and column of the start of its whole definition, and of the end."""
    identity: str
    is_wide: bool
    """Whether its line holds anything but ASCII."""


class Told(dict[int, Symbol]):
    """The symbols of a file that hold occurrences, by their hashes, as far as they were told."""


def described(facts: Facts, symbol: int) -> Symbol:
    """What answers say of a symbol."""
    if not symbol:
        extent = [0, 0, *facts.position(facts.text_length)]
        return Symbol(MODULE_HASH, 0, 0, 0, "", _MODULE, "", "", extent, "", facts.is_wide(0))
    inside = facts.symbol_container[symbol]
    container = facts.shown(inside)
    name, kind_number = facts.names[facts.symbol_name[symbol]], facts.symbol_kind[symbol]
    start, end, at = _site(facts, symbol)
    line, column = facts.position(at)
    return Symbol(
        hash=facts.symbol_hash[symbol],
        line=line,
        column=column,
        end_column=column + _length(name),
        name=name,
        kind=KIND_NAMES[kind_number],
        container=container,
        qualified=facts.shown(symbol),
        extent=[*facts.position(start), *facts.position(end)],
        identity=facts.identity(symbol),
        is_wide=facts.is_wide(line),
    )


def _length(name: str) -> int:
    return len(name) if name.isascii() else len(name.encode("utf-8", "replace"))


def _site(facts: Facts, symbol: int) -> tuple[int, int, int]:
    """Where the definition that people mean starts and ends, and where its name is."""
    rows = range(facts.symbol_sites[symbol], facts.symbol_sites[symbol + 1])
    if len(rows) > 1:
        declared = [row for row in rows if facts.site_declared[row]] or rows
        # Overloads say how it is called; what follows them, declared or not, is what is called.
        overloaded = facts.symbol_flags[symbol] & Flag.OVERLOAD
        row = rows[-1] if overloaded else declared[0]
    else:
        row = rows[0]
    return facts.site_start[row], facts.site_end[row], facts.site_name[row]


class Holders(NamedTuple):
    """What is said of the symbols of a file that hold occurrences, as columns.

    Places are line << 32 | column.
    """

    hash: Sequence[int]
    name: Sequence[int]
    start: Sequence[int]
    end: Sequence[int]
    kind: Sequence[int]
    """Its kind; with `_WIDE` if the line of its name holds anything but ASCII."""
    letters: Sequence[int]
    """Characters of its name, with which its dotted name ends."""
    qualified: Sequence[str]
    """What tells it from the others (`Facts.qualified`); empty for the file itself."""
    shown: Sequence[str]
    """Its dotted name; empty if that is the same."""
    identity: Sequence[str]

    def symbol(self, number: int) -> Symbol:
        """What answers say of one of them."""
        hashes, names, starts, ends, kinds, letters, qualified, shown, identities = self
        place, kind, start, end = names[number], kinds[number], starts[number], ends[number]
        dotted = shown[number] or qualified[number]
        cut, column = len(dotted) - letters[number], place & _COLUMN
        name, container = dotted[cut:], dotted[: cut - 1] if cut else ""
        if len(dotted) >= LONGEST_SHOWN:
            container, dotted = shortened(container), shortened(dotted)
        return Symbol._make(
            (
                hashes[number],
                place >> 32,
                column,
                column + (letters[number] if name.isascii() else _length(name)),
                name,
                KIND_NAMES[kind & ~_WIDE],
                container,
                dotted,
                [start >> 32, start & _COLUMN, end >> 32, end & _COLUMN],
                identities[number],
                kind & _WIDE != 0,
            )
        )


def holders_of(facts: Facts, symbols: Iterable[int], lines: Sequence[int]) -> Holders:
    """What is said of some symbols of a file; `lines` is where its lines start."""
    hashes, kinds = facts.symbol_hash, facts.symbol_kind
    names, name_of = facts.names, facts.symbol_name
    wide = frozenset(facts.line_wide)
    spelled: dict[int, tuple[str, str, str]] = {}
    rows: list[tuple[int, int, int, int, int, int, str, str, str]] = []
    for symbol in symbols:
        if symbol:
            start, end, at = _site(facts, symbol)
            letters = len(names[name_of[symbol]])
        else:
            start, end, at, letters = 0, facts.text_length, 0, 0
        line = bisect_right(lines, at) - 1
        kind = kinds[symbol] | _WIDE if line in wide else kinds[symbol]
        place = line << 32 | at - lines[line]
        if start != at:
            line = bisect_right(lines, start) - 1
        first = line << 32 | start - lines[line]
        line = bisect_right(lines, end) - 1
        last = line << 32 | end - lines[line]
        qualified, shown, identity = facts.spelled(symbol, spelled)
        if shown == qualified:
            shown = ""
        rows.append((hashes[symbol], place, first, last, kind, letters, qualified, shown, identity))
    return Holders(*zip(*rows, strict=True)) if rows else Holders(*[()] * 9)

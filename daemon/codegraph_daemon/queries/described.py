"""What an answer says of the symbols of one file, but for the file's path.

It follows from the facts alone, so it is kept by their id: callers of a much-used symbol lie in
hundreds of files, and reading the facts of all of them again takes longer than the answer may.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

from ..facts import KIND_NAMES, MODULE_HASH, NONE, Facts, Flag, Kind

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


class Holders:
    """The symbols of one file that hold occurrences, as far as they were asked for.

    A value to be kept: it refers to no facts, which are given again for what is not known yet.
    """

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, Symbol] = {}

    def __len__(self) -> int:
        return len(self._known)

    def get(self, container: str) -> Symbol | None:
        """The innermost symbol around what lies in a definition of that qualified name."""
        return self._known.get(container)

    def find(self, facts: Facts, container: str) -> Symbol:
        """The same, looked up in the facts; of an empty name the file itself."""
        found = described(facts, holder(facts, container))
        self._known[container] = found
        return found


def holder(facts: Facts, qualified: str) -> int:
    """The symbol of a qualified name that opens a scope; 0, the file itself, if there is none.

    By its last name: to spell all symbols of hundreds of files out takes too long.
    """
    last = qualified.rpartition(".")[2]
    # What tells it from others of its name may follow it, and a name may have parentheses itself.
    ends = [len(last), *[at for at, letter in enumerate(last) if letter == "("]]
    for end in ends if qualified else ():
        if last[:end] in facts.name_index:
            found = _named(facts, facts.name_index[last[:end]], qualified)
            if found:
                return found
    return 0


def _named(facts: Facts, name: int, qualified: str) -> int:
    wanted = name.to_bytes(4, sys.byteorder)
    symbol_names = bytes(facts.symbol_name)
    at = symbol_names.find(wanted)
    while at >= 0:
        symbol, rest = divmod(at, 4)
        is_holder = not rest and facts.symbol_body[symbol] != NONE
        if is_holder and facts.qualified(symbol) == qualified:
            return symbol
        at = symbol_names.find(wanted, at + 1)
    return 0


def described(facts: Facts, symbol: int) -> Symbol:
    """What answers say of a symbol."""
    if not symbol:
        extent = [0, 0, *facts.position(facts.text_length)]
        kind = KIND_NAMES[Kind.MODULE]
        return Symbol(MODULE_HASH, 0, 0, 0, "", kind, "", "", extent, "", facts.is_wide(0))
    inside = facts.symbol_container[symbol]
    container = facts.shown(inside)
    name, kind_number = facts.names[facts.symbol_name[symbol]], facts.symbol_kind[symbol]
    start, end, at = _site(facts, symbol)
    line, column = facts.position(at)
    length = len(name) if name.isascii() else len(name.encode("utf-8", "replace"))
    return Symbol(
        hash=facts.symbol_hash[symbol],
        line=line,
        column=column,
        end_column=column + length,
        name=name,
        kind=KIND_NAMES[kind_number],
        container=container,
        qualified=facts.shown(symbol),
        extent=[*facts.position(start), *facts.position(end)],
        identity=facts.identity(symbol),
        is_wide=facts.is_wide(line),
    )


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

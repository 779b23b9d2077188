"""The lines of a symbol that are shown of it: its head, its outline, where it uses something, all.

Line numbers in, line numbers out; zero-based. Stays out: which of these is shown (`context`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ..context.packing import WHOLE, Form
from ..facts import UNLISTED, Facts, Flag, Kind, Site
from . import signatures
from .reading import File
from .targets import is_type

SIGNATURE: Final = "signature"
OUTLINE: Final = "outline"
CALLS: Final = "calls"
EXCERPT: Final = "excerpt"

_AROUND: Final = 1
"""Lines before and after a line that is shown for what it uses."""
_MOST_ABOVE: Final = 4
"""Lines of decorators that belong to a head."""
_MOST_VALUE: Final = 6
_HOLDERS: Final = frozenset((Kind.MODULE, Kind.NAMESPACE, Kind.EXTENSION))
_VALUES: Final = frozenset((Kind.VARIABLE, Kind.CONSTANT, Kind.FIELD, Kind.TYPE_ALIAS))


def extent(facts: Facts, symbol: int) -> tuple[int, int]:
    """First and last line of a symbol, with the comment that documents it."""
    if not symbol:
        return 0, len(facts.line_start) - 1
    site = declared_site(facts, symbol)
    first, (last, column) = facts.position(site.start)[0], facts.position(site.end)
    # What ends with its line feed does not reach into the next line.
    last -= last > first and column == 0
    documented = facts.symbol_doc_end[symbol]
    if documented and documented <= site.start:
        first = min(first, facts.position(facts.symbol_doc_start[symbol])[0])
    return first, last


def declared_site(facts: Facts, symbol: int) -> Site:
    """The definition that people mean."""
    sites = facts.sites(symbol)
    return next((each for each in sites if each.declared), sites[0])


def whole(file: File, symbol: int) -> tuple[int, ...]:
    """All lines of a symbol."""
    first, last = extent(file.facts, symbol)
    return tuple(range(first, last + 1))


def head(file: File, symbol: int, lines: Sequence[str]) -> list[int]:
    """The lines in which a symbol is declared, and the first line of what documents it."""
    facts = file.facts
    if not symbol:
        return _documented(facts, 0, lines)
    site = declared_site(facts, symbol)
    first, (line, column) = facts.position(site.start)[0], facts.position(site.name)
    last = facts.position(site.end)[0]
    if line >= len(lines):
        return []
    if facts.symbol_kind[symbol] in _VALUES or facts.symbol_kind[symbol] == Kind.SECTION:
        count = 1 if facts.symbol_kind[symbol] == Kind.SECTION else _MOST_VALUE
    else:
        characters = len(lines[line].encode()[:column].decode("utf-8", "ignore"))
        shown = signatures.header(list(lines[: last + 1]), file.path, line, characters)
        count = shown.count("\n") + 1
    first = first if line - first <= _MOST_ABOVE else line
    found = [*range(first, min(line + count, last + 1, len(lines)))]
    return sorted({*found, *_documented(facts, symbol, lines)})


def outline(file: File, symbol: int, lines: Sequence[str]) -> list[int]:
    """The head of a type or of a file, and those of what it holds."""
    facts = file.facts
    found = set(head(file, symbol, lines))
    within = {symbol}
    for inner in range(1, len(facts.symbol_kind)):
        kind, flags = facts.symbol_kind[inner], facts.symbol_flags[inner]
        if facts.symbol_container[inner] not in within or kind in UNLISTED or flags & Flag.LOCAL:
            continue
        if kind in _HOLDERS and not symbol:
            within.add(inner)
        if flags & Flag.INSTANCE and facts.symbol_container[inner] != symbol:
            continue
        found.add(facts.position(declared_site(facts, inner).name)[0])
    first, last = extent(facts, symbol)
    return sorted(line for line in found if first <= line <= min(last, len(lines) - 1))


def around(file: File, symbol: int, places: Iterable[int], lines: Sequence[str]) -> list[int]:
    """The line in which a symbol is named, and some of its lines with those around them."""
    facts = file.facts
    first, last = extent(facts, symbol) if symbol else (0, len(lines) - 1)
    found = {facts.position(declared_site(facts, symbol).name)[0]} if symbol else set[int]()
    for place in places:
        near = range(max(place - _AROUND, first), min(place + _AROUND, last) + 1)
        # A blank line around what is shown says nothing.
        found.update(each for each in near if each == place or _says(lines, each))
    return sorted(each for each in found if each < len(lines))


def forms(*some: tuple[str, Iterable[int], float]) -> tuple[Form, ...]:
    """Forms of one piece, each with the lines of those before it; those that add none are left
    out, but for the name of what is whole."""
    found: list[Form] = []
    lines: set[int] = set()
    for name, more, gain in some:
        added = set(more) - lines
        lines |= added
        if added:
            found.append(Form(name, tuple(sorted(lines)), gain))
        elif found and name == WHOLE:
            found[-1] = Form(WHOLE, found[-1].lines, gain)
    return tuple(found)


def holds_others(facts: Facts, symbol: int) -> bool:
    """Whether a symbol is best shown by what it holds: a type, a namespace, a file."""
    return facts.symbol_kind[symbol] in _HOLDERS or is_type(facts, symbol)


def _documented(facts: Facts, symbol: int, lines: Sequence[str]) -> list[int]:
    start, end = facts.symbol_doc_start[symbol], facts.symbol_doc_end[symbol]
    if not end:
        return []
    first, last = facts.position(start)[0], facts.position(end)[0]
    for line in range(first, min(last + 1, len(lines))):
        if any(each.isalnum() for each in lines[line]):
            return [line]
    return []


def _says(lines: Sequence[str], line: int) -> bool:
    return line < len(lines) and bool(lines[line].strip())

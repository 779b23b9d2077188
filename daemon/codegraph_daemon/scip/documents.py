"""One document of an index against the file that it is of: whether it is of this very text, and
where its occurrences are in it.

Belongs here: one document alone.  Stays out: what symbols mean across documents (`importing`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..facts import MODULE_HASH, Facts
from .places import UTF8, UTF16, UTF32, Text, bounds
from .symbols import LOCAL, is_spelled, name_of

DEFINITION, FORWARD_DEFINITION = 1, 0x40
_MOST_ODD = 20
"""One occurrence in so many may stand on what is no name: some indexers are not exact."""


class Occurrence(NamedTuple):
    """One occurrence of a global symbol, in byte offsets."""

    start: int
    end: int
    symbol: str
    is_definition: bool


def path_in(folder: str, relative: str) -> str | None:
    """Where a document lies, relative to the root; None if that is outside of it.

    `folder` is where the project of the index lies, relative to the root.
    """
    path = posixpath.normpath(posixpath.join(folder, relative))
    outside = posixpath.isabs(relative) or path.split("/")[0] == ".." or "\0" in path
    return None if outside or not relative or path == "." else path


def unit_of(document: Any, text: Text) -> int | None:
    """The units of a document's columns; None for some that nobody has defined.

    Of a document that does not say, those under which most of its occurrences stand on names.
    """
    said: int = document.position_encoding
    if said:
        return said if said in (UTF8, UTF16, UTF32) else None
    if not text.wide:
        return UTF8
    wide = [
        each for each in document.occurrences if _range(each)[:1] and _range(each)[0] in text.wide
    ]
    hits = {
        unit: sum(text.is_whole(*place) for each in wide if (place := _place(each, text, unit)))
        for unit in (UTF16, UTF8, UTF32)
    }
    return max(hits, key=lambda unit: hits[unit])


def occurrences(document: Any, text: Text, unit: int) -> Iterator[Occurrence | None]:
    """The occurrences of global symbols; None for each that the text has no place for."""
    for each in document.occurrences:
        if not each.symbol or each.symbol.startswith(LOCAL):
            continue
        place = _place(each, text, unit)
        if place is None:
            yield None
            continue
        is_definition = bool(each.symbol_roles & (DEFINITION | FORWARD_DEFINITION))
        yield Occurrence(*place, each.symbol, is_definition)


def is_of(document: Any, text: Text, unit: int) -> bool:
    """Whether a document was made of this text, as far as can be told."""
    if document.text:
        return bool(document.text.encode("utf-8", "surrogatepass") == text.data)
    odd = total = 0
    for each in occurrences(document, text, unit):
        if each is None:
            return False
        if each.start == each.end:
            # The file itself, or something that is not spelled.
            continue
        total += 1
        if not text.is_whole(each.start, each.end):
            odd += 1
        elif each.is_definition:
            name = name_of(each.symbol)
            spelled = text.between(each.start, each.end)
            if name is not None and name.isidentifier() and not is_spelled(name, spelled):
                odd += 1
    return odd * _MOST_ODD <= total


def defined(occurrence: Occurrence, facts: Facts, sites: dict[int, list[int]]) -> list[int]:
    """The descriptor hashes of what an occurrence defines, by the file's own facts.

    `sites` are the file's symbols by where their names begin.
    """
    if occurrence.start == occurrence.end:
        # What has no name in the text and begins with it is the file.
        return [MODULE_HASH] if occurrence.start == 0 else []
    return [facts.symbol_hash[symbol] for symbol in sites.get(occurrence.start, ())]


def sites_of(facts: Facts) -> dict[int, list[int]]:
    """Symbols by where the names of their definitions begin."""
    found: dict[int, list[int]] = {}
    for symbol in range(1, len(facts.symbol_kind)):
        for site in facts.sites(symbol):
            found.setdefault(site.name, []).append(symbol)
    return found


def _range(occurrence: Any) -> Any:
    match occurrence.WhichOneof("typed_range"):
        case "single_line_range":
            one = occurrence.single_line_range
            return one.line, one.start_character, one.end_character
        case "multi_line_range":
            many = occurrence.multi_line_range
            return many.start_line, many.start_character, many.end_line, many.end_character
        case _:
            return occurrence.range


def _place(occurrence: Any, text: Text, unit: int) -> tuple[int, int] | None:
    found = bounds(_range(occurrence))
    if found is None:
        return None
    start = text.offset(found[0], found[1], unit)
    end = text.offset(found[2], found[3], unit)
    return None if start is None or end is None else (start, end)

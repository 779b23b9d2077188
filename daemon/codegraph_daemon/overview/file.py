"""What an overview needs to know of one file: its part of the graph, its imports, its size.

Belongs here: reading facts and links of one file. Stays out: other files (`codebase`).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from ..facts import UNLISTED, Bind, Facts, Kind
from ..graph.piece import Hashes, Piece, piece_of
from ..languages.registry import language_of
from ..resolve.links import Links
from .imports import Imports, imports_of, table_of

_NAMES_FOLLOW: Final = "python"
_CALLABLES: Final = table_of((Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.PROPERTY))
_IMPORTING: Final = table_of((Bind.IMPORT_MODULE, Bind.IMPORT_FROM, Bind.WILDCARD))
_UNLISTED: Final = table_of(UNLISTED)
_CODE: Final = _CALLABLES | table_of(
    (
        *(Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS, Kind.EXTENSION),
        *(Kind.VARIABLE, Kind.CONSTANT, Kind.IMPORT),
    )
)


class Size(NamedTuple):
    """How much code a file has."""

    bytes: int
    """Of its text as UTF-8, without a byte order mark."""
    lines: int
    is_code: bool
    """Whether it defines or imports anything, as prose and settings do not."""
    in_callables: int
    """Lines of functions and methods: of what can be hard to follow."""
    longest: int
    """Lines of the longest of them."""
    longest_hash: int
    """Which that is; 0 if there is none."""


class Read(NamedTuple):
    """One file. It follows from its facts and links alone."""

    piece: Piece
    imports: Imports
    size: Size
    unlisted: Hashes
    """Symbols that are none for people: what an import binds, parameters."""


def read(path: str, path_id: int, facts: Facts, links: Links) -> Read:
    """What a file says."""
    imports = imports_of(path_id, facts, links, names_follow=language_of(path) == _NAMES_FOLLOW)
    return Read(piece_of(path_id, facts, links, path), imports, size_of(facts), _unlisted(facts))


def _unlisted(facts: Facts) -> Hashes:
    rows = np.flatnonzero(_UNLISTED[np.asarray(facts.symbol_kind)])
    return np.asarray(facts.symbol_hash).take(rows)


def size_of(facts: Facts) -> Size:
    """How much code a file has."""
    lines, kinds = np.asarray(facts.line_start), np.asarray(facts.symbol_kind)
    # Behind the last end of a line is no other line.
    count = len(lines) - (int(lines[-1]) == facts.text_length)
    is_code = bool(_CODE[kinds].any())
    is_code = is_code or bool(_IMPORTING[np.asarray(facts.bind_kind)].any())
    first = np.asarray(facts.symbol_sites).astype(np.int64)
    symbols = np.repeat(np.arange(len(first) - 1), first[1:] - first[:-1])
    is_callable = _CALLABLES[kinds][symbols]
    starts, ends = (np.asarray(each)[is_callable] for each in (facts.site_start, facts.site_end))
    symbols = symbols[is_callable]
    if not len(symbols):
        return Size(facts.text_length, count, is_code, 0, 0, 0)
    begin = np.searchsorted(lines, starts, "right")
    end = np.searchsorted(lines, np.maximum(ends, starts + 1) - 1, "right")
    extents = end - begin + 1
    hashes = np.asarray(facts.symbol_hash)[symbols]
    longest = np.lexsort((begin, -extents))[0]
    # A line of an inner function is one of the outer one as well, and counts once.
    order = np.argsort(begin, kind="stable")
    begin, end = begin[order], end[order]
    reached = np.maximum.accumulate(np.concatenate(([0], end[:-1])))
    inside = np.maximum(end - np.maximum(begin - 1, reached), 0).sum()
    of_longest = int(extents[longest]), int(hashes[longest])
    return Size(facts.text_length, count, is_code, int(inside), *of_longest)

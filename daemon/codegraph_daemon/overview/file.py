"""What an overview needs to know of one file: its part of the graph, its imports, its size.

Belongs here: reading facts and links of one file. Stays out: other files (`codebase`).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from ..facts import UNLISTED, Bind, Facts, Kind
from ..graph.piece import Hashes, Piece, piece_of
from ..resolve.links import Links
from .imports import Imports, imports_of

_CALLABLES: Final = (Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.PROPERTY)


_IMPORTING: Final = (Bind.IMPORT_MODULE, Bind.IMPORT_FROM, Bind.WILDCARD)
_CODE: Final = (
    *(*_CALLABLES, Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS),
    *(Kind.VARIABLE, Kind.CONSTANT, Kind.IMPORT, Kind.EXTENSION),
)


class Size(NamedTuple):
    """How much code a file has."""

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


def read(path_id: int, facts: Facts, links: Links) -> Read:
    """What a file says."""
    return Read(
        piece_of(path_id, facts, links),
        imports_of(path_id, facts, links),
        size_of(facts),
        _unlisted(facts),
    )


def _unlisted(facts: Facts) -> Hashes:
    kinds = np.asarray(facts.symbol_kind)
    return np.asarray(facts.symbol_hash)[np.isin(kinds, list(UNLISTED))]


def size_of(facts: Facts) -> Size:
    """How much code a file has."""
    lines = np.asarray(facts.line_start)
    is_code = bool(np.isin(np.asarray(facts.symbol_kind), _CODE).any())
    is_code = is_code or bool(np.isin(np.asarray(facts.bind_kind), _IMPORTING).any())
    first = np.asarray(facts.symbol_sites).astype(np.int64)
    symbols = np.repeat(np.arange(len(first) - 1), first[1:] - first[:-1])
    is_callable = np.isin(np.asarray(facts.symbol_kind), _CALLABLES)[symbols]
    starts, ends = (np.asarray(each)[is_callable] for each in (facts.site_start, facts.site_end))
    symbols = symbols[is_callable]
    if not len(symbols):
        return Size(len(lines), is_code, 0, 0, 0)
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
    return Size(len(lines), is_code, int(inside), int(extents[longest]), int(hashes[longest]))

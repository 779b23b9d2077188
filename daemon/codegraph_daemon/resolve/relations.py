"""What an imported index says of symbols to each other: which is below which.

Columns, packed once for a whole import and read in place.  Here is the format alone; what of it
holds is `pipeline.imported`'s business, and what it means for answers that of `queries`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgpack

from .links import Target

IMPLEMENTATION, REFERENCE, TYPE = 1, 2, 4
"""Bits of what a symbol is to the one above it: it is below it; who uses one uses the other; the
one above is its type."""


class Relation(NamedTuple):
    """Of a symbol to one above it."""

    symbol: Target
    above: Target
    what: int


class Relations:
    """Relations read from their packed form."""

    def __init__(self, blob: bytes) -> None:
        columns = msgpack.unpackb(blob) if blob else [b""] * 5
        self._of = array("I", columns[0]), array("Q", columns[1])
        self._above = array("I", columns[2]), array("Q", columns[3])
        self._what = array("B", columns[4])

    def __iter__(self) -> Iterator[Relation]:
        return map(self._at, range(len(self._what)))

    def of(self, symbol: Target) -> list[Relation]:
        """Those of a symbol to the ones above it."""
        return [self._at(row) for row in _rows(*self._of, symbol)]

    def below(self, symbol: Target) -> list[Relation]:
        """Those of others to this one."""
        return [self._at(row) for row in _rows(*self._above, symbol)]

    def _at(self, row: int) -> Relation:
        return Relation(
            (self._of[0][row], self._of[1][row]),
            (self._above[0][row], self._above[1][row]),
            self._what[row],
        )


def pack_relations(relations: Iterable[Relation]) -> bytes:
    """Relations as they are kept, each once."""
    what: dict[tuple[Target, Target], int] = {}
    for symbol, above, bits in relations:
        what[symbol, above] = what.get((symbol, above), 0) | bits
    pairs = sorted(what)
    packed: bytes = msgpack.packb(
        [
            array("I", [of[0] for of, _ in pairs]).tobytes(),
            array("Q", [of[1] for of, _ in pairs]).tobytes(),
            array("I", [above[0] for _, above in pairs]).tobytes(),
            array("Q", [above[1] for _, above in pairs]).tobytes(),
            bytes([what[pair] for pair in pairs]),
        ]
    )
    return packed


def _rows(path_ids: array[int], hashes: array[int], symbol: Target) -> Iterator[int]:
    row = -1
    while True:
        try:
            row = hashes.index(symbol[1], row + 1)
        except ValueError:
            return
        if path_ids[row] == symbol[0]:
            yield row

"""The links of one file: which symbols its expressions refer to, and how that was found.

A packed, immutable value like facts.  It names the facts whose expressions it links, so links of
other facts are recognised and never read.  Here is the format alone; making links is `link`'s.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import blake2b

_HEADER = struct.Struct("<4s16sIII")
_MAGIC = b"CGL\1"

Target = tuple[int, int]
"""(path id, descriptor hash) of a symbol; the file itself has the hash of the empty descriptor."""


def pack_links(facts_id: bytes, rows: Iterable[tuple[int, Target, int]], edges: int) -> bytes:
    """Links from rows (expression, target, origin); `edges` counts linked occurrences."""
    targets: dict[Target, int] = {}
    numbered = sorted(
        (targets.setdefault(target, len(targets)), expr, origin) for expr, target, origin in rows
    )
    columns = (
        array("Q", (target[1] for target in targets)),
        array("I", (target[0] for target in targets)),
        array("I", (row[0] for row in numbered)),
        array("I", (row[1] for row in numbered)),
        array("B", (row[2] for row in numbered)),
    )
    header = _HEADER.pack(_MAGIC, facts_id, len(targets), len(numbered), edges)
    return b"".join((header, *(column.tobytes() for column in columns)))


def links_id(blob: bytes) -> bytes:
    """The 16-byte name of packed links."""
    return blake2b(blob, digest_size=16).digest()


class Links:
    """Links read in place.  Raises ValueError if `blob` is not of this format."""

    def __init__(self, blob: bytes) -> None:
        magic, self.facts_id, self.target_count, self.row_count, self.edges = _HEADER.unpack_from(
            blob
        )
        if magic != _MAGIC:
            raise ValueError("not links of this format")
        self._view = memoryview(blob)
        at = _HEADER.size
        self._at: list[int] = []
        targets, rows = self.target_count, self.row_count
        for size in (8 * targets, 4 * targets, 4 * rows, 4 * rows, rows):
            self._at.append(at)
            at += size
        self._at.append(at)

    def _column(self, index: int, code: str) -> memoryview[int]:
        view: memoryview[int] = self._view[self._at[index] : self._at[index + 1]].cast(code)  # type: ignore[call-overload]
        return view

    @cached_property
    def targets(self) -> list[Target]:
        """The symbols that the file refers to."""
        return list(zip(self._column(1, "I"), self._column(0, "Q"), strict=True))

    @cached_property
    def row_target(self) -> memoryview[int]:
        """Target index of each row; rows are sorted by it."""
        return self._column(2, "I")

    @cached_property
    def row_expr(self) -> memoryview[int]:
        """Expression of each row."""
        return self._column(3, "I")

    @cached_property
    def row_origin(self) -> memoryview[int]:
        """Origin of each row."""
        return self._column(4, "B")

    def of_target(self, target: Target) -> Iterator[tuple[int, int]]:
        """(expression, origin) of each row that refers to `target`."""
        try:
            index = self.targets.index(target)
        except ValueError:
            return
        rows = self.row_target.tolist()
        first = rows.index(index)
        for row in range(first, first + rows.count(index)):
            yield self.row_expr[row], self.row_origin[row]

    def of_expr(self, expr: int) -> Iterator[tuple[Target, int]]:
        """(target, origin) of each row of an expression."""
        for row, at in enumerate(self.row_expr.tolist()):
            if at == expr:
                yield self.targets[self.row_target[row]], self.row_origin[row]

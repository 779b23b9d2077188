"""The links of one file: every occurrence that refers to a symbol, by symbol, with its place.

A packed, immutable value like facts.  It holds all that an answer about references needs, so that
a question about a much-used symbol reads nothing else of the files that use it.  It names the
facts that it was made from, so links of other facts are recognised and never read.  Here is the
format alone; making links is `link`'s.

Positions are zero-based lines and UTF-8 byte columns.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

LINKS_FORMAT = 2

_HEADER = struct.Struct("<4s16sIII")
_MAGIC = b"CGL" + bytes([LINKS_FORMAT])
_WIDE = 0x80
_MOST_CONTAINERS = 0x10000

Target = tuple[int, int]
"""(path id, descriptor hash) of a symbol; the file itself has the hash of the empty descriptor."""


class Link(NamedTuple):
    """One occurrence that refers to a symbol."""

    line: int
    column: int
    length: int
    role: int
    origin: int
    container: str
    """Qualified name of the definition that it lies in; empty at the top of the file."""
    wide: bool
    """Whether its line holds anything but ASCII."""


def with_wide(role: int) -> int:
    """The role of an occurrence on a line that is not ASCII."""
    return role | _WIDE


class Columns(NamedTuple):
    """Links as columns: one entry for each occurrence, by target and position.

    `first` is where each target's occurrences begin, with one more entry than targets.
    """

    target: Sequence[Target]
    first: Sequence[int]
    position: Sequence[int]
    """line << 32 | column"""
    length: Sequence[int]
    """In bytes, at most 65,535."""
    role: Sequence[int]
    origin: Sequence[int]
    container: Sequence[int]
    """Index into `containers`."""
    containers: Sequence[str]
    """Qualified names of the definitions that hold the occurrences."""


def pack_links(facts_id: bytes, columns: Columns) -> bytes:
    """Links from their columns."""
    if len(columns.containers) > _MOST_CONTAINERS:
        container: Iterable[int] = (min(each, _MOST_CONTAINERS - 1) for each in columns.container)
    else:
        container = columns.container
    parts = (
        array("Q", [each[1] for each in columns.target]),
        array("Q", columns.position),
        array("I", [each[0] for each in columns.target]),
        array("I", columns.first),
        array("H", columns.length),
        array("H", container),
        array("B", columns.role),
        array("B", columns.origin),
    )
    names = "\n".join(columns.containers[:_MOST_CONTAINERS]).encode("utf-8", "replace")
    targets, rows = len(columns.target), len(columns.position)
    header = _HEADER.pack(_MAGIC, facts_id, targets, rows, len(names))
    return b"".join((header, *(part.tobytes() for part in parts), names))


def links_id(blob: bytes) -> bytes:
    """The 16-byte name of packed links."""
    return blake2b(blob, digest_size=16).digest()


class Links:
    """Links read in place.  Raises ValueError if `blob` is not of this format."""

    def __init__(self, blob: bytes) -> None:
        magic, self.facts_id, targets, rows, names = _HEADER.unpack_from(blob)
        if magic != _MAGIC:
            raise ValueError("not links of this format")
        self.edges: int = rows
        """Number of occurrences that refer to something in the workspace."""
        view = memoryview(blob)
        at = _HEADER.size
        columns: list[memoryview[int]] = []
        for code, size in (
            ("Q", 8 * targets),
            ("Q", 8 * rows),
            ("I", 4 * targets),
            ("I", 4 * targets + 4),
            ("H", 2 * rows),
            ("H", 2 * rows),
            ("B", rows),
            ("B", rows),
        ):
            columns.append(view[at : at + size].cast(code))  # type: ignore[call-overload]
            at += size
        self._hash, self._position, self._path, self._first = columns[:4]
        self._length, self._container, self._role, self._origin = columns[4:]
        self._names = view[at : at + names]

    @cached_property
    def targets(self) -> list[Target]:
        """The symbols that the file refers to."""
        return list(zip(self._path, self._hash, strict=True))

    @cached_property
    def _containers(self) -> list[str]:
        return bytes(self._names).decode("utf-8", "replace").split("\n")

    def of_target(self, target: Target) -> Iterator[Link]:
        """Every occurrence that refers to `target`, by position."""
        path_id, hashed = target
        hashes = self._hash.tolist()
        index = -1
        for _ in range(hashes.count(hashed)):
            index = hashes.index(hashed, index + 1)
            if self._path[index] == path_id:
                for row in range(self._first[index], self._first[index + 1]):
                    yield self._link(row)

    def at(self, line: int, column: int) -> list[tuple[Target, int]]:
        """(target, origin) of what the occurrence that starts there refers to."""
        wanted = line << 32 | column
        positions = self._position.tolist()
        found: list[tuple[Target, int]] = []
        row = -1
        for _ in range(positions.count(wanted)):
            row = positions.index(wanted, row + 1)
            found.append((self._target_of(row), self._origin[row]))
        return found

    def all(self) -> Iterator[tuple[Target, Link]]:
        """Every row, by target and position."""
        for index, target in enumerate(self.targets):
            for row in range(self._first[index], self._first[index + 1]):
                yield target, self._link(row)

    def _target_of(self, row: int) -> Target:
        return self.targets[bisect_right(self._first, row) - 1]

    def _link(self, row: int) -> Link:
        position, role = self._position[row], self._role[row]
        return Link(
            position >> 32,
            position & 0xFFFFFFFF,
            self._length[row],
            role & ~_WIDE,
            self._origin[row],
            self._containers[self._container[row]],
            bool(role & _WIDE),
        )

"""The links of one file: every occurrence that refers to a symbol, by symbol, with its place.

A packed, immutable value like facts.  It holds all that an answer about references needs, so that
a question about a much-used symbol reads nothing else of the files that use it.  It names the
facts that it was made from, so links of other facts are recognised and never read.  Here is the
format alone; making links is `link`'s.

Positions are zero-based lines and UTF-8 byte columns.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

from ..facts import MODULE_HASH, Role

LINKS_FORMAT = 2

_HEADER = struct.Struct("<4s16sIII")
_MAGIC = b"CGL" + bytes([LINKS_FORMAT])
_WIDE = 0x80
_MOST_CONTAINERS = 0x10000

_HASH, _POSITION, _PATH = 0, 1, 2
"""Numbers of columns, in the order in which they are packed."""

_NO_USES = [role | wide for role in (Role.DECLARATION, Role.MADE) for wide in (0, _WIDE)]
"""Roles of what is no use of a symbol."""

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


def parted(role: int) -> tuple[int, bool]:
    """The role of an occurrence, and whether its line holds anything but ASCII."""
    return role & ~_WIDE, role & _WIDE != 0


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
        self._blob = blob
        view = memoryview(blob)
        at = _HEADER.size
        columns: list[memoryview[int]] = []
        self._extents: list[tuple[int, int, int]] = []
        """Of each column: where it begins and ends in the blob, and the bytes of one value."""
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
            self._extents.append((at, at + size, columns[-1].itemsize))
            at += size
        self._hash, self._position, self._path, self._first = columns[:4]
        self._length, self._container, self._role, self._origin = columns[4:]
        self._names = view[at : at + names]

    @cached_property
    def targets(self) -> list[Target]:
        """The symbols that the file refers to."""
        return list(zip(self._path, self._hash, strict=True))

    @cached_property
    def containers(self) -> list[str]:
        """Qualified names of the definitions that hold the occurrences."""
        return bytes(self._names).decode("utf-8", "replace").split("\n")

    def of_target(self, target: Target) -> Iterator[Link]:
        """Every occurrence that refers to `target`, by position."""
        for first, last in self._extents_of(target):
            yield from self._links(first, last)

    def rows_of(self, target: Target) -> Iterator[tuple[int, int, int, int, int]]:
        """What `of_target` gives, but not taken apart: position, length, role, origin, container.

        As in `Columns`; a role is one of `with_wide` if its line is not ASCII.
        """
        for first, last in self._extents_of(target):
            yield from zip(
                self._position[first:last],
                self._length[first:last],
                self._role[first:last],
                self._origin[first:last],
                self._container[first:last],
                strict=True,
            )

    def places_of(self, target: Target) -> Iterator[tuple[int, int, int]]:
        """(line << 32 | column, role, origin) of every occurrence that refers to `target`.

        For questions that need no more than that, of hundreds of files.
        """
        for first, last in self._extents_of(target):
            positions = self._position[first:last]
            origins = self._origin[first:last]
            for position, role, origin in zip(
                positions, self._role[first:last], origins, strict=True
            ):
                yield position, role & ~_WIDE, origin

    def uses_of(self, target: Target, definitions: Collection[int], implied: int) -> set[int]:
        """The places (line << 32 | column) that refer to `target` and are not these definitions.

        Those of the origin `implied` lead to it without standing for it.
        """
        places: set[int] = set()
        for first, last in self._extents_of(target):
            positions, origins = self._position[first:last], bytes(self._origin[first:last])
            if implied in origins:
                pairs = zip(positions, origins, strict=True)
                places.update(place for place, origin in pairs if origin != implied)
            else:
                places.update(positions)
            roles = bytes(self._role[first:last])
            for role in _NO_USES:
                if role in roles:
                    pairs = zip(positions, roles, strict=True)
                    places.difference_update([place for place, each in pairs if each == role])
        return places.difference(definitions)

    def _extents_of(self, target: Target) -> Iterator[tuple[int, int]]:
        """First and last row of `target`."""
        path_id, hashed = target
        # Modules share one hash, and most symbols of a file have others: by what is rarer.
        by_path = hashed == MODULE_HASH
        for index in self._where(_PATH, path_id) if by_path else self._where(_HASH, hashed):
            if self._path[index] == path_id and self._hash[index] == hashed:
                yield self._first[index], self._first[index + 1]

    def at(self, line: int, column: int) -> list[tuple[Target, int]]:
        """(target, origin) of what the occurrence that starts there refers to."""
        return [
            (self._target_of(row), self._origin[row])
            for row in self._where(_POSITION, line << 32 | column)
            if self._role[row] & ~_WIDE != Role.MADE
        ]

    def _where(self, number: int, value: int) -> Iterator[int]:
        """The rows of a column that hold `value`, rising.

        A search for its bytes: a question about a much-used symbol looks into hundreds of files.
        """
        start, end, width = self._extents[number]
        wanted = value.to_bytes(width, sys.byteorder)
        at = self._blob.find(wanted, start, end)
        while at >= 0:
            row, rest = divmod(at - start, width)
            if not rest:
                yield row
            at = self._blob.find(wanted, at + 1, end)

    def all(self) -> Iterator[tuple[Target, Link]]:
        """Every row, by target and position."""
        for index, target in enumerate(self.targets):
            for link in self._links(self._first[index], self._first[index + 1]):
                yield target, link

    def inside(self, containers: Collection[str]) -> Iterator[tuple[Target, Link]]:
        """The rows that lie directly in definitions of these qualified names."""
        wanted = {i for i, name in enumerate(self.containers) if name in containers}
        for row, container in enumerate(self._container):
            if container in wanted:
                yield self._target_of(row), self._links(row, row + 1)[0]

    def _target_of(self, row: int) -> Target:
        return self.targets[bisect_right(self._first, row) - 1]

    def _links(self, first: int, last: int) -> list[Link]:
        containers = self.containers
        return [
            Link(
                position >> 32,
                position & 0xFFFFFFFF,
                length,
                role & ~_WIDE,
                origin,
                containers[container],
                role & _WIDE != 0,
            )
            for position, length, role, origin, container in zip(
                self._position[first:last],
                self._length[first:last],
                self._role[first:last],
                self._origin[first:last],
                self._container[first:last],
                strict=True,
            )
        ]

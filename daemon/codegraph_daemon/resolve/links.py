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
from itertools import accumulate
from operator import mul
from typing import NamedTuple

from codegraph_client.digests import blake2b

from ..facts import MODULE_HASH, Role, announced_hash, without_tag
from .described import Holders
from .in_place import Column, structs
from .values import Origin

LINKS_FORMAT = 4

_HEADER = struct.Struct("<4s16sIIIII")
_MAGIC = b"CGL" + bytes([LINKS_FORMAT])
_WIDE = 0x80
_MOST_HOLDERS = 0x10000

_CODES = ("Q", "Q", "I", "I", "H", "H", "B", "B", "Q", "Q", "Q", "Q", "I", "B")
"""Of the columns, in the order in which they are packed: first `Columns`, then `Holders`."""
_SIZES = [array(code).itemsize for code in _CODES]
_HASH, _POSITION, _PATH, _FIRST, _LENGTH, _CONTAINER, _ROLE, _ORIGIN, _HOLDERS = range(9)
"""Numbers of columns; those of the holders begin at the last one."""
_ONE_HASH, _ONE_PATH, _EXTENT = struct.Struct("=Q"), struct.Struct("=I"), struct.Struct("=II")

NO_USES = [role | wide for role in (Role.DECLARATION, Role.MADE) for wide in (0, _WIDE)]
"""Roles of what is no use of a symbol."""
NO_USES_OF_FAMILY = [*NO_USES, Role.MENTION, Role.MENTION | _WIDE]
"""Roles of what is none of a symbol either that this one overrides, or that overrides it: what
is said where no code is, is said of the symbol alone."""

Target = tuple[int, int]
"""(path id, descriptor hash) of a symbol; the file itself has the hash of the empty descriptor."""

NOWHERE = 0xFFFFFFFF
"""The path id of no file, under which `unknown_member` and `standard_method` are."""


def unknown_member(name: str) -> Target:
    """Under it links hold the uses of a member of this name whose receiver is not known.

    It is no symbol: what they may mean depends on every class there is, and is found when asked.
    """
    return NOWHERE, announced_hash(without_tag(name))


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
    """Index into `holders`."""
    holders: Holders
    """The definitions that hold the occurrences."""


def pack_links(facts_id: bytes, columns: Columns) -> bytes:
    """Links from their columns."""
    holders = columns.holders
    if len(holders.hash) > _MOST_HOLDERS:
        container: Iterable[int] = (min(each, _MOST_HOLDERS - 1) for each in columns.container)
        holders = Holders._make(column[:_MOST_HOLDERS] for column in holders)
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
        array("Q", holders.hash),
        array("Q", holders.name),
        array("Q", holders.start),
        array("Q", holders.end),
        array("I", holders.letters),
        array("B", holders.kind),
    )
    texts = "\n".join((*holders.qualified, *holders.shown, *holders.identity))
    text = texts.encode("utf-8", "surrogatepass")
    header = _HEADER.pack(
        _MAGIC,
        facts_id,
        len(columns.target),
        len(columns.position),
        len(holders.hash),
        len(text),
        _known(columns),
    )
    return b"".join((header, *(part.tobytes() for part in parts), text))


def _known(columns: Columns) -> int:
    """How many occurrences refer to something in the workspace."""
    first = columns.first
    unknown = [number for number, target in enumerate(columns.target) if target[0] == NOWHERE]
    return len(columns.position) - sum([first[number + 1] - first[number] for number in unknown])


def links_id(blob: bytes) -> bytes:
    """The 16-byte name of packed links."""
    return blake2b(blob, digest_size=16).digest()


class Links:
    """Links read in place.  Raises ValueError if `blob` is not of this format."""

    def __init__(self, blob: bytes) -> None:
        magic, self.facts_id, targets, rows, holders, _, known = _HEADER.unpack_from(blob)
        if magic != _MAGIC:
            raise ValueError("not links of this format")
        self.edges: int = known
        """Number of occurrences that refer to something in the workspace."""
        self.blob = blob
        counts = targets, rows, targets, targets + 1, rows, rows, rows, rows, *(holders,) * 6
        self.starts: tuple[int, ...] = tuple(
            accumulate(map(mul, counts, _SIZES), initial=_HEADER.size)
        )
        """Where each column begins in the blob, and where the last one ends."""

    _hash = Column(0, _CODES[0])
    _position = Column(1, _CODES[1])
    _path = Column(2, _CODES[2])
    _first = Column(3, _CODES[3])
    _length = Column(4, _CODES[4])
    _container = Column(5, _CODES[5])
    _role = Column(6, _CODES[6])
    _origin = Column(7, _CODES[7])

    @property
    def by_target(self) -> tuple[memoryview[int], memoryview[int], memoryview[int]]:
        """Columns with an entry for each target: hash, path id, and `first` of `Columns`."""
        return self._hash, self._path, self._first

    @property
    def by_row(self) -> tuple[memoryview[int], ...]:
        """Columns with an entry for each occurrence: position, container, role (with what
        `with_wide` adds), origin."""
        return self._position, self._container, self._role, self._origin

    @property
    def lengths(self) -> memoryview[int]:
        """The bytes of each occurrence, in the order of `by_row`."""
        return self._length

    @property
    def of_holders(self) -> tuple[memoryview[int], memoryview[int]]:
        """Hash and kind of `holders`, without their texts."""
        view, starts = memoryview(self.blob), self.starts
        hashes, kinds = (
            view[starts[number] : starts[number + 1]].cast(_CODES[number])  # type: ignore[call-overload]
            for number in (_HOLDERS, len(_CODES) - 1)
        )
        return hashes, kinds

    @cached_property
    def targets(self) -> list[Target]:
        """The symbols that the file refers to, those of `unknown_member` included."""
        return list(zip(self._path, self._hash, strict=True))

    @cached_property
    def holders(self) -> Holders:
        """The definitions that hold the occurrences, by the numbers that rows have for them."""
        view, starts = memoryview(self.blob), self.starts
        columns = [
            view[starts[number] : starts[number + 1]].cast(_CODES[number])  # type: ignore[call-overload]
            for number in range(_HOLDERS, len(_CODES))
        ]
        hashes, names, first, last, letters, kinds = columns
        count = len(hashes)
        texts = self.blob[starts[-1] :].decode("utf-8", "surrogatepass").split("\n")
        qualified, shown = texts[:count], texts[count : 2 * count]
        return Holders(
            *(hashes, names, first, last, kinds, letters),
            *(qualified, shown, texts[2 * count :]),
        )

    def of_target(self, target: Target) -> Iterator[Link]:
        """Every occurrence that refers to `target`, by position."""
        for first, last in self._extents_of(target):
            yield from self._links(first, last)

    def rows_of(self, target: Target) -> list[tuple[int, int, int, int, int]]:
        """What `of_target` gives, but not taken apart: position, length, role, origin, container.

        As in `Columns`; a role is one of `with_wide` if its line is not ASCII.
        """
        blob, starts = self.blob, self.starts
        rows: list[tuple[int, int, int, int, int]] = []
        for first, last in self._extents_of(target):
            positions, lengths, ones = structs(last - first)
            rows += zip(
                positions.unpack_from(blob, starts[_POSITION] + 8 * first),
                lengths.unpack_from(blob, starts[_LENGTH] + 2 * first),
                ones.unpack_from(blob, starts[_ROLE] + first),
                ones.unpack_from(blob, starts[_ORIGIN] + first),
                lengths.unpack_from(blob, starts[_CONTAINER] + 2 * first),
                strict=True,
            )
        return rows

    def places_of(self, target: Target) -> Iterator[tuple[int, int, int]]:
        """(line << 32 | column, role, origin) of every occurrence that refers to `target`.

        For questions that need no more than that, of hundreds of files.
        """
        blob, starts = self.blob, self.starts
        for first, last in self._extents_of(target):
            positions, _, ones = structs(last - first)
            for position, role, origin in zip(
                positions.unpack_from(blob, starts[_POSITION] + 8 * first),
                ones.unpack_from(blob, starts[_ROLE] + first),
                ones.unpack_from(blob, starts[_ORIGIN] + first),
                strict=True,
            ):
                yield position, role & ~_WIDE, origin

    def uses_of(
        self,
        target: Target,
        definitions: Collection[int],
        implied: int,
        no_uses: Collection[int] = NO_USES,
    ) -> set[int]:
        """The places (line << 32 | column) that refer to `target` and are not these definitions.

        Those of the origin `implied` lead to it without standing for it; what has one of the roles
        `no_uses` is none.
        """
        places: set[int] = set()
        blob, starts = self.blob, self.starts
        for first, last in self._extents_of(target):
            positions = structs(last - first)[0].unpack_from(blob, starts[_POSITION] + 8 * first)
            origins = blob[starts[_ORIGIN] + first : starts[_ORIGIN] + last]
            if implied in origins:
                pairs = zip(positions, origins, strict=True)
                places.update(place for place, origin in pairs if origin != implied)
            else:
                places.update(positions)
            roles = blob[starts[_ROLE] + first : starts[_ROLE] + last]
            for role in no_uses:
                if role in roles:
                    pairs = zip(positions, roles, strict=True)
                    places.difference_update([place for place, each in pairs if each == role])
        return places.difference(definitions)

    def _extents_of(self, target: Target) -> list[tuple[int, int]]:
        """First and last row of `target`."""
        path_id, hashed = target
        blob, starts = self.blob, self.starts
        # Modules share one hash, and most symbols of a file have others: by what is rarer.
        if hashed == MODULE_HASH:
            found, read, start = self._where(_PATH, path_id), _ONE_HASH.unpack_from, starts[_HASH]
            found = [at for at in found if read(blob, start + 8 * at)[0] == hashed]
        else:
            found, read, start = self._where(_HASH, hashed), _ONE_PATH.unpack_from, starts[_PATH]
            found = [at for at in found if read(blob, start + 4 * at)[0] == path_id]
        start = starts[_FIRST]
        return [_EXTENT.unpack_from(blob, start + 4 * at) for at in found]

    def at(self, line: int, column: int) -> list[tuple[Target, int]]:
        """(target, origin) of what the occurrence that starts there refers to."""
        found = [
            (self._target_of(row), self._origin[row])
            for row in self._where(_POSITION, line << 32 | column)
            if self._role[row] & ~_WIDE != Role.MADE
        ]
        return [each for each in found if each[0][0] != NOWHERE]

    def unknown_at(self, line: int, column: int) -> tuple[Target, int] | None:
        """What `unknown_member` gives for the use that starts there, and its role; None if the
        receiver is known, or there is none."""
        for row in self._where(_POSITION, line << 32 | column):
            if self._origin[row] == Origin.MEMBER:
                return self._target_of(row), self._role[row] & ~_WIDE
        return None

    def _where(self, number: int, value: int) -> list[int]:
        """The rows of a column that hold `value`, rising.

        A search for its bytes: a question about a much-used symbol looks into hundreds of files.
        """
        start, end, width = self.starts[number], self.starts[number + 1], _SIZES[number]
        wanted, find = value.to_bytes(width, sys.byteorder), self.blob.find
        found: list[int] = []
        at = find(wanted, start, end)
        while at >= 0:
            row, rest = divmod(at - start, width)
            if not rest:
                found.append(row)
            at = find(wanted, at + 1, end)
        return found

    def all(self) -> Iterator[tuple[Target, Link]]:
        """Every row that refers to a symbol, by target and position."""
        for index, target in enumerate(self.targets):
            if target[0] == NOWHERE:
                continue
            for link in self._links(self._first[index], self._first[index + 1]):
                yield target, link

    def unknown(self) -> Iterator[tuple[int, Link]]:
        """Every use of a member whose receiver is not known, with the hash of its name."""
        for index, (path_id, hashed) in enumerate(self.targets):
            if path_id == NOWHERE:
                for link in self._links(self._first[index], self._first[index + 1]):
                    yield hashed, link

    def inside(self, containers: Collection[str]) -> Iterator[tuple[Target, Link]]:
        """The rows that lie directly in definitions of these qualified names, those of
        `unknown_member` included."""
        wanted = {i for i, name in enumerate(self.holders.qualified) if name in containers}
        for row, container in enumerate(self._container):
            if container in wanted:
                yield self._target_of(row), self._links(row, row + 1)[0]

    def _target_of(self, row: int) -> Target:
        at = bisect_right(self._first, row) - 1
        return self._path[at], self._hash[at]

    def _links(self, first: int, last: int) -> list[Link]:
        containers = self.holders.qualified
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

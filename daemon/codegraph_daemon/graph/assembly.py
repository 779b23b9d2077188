"""Pieces of files put together as arrays: symbols, edges between them, and who overrides whom.

Belongs here: from what each file says to the columns of all of them. Stays out: steps along them
(`symbol_graph`), reading files (`piece`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..resolve.links import Target
from .adjacent import Adjacent, Edges, Nodes, Part, adjacent, part_of
from .columns import Columns, keys_of
from .overriding import Overriding, overriding
from .piece import STANDS_FOR, Bytes, Hashes, Numbers, Piece
from .structural import NOTHING, implementing

UNKNOWN: Final = 255
"""The kind of a symbol in which nothing stands."""


class Known(NamedTuple):
    """Symbols by rising key."""

    keys: Hashes
    path: Numbers
    hash: Hashes


class Held(NamedTuple):
    """Members by the keys of their classes, which rise; in which file each is."""

    holder: Hashes
    member: Hashes
    path: Numbers


class Found:
    """What follows from a base, once somebody has asked for it."""

    def __init__(self) -> None:
        self.of_use: dict[tuple[int, bool], Adjacent] = {}
        """The rows of edges that have one use, by it and by whether targets are their ends."""
        self.order: Nodes | None = None
        """For each symbol its place by path and descriptor."""


class Base(NamedTuple):
    """Most of the files."""

    pieces: Mapping[int, Piece]
    known: Known
    part: Part
    kinds: Bytes
    tests: frozenset[int]
    held: Held
    judged: Bytes
    """For each of the symbols what somebody concluded from its file alone; 0: nothing yet."""
    found: Found

    def rows_of_use(self, use: int, *, backwards: bool) -> Adjacent:
        """The edges of one use by one of their ends: of a base, most users call it."""
        known = self.found.of_use.get((use, backwards))
        if known is None:
            edges = self.part.edges
            rows = np.flatnonzero(edges.use == use)
            ends = (edges.target if backwards else edges.source)[rows]
            found = adjacent(ends, len(self.known.keys))
            known = self.found.of_use[use, backwards] = Adjacent(rows[found.rows], found.first)
        return known


def base_of(pieces: Mapping[int, Piece], columns: Columns) -> Base:
    """All these files together, whose columns these are; a tenth of a second for three thousand."""
    known = known_in(columns, without=np.empty(0, np.uint64))

    def numbers(keys: Hashes) -> Nodes:
        return places_in(known.keys, keys)

    part = part_of(edges_of(columns, numbers), len(known.keys))
    kinds = np.full(len(known.keys), UNKNOWN, np.uint8)
    kinds[numbers(columns.holder.keys)] = columns.kind
    tests = frozenset(path_id for path_id, piece in pieces.items() if piece.is_test)
    judged = np.zeros(len(known.keys), np.uint8)
    return Base(dict(pieces), known, part, kinds, tests, held_in(columns), judged, Found())


def overriding_in(pieces: Mapping[int, Piece], columns: Columns) -> Overriding:
    """What the members of all these files, whose columns these are, override or implement."""
    said = overriding(columns)
    structures = [(p, piece.structure) for p, piece in pieces.items() if piece.structure != NOTHING]
    if not structures:
        return said
    found = implementing(structures, _standing_for(pieces))
    pairs = np.stack(
        (
            np.concatenate((said.member, keys_of(found.path, found.method))),
            np.concatenate(
                (said.overridden, keys_of(found.interface_path, found.interface_method))
            ),
        )
    )
    member, overridden = np.unique(pairs, axis=1)
    return Overriding(member, overridden)


def _standing_for(pieces: Mapping[int, Piece]) -> dict[Target, list[Target]]:
    """What names stand for, where one is said to."""
    found: dict[Target, list[Target]] = {}
    for path_id, piece in pieces.items():
        for at in np.flatnonzero(piece.use == STANDS_FOR).tolist():
            target = int(piece.path[at]), int(piece.target[at])
            found.setdefault((path_id, int(piece.source[at])), []).append(target)
    return found


def known_in(columns: Columns, without: Hashes) -> Known:
    """All symbols of some files, those without that have one of these keys."""
    some = columns.source, columns.target, columns.holder, columns.member, columns.of_class
    path = np.concatenate([symbols.path for symbols in some])
    hashed = np.concatenate([symbols.hash for symbols in some])
    keys = keys_of(path, hashed)
    order = np.argsort(keys)
    keys = keys[order]
    is_new = np.ones(len(keys), np.bool_)
    is_new[1:] = keys[1:] != keys[:-1]
    keys, where = keys[is_new], order[is_new]
    if len(without):
        new = places_in(without, keys) < 0
        keys, where = keys[new], where[new]
    return Known(keys, path[where], hashed[where])


def held_in(columns: Columns) -> Held:
    """All members, by their classes."""
    holder = columns.of_class.keys
    order = np.argsort(holder, kind="stable")
    return Held(holder[order], columns.member.keys[order], columns.member.path[order])


def edges_of(columns: Columns, numbers: Callable[[Hashes], Nodes]) -> Edges:
    """All edges; `numbers` gives the nodes of keys."""
    return Edges(
        numbers(columns.source.keys),
        numbers(columns.target.keys),
        columns.use,
        columns.rank,
        columns.position,
    )


def places_in(rising: Hashes, wanted: Hashes) -> Nodes:
    """Where in a rising array some values are; -1 for what is not there."""
    if not len(rising):
        return np.full(len(wanted), -1, np.int64)
    found = np.searchsorted(rising, wanted)
    found[found == len(rising)] = 0
    return np.where(rising[found] == wanted, found, -1)


def same_classes(before: Piece | None, after: Piece | None) -> bool:
    """Whether two pieces of a file say the same of classes and their members."""
    if before is None or after is None:
        left = before or after
        return left is None or not (
            len(left.members.member) or len(left.above[0]) or left.structure != NOTHING
        )
    if before.structure != after.structure:
        return False
    mine: tuple[NDArray[Any], ...] = (*before.members, *before.above)
    theirs: tuple[NDArray[Any], ...] = (*after.members, *after.above)
    return all(map(np.array_equal, mine, theirs))

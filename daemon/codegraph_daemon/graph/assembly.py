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
from .adjacent import Edges, Nodes, Part, part_of
from .overriding import Overriding, keys_in, keys_of, overriding
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


def base_of(pieces: Mapping[int, Piece]) -> Base:
    """All these files together; a tenth of a second for three thousand."""
    known = known_in(pieces, without=np.empty(0, np.uint64))

    def numbers(keys: Hashes) -> Nodes:
        return places_in(known.keys, keys)

    part = part_of(edges_of(pieces, numbers), len(known.keys))
    kinds = np.full(len(known.keys), UNKNOWN, np.uint8)
    for path_id, piece in pieces.items():
        kinds[numbers(keys_in(path_id, piece.holders))] = piece.kinds
    tests = frozenset(path_id for path_id, piece in pieces.items() if piece.is_test)
    judged = np.zeros(len(known.keys), np.uint8)
    return Base(dict(pieces), known, part, kinds, tests, held_in(pieces), judged)


def overriding_in(pieces: Mapping[int, Piece]) -> Overriding:
    """What the members of all these files override, or implement."""
    said = overriding(pieces.items())
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


def known_in(pieces: Mapping[int, Piece], without: Hashes) -> Known:
    paths, hashes = [np.empty(0, np.uint32)], [np.empty(0, np.uint64)]
    for path_id, piece in pieces.items():
        for own in (piece.holders, piece.source, piece.members.member):
            hashes.append(own)
            paths.append(np.full(len(own), path_id, np.uint32))
        hashes += piece.target, piece.members.holder
        paths += piece.path, piece.members.holder_path
    path, hashed = np.concatenate(paths), np.concatenate(hashes)
    keys, where = np.unique(keys_of(path, hashed), return_index=True)
    if len(without):
        new = places_in(without, keys) < 0
        keys, where = keys[new], where[new]
    return Known(keys, path[where], hashed[where])


def held_in(pieces: Mapping[int, Piece]) -> Held:
    holders, members = [np.empty(0, np.uint64)], [np.empty(0, np.uint64)]
    paths = [np.empty(0, np.uint32)]
    for path_id, piece in pieces.items():
        holders.append(keys_of(piece.members.holder_path, piece.members.holder))
        members.append(keys_in(path_id, piece.members.member))
        paths.append(np.full(len(piece.members.member), path_id, np.uint32))
    holder = np.concatenate(holders)
    order = np.argsort(holder, kind="stable")
    return Held(holder[order], np.concatenate(members)[order], np.concatenate(paths)[order])


def edges_of(pieces: Mapping[int, Piece], numbers: Callable[[Hashes], Nodes]) -> Edges:
    none = np.empty(0, np.uint64)
    sources, targets, positions = [none], [none], [none]
    uses, ranks = [np.empty(0, np.uint8)], [np.empty(0, np.uint8)]
    for path_id, piece in pieces.items():
        sources.append(keys_in(path_id, piece.source))
        targets.append(keys_of(piece.path, piece.target))
        uses.append(piece.use)
        ranks.append(piece.rank)
        positions.append(piece.position)
    return Edges(
        numbers(np.concatenate(sources)),
        numbers(np.concatenate(targets)),
        np.concatenate(uses),
        np.concatenate(ranks),
        np.concatenate(positions),
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

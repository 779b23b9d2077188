"""What one file says of the graph of symbols: who uses what, which classes have which members.

Belongs here: reading links and facts of one file into arrays. Stays out: other files, and what the
arrays of all files together mean (`symbol_graph`).

A piece depends on a file's facts and links alone, so an edit replaces the pieces of the files that
it touched or put out of date, and no others.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..facts import Facts, Kind, Role
from ..resolve.heritage import extended, said_by
from ..resolve.links import NOWHERE, Links, Target
from ..resolve.values import OF_INSTANCES, TRUST, Origin

Numbers = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
Bytes = NDArray[np.uint8]

CALL: Final = 0
"""It is called."""
TAKE: Final = 1
"""It is taken from an instance, which counts as a call: nothing later would tell."""
READ: Final = 2
WRITE: Final = 3
TYPE: Final = 4
"""It stands where a type is named; bases of classes are no more than that here."""
OVERRIDES: Final = 5
"""It overrides it: who calls the one may run the other."""
INHERITS: Final = 6
"""It has it as a base."""

USES: Final = ("calls", "takes", "reads", "writes", "names", "overrides", "inherits")
"""What a source does with a target, in words, by the numbers above."""

_UNUSED: Final = 255
_WIDE: Final = 0x80
_BY_TRUST: Final = sorted(
    TRUST, key=lambda origin: (-TRUST[origin].confidence, TRUST[origin].name, origin)
)
ORIGINS: Final = tuple(_BY_TRUST)
"""Origins by how sure they are; edges hold places in this list."""


def _table() -> tuple[Bytes, Bytes]:
    """For (origin << 8 | role) the use that it is, `_UNUSED` for none; for an origin its rank."""
    use = np.full(256 * 256, _UNUSED, np.uint8)
    rank = np.zeros(256, np.uint8)
    of_role = {Role.READ: READ, Role.WRITE: WRITE, Role.CALL: CALL, Role.TYPE: TYPE}
    of_role[Role.MADE] = CALL
    taken = {*OF_INSTANCES, Origin.PRECISE_MEMBER}
    for place, origin in enumerate(ORIGINS):
        rank[origin] = place
        if origin in (Origin.IMPLIED, Origin.MEMBER, Origin.DEFINITION):
            continue
        for role, meant in of_role.items():
            is_taken = origin in taken and role in (Role.READ, Role.WRITE)
            use[origin << 8 | role] = TAKE if is_taken else meant
    return use, rank


_USE, _RANK = _table()
_MAY_OVERRIDE: Final = np.isin(np.arange(256), (Kind.METHOD, Kind.PROPERTY))
_STANDS_FOR: Final = frozenset((Kind.VARIABLE, Kind.CONSTANT, Kind.FIELD, Kind.TYPE_ALIAS))
_ALL: Final = 0xFFFFFFFFFFFFFFFF
_COLUMN: Final = 0xFFFFFFFF


class Classes(NamedTuple):
    """What the classes of a file hold and what they are below of."""

    holder_path: Numbers
    holder: Hashes
    """The class of each member; it is elsewhere if the file only adds to it."""
    name: Hashes
    """What tells a member from the others of its class: the same for what overrides it."""
    member: Hashes
    """Methods and properties of this file."""
    below: Hashes
    """A class of this file, or a name that stands for one, once for each base."""
    base_path: Numbers
    base: Hashes


class Piece(NamedTuple):
    """One file's part of the graph."""

    source: Hashes
    """The innermost definition of this file in which the use stands, by its hash."""
    path: Numbers
    """Path ids of what is used."""
    target: Hashes
    use: Bytes
    """CALL to TYPE."""
    rank: Bytes
    """How sure it is: a place in `ORIGINS`."""
    position: NDArray[np.uint64]
    """line << 32 | column of the first such use, zero-based, in UTF-8 bytes."""
    kinds: Bytes
    """For each of `holders`: its kind."""
    holders: Hashes
    """The definitions that something stands in."""
    classes: Classes


def piece_of(path_id: int, facts: Facts, links: Links, *, overrides: bool) -> Piece:
    """The part of a file; `overrides`: whether members of its classes may override others."""
    hashes, paths, first = map(np.asarray, links.by_target)
    positions, containers, roles, origins = map(np.asarray, links.by_row)
    holders, kinds = map(np.asarray, links.of_holders)
    uses = _USE[origins.astype(np.uint16) << 8 | (roles & ~np.uint8(_WIDE))]
    counts = first[1:].astype(np.int64) - first[:-1]
    targets = np.repeat(np.arange(len(counts)), counts)
    kept = (uses != _UNUSED) & (paths[targets] != NOWHERE)
    targets, uses, positions = targets[kept], uses[kept], positions[kept]
    containers, ranks = containers[kept], _RANK[origins[kept]]
    # Of many uses of one symbol in one definition the surest and first stands for all.
    key = (targets.astype(np.uint64) << 24) | (containers.astype(np.uint64) << 8) | uses
    order = np.lexsort((positions, ranks, key))
    key = key[order]
    lone = np.ones(len(key), np.bool_)
    lone[1:] = key[1:] != key[:-1]
    chosen = order[lone]
    return Piece(
        source=holders[containers[chosen]],
        path=paths[targets[chosen]],
        target=hashes[targets[chosen]],
        use=uses[chosen],
        rank=ranks[chosen],
        position=positions[chosen],
        kinds=kinds & ~np.uint8(_WIDE),
        holders=holders,
        classes=_classes(path_id, facts, links, overrides=overrides),
    )


def _classes(path_id: int, facts: Facts, links: Links, *, overrides: bool) -> Classes:
    holder_paths, holders, names, members = list[int](), list[int](), list[int](), list[int]()
    kinds = np.asarray(facts.symbol_kind)
    hashes, containers = facts.symbol_hash, facts.symbol_container
    added: dict[int, list[Target]] = {}
    for symbol in np.flatnonzero(_MAY_OVERRIDE[kinds]).tolist() if overrides else ():
        container = containers[symbol]
        named = hash((facts.bound_as(symbol), facts.names[facts.symbol_variant[symbol]]))
        of = [(path_id, hashes[container])]
        if kinds[container] == Kind.EXTENSION:
            if container not in added:
                added[container] = extended(facts, links, container)
            of += added[container]
        for holder_path, holder in of:
            holder_paths.append(holder_path)
            holders.append(holder)
            names.append(named & _ALL)
            members.append(hashes[symbol])
    below, base_paths, bases = list[int](), list[int](), list[int]()
    said = said_by(facts)
    for place, classes in said.bases.items():
        for (base_path, base), _ in links.at(place >> 32, place & _COLUMN):
            for class_ in classes:
                below.append(class_)
                base_paths.append(base_path)
                bases.append(base)
    for place, aliases in said.aliases.items():
        for scope, name in aliases:
            alias = facts.symbol_bound(scope, name)
            if alias is None or facts.symbol_kind[alias] not in _STANDS_FOR:
                continue
            for (base_path, base), _ in links.at(place >> 32, place & _COLUMN):
                below.append(hashes[alias])
                base_paths.append(base_path)
                bases.append(base)
    return Classes(
        np.array(holder_paths, np.uint32),
        np.array(holders, np.uint64),
        np.array(names, np.uint64),
        np.array(members, np.uint64),
        np.array(below, np.uint64),
        np.array(base_paths, np.uint32),
        np.array(bases, np.uint64),
    )

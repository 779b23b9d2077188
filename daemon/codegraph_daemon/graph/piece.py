"""What one file says of the graph of symbols: who uses what, which classes have which members.

Belongs here: reading links and facts of one file into arrays. Stays out: other files, and what the
arrays of all files together mean (`symbol_graph`).

A piece depends on a file's language, facts and links alone, so an edit replaces the pieces of the
files that it touched or put out of date, and no others.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..chunks.traits import is_test
from ..facts import CONSTRUCTOR_NAME, Facts, Flag, Kind, Role, descriptor_hash
from ..resolve.heritage import Said, extended, said_by
from ..resolve.links import NOWHERE, Links, Target
from ..resolve.values import OF_INSTANCES, TRUST, Origin
from .structural import Structure, structure_of

Numbers = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
Bytes = NDArray[np.uint8]

# What a source does with a target. Of two ways that are as sure the lower one is told.
CALL: Final = 0
"""It is called."""
TAKE: Final = 1
"""It is taken from an instance, which counts as a call: nothing later would tell."""
INHERITS: Final = 2
"""It has it as a base."""
OVERRIDES: Final = 3
"""It overrides it; no file alone can tell."""
STANDS_FOR: Final = 4
"""It is another name for it."""
WRITE: Final = 5
READ: Final = 6
TYPE: Final = 7
"""It stands where a type is named."""
MAKES: Final = 8
"""Who calls it calls that: a class, and its own constructor."""

USES: Final = (
    *("calls", "takes", "inherits from", "overrides", "stands for"),
    *("writes", "reads", "names", "makes"),
)
"""The same in words, by these numbers."""

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
_IS_DECLARED: Final = np.isin(
    np.arange(256),
    (
        *(Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS, Kind.FUNCTION, Kind.METHOD),
        *(Kind.CONSTRUCTOR, Kind.PROPERTY, Kind.FIELD, Kind.VARIABLE, Kind.CONSTANT),
    ),
)
_MAY_MAKE: Final = np.isin(np.arange(256), (Kind.METHOD, Kind.CONSTRUCTOR))
_CONSTRUCTORS: Final = frozenset(("__init__", "__new__"))
_STANDS_FOR: Final = frozenset((Kind.VARIABLE, Kind.CONSTANT, Kind.FIELD, Kind.TYPE_ALIAS))
_COLUMN: Final = 0xFFFFFFFF


class Members(NamedTuple):
    """Methods and properties of a file, once for each class that has them."""

    holder_path: Numbers
    holder: Hashes
    """The class; it is elsewhere if the file only adds to it."""
    name: Hashes
    """What tells it from others of its class: the same for what overrides it."""
    member: Hashes


class Piece(NamedTuple):
    """One file's part of the graph."""

    source: Hashes
    """The innermost definition of this file in which the use stands, by its hash."""
    path: Numbers
    """Path ids of what is used."""
    target: Hashes
    use: Bytes
    """What is done with it: CALL and so on."""
    rank: Bytes
    """How sure it is: a place in `ORIGINS`."""
    position: NDArray[np.uint64]
    """line << 32 | column of the first such use, zero-based, in UTF-8 bytes."""
    is_test: bool
    """Whether it tests something, as far as its content tells."""
    kinds: Bytes
    """For each of `holders`: its kind."""
    holders: Hashes
    """The definitions that something stands in."""
    members: Members
    structure: Structure
    """What types are told by their methods alone."""

    @property
    def above(self) -> tuple[Hashes, Numbers, Hashes]:
        """Classes, or names that may stand for some, and what each is below of or stands for."""
        here = (self.use == INHERITS) | (self.use == STANDS_FOR)
        return self.source[here], self.path[here], self.target[here]


def piece_of(path_id: int, facts: Facts, links: Links, path: str = "") -> Piece:
    """The part of one file; of `path` only its language matters, and that only for types that are
    told by their methods."""
    hashes, paths, first = map(np.asarray, links.by_target)
    positions, containers, roles, origins = map(np.asarray, links.by_row)
    holders, kinds = map(np.asarray, links.of_holders)
    uses = _USE[origins.astype(np.uint16) << 8 | (roles & ~np.uint8(_WIDE))]
    counts = first[1:].astype(np.int64) - first[:-1]
    targets = np.repeat(np.arange(len(counts)), counts)
    kept = (uses != _UNUSED) & (paths[targets] != NOWHERE)
    targets, uses, positions = targets[kept], uses[kept], positions[kept]
    sources, ranks = holders[containers[kept]], _RANK[origins[kept]]
    _name_declared(facts, sources, uses, positions)
    # Of many uses of one symbol in one definition the surest and first stands for all.
    order = np.lexsort((positions, ranks, uses, sources, targets))
    alike = np.zeros(len(order), np.bool_)
    alike[1:] = _as_before(targets[order]) & _as_before(sources[order]) & _as_before(uses[order])
    chosen = order[~alike]
    ties = _Ties([], [], [], [], [])
    _add_ties(ties, path_id, facts, links)
    return Piece(
        source=np.concatenate((sources[chosen], np.array(ties.source, np.uint64))),
        path=np.concatenate(
            (paths[targets[chosen]], np.array([path for path, _ in ties.target], np.uint32))
        ),
        target=np.concatenate(
            (hashes[targets[chosen]], np.array([of for _, of in ties.target], np.uint64))
        ),
        use=np.concatenate((uses[chosen], np.array(ties.use, np.uint8))),
        rank=np.concatenate((ranks[chosen], _RANK[np.array(ties.origin, np.uint8)])),
        position=np.concatenate((positions[chosen], np.array(ties.position, np.uint64))),
        is_test=is_test(facts),
        kinds=kinds & ~np.uint8(_WIDE),
        holders=holders,
        members=_members(path_id, facts, links),
        structure=structure_of(path, path_id, facts, links),
    )


def _as_before(column: NDArray[Any]) -> NDArray[np.bool_]:
    """For each entry but the first whether it equals the one before it."""
    same: NDArray[np.bool_] = column[1:] == column[:-1]
    return same


def _name_declared(
    facts: Facts, sources: Hashes, uses: Bytes, positions: NDArray[np.uint64]
) -> None:
    """Say of types in what is declared that the declaration names them: a function's head lies in
    no body, and yet it is the function that takes such an argument."""
    typed = np.flatnonzero(uses == TYPE)
    if not len(typed):
        return
    first = np.asarray(facts.symbol_sites).astype(np.int64)
    counts = first[1:] - first[:-1]
    symbols = np.repeat(np.arange(len(counts)), counts)
    is_declared = _IS_DECLARED[np.asarray(facts.symbol_kind)[symbols]]
    is_declared &= (np.asarray(facts.symbol_flags)[symbols] & Flag.LOCAL) == 0
    starts, ends = (np.asarray(each)[is_declared] for each in (facts.site_start, facts.site_end))
    symbols = symbols[is_declared]
    # Outer ones before inner ones that begin at the same place.
    order = np.lexsort((-ends.astype(np.int64), starts))
    starts, ends, symbols = starts[order], ends[order], symbols[order]
    if not len(starts):
        return
    above = _around(starts.tolist(), ends.tolist())
    lines = (positions[typed] >> np.uint64(32)).astype(np.int64)
    offsets = np.asarray(facts.line_start)[lines] + (positions[typed] & np.uint64(_COLUMN))
    at = np.searchsorted(starts, offsets, "right") - 1
    while (outside := (at >= 0) & (ends[at] <= offsets)).any():
        at = np.where(outside, above[at], at)
    inside = at >= 0
    sources[typed[inside]] = np.asarray(facts.symbol_hash)[symbols[at[inside]]]


def _around(starts: list[int], ends: list[int]) -> NDArray[np.int64]:
    """For nested extents, by rising start, the number of the one around each; -1 for none."""
    found, open_ = [], list[int]()
    for number, start in enumerate(starts):
        while open_ and ends[open_[-1]] <= start:
            open_.pop()
        found.append(open_[-1] if open_ else -1)
        open_.append(number)
    return np.array(found, np.int64)


class _Ties(NamedTuple):
    """Edges that no occurrence inside of the source says, as columns."""

    source: list[int]
    target: list[Target]
    use: list[int]
    origin: list[int]
    position: list[int]


def _add_ties(ties: _Ties, path_id: int, facts: Facts, links: Links) -> None:
    hashes, containers = facts.symbol_hash, facts.symbol_container
    for symbol in _makers(facts):
        line, column = facts.position(facts.site_name[facts.symbol_sites[symbol]])
        ties.source.append(hashes[containers[symbol]])
        ties.target.append((path_id, hashes[symbol]))
        ties.use.append(MAKES)
        ties.origin.append(Origin.SELF)
        ties.position.append(line << 32 | column)
    said = said_by(facts)
    for use, named in ((INHERITS, said.bases), (STANDS_FOR, _aliases(facts, said))):
        for place, here in named.items():
            for target, origin in links.at(place >> 32, place & _COLUMN):
                for hashed in here:
                    ties.source.append(hashed)
                    ties.target.append(target)
                    ties.use.append(use)
                    ties.origin.append(origin)
                    ties.position.append(place)


def _members(path_id: int, facts: Facts, links: Links) -> Members:
    holders, names, members = list[Target](), list[int](), list[int]()
    kinds = np.asarray(facts.symbol_kind)
    hashes, containers = facts.symbol_hash, facts.symbol_container
    added: dict[int, list[Target]] = {}
    for symbol in np.flatnonzero(_MAY_OVERRIDE[kinds]).tolist():
        container = containers[symbol]
        named = _named(facts.bound_as(symbol), facts.names[facts.symbol_variant[symbol]])
        of = [(path_id, hashes[container])]
        if kinds[container] == Kind.EXTENSION:
            if container not in added:
                added[container] = extended(facts, links, container)
            of += added[container]
        holders += of
        names += [named] * len(of)
        members += [hashes[symbol]] * len(of)
    return Members(
        np.array([path for path, _ in holders], np.uint32),
        np.array([hashed for _, hashed in holders], np.uint64),
        np.array(names, np.uint64),
        np.array(members, np.uint64),
    )


@lru_cache(1 << 12)
def _named(name: str, variant: str) -> int:
    """What tells a member from others of its class; the same in every process."""
    return descriptor_hash(f"{name}\0{variant}")


def _makers(facts: Facts) -> list[int]:
    """Constructors that are called by calling their class, for no call says which it means."""
    kinds, names, name_of = facts.symbol_kind, facts.names, facts.symbol_name
    found: list[int] = []
    for symbol in np.flatnonzero(_MAY_MAKE[np.asarray(kinds)]).tolist():
        if kinds[symbol] != Kind.CONSTRUCTOR and names[name_of[symbol]] not in _CONSTRUCTORS:
            continue
        if kinds[facts.symbol_container[symbol]] != Kind.CLASS:
            continue
        if facts.bound_as(symbol) != CONSTRUCTOR_NAME:
            found.append(symbol)
    return found


def _aliases(facts: Facts, said: Said) -> dict[int, list[int]]:
    """Names that stand for what may be a class, by the place of what they stand for."""
    found: dict[int, list[int]] = {}
    for place, aliases in said.aliases.items():
        for scope, name in aliases:
            symbol = facts.symbol_bound(scope, name)
            if symbol is not None and facts.symbol_kind[symbol] in _STANDS_FOR:
                found.setdefault(place, []).append(facts.symbol_hash[symbol])
    return found

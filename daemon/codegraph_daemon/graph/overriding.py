"""Which members override which, of all classes of a workspace at once.

A member overrides those of the same name of every class above its own. Whoever calls one of these
may run it. Symbols are told by `keys_of`; nothing here knows nodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .piece import Hashes, Numbers, Piece

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_TWIST: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_MOST_STEPS: Final = 64
"""Of classes above one another; code that a person wrote has a dozen."""


class Overriding(NamedTuple):
    """Pairs of keys: a member, and one that it overrides; each pair once."""

    member: Hashes
    overridden: Hashes


def keys_of(path: Numbers, hashed: Hashes) -> Hashes:
    """One number for each symbol, from its path id and the hash of its descriptor."""
    return hashed ^ (path.astype(np.uint64) * _MIX)


def keys_in(path_id: int, hashed: Hashes) -> Hashes:
    """The keys of symbols of one file."""
    return keys_of(np.full(len(hashed), path_id, np.uint32), hashed)


def overriding(files: Iterable[tuple[int, Piece]]) -> Overriding:
    """What the members of all these files (path id, piece) override."""
    parts = []
    for path_id, piece in files:
        members, (below, base_path, base) = piece.members, piece.above
        if len(members.member) or len(below):
            parts.append(
                (
                    keys_of(members.holder_path, members.holder),
                    members.name,
                    keys_in(path_id, members.member),
                    keys_in(path_id, below),
                    keys_of(base_path, base),
                )
            )
    if not parts:
        nothing = np.empty(0, np.uint64)
        return Overriding(nothing, nothing)
    holder, name, member, below, base = map(np.concatenate, zip(*parts, strict=True))
    classes, above = _above(below, base)
    # Each member with each class above its own, and what that declares under the same name.
    at, rows = matches(holder, classes)
    wanted = _named(above[rows], name[at])
    declared = _named(holder, name)
    order = np.argsort(declared, kind="stable")
    which, found = matches(wanted, declared[order])
    own, others = _lone(member[at][which], member[order][found])
    apart = own != others
    return Overriding(own[apart], others[apart])


def _above(below: Hashes, base: Hashes) -> tuple[Hashes, Hashes]:
    """Each class with every class above it, by class: names that stand for a class are passed."""
    order = np.argsort(below, kind="stable")
    below, base = below[order], base[order]
    classes, above = _lone(below, base)
    latest = classes, above
    for _ in range(_MOST_STEPS):
        at, rows = matches(latest[1], below)
        further = _lone(latest[0][at], base[rows])
        # Only what is new leads on.
        new = ~np.isin(_named(*further), _named(classes, above))
        if not new.any():
            break
        latest = further[0][new], further[1][new]
        classes, above = np.concatenate((classes, latest[0])), np.concatenate((above, latest[1]))
    order = np.argsort(classes, kind="stable")
    return classes[order], above[order]


def _lone(first: Hashes, second: Hashes) -> tuple[Hashes, Hashes]:
    """Each pair once."""
    _, where = np.unique(_named(first, second), return_index=True)
    return first[where], second[where]


def _named(class_: Hashes, name: Hashes) -> Hashes:
    """One number for a member of a class, or for another pair."""
    return class_ * _TWIST + (name ^ _MIX)


def matches(wanted: Hashes, rising: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(place in `wanted`, place in `rising`) of every pair of equals."""
    first = np.searchsorted(rising, wanted, "left")
    counts = np.searchsorted(rising, wanted, "right") - first
    at = np.repeat(np.arange(len(wanted)), counts)
    starts = np.repeat(first - (np.cumsum(counts) - counts), counts)
    return at, starts + np.arange(len(at))

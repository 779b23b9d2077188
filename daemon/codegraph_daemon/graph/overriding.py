"""Which members override which, of all classes of a workspace at once.

A member overrides those of the same name of every class above its own. Whoever calls one of these
may run it. Symbols are told by `columns.keys_of`; nothing here knows nodes.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .columns import Columns
from .piece import Hashes

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_TWIST: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_MOST_STEPS: Final = 64
"""Of classes above one another; code that a person wrote has a dozen."""


class Overriding(NamedTuple):
    """Pairs of keys: a member, and one that it overrides; each pair once."""

    member: Hashes
    overridden: Hashes


def overriding(columns: Columns) -> Overriding:
    """What the members of all these files override."""
    holder, name, member = columns.of_class.keys, columns.name, columns.member.keys
    below, base = (symbols.keys for symbols in columns.above)
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

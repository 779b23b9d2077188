"""The order in which a class and its bases are searched for a member (C3, as Python's own).

Pure: classes are opaque entries here.  Which bases a class has is `evaluate`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence

from .keys import PATHS

ClassEntry = tuple[int, int | str]
"""(path id, descriptor hash) of a class; (`PATHS`, name) of one outside the workspace."""

Order = tuple[ClassEntry, ...]


def outside(name: str) -> ClassEntry:
    """The entry of a base class that is not in the workspace."""
    return (PATHS, name)


def is_outside(entry: ClassEntry) -> bool:
    """Whether a class is not in the workspace, so that its members are not known."""
    return entry[0] == PATHS


def merge(first: ClassEntry, bases: Sequence[Order]) -> Order:
    """`first`, then the linearizations of its bases merged.

    Where no consistent order exists (Python would refuse the class) the earlier base wins.
    """
    if not bases:
        return (first,)
    if len(bases) == 1:
        return (first, *bases[0])
    lists = [list(base) for base in bases]
    lists.append([base[0] for base in bases])
    merged = [first]
    while lists:
        for rest in lists:
            head = rest[0]
            if not any(head in other[1:] for other in lists):
                break
        else:
            head = lists[0][0]
        if head not in merged:
            merged.append(head)
        lists = [kept for rest in lists if (kept := [each for each in rest if each != head])]
    return tuple(merged)

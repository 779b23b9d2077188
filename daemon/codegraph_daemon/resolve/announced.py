"""Names by which files are found from anywhere: packages, and what a language links by name.

Which files announce a name is one sorted table of hashes, twelve bytes an entry, so that a
workspace of a million such names costs a worker a dozen megabytes.  Files that changed since it
was made lie beside it, until there are many.  That a look is recorded is `lookups`' doing.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from .tree import Tree

Load = Callable[[Sequence[bytes]], Sequence[bytes]]

_PATH_BITS = 32
_PATH_MASK = (1 << _PATH_BITS) - 1
_FEW = 256
"""So many changed files lie beside the table before it is made again."""


class Announced:
    """Which files of a tree announce a name.  `load` gives the packed hashes of facts ids.

    A tree has one such table, which takes the tree's changes as its own.
    """

    def __init__(self, tree: Tree, load: Load) -> None:
        self._tree = tree
        self._load = load
        self._hashes = array("Q")
        self._paths = array("I")
        self._names: dict[int, array[int]] = {}
        """Of each path id, what it announces."""
        self._beside: dict[int, dict[int, None]] = {}
        """Hash -> path ids of the files that are not in the table as they are now."""
        self._changed: set[int] = set()
        """Those files; what the table holds of them no longer counts."""

    def path_ids(self, hashed: int) -> list[int]:
        """The files that announce the name of a hash, in the order of their paths."""
        if self._tree.announcing_changes:
            self._follow()
        found: list[int] = []
        hashes, paths, changed = self._hashes, self._paths, self._changed
        at = bisect_left(hashes, hashed)
        while at < len(hashes) and hashes[at] == hashed:
            if paths[at] not in changed:
                found.append(paths[at])
            at += 1
        found += self._beside.get(hashed, ())
        if len(found) > 1:
            known = self._tree.paths
            found.sort(key=known.__getitem__)
        return found

    def _follow(self) -> None:
        """Take in what has changed in the tree."""
        tree = self._tree
        changes, tree.announcing_changes = tree.announcing_changes, {}
        there = [path_id for path_id in changes if path_id in tree.announcing]
        facts_ids = [tree.files[tree.paths[path_id]][1] for path_id in there]
        packed = self._load(facts_ids) if facts_ids else ()
        for path_id in changes:
            for hashed in self._names.pop(path_id, ()) if path_id in self._changed else ():
                beside = self._beside.get(hashed)
                if beside is not None:
                    beside.pop(path_id, None)
        self._changed.update(changes)
        for path_id, blob in zip(there, packed, strict=True):
            self._names[path_id] = array("Q", blob)
        if len(self._changed) > _FEW:
            self._make()
            return
        for path_id in there:
            for hashed in self._names[path_id]:
                self._beside.setdefault(hashed, {})[path_id] = None

    def _make(self) -> None:
        """Make the table of all that is announced."""
        for path_id in self._changed - self._tree.announcing:
            self._names.pop(path_id, None)
        rows = sorted(_rows(self._names))
        self._hashes = array("Q", [row >> _PATH_BITS for row in rows])
        self._paths = array("I", [row & _PATH_MASK for row in rows])
        self._beside, self._changed = {}, set()


def _rows(names: dict[int, array[int]]) -> Iterable[int]:
    for path_id, hashes in names.items():
        for hashed in hashes:
            yield hashed << _PATH_BITS | path_id

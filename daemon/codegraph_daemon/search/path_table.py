"""The files of the index in the order of their paths, and what a path says about its symbols.

Belongs here: the order, nearness, which paths rank below the rest, which folders a path goes
through. Stays out: symbols. numpy is imported by the first question, not by loading.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ..chunks.places import traits_of_path
from ..chunks.traits import Trait

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from codegraph_daemon.search.filters import Files

    Ints = npt.NDArray[np.int64]

NEAREST: Final = 15
"""Shared leading steps of two paths are counted up to here."""

MOST_CENTRAL: Final = 15

LONGEST_PATH: Final = (1 << 10) - 1

TESTS, FOREIGN = 1, 2
"""How far symbols rank below the rest: those of tests and examples, of what others or programs
wrote."""


def module_name(path: str) -> str:
    """What a file is called as a symbol: its stem, or its folder's name if it stands for that."""
    folders, _, file = path.rpartition("/")
    stem = file.split(".", 1)[0] or file
    return folders.rpartition("/")[2] if stem == "__init__" and folders else stem


def standing(path: str) -> int:
    """How far the symbols of this file rank below the rest: 0 (not at all), TESTS or FOREIGN."""
    traits = traits_of_path(path)
    if traits & (Trait.VENDORED | Trait.GENERATED):
        return FOREIGN
    return TESTS if traits & (Trait.TEST | Trait.EXAMPLE) else 0


class PathTable:
    """Paths by path id, always in order: a path's rank is its place in that order."""

    def __init__(self) -> None:
        self._paths: list[str] = []
        self._ids = array("I")
        self._path_of: dict[int, str] = {}
        # By path id: what the order of results needs of a path, without its rank.
        self._weights = array("q")
        self._arrays: tuple[Ints, Ints] | None = None
        self._folders: tuple[npt.NDArray[np.uint8], Ints, Ints] | None = None
        # The last answer of `taken`: a query is typed letter by letter.
        self._taken: tuple[str, npt.NDArray[np.bool_]] | None = None
        self._users: npt.NDArray[np.int32] | None = None
        self.weighed: dict[tuple[int, bool], Ints] = {}
        """What the order made of all paths, by how far who asks ranks below the rest and whether
        nearness counts; kept by `order`."""
        self.near: tuple[str, Ints] | None = None
        """The same for who was near one of them last."""

    def __len__(self) -> int:
        return len(self._paths)

    def path(self, path_id: int) -> str:
        """The path of a path id that is in the table."""
        return self._path_of[path_id]

    def add(self, path_id: int, path: str) -> None:
        """Enter a path, or change what path an id stands for."""
        known = self._path_of.get(path_id)
        if known == path:
            return
        if known is not None:
            self.remove(path_id)
        at = bisect_left(self._paths, path)
        self._paths.insert(at, path)
        self._ids.insert(at, path_id)
        self._path_of[path_id] = path
        missing = path_id + 1 - len(self._weights)
        if missing > 0:
            self._weights.frombytes(bytes(8 * missing))
        self._weights[path_id] = standing(path) << 10 | min(len(path), LONGEST_PATH)
        self._changed()

    def state(self) -> tuple[array[int], array[int]]:
        """Path ids in the order of their paths, and the weight of each path."""
        return array("I", self._ids), array("q", map(self._weights.__getitem__, self._ids))

    def begin_with(self, paths: Sequence[str], ids: array[int], weights: array[int]) -> None:
        """Enter all paths of a `state` into an empty table at once."""
        self._paths, self._ids = list(paths), array("I", ids)
        self._path_of = dict(zip(ids, paths, strict=True))
        self._weights = array("q", bytes(8 * (max(ids, default=-1) + 1)))
        for path_id, weight in zip(ids, weights, strict=True):
            self._weights[path_id] = weight

    def remove(self, path_id: int) -> None:
        """Take a path out; nothing happens if it is not in the table."""
        path = self._path_of.pop(path_id, None)
        if path is None:
            return
        at = bisect_left(self._paths, path)
        while self._ids[at] != path_id:
            at += 1
        del self._paths[at]
        del self._ids[at]
        self._changed()

    def _changed(self) -> None:
        self._arrays = self._folders = self._taken = self.near = None
        self.weighed = {}

    def arrays(self) -> tuple[Ints, Ints]:
        """(rank, weight), both by path id.

        A weight is `standing` << 10 | length of the path.
        """
        if self._arrays is None:
            import numpy as np

            ids = np.array(self._ids, dtype=np.uint32)
            ranks = np.zeros(len(self._weights), dtype=np.int64)
            ranks[ids] = np.arange(len(ids))
            self._arrays = ranks, np.array(self._weights, dtype=np.int64)
        return self._arrays

    def used(self, users: npt.NDArray[np.int32]) -> None:
        """Say, by path id, how many other files use each file."""
        self._users, self.weighed, self.near = users, {}, None

    def central(self) -> Ints:
        """By path id: how central the file is, from 0 to MOST_CENTRAL: twice the logarithm of the
        number of files that use it."""
        import numpy as np

        found = np.zeros(len(self._weights), dtype=np.int64)
        if self._users is not None:
            users = self._users[: len(found)]
            grown = np.rint(2 * np.log2(users + 1)).astype(np.int64)
            found[: len(users)] = np.minimum(grown, MOST_CENTRAL)
        return found

    def taken(self, files: Files) -> npt.NDArray[np.bool_]:
        """By path id: whether the file may be found."""
        if self._taken is None or self._taken[0] != files.key:
            import numpy as np

            found: npt.NDArray[np.bool_] = np.zeros(len(self._weights), dtype=np.bool_)
            found[[i for i, path in self._path_of.items() if files.takes(path)]] = True
            self._taken = files.key, found
        return self._taken[1]

    def nearer(self, near: str) -> Iterator[Ints]:
        """The path ids of all paths that share the first step with the path `near`, then of those
        that share the second as well, and so on, to NEAREST."""
        import numpy as np

        ids = np.frombuffer(self._ids, dtype=np.uint32)
        steps = near.strip("/").split("/")[:NEAREST]
        first, last = 0, len(self._paths)
        for depth in range(1, len(steps) + 1):
            prefix = "/".join(steps[:depth])
            # Whatever lies in a folder is one range of the order; "0" is the character after "/".
            if depth == len(steps):
                first = bisect_left(self._paths, prefix, first, last)
                last = bisect_left(self._paths, prefix + "\0", first, last)
            else:
                first = bisect_left(self._paths, prefix + "/", first, last)
                last = bisect_left(self._paths, prefix + "0", first, last)
            if first == last:
                return
            # A copy: whoever keeps a view of the table keeps it from growing.
            yield ids[first:last].astype(np.int64)

    def folders_matched(self, parts: tuple[bytes, ...]) -> Ints:
        """By rank: how many of `parts`, from the first on, start folders of the path in order.

        `parts` are without case. The last step of a path is not one of its folders, nor is the
        folder that a file stands for: that step is the name of the file's own symbol.
        """
        import numpy as np

        from codegraph_daemon.search.text import find_all

        if self._folders is None:
            self._folders = self._find_folders()
        text, starts, limits = self._folders
        matched = np.zeros(len(self._paths), dtype=np.int64)
        reached = starts.copy()
        for number, part in enumerate(parts, 1):
            places = find_all(text, b"/" + part)
            owner = np.searchsorted(starts, places, side="right") - 1
            kept = (places >= reached[owner]) & (places < limits[owner])
            kept &= matched[owner] == number - 1
            places, owner = places[kept][::-1], owner[kept][::-1]
            if not len(places):
                break
            # Written from the back, so that the first place in each path is what remains.
            reached[owner] = places + 1 + len(part)
            matched[owner] = number
        return matched

    def _find_folders(self) -> tuple[npt.NDArray[np.uint8], Ints, Ints]:
        """All paths in one text, a slash before each step; where each path starts in it, and the
        slash before the step that its file is called like."""
        import numpy as np

        from codegraph_daemon.search.text import find_all

        joined = "".join(f"\0/{path}" for path in self._paths).lower()
        text = np.frombuffer(joined.encode("utf-8", "surrogatepass"), np.uint8)
        starts = np.flatnonzero(text == 0)
        slashes = np.flatnonzero(text == ord("/"))
        last = np.searchsorted(slashes, np.append(starts[1:], len(text))) - 1
        limits = slashes[last]
        for_folder = np.isin(limits, find_all(text, b"/__init__."), assume_unique=True)
        limits[for_folder] = np.maximum(slashes[last - 1], starts)[for_folder]
        return text, starts, limits

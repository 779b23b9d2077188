"""How many files refer to each file: what links say of how central a file is.

Belongs here: counts for one generation, brought from generation to generation, once for all who
need them. Stays out: what they weigh (`ranking.score`, `search.path_table`).

Links name what they refer to, so nothing is stored of this: the first search reads the links of all
files, some 25 µs for each, and later ones those of the files that were linked anew. What is counted
is what the links of a generation say, those included that are about to be made again; a file that
is not linked yet refers to nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..resolve.links import NOWHERE, Links
from ..store.database import Store
from ..store.views import Generation

_AT_ONCE: Final = 32
_LISTED: Final = 512

Counts = NDArray[np.int32]


class Users:
    """By path id how many other files refer to a file, in one workspace."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = asyncio.Lock()
        self._generation: Generation | None = None
        self._earlier: dict[int, bytes] = {}
        self.counts: Counts = np.empty(0, np.int32)
        """Never changed in place."""

    @property
    def generation(self) -> Generation | None:
        """What `counts` were counted for."""
        return self._generation

    def begin_with(self, links: dict[int, bytes], counts: Counts) -> None:
        """Begin with what was counted earlier, when these were the ids of all links by path id;
        nothing happens if somebody counts already."""
        if self._generation is None and not self._lock.locked():
            self._earlier, self.counts = links, counts

    async def follow(
        self, generation: Generation, breathe: Callable[[], Awaitable[None]]
    ) -> Counts:
        """Count for a generation; who comes while that is done waits for it."""
        async with self._lock:
            if self._generation is not generation:
                await self._follow(generation, breathe)
            return self.counts

    async def _follow(self, generation: Generation, breathe: Callable[[], Awaitable[None]]) -> None:
        changed = await _changed(generation, self._generation, self._earlier, breathe)
        counts = self.counts
        added = [(path_id, new) for path_id, _, new in changed if new]
        less, missing = await self._counted([(p, old) for p, old, _ in changed if old], breathe)
        if missing:
            # What no file names any more may be gone from the store: all are counted anew.
            counts = less = np.empty(0, np.int32)
            added = [(entry.path_id, entry.links) for entry in generation.entries() if entry.links]
        more, _ = await self._counted(added, breathe)
        if len(less) or len(more):
            new = np.zeros(max(len(counts), len(less), len(more)), np.int32)
            new[: len(counts)] += counts
            new[: len(more)] += more
            new[: len(less)] -= less
            self.counts = new
        self._generation, self._earlier = generation, {}

    async def _counted(
        self, files: Sequence[tuple[int, bytes]], breathe: Callable[[], Awaitable[None]]
    ) -> tuple[Counts, bool]:
        """By path id how many of some files, each with the id of its links, refer to a file.

        Also whether links of some are missing.
        """
        found, missing = np.zeros(0, np.int32), False
        for at in range(0, len(files), _AT_ONCE):
            some = files[at : at + _AT_ONCE]
            used = [np.zeros(0, np.uint32)]
            rows = self._store.get_many("links", [links for _, links in some])
            for (path_id, _), packed in zip(some, rows, strict=True):
                if packed is None:
                    missing = True
                else:
                    used.append(used_by(path_id, Links(packed)))
            now = np.bincount(np.concatenate(used), minlength=len(found)).astype(np.int32)
            now[: len(found)] += found
            found = now
            await breathe()
        return found, missing


class UsersByView:
    """The counts of each view of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._users: dict[int, Users] = {}

    def of(self, view_id: int) -> Users:
        """Those of one view."""
        known = self._users.get(view_id)
        if known is None:
            known = self._users[view_id] = Users(self._store)
        return known

    def forget(self, view_id: int) -> None:
        """A view is not in memory any more."""
        self._users.pop(view_id, None)


async def _changed(
    new: Generation,
    old: Generation | None,
    earlier: dict[int, bytes],
    breathe: Callable[[], Awaitable[None]],
) -> list[tuple[int, bytes, bytes]]:
    """(path id, id of its links before, and now) where they differ; empty: there were none.

    `earlier`: the ids before, by path id, where there is no `old` generation.
    """
    found: list[tuple[int, bytes, bytes]] = []
    if old is None:
        left = dict(earlier)
        for number, each in enumerate(new.entries(), 1):
            was = left.pop(each.path_id, b"")
            if was != each.links:
                found.append((each.path_id, was, each.links))
            if not number % _LISTED:
                await breathe()
        return found + [(path_id, was, b"") for path_id, was in left.items() if was]
    for path_id, entry in new.changed_since(old).items():
        before = old.by_id(path_id)
        pair = b"" if before is None else before.links, b"" if entry is None else entry.links
        if pair[0] != pair[1]:
            found.append((path_id, *pair))
    return found


def used_by(path_id: int, links: Links) -> NDArray[np.uint32]:
    """The path ids of the other files that a file refers to, rising."""
    found = np.unique(np.asarray(links.by_target[1]))
    used: NDArray[np.uint32] = found[(found != path_id) & (found != NOWHERE)]
    return used

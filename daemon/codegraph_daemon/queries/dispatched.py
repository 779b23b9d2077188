"""Who uses a method through an interface of the standard library, and may so mean one of ours.

Belongs here: which uses of such interfaces count. Stays out: which methods implement which
(`structure`).

Everything that writes takes an `io.Writer`, in packages that have never heard of each other.  So
only those uses count that stand in a package which knows one of the packages that implement the
method, through whatever packages it knows them: the others may be handed one, and nothing in them
says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..chunks.places import traits_of_path
from ..chunks.traits import Trait
from ..languages.registry import is_structural
from ..resolve.links import Target
from ..store.postings import Postings
from .answering import Asked
from .reading import Snapshot

Dispatched = tuple[Target, list[int]]
"""A method as links have it (`standard_method`), and the files whose uses of it count."""


async def dispatched(
    asked: Asked,
    snapshot: Snapshot,
    postings: Postings,
    methods: Iterable[Target],
    implementing: Iterable[Target],
) -> list[Dispatched]:
    """The uses of some methods of the standard library that may mean one of those that implement
    them in the workspace."""
    paths, packages = snapshot.generation, _Packages(asked, snapshot)
    homes = frozenset(_folder(paths.path_of(path_id)) for path_id, _ in implementing)
    found: list[Dispatched] = []
    for method in methods:
        users = [each for each in postings.read_refs(*method) if paths.has(each)]
        knowing = [each for each in users if await packages.knows(paths.path_of(each), homes)]
        if knowing:
            found.append((method, knowing))
    return found


class _Packages:
    """Which packages know which, in one generation."""

    def __init__(self, asked: Asked, snapshot: Snapshot) -> None:
        self._asked = asked
        self._snapshot = snapshot
        self._told: dict[str, bool] = {}

    async def knows(self, path: str, homes: frozenset[str]) -> bool:
        """Whether the package of a file is, or uses something of, one of these, its tests
        included, or of one that does."""
        folder = _folder(path)
        if folder not in self._told:
            known = await self._used_by(folder, tests=True)
            seen, pending = {folder, *known}, [*known]
            while pending and seen.isdisjoint(homes):
                further = await self._used_by(pending.pop(), tests=False) - seen
                seen |= further
                pending += further
            self._told[folder] = not seen.isdisjoint(homes)
        return self._told[folder]

    async def _used_by(self, folder: str, *, tests: bool) -> frozenset[str]:
        """The packages that a package uses something of; `tests`: also what its tests use."""
        conclusions = self._snapshot.conclusions
        known: frozenset[str] | None = conclusions.get(("packages used", folder, tests))
        if known is not None:
            return known
        paths = self._snapshot.generation
        own = [
            path_id
            for path_id in self._files().get(folder, ())
            if tests or not traits_of_path(paths.path_of(path_id)) & Trait.TEST
        ]
        ids: set[int] = set()
        for _, _, links in self._snapshot.linked(own):
            await self._asked.pace.breathe()
            ids.update(path_id for path_id, _ in links.targets)
        found = frozenset(_folder(paths.path_of(each)) for each in ids if paths.has(each))
        conclusions["packages used", folder, tests] = found
        return found

    def _files(self) -> dict[str, list[int]]:
        """The files of each package."""
        conclusions = self._snapshot.conclusions
        known: dict[str, list[int]] | None = conclusions.get("files of packages")
        if known is None:
            known = {}
            for path, entry in self._snapshot.generation.items():
                if is_structural(path):
                    known.setdefault(_folder(path), []).append(entry.path_id)
            conclusions["files of packages"] = known
        return known


def _folder(path: str) -> str:
    return path.rpartition("/")[0]

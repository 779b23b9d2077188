"""Who uses a method through an interface of the standard library, and may so mean one of ours.

Belongs here: which uses of such interfaces count. Stays out: which methods implement which
(`structure`).

Everything that writes takes an `io.Writer`, in packages that have never heard of each other.  So
only those uses count that stand in a package which implements the method itself: all others may be
handed one, and nothing in them says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..resolve.links import Target
from ..store.postings import Postings
from .reading import Snapshot

Dispatched = tuple[Target, list[int]]
"""A method as links have it (`standard_method`), and the files whose uses of it count."""


def dispatched(
    snapshot: Snapshot,
    postings: Postings,
    methods: Iterable[Target],
    implementing: Iterable[Target],
) -> list[Dispatched]:
    """The uses of some methods of the standard library that may mean one of those that implement
    them in the workspace."""
    paths = snapshot.generation
    homes = {_folder(paths.path_of(path_id)) for path_id, _ in implementing}
    found: list[Dispatched] = []
    for method in methods:
        users = [each for each in postings.read_refs(*method) if paths.has(each)]
        users = [each for each in users if _folder(paths.path_of(each)) in homes]
        if users:
            found.append((method, users))
    return found


def _folder(path: str) -> str:
    return path.rpartition("/")[0]

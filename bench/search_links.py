"""How many files of a folder refer to each: linked in this process, by the tasks of workers."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from codegraph_daemon.facts import Facts
from codegraph_daemon.lexical.users import used_by
from codegraph_daemon.resolve.links import Links
from codegraph_daemon.workers import Host
from codegraph_daemon.workers.tasks import BROADCASTS, TASKS

if TYPE_CHECKING:
    from bench.search_corpus import Source

_BATCH = 16
_VIEW = 1


class _Facts(Host):
    """The daemon as the tasks see it: facts come from here."""

    def __init__(self, by_id: dict[bytes, bytes]) -> None:
        self._by_id = by_id

    def call(self, method: str, payload: Any) -> Any:
        found = [self._by_id[facts_id] for facts_id in payload]
        if method == "announced":
            return [Facts(facts).announced.tobytes() for facts in found]
        return found

    def step(self, what: Any) -> None:
        pass


def users_of(sources: Sequence[Source]) -> npt.NDArray[np.int32]:
    """By the place of each source how many of the others refer to it."""
    by_id: dict[bytes, bytes] = {}
    rows = []
    for path_id, source in enumerate(sources):
        # The same facts mean other things in another language.
        named = source.facts + source.path.rpartition(".")[2].encode()
        facts_id = blake2b(named, digest_size=16).digest()
        by_id[facts_id] = source.facts
        rows.append((source.path, path_id + 1, facts_id))
    BROADCASTS["view"]({"view": _VIEW, "reset": True, "rows": rows, "keys": []})
    host = _Facts(by_id)
    counts = np.zeros(len(sources) + 1, np.int32)
    for at in range(1, len(sources) + 1, _BATCH):
        batch = list(range(at, min(at + _BATCH, len(sources) + 1)))
        linked = TASKS["link"](host, {"view": _VIEW, "files": batch, "precise": []})
        for path_id, _, links, *_ in linked["files"]:
            counts[used_by(path_id, Links(links))] += 1
    return counts[1:]

"""`verify`: is the index what one made from scratch of the same files would be?

Belongs here: which generation is compared, and a worker of its own for it, so that neither
questions nor indexing wait. Stays out: making and comparing (`workers.verifying`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

from codegraph_client.errors import BadRequest, RequestFailed
from codegraph_client.place import cache_place
from codegraph_client.protocol import BUSY

from ..pipeline.searchable import all_searchable, searchable
from ..pipeline.workspace import Workspace
from ..repository import Repository
from ..store import poison
from ..store.database import Store
from ..workers.limits import Limits
from ..workers.pool import Pool

_TASKS = "codegraph_daemon.workers.verifying"
_FOREVER = 10**9
_WORDS_SECONDS = 2.0
_PAGE = 500
_WORD_ROWS = 100
"""Rows of terms or trigrams sent at once; some are long."""
_SECONDS = 600.0
"""For what has no steps, as the look at a whole tree."""
_STEP_FACTOR = 5
UNSEEN_SECONDS = 1.0
"""A change may be this old before the watcher's word of it has become a generation."""

Tell = Callable[[str, int, int], None]


class Verification:
    """Verifications of one repository: one at a time, for each needs a worker and its memory."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._running = False

    async def run(self, workspace: Workspace, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
        """Wait until the index is as it should be, and compare that generation.

        `params["limit"]` is how many differences are described; `tell` hears (stage, done, total).
        Raises BadRequest, RequestFailed (busy), and WorkerDied or TaskFailed.
        """
        limit = params.get("limit", 20)
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
            raise BadRequest("limit must be a whole number, 0 or more")
        if self._running:
            raise RequestFailed(BUSY, "the index is being verified already")
        self._running = True
        try:
            await workspace.settled(_FOREVER)
            if workspace.chunking.few:
                # What is edited all the time has its words only later, and is left out of them.
                deadline = asyncio.get_running_loop().time() + _WORDS_SECONDS
                await searchable(workspace, deadline)
            else:
                await all_searchable(workspace)
            # What was edited while words were waited for may not be linked yet.
            await workspace.settled(_FOREVER)
            return await self._compare(workspace, limit, tell)
        finally:
            self._running = False

    async def _compare(self, workspace: Workspace, limit: int, tell: Tell) -> dict[str, Any]:
        generation, indexing = workspace.generation, workspace.indexing
        store, settings = self._repository.store, workspace.settings
        entries = iter(generation.entries())

        def rows(_: None) -> list[tuple[Any, ...]]:
            page = islice(entries, _PAGE)
            path_of, precise = generation.path_of, workspace.commits.imported.key
            return [(precise(entry), path_of(entry.path_id), *entry) for entry in page]

        started = time.perf_counter()
        pool = Pool(
            handlers={
                "rows": rows,
                "facts": lambda ids: _contents(store, "facts", ids),
                "links": lambda ids: _contents(store, "links", ids),
                "refs": lambda symbols: _users(store, symbols),
                "precise": lambda key: store.get("precise", key),
                "poison": lambda ids: poison.reasons(store, ids),
                "chunks": self._repository.words.chunks,
                "words": lambda page: store.page(page[0], page[1], _WORD_ROWS),
                "progress": lambda said: tell(*said),
            },
            tasks=_TASKS,
            limits=Limits(
                memory_bytes=settings.integer("workers.memory_mb") << 20, task_seconds=_SECONDS
            ),
        )
        try:
            payload = {
                "root": str(workspace.root),
                "max_bytes": indexing.max_bytes,
                "since_ns": time.time_ns() - int(_unseen_seconds(workspace) * 1e9),
                "left_out": list(indexing.left_out),
                "unlinked": [generation.path_of(path_id) for path_id in indexing.unlinked],
                "folder": str(cache_place(self._repository.identity).dir),
                "limit": limit,
                "words": workspace.chunking.on,
                "uncut": [generation.path_of(p) for p, _ in workspace.chunking.pending()],
            }
            seconds = indexing.file_seconds * _STEP_FACTOR
            found: dict[str, Any] = await pool.submit(
                "verify", payload, lane="bulk", step_seconds=seconds
            )
        finally:
            await pool.close()
        took = (time.perf_counter() - started) * 1000
        return {
            "root": str(workspace.root),
            "generation": generation.number,
            "equal": not found["total"],
            **found,
            "took_ms": round(took, 1),
        }


def _contents(store: Store, family: str, ids: list[bytes]) -> list[bytes]:
    """Content by id; empty for what is not there."""
    return [blob or b"" for blob in store.get_many(family, ids)]


def _users(store: Store, symbols: list[bytes]) -> list[bytes]:
    """For each key of a symbol the packed path ids of the files that may refer to it."""
    found = store.rows_of("refs", symbols)
    return [b"".join(packed for _, packed in rows) for rows in found]


def _unseen_seconds(workspace: Workspace) -> float:
    """How long a change on disk may go unnoticed."""
    match workspace.disk.watching:
        case "poll":
            return workspace.settings.number("watch.poll_seconds") + UNSEEN_SECONDS
        case "off":
            return 0.0
        case _:
            return UNSEEN_SECONDS

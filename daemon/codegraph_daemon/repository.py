"""What one daemon serves: one store, its workers, and a workspace for each root.

Worktrees of one repository share the store, and so facts, links and the work of making them; each
has a view of its own.  Nothing here indexes or answers; it only owns and connects.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from codegraph_client import settings as settings_of
from codegraph_client.errors import StoreError
from codegraph_client.settings import Settings

from .pipeline.workspace import Workspace
from .store.damage import DamagedStore, quarantine
from .store.database import Store
from .store.postings import Postings
from .store.sweep import Sweep
from .store.views import ViewStore
from .workers.limits import Limits
from .workers.pool import Pool

log = logging.getLogger(__name__)

_TIDY_SECONDS = 5.0
"""How often the daemon looks whether it is idle and something is to be tidied."""


class Repository:
    """An open index with its workers.  Made by `open`, on the daemon's event loop."""

    def __init__(
        self,
        identity: Path,
        store: Store,
        settings: Settings,
        bulk: int,
        make_pool: Callable[..., Pool] = Pool,
    ) -> None:
        self.identity = identity
        self.store = store
        self.settings = settings
        self.views = ViewStore(store)
        self.postings = Postings(store)
        self.workspaces: dict[Path, Workspace] = {}
        self.bulk = bulk
        self.pool = make_pool(
            handlers={"facts": self._facts, "known": self._known},
            on_start=self._bring_up,
            limits=Limits(
                bulk=bulk,
                memory_bytes=settings.integer("workers.memory_mb") << 20,
                task_seconds=120.0,
            ),
        )
        self._tidying = asyncio.get_running_loop().create_task(self._tidy())

    @classmethod
    async def open(
        cls,
        identity: Path,
        store_dir: Path,
        settings: Settings,
        make_pool: Callable[..., Pool] = Pool,
    ) -> Repository:
        """Open the index in `store_dir`, a new one if there is none or it is damaged.

        `make_pool` makes the workers; tests run them in their own process.

        Raises StoreError if it cannot be used, with what to do.
        """
        cache_mb = settings.integer("store.block_cache_mb")
        try:
            store = Store.open(store_dir, cache_mb)
        except DamagedStore as error:
            log.error("%s", error)
            aside = quarantine(store_dir)
            log.warning("the damaged index was moved to %s; a new one is built", aside)
            store = Store.open(store_dir, cache_mb)
        bulk = settings.integer("workers.bulk") or max(1, (os.cpu_count() or 2) - 1)
        return cls(identity, store, settings, bulk, make_pool)

    def workspace(self, root: Path) -> Workspace:
        """The workspace of a root, started on first use."""
        found = self.workspaces.get(root)
        if found is None:
            found = self.workspaces[root] = Workspace(
                root,
                settings_of.load(root),
                self.pool,
                self.store,
                self.views,
                self.postings,
                self.bulk,
            )
            # Workers that run already must know the new table before they get tasks about it.
            self.pool.broadcast("view", found.broadcast_rows())
            found.start()
        return found

    @property
    def busy(self) -> bool:
        """Whether work is under way or waiting."""
        return any(workspace.busy for workspace in self.workspaces.values())

    async def close(self) -> None:
        """Drop what is in flight and close the store."""
        self._tidying.cancel()
        for workspace in self.workspaces.values():
            await workspace.close()
        await self.pool.close()
        await asyncio.gather(self._tidying, return_exceptions=True)
        self.store.flush()
        self.store.close()

    # What workers ask

    def _facts(self, facts_ids: list[bytes]) -> list[bytes]:
        found = self.store.get_many("facts", facts_ids)
        for facts_id, blob in zip(facts_ids, found, strict=True):
            if blob is None:
                raise StoreError(f"the facts {facts_id.hex()} are not in the index")
        return [blob for blob in found if blob is not None]

    def _known(self, facts_ids: list[bytes]) -> list[bool]:
        # The symbols are written after the facts and are small to read.
        return [found is not None for found in self.store.get_many("symbols", facts_ids)]

    def _bring_up(self, lane: str) -> Iterable[tuple[str, Any]]:
        return [("view", workspace.broadcast_rows()) for workspace in self.workspaces.values()]

    # Idle work

    async def _tidy(self) -> None:
        """Make writes durable after a pause; merge and sweep while nobody waits."""
        sweep: Sweep | None = None
        flushed = -1
        while True:
            await asyncio.sleep(_TIDY_SECONDS if sweep is None else 0.01)
            if self.busy:
                continue
            if self.views.changes != flushed:
                flushed = self.views.changes
                await self.store.pause_flush()
            if self.postings.crowded:
                self.postings.compact_postings(4)
            elif sweep is not None and sweep.step():
                sweep = None


__all__ = ["Repository"]

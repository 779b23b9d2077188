"""What a start begins with, while most of the daemon is not loaded yet: workers, the store, and a
first look at the tree.

A worker takes as long to start as the daemon does, and then as long to look at the tree. Neither
needs more of the daemon than is imported here, so both happen while the rest is loaded.

Belongs here: what can be begun so early, and how it is handed over. Stays out: what comes of the
look (`pipeline.disk`), and all that needs an index (`repository`).
"""

from __future__ import annotations

import logging
import os
from asyncio import Future
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from codegraph_client.settings import Settings

from .store.damage import DamagedStore, quarantine
from .store.database import Store
from .store.views import ViewStore
from .watch import Dirty, Watcher
from .workers.calls import Handler
from .workers.errors import TaskFailed, WorkerDied
from .workers.limits import Limits
from .workers.pool import Pool

log = logging.getLogger(__name__)

_SCAN_FIRST = 10
_TASK_SECONDS = 120.0


class FirstLook:
    """The tree of `root`, watched and being looked at before anybody can be told of it.

    Every folder that a look told of before is watched first, so that nothing that happens from
    then on is missed, and what happened before is seen by the look.
    """

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self._tell: Callable[[Dirty], None] | None = None
        self._folders: frozenset[str] = frozenset()
        self._everything = False
        self._watcher: Watcher | None = Watcher(root, self._dirty, settings)
        self._found: Future[Any] | None = None

    async def begin(self, folders: list[str], pool: Pool, step_seconds: float) -> None:
        """Watch these folders, and have a worker look at everything."""
        assert self._watcher is not None
        await self._watcher.start(folders)
        # It ends with everything dirty, which is what is looked at now.
        self._everything = False
        payload = {"root": str(self.root), "seen": None}
        self._found = pool.submit(
            "scan", payload, lane="interactive", priority=_SCAN_FIRST, step_seconds=step_seconds
        )

    def take_watcher(self, tell: Callable[[Dirty], None]) -> Watcher | None:
        """The watcher, which tells this function from now on, also of what it has seen by now."""
        self._tell, watcher, self._watcher = tell, self._watcher, None
        if self._everything or self._folders:
            tell(Dirty(self._folders, self._everything, "events of the start"))
        return watcher

    async def found(self) -> Any | None:
        """What the look has found; None if it could not be made, which is logged."""
        assert self._found is not None
        try:
            return await self._found
        except (TaskFailed, WorkerDied) as error:
            log.warning("the first look at the tree failed: %s", error)
            return None

    async def close(self) -> None:
        """Stop watching if nobody has taken that over."""
        if self._watcher is not None:
            await self._watcher.stop()

    def _dirty(self, dirty: Dirty) -> None:
        if self._tell is not None:
            self._tell(dirty)
            return
        self._folders |= dirty.directories
        self._everything |= dirty.everything


class Beginning:
    """A store and its workers, which nobody uses yet.  Made on the daemon's event loop."""

    def __init__(
        self, store_dir: Path, settings: Settings, make_pool: Callable[..., Pool] = Pool
    ) -> None:
        self.bulk = settings.integer("workers.bulk") or max(1, (os.cpu_count() or 2) - 1)
        self.make_pool = make_pool
        self.handlers: dict[str, Handler] = {}
        """What workers may ask, to be filled in before they get tasks that do."""
        self.on_start: Callable[[str], Iterable[tuple[str, Any]]] = lambda lane: ()
        """What brings a worker up that is ready from now on."""
        self.pool = make_pool(
            handlers=self.handlers,
            on_start=lambda lane: self.on_start(lane),
            limits=Limits(
                bulk=self.bulk,
                memory_bytes=settings.integer("workers.memory_mb") << 20,
                task_seconds=_TASK_SECONDS,
            ),
        )
        self.look: FirstLook | None = None
        if (store_dir / "CURRENT").exists():
            # There is an index, so what is next is a look at the tree.
            self.pool.prestart("interactive")
        self.store = _open(store_dir, settings.integer("store.block_cache_mb"))
        self.views = ViewStore(self.store)

    async def look_at(self, root: Path, settings: Settings) -> None:
        """Begin to look at the tree of a root, if it is known which folders are to be watched."""
        if settings.text("watch.mode") == "off":
            return
        folders = self.views.folders(str(root))
        if folders:
            self.look = FirstLook(root, settings)
            await self.look.begin(folders, self.pool, settings.number("workers.file_seconds"))


def _open(store_dir: Path, cache_mb: int) -> Store:
    try:
        return Store.open(store_dir, cache_mb)
    except DamagedStore as error:
        log.error("%s", error)
        aside = quarantine(store_dir)
        log.warning("the damaged index was moved to %s; a new one is built", aside)
        return Store.open(store_dir, cache_mb)

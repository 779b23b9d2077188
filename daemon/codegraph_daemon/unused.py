"""Workspaces that nobody needs any more: of trees that are gone, and of those nobody asks about.

Belongs here: who is there for a workspace, when it is let go, and when its view is forgotten. Stays
out: the workspaces themselves (`repository`), and the content that no view names (`store.sweep`).

A revision that is indexed beside the work tree is asked about for a while and then no more; in
memory it would cost as much as the work tree, in each worker as well.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from codegraph_client.trees import tree_at

from .pipeline.workspace import Workspace
from .session import Session
from .store.views import ViewStore
from .workers.pool import Pool

log = logging.getLogger(__name__)

_KEPT_SECONDS: Final = 600.0


class Unused:
    """Of one repository's workspaces those that nobody needs."""

    def __init__(self, workspaces: dict[Path, Workspace], views: ViewStore, pool: Pool) -> None:
        self.on_let_go: list[Callable[[int], None]] = []
        """Told of each view that is not in memory from now on."""
        self._workspaces = workspaces
        self._views = views
        self._pool = pool
        self._sessions: dict[Path, int] = {}
        self._left: dict[Path, float] = {}
        """When the last session of a root ended."""

    def attend(self, session: Session) -> None:
        """A session has begun: what it asks about stays until it ends."""
        root = session.workspace.root
        self._sessions[root] = self._sessions.get(root, 0) + 1

        def end() -> None:
            self._sessions[root] -= 1
            self._left[root] = time.monotonic()

        session.on_close(end)

    async def let_go(self, now: float) -> None:
        """Let go of what nobody needs; `now` is a monotonic time."""
        for root, workspace in list(self._workspaces.items()):
            if self._sessions.get(root) or workspace.busy:
                continue
            beside = tree_at(root) is not None
            there = root.is_dir()
            if there and (not beside or now - self._left.get(root, now) < _KEPT_SECONDS):
                continue
            log.info("let go of %s", root)
            del self._workspaces[root]
            self._left.pop(root, None)
            await workspace.close()
            self._views.unload(workspace.view_id)
            self._pool.broadcast("view", {"view": workspace.view_id, "end": True})
            for told in self.on_let_go:
                told(workspace.view_id)

    async def forget(self) -> None:
        """Forget the views of roots that are gone for good, so that their content can go."""
        for info in self._views.all():
            root = Path(info.root)
            # A disk that is away takes the folder around a root along.
            gone = not os.path.lexists(root) and root.parent.is_dir()
            if gone and root not in self._workspaces:
                await self._views.drop(info.view_id)

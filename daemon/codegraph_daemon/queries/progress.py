"""What sessions hear without asking: how far the index is, and the state of it.

Belongs here: notifications. Stays out: questions (`api`), and what a state is (`about`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from codegraph_client.protocol import PROGRESS, STATUS

from ..pipeline import searchable
from ..pipeline.workspace import Progress, Workspace
from ..session import Session

_STATUS_SECONDS = 0.25


class Telling:
    """Sends a session the progress of a workspace while it waits."""

    def __init__(self, session: Session, workspace: Workspace, *, to_the_end: bool) -> None:
        """`to_the_end`: what is made after everything is linked is told as well."""
        self._session = session
        self._workspace = workspace
        self._to_the_end = to_the_end

    def __enter__(self) -> None:
        self._workspace.on_progress.append(self._tell)
        self._tell(self._workspace.progress)

    def __exit__(self, *_: object) -> None:
        self._workspace.on_progress.remove(self._tell)

    def _tell(self, progress: Progress) -> None:
        if self._to_the_end:
            progress = searchable.progress(self._workspace)
        self._session.notify(PROGRESS, progress_of(self._workspace, progress))


def progress_of(workspace: Workspace, progress: Progress) -> dict[str, Any]:
    """How far something is, as clients hear it."""
    counts = f" {progress.done:,}/{progress.total:,}" if progress.total else ""
    return {
        "root": str(workspace.root),
        "stage": progress.state,
        "done": progress.done,
        "total": progress.total,
        "files": len(workspace.generation),
        "message": f"{progress.state}{counts}",
    }


def keep_informed(
    session: Session,
    workspace: Workspace,
    status: Callable[[Session], Awaitable[dict[str, Any]]],
) -> None:
    """Send `status` notifications to a session that subscribed, at most four a second."""
    pending: list[asyncio.Task[None]] = []
    last: list[tuple[Progress, int] | None] = [None]

    async def tell() -> None:
        await asyncio.sleep(_STATUS_SECONDS)
        last[0] = (workspace.progress, workspace.generation.number)
        if not session.closed:
            session.notify(STATUS, await status(session))

    def moved(progress: Progress) -> None:
        # A small change can be over before anybody saw that there was work.
        if "status" not in session.events or (progress, workspace.generation.number) == last[0]:
            return
        if not pending or pending[0].done():
            pending[:] = [asyncio.get_running_loop().create_task(tell())]

    workspace.on_progress.append(moved)

    def forget() -> None:
        workspace.on_progress.remove(moved)
        for task in pending:
            task.cancel()

    session.on_close(forget)

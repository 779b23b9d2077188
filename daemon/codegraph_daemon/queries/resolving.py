"""Having a worker do at once what the daemon itself never does: resolve what stands at one place,
parse one text.

Belongs here: what such a task is told of the workspace, and what becomes of its failures.  Stays
out: what is asked (`explaining`, `type_definition`, `outside`, `syntax`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .answering import Asked
from .reading import File

_PRIORITY = 8
"""Somebody waits for it."""
_STEP_SECONDS = 10.0


class Failed(NamedTuple):
    """No worker could do it."""

    reason: str


def of_index(file: File) -> dict[str, Any]:
    """How a worker is told of a file of the index."""
    return {"path_id": file.entry.path_id, "facts": file.entry.facts}


async def resolved(asked: Asked, pool: Pool, task: str, what: Mapping[str, Any]) -> Any:
    """What a worker answers to a task about a workspace, with the unsaved texts of the session.

    None if its table has other facts of the file by now; `Failed` if nothing came of it.
    """
    rows = asked.view.rows if asked.view is not None else []
    return await at_once(pool, task, {"view": asked.workspace.view_id, "rows": rows, **what})


async def at_once(pool: Pool, task: str, payload: Mapping[str, Any]) -> Any:
    """What a worker answers to a task that somebody waits for; `Failed` if nothing came of it."""
    try:
        return await pool.submit(
            task, payload, lane="interactive", priority=_PRIORITY, step_seconds=_STEP_SECONDS
        )
    except (TaskFailed, WorkerDied, Full) as error:
        return Failed(str(error))

"""Having a worker resolve what stands at one place, for questions to which links have no answer.

Belongs here: what such a task is told of the place, and what becomes of its failures.  Stays out:
what is asked (`explaining`, `type_definition`).
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


async def resolved(asked: Asked, pool: Pool, task: str, file: File, what: Mapping[str, Any]) -> Any:
    """What a worker answers to a task about a file, with the unsaved texts of the session.

    None if its table has other facts of the file by now; `Failed` if nothing came of it.
    """
    payload = {
        "view": asked.workspace.view_id,
        "rows": asked.view.rows if asked.view is not None else [],
        "path_id": file.entry.path_id,
        "facts": file.entry.facts,
        **what,
    }
    try:
        return await pool.submit(
            task, payload, lane="interactive", priority=_PRIORITY, step_seconds=_STEP_SECONDS
        )
    except (TaskFailed, WorkerDied, Full) as error:
        return Failed(str(error))

"""Worker processes: where parsing, linking and every other long computation happens.

The daemon's loop stays free because it only sends payloads and receives bytes. Code on the daemon's
side uses `workers.pool.Pool` (or `workers.inline.InlinePool` in tests); code that runs in a worker
sees a payload and a `Host`. What the tasks are is decided by one module, named when the pool is
made.

This package file is imported by every worker that starts, so it holds the one class that tasks
need and imports nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` costs a worker's start as much as the interpreter itself.
    from typing import Any


class Host:
    """The daemon, as a running task sees it."""

    def call(self, method: str, payload: Any) -> Any:
        """Ask the daemon and wait for the answer, which one of the pool's `handlers` gives.

        Bytes, strings, numbers, None, lists and maps pass in both directions; tuples arrive as
        lists. Raises `workers.errors.HostCallFailed` if the method is unknown or its handler
        raised.
        """
        raise NotImplementedError

    def step(self, what: Any) -> None:
        """Say what the task turns to next, and begin its time limit anew.

        If the task fails there, or its process ends, the error says `what`: so a batch knows which
        of its files did it.
        """

"""Tasks that wait for a worker: by priority, and bounded by bytes.

Belongs here: one lane's order and its bound. Stays out: workers and the event loop.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from codegraph_daemon.workers.errors import Full

if TYPE_CHECKING:
    import asyncio

Lane = Literal["interactive", "bulk"]


PROMPT: Final = 8
"""The priority of what somebody waits for."""
_ANY: Final = float("-inf")


@dataclass(slots=True, eq=False)
class Job:
    """One submitted task. `payload` is packed: what the caller does to its own copy is its own."""

    number: int
    task: str
    payload: bytes
    future: asyncio.Future[Any]
    priority: int
    size: int
    seconds: float
    """The time limit; with steps, of what comes before the first."""
    step_seconds: float = 0.0
    """The time limit of each step."""
    step: Any = field(default=None, init=False)
    """What the task said last that it is at."""
    queued: bool = field(default=False, init=False)


class Queue:
    """The waiting tasks of one lane; a higher priority goes first, equals in order of arrival."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._heap: list[tuple[int, int, Job]] = []
        self._count = 0
        self.bytes = 0
        """The sum of the sizes of all that wait."""

    def __len__(self) -> int:
        return self._count

    def put(self, job: Job) -> None:
        """Add a job, or raise Full. One job is always taken, whatever its size."""
        if self._count and self.bytes + job.size > self._limit:
            raise Full(
                f"{self._count:,} tasks wait already, with {self.bytes:,} of {self._limit:,} bytes"
            )
        self.put_back(job)
        job.future.add_done_callback(lambda _: self._forget(job))

    def put_back(self, job: Job) -> None:
        """Return a job that was popped to its old place, whatever the bound says."""
        job.queued = True
        self._count += 1
        self.bytes += job.size
        heapq.heappush(self._heap, (-job.priority, job.number, job))

    def pop(self, least: float = _ANY) -> Job | None:
        """The job whose turn it is; None if nothing waits, or nothing of so high a priority."""
        while self._heap and -self._heap[0][0] >= least:
            job = heapq.heappop(self._heap)[2]
            if job.queued:
                self._remove(job)
                if not job.future.done():
                    return job
        return None

    def drain(self) -> list[Job]:
        """Take out everything that waits."""
        jobs = []
        while job := self.pop():
            jobs.append(job)
        return jobs

    def _remove(self, job: Job) -> None:
        job.queued = False
        self._count -= 1
        self.bytes -= job.size

    def _forget(self, job: Job) -> None:
        """Drop a job that was cancelled while it waited, together with its bytes."""
        if not job.queued:
            return
        self._remove(job)
        job.payload = b""
        if len(self._heap) > 2 * self._count + 64:
            self._heap = [entry for entry in self._heap if entry[2].queued]
            heapq.heapify(self._heap)

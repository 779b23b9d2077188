"""The pool without processes, for tests: tasks run one after the other on the event loop itself.

It keeps the pool's promises about order, bounds, cancellation, copies and errors. What needs a
process it cannot keep: no time or memory limits, a task that ends its process ends this one, and
the tasks' module exists once, so that two inline pools share its global state.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from codegraph_daemon.workers import Host
from codegraph_daemon.workers.calls import Handler, answer_call
from codegraph_daemon.workers.errors import HostCallFailed, PoolClosed, TaskFailed
from codegraph_daemon.workers.limits import DEFAULT_LIMITS, Limits
from codegraph_daemon.workers.pool import TASKS, Startup
from codegraph_daemon.workers.process import run
from codegraph_daemon.workers.queue import Job, Lane, Queue
from codegraph_daemon.workers.transport import DONE, pack, unpack

_PREFIX = 4


class InlinePool:
    """Like `workers.pool.Pool`; see there for every method."""

    def __init__(
        self,
        *,
        handlers: Mapping[str, Handler],
        on_start: Startup | None = None,
        tasks: str = TASKS,
        limits: Limits = DEFAULT_LIMITS,
        log: int | None = None,
    ) -> None:
        self._host = _InlineHost(handlers)
        self._on_start = on_start
        self._tasks = tasks
        self._limits = limits
        self._queues: dict[Lane, Queue] = {
            lane: Queue(limits.queue_bytes) for lane in ("interactive", "bulk")
        }
        self._started = False
        self._turn: asyncio.Handle | None = None
        self._numbers = 0
        self._running = False
        self._deferred: list[tuple[str, bytes]] = []
        self._closed = False
        self._open: set[asyncio.Future[Any]] = set()

    def submit(
        self,
        task: str,
        payload: Any,
        *,
        lane: Lane,
        priority: int = 0,
        size: int = 0,
        seconds: float | None = None,
        step_seconds: float | None = None,
    ) -> asyncio.Future[Any]:
        if self._closed:
            raise PoolClosed("the worker pool is closed")
        loop = asyncio.get_running_loop()
        packed = pack(payload)
        self._numbers += 1
        future: asyncio.Future[Any] = loop.create_future()
        job = Job(self._numbers, task, packed, future, priority, size + len(packed), 0.0)
        self._queues[lane].put(job)
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        if self._turn is None:
            self._turn = loop.call_soon(self._run_next)
        return future

    def broadcast(self, method: str, payload: Any) -> None:
        packed = pack(payload)
        # A worker that has not started learns the state from `on_start`; so it is here.
        if self._started and not self._closed:
            self._deferred.append((method, packed))
            if not self._running:
                self._deliver()

    def prestart(self, *lanes: Lane) -> None:
        self._start()

    def dismiss(self, lane: Lane) -> None:
        """There are no processes."""

    def pids(self) -> list[int]:
        return []

    def ready(self, lane: Lane) -> list[int]:
        return [os.getpid()] if self._started else []

    def memory(self) -> int:
        return 0

    def problems(self) -> list[str]:
        return []

    def queued(self, lane: Lane) -> tuple[int, int]:
        queue = self._queues[lane]
        return len(queue), queue.bytes

    @property
    def busy(self) -> bool:
        return any(map(len, self._queues.values()))

    async def close(self) -> None:
        self._closed = True
        for future in list(self._open):
            future.cancel()
        if self._turn is not None:
            self._turn.cancel()

    def _start(self) -> None:
        if not self._started:
            self._started = True
            state = self._on_start("interactive") if self._on_start else ()
            self._deferred = [(method, pack(payload)) for method, payload in state]
            self._deliver()

    def _deliver(self) -> None:
        broadcasts: dict[str, Callable[[Any], None]] = import_module(self._tasks).BROADCASTS
        while self._deferred:
            method, packed = self._deferred.pop(0)
            broadcasts[method](unpack(packed))

    def _run_next(self) -> None:
        self._turn = None
        job = self._queues["interactive"].pop() or self._queues["bulk"].pop()
        if job is None:
            return
        # One task for each turn of the loop, so that others can cancel, submit and answer between.
        self._turn = asyncio.get_running_loop().call_soon(self._run_next)
        self._start()
        tasks = import_module(self._tasks).TASKS
        self._running = True
        self._host.at = None
        message = run(tasks, self._host, job.number, job.task, unpack(job.payload))
        self._running = False
        kind, _, *rest = unpack(memoryview(message)[_PREFIX:])
        if kind == DONE:
            job.future.set_result(rest[0])
        else:
            name, text, trace = rest
            job.future.set_exception(TaskFailed(job.task, name, text, trace, self._host.at))
        # A task sees one state from its beginning to its end.
        self._deliver()


class _InlineHost(Host):
    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers
        self.at: Any = None
        """What the task said last that it is at."""

    def step(self, what: Any) -> None:
        self.at = unpack(pack(what))

    def call(self, method: str, payload: Any) -> Any:
        message = answer_call(self._handlers, method, unpack(pack(payload)))
        _, answered, value = unpack(memoryview(message)[_PREFIX:])
        if not answered:
            raise HostCallFailed(value)
        return value

"""The daemon's side of its workers: who runs what, and what happens when a worker dies.

Two lanes, each with a queue and processes of its own. **interactive** has one worker at the
daemon's niceness for what somebody waits for; **bulk** has several, at nice 19 if the limits do not
say otherwise. They never help each other out, so that no long task can stand in the way of a
keystroke. Processes are started at the first task that needs them (or by `prestart`), ended after
some idle time, and replaced when they die.

Everything here runs on the event loop and never waits: sockets are non-blocking, exits are polled.
Belongs here: lanes, limits and the life of the processes. Stays out: message bytes (`transport`),
the order of waiting tasks (`queue`), and what tasks do.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from codegraph_daemon.workers.calls import Handler, answer_call
from codegraph_daemon.workers.errors import PoolClosed, Reason, TaskFailed, WorkerDied
from codegraph_daemon.workers.lanes import Dying, LaneState, Worker, launch, resident_bytes
from codegraph_daemon.workers.limits import DEFAULT_LIMITS, Limits
from codegraph_daemon.workers.queue import PROMPT, Job, Lane, Queue
from codegraph_daemon.workers.transport import (
    BROADCAST,
    CALL,
    DONE,
    FAILED,
    MAX_FRAME,
    READY,
    TASK,
    Channel,
    frame,
    pack,
)

log = logging.getLogger(__name__)

TASKS = "codegraph_daemon.workers.tasks"

Startup = Callable[[Lane], Iterable[tuple[str, Any]]]

_RETRY_SECONDS = 0.1
_EXIT_SECONDS = 0.5
"""How long a process that hung up, or was told to end, may take to be gone by itself."""
_POLL_SECONDS = 0.005
_FRAME_OVERHEAD = 1024


class Pool:
    """Runs tasks in worker processes. Must be made, used and closed on one running event loop.

    `handlers` answer `Host.call`: plain functions that run on the loop and so must be short.
    `on_start(lane)` gives the broadcasts that bring a fresh worker to the present state; it is
    called when the worker is ready, and from then on that worker gets every broadcast. So change
    the state first and broadcast the change then, without an await between.
    `tasks` names the module with TASKS and BROADCASTS; `log` is the descriptor that the workers'
    output goes to (default: this process's standard error).
    """

    def __init__(
        self,
        *,
        handlers: Mapping[str, Handler],
        on_start: Startup | None = None,
        tasks: str = TASKS,
        limits: Limits = DEFAULT_LIMITS,
        log: int | None = None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._handlers = handlers
        self._on_start = on_start
        self._tasks = tasks
        self._limits = limits
        self._log = 2 if log is None else log
        interactive, bulk = Queue(limits.queue_bytes), Queue(limits.queue_bytes)
        idle = limits.interactive_idle_seconds
        size = max(1, limits.bulk)
        self._lanes: dict[Lane, LaneState] = {
            "interactive": LaneState("interactive", 1, 0, idle, interactive),
            "bulk": LaneState("bulk", size, limits.bulk_nice, limits.idle_seconds, bulk),
        }
        self._dying: list[Dying] = []
        self._reaper: asyncio.Handle | None = None
        self._ticker: asyncio.TimerHandle | None = None
        self._numbers = 0
        self._closed = False

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
        """Run `TASKS[task](host, payload)` in a worker of the lane.

        A higher `priority` goes first, equals in order of submission. `size` is how many bytes the
        task stands for beyond its payload, for the queue's bound. `seconds` is its time limit,
        `step_seconds` (default: the same) that from each `Host.step` to the next.
        Cancelling the future drops a task that waits; one that runs is finished for nothing.

        The future raises TaskFailed if the task raised, WorkerDied if its process ended, and is
        cancelled when the pool is closed. This call raises Full and PoolClosed, and ValueError or
        TypeError for a payload that cannot be sent.
        """
        if self._closed:
            raise PoolClosed("the worker pool is closed")
        packed = pack(payload)
        if len(packed) > MAX_FRAME - _FRAME_OVERHEAD:
            raise ValueError(f"the payload of task {task!r} has {len(packed):,} bytes")
        self._numbers += 1
        limit = self._limits.task_seconds if seconds is None else seconds
        future: asyncio.Future[Any] = self._loop.create_future()
        job = Job(self._numbers, task, packed, future, priority, size + len(packed), limit)
        job.step_seconds = limit if step_seconds is None else step_seconds
        self._lanes[lane].queue.put(job)
        self._dispatch(self._lanes[lane])
        return future

    def broadcast(self, method: str, payload: Any) -> None:
        """Have `BROADCASTS[method](payload)` called in every worker before any later task.

        A task that runs meanwhile does not see it; the worker acts on it when the task is done.
        """
        message = frame(BROADCAST, pack(method), pack(payload))
        for worker in self._workers():
            if worker.ready and not worker.outdated:
                if worker.channel.unsent > self._limits.queue_bytes:
                    # It runs a long task and reads nothing. Rather than keep an unbounded number
                    # of messages for it, let it end after that task.
                    worker.outdated = True
                else:
                    worker.channel.send(message)

    def prestart(self, *lanes: Lane) -> None:
        """Start all workers of these lanes now (none named: of all), instead of at the first task.

        They start in parallel, and this does not wait for them.
        """
        for name in lanes or self._lanes:
            lane = self._lanes[name]
            while self._may_start(lane) and self._start(lane):
                pass

    def dismiss(self, lane: Lane) -> None:
        """End the workers of a lane that have nothing to do, with all that they remember.

        Those that run a task stay. The next task that needs another one starts it anew.
        """
        state = self._lanes[lane]
        for worker in list(state.workers):
            if worker.ready and not worker.job and not len(state.queue):
                self._bury(worker)

    def pids(self) -> list[int]:
        """The process ids of the living workers, the interactive one first."""
        return [worker.process.pid for worker in self._workers()]

    def ready(self, lane: Lane) -> list[int]:
        """The process ids of a lane's workers that are up, idle or not."""
        return [worker.process.pid for worker in self._lanes[lane].workers if worker.ready]

    def memory(self) -> int:
        """Bytes of resident memory of all workers, pages that they share counted repeatedly."""
        return sum(map(resident_bytes, self.pids()))

    def problems(self) -> list[str]:
        """What a person should know: one line for each lane whose workers only die."""
        return [problem for lane in self._lanes.values() if (problem := lane.problem())]

    def queued(self, lane: Lane) -> tuple[int, int]:
        """How many tasks wait in a lane, and their bytes."""
        queue = self._lanes[lane].queue
        return len(queue), queue.bytes

    @property
    def busy(self) -> bool:
        """Whether any task waits or runs."""
        waiting = any(len(lane.queue) for lane in self._lanes.values())
        return waiting or any(worker.job for worker in self._workers())

    async def close(self) -> None:
        """End every worker at once, and return when their processes are gone."""
        self._closed = True
        for lane in self._lanes.values():
            for job in lane.queue.drain():
                job.future.cancel()
            if lane.resume:
                lane.resume.cancel()
        for worker in self._workers():
            worker.cancel()
            worker.process.kill()
            self._bury(worker)
        if self._ticker:
            self._ticker.cancel()
        while self._dying:
            await asyncio.sleep(_POLL_SECONDS)
            self._reap()
        if self._reaper:
            self._reaper.cancel()

    # Handing out work

    def _workers(self) -> list[Worker]:
        return [worker for lane in self._lanes.values() for worker in lane.workers]

    def _dispatch(self, lane: LaneState) -> None:
        # Always from the first worker on, so that those that are not needed become idle and end.
        for worker in list(lane.workers):
            if worker.ready and not worker.job and (job := lane.queue.pop()):
                self._assign(worker, job)
            if worker.may_follow and (job := lane.queue.pop(PROMPT)):
                self._assign(worker, job)
        starting = sum(not worker.ready for worker in lane.workers)
        while len(lane.queue) > starting and self._may_start(lane) and self._start(lane):
            starting += 1

    def _assign(self, worker: Worker, job: Job) -> None:
        message = frame(TASK, pack(job.number), pack(job.task), job.payload)
        if not worker.channel.send(message):
            # It died while idle, and the task never reached it.
            worker.lane.queue.put_back(job)
            self._bury(worker, died=True)
            return
        if worker.job:
            worker.following = job
            return
        now = self._loop.time()
        worker.begin(job, now)
        self._tick_by(min(now + self._limits.sample_seconds, worker.deadline))

    def _on_message(self, worker: Worker, message: list[Any]) -> None:
        kind, *rest = message
        if kind == CALL:
            worker.channel.send(answer_call(self._handlers, *rest))
            return
        if kind == READY:
            self._bring_up(worker)
        elif worker.job and kind in (DONE, FAILED) and rest[0] == worker.job.number:
            self._finish(worker, worker.job, kind, rest[1:])
        self._dispatch(worker.lane)

    def _bring_up(self, worker: Worker) -> None:
        try:
            state = self._on_start(worker.lane.name) if self._on_start else ()
            messages = [frame(BROADCAST, pack(method), pack(payload)) for method, payload in state]
        except BaseException:
            # Without its state the worker would give wrong results.
            self._bury(worker, died=True)
            raise
        for message in messages:
            worker.channel.send(message)
        worker.ready = True
        worker.idle_since = self._loop.time()

    def _finish(self, worker: Worker, job: Job, kind: int, rest: list[Any]) -> None:
        lane = worker.lane
        if kind == FAILED:
            worker.look()
        worker.end(self._loop.time())
        lane.finished()
        if worker.outdated:
            self._bury(worker)
        if job.future.done():
            return
        if kind == DONE:
            job.future.set_result(rest[0])
        else:
            name, message, trace = rest
            job.future.set_exception(TaskFailed(job.task, name, message, trace, job.step))

    # The life of the processes

    def _may_start(self, lane: LaneState) -> bool:
        # After a pause one worker tries alone; the others follow when it has finished a task.
        most = 1 if lane.pause else lane.size
        return not self._closed and lane.resume is None and len(lane.workers) < most

    def _start(self, lane: LaneState) -> bool:
        try:
            process, connection, steps = launch(self._tasks, lane.nice, self._log)
        except OSError as error:
            log.warning("a worker could not be started: %s", error)
            self._count_death(lane)
            if lane.resume is None:
                lane.resume = self._loop.call_later(_RETRY_SECONDS, self._resume, lane)
            return False
        now = self._loop.time()
        worker = Worker(lane, process, steps, deadline=now + self._limits.task_seconds)
        worker.channel = Channel(
            self._loop,
            connection,
            partial(self._on_message, worker),
            partial(self._bury, worker, died=True),
        )
        lane.workers.append(worker)
        self._tick_by(now + self._limits.sample_seconds)
        return True

    def _stop(self, worker: Worker, reason: Reason) -> None:
        """Kill a worker that is over a limit; its task fails now, whenever the process is gone."""
        job, worker.job = worker.job, None
        task = repr(job.task) if job else "starting"
        log.warning("worker %d is killed (%s: %s)", worker.process.pid, task, reason)
        worker.process.kill()
        if job and not job.future.done():
            job.future.set_exception(WorkerDied(job.task, -signal.SIGKILL, reason, job.step))
        self._bury(worker, died=True)

    def _bury(self, worker: Worker, *, died: bool = False) -> None:
        """Take a worker out of its lane, and see that its process ends."""
        lane = worker.lane
        worker.take_back()
        worker.look()
        worker.steps.close()
        worker.channel.close()
        worker.ready = False
        lane.workers.remove(worker)
        kill_at = self._loop.time() + _EXIT_SECONDS
        self._dying.append(Dying(lane, worker.process, worker.job, kill_at))
        worker.job = None
        if self._reaper is None:
            self._reaper = self._loop.call_soon(self._reap)
        if died:
            self._count_death(lane)
            self._dispatch(lane)

    def _reap(self) -> None:
        for dying in list(self._dying):
            code = dying.process.poll()
            if code is None:
                if self._loop.time() >= dying.kill_at:
                    dying.process.kill()
                continue
            self._dying.remove(dying)
            dying.lane.last_exit = f"exit code {code}"
            if dying.job:
                dying.lane.last_exit += f" in task {dying.job.task!r}"
                log.warning("worker %d died: %s", dying.process.pid, dying.lane.last_exit)
                if not dying.job.future.done():
                    died = WorkerDied(dying.job.task, code, "crashed", dying.job.step)
                    dying.job.future.set_exception(died)
        again = self._dying and not self._closed
        self._reaper = self._loop.call_later(_POLL_SECONDS, self._reap) if again else None

    def _count_death(self, lane: LaneState) -> None:
        if lane.died(self._loop.time(), self._limits.pause_seconds):
            lane.resume = self._loop.call_later(lane.pause, self._resume, lane)

    def _resume(self, lane: LaneState) -> None:
        lane.resume = None
        self._dispatch(lane)

    # Limits

    def _tick_by(self, when: float) -> None:
        if self._ticker:
            if self._ticker.when() <= when:
                return
            self._ticker.cancel()
        self._ticker = self._loop.call_at(when, self._tick, when)

    def _tick(self, due: float) -> None:
        """Look at every worker: over its limits, or idle for too long?

        There is no tick without a worker, and a late one when all are idle, so that a daemon that
        nobody uses does not wake up the machine.
        """
        self._ticker = None
        now = self._loop.time()
        sample = self._limits.sample_seconds
        # A daemon that was stopped, or could not run, must not hold it against its workers.
        delay = now - due if now - due > sample else 0.0
        for worker in self._workers():
            if worker not in worker.lane.workers:
                continue
            if worker.ready and not worker.job:
                if now - worker.idle_since >= worker.lane.idle_seconds:
                    self._bury(worker)
                continue
            worker.look()
            worker.deadline += delay
            if now >= worker.deadline and not worker.spare(now):
                self._stop(worker, "timeout")
            elif worker.job and resident_bytes(worker.process.pid) > self._limits.memory_bytes:
                self._stop(worker, "memory")
        for worker in self._workers():
            if worker.ready and not worker.job:
                self._tick_by(worker.idle_since + worker.lane.idle_seconds)
            else:
                self._tick_by(min(now + sample, worker.deadline))

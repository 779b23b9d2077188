"""What the pool knows about its lanes and their processes, and how a process is started.

Belongs here: records, the count of deaths, starting and measuring one process. Stays out: every
decision about them (`pool`).
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections import deque
from dataclasses import dataclass, field

from codegraph_daemon.workers.queue import PROMPT, Job, Lane, Queue
from codegraph_daemon.workers.steps import Steps, shared_memory
from codegraph_daemon.workers.transport import Channel

_DEATHS, _DEATHS_SECONDS = 5, 60.0
_LONGEST_PAUSE = 60.0
_SPARED = 4
"""So many time limits a step may go over while other processes keep the processor from it."""


@dataclass(slots=True, eq=False)
class Worker:
    """One living process. Of use for a task if `ready` and without a `job`."""

    lane: LaneState
    process: subprocess.Popen[bytes]
    steps: Steps
    deadline: float
    """When it is over its time limit, on the loop's clock; of the start, then of each task."""
    ready: bool = False
    job: Job | None = None
    following: Job | None = None
    """Sent already: it begins when the job is done, not when the daemon hears of that."""
    idle_since: float = 0.0
    step_number: int = 0
    """Which of its steps was the last that is known."""
    step_cpu: float | None = None
    """Seconds of processor time that the process had used when the task's last step began."""
    spared: int = 0
    """How often this step was over its limit without having had the processor."""
    outdated: bool = False
    """It missed broadcasts, so that it must end after the task that it runs."""
    channel: Channel = field(init=False)

    def begin(self, job: Job, now: float) -> None:
        """Note that it runs a job from now on."""
        self.job = job
        job.payload = b""
        self.step_number = 0
        self.step_cpu, self.spared = None, 0
        self.deadline = now + job.seconds

    @property
    def may_follow(self) -> bool:
        """Whether a job may be sent that follows the one that it has: nobody else takes it then,
        and nothing can overtake it."""
        if self.job is None or self.following is not None or self.lane.size > 1:
            return False
        return self.ready and self.job.priority >= PROMPT

    def end(self, now: float) -> None:
        """Note that its job is done; it has begun with the one that follows, if one was sent."""
        if self.outdated:
            self.take_back()
        following, self.job, self.following = self.following, None, None
        self.idle_since = now
        if following is not None:
            self.begin(following, now)

    def take_back(self) -> None:
        """Have what was to follow wait for another process."""
        if self.following is not None:
            self.lane.queue.put_back(self.following)
            self.following = None

    def cancel(self) -> None:
        """Nobody is to get what it does."""
        for job in filter(None, (self.job, self.following)):
            job.future.cancel()
        self.following = None

    def look(self) -> None:
        """See what its job is at; a step that was not known has its own time limit."""
        step = self.steps.last()
        if self.job is None or step.task != self.job.number or step.number == self.step_number:
            return
        self.step_number = step.number
        self.job.step = step.what
        self.step_cpu, self.spared = step.cpu, 0
        self.deadline = step.began + self.job.step_seconds

    def spare(self, now: float) -> bool:
        """Give a step more time that is over its limit only because others had the processor.

        A file that is wrongly taken for one that hangs would be missing from the index.
        """
        job = self.job
        if job is None or self.step_cpu is None or self.spared >= _SPARED:
            return False
        if processor_seconds(self.process.pid) - self.step_cpu > job.step_seconds / 2:
            return False
        self.spared += 1
        self.deadline = now + job.step_seconds
        return True


@dataclass(slots=True, eq=False)
class Dying:
    """A process that is out of its lane but not gone yet."""

    lane: LaneState
    process: subprocess.Popen[bytes]
    job: Job | None
    """The task that fails with the process, as soon as its exit code is known."""
    kill_at: float


@dataclass(slots=True, eq=False)
class LaneState:
    """One lane: its queue, its workers, and how often they died since one finished a task."""

    name: Lane
    size: int
    nice: int
    idle_seconds: float
    queue: Queue
    workers: list[Worker] = field(default_factory=list)
    deaths: deque[float] = field(default_factory=deque)
    pause: float = 0.0
    """Seconds between two starts while workers only die; 0 as long as all is well."""
    resume: asyncio.TimerHandle | None = None
    """Until it has fired no worker is started."""
    last_exit: str = "none could be started"

    def died(self, now: float, first_pause: float) -> bool:
        """Count a death at `now`. True if no worker may be started for `pause` seconds."""
        self.deaths.append(now)
        while self.deaths[0] < now - _DEATHS_SECONDS:
            self.deaths.popleft()
        # Deaths during a pause belong to what has led to it.
        if self.resume is not None or (not self.pause and len(self.deaths) < _DEATHS):
            return False
        self.pause = min(max(first_pause, self.pause * 2), _LONGEST_PAUSE)
        return True

    def finished(self) -> None:
        """A worker has finished a task: whatever killed others, it was not the lane."""
        self.deaths.clear()
        self.pause = 0.0

    def problem(self) -> str | None:
        """One line for a person, if workers of this lane only die."""
        if not self.pause:
            return None
        return (
            f"{self.name} workers died {len(self.deaths)} times without finishing a task "
            f"(last: {self.last_exit}); the next attempt comes after {self.pause:g} s, "
            "the daemon's log says more"
        )


def launch(tasks: str, nice: int, log: int) -> tuple[subprocess.Popen[bytes], socket.socket, Steps]:
    """Start a worker process; it, our end of its socket, and its steps. Raises OSError."""
    memory = shared_memory()
    try:
        ours, theirs = socket.socketpair()
    except OSError:
        os.close(memory)
        raise
    command = [sys.executable, "-P", "-m", "codegraph_daemon.workers"]
    command += ["--fd", str(theirs.fileno()), "--steps", str(memory)]
    command += ["--tasks", tasks, "--nice", str(nice)]
    try:
        # Nothing may be imported from the folder that the daemon was started in (-P), and no
        # folder is kept in use (cwd).
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            pass_fds=[theirs.fileno(), memory],
        )
    except OSError:
        ours.close()
        os.close(memory)
        raise
    finally:
        theirs.close()
    return process, ours, Steps(memory)


def processor_seconds(pid: int) -> float:
    """Processor time that a process has used; 0 if it is gone."""
    import psutil

    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def resident_bytes(pid: int) -> int:
    """Resident memory of a process; 0 if it is gone."""
    if sys.platform == "linux":
        # Asked at every tick while something is indexed, so without a library to be imported.
        try:
            with open(f"/proc/{pid}/statm", "rb") as sizes:
                return int(sizes.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            return 0
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0

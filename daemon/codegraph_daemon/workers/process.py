"""The inside of a worker process: read a task, run it, send the result; again.

Single-threaded and stateless but for caches: whatever happens, the process may end at any point and
nothing is lost but the running task. Belongs here: the loop, and how the process protects the
machine (niceness, no orphans). Stays out: what the tasks do. Only msgpack and the tasks' own module
are imported, because a worker's start and memory are paid for every worker.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import select
import signal
import sys
import time
from importlib import import_module

from codegraph_daemon.memory import give_back, use_large_pages
from codegraph_daemon.workers import Host
from codegraph_daemon.workers.steps import Steps
from codegraph_daemon.workers.transport import (
    ANSWER,
    BROADCAST,
    CALL,
    DONE,
    FAILED,
    READY,
    TASK,
    BadFrame,
    Inbox,
    frame,
    pack,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    Task = Callable[[Host, dict[str, Any]], Any]
    Broadcast = Callable[[Any], None]

_RECURSION_LIMIT = 200_000
"""Extraction follows the nesting of the source. Frames of Python functions lie on the heap, so deep
source costs memory, which is limited, and not the C stack."""
_THRESHOLD = 100_000
"""So many objects a task may leave alive before it is looked for cycles among them."""
_TASKS_BEFORE_LOOK, _MOST_TASKS = 1000, 4000
_QUIET_SECONDS = 0.5
_REST_SECONDS = 2.0
"""After so long without a task it is a pause, and what was freed goes back to the system."""
_WORK_SECONDS = 1.0
"""After so much of its CPU a worker's heap has grown, if it ever does; and after twice as much each
time, since looking at it costs the same however little it has grown."""
_TRACE_LINES = 20
_TRACE_CHARACTERS = 20_000
_MESSAGE_CHARACTERS = 2_000
_PR_SET_PDEATHSIG = 1


class _Connection(Host):
    """The worker's end of the socket: blocking, one message at a time."""

    def __init__(self, descriptor: int, steps: Steps) -> None:
        os.set_inheritable(descriptor, False)
        self._descriptor = descriptor
        self._inbox = Inbox()
        self._steps = steps
        self._waiting: list[list[Any]] = []
        self._deferred: list[list[Any]] = []

    def next_order(self) -> list[Any]:
        """The next task or broadcast. Ends the process when the daemon is gone."""
        return self._deferred.pop(0) if self._deferred else self._receive()

    def is_quiet(self, seconds: float) -> bool:
        """Whether nothing is asked of this worker for so long."""
        if self._deferred or self._waiting:
            return False
        return not select.select([self._descriptor], [], [], seconds)[0]

    def send(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError:
            _leave()

    def call(self, method: str, payload: Any) -> Any:
        self.send(frame(CALL, pack(method), pack(payload)))
        while (message := self._receive())[0] != ANSWER:
            # A task sees one state of the world from its beginning to its end: broadcasts that
            # arrive meanwhile wait until it is done.
            self._deferred.append(message)
        _, answered, value = message
        if not answered:
            from codegraph_daemon.workers.errors import HostCallFailed

            raise HostCallFailed(value)
        return value

    def turn_to(self, task: int) -> None:
        """The steps that follow are those of a task."""
        self._steps.task = task

    def step(self, what: Any) -> None:
        self._steps.begin(what)

    def _receive(self) -> list[Any]:
        while not self._waiting:
            try:
                count = os.readv(self._descriptor, [self._inbox.window()])
                if not count:
                    _leave()
                self._waiting = self._inbox.received(count)
            except (OSError, BadFrame):
                _leave()
        return self._waiting.pop(0)


def main(arguments: list[str]) -> NoReturn:
    """Serve `--fd N --steps N --tasks MODULE [--nice N]` until the daemon hangs up.

    `MODULE.TASKS` maps names to `function(host, payload) -> result`, `MODULE.BROADCASTS` maps
    methods to `function(payload)`. A broadcast that raises ends the process, because a worker must
    not go on with a state that is not the daemon's.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    _die_with_parent()
    if nice := int(options.get("--nice", "0")):
        os.setpriority(os.PRIO_PROCESS, 0, nice)
    sys.setrecursionlimit(_RECURSION_LIMIT)
    connection = _Connection(int(options["--fd"]), Steps(int(options["--steps"])))
    module = import_module(options["--tasks"])
    tasks: dict[str, Task] = module.TASKS
    broadcasts: dict[str, Broadcast] = module.BROADCASTS
    # What is imported lives for ever. What a task leaves alive are caches, which are large and hold
    # no cycles: walking through them would be a thirtieth of all work. So that is done when nobody
    # waits, and in the middle of a task only if it makes very much.
    gc.freeze()
    gc.set_threshold(_THRESHOLD, 20, 20)
    tasks_done, rested = 0, True
    due = _WORK_SECONDS
    connection.send(frame(READY))
    while True:
        if not rested and connection.is_quiet(_REST_SECONDS):
            give_back()
            rested = True
        kind, *rest = connection.next_order()
        if kind == TASK:
            number, name, payload = rest
            connection.turn_to(number)
            connection.send(run(tasks, connection, number, name, payload))
            # Nothing may keep a large payload alive while the worker waits.
            del payload, rest
            gc.freeze()
            tasks_done, rested = tasks_done + 1, False
            if (worked := time.process_time()) > due:
                use_large_pages()
                due = 2 * worked
            if tasks_done >= _TASKS_BEFORE_LOOK and (
                tasks_done >= _MOST_TASKS or connection.is_quiet(_QUIET_SECONDS)
            ):
                gc.unfreeze()
                gc.collect()
                gc.freeze()
                tasks_done = 0
        elif kind == BROADCAST:
            method, payload = rest
            broadcasts[method](payload)
            del payload, rest


def run(tasks: dict[str, Task], host: Host, number: int, name: str, payload: Any) -> bytes:
    """Run one task; its result, or what it raised, as the frame to send."""
    try:
        task = tasks.get(name)
        if task is None:
            raise LookupError(f"there is no task {name!r}")
        return frame(DONE, pack(number), pack(task(host, payload)))
    except Exception as error:  # noqa: BLE001 - the edge where tasks are dispatched
        import traceback

        trace = "".join(traceback.format_exception(error, limit=-_TRACE_LINES))
        message = str(error)[:_MESSAGE_CHARACTERS]
        parts = (number, type(error).__name__, message, trace[-_TRACE_CHARACTERS:])
        return frame(FAILED, *map(pack, parts))


def _die_with_parent() -> None:
    """End this process when the daemon is killed, even in the middle of a long task.

    Where the kernel does not offer it, the end of the socket is noticed between two messages.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _leave() -> NoReturn:
    # Without the interpreter's clean-up: there is nobody to report to and nothing to save.
    os._exit(0)

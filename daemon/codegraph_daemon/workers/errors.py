"""What can go wrong between the daemon and its workers; part of the tree of `codegraph_client`.

Belongs here: exceptions of this package. Stays out: anything that imports more than their base.
"""

from __future__ import annotations

from typing import Any, Literal

from codegraph_client.errors import CodeGraphError

Reason = Literal["crashed", "timeout", "memory"]


class WorkerDied(CodeGraphError):
    """The process that ran the task ended before the task did; the task's effect is unknown.

    `reason` tells a task that ended its process ("crashed", also when somebody else killed it)
    from one that the pool stopped because of its limits ("timeout", "memory"). `exitcode` is
    `subprocess`'s: negative for a signal. `step` is what the task was at, if it said so.
    """

    def __init__(self, task: str, exitcode: int, reason: Reason, step: Any = None) -> None:
        at = f" at {step[0]!r}" if step else ""
        super().__init__(f"the worker of task {task!r} died{at} ({reason}, exit code {exitcode})")
        self.task = task
        self.exitcode = exitcode
        self.reason: Reason = reason
        self.step = step


class TaskFailed(CodeGraphError):
    """The task raised; the worker lives on.

    `kind` is the name of the exception's class, `message` its text and `trace` the innermost part
    of its traceback, all as text: exceptions themselves do not cross processes. `step` is what the
    task was at, if it said so.
    """

    def __init__(self, task: str, kind: str, message: str, trace: str, step: Any = None) -> None:
        super().__init__(f"task {task!r} failed: {kind}: {message}")
        self.step = step
        self.task = task
        self.kind = kind
        self.message = message
        self.trace = trace


class HostCallFailed(CodeGraphError):
    """Raised inside a task: the daemon could not answer `Host.call`."""


class Full(CodeGraphError):
    """The lane's queue holds as many bytes as it may; remember the work and come back."""


class PoolClosed(CodeGraphError):
    """The pool has ended and takes no more tasks."""

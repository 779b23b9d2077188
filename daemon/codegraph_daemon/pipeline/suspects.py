"""Files on which workers fail: how often, when they are given up, and in which words.

Belongs here: the verdict, from what a worker was at when it failed. Stays out: trying again
(`indexing`), and the list on disk (`store.poison`).

A worker may be killed for reasons of its own, so one failure says little about the file that it was
at; the same file alone in a task is tried once more, or twice.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from codegraph_client import __version__

from ..resolve.links import LINKS_FORMAT
from ..workers.errors import TaskFailed, WorkerDied

_LINKED_BY = f"{__version__}/{LINKS_FORMAT}"
_TRIES = {"timeout": 2, "memory": 2, "failed": 2, "crashed": 3, "killed": 5}
"""Who is killed outright was mostly killed by somebody else, or by a system short of memory."""


class Fault(NamedTuple):
    """A task that came to no result. `step` is what it was at, if that is known."""

    reason: Literal["crashed", "killed", "timeout", "memory", "failed"]
    words: str
    """What happened, as "it took too long"."""
    step: Any


def fault_of(error: TaskFailed | WorkerDied) -> Fault:
    """What an error says about the files of its task."""
    if isinstance(error, TaskFailed):
        if error.kind == "MemoryError":
            return Fault("memory", "it took too much memory", error.step)
        words = f"it failed with {error.kind}: {error.message[:200]}"
        return Fault("failed", " ".join(words.split()), error.step)
    if error.reason == "timeout":
        return Fault("timeout", "it took too long", error.step)
    if error.reason == "memory":
        return Fault("memory", "it took too much memory", error.step)
    killed = error.exitcode == -signal.SIGKILL
    return Fault(
        "killed" if killed else "crashed",
        f"it ended the worker ({_ending(error.exitcode)})",
        error.step,
    )


NO_RESULT = Fault("failed", "it came to no result", None)


class Suspects:
    """Files that were at hand when a task failed, and how often. A file is a path or a path id."""

    def __init__(self) -> None:
        self._tries: dict[str | int, int] = {}

    def guilty(self, file: str | int, fault: Fault) -> bool:
        """Count a failure of a task at this file; whether it is to be given up now."""
        self._tries[file] = tries = self._tries.get(file, 0) + 1
        if tries < _TRIES[fault.reason]:
            return False
        del self._tries[file]
        return True

    def acquit(self, files: Iterable[str | int]) -> None:
        """These files came through."""
        for file in files:
            self._tries.pop(file, None)


def poison_record(path: str, state: Iterable[int], fault: Fault) -> dict[str, Any]:
    """The row of the poison list for a file; `state` is size, mtime, ctime and inode."""
    return {
        "path": path,
        "cause": fault.reason,
        "reason": f"reading it was given up, because {fault.words}; "
        "it is left out until its content changes",
        "state": list(state),
        "time": time.time(),
    }


def unlinked_record(path: str, facts_id: bytes, fault: Fault) -> dict[str, Any]:
    """The row of the poison list for a file whose linking was given up."""
    return {
        "path": path,
        "cause": fault.reason,
        "reason": f"linking it was given up, because {fault.words}; "
        "its edges are missing until it changes",
        "facts": facts_id.hex(),
        "version": _LINKED_BY,
        "time": time.time(),
    }


def is_same(record: dict[str, Any], facts_id: bytes) -> bool:
    """Whether linking this file would be what was given up: same facts, same code."""
    return bool(record["facts"] == facts_id.hex() and record["version"] == _LINKED_BY)


def _ending(code: int) -> str:
    try:
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    except ValueError:
        return f"signal {-code}"

"""What a task is at, in memory that a worker shares with the daemon.

A worker writes each step there, which costs no message; the daemon looks when a task is over its
time, has failed or has died, and then sees the last step that was begun, whatever ended it.
Belongs here: that memory. Stays out: what follows from a step (`pool`).

There are two slots, and a byte that tells which of them counts. A step is written to the other
slot and the byte after it, so that a process killed at any instant leaves a whole step. Workers
import this module when they start.
"""

from __future__ import annotations

import mmap
import os
import sys
import time
from struct import Struct

from codegraph_daemon.workers.transport import pack, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HEAD = Struct("=QQddI")
"""Numbers of the step and of its task, when it began, processor time by then, bytes of what it
is."""
_SLOT = 16 << 10
_ROOM = _SLOT - _HEAD.size
_SIZE = mmap.PAGESIZE + 2 * _SLOT


class Step:
    """One step as the daemon sees it."""

    __slots__ = ("began", "cpu", "number", "packed", "task")

    def __init__(self, number: int, task: int, began: float, cpu: float, packed: bytes) -> None:
        self.number = number
        """The how many-th step of the process; 0: none was begun."""
        self.task = task
        """The number of the task whose step it is."""
        self.began = began
        """When, on the clock of the event loop."""
        self.cpu = cpu
        """Seconds of processor time that the process had used."""
        self.packed = packed

    @property
    def what(self) -> Any:
        """What the task said; None also if it had too much to say."""
        return unpack(self.packed) if self.packed else None


class Steps:
    """The steps of one worker; for its process to begin them, for the daemon to look at them."""

    def __init__(self, descriptor: int) -> None:
        """Use the memory behind a descriptor of `shared_memory`, which is closed."""
        self._memory = mmap.mmap(descriptor, _SIZE)
        os.close(descriptor)
        self._number = 0
        self.task = 0
        """The number of the task that takes steps now."""

    def begin(self, what: Any) -> None:
        """Write what the task turns to now."""
        self._number = number = self._number + 1
        packed = pack(what)
        # A path that the system can open fits.
        size = len(packed) if len(packed) <= _ROOM else 0
        at = mmap.PAGESIZE + (number & 1) * _SLOT
        memory = self._memory
        # Its own account of its time: on a busy machine the clock on the wall says little.
        began, cpu = time.monotonic(), time.process_time()
        _HEAD.pack_into(memory, at, number, self.task, began, cpu, size)
        if size:
            memory[at + _HEAD.size : at + _HEAD.size + size] = packed
        memory[0] = number & 1

    def last(self) -> Step:
        """The last step that was begun."""
        memory = self._memory
        while True:
            slot = memory[0]
            at = mmap.PAGESIZE + slot * _SLOT
            number, task, began, cpu, size = _HEAD.unpack_from(memory, at)
            packed = memory[at + _HEAD.size : at + _HEAD.size + min(size, _ROOM)]
            # A slot is written again only after the other one was made to count.
            if memory[0] == slot and _HEAD.unpack_from(memory, at)[0] == number:
                return Step(number, task, began, cpu, packed)

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()


def shared_memory() -> int:
    """A descriptor of new memory for `Steps` in two processes. Raises OSError."""
    if sys.platform == "linux":
        descriptor = os.memfd_create("codegraph-steps", os.MFD_CLOEXEC)
    else:
        import tempfile

        descriptor, name = tempfile.mkstemp(prefix="codegraph-steps-")
        os.unlink(name)
    os.ftruncate(descriptor, _SIZE)
    return descriptor

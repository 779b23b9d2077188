"""Whether somebody waits for an answer, or is about to ask again: idle work is put off meanwhile.

Belongs here: counting questions under way, and how long after one it is quiet. Stays out: what is
put off (`repository`).

A step of idle work is short, but a question gives way several times while it is answered, and would
find one in its way each time: of a daemon that swept a large index, sweeping took more than the
answers did.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

QUIET_SECONDS: Final = 0.2
"""So long after an answer the next question may follow from it."""
LONGEST_SECONDS: Final = 2.0
"""So long a step of idle work waits at most: where agents never stop asking, disk and memory would
grow otherwise."""


class Attention:
    """The questions of one daemon that are being answered."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked = 0
        self._answered = clock() - QUIET_SECONDS
        self._waited_since: float | None = None
        self.on_answered: list[Callable[[], None]] = []
        """Called after each answer."""

    @contextmanager
    def paid(self) -> Iterator[None]:
        """While a question is being answered."""
        self._asked += 1
        try:
            yield
        finally:
            self._asked -= 1
            self._answered = self._clock()
            for tell in self.on_answered:
                tell()

    @property
    def paying(self) -> bool:
        """Whether a question is under way, or one was just now."""
        return bool(self._asked) or self._clock() - self._answered < QUIET_SECONDS

    def wanted(self) -> bool:
        """Whether a step of idle work is to wait: a question is under way, or one was just now."""
        now = self._clock()
        if not self.paying:
            self._waited_since = None
            return False
        if self._waited_since is None:
            self._waited_since = now
        if now - self._waited_since < LONGEST_SECONDS:
            return True
        # One step, and the next one waits again.
        self._waited_since = now
        return False

"""Who waits for a workspace, and whether they have said what for since it last changed.

Belongs here: that account. Stays out: the waiting itself, and what is done meanwhile (`workspace`).

What an edit puts out of date is known when it is read, and at the same moment the lane that people
wait for is free. Whatever went there then, a question would wait behind it for the few files that
matter to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Waiting:
    """Those who wait for one workspace."""

    def __init__(self, go_on: Callable[[], None]) -> None:
        """`go_on()` is called when the last of them has said what it waits for, or has gone."""
        self._go_on = go_on
        self._waiters: set[Waiter] = set()
        self._undecided: set[Waiter] = set()

    @property
    def undecided(self) -> bool:
        """Whether somebody has yet to say what it waits for now."""
        return bool(self._undecided)

    def told(self) -> None:
        """The workspace has changed, and all who wait are told."""
        self._undecided = set(self._waiters)

    @contextmanager
    def one(self) -> Iterator[Waiter]:
        """While somebody waits."""
        waiter = Waiter(self)
        self._waiters.add(waiter)
        try:
            yield waiter
        finally:
            self._waiters.discard(waiter)
            waiter.decided()

    def _decided(self, waiter: Waiter) -> bool:
        if waiter not in self._undecided:
            return False
        self._undecided.discard(waiter)
        if not self._undecided:
            self._go_on()
        return not self._undecided


class Waiter:
    """One who waits."""

    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting

    def decided(self) -> bool:
        """It has said what it waits for, or that does not matter; whether it was the last to."""
        return self._waiting._decided(self)

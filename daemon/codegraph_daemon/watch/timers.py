"""Named timers of one loop: setting one again moves it. Nothing else belongs here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVarTuple

Ts = TypeVarTuple("Ts")


class Timers:
    """Callbacks that are due in some seconds, each under a name."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._handles: dict[str, asyncio.TimerHandle] = {}

    def set(self, name: str, delay: float, callback: Callable[[*Ts], None], *args: *Ts) -> None:
        """Call back in `delay` seconds; replaces the timer of that name, if it is still due."""
        self.cancel(name)

        def run() -> None:
            self._handles.pop(name, None)
            callback(*args)

        self._handles[name] = self._loop.call_later(delay, run)

    def cancel(self, *names: str) -> None:
        """Forget the timers of these names, set or not."""
        for name in names:
            handle = self._handles.pop(name, None)
            if handle is not None:
                handle.cancel()

    def cancel_all(self) -> None:
        """Forget every timer."""
        self.cancel(*self._handles)

    def __contains__(self, name: str) -> bool:
        return name in self._handles

"""One client's session: who it is, which workspace it asks about, and what it is told unasked.

Belongs here: what lives as long as one connection. Stays out: bytes and requests (`rpc`), and what
the workspace does with unsaved text; it registers `on_close` to drop it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol


class Outlet(Protocol):
    """Where a session's notifications go: the connection."""

    @property
    def congested(self) -> bool:
        """Whether the client reads more slowly than we write."""

    def send_notification(self, method: str, params: Mapping[str, Any]) -> None:
        """Write one notification."""


class Session:
    """A client that has shaken hands."""

    def __init__(self, session_id: int, client: str, root: Path, outlet: Outlet) -> None:
        self.id = session_id
        """Unique for the life of the daemon."""
        self.client = client
        """What the client calls itself, for people who read logs."""
        self.root = root
        """The real path of the workspace that it asks about."""
        self.workspace: Any = None
        """What `Repository.workspace(root)` gave."""
        self.overlays: Any = None
        """Its unsaved texts (`overlays.session.Overlays`); None until it sends the first."""
        self.events: set[str] = set()
        """The notifications that it subscribed to."""
        self.closed = False
        self._outlet = outlet
        self._waiting: dict[str, Mapping[str, Any]] = {}
        self._on_close: list[Callable[[], None]] = []

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        """Tell the client; nothing happens once it is gone.

        For a client that does not keep up only the newest notification of each method waits until
        it reads again or is answered, so little waits. Use this for states, not for events.
        """
        if self.closed:
            return
        if self._outlet.congested:
            self._waiting.pop(method, None)
            self._waiting[method] = params
        else:
            self._outlet.send_notification(method, params)

    def on_close(self, hook: Callable[[], None]) -> None:
        """Call `hook()` once when the session ends; at once if it has ended."""
        if self.closed:
            hook()
        else:
            self._on_close.append(hook)

    def flush(self) -> None:
        """Send what waits: the client reads again, or an answer comes that must not overtake it."""
        waiting, self._waiting = self._waiting, {}
        for method, params in waiting.items():
            self._outlet.send_notification(method, params)

    def close(self) -> None:
        """The connection is gone: run the hooks, newest first."""
        self.closed = True
        self._waiting.clear()
        if self._on_close:
            try:
                self._on_close.pop()()
            finally:
                # A hook that fails must not keep the others from running.
                self.close()

"""Connecting to the daemon without asyncio: what the command line uses, so it imports little.

Belongs here: one connection for a few requests, one after the other.
Stays out: the policy of starting a daemon (`spawn`), bytes (`framing`), what is asked (`protocol`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

    from codegraph_client.protocol import HelloResult
    from codegraph_client.root import Root

OnNotification = Callable[[str, dict[str, Any]], None]


class BlockingConnection:
    """A connection to the daemon, for use by one thread; a context manager."""

    hello: HelloResult
    """What the daemon said of itself."""

    def ask(
        self,
        method: str,
        params: dict[str, Any],
        *,
        on_notification: OnNotification | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Send a request and wait for its answer, `timeout` seconds at most.

        `on_notification(method, params)` gets what the daemon says meanwhile. If the daemon dies,
        a request that can be repeated is asked once more, of a new daemon. Raises ConnectionLost,
        RequestFailed (with code DEADLINE for the timeout), DaemonStartFailed.
        """
        raise NotImplementedError

    def notify(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification."""
        raise NotImplementedError

    def close(self) -> None:
        """End the connection."""
        raise NotImplementedError

    def __enter__(self) -> BlockingConnection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def connect_blocking(root: Root, *, client: str, start: bool = True) -> BlockingConnection:
    """Connect to the daemon of this root's repository, starting it if it is absent.

    `client` names the caller in the daemon's status and log. Raises NotRunning (only if not
    `start`), DaemonStartFailed, ProtocolMismatch, UnsafeDirectory, RequestFailed.
    """
    raise NotImplementedError

"""Connecting to the daemon from asyncio: what the language server uses.

Belongs here: one connection, its requests and notifications, and a link that outlives daemons.
Stays out: the policy of starting a daemon (`spawn`), bytes (`framing`), what is asked (`protocol`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

    from codegraph_client.protocol import HelloResult
    from codegraph_client.root import Root

Callback = Callable[[dict[str, Any]], None]


class Connection:
    """One connection to one daemon process; made by `connect`."""

    hello: HelloResult
    """What the daemon said of itself."""
    closed: asyncio.Event
    """Set when the connection is over, from either side."""

    async def ask(
        self, method: str, params: dict[str, Any], *, timeout: float | None = None
    ) -> Any:
        """Send a request and wait for its answer, `timeout` seconds at most.

        Cancelling the awaiting task tells the daemon. Raises ConnectionLost, RequestFailed
        (with code DEADLINE for the timeout).
        """
        raise NotImplementedError

    def notify(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification; nothing happens if the connection is closed."""
        raise NotImplementedError

    def on(self, method: str, callback: Callback) -> None:
        """Call `callback(params)` on the loop for every notification of this name."""
        raise NotImplementedError

    async def close(self) -> None:
        """End the connection; requests that still wait get ConnectionLost."""
        raise NotImplementedError


async def connect(root: Root, *, client: str, start: bool = True) -> Connection:
    """Connect to the daemon of this root's repository, starting it if it is absent.

    `client` names the caller in the daemon's status and log. Raises NotRunning (only if not
    `start`), DaemonStartFailed, ProtocolMismatch, UnsafeDirectory, RequestFailed.
    """
    raise NotImplementedError

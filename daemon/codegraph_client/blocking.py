"""Connecting to the daemon without asyncio: what the command line uses, so it imports little.

Belongs here: one connection for a few requests, one after the other.
Stays out: the policy of starting a daemon (`spawn`), bytes (`framing`), what is asked (`protocol`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from codegraph_client.errors import ConnectionLost, RequestFailed
from codegraph_client.framing import (
    Decoder,
    FramingError,
    Message,
    Notification,
    Response,
    encode_notification,
    encode_request,
)
from codegraph_client.place import open_socket
from codegraph_client.protocol import (
    DEADLINE,
    HELLO,
    PROTOCOL_MISMATCH,
    REPEATABLE,
    SHUTTING_DOWN,
    STOP,
)
from codegraph_client.spawn import Starter

if TYPE_CHECKING:
    import socket
    from types import TracebackType

    from codegraph_client.protocol import HelloResult
    from codegraph_client.root import Root

OnNotification = Callable[[str, dict[str, Any]], None]
_CHUNK_BYTES = 1 << 18
_STOP_SECONDS = 5.0


class BlockingConnection:
    """A connection to the daemon, for use by one thread; a context manager."""

    hello: HelloResult
    """What the daemon said of itself."""

    def __init__(self, root: Root, *, client: str, start: bool) -> None:
        self._root = root
        self._client = client
        self._start = start
        self._socket: socket.socket | None = None
        self._decoder = Decoder()
        self._last_id = 0
        self._open()

    def ask(
        self,
        method: str,
        params: Mapping[str, Any],
        *,
        on_notification: OnNotification | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Send a request and wait for its answer, `timeout` seconds at most.

        `on_notification(method, params)` gets what the daemon says meanwhile. If the daemon dies,
        a request that can be repeated is asked once more, of a new daemon. Raises ConnectionLost,
        RequestFailed (with code DEADLINE for the timeout), DaemonStartFailed.
        """
        try:
            return self._exchange(method, params, on_notification, timeout)
        except ConnectionLost:
            if not self._start or method not in REPEATABLE:
                raise
        except RequestFailed as error:
            if error.code != SHUTTING_DOWN or not self._start or method not in REPEATABLE:
                raise
        self._open()
        return self._exchange(method, params, on_notification, timeout)

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        """Send a notification. Raises ConnectionLost."""
        self._send(encode_notification(method, params), None)

    def close(self) -> None:
        """End the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def __enter__(self) -> BlockingConnection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> None:
        starter = Starter(self._root, start=self._start)
        while not self._try_open(starter):
            self.close()
            time.sleep(starter.failed())

    def _try_open(self, starter: Starter) -> bool:
        self._socket = open_socket(starter.place)
        if self._socket is None:
            return False
        self._decoder = Decoder()
        try:
            self.hello = self._exchange(
                HELLO,
                cast("dict[str, Any]", starter.hello(self._client)),
                None,
                starter.remaining(),
            )
        except ConnectionLost:
            return False
        except RequestFailed as error:
            if error.code == SHUTTING_DOWN:
                return False
            try:
                if error.code == DEADLINE:
                    raise starter.start_failed("the daemon did not answer") from None
                if error.code != PROTOCOL_MISMATCH:
                    raise
                starter.outdated(error)
                self._ask_to_stop()
            except BaseException:
                self.close()
                raise
            return False
        starter.connected(self.hello["pid"])
        return True

    def _ask_to_stop(self) -> None:
        try:
            self._exchange(STOP, {}, None, _STOP_SECONDS)
        except (ConnectionLost, RequestFailed):
            # It may be gone already; if it is not, the start that follows says so.
            return

    def _exchange(
        self,
        method: str,
        params: Mapping[str, Any],
        on_notification: OnNotification | None,
        timeout: float | None,
    ) -> Any:
        self._last_id += 1
        end = None if timeout is None else time.monotonic() + timeout
        self._send(encode_request(self._last_id, method, params), end)
        found: Response | None = None
        while found is None:
            for message in self._receive(end):
                if isinstance(message, Notification) and on_notification is not None:
                    on_notification(message.method, message.params)
                elif isinstance(message, Response) and message.id in (self._last_id, None):
                    found = message
        if found.error is not None:
            raise RequestFailed(found.error["code"], found.error["message"], found.error["data"])
        return found.result

    def _send(self, data: bytes, end: float | None) -> None:
        with self._broken_connections_named():
            self._ready_until(end).sendall(data)

    def _receive(self, end: float | None) -> list[Message]:
        with self._broken_connections_named():
            data = self._ready_until(end).recv(_CHUNK_BYTES)
            if not data:
                raise ConnectionLost("the daemon closed the connection")
            return list(self._decoder.feed(data))

    def _ready_until(self, end: float | None) -> socket.socket:
        if self._socket is None:
            raise ConnectionLost("the connection is closed")
        self._socket.settimeout(None if end is None else max(0.001, end - time.monotonic()))
        return self._socket

    @contextmanager
    def _broken_connections_named(self) -> Iterator[None]:
        # However it breaks, the socket is of no use any more: an answer that comes after a
        # timeout would be taken for that of the next request.
        try:
            yield
        except TimeoutError:
            self.close()
            raise RequestFailed(DEADLINE, "no answer within the time allowed") from None
        except (OSError, FramingError) as error:
            self.close()
            raise ConnectionLost(f"the connection to the daemon broke: {error}") from None
        except ConnectionLost:
            self.close()
            raise


def connect_blocking(root: Root, *, client: str, start: bool = True) -> BlockingConnection:
    """Connect to the daemon of this root's repository, starting it if it is absent.

    `client` names the caller in the daemon's status and log. Raises NotRunning (only if not
    `start`), DaemonStartFailed, ProtocolMismatch, UnsafeDirectory, StoreError, RequestFailed.
    """
    return BlockingConnection(root, client=client, start=start)

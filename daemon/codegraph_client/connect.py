"""Connecting to the daemon from asyncio: what the language server uses.

Belongs here: one connection with its requests and notifications, and a link that outlives daemons.
Stays out: the policy of starting a daemon (`spawn`), bytes (`framing`), what is asked (`protocol`).
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from codegraph_client.errors import (
    CodeGraphError,
    ConnectionLost,
    DaemonStartFailed,
    RequestFailed,
)
from codegraph_client.framing import (
    Decoder,
    FramingError,
    Notification,
    Response,
    encode_notification,
    encode_request,
)
from codegraph_client.place import open_socket
from codegraph_client.protocol import (
    CANCEL,
    DEADLINE,
    GOODBYE,
    HELLO,
    PROTOCOL_MISMATCH,
    REPEATABLE,
    SHUTTING_DOWN,
    STOP,
)
from codegraph_client.spawn import Starter

if TYPE_CHECKING:
    from codegraph_client.protocol import HelloResult
    from codegraph_client.root import Root

Callback = Callable[[dict[str, Any]], None]
_STOP_SECONDS = 5.0
_MOST_LOSSES, _LOSS_WINDOW_SECONDS = 3, 180.0


class Connection(asyncio.Protocol):
    """One connection to one daemon process; made by `connect`, for use on one event loop."""

    hello: HelloResult
    """What the daemon said of itself."""
    closed: asyncio.Event
    """Set when the connection is over, from either side."""
    said_goodbye: bool
    """Whether the daemon announced that it stops, rather than vanished."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()
        self.said_goodbye = False
        self._loop = asyncio.get_running_loop()
        self._decoder = Decoder()
        self._transport: asyncio.Transport | None = None
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._callbacks: dict[str, Callback] = {}
        self._last_id = 0
        self._why_closed = "the daemon closed the connection"

    async def ask(
        self,
        method: str,
        params: Mapping[str, Any],
        *,
        timeout: float | None = None,  # noqa: ASYNC109  the daemon is told, `asyncio.timeout` only stops waiting
    ) -> Any:
        """Send a request and wait for its answer, `timeout` seconds at most.

        Cancelling the awaiting task tells the daemon. Raises ConnectionLost, RequestFailed
        (with code DEADLINE for the timeout).
        """
        if self._transport is None or self.closed.is_set():
            raise ConnectionLost(self._why_closed)
        self._last_id += 1
        request_id = self._last_id
        data = encode_request(request_id, method, params)
        answer: asyncio.Future[Any] = self._loop.create_future()
        self._waiting[request_id] = answer
        self._transport.write(data)
        try:
            async with asyncio.timeout(timeout):
                return await answer
        except TimeoutError:
            self.notify(CANCEL, {"id": request_id})
            raise RequestFailed(DEADLINE, "no answer within the time allowed") from None
        except asyncio.CancelledError:
            self.notify(CANCEL, {"id": request_id})
            raise
        finally:
            self._waiting.pop(request_id, None)
            # A failure holds this call, which would hold the failure until cycles are looked for.
            del answer

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        """Send a notification; nothing happens if the connection is closed."""
        if self._transport is not None and not self.closed.is_set():
            self._transport.write(encode_notification(method, params))

    def on(self, method: str, callback: Callback) -> None:
        """Call `callback(params)` on the loop for every notification of this name."""
        self._callbacks[method] = callback

    async def close(self) -> None:
        """End the connection; requests that still wait get ConnectionLost."""
        if self._transport is not None:
            self._why_closed = "the connection is closed"
            self._transport.close()
            await self.closed.wait()

    # Called by asyncio.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            for message in self._decoder.feed(data):
                if isinstance(message, Response):
                    self._answered(message)
                elif isinstance(message, Notification):
                    self._notified(message)
        except FramingError as error:
            self._why_closed = f"the daemon sent something unreadable: {error}"
            if self._transport is not None:
                self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            self._why_closed = f"the connection to the daemon broke: {exc}"
        self.closed.set()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionLost(self._why_closed))
        self._waiting.clear()

    def _notified(self, notification: Notification) -> None:
        if notification.method == GOODBYE:
            self.said_goodbye = True
        callback = self._callbacks.get(notification.method)
        if callback is not None:
            # Not called from here: an error in a callback must not end the connection.
            self._loop.call_soon(callback, notification.params)

    def _answered(self, response: Response) -> None:
        if response.id is None:
            self._why_closed = str(response.error)
            return
        answer = self._waiting.pop(response.id, None)
        if answer is None or answer.done():
            return  # Cancelled or timed out meanwhile.
        if response.error is None:
            answer.set_result(response.result)
        else:
            error = response.error
            answer.set_exception(RequestFailed(error["code"], error["message"], error["data"]))


async def connect(root: Root, *, client: str, start: bool = True) -> Connection:
    """Connect to the daemon of this root's repository, starting it if it is absent.

    `client` names the caller in the daemon's status and log. Raises NotRunning (only if not
    `start`), DaemonStartFailed, ProtocolMismatch, UnsafeDirectory, StoreError, RequestFailed.
    """
    starter = Starter(root, start=start)
    try:
        while True:
            connection = await _try_connect(starter, client)
            if connection is not None:
                starter.connected(connection.hello["pid"])
                return connection
            await asyncio.sleep(starter.failed())
    finally:
        # Also when the caller gave up: the daemon that was started lives on.
        if starter.child is not None:
            starter.child.reap()


async def _try_connect(starter: Starter, client: str) -> Connection | None:
    peer = open_socket(starter.place)
    if peer is None:
        return None
    peer.setblocking(False)
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_unix_connection(Connection, sock=peer)
    try:
        hello = cast(Mapping[str, Any], starter.hello(client))
        connection.hello = await connection.ask(HELLO, hello, timeout=starter.remaining())
    except BaseException as error:
        keep_trying = await _after_failed_hello(connection, starter, error)
        await connection.close()
        if keep_trying:
            return None
        raise
    return connection


async def _after_failed_hello(
    connection: Connection, starter: Starter, error: BaseException
) -> bool:
    """Whether to try again; raises what says more than `error` does."""
    if isinstance(error, ConnectionLost):
        return True
    if not isinstance(error, RequestFailed):
        return False
    if error.code == SHUTTING_DOWN:
        return True
    if error.code == DEADLINE:
        raise starter.start_failed("the daemon did not answer") from None
    if error.code != PROTOCOL_MISMATCH:
        return False
    starter.outdated(error)
    try:
        await connection.ask(STOP, {}, timeout=_STOP_SECONDS)
    except (ConnectionLost, RequestFailed):
        # It may be gone already; if it is not, the start that follows says so.
        return True
    return True


class Link:
    """A connection that outlives daemons: when one dies, the next request starts another.

    `on_connect(connection)` runs after every successful connect, before any request: there the
    owner registers callbacks and sends again what a new daemon must know.
    """

    def __init__(
        self,
        root: Root,
        *,
        client: str,
        start: bool = True,
        on_connect: Callable[[Connection], Awaitable[None]] | None = None,
    ) -> None:
        self.root = root
        self.connection: Connection | None = None
        """The present connection, which may be closed already; None before the first."""
        self._client = client
        self._start = start
        self._on_connect = on_connect
        self._opening = asyncio.Lock()
        self._losses: deque[float] = deque(maxlen=_MOST_LOSSES)
        self._ended = False

    async def open(self) -> Connection:
        """The live connection, made now if there is none.

        Raises what `connect` raises, ConnectionLost after `close`, and DaemonStartFailed if the
        daemon was lost three times within three minutes: then starting it again is no help.
        """
        async with self._opening:
            if self._ended:
                raise ConnectionLost("the connection is closed")
            if self.connection is not None and not self.connection.closed.is_set():
                return self.connection
            if self.connection is not None and not self.connection.said_goodbye:
                self._count_loss()
            connection = await connect(self.root, client=self._client, start=self._start)
            self.connection = connection
            if self._on_connect is not None:
                await self._on_connect(connection)
            return connection

    async def ask(
        self,
        method: str,
        params: Mapping[str, Any],
        *,
        timeout: float | None = None,  # noqa: ASYNC109  as in `Connection.ask`
    ) -> Any:
        """As `Connection.ask`; a request that can be repeated survives the death of one daemon."""
        connection = await self.open()
        try:
            return await connection.ask(method, params, timeout=timeout)
        except CodeGraphError as error:
            stopping = isinstance(error, RequestFailed) and error.code == SHUTTING_DOWN
            lost = isinstance(error, ConnectionLost)
            if method not in REPEATABLE or not (stopping or lost):
                raise
            if stopping:
                await connection.close()
        connection = await self.open()
        return await connection.ask(method, params, timeout=timeout)

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        """Send a notification if there is a live connection; else `on_connect` makes up for it."""
        if self.connection is not None:
            self.connection.notify(method, params)

    async def close(self) -> None:
        """End the connection for good."""
        self._ended = True
        if self.connection is not None:
            await self.connection.close()

    def _count_loss(self) -> None:
        now = time.monotonic()
        self._losses.append(now)
        if len(self._losses) == _MOST_LOSSES and now - self._losses[0] < _LOSS_WINDOW_SECONDS:
            # The next try comes when one of these is old enough.
            self._losses.pop()
            raise DaemonStartFailed(
                f"the daemon for {self.root.path} was lost {_MOST_LOSSES} times within "
                f"{_LOSS_WINDOW_SECONDS:.0f} s; see its log with `codegraph daemon logs`"
            )

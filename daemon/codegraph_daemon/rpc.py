"""The daemon's end of the protocol: connections, the handshake, and which handler answers.

Belongs here: reading messages and what is said before, beside and after the questions.
Stays out: running handlers (`dispatch`), what the methods do (`queries`), and the socket and the
life of the process (`lifecycle`).

Order: handlers of one connection start in the order of their messages, each in a task of its own.
A notification's handler must therefore have its effect before it first awaits; then what is asked
after it sees it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

from codegraph_client import __version__
from codegraph_client.errors import BadRequest, RequestFailed
from codegraph_client.framing import (
    Decoder,
    FramingError,
    Malformed,
    Message,
    Notification,
    Request,
    encode_notification,
    encode_response,
    wire_error,
)
from codegraph_client.protocol import (
    BUSY,
    CANCEL,
    CANCELLED,
    GOODBYE,
    HANDSHAKE_FIRST,
    HELLO,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PROTOCOL,
    PROTOCOL_MISMATCH,
    SHUTTING_DOWN,
    STOP,
    SUBSCRIBE,
    WireError,
)
from codegraph_daemon.dispatch import Dispatch, Limits
from codegraph_daemon.session import Session

Handler = Callable[[Session, dict[str, Any]], Awaitable[Any]]

log = logging.getLogger(__name__)

_MOST_TASKS = 256
_SOCKET_BUFFER_BYTES = 1 << 20
_WRITE_BUFFER_BYTES = 1 << 20
_HELLO_SECONDS = 30.0


class Server:
    """All connections of the daemon.

    `handlers` maps methods to what answers them. Beside the questions there may be a handler named
    `hello`: what it returns is added to the answer of the handshake. `attach(root)` gives the
    workspace of a new session, or raises RootRefused. `stop(why)` begins the end of the daemon.
    """

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        attach: Callable[[Path], Any],
        stop: Callable[[str], None],
        limits: Limits | None = None,
    ) -> None:
        self.handlers = handlers
        self.attach = attach
        self.stop = stop
        self.limits = limits or Limits()
        self.connections: set[Connection] = set()
        self.stopping = False
        self._last_session = 0

    def connection(self) -> Connection:
        """The protocol object for a connection that was accepted."""
        return Connection(self)

    def next_session_id(self) -> int:
        """An id that no session of this process had before."""
        self._last_session += 1
        return self._last_session

    async def drain(self, seconds: float) -> None:
        """Take no more requests, let running ones end, answer the rest, close all connections.

        Takes at most twice `seconds`.
        """
        self.stopping = True
        tasks = {task for connection in self.connections for task in connection.dispatch.tasks}
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        closing = list(self.connections)
        for connection in closing:
            connection.dismiss()
        if closing:
            # A client that does not read what is still to be sent must not hold this up.
            await asyncio.wait([connection.closed for connection in closing], timeout=seconds)
        for connection in closing:
            connection.abort()
        # Cancelled handlers run once more, to clean up.
        await asyncio.sleep(0)


class Connection(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, server: Server) -> None:
        loop = asyncio.get_running_loop()
        self.dispatch = Dispatch(self._respond, self._who, server.limits)
        self.closed: asyncio.Future[None] = loop.create_future()
        self.congested = False
        self._server = server
        self._decoder = Decoder()
        self._transport: asyncio.Transport | None = None
        self._session: Session | None = None
        self._hello_timer = loop.call_later(_HELLO_SECONDS, self.abort)

    # Called by asyncio.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=_WRITE_BUFFER_BYTES)
        # A long answer leaves in one piece, not when the loop comes round to the rest of it.
        connected: socket.socket = transport.get_extra_info("socket")
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BUFFER_BYTES)
        self._server.connections.add(self)

    def data_received(self, data: bytes) -> None:
        try:
            for message in self._decoder.feed(data):
                self._received(message)
        except FramingError as error:
            log.warning("unreadable message: %s", error, extra=self._who())
            self._fail(wire_error(error.code, str(error)))

    def pause_writing(self) -> None:
        # Whoever does not read its answers asks no more questions: what waits for it is bounded.
        self.congested = True
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        self.congested = False
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()
        if self._session is not None:
            self._session.flush()

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.connections.discard(self)
        self._hello_timer.cancel()
        self._transport = None
        self.closed.set_result(None)
        self.dispatch.close(CANCELLED, "the connection was lost")
        if self._session is not None:
            log.info("session ended", extra=self._who())
            session, self._session = self._session, None
            session.close()

    # Messages in.

    def _received(self, message: Message) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        match message:
            case Request():
                self._requested(message)
            case Notification():
                self._notified(message)
            case Malformed(request_id, error):
                if self.dispatch.is_pending(request_id):
                    self._fail(error)
                else:
                    self._write(encode_response(request_id, error, None))
            case _:
                pass  # An answer to a question that we never ask.

    def _requested(self, request: Request) -> None:
        dispatch, handler = self.dispatch, self._server.handlers.get(request.method)
        if dispatch.is_pending(request.id):
            # Two answers with one id could not be told apart.
            self._fail(wire_error(INVALID_REQUEST, f"request id {request.id} is in use"))
            return
        dispatch.open(request)
        if request.method == STOP:
            name = "a client" if self._session is None else self._session.client
            self._server.stop(f"asked to by {name}")
            dispatch.answer(request.id, None, {"pid": os.getpid()})
        elif self._server.stopping:
            dispatch.end(request.id, SHUTTING_DOWN, "the daemon is stopping")
        elif request.method == HELLO:
            dispatch.start(request, self._hello)
        elif self._session is None:
            dispatch.end(request.id, HANDSHAKE_FIRST, "the first request must be hello")
        elif handler is None:
            name = request.method[:100]
            dispatch.end(request.id, METHOD_NOT_FOUND, f"there is no method {name!r}")
        elif len(dispatch.tasks) >= _MOST_TASKS:
            dispatch.end(request.id, BUSY, f"more than {_MOST_TASKS} requests at once")
        else:
            dispatch.start(request, partial(handler, self._session))

    def _notified(self, notification: Notification) -> None:
        method, params = notification
        if self._session is None or self._server.stopping:
            return
        if method == CANCEL:
            request_id = params.get("id")
            if isinstance(request_id, int):
                self.dispatch.end(request_id, CANCELLED, "cancelled by the client")
            return
        if method == SUBSCRIBE and isinstance(events := params.get("events"), list):
            self._session.events = {event for event in events if isinstance(event, str)}
        handler = self._server.handlers.get(method)
        if handler is not None:
            self.dispatch.run(method, partial(handler, self._session), params)
        elif method != SUBSCRIBE:
            log.debug("unknown notification", extra={"method": method, **self._who()})

    async def _hello(self, params: dict[str, Any]) -> dict[str, Any]:
        if self._session is not None:
            raise RequestFailed(INVALID_REQUEST, "hello was said already")
        if params.get("protocol") != PROTOCOL:
            raise RequestFailed(
                PROTOCOL_MISMATCH,
                f"this daemon (version {__version__}) speaks protocol {PROTOCOL}, "
                f"the client {params.get('protocol')!r}",
                {"protocol": PROTOCOL, "version": __version__, "pid": os.getpid()},
            )
        root, client = params.get("root"), params.get("client")
        if not isinstance(root, str) or not os.path.isabs(root) or not isinstance(client, str):
            raise BadRequest("hello needs an absolute root and the client's name")
        workspace = self._server.attach(Path(root))
        session = Session(self._server.next_session_id(), client, Path(root), self)
        session.workspace = workspace
        self._session = session
        self._hello_timer.cancel()
        log.info(
            "session began", extra={"root": root, "version": params.get("version"), **self._who()}
        )
        answer = {
            "protocol": PROTOCOL,
            "version": __version__,
            "pid": os.getpid(),
            "root": root,
            "generation": 0,
            "state": "starting",
        }
        more = self._server.handlers.get(HELLO)
        return answer if more is None else answer | dict(await more(session, params))

    # Bytes out.

    def send_notification(self, method: str, params: Mapping[str, Any]) -> None:
        """Write one notification."""
        self._write(encode_notification(method, params))

    def dismiss(self) -> None:
        """The daemon stops: answer what still runs, say goodbye, close."""
        self.dispatch.end_all(SHUTTING_DOWN, "the daemon is stopping")
        self.send_notification(GOODBYE, {})
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close without sending what still waits."""
        if self._transport is not None:
            self._transport.abort()

    def _fail(self, error: WireError) -> None:
        """Say what is wrong with the connection itself, and close it."""
        self._write(encode_response(None, error, None))
        if self._transport is not None:
            self._transport.close()

    def _respond(self, data: bytes) -> None:
        if self._session is not None:
            self._session.flush()
        self._write(data)

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def _who(self) -> dict[str, Any]:
        if self._session is None:
            return {}
        return {"session": self._session.id, "client": self._session.client}

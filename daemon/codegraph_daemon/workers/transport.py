"""Messages between the daemon and one worker: a length, then one msgpack list.

    daemon -> worker   [TASK, id, name, payload]  [BROADCAST, method, payload]  [ANSWER, ok, value]
    worker -> daemon   [READY]  [DONE, id, result]  [FAILED, id, kind, message, trace]
                       [CALL, method, payload]

Belongs here: bytes to messages and back, and the daemon's end of the socket (`Channel`), which
never blocks. Stays out: what the messages mean (`pool`, `process`). Workers import this module when
they start, so it imports nothing but msgpack.
"""

from __future__ import annotations

from collections import deque
from struct import Struct

import msgpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable
    from socket import socket
    from typing import Any

TASK, BROADCAST, ANSWER, READY, DONE, FAILED, CALL = range(7)

MAX_FRAME = 256 << 20
"""Bytes of one message. A larger one is refused by its sender; a receiver that sees one gives up
the connection."""

_SLICE = 256 << 10
"""Bytes that are read at most before the event loop gets its turn again."""
_BASE = 64 << 10
"""The size of the buffer that small messages share."""
_PACKED = 4096
"""What a message is packed into grows from this. By itself msgpack takes a megabyte for each, and
giving it back costs a process with a large heap a hundred times what packing does."""
_LENGTH = Struct("<I")


class BadFrame(Exception):
    """The stream does not hold our messages; it cannot be read any further."""


def pack(value: Any) -> bytes:
    """One value as msgpack. Raises TypeError, ValueError or OverflowError if it has no form."""
    try:
        packed: bytes = msgpack.packb(value, buf_size=_PACKED)
    except UnicodeEncodeError:
        # Paths that are not UTF-8 are strings with surrogates. They are rare, and encoding them
        # takes a slower way.
        packed = msgpack.packb(value, unicode_errors="surrogatepass", buf_size=_PACKED)
    return packed


def unpack(data: bytes | memoryview) -> Any:
    """The value that `pack` was given, with tuples as lists."""
    return msgpack.unpackb(data, strict_map_key=False, unicode_errors="surrogatepass")


def frame(kind: int, *packed: bytes) -> bytes:
    """A message ready to be sent, of parts that are packed already. ValueError if too large."""
    size = 2 + sum(map(len, packed))
    if size > MAX_FRAME:
        raise ValueError(f"a message of {size:,} bytes is over the limit of {MAX_FRAME:,}")
    # 0x90 + n begins a list of n values and `kind` is a value by itself, so that packed parts can
    # simply be joined.
    return b"".join((_LENGTH.pack(size), bytes((0x91 + len(packed), kind)), *packed))


class Inbox:
    """Turns what arrives, in pieces of any size, into messages.

    A large message is received into its own buffer: its bytes are never moved again.
    """

    __slots__ = ("_buffer", "_filled")

    def __init__(self) -> None:
        self._buffer = bytearray(_BASE)
        self._filled = 0

    def window(self) -> memoryview:
        """Where the next bytes belong; never empty, and bounded."""
        return memoryview(self._buffer)[self._filled : self._filled + _SLICE]

    def received(self, count: int) -> list[list[Any]]:
        """The messages that are whole, now that `count` bytes were written into `window()`.

        Raises BadFrame.
        """
        messages: list[list[Any]] = []
        self._filled += count
        view = memoryview(self._buffer)
        start, needed = 0, _BASE
        while self._filled - start >= _LENGTH.size:
            (size,) = _LENGTH.unpack_from(view, start)
            if size > MAX_FRAME:
                raise BadFrame(f"a message of {size:,} bytes is announced")
            stop = start + _LENGTH.size + size
            if stop > self._filled:
                needed = max(_BASE, stop - start)
                break
            messages.append(_message(view[start + _LENGTH.size : stop]))
            start = stop
        rest = bytes(view[start : self._filled]) if start or needed != len(view) else None
        if rest is not None:
            if needed != len(self._buffer):
                self._buffer = bytearray(needed)
            self._buffer[: len(rest)] = rest
            self._filled = len(rest)
        return messages


def _message(data: memoryview) -> list[Any]:
    try:
        message = unpack(data)
    except (ValueError, msgpack.UnpackException) as error:
        raise BadFrame(f"not msgpack: {error}") from error
    if not isinstance(message, list) or not message:
        raise BadFrame("not a list")
    return message


class Channel:
    """The daemon's end of one worker's socket, on the event loop.

    `on_message` gets every message in order. `on_lost` is called once, when the other end is gone
    or sends what is no message; never after `close()`, and never from within `send`.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        connection: socket,
        on_message: Callable[[list[Any]], None],
        on_lost: Callable[[], None],
    ) -> None:
        connection.setblocking(False)
        self._loop = loop
        self._socket = connection
        self._inbox = Inbox()
        self._outbox: deque[memoryview] = deque()
        self._on_message = on_message
        self._on_lost = on_lost
        self._closed = False
        self.unsent = 0
        """Bytes that wait until the worker reads."""
        loop.add_reader(connection, self._readable)

    def send(self, data: bytes) -> bool:
        """Send one frame, in the order of the calls. False if the worker is known to be gone."""
        if self._closed:
            return False
        sent = 0
        if not self._outbox:
            try:
                sent = self._socket.send(data)
            except BlockingIOError:
                pass
            except OSError:
                return False
            if sent == len(data):
                return True
            self._loop.add_writer(self._socket, self._writable)
        self._outbox.append(memoryview(data)[sent:])
        self.unsent += len(data) - sent
        return True

    def close(self) -> None:
        """Hang up at once; an idle worker takes it as the order to end."""
        if not self._closed:
            self._closed = True
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._socket.close()
            self._outbox.clear()
            self.unsent = 0

    def _readable(self) -> None:
        # One slice for each turn of the loop: a large result must not keep others waiting.
        try:
            count = self._socket.recv_into(self._inbox.window())
        except BlockingIOError:
            return
        except OSError:
            count = 0
        try:
            messages = self._inbox.received(count) if count else None
        except BadFrame:
            messages = None
        if messages is None:
            self.close()
            self._on_lost()
            return
        for message in messages:
            if self._closed:
                return
            self._on_message(message)

    def _writable(self) -> None:
        data = self._outbox[0]
        try:
            sent = self._socket.send(data)
        except BlockingIOError:
            return
        except OSError:
            # The reading side sees the same end, and says so.
            self._outbox.clear()
            self.unsent = 0
            self._loop.remove_writer(self._socket)
            return
        self.unsent -= sent
        if sent < len(data):
            self._outbox[0] = data[sent:]
            return
        self._outbox.popleft()
        if not self._outbox:
            self._loop.remove_writer(self._socket)

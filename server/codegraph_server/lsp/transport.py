"""Messages over standard input and output: framing, and the guard around standard output.

Our own loop instead of pygls': it survives broken headers, drains the client while an answer is
being written, tells the exit code, and leaves no thread that holds a lock of `sys.stdin` at exit.

Belongs here: bytes and headers. Stays out: what a message says (`protocol`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections import deque
from collections.abc import Iterator
from typing import Protocol

MAX_HEADER_BYTES = 64 * 1024
MAX_BODY_BYTES = 256 * 1024 * 1024
READ_BYTES = 256 * 1024


class BrokenStream(Exception):
    """The stream cannot be followed any further; its text says why."""


class Frames:
    """Cuts a byte stream into message bodies."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._needed: int | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Add bytes; yields every body that is now whole. Raises BrokenStream."""
        self._buffer += data
        while True:
            if self._needed is None and not self._take_header():
                return
            needed = self._needed
            assert needed is not None
            if len(self._buffer) < needed:
                return
            body = bytes(self._buffer[:needed])
            del self._buffer[:needed]
            self._needed = None
            yield body

    def _take_header(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > MAX_HEADER_BYTES:
                raise BrokenStream("the header of a message has no end")
            return False
        header = bytes(self._buffer[:end])
        del self._buffer[: end + 4]
        for line in header.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                self._needed = int(value)
                if self._needed > MAX_BODY_BYTES:
                    raise BrokenStream(f"a message of {self._needed} bytes is too long")
                return True
        # Without a length the body's end is unknown, and whatever follows would be read as noise.
        raise BrokenStream("a message has no Content-Length")


class Stdout:
    """pygls' writer over a file descriptor. Writing to a client that has gone does nothing."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def write(self, data: bytes) -> None:
        """Write all of it, waiting for the client if it does not read."""
        view = memoryview(data)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while view:
                view = view[os.write(self._fd, view) :]

    def close(self) -> None:
        """Nothing to do: the descriptor lives as long as the process."""


def take_stdout() -> Stdout:
    """Keep standard output for messages: from now on `print` and children write to stderr."""
    kept = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return Stdout(kept)


class Receiver(Protocol):
    """What `serve` hands bodies to; it stops when `exit_code` is set."""

    exit_code: int | None

    def receive(self, body: bytes) -> None:
        """Take one message."""


async def serve(receiver: Receiver, stopped: asyncio.Event, fd: int = 0) -> str | None:
    """Hand over messages from `fd` until `exit`, the end of the stream, or `stopped`.

    Returns why the stream broke, if it did. Reading happens in a thread, so that the client can
    always write, even while this side waits for it to read.
    """
    loop = asyncio.get_running_loop()
    chunks: deque[bytes] = deque()
    came = asyncio.Event()

    def take(data: bytes) -> None:
        chunks.append(data)
        came.set()

    def read() -> None:
        while True:
            try:
                data = os.read(fd, READ_BYTES)
            except OSError:
                data = b""
            try:
                loop.call_soon_threadsafe(take, data)
            except RuntimeError:  # The loop is closed: the process is about to end.
                return
            if not data:
                return

    async def stop() -> None:
        await stopped.wait()
        came.set()

    threading.Thread(target=read, name="stdin", daemon=True).start()
    frames = Frames()
    stopping = asyncio.ensure_future(stop())
    try:
        while True:
            # An event that lives on, rather than a task to wait for each chunk, which costs as much
            # as all else that is done to receive a message.
            await came.wait()
            came.clear()
            while chunks and not stopped.is_set():
                data = chunks.popleft()
                if not data:
                    return None
                try:
                    for body in frames.feed(data):
                        receiver.receive(body)
                        if receiver.exit_code is not None:
                            return None
                        # Handlers start before the next message is taken: order is what they see.
                        await asyncio.sleep(0)
                except BrokenStream as error:
                    return str(error)
            if stopped.is_set():
                return None
    finally:
        stopping.cancel()

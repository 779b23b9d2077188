"""The life of the daemon's process: one per repository, from the lock to the clean stop.

Belongs here: the lifetime lock, the socket and status file, accepting connections, and every
reason to end (asked, signalled, idle, the root, the index or the socket gone).
Stays out: requests (`rpc`), starting a process (`codegraph_client.spawn`), what is served.

Only the holder of the lock touches the socket's path and the status file. On the way out these
vanish first, then the sessions, then the repository, and the lock with the process: whoever finds
the lock held and no socket knows that it has to wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from codegraph_client import __version__
from codegraph_client.errors import RootRefused
from codegraph_client.place import CachePlace, Place, ensure_private, peer_uid, socket_address
from codegraph_client.protocol import PROTOCOL
from codegraph_client.root import identity_of, refusal
from codegraph_daemon.dispatch import Limits
from codegraph_daemon.rpc import Handler, Server

log = logging.getLogger(__name__)

_BACKLOG = 128
_LOCK_SECONDS = 0.3
_ACCEPT_PAUSE_SECONDS = 0.2
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Repository(Protocol):
    """What the life of the daemon needs of the repository that it serves."""

    @property
    def busy(self) -> bool:
        """Whether work is under way or waiting."""

    def workspace(self, root: Path) -> Any:
        """The workspace of this root, started on first use."""

    async def close(self) -> None:
        """Finish what was begun and close the index."""


OpenRepository = Callable[[], Awaitable[Repository]]
MakeHandlers = Callable[[Any], Mapping[str, Handler]]


@dataclass(frozen=True)
class Timing:
    """When the daemon looks and how long it waits, in seconds."""

    idle: float = 30 * 60
    """Stop after this long without session and work; 0: never."""
    poll: float = 1.0
    """Between two looks at idleness, root and socket."""
    drain: float = 1.0
    """For running requests to end when the daemon stops."""
    close: float = 20.0
    """For the repository to close."""


class Lock:
    """The lock of a place, held by this process until `release` or its end."""

    def __init__(self, place: Place, descriptor: int) -> None:
        self.place = place
        self._descriptor = descriptor

    def is_in_place(self) -> bool:
        """Whether the file at the lock's path is still the one that is locked."""
        return _same_file(os.fstat(self._descriptor), self.place.lock)

    def release(self) -> None:
        """Give the lock up; the file stays, for removing it would let two processes hold one."""
        os.close(self._descriptor)


def acquire(place: Place) -> Lock | None:
    """The lock of this place, or None if another daemon has it.

    Raises UnsafeDirectory if the runtime directory is not private.
    """
    ensure_private(place.dir)
    # A client that only looks holds the lock for an instant, which must not look like a daemon.
    end = time.monotonic() + _LOCK_SECONDS
    while True:
        descriptor = os.open(place.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
        else:
            lock = Lock(place, descriptor)
            if lock.is_in_place():
                return lock
            lock.release()
        if time.monotonic() > end:
            return None
        time.sleep(0.02)


async def serve(
    lock: Lock,
    cache: CachePlace,
    root: Path,
    identity: Path,
    open_repository: OpenRepository,
    make_handlers: MakeHandlers,
    *,
    timing: Timing | None = None,
    limits: Limits | None = None,
) -> None:
    """Serve one repository until there is a reason to end, then stop cleanly.

    The socket listens before the repository is opened: clients that come early wait in its queue.
    Raises what `open_repository` raises, after the socket is gone again.
    """
    life = _Life(lock, root, identity, timing or Timing())
    with _listening(lock.place) as listener, life.signals():
        life.own_socket = os.lstat(lock.place.socket)
        _write_status(lock.place, cache, root)
        log.info("started", extra={"root": str(root), "version": __version__})
        repository = await open_repository()
        life.keeps(cache.store)
        try:
            server = Server(
                make_handlers(repository),
                lambda asked: repository.workspace(life.admit(asked)),
                life.stop,
                limits,
            )
            accepting = asyncio.create_task(_accept(listener, server))
            try:
                await life.last(repository, server)
            finally:
                accepting.cancel()
            await server.drain(life.timing.drain)
        finally:
            await _close(repository, life.timing.close)
    log.info("stopped")


class _Life:
    """The reasons to go on or to end."""

    def __init__(self, lock: Lock, root: Path, identity: Path, timing: Timing) -> None:
        self.timing = timing
        self.own_socket: os.stat_result | None = None
        self._lock = lock
        self._identity = identity
        self._roots = {root: os.stat(root)}
        self._store: tuple[Path, os.stat_result] | None = None
        self._ending = asyncio.Event()

    def admit(self, root: Path) -> Path:
        """The root of a session, if this daemon may serve it. Raises RootRefused."""
        why = refusal(root)
        if why is not None:
            raise RootRefused(why)
        try:
            info = os.stat(root)
        except OSError as error:
            raise RootRefused(f"cannot use the root {root}: {error.strerror}") from None
        if identity_of(root) != self._identity:
            raise RootRefused(f"{root} does not belong to the repository {self._identity}")
        self._roots.setdefault(root, info)
        return root

    def keeps(self, store: Path) -> None:
        """The folder of the index, which is open from now on."""
        with contextlib.suppress(FileNotFoundError):
            self._store = store, os.stat(store)

    def stop(self, why: str) -> None:
        """Begin to end, for this reason."""
        if not self._ending.is_set():
            log.info("stopping: %s", why)
            # Gone before anybody hears of the stop: who connects from now on gets a new daemon.
            if self.own_socket is not None:
                _vanish(self._lock.place, self.own_socket)
            self._ending.set()

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """Let signals end the daemon cleanly."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self.stop, f"signal {number.name}")
        try:
            yield
        finally:
            for number in _SIGNALS:
                loop.remove_signal_handler(number)

    async def last(self, repository: Repository, server: Server) -> None:
        """Return when there is a reason to end."""
        loop = asyncio.get_running_loop()
        quiet_since = loop.time()
        while not self._ending.is_set():
            if server.connections or repository.busy:
                quiet_since = loop.time()
            elif 0 < self.timing.idle <= loop.time() - quiet_since:
                self.stop(f"idle for {self.timing.idle:.0f} s")
            gone = self._gone()
            if gone is not None:
                self.stop(gone)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), self.timing.poll)

    def _gone(self) -> str | None:
        """What has vanished that the daemon cannot be without, in words."""
        for root, info in list(self._roots.items()):
            if not _same_file(info, root):
                log.info("the root %s is gone", root)
                del self._roots[root]
        if not self._roots:
            return "the root is gone"
        if self._store is not None and not _same_file(self._store[1], self._store[0]):
            # Whoever asks next gets a daemon that makes it anew.
            return "its index was removed"
        place = self._lock.place
        if not self._lock.is_in_place() or not _same_file(self.own_socket, place.socket):
            # Nobody can find this daemon any more, and another may be started beside it.
            return "its socket or lock was removed"
        return None


@contextlib.contextmanager
def _listening(place: Place) -> Iterator[socket.socket]:
    """The listening socket; at the end it and its path are gone."""
    with contextlib.suppress(FileNotFoundError):
        place.socket.unlink()  # Left by a daemon that was killed: we hold the lock.
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as listener:
        listener.setblocking(False)
        with socket_address(place) as address:
            listener.bind(address)
        own = os.lstat(place.socket)
        try:
            place.socket.chmod(0o600)
            listener.listen(_BACKLOG)
            yield listener
        finally:
            _vanish(place, own)


async def _close(repository: Repository, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await repository.close()
    except TimeoutError:
        log.error("the repository did not close in time; its index is safe all the same")


async def _accept(listener: socket.socket, server: Server) -> None:
    loop = asyncio.get_running_loop()
    while True:
        try:
            connection, _ = await loop.sock_accept(listener)
            uid = peer_uid(connection)
            if uid is None or uid == os.getuid():
                await loop.connect_accepted_socket(server.connection, connection)
            else:
                log.warning("refused a connection of user %d", uid)
                connection.close()
        except OSError as error:
            # Out of descriptors, or the client is gone again: neither may end the daemon.
            log.warning("cannot accept a connection: %s", error)
            await asyncio.sleep(_ACCEPT_PAUSE_SECONDS)


def _write_status(place: Place, cache: CachePlace, root: Path) -> None:
    status = {
        "pid": os.getpid(),
        "root": str(root),
        "version": __version__,
        "protocol": PROTOCOL,
        "started": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "log": str(cache.log),
        "socket": str(place.socket),
    }
    # Written beside and renamed: a reader finds all of it or nothing.
    unfinished = place.status_file.with_suffix(".new")
    unfinished.write_text(json.dumps(status) + "\n", encoding="utf-8")
    unfinished.replace(place.status_file)


def _vanish(place: Place, own_socket: os.stat_result) -> None:
    """Remove the socket and the status file, if they are still this daemon's."""
    if _same_file(own_socket, place.socket):
        with contextlib.suppress(FileNotFoundError):
            place.status_file.unlink()
        with contextlib.suppress(FileNotFoundError):
            place.socket.unlink()


def _same_file(info: os.stat_result | None, path: Path) -> bool:
    try:
        there = os.stat(path)
    except OSError:
        return False
    return info is not None and (there.st_dev, there.st_ino) == (info.st_dev, info.st_ino)

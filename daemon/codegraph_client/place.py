"""Where one daemon's socket, lock, status, index and logs lie, and whether that place is private.

Belongs here: names of run-time and cache files, the checks of private directories and of the peer
of a socket. Stays out: finding the root (`root`), starting the daemon (`spawn`), holding the lock
(`codegraph_daemon.lifecycle`).

A Unix socket's path may have 107 bytes (103 on macOS), so names are hashes of the identity, and a
runtime directory that is still too long is reached through its descriptor.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import stat
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from codegraph_client.digests import blake2b
from codegraph_client.errors import ConnectionLost, StoreError, UnsafeDirectory
from codegraph_client.protocol import INDEX_FORMAT

_MAX_SOCKET_PATH = 107 if sys.platform == "linux" else 103


class Place(NamedTuple):
    """The run-time files of the daemon of one repository."""

    dir: Path
    """Private directory that all of them lie in."""
    socket: Path
    lock: Path
    """Locked by the daemon for its whole life; never removed."""
    status_file: Path
    """JSON: pid, root, version, protocol, started, log, socket."""


class CachePlace(NamedTuple):
    """The files of one repository that outlive its daemon."""

    dir: Path
    store: Path
    logs: Path

    @property
    def log(self) -> Path:
        """The daemon's structured log, one JSON object a line."""
        return self.logs / "daemon.log"

    @property
    def stderr(self) -> Path:
        """What the daemon's process itself wrote: early failures and crashes of native code."""
        return self.logs / "stderr.log"


def identity_hash(identity: Path) -> str:
    """16 hex digits that name a repository in paths."""
    return blake2b(os.fsencode(identity), digest_size=8).hexdigest()


def runtime_dir() -> Path:
    """The directory of sockets: CODEGRAPH_RUNTIME_DIR, else XDG_RUNTIME_DIR, else a private one
    in the temporary directory. Not created and not checked.
    """
    if given := os.environ.get("CODEGRAPH_RUNTIME_DIR"):
        return Path(os.path.abspath(given))
    xdg = os.environ.get("XDG_RUNTIME_DIR")
    if xdg and _complaint(Path(xdg)) is None:
        return Path(xdg) / "codegraph"
    return Path(os.environ.get("TMPDIR") or "/tmp") / f"codegraph-{os.getuid()}"  # noqa: S108


def cache_dir() -> Path:
    """The directory of all indexes: CODEGRAPH_CACHE_DIR, else $XDG_CACHE_HOME/codegraph, else
    ~/.cache/codegraph. Not created and not checked.
    """
    if given := os.environ.get("CODEGRAPH_CACHE_DIR"):
        return Path(os.path.abspath(given))
    # The XDG specification says that a relative value must be ignored.
    xdg = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(xdg) if os.path.isabs(xdg) else Path.home() / ".cache"
    return base / "codegraph"


def socket_place(identity: Path) -> Place:
    """The run-time files for a repository, given its identity (git common directory or root)."""
    directory = runtime_dir()
    # The format is part of the name: two versions with different formats need two daemons.
    name = f"{identity_hash(identity)}-v{INDEX_FORMAT}"
    return Place(
        directory,
        directory / f"{name}.sock",
        directory / f"{name}.lock",
        directory / f"{name}.json",
    )


def cache_place(identity: Path) -> CachePlace:
    """The index and logs of a repository, given its identity."""
    directory = cache_dir() / "repos" / f"{identity_hash(identity)}-v{INDEX_FORMAT}"
    return CachePlace(directory, directory / "store", directory / "logs")


def ensure_private(directory: Path) -> None:
    """Create the directory with mode 0700 if it is absent, then check that it is private.

    Raises UnsafeDirectory, with path and reason, if it is a symlink, not a directory, another
    user's, or open to group or others. What is wrong is never repaired: somebody did it.
    """
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        directory.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError:
        pass  # Something that is not a directory: the check below says what.
    except OSError as error:
        raise UnsafeDirectory(
            f"cannot create the private directory {directory}: {error.strerror}"
        ) from None
    check_private(directory)


def ensure_cache(cache: CachePlace) -> None:
    """Create the cache directories of a repository; new ones are private.

    A cache directory that the user made is taken as it is: what lies in it is closed by itself.
    Raises StoreError, naming the path, if they cannot be made.
    """
    try:
        cache.dir.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        cache.dir.parent.mkdir(mode=0o700, exist_ok=True)
        cache.dir.mkdir(mode=0o700, exist_ok=True)
        cache.logs.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot create the cache directory {error.filename}: {error.strerror}"
        ) from None


def check_private(directory: Path) -> None:
    """Raise UnsafeDirectory unless the directory is real, our own, and ours alone (0700)."""
    complaint = _complaint(directory)
    if complaint is not None:
        raise UnsafeDirectory(f"refusing to use {directory}: {complaint}")


def _complaint(directory: Path) -> str | None:
    """What is wrong with a directory that should be private, or None."""
    try:
        info = os.lstat(directory)
    except OSError as error:
        return str(error.strerror)
    if stat.S_ISLNK(info.st_mode):
        return "it is a symbolic link, not a directory"
    if not stat.S_ISDIR(info.st_mode):
        return "it is not a directory"
    if info.st_uid != os.getuid():
        return f"it belongs to user {info.st_uid}, not to you (user {os.getuid()})"
    if info.st_mode & 0o077:
        return f"its mode is {stat.S_IMODE(info.st_mode):04o}, it must be 0700"
    return None


@contextmanager
def socket_address(place: Place) -> Iterator[str]:
    """A path to bind or connect the socket by, short enough for the kernel.

    Raises UnsafeDirectory where the path is too long and the system has no way around it.
    """
    path = str(place.socket)
    if len(os.fsencode(path)) <= _MAX_SOCKET_PATH:
        yield path
        return
    if sys.platform != "linux":
        raise UnsafeDirectory(
            f"the runtime directory's path is too long for a socket: {place.dir}; "
            "set CODEGRAPH_RUNTIME_DIR to a shorter one"
        )
    descriptor = os.open(place.dir, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}/{place.socket.name}"
    finally:
        os.close(descriptor)


def open_socket(place: Place) -> socket.socket | None:
    """A blocking socket connected to the daemon at this place; None if nobody listens there.

    Raises UnsafeDirectory if the directory is not private or the peer is another user,
    ConnectionLost if the socket is there but cannot be used.
    """
    if not os.path.lexists(place.dir):
        return None
    check_private(place.dir)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with socket_address(place) as address:
            connection.connect(address)
        uid = peer_uid(connection)
        if uid is not None and uid != os.getuid():
            raise UnsafeDirectory(f"the daemon at {place.socket} belongs to user {uid}")
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    except OSError as error:
        connection.close()
        raise ConnectionLost(f"cannot use the socket {place.socket}: {error.strerror}") from None
    except BaseException:
        connection.close()
        raise
    return connection


def peer_uid(connection: socket.socket) -> int | None:
    """The user id of the process at the other end, or None where the system does not tell."""
    if sys.platform != "linux":
        return None
    credentials = connection.getsockopt(
        socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")
    )
    return int(struct.unpack("3i", credentials)[1])


def is_locked(place: Place) -> bool:
    """Whether a daemon lives that holds this place's lock (it may be starting or stopping)."""
    try:
        descriptor = os.open(place.lock, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return True
        raise
    finally:
        os.close(descriptor)
    return False

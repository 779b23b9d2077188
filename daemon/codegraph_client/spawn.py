"""Starting the daemon, and waiting for one that somebody else starts or stops.

Belongs here: the detached start, the watch over the child's early exit, and the policy of both
clients between "nobody listens" and "connected". Stays out: sockets and messages (`connect`,
`blocking`), the daemon's own life (`codegraph_daemon.lifecycle`).
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from codegraph_client import __version__
from codegraph_client.errors import DaemonStartFailed, NotRunning, ProtocolMismatch
from codegraph_client.place import (
    CachePlace,
    Place,
    cache_place,
    ensure_cache,
    ensure_private,
    is_locked,
    socket_place,
)
from codegraph_client.protocol import PROTOCOL

if TYPE_CHECKING:
    from codegraph_client.errors import RequestFailed
    from codegraph_client.protocol import HelloParams
    from codegraph_client.root import Root

# -P keeps the current folder, which may be the indexed one, off the module path.
DAEMON_ARGUMENTS: tuple[str, ...] = ("-P", "-m", "codegraph_daemon")
START_SECONDS = 30.0
"""How long a daemon may take from its start to its first answer."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.05
_MOST_STARTS = 5
_TAIL_BYTES = 4096
_STDERR_BYTES = 1 << 20


class Child:
    """A daemon process that this process started."""

    def __init__(self, pid: int, stderr: Path, stderr_offset: int) -> None:
        self.pid = pid
        self.exit_code: int | None = None
        """None while it runs; negative: the signal that ended it."""
        self._stderr = stderr
        self._stderr_offset = stderr_offset

    def poll(self) -> int | None:
        """The exit code if the process has ended, else None."""
        if self.exit_code is None:
            self._wait(os.WNOHANG)
        return self.exit_code

    def reap(self) -> None:
        """Wait for the end, however long, in a thread of its own; nothing if it has ended.

        A process that lives on (an editor's language server) would otherwise keep every daemon
        that dies as a zombie, which looks alive to whoever tests its pid.
        """
        if self.poll() is not None:
            return
        import threading

        threading.Thread(target=self._wait, args=(0,), name=f"reap-{self.pid}", daemon=True).start()

    def output(self) -> str:
        """The end of what the process wrote itself."""
        return tail(self._stderr, self._stderr_offset)

    def _wait(self, options: int) -> None:
        try:
            pid, status = os.waitpid(self.pid, options)
        except ChildProcessError:
            # Somebody else in this process waits for all children; the code is lost.
            self.exit_code = 0
            return
        if pid:
            self.exit_code = os.waitstatus_to_exitcode(status)


def spawn_daemon(root: Path, identity: Path, cache: CachePlace) -> Child:
    """Start a daemon in a session of its own; it goes on when this process ends.

    Raises DaemonStartFailed if the process cannot be made, StoreError for the cache directory.
    """
    ensure_cache(cache)
    log = os.open(cache.stderr, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(log).st_size > _STDERR_BYTES:
            os.ftruncate(log, 0)
        offset = os.fstat(log).st_size
        command = [sys.executable, *DAEMON_ARGUMENTS]
        command += ["--root", os.fspath(root), "--identity", os.fspath(identity)]
        actions = [
            (os.POSIX_SPAWN_DUP2, log, 1),
            (os.POSIX_SPAWN_DUP2, log, 2),
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        ]
        try:
            # The daemon itself changes to the folder /.
            pid = os.posix_spawn(
                sys.executable,
                command,
                os.environ,
                file_actions=actions,
                setsid=True,
                setsigmask=[],
                setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
            )
        except OSError as error:
            raise DaemonStartFailed(
                f"cannot run {sys.executable or 'Python'}: {error.strerror}"
            ) from None
    finally:
        os.close(log)
    return Child(pid, cache.stderr, offset)


class Starter:
    """What to do after each attempt to connect that failed, until one succeeds.

    Both clients do: try; on refusal or loss call `failed()` and sleep as many seconds as it says;
    on PROTOCOL_MISMATCH call `outdated()` and then ask that daemon to stop.
    """

    def __init__(self, root: Root, *, start: bool) -> None:
        self.place: Place = socket_place(root.identity)
        self.child: Child | None = None
        self._root = root
        self._start = start
        self._starts = 0
        self._began = time.monotonic()
        self._pause = _FIRST_PAUSE
        # Without a start nothing is made either: asking whether a daemon runs leaves no trace.
        if start:
            ensure_private(self.place.dir)

    def hello(self, client: str) -> HelloParams:
        """The parameters of the handshake."""
        return {
            "protocol": PROTOCOL,
            "version": __version__,
            "executable": sys.executable,
            "root": os.fspath(self._root.path),
            "client": client,
        }

    def remaining(self) -> float:
        """Seconds that are left for the start, at least a few milliseconds."""
        return max(0.005, self._began + START_SECONDS - time.monotonic())

    def failed(self) -> float:
        """Nobody answered: start a daemon if that is our part, and return the seconds to wait.

        Raises NotRunning, DaemonStartFailed.
        """
        if not self._start:
            raise NotRunning(f"no daemon is running for {self._root.path}")
        if self.child is not None and (code := self.child.poll()):
            raise self.start_failed(f"the daemon ended at its start ({_ending(code)})")
        if time.monotonic() - self._began > START_SECONDS:
            raise self.start_failed(f"the daemon did not answer within {START_SECONDS:.0f} s")
        # A lock that is held means that another one starts or stops: a second would only lose.
        if (self.child is None or self.child.exit_code == 0) and not is_locked(self.place):
            self._starts += 1
            if self._starts > _MOST_STARTS:
                raise self.start_failed("the daemon ends at once, again and again")
            self.child = spawn_daemon(
                self._root.path, self._root.identity, cache_place(self._root.identity)
            )
            self._pause = _FIRST_PAUSE
        self._pause = min(self._pause * 1.1, _LONGEST_PAUSE)
        return self._pause

    def connected(self, pid: int) -> None:
        """The daemon `pid` answered: a child that is another process has lost the race.

        Left alone it could still find the lock free, when that daemon is stopped at once, and be
        the daemon that somebody just stopped.
        """
        if self.child is not None and self.child.pid != pid and self.child.poll() is None:
            os.kill(self.child.pid, signal.SIGTERM)

    def start_failed(self, message: str) -> DaemonStartFailed:
        """The error for a start that failed, with the end of what the daemon wrote."""
        cache = cache_place(self._root.identity)
        output = self.child.output() if self.child is not None else ""
        return DaemonStartFailed(f"{message}; its log: {cache.log}", output or tail(cache.log))

    def outdated(self, error: RequestFailed) -> None:
        """The daemon speaks another protocol: return if it is to be stopped and replaced.

        Raises ProtocolMismatch if it is newer than this client, or if nothing may be started.
        """
        data = error.data if isinstance(error.data, dict) else {}
        theirs = data.get("protocol")
        version = data.get("version", "unknown")
        if isinstance(theirs, int) and theirs < PROTOCOL and self._start:
            self._began = time.monotonic()
            return
        older = isinstance(theirs, int) and theirs < PROTOCOL
        raise ProtocolMismatch(
            f"the running daemon (version {version}) speaks protocol {theirs}, "
            f"{'older' if older else 'newer'} than this client's {PROTOCOL}: "
            + (
                "restart it with `codegraph daemon restart`"
                if older
                else "update this client, or stop the daemon with `codegraph daemon stop`"
            ),
            theirs if isinstance(theirs, int) else None,
        )


def wait_released(place: Place, timeout: float) -> bool:
    """Wait until no daemon holds the place, at most `timeout` seconds; False if one still does."""
    end = time.monotonic() + timeout
    while is_locked(place):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def tail(path: Path, offset: int = 0, lines: int = 10) -> str:
    """The last lines of a text file, of what lies behind `offset` bytes; "" if there are none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(min(offset, size), size - _TAIL_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def _ending(code: int) -> str:
    if code > 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"

"""`daemon start|stop|restart|status|logs`: the life of one repository's daemon.

Belongs here: starting through a connection, stopping for sure, reading the log. Stays out: what
the daemon knows (`indexing`), and the index on disk (`cache`).
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codegraph_client.errors import BadRequest, ConnectionLost, NotRunning
from codegraph_server.cli import options as common
from codegraph_server.cli.options import Group, end, here, options, write, write_json
from codegraph_server.cli.render import printable, screen

if TYPE_CHECKING:
    from codegraph_client.place import Place
    from codegraph_client.root import Root

_STOP_SECONDS = 10.0
_FOLLOW_SECONDS = 0.2


@click.group(
    "daemon",
    cls=Group,
    examples="""
    codegraph daemon status
    codegraph daemon restart           after a change of settings
    codegraph daemon logs --follow
    """,
)
def daemon() -> None:
    """The daemon of this repository: start, stop and watch it.

    It is normally started by the first command that needs it, and stops by itself when idle.
    """


@daemon.command("start", examples="codegraph daemon start")
def start() -> None:
    """Start the daemon, unless it runs already."""
    root = options().find_root()
    with options().connect(root) as connection:
        pid = connection.hello["pid"]
    _report(root, True, pid, f"running (pid {pid})")


@daemon.command("stop", examples="codegraph daemon stop")
def stop() -> None:
    """Stop the daemon; what it has done so far is kept."""
    root = options().find_root()
    pid = stop_daemon(_place(root))
    if pid is None:
        _report(root, False, None, "not running")
        end(common.NOTHING)
    _report(root, False, pid, f"stopped (pid {pid})")


@daemon.command("restart", examples="codegraph daemon restart")
def restart() -> None:
    """Stop the daemon if it runs, and start it with the settings of now."""
    root = options().find_root()
    stop_daemon(_place(root))
    options().start = True
    with options().connect(root) as connection:
        pid = connection.hello["pid"]
    _report(root, True, pid, f"running (pid {pid})")


@daemon.command("status", examples="codegraph daemon status --json")
def status() -> None:
    """Whether the daemon runs; never starts it. Exit code 1 if it does not."""
    from codegraph_server.cli.indexing import status_text

    root = options().find_root()
    options().start = False
    try:
        fields = options().ask(root, "status", {})["results"][0]
    except NotRunning:
        _report(root, False, None, "not running")
        end(common.NOTHING)
    if options().json:
        write_json({"running": True, **fields})
    else:
        write(status_text(fields, screen(sys.stdout, options().color, here())))


@daemon.command(
    "logs",
    examples="""
    codegraph daemon logs -n 100
    codegraph daemon logs --follow
    codegraph daemon logs --json | jq 'select(.level == "ERROR")'
    """,
)
@click.option("-n", "--lines", default=50, show_default=True, metavar="N", help="The last N lines.")
@click.option("-f", "--follow", is_flag=True, help="Go on with what is written from now on.")
@click.option("--path", "only_path", is_flag=True, help="Print the log's path only.")
def logs(lines: int, follow: bool, only_path: bool) -> None:
    """The daemon's log. With --json as it is: one JSON object a line."""
    from codegraph_client.place import cache_place
    from codegraph_client.spawn import tail

    root = options().find_root()
    cache = cache_place(root.identity)
    if only_path:
        write(f"{cache.log}\n")
        return
    if not cache.log.exists():
        # A daemon that died before it could log has left its words here.
        early = tail(cache.stderr, lines=lines)
        if not early:
            raise BadRequest(f"no log yet for {root.path}")
        write(printable_lines(early))
        return
    text, offset = _end_of(cache.log, lines)
    read = write(text if options().json else log_text(text))
    while follow and read:
        time.sleep(_FOLLOW_SECONDS)
        if cache.log.exists() and cache.log.stat().st_size < offset:
            offset = 0  # It was rotated.
        text, offset = _read_from(cache.log, offset)
        if text:
            read = write(text if options().json else log_text(text))


def stop_daemon(place: Place) -> int | None:
    """Stop the daemon at a place and wait for its end; its pid, or None if none was running.

    The request `stop` is understood by every version; a daemon that does not answer is ended by
    a signal. Raises ConnectionLost if it lives on.
    """
    from codegraph_client.place import is_locked, open_socket
    from codegraph_client.spawn import wait_released

    if not place.dir.is_dir() or not is_locked(place):
        return None
    pid = _pid(place)
    connection = open_socket(place)
    if connection is not None:
        with connection:
            pid = _ask_to_stop(connection) or pid
    if not wait_released(place, _STOP_SECONDS):
        import signal

        if pid is None:
            raise ConnectionLost(f"the daemon at {place.socket} does not answer")
        os.kill(pid, signal.SIGTERM)
        if not wait_released(place, _STOP_SECONDS):
            raise ConnectionLost(f"the daemon does not stop; `kill -9 {pid}` ends it safely")
    return pid or 0


def log_text(lines: str) -> str:
    """Log lines, JSON objects, as a person reads them."""
    return "".join(printable_lines(_entry(line)) for line in lines.splitlines() if line.strip())


def printable_lines(text: str) -> str:
    """Several lines without anything that a terminal would obey."""
    return "".join(f"{printable(line)}\n" for line in text.splitlines())


def _entry(line: str) -> str:
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        return line
    traceback = "".join(f"\n    {row}" for row in str(entry.pop("traceback", "")).splitlines())
    parts = [str(entry.pop(name)) for name in ("time", "level", "logger") if name in entry]
    message = str(entry.pop("message", entry.pop("event", "")))
    rest = [f"{name}={value}" for name, value in entry.items()]
    return "  ".join([*parts, " ".join([message, *rest])]) + traceback


def _place(root: Root) -> Place:
    from codegraph_client.place import socket_place

    return socket_place(root.identity)


def _pid(place: Place) -> int | None:
    try:
        pid = json.loads(place.status_file.read_bytes())["pid"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return pid if isinstance(pid, int) and pid > 1 else None


def _ask_to_stop(connection: Any) -> int | None:
    from codegraph_client.framing import Decoder, FramingError, Response, encode_request
    from codegraph_client.protocol import STOP

    decoder = Decoder()
    connection.settimeout(_STOP_SECONDS)
    try:
        connection.sendall(encode_request(1, STOP, {}))
        while data := connection.recv(1 << 16):
            for message in decoder.feed(data):
                if isinstance(message, Response) and isinstance(message.result, dict):
                    pid = message.result.get("pid")
                    return pid if isinstance(pid, int) else None
    except (OSError, FramingError):
        # Gone before it answered, or not able to: whether it lives is seen by its lock.
        return None
    return None


def _report(root: Root, running: bool, pid: int | None, words: str) -> None:
    if options().json:
        write_json({"running": running, "pid": pid, "root": str(root.path)})
    else:
        write(f"{printable(str(root.path))}: {words}\n")


def _end_of(path: Path, lines: int) -> tuple[str, int]:
    """The last lines of a file, and its size then."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        start, found = size, b""
        while start > 0 and found.count(b"\n") <= lines:
            start = max(0, start - (1 << 16))
            file.seek(start)
            found = file.read(size - start)
    kept = found.splitlines(keepends=True)[-lines:] if lines else []
    return b"".join(kept).decode("utf-8", "replace"), size


def _read_from(path: Path, offset: int) -> tuple[str, int]:
    """The whole lines behind an offset, and the offset behind them."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read()
    except FileNotFoundError:
        return "", offset
    whole = data[: data.rfind(b"\n") + 1]
    return whole.decode("utf-8", "replace"), offset + len(whole)


commands = {"daemon": daemon}

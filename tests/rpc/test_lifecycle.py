"""One daemon per repository: started by whoever needs it, found again, replaced, ended by a signal."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from codegraph_client import __version__, connect, spawn
from codegraph_client.blocking import BlockingConnection, connect_blocking
from codegraph_client.connect import Link
from codegraph_client.errors import (
    ConnectionLost,
    DaemonStartFailed,
    NotRunning,
    ProtocolMismatch,
    RequestFailed,
)
from codegraph_client.place import Place, cache_place, ensure_private, is_locked
from codegraph_client.protocol import DEADLINE, PROTOCOL
from codegraph_client.root import Root
from codegraph_client.spawn import wait_released
from codegraph_daemon import lifecycle

from .conftest import STAND_IN


def client(root: Root) -> BlockingConnection:
    return connect_blocking(root, client="test")


def kill(pid: int) -> None:
    """End a daemon as a crash would, and wait until the system has noticed."""
    process = psutil.Process(pid)
    process.kill()
    process.wait(timeout=20)


def stop(place: Place, connection: BlockingConnection) -> None:
    connection.ask("stop", {})
    connection.close()
    assert wait_released(place, 20)


def opened(log: Path) -> list[str]:
    return log.read_text().split("\n")[:-1]


def run_daemon(root: Root, timeout: float = 20) -> subprocess.CompletedProcess[str]:
    """Run a daemon in the foreground until it ends."""
    return subprocess.run(
        [sys.executable, str(STAND_IN), "--root", str(root.path)],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def start_by_hand(root: Root, place: Place) -> subprocess.Popen[bytes]:
    """Start a daemon that no client started, and wait until it listens."""
    daemon = subprocess.Popen([sys.executable, str(STAND_IN), "--root", str(root.path)])
    while not place.status_file.exists():
        assert daemon.poll() is None
        time.sleep(0.01)
    return daemon


# --- Starting --------------------------------------------------------------------------------


def test_a_client_starts_the_daemon_and_others_find_it(
    root: Root, place: Place, stand_in_daemon: Path
) -> None:
    with client(root) as one, client(root) as two:
        assert one.hello["pid"] == two.hello["pid"] != os.getpid()
        assert one.ask("echo", {"n": 1}) == {"n": 1}
        stop(place, two)
    assert len(opened(stand_in_daemon)) == 2


def test_the_daemon_is_detached_from_its_client(
    root: Root, place: Place, stand_in_daemon: Path
) -> None:
    with client(root) as connection:
        daemon = psutil.Process(connection.hello["pid"])
        assert os.getsid(daemon.pid) == daemon.pid
        assert daemon.cwd() == "/"
        standard = {os.readlink(f"/proc/{daemon.pid}/fd/{number}") for number in (1, 2)}
        assert os.readlink(f"/proc/{daemon.pid}/fd/0") == os.devnull
        assert standard == {str(cache_place(root.identity).stderr)}
        stop(place, connection)


def test_the_status_file_tells_who_serves(root: Root, place: Place, stand_in_daemon: Path) -> None:
    with client(root) as connection:
        status = json.loads(place.status_file.read_bytes())
        assert status.pop("started").endswith("+00:00")
        assert status == {
            "pid": connection.hello["pid"],
            "root": str(root.path),
            "version": __version__,
            "protocol": PROTOCOL,
            "log": str(cache_place(root.identity).log),
            "socket": str(place.socket),
        }
        stop(place, connection)
    assert not place.status_file.exists()


def test_clients_that_race_get_one_daemon(root: Root, place: Place, stand_in_daemon: Path) -> None:
    for race in range(20):
        barrier = threading.Barrier(2)
        connections: list[BlockingConnection] = []

        def ask(
            barrier: threading.Barrier = barrier,
            connections: list[BlockingConnection] = connections,
        ) -> None:
            barrier.wait()
            connections.append(client(root))

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        one, two = connections
        assert one.hello["pid"] == two.hello["pid"]
        one.close()
        stop(place, two)
        # Each race opened the repository once and closed it once.
        assert len(opened(stand_in_daemon)) == 2 * (race + 1)


def test_losing_the_race_is_success(root: Root, place: Place, stand_in_daemon: Path) -> None:
    with client(root) as connection:
        loser = run_daemon(root)
        assert (loser.returncode, loser.stdout, loser.stderr) == (0, "", "")
        stop(place, connection)
    assert len(opened(stand_in_daemon)) == 2


def test_a_glance_at_the_lock_does_not_turn_a_daemon_away(place: Place) -> None:
    ensure_private(place.dir)
    place.lock.touch()
    stopping = threading.Event()

    def look() -> None:
        while not stopping.is_set():
            is_locked(place)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        for _ in range(20):
            lock = lifecycle.acquire(place)
            assert lock is not None
            assert is_locked(place)
            lock.release()
    finally:
        stopping.set()
        looking.join()


def test_a_start_that_fails_shows_the_end_of_the_log(
    root: Root, stand_in_daemon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN_FAIL", "the index is torn")
    with pytest.raises(DaemonStartFailed) as caught:
        client(root)
    assert "exit code 1" in str(caught.value)
    assert caught.value.log_tail.endswith("cannot go on: the index is torn")
    assert json.loads(cache_place(root.identity).log.read_text().splitlines()[-1])["level"] == (
        "error"
    )


async def test_a_start_that_fails_tells_the_asynchronous_client_too(
    root: Root, stand_in_daemon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN_FAIL", "the index is torn")
    with pytest.raises(DaemonStartFailed, match="the index is torn"):
        await connect.connect(root, client="test")


def test_only_the_output_of_this_start_is_shown(
    root: Root, stand_in_daemon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ("first fault", "second fault"):
        monkeypatch.setenv("STAND_IN_FAIL", words)
        with pytest.raises(DaemonStartFailed) as caught:
            client(root)
    assert "first fault" not in caught.value.log_tail


def test_a_daemon_that_crashes_at_its_start_is_reported_with_its_signal(
    root: Root, place: Place, stand_in_daemon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN_DIE", "1")
    with pytest.raises(DaemonStartFailed, match="SIGKILL"):
        client(root)
    monkeypatch.delenv("STAND_IN_DIE")
    with client(root) as connection:
        stop(place, connection)


def test_a_daemon_that_cannot_be_run_is_reported(
    root: Root, stand_in_daemon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(DaemonStartFailed, match="/nonexistent/python: No such file"):
        client(root)


def test_a_daemon_that_does_not_answer_is_reported(
    root: Root, place: Place, stand_in_daemon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client(root) as connection:
        os.kill(connection.hello["pid"], signal.SIGSTOP)
        monkeypatch.setattr(spawn, "START_SECONDS", 0.1)
        with pytest.raises(DaemonStartFailed, match="did not answer"):
            client(root)
        os.kill(connection.hello["pid"], signal.SIGCONT)
        stop(place, connection)


def test_without_a_daemon_a_client_that_must_not_start_one_is_told(root: Root) -> None:
    with pytest.raises(NotRunning, match=str(root.path)):
        connect_blocking(root, client="test", start=False)


async def test_early_clients_wait_in_the_queue_until_the_repository_is_open(
    root: Root, place: Place, stand_in_daemon: Path
) -> None:
    # Both connect within the start of one daemon, and neither is turned away.
    one, two = await asyncio.gather(
        connect.connect(root, client="one"), connect.connect(root, client="two")
    )
    assert one.hello["pid"] == two.hello["pid"]
    await one.ask("stop", {})
    await asyncio.gather(one.close(), two.close())


# --- Dying and coming back -------------------------------------------------------------------


def test_after_sigkill_the_next_ask_is_answered_by_a_new_daemon(
    root: Root, place: Place, stand_in_daemon: Path
) -> None:
    with client(root) as connection:
        first = connection.ask("status", {})["pid"]
        kill(first)
        assert place.socket.exists()
        second = connection.ask("status", {})["pid"]
        assert second != first
        stop(place, connection)


async def test_after_sigkill_a_link_answers_and_tells_its_owner(
    root: Root, place: Place, stand_in_daemon: Path
) -> None:
    pids: list[int] = []

    async def greet(connection: connect.Connection) -> None:
        pids.append(connection.hello["pid"])

    link = Link(root, client="test", on_connect=greet)
    first = (await link.ask("status", {}))["pid"]
    await asyncio.to_thread(kill, first)
    second = (await link.ask("status", {}))["pid"]
    assert pids == [first, second]
    await link.ask("stop", {})
    assert link.connection is not None
    await link.connection.closed.wait()
    # A clean stop is no crash: the link starts the next one without counting it.
    third = (await link.ask("status", {}))["pid"]
    assert third not in (first, second)
    await link.ask("stop", {})
    await link.close()
    assert await asyncio.to_thread(wait_released, place, 20)


async def test_a_request_that_changes_things_is_not_repeated(
    root: Root, stand_in_daemon: Path
) -> None:
    link = Link(root, client="test")
    with pytest.raises(ConnectionLost):
        await link.ask("die", {})
    await link.close()


async def test_a_daemon_that_is_lost_again_and_again_is_given_up(
    root: Root, stand_in_daemon: Path
) -> None:
    link = Link(root, client="test")
    for _ in range(3):
        with pytest.raises(ConnectionLost):
            await link.ask("die", {})
    for _ in range(2):
        with pytest.raises(DaemonStartFailed, match="was lost 3 times"):
            await link.ask("status", {})
    await link.close()


async def test_a_dead_daemon_does_not_stay_as_a_zombie_of_its_client(
    root: Root, stand_in_daemon: Path
) -> None:
    connection = await connect.connect(root, client="test")
    daemon = psutil.Process(connection.hello["pid"])
    daemon.kill()
    await connection.closed.wait()
    await asyncio.to_thread(daemon.wait, 20)
    assert not psutil.pid_exists(daemon.pid)


def test_a_request_that_times_out_leaves_a_connection_that_works(
    root: Root, place: Place, stand_in_daemon: Path
) -> None:
    with client(root) as connection:
        with pytest.raises(RequestFailed) as caught:
            connection.ask("sleep", {}, timeout=0.05)
        assert caught.value.code == DEADLINE
        assert connection.ask("status", {})["pid"] == connection.hello["pid"]
        stop(place, connection)


def test_an_error_of_the_callers_callback_is_the_callers(
    root: Root, place: Place, stand_in_daemon: Path
) -> None:
    def print_to_closed_pipe(method: str, params: dict[str, Any]) -> None:
        raise BrokenPipeError(method)

    with client(root) as connection, pytest.raises(BrokenPipeError, match="progress"):
        connection.ask("count", {"to": 1}, on_notification=print_to_closed_pipe)
    with client(root) as connection:
        stop(place, connection)


def test_a_stale_socket_is_replaced(root: Root, place: Place, stand_in_daemon: Path) -> None:
    ensure_private(place.dir)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(place.socket))
    with client(root) as connection:
        assert connection.ask("echo", {}) == {}
        stop(place, connection)


def test_a_stale_status_file_and_lock_file_do_no_harm(
    root: Root, place: Place, stand_in_daemon: Path
) -> None:
    ensure_private(place.dir)
    place.lock.touch()
    place.status_file.write_text("{")
    with client(root) as connection:
        stop(place, connection)


# --- Versions --------------------------------------------------------------------------------


def test_an_older_daemon_is_replaced(
    root: Root, place: Place, stand_in_daemon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN_PROTOCOL", str(PROTOCOL - 1))
    old = start_by_hand(root, place)
    monkeypatch.delenv("STAND_IN_PROTOCOL")
    with client(root) as connection:
        assert connection.hello["protocol"] == PROTOCOL
        assert connection.hello["pid"] != old.pid
        assert old.wait(20) == 0
        stop(place, connection)


async def test_an_older_daemon_is_replaced_by_the_asynchronous_client_too(
    root: Root, place: Place, stand_in_daemon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN_PROTOCOL", str(PROTOCOL - 1))
    old = await asyncio.to_thread(start_by_hand, root, place)
    monkeypatch.delenv("STAND_IN_PROTOCOL")
    connection = await connect.connect(root, client="test")
    assert connection.hello["pid"] != old.pid
    assert await asyncio.to_thread(old.wait, 20) == 0
    await connection.ask("stop", {})
    await connection.close()


@pytest.mark.parametrize(("step", "words"), [(1, "newer"), (-1, "older")])
def test_a_daemon_that_may_not_be_replaced_is_a_clear_error(
    root: Root,
    place: Place,
    stand_in_daemon: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: int,
    words: str,
) -> None:
    monkeypatch.setenv("STAND_IN_PROTOCOL", str(PROTOCOL + step))
    other = start_by_hand(root, place)
    with pytest.raises(ProtocolMismatch, match=words) as caught:
        connect_blocking(root, client="test", start=step > 0)
    assert caught.value.theirs == PROTOCOL + step
    other.terminate()
    assert other.wait(20) == 0


# --- Ending ----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_daemon_cleanly(
    root: Root, place: Place, stand_in_daemon: Path, number: signal.Signals
) -> None:
    daemon = start_by_hand(root, place)
    with client(root) as connection:
        assert connection.hello["pid"] == daemon.pid
        daemon.send_signal(number)
        assert daemon.wait(20) == 0
    assert [line.split()[0] for line in opened(stand_in_daemon)] == ["opened", "closed"]
    assert [path.name for path in place.dir.iterdir()] == [place.lock.name]
    lines = cache_place(root.identity).log.read_text().splitlines()
    messages = [json.loads(line)["message"] for line in lines]
    assert f"stopping: signal {number.name}" in messages
    assert messages[-1] == "stopped"

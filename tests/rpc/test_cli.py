"""The command line and the daemon's process: starting, stopping, failing, cleaning up."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

import psutil
import pytest

from codegraph_client.place import cache_place, is_locked, socket_place
from codegraph_client.root import Root
from codegraph_server.cli.main import main
from ended import gone

from .conftest import STAND_IN

pytestmark = pytest.mark.usefixtures("stand_in_daemon")


@pytest.fixture(autouse=True)
def standing_in_the_root(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.path)
    monkeypatch.delenv("PWD", raising=False)
    (root.path / "a.py").write_text("def f(): ...\n")


def printed(capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one JSON object that the command printed."""
    out, err = capfd.readouterr()
    assert err == ""
    found: dict[str, Any] = json.loads(out)
    return found


def start(capfd: pytest.CaptureFixture[str]) -> int:
    """Start the daemon by the command; its pid."""
    assert main(["daemon", "start", "--json"]) == 0
    return int(printed(capfd)["pid"])


def test_start_stop_and_restart(root: Root, capfd: pytest.CaptureFixture[str]) -> None:
    first = start(capfd)
    assert start(capfd) == first

    assert main(["daemon", "restart", "--json"]) == 0
    second = printed(capfd)
    assert second == {"running": True, "pid": second["pid"], "root": str(root.path)}
    assert second["pid"] != first
    assert gone(first)

    assert main(["daemon", "stop", "--json"]) == 0
    assert printed(capfd) == {"running": False, "pid": second["pid"], "root": str(root.path)}
    assert not is_locked(socket_place(root.identity))
    assert main(["daemon", "stop"]) == 1


def test_a_daemon_that_hangs_is_reported(
    root: Root, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codegraph_server.cli.daemon._STOP_SECONDS", 0.3)
    pid = start(capfd)
    os.kill(pid, signal.SIGSTOP)
    assert main(["daemon", "stop"]) == 2
    assert f"the daemon does not stop; `kill -9 {pid}` ends it safely" in capfd.readouterr().err
    os.kill(pid, signal.SIGCONT)


def test_no_start_asks_a_running_daemon_and_starts_none(
    root: Root, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["daemon", "start", "--no-start"]) == 2
    assert f"no daemon is running for {root.path}" in capfd.readouterr().err
    start(capfd)
    assert main(["daemon", "start", "--no-start"]) == 0


def test_what_the_daemon_refuses_is_one_line_and_exit_code_2(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["outline", "a.py"]) == 2
    out, err = capfd.readouterr()
    assert (out, err) == ("", "codegraph: there is no method 'outline'\n")


def test_a_daemon_that_cannot_start_says_why(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN_FAIL", "the index is on a disk that is full")
    assert main(["outline", "a.py"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    first, *rest = err.splitlines()
    assert first.startswith("codegraph: the daemon ended at its start (exit code 1); its log: /")
    assert "the index is on a disk that is full" in "\n".join(rest)
    assert "Traceback" not in err


def test_settings_of_the_call_reach_the_daemon_that_it_starts(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODEGRAPH_WORKERS_BULK", "1")
    assert main(["--set", "workers.bulk=3", "daemon", "start", "--json"]) == 0
    pid = printed(capfd)["pid"]
    assert psutil.Process(pid).environ()["CODEGRAPH_WORKERS_BULK"] == "3"


def test_the_log_is_shown_for_people_and_as_it_is(
    root: Root, capfd: pytest.CaptureFixture[str]
) -> None:
    start(capfd)
    assert main(["daemon", "stop"]) == 0
    capfd.readouterr()

    assert main(["daemon", "logs", "-n", "1"]) == 0
    (line,) = capfd.readouterr().out.splitlines()
    assert line.endswith("  info  codegraph_daemon.lifecycle  stopped")

    assert main(["daemon", "logs", "--json"]) == 0
    entries = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert entries[0]["message"] == "started"

    assert main(["daemon", "logs", "--path"]) == 0
    assert capfd.readouterr().out == f"{cache_place(root.identity).log}\n"


def test_removing_an_index_stops_its_daemon_first(
    root: Root, capfd: pytest.CaptureFixture[str]
) -> None:
    pid = start(capfd)
    index = cache_place(root.identity).dir
    assert index.is_dir()
    assert main(["cache", "remove", "--yes", "."]) == 0
    assert not index.exists()
    assert not is_locked(socket_place(root.identity))
    assert gone(pid)


def test_an_index_in_use_is_not_pruned(root: Root, capfd: pytest.CaptureFixture[str]) -> None:
    start(capfd)
    about = cache_place(root.identity).dir / "about.json"
    about.write_text(json.dumps({"root": str(root.path), "format": 0, "last_used": 0}))
    assert main(["cache", "prune", "--yes"]) == 1
    assert about.exists()


def test_the_stand_in_is_what_was_started(capfd: pytest.CaptureFixture[str]) -> None:
    assert str(STAND_IN) in psutil.Process(start(capfd)).cmdline()

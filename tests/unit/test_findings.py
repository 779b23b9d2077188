"""What `doctor` says of states that a test cannot make on its own machine."""

from __future__ import annotations

from typing import Any

import pytest

from codegraph_client import __version__
from codegraph_client.errors import ConnectionLost
from codegraph_server.cli import findings

STATUS: dict[str, Any] = {
    "pid": 7,
    "state": "ready",
    "files": 2,
    "memory_mb": 61.4,
    "workers": [8],
    "version": __version__,
    "watching": "events",
    "problems": [],
}
TREE: dict[str, Any] = {
    "files": 2,
    "folders": 100,
    "problems": [],
    "silent": None,
    "watches": 8192,
    "instances": 128,
}


def watching(**tree: Any) -> list[findings.Finding]:
    return list(findings.watching({"tree": TREE | tree}, None))


def test_a_daemon_of_another_version() -> None:
    (found,) = findings.daemon(STATUS | {"version": "0.0.1"}, None)
    assert (found.level, found.subject) == ("note", "daemon")
    assert found.text == "pid 7, ready, 2 files, 61 MB with 1 worker, of version 0.0.1"
    assert "codegraph daemon restart" in found.advice


def test_a_daemon_that_does_not_answer() -> None:
    (found,) = findings.daemon(None, ConnectionLost("no answer within the time allowed"))
    assert found.level == "problem"
    assert "codegraph daemon restart" in found.advice


def test_a_daemon_with_problems() -> None:
    levels = [each.level for each in findings.daemon(STATUS | {"problems": ["a", "b"]}, None)]
    assert levels == ["ok", "problem", "problem"]


@pytest.mark.parametrize(("folders", "level"), [(100, "ok"), (6_000, "note"), (10_000, "problem")])
def test_watches_that_run_out(folders: int, level: str) -> None:
    (found,) = watching(folders=folders)
    assert found.level == level
    assert ("sysctl fs.inotify.max_user_watches=524288" in found.advice) == (level != "ok")


def test_a_network_file_system() -> None:
    silent, _ = watching(silent="nfs4")
    assert silent.level == "note"
    assert "nfs4" in silent.text
    assert "watch.poll_seconds" in silent.advice


def test_folders_that_cannot_be_read() -> None:
    _, unreadable = watching(problems=["secret/: Permission denied"])
    assert (unreadable.subject, unreadable.level) == ("tree", "note")


def test_an_index_that_is_not_whole() -> None:
    store = {"damage": ["view 1: a.py names facts that are not there"], "whole": True}
    (found,) = findings.index({"store": store})
    assert found.level == "problem"
    assert "codegraph cache remove" in found.advice

"""Processes that are killed, disks that are full, stores that are damaged: nothing is lost by them.

After each the answers are those of an index that was made from nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.blocking import BlockingConnection, connect_blocking
from codegraph_client.errors import CodeGraphError, ConnectionLost, NotRunning, RequestFailed
from codegraph_client.protocol import STORE_FAILED
from codegraph_client.root import find_root

from .real_daemon import Project, ended, eventually, places


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = Project(tmp_path)
    project.git("init", "-q")
    yield project
    project.close()


def package(sign: str, modules: int = 60) -> dict[str, str]:
    """Modules that use each other in a ring; `sign` makes names that no other package has."""
    files = {f"{sign}/__init__.py": ""}
    for number in range(modules):
        other = (number + 1) % modules
        files[f"{sign}/mod{number}.py"] = (
            f"from {sign}.mod{other} import {sign}_{other}, Kind{other}\n\n\n"
            f"class Kind{number}:\n"
            f"    def act(self):\n        return {sign}_{other}(self)\n\n\n"
            f"def {sign}_{number}(kind: Kind{other}):\n    return kind.act()\n"
        )
    return files


def uses(sign: str, modules: int = 60) -> list[str]:
    """Who uses the first function of a package."""
    return [f"{sign}/mod{modules - 1}.py:{place}" for place in ("1:22 import", "6:16 call")]


class Started:
    """A daemon that the test itself starts, to be its parent and to choose its environment."""

    def __init__(
        self, project: Project, prepare: Callable[[], None] | None = None, **more: str
    ) -> None:
        self._project = project
        more = {f"CODEGRAPH_{name}": value for name, value in more.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "codegraph_daemon", "--root", str(project.root)],
            env=project.environment() | more,
            preexec_fn=prepare,
            stderr=subprocess.DEVNULL,
        )

    def connect(self) -> BlockingConnection | None:
        """A connection to it; None if it ended before there was one."""
        with self._project.inside():
            while self.process.poll() is None:
                with contextlib.suppress(NotRunning):
                    return connect_blocking(
                        find_root(self._project.root, self._project.root),
                        client="tests",
                        start=False,
                    )
                time.sleep(0.005)
        return None

    def wait(self) -> int:
        """Its exit code, when it has ended."""
        return self.process.wait(timeout=60)


# --- The daemon is killed ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "point",
    [
        *("before-write:1", "before-write:9", "after-write:5", "between-slices:1"),
        *("between-slices:3", "before-commit:1", "before-commit:7", "after-commit:2"),
        *("before-flush:1", "after-flush:1"),
    ],
)
def test_the_daemon_dies_at_a_point_of_its_store(project: Project, point: str) -> None:
    project.write_all(package("one", 12))
    daemon = Started(project, CRASH_POINT=point)
    connection = daemon.connect()
    if connection is not None:
        with connection, contextlib.suppress(ConnectionLost):
            connection.ask("index", {"wait": "ready"}, timeout=60)
            for number in range(20):
                project.write("one/mod3.py", f"late_{number} = 1\n")
                connection.notify("changed", {"paths": ["one/mod3.py"]})
                connection.ask("settle", {}, timeout=60)
            # What is left are the points that only a stop passes.
            connection.ask("stop", {}, timeout=60)
    assert daemon.wait() == 137, "the daemon did not pass this point"
    project.write("one/mod5.py", "from one.mod0 import one_0\n")
    assert project.references("one_0") == [
        *uses("one", 12),
        "one/mod5.py:1:22 import",
    ]
    project.check()


def test_the_daemon_is_killed_while_it_makes_the_index(project: Project) -> None:
    project.write_all(package("one", 150) | package("two", 50))
    rng = random.Random(3)
    for number in range(6):
        daemon = Started(project)
        connection = daemon.connect()
        assert connection is not None
        with connection:
            # More and more of it is there, and so the kill hits ever later work.
            time.sleep(rng.random() * 0.1 * number)
            daemon.process.kill()
        daemon.wait()
    assert project.references("one_0") == uses("one", 150)
    project.check()


def test_the_daemon_is_killed_while_files_change(project: Project) -> None:
    project.write_all(package("one"))
    project.settle()
    rng = random.Random(5)
    for number in range(6):
        for _ in range(rng.randint(1, 15)):
            at = rng.randrange(60)
            match rng.randrange(4):
                case 0:
                    project.write(f"one/mod{at}.py", f"def one_{at}(): pass\n")
                case 1:
                    project.write_all(package(f"new{rng.randrange(3)}", rng.randint(1, 9)))
                case 2:
                    project.root.joinpath(f"one/mod{at}.py").unlink(missing_ok=True)
                case _:
                    project.write(f"one/mod{at}.py", package("one")[f"one/mod{at}.py"])
            time.sleep(rng.random() * 0.01)
        time.sleep(rng.random() * 0.05)
        project.kill()
        if number % 2:
            # A start that finds nothing to do, and one that has just begun.
            project.pid  # noqa: B018
            project.kill()
    project.check()


def test_who_waits_when_the_daemon_is_killed_is_answered_by_the_next(project: Project) -> None:
    project.write_all(package("one", 150))
    pid = project.pid
    killer = threading.Timer(0.05, os.kill, (pid, signal.SIGKILL))
    killer.start()
    status = project.ask("index", wait="ready")
    killer.join()
    assert (status["state"], status["files"]) == ("ready", 151)
    ended(pid)
    project.disconnect()
    assert project.references("one_0") == uses("one", 150)
    assert project.pid != pid


# --- Workers are killed -----------------------------------------------------------------------


def workers(project: Project) -> list[int]:
    (status,) = project.ask("status")["results"]
    return list(status["workers"])


def test_a_worker_is_killed_while_it_has_the_file(project: Project) -> None:
    project.write_all(package("one", 5))
    project.settle()
    for number in range(3):
        for worker in workers(project):
            os.kill(worker, signal.SIGSTOP)
        project.write("one/mod2.py", f"import one.mod1\n\n\ndef fresh_{number}(): pass\n")
        answer = project.ask("outline", path="one/mod2.py", deadline_ms=200)
        assert answer["complete"] is False
        for worker in workers(project):
            os.kill(worker, signal.SIGKILL)
        eventually(lambda: project.outline("one/mod2.py"), [f"fresh_{number}"])
        assert "one/mod2.py:1:12 import" in project.references("one.mod1")
    project.check()


def test_workers_are_killed_at_any_time(project: Project) -> None:
    rng = random.Random(11)
    project.write_all(package("one", 100))
    project.pid  # noqa: B018
    for number in range(6):
        project.write_all(package(f"more{number}", 40))
        for _ in range(3):
            time.sleep(rng.random() * 0.1)
            for worker in rng.sample(alive := workers(project), min(1, len(alive))):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
        status = project.settle()
        assert status["files"] == 101 + 41 * (number + 1)
    assert status["problems"] == []
    assert status["left_out"] == []
    project.check()


# --- The disk ---------------------------------------------------------------------------------


def damage_current(store: Path) -> None:
    (store / "CURRENT").write_bytes(b"nonsense")


def damage_manifest(store: Path) -> None:
    for file in store.glob("MANIFEST-*"):
        file.write_bytes(os.urandom(file.stat().st_size))


def lose_tables(store: Path) -> None:
    for file in store.glob("*.sst"):
        file.unlink()


def cut_tables(store: Path) -> None:
    for file in store.glob("*.sst"):
        os.truncate(file, file.stat().st_size // 2)


def garble_tables(store: Path) -> None:
    """The ends stay, so that nothing is noticed before the rows are read."""
    for file in store.glob("*.sst"):
        data = bytearray(file.read_bytes())
        data[: len(data) // 2] = os.urandom(len(data) // 2)
        file.write_bytes(data)


@pytest.mark.parametrize(
    "damage",
    [damage_current, damage_manifest, lose_tables, cut_tables, garble_tables],
)
def test_a_damaged_store_is_moved_aside_and_made_again(
    project: Project, damage: Callable[[Path], None]
) -> None:
    project.write_all(package("one"))
    project.settle()
    project.stop()
    store = project.cache.store
    damage(store)
    said: list[str] = []

    def answered() -> list[str]:
        # It may be found only while it is read, and then the next daemon makes a new one.
        try:
            return project.references("one_0")
        except CodeGraphError as error:
            said.append(str(error))
            project.disconnect()
            return []

    eventually(answered, uses("one"))
    assert all("damaged" in sentence or "stopping" in sentence for sentence in said)
    project.check()
    assert store.with_name("store.damaged").is_dir()


def test_an_index_that_is_removed_under_its_daemon_is_made_again(project: Project) -> None:
    project.write_all(package("aa", 5))
    project.settle()
    before, known = project.pid, project.references("aa_0")
    shutil.rmtree(project.cache.dir)
    ended(before)
    project.disconnect()
    assert project.references("aa_0") == known
    assert project.pid != before


def test_a_full_disk_is_said_and_forgotten(project: Project) -> None:
    project.write_all(package("one", 200))

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    daemon = Started(project, small_disk)
    connection = daemon.connect()
    assert connection is not None
    with connection:
        error = failing(lambda: connection.ask("index", {"wait": "ready"}, timeout=60))
    assert isinstance(error, RequestFailed)
    assert error.code == STORE_FAILED
    assert str(project.cache.store) in str(error)
    assert "space" in str(error)
    daemon.wait()

    assert project.references("one_0") == uses("one", 200)
    project.check()


def failing(work: Callable[[], object]) -> CodeGraphError:
    try:
        answer = work()
    except CodeGraphError as error:
        return error
    raise AssertionError(f"no error, but {answer}")


def test_a_cache_that_cannot_be_written_is_said_in_one_line(project: Project) -> None:
    project.write("good.py", "x = 1\n")
    # A file where the directory should be; permissions would not stop root.
    project.cache.dir.parent.parent.mkdir(parents=True)
    project.cache.dir.parent.write_text("")
    process = project.command("refs", "x")
    assert (process.returncode, process.stdout) == (2, "")
    (line,) = process.stderr.splitlines()
    assert str(project.cache.dir.parent) in line


# --- Worktrees --------------------------------------------------------------------------------


def test_worktrees_share_a_daemon_and_have_their_own_answers(project: Project) -> None:
    project.write_all(package("one", 20))
    project.git("add", ".")
    project.git("commit", "-qm", "first")
    other = project.folder / "other"
    project.git("worktree", "add", "-q", str(other))
    (other / "one/mod19.py").write_text("from one.mod0 import one_0\n")

    def both() -> tuple[list[str], list[str]]:
        return project.references("one_0"), project.references("one_0", other)

    here, there = uses("one", 20), ["one/mod19.py:1:22 import"]
    assert both() == (here, there)
    assert project.connect(other).hello["pid"] == project.pid
    assert project.ask("status", other)["results"][0]["root"] == str(other)

    # An edit shows where it was made.
    (other / "one/mod19.py").write_text("\nfrom one.mod0 import one_0\n")
    eventually(both, (here, ["one/mod19.py:2:22 import"]))
    project.write("one/mod7.py", "from one.mod0 import one_0\n")
    here = ["one/mod19.py:1:22 import", "one/mod19.py:6:16 call", "one/mod7.py:1:22 import"]
    eventually(both, (here, ["one/mod19.py:2:22 import"]))

    # So it is after a restart, and when one of them goes away.
    project.stop()
    assert both() == (here, ["one/mod19.py:2:22 import"])
    project.git("worktree", "remove", "--force", str(other))
    pid = project.pid
    eventually(lambda: project.references("one_0"), here)
    assert project.pid == pid
    project.check()


def test_two_clients_that_race_to_start_the_daemon_meet_in_one(project: Project) -> None:
    project.write_all(package("one", 5))
    with project.inside():
        root = find_root(project.root, project.root)
        for race in range(20):
            barrier = threading.Barrier(2)
            found: list[tuple[int, int]] = []

            def ask(
                barrier: threading.Barrier = barrier, found: list[tuple[int, int]] = found
            ) -> None:
                barrier.wait()
                with connect_blocking(root, client="tests") as connection:
                    answer = connection.ask(
                        "references", {"symbol": "one_0", "deadline_ms": 30_000}
                    )
                    found.append((connection.hello["pid"], len(answer["results"])))

            clients = [threading.Thread(target=ask) for _ in range(2)]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
            (pid, results), other = found
            assert (pid, results) == other
            assert results == 2
            # Half of them are killed, so that a stale socket is in the way of the next.
            os.kill(pid, signal.SIGKILL if race % 2 else signal.SIGTERM)
            ended(pid)
    project.check()


def test_two_daemons_are_never_started_for_one_repository(project: Project) -> None:
    project.write_all(package("one", 20))
    found: list[Any] = []

    def ask() -> None:
        process = project.command("refs", "one_0", "--json")
        found.append((process.returncode, len(json.loads(process.stdout)["results"])))

    clients = [threading.Thread(target=ask) for _ in range(6)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert found == [(0, 2)] * 6
    assert places(project.ask("references", symbol="one_0")) == uses("one", 20)

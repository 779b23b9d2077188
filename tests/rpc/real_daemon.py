"""A project in a folder of its own, served by the daemon that clients start: a process, real files.

Belongs here: what the tests of the whole daemon say to it. Stays out: what the answers must be.

A project can outlive one test: its cache and its socket are its own, not those of the test that
happens to run.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import psutil

from codegraph_client.blocking import BlockingConnection, connect_blocking
from codegraph_client.errors import CodeGraphError
from codegraph_client.place import CachePlace, Place, cache_place, socket_place
from codegraph_client.root import find_root, identity_of
from codegraph_client.settings import load
from codegraph_daemon.queries.dump import canonical
from codegraph_daemon.queries.reading import Contents, Snapshot
from codegraph_daemon.repository import Repository
from codegraph_daemon.store.check import problems
from codegraph_daemon.store.database import Store
from codegraph_daemon.store.views import ViewStore
from codegraph_daemon.workers.inline import InlinePool
from ended import statuses_in
from patience import EVENTUALLY_SECONDS, PATIENCE_SECONDS, UNHURRIED_MS

T = TypeVar("T")


class Project:
    """A folder `tree` below `folder`, with its daemon. `settings` are CODEGRAPH_* variables."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = Path(os.path.realpath(folder))
        self.root = self.folder / "tree"
        self.root.mkdir(parents=True, exist_ok=True)
        # Short, as a socket's path must be.
        self.runtime = Path(tempfile.mkdtemp(prefix="cg-"))
        self.variables = {
            "CODEGRAPH_CACHE_DIR": str(self.folder / "cache"),
            "CODEGRAPH_RUNTIME_DIR": str(self.runtime),
            "XDG_CONFIG_HOME": str(self.folder / "no-config"),
            "CODEGRAPH_SEARCH_MODELS": "[]",
            "CODEGRAPH_QUERYUNHURRIED_MS": str(UNHURRIED_MS),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        self.variables |= {f"CODEGRAPH_{name}": value for name, value in settings.items()}
        self._connections: dict[Path, BlockingConnection] = {}
        self._pids: set[int] = set()

    # Files

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file as a plain program does: open, truncate, write."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text.encode() if isinstance(text, str) else text)
        return full

    def write_all(self, files: Mapping[str, str]) -> None:
        """Write many files."""
        for path, text in files.items():
            self.write(path, text)

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        """Run git in the project's folder."""
        names = ["-c", "user.name=Test", "-c", "user.email=test@localhost"]
        names += ["-c", "init.defaultBranch=main"]
        return subprocess.run(
            ["git", *names, *arguments],
            cwd=folder or self.root,
            env=self.environment(),
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    # Processes

    def environment(self) -> dict[str, str]:
        """What a program of this project gets as its environment."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("CODEGRAPH_", "GIT_"))}
        return clean | self.variables

    @contextlib.contextmanager
    def inside(self, **more: str) -> Iterator[None]:
        """This process has the project's environment, with CODEGRAPH_* variables `more`."""
        before = dict(os.environ)
        changed = self.environment() | {f"CODEGRAPH_{name}": value for name, value in more.items()}
        os.environ.clear()
        os.environ.update(changed)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def command(self, *arguments: str, **how: Any) -> subprocess.CompletedProcess[str]:
        """Run `codegraph` with these arguments in the root."""
        return subprocess.run(
            [sys.executable, "-m", "codegraph_server.cli", *arguments],
            cwd=how.pop("cwd", self.root),
            env=self.environment() | {"PWD": str(self.root)},
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
            check=False,
            **how,
        )

    def connect(self, root: Path | None = None) -> BlockingConnection:
        """The project's connection for a root, made on first use; starts the daemon."""
        at = root or self.root
        if at not in self._connections:
            with self.inside():
                self._connections[at] = connect_blocking(find_root(at, at), client="tests")
            self._pids.add(self._connections[at].hello["pid"])
        return self._connections[at]

    def disconnect(self) -> None:
        """End the connections; the daemon lives on."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    @property
    def pid(self) -> int:
        """The daemon's process id."""
        return self.connect().hello["pid"]

    @property
    def place(self) -> Place:
        """Where the daemon's socket lies."""
        with self.inside():
            return socket_place(identity_of(self.root))

    @property
    def cache(self) -> CachePlace:
        """Where the index lies."""
        with self.inside():
            return cache_place(identity_of(self.root))

    def kill(self) -> None:
        """Kill the daemon; its workers notice and end."""
        self.signal(signal.SIGKILL)

    def stop(self) -> None:
        """Stop the daemon cleanly."""
        self.signal(signal.SIGTERM)

    def signal(self, number: signal.Signals) -> None:
        """Send the daemon a signal that ends it, and wait until it is gone."""
        pid = self.pid
        os.kill(pid, number)
        ended(pid)
        self.disconnect()

    def close(self) -> None:
        """End everything that was started."""
        self.disconnect()
        for pid in self._pids | self._running():
            with contextlib.suppress(psutil.Error):
                daemon = psutil.Process(pid)
                if any("codegraph" in word for word in daemon.cmdline()):
                    for process in [daemon, *daemon.children(recursive=True)]:
                        process.kill()
            ended(pid)
        shutil.rmtree(self.runtime, ignore_errors=True)

    def _running(self) -> set[int]:
        """The daemons that commands started."""
        return {int(each["pid"]) for each in statuses_in(self.runtime)}

    # Questions

    def ask(self, method: str, /, root: Path | None = None, **params: Any) -> Any:
        """Ask the daemon, with a deadline that only a hanging one misses."""
        params = {"deadline_ms": UNHURRIED_MS, **params} if method != "settle" else params
        return self.connect(root).ask(method, params, timeout=PATIENCE_SECONDS)

    def settle(self, root: Path | None = None) -> dict[str, Any]:
        """Have the whole tree looked at; the status when nothing is left to do."""
        status: dict[str, Any] = self.ask("settle", root, rescan=True)
        return status

    def changed(self, *paths: str) -> None:
        """Hint that these files were written."""
        self.connect().notify("changed", {"paths": list(paths)})

    def outline(self, path: str, **params: Any) -> list[str]:
        """The names in a file, nested ones behind their container and a dot."""
        answer = self.ask("outline", path=path, **params)
        assert answer["complete"], answer
        return [name for result in answer["results"] for name in _names(result)]

    def references(self, symbol: str, root: Path | None = None) -> list[str]:
        """The uses of a symbol by its name: path, line and column (one-based), role."""
        answer = self.ask("references", root, symbol=symbol)
        assert answer["complete"], answer
        return places(answer)

    def definition(self, path: str, line: int, column: int) -> list[str]:
        """The definitions of what stands at a zero-based line and byte column."""
        answer = self.ask("definition", path=path, line=line, column=column)
        assert answer["complete"], answer
        return places(answer)

    # The truth

    def dump(self) -> str:
        """The canonical dump of what the stopped daemon left on disk; its store is whole."""
        store = Store.open(self.cache.store, 8)
        try:
            views = ViewStore(store)
            assert list(problems(store, views)) == []
            generation = views.load(views.open(str(self.root)))
            return canonical(Snapshot(generation, Contents(store)))
        finally:
            store.close()

    def fresh_dump(self) -> str:
        """The canonical dump of the same files, indexed from nothing in this process."""

        async def made(store: Path) -> str:
            repository = await Repository.open(
                self.root, store, load(self.root), make_pool=InlinePool
            )
            try:
                workspace = repository.workspace(self.root)
                assert await workspace.settled(asyncio.get_running_loop().time() + PATIENCE_SECONDS)
                return canonical(Snapshot(workspace.generation, Contents(repository.store)))
            finally:
                await repository.close()

        with self.inside(WATCH_MODE="off"), tempfile.TemporaryDirectory(prefix="cg-") as folder:
            return asyncio.run(made(Path(folder) / "store"))

    def check(self) -> None:
        """Let the daemon come to rest, stop it, and compare what it leaves with a fresh index."""
        self.settle()
        self.stop()
        dump = self.dump()
        assert " ?" not in dump, "a link to what is not there"
        assert dump == self.fresh_dump()


def places(answer: Mapping[str, Any]) -> list[str]:
    """Results as path, line and column (one-based) and role, sorted."""
    return sorted(
        f"{r['path']}:{r['line'] + 1}:{r['column'] + 1} {r['role']}" for r in answer["results"]
    )


def _names(result: Mapping[str, Any]) -> Iterator[str]:
    yield result["name"]
    for child in result.get("children", ()):
        for name in _names(child):
            yield f"{result['name']}.{name}"


def everything(project: Project, query: str) -> set[str]:
    """Every symbol of the index that matches, with its file."""
    answer = project.ask("symbols", query=query)
    assert answer["complete"]
    return {f"{result['path']} {result['name']}" for result in answer["results"]}


def where(project: Project, *symbols: str) -> list[str]:
    """The files that define symbols."""
    return [
        result["path"]
        for symbol in symbols
        for result in project.ask("definition", symbol=symbol)["results"]
    ]


def status(project: Project) -> dict[str, Any]:
    """What the daemon says of itself and its index."""
    (result,) = project.ask("status")["results"]
    return dict(result)


def eventually(look: Callable[[], T], expected: T) -> None:
    """Look again and again until it is as expected; fail with the difference if that never is."""
    end = time.monotonic() + EVENTUALLY_SECONDS
    pause = 0.002
    while (found := look()) != expected:
        if time.monotonic() > end:
            raise AssertionError(f"still {found!r}, never {expected!r}")
        time.sleep(pause)
        pause = min(pause * 1.3, 0.1)


def ended(pid: int) -> None:
    """Wait until a process is gone, also one that is our child."""
    end = time.monotonic() + EVENTUALLY_SECONDS
    while True:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        assert time.monotonic() < end, f"the process {pid} does not end"
        time.sleep(0.005)


def failure(work: Callable[[], object]) -> CodeGraphError:
    """The error that this raises on purpose."""
    try:
        answer = work()
    except CodeGraphError as error:
        return error
    raise AssertionError(f"no error, but {answer}")

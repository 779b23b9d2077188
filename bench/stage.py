"""The place where everything is measured: a private copy of the tree, a private daemon.

Belongs here: setting up, starting, stopping. The folder given is only read; cache and socket lie
in a temporary folder that is removed at the end, and the daemon is stopped whatever happens.
"""

from __future__ import annotations

import compileall
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

import codegraph_client
import codegraph_daemon
import codegraph_server
from bench.processes import daemon_pid
from bench.sources import files_of
from codegraph_client.blocking import BlockingConnection, connect_blocking
from codegraph_client.errors import CodeGraphError
from codegraph_client.root import Root, find_root

CLIENT = "bench"
STOP_SECONDS = 30.0


class Stage:
    """The copied tree, where its daemon keeps its files, and how to talk to it."""

    def __init__(self, folders: Sequence[Path], private: Path) -> None:
        self.tree = private / "tree"
        self.cache = private / "cache"
        self.runtime = private / "run"
        for folder in folders:
            tree = self.tree if len(folders) == 1 else self.tree / folder.name
            shutil.copytree(folder, tree, symlinks=True)
        self.runtime.mkdir(mode=0o700)
        os.environ["CODEGRAPH_CACHE_DIR"] = str(self.cache)
        os.environ["CODEGRAPH_RUNTIME_DIR"] = str(self.runtime)
        os.environ["XDG_CONFIG_HOME"] = str(private / "no-config")
        _compile()
        self.root: Root = find_root(self.tree, self.tree)

    def files(self) -> list[Path]:
        """The files of the tree that are measured, sorted."""
        return files_of(self.tree)

    def codegraph(self, *arguments: str) -> list[str]:
        """The command line of `codegraph` with these arguments, from this very environment."""
        return [str(Path(sys.executable).with_name("codegraph")), *arguments]

    def connect(self) -> BlockingConnection:
        """A connection to the daemon, which is started if it does not run."""
        return connect_blocking(self.root, client=CLIENT)

    def pid(self) -> int:
        """The daemon's process."""
        pid = daemon_pid(self.runtime)
        assert pid is not None, "the daemon does not run"
        return pid

    def settle(self) -> dict[str, Any]:
        """Wait until the daemon has nothing left to do; its status."""
        with self.connect() as connection:
            connection.ask("index", {"wait": "ready"})
            connection.ask("settle", {})
            status: dict[str, Any] = connection.ask("status", {})["results"][0]
            return status

    def embed(self) -> dict[str, Any]:
        """Wait until every text has its vectors as well; the status then."""
        while True:
            status = self.settle()
            vectors = status["search"]["vectors"]
            if all(each["state"] in ("ready", "failed") for each in vectors):
                return status
            time.sleep(0.2)

    @contextlib.contextmanager
    def setting(self, name: str, value: str) -> Iterator[None]:
        """With a setting other than its default, from the next start of the daemon."""
        variable = "CODEGRAPH_" + name.upper().replace(".", "_")
        os.environ[variable] = value
        try:
            yield
        finally:
            del os.environ[variable]
            self.stop()

    def stop(self) -> None:
        """Stop the daemon and wait until its process is gone; nothing happens if none runs."""
        pid = daemon_pid(self.runtime)
        if pid is None:
            return
        processes = []
        with contextlib.suppress(psutil.Error):
            daemon = psutil.Process(pid)
            processes = [daemon, *daemon.children(recursive=True)]
        with (
            contextlib.suppress(CodeGraphError),
            connect_blocking(self.root, client=CLIENT, start=False) as connection,
        ):
            connection.ask("stop", {}, timeout=STOP_SECONDS)
        _ended, alive = psutil.wait_procs(processes, timeout=STOP_SECONDS)
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def forget(self) -> None:
        """Stop the daemon and remove its index, so that the next start is a cold one."""
        self.stop()
        shutil.rmtree(self.cache, ignore_errors=True)


@contextlib.contextmanager
def stage(*folders: Path) -> Iterator[Stage]:
    """Copy a folder, or several beside each other, and clean everything up at the end."""
    private = Path(tempfile.mkdtemp(prefix="cgb-"))
    try:
        made = Stage(folders, private)
        # Timestamps younger than two seconds are not trusted by the daemon; a tree that nobody
        # has just copied does not have them.
        time.sleep(2.5)
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _compile() -> None:
    """Compile the product's modules, as installing it does.

    Where Python is told to write no compiled modules, each process would compile all of them.
    """
    for package in (codegraph_client, codegraph_daemon, codegraph_server):
        for folder in package.__path__:
            compileall.compile_dir(folder, quiet=1)

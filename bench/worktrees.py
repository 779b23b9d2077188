"""A second work tree: from asking in it for the first time until its index is complete.

The tree is made a git repository of its own, with one commit, and indexed; then work trees of that
commit are added, in each of which `codegraph index` is run at once. That nothing is parsed, linked
or embedded is held by a test; here an index that is not whole, or still has texts to embed, fails.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.processes import cpu_of_tree
from bench.report import Row, median
from bench.stage import CLIENT, Stage
from codegraph_client.blocking import connect_blocking
from codegraph_client.root import find_root

BAR = 1000.0
_PERSON = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")


def measure(stage: Stage, runs: int) -> Iterator[Row]:
    # Two repositories of one size would only take each other's processors.
    stage.stop()
    first = stage.tree.with_name("repository")
    shutil.copytree(stage.tree, first, symlinks=True)
    _git(first, "init", "-q")
    _git(first, "add", "--all", "--force")
    _git(first, *_PERSON, "commit", "-q", "-m", "all")
    expected = _embedded(first)
    walls, cpus = [], []
    for number in range(runs):
        folder = stage.tree.with_name(f"second{number}")
        _git(first, "worktree", "add", "-q", "--detach", str(folder))
        before = cpu_of_tree(stage.pid())
        started = time.perf_counter()
        subprocess.run(stage.codegraph("index"), cwd=folder, check=True, capture_output=True)
        walls.append((time.perf_counter() - started) * 1000)
        cpus.append((cpu_of_tree(stage.pid()) - before) * 1000)
        found = _status(folder)
        for name in ("files", "symbols", "edges"):
            assert found[name] == expected[name], (name, found[name], expected[name])
        assert all(each["left"] == 0 for each in found["search"]["vectors"]), found["search"]
    # The stage stops the daemon of its own tree, and would wait for this one in vain.
    with connect_blocking(find_root(first), client=CLIENT, start=False) as connection:
        connection.ask("stop", {})
    note = f"all runs: {' '.join(f'{wall:.0f}' for wall in walls)}"
    yield Row(
        "second work tree of one commit, `codegraph index` in it",
        median(walls),
        "ms",
        BAR,
        median(cpus),
        note=note,
    )


def _embedded(folder: Path) -> dict[str, Any]:
    """The status of a root when its vectors are made as well."""
    with connect_blocking(find_root(folder), client=CLIENT) as connection:
        connection.ask("index", {"wait": "ready"})
    while True:
        status = _status(folder)
        if all(each["state"] in ("ready", "failed") for each in status["search"]["vectors"]):
            return status
        time.sleep(0.2)


def _status(folder: Path) -> dict[str, Any]:
    with connect_blocking(find_root(folder), client=CLIENT) as connection:
        status: dict[str, Any] = connection.ask("status", {})["results"][0]
        return status


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)

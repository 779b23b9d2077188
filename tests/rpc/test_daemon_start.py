"""What a start begins before the rest of the daemon is loaded: watching, and one look at the tree."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from codegraph_client.settings import load
from codegraph_daemon.beginning import Beginning
from codegraph_daemon.pipeline.backlog import SMALL
from codegraph_daemon.repository import Repository

from .real_daemon import Project

FILES = {"a.py": "a = 1\n", "pkg/__init__.py": "", "pkg/b.py": "b = 2\n", "docs/text.dat": "c\n"}


class Started:
    """A start in steps: begun, then with a workspace."""

    def __init__(self, project: Project) -> None:
        self.root = project.root
        self._store = project.folder / "store"
        self._settings = load(project.root)
        self.begun = Beginning(self._store, self._settings)
        self.repository: Repository | None = None
        self.looks = 0
        """How often the whole tree was looked at."""
        submit = self.begun.pool.submit

        def noting(task: str, payload: Any, **how: Any) -> asyncio.Future[Any]:
            self.looks += task == "scan"
            return submit(task, payload, **how)

        self.begun.pool.submit = noting  # type: ignore[method-assign]

    async def begin(self) -> None:
        await self.begun.look_at(self.root, self._settings)

    async def open(self) -> Repository:
        self.repository = await Repository.open(
            self.root, self._store, self._settings, begun=self.begun
        )
        return self.repository

    async def files(self) -> list[str]:
        """What is indexed once nothing is left to do."""
        assert self.repository is not None
        workspace = self.repository.workspace(self.root)
        assert await workspace.settled(asyncio.get_running_loop().time() + 60)
        return sorted(workspace.generation.paths())


@asynccontextmanager
async def started(project: Project) -> AsyncIterator[Started]:
    with project.inside():
        start = Started(project)
        try:
            yield start
        finally:
            repository = start.repository or await start.open()
            await repository.close()


async def indexed(project: Project) -> None:
    """Have the tree indexed and its folders known, as a daemon leaves them."""
    async with started(project) as start:
        await start.begin()
        await start.open()
        await start.files()


async def test_a_tree_that_is_known_is_looked_at_once(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write_all(FILES)
    async with started(project) as start:
        await start.begin()
        assert start.looks == 0, "whoever knows no folders cannot watch them first"
        await start.open()
        assert await start.files() == ["a.py", "pkg/__init__.py", "pkg/b.py"]
        assert start.looks == 2, "before and after the folders are watched"
    project.write("pkg/b.py", "b = 3\nc = 4\n")
    project.write("pkg/d.py", "d = 5\n")
    (project.root / "a.py").unlink()
    async with started(project) as start:
        await start.begin()
        await start.open()
        assert await start.files() == ["pkg/__init__.py", "pkg/b.py", "pkg/d.py"]
        assert start.looks == 1
        # Whatever is written from now on is noticed, in folders without a source file too.
        project.write("docs/conf.py", "e = 6\n")
        project.write("a.py", "a = 7\n")
        assert len(await start.files()) == 5
        assert start.looks == 1


async def test_an_index_from_nothing_starts_no_worker_for_edits(tmp_path: Path) -> None:
    """A quarter of a second of CPU, for a look that those who parse can make as well."""
    project = Project(tmp_path, SEARCH_USE="off")
    project.write_all({f"m{n}.py": f"m = {n}\n" for n in range(SMALL + 1)})
    async with started(project) as start:
        await start.begin()
        await start.open()
        assert len(await start.files()) == SMALL + 1
        assert start.looks == 2, "the look after watching has begun does not wait for the end"
        await start.files()
        assert start.begun.pool.ready("interactive") == []


async def test_what_happens_before_anybody_listens_is_not_lost(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write_all(FILES)
    await indexed(project)
    async with started(project) as start:
        await start.begin()
        await start.begun.look._found  # type: ignore[union-attr,misc]
        project.write("late.py", "late = 1\n")
        await start.open()
        await asyncio.sleep(0.05)
        project.write("pkg/later.py", "later = 1\n")
        assert {"late.py", "pkg/later.py"} <= set(await start.files())


async def test_folders_that_nobody_knew_of_are_watched_and_looked_at_again(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write_all(FILES)
    await indexed(project)
    project.write("fresh/deep/e.py", "e = 1\n")
    async with started(project) as start:
        await start.begin()
        await start.open()
        assert "fresh/deep/e.py" in await start.files()
        assert start.looks == 2
        project.write("fresh/deep/f.py", "f = 1\n")
        assert "fresh/deep/f.py" in await start.files()
        assert start.looks == 2
    async with started(project) as start:
        await start.begin()
        await start.open()
        assert "fresh/deep/f.py" in await start.files()
        assert start.looks == 1


async def test_a_look_that_fails_is_made_again(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write_all(FILES)
    await indexed(project)
    project.write("new.py", "new = 1\n")
    async with started(project) as start:
        await start.begin()
        for pid in start.begun.pool.pids():
            os.kill(pid, signal.SIGKILL)
        await start.open()
        assert "new.py" in await start.files()


async def test_a_start_whose_look_nobody_wants_ends_cleanly(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write_all(FILES)
    await indexed(project)
    async with started(project) as start:
        await start.begin()
        await start.open()


def test_an_index_without_searches_and_its_status_load_no_arrays(tmp_path: Path) -> None:
    """Loading them is a thirtieth of the work of a small index, and their memory stays."""
    project = Project(tmp_path, SEARCH_USE="off")
    try:
        project.write_all(FILES)
        assert project.ask("index", wait="ready")["files"] == 3
        project.settle()
        assert project.ask("status")["results"][0]["problems"] == []
        maps = Path(f"/proc/{project.pid}/maps").read_text()
        assert ("rocksdict" in maps, "numpy" in maps) == (True, False)
    finally:
        project.close()

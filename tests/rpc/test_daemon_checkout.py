"""A checkout changes many files at once: what is then answered, and how little is read for it."""

from __future__ import annotations

import asyncio
import inspect
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from codegraph_client.settings import load
from codegraph_daemon.pipeline.workspace import Workspace
from codegraph_daemon.repository import Repository

from .real_daemon import Project, eventually, everything, status, where


def branches(project: Project) -> None:
    """Two branches, `main` and `other`, which differ in folders, files and definitions."""
    project.git("init", "-q")
    for name, sign in (("main", "a"), ("other", "b")):
        if name == "other":
            project.git("checkout", "-q", "-b", name)
            shutil.rmtree(project.root / "only_main")
        project.write_all(
            {f"pkg/mod{i}.py": f"def f{i}_{sign}(): pass\n\n\nf{i}_{sign}()\n" for i in range(60)}
            | {f"only_{name}/mod{i}.py": f"from pkg.mod{i} import *\n" for i in range(40)}
            | {"pkg/__init__.py": "", f"pkg/sub/{name}.py": "x = 1\n"}
        )
        project.git("add", ".")
        project.git("commit", "-qm", name)


def test_a_checkout_of_another_branch(tmp_path: Path) -> None:
    project = Project(tmp_path)
    try:
        branches(project)
        of = {}
        for name in ("other", "main", "other", "main"):
            project.git("checkout", "-q", name)
            sign, opposite = ("a", "b") if name == "main" else ("b", "a")
            eventually(
                lambda: (
                    len(project.references(f"f7_{sign}")),  # noqa: B023
                    where(project, f"f7_{opposite}"),  # noqa: B023
                ),
                (1, []),
            )
            eventually(lambda: status(project)["files"], 102 if name == "main" else 103)
            found = everything(project, "f")
            assert of.setdefault(name, found) == found
        project.check()
    finally:
        project.close()


class Counted:
    """An index in this process, with real workers and real watching, that counts what they do."""

    def __init__(self, repository: Repository, workspace: Workspace) -> None:
        self.repository = repository
        self.workspace = workspace
        self.parsed: list[str] = []
        """Files whose text was parsed, not only looked at."""
        submit = repository.pool.submit

        def noting(task: str, payload: Any, **how: Any) -> asyncio.Future[Any]:
            future = submit(task, payload, **how)
            if task == "parse":
                future.add_done_callback(self._note)
            return future

        repository.pool.submit = noting  # type: ignore[method-assign]

    def _note(self, future: asyncio.Future[Any]) -> None:
        if not future.cancelled() and future.exception() is None:
            self.parsed += [path for path, _, _, blob, *_ in future.result()["files"] if blob]

    async def settle(self) -> None:
        self.workspace.look_at_everything()
        assert await self.workspace.settled(asyncio.get_running_loop().time() + 60)


@asynccontextmanager
async def counted(project: Project) -> AsyncIterator[Counted]:
    with project.inside():
        repository = await Repository.open(
            project.root, project.folder / "store", load(project.root)
        )
        try:
            counted = Counted(repository, repository.workspace(project.root))
            await counted.settle()
            yield counted
        finally:
            await repository.close()


async def test_no_text_is_parsed_twice(tmp_path: Path) -> None:
    project = Project(tmp_path)
    branches(project)
    async with counted(project) as index:
        assert len(set(index.parsed)) == len(index.parsed)
        # A checkout reads what it has not seen, and going back nothing.
        for name, most in (("main", 103), ("other", 0), ("main", 0)):
            index.parsed.clear()
            await asyncio.to_thread(project.git, "checkout", "-q", name)
            await index.settle()
            assert len(index.parsed) <= most, index.parsed

        index.parsed.clear()
        for path in project.root.rglob("*.py"):
            path.touch()
        await index.settle()
        (project.root / "pkg").rename(project.root / "package")
        await index.settle()
        shutil.copytree(project.root / "package", project.root / "copy")
        await index.settle()
        assert index.parsed == []

        project.write("pkg/new.py", "new = 1\n")
        await index.settle()
        assert index.parsed == ["pkg/new.py"]

    async with counted(project) as index:
        assert index.parsed == []


async def test_work_that_is_ended_before_it_begins_is_let_go(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("a.py", "def f(): ...\n")
    async with counted(project) as index:
        work = asyncio.sleep(0)
        index.workspace._spawn(work, "bulk")
        for task in list(index.workspace._tasks):
            task.cancel()
        await asyncio.sleep(0.01)
        # Python warns of work that nobody has begun or let go of.
        assert inspect.getcoroutinestate(work) == inspect.CORO_CLOSED

"""What waits to be read goes in an order: what people look at, what lies beside it, the rest."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.settings import load
from codegraph_daemon.discovery import FileStat
from codegraph_daemon.pipeline.backlog import Backlog
from codegraph_daemon.repository import Repository
from codegraph_daemon.workers.inline import InlinePool
from codegraph_daemon.workers.limits import Limits

TREE = [f"{folder}/{name}.py" for folder in "abcd" for name in ("one", "two", "three")]


def never(path: str, state: FileStat | None) -> bool:
    return False


def taken(backlog: Backlog, most: int) -> list[str]:
    return list(backlog.take_parse(most, never))


def waiting(paths: list[str]) -> Backlog:
    backlog = Backlog()
    backlog.parse.update(dict.fromkeys(paths))
    return backlog


def test_without_a_focus_files_go_as_they_come() -> None:
    assert taken(waiting(TREE), 5) == TREE[:5]


def test_open_files_then_those_in_their_folders_then_the_rest() -> None:
    backlog = waiting(TREE)
    backlog.focus.note(["c/two.py"])
    backlog.focus.note(["d/three.py", "elsewhere/gone.py"])
    assert taken(backlog, 3) == ["d/three.py", "c/two.py", "c/one.py"]
    assert taken(backlog, 4) == ["c/three.py", "d/one.py", "d/two.py", "a/one.py"]
    assert taken(backlog, 100) == TREE[1:6]
    assert taken(backlog, 100) == []


def test_what_comes_later_is_ordered_too() -> None:
    backlog = Backlog()
    backlog.focus.note(["b/one.py"])
    assert taken(backlog, 10) == []
    backlog.parse.update(dict.fromkeys(TREE))
    assert taken(backlog, 3) == ["b/one.py", "b/two.py", "b/three.py"]
    backlog.parse.update(dict.fromkeys(["b/new.py", "e/new.py"]))
    assert taken(backlog, 2) == ["b/new.py", "a/one.py"]


def test_every_file_is_taken_once_however_many_there_are() -> None:
    paths = [f"f{number % 50}/m{number}.py" for number in range(10_000)]
    backlog = waiting(paths)
    backlog.focus.note(["f7/m7.py", "f49/m9999.py"])
    seen: list[str] = []
    while some := taken(backlog, 48):
        seen += some
    assert sorted(seen) == sorted(paths)
    assert seen[:2] == ["f49/m9999.py", "f7/m7.py"]
    # Neighbours are looked for little by little, and found long before their turn.
    last = max(at for at, path in enumerate(seen) if path.startswith(("f7/", "f49/")))
    assert last < 1_000


class Listening(InlinePool):
    """An inline pool that remembers which files were read, in order."""

    read: list[str]

    def submit(self, task: str, payload: Any, **how: Any) -> Any:
        if task == "parse":
            self.read += payload["paths"]
        return super().submit(task, payload, **how)


async def index(folder: Path, hints: list[str], **limits: Any) -> tuple[list[str], int]:
    """Which files are read first, and how many are in the index in the end."""
    for number in range(200):
        path = folder / f"tree/p{number % 10}/m{number:03}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"x{number} = 1\n")
    root = folder / "tree"
    Listening.read = []

    def make(**how: Any) -> Any:
        return Listening(**{**how, "limits": Limits(**limits)})

    repository = await Repository.open(root, folder / "store", load(root), make_pool=make)
    try:
        workspace = repository.workspace(root)
        workspace.hint(hints)
        assert await workspace.settled(asyncio.get_running_loop().time() + 60)
        return Listening.read, len(workspace.generation)
    finally:
        await repository.close()


async def test_hinted_files_are_read_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEGRAPH_WATCH_MODE", "off")
    read, files = await index(tmp_path, ["p7/m107.py"])
    assert files == 200
    assert read[0] == "p7/m107.py"
    assert {path[:3] for path in read[:20]} == {"p7/"}


async def test_a_queue_that_is_full_delays_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODEGRAPH_WATCH_MODE", "off")
    _, files = await index(tmp_path, [], queue_bytes=1)
    assert files == 200

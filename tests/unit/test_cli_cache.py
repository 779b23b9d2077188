"""The indexes on disk: listing them, and removing only what may go."""

from __future__ import annotations

import fcntl
import io
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.place import cache_place, socket_place
from codegraph_client.protocol import INDEX_FORMAT
from codegraph_server.cli.main import main

DAY = 86_400


@pytest.fixture(autouse=True)
def standing_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PWD", raising=False)


def index(folder: Path, *, days: float = 0, **about: Any) -> Path:
    """An index of a root that was used some days ago; what it is stored in."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "codegraph.toml").touch()
    place = cache_place(folder)
    place.store.mkdir(parents=True)
    (place.store / "000001.sst").write_bytes(b"x" * 10_000)
    record = {
        "identity": str(folder),
        "root": str(folder),
        "format": INDEX_FORMAT,
        "version": "0.1.0",
        "created": time.time() - 100 * DAY,
        "last_used": time.time() - days * DAY,
    }
    (place.dir / "about.json").write_text(json.dumps(record | about))
    return place.dir


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A root whose daemon holds its lock and answers nothing."""
    root = tmp_path / "locked"
    index(root, days=400)
    place = socket_place(root)
    place.dir.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(place.lock, os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield root
    os.close(descriptor)


def entries(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What the command that just ran printed with --json."""
    found: list[dict[str, Any]] = json.loads(capfd.readouterr().out)["entries"]
    return found


def test_an_empty_cache_is_nothing_found(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["cache", "list"]) == 1
    assert capfd.readouterr().out.startswith("0 indexes, 0 B in ")


def test_the_list_shows_root_size_use_and_daemon(
    tmp_path: Path, locked: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    index(tmp_path / "app", days=3)
    assert main(["cache", "list"]) == 0
    shown = capfd.readouterr().out
    assert f"{tmp_path}/app" in shown
    assert "used 3 days ago" in shown
    assert "used 400 days ago  daemon runs" in shown
    assert "2 indexes, " in shown

    assert main(["cache", "list", "--json"]) == 0
    found = {entry["root"]: entry for entry in entries(capfd)}
    assert found[str(locked)]["running"] is True
    assert found[str(tmp_path / "app")]["running"] is False
    assert found[str(tmp_path / "app")]["bytes"] >= 10_000


def test_prune_removes_what_is_of_no_more_use_and_nothing_else(
    tmp_path: Path, locked: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kept = [index(tmp_path / "used", days=89), cache_place(locked).dir]
    gone = [index(tmp_path / "unused", days=91), index(tmp_path / "old", format=INDEX_FORMAT + 1)]
    gone.append(index(tmp_path / "vanished"))
    (tmp_path / "vanished/codegraph.toml").unlink()
    (tmp_path / "vanished").rmdir()

    assert main(["cache", "prune", "--yes", "--json"]) == 0
    assert {Path(entry["path"]) for entry in entries(capfd)} == set(gone)
    assert [path.exists() for path in (*kept, *gone)] == [True, True, False, False, False]
    assert main(["cache", "prune", "--yes"]) == 1
    assert capfd.readouterr().out == "nothing to remove\n"


def test_an_index_that_worktrees_share_stays_while_its_repository_exists(tmp_path: Path) -> None:
    (tmp_path / "repo/.git").mkdir(parents=True)
    shared = index(tmp_path / "repo", root=str(tmp_path / "worktree-that-is-gone"))
    assert main(["cache", "prune", "--yes"]) == 1
    assert shared.exists()


@pytest.mark.parametrize("record", [None, b"", b"[]", b'{"format": "x", "last_used": []}', b"\xff"])
def test_an_index_without_a_readable_record_is_listed_and_kept(
    tmp_path: Path, record: bytes | None, capfd: pytest.CaptureFixture[str]
) -> None:
    path = index(tmp_path / "app")
    if record is None:
        (path / "about.json").unlink()
    else:
        (path / "about.json").write_bytes(record)
    assert main(["cache", "list", "--json"]) == 0
    (entry,) = entries(capfd)
    assert (entry["root"], entry["format"]) == ("", INDEX_FORMAT)
    assert entry["last_used"] == pytest.approx(time.time(), abs=60)
    assert main(["cache", "prune", "--yes"]) == 1


def test_nobody_is_asked_off_a_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    path = index(tmp_path / "app")
    assert main(["cache", "remove", "app"]) == 2
    assert "add --yes" in capfd.readouterr().err
    assert path.exists()


@pytest.mark.parametrize("spelling", ["app", "{tmp}/app", "app/sub/..", "link", "{name}"])
def test_an_index_is_removed_by_its_root_or_its_name(
    tmp_path: Path, spelling: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path, other = index(tmp_path / "app"), index(tmp_path / "other")
    (tmp_path / "link").symlink_to("app")
    asked = spelling.format(tmp=tmp_path, name=path.name)
    assert main(["cache", "remove", "--yes", asked]) == 0
    assert capfd.readouterr().out.startswith(f"removed {tmp_path}/app (")
    assert (path.exists(), other.exists()) == (False, True)


def test_an_index_whose_root_is_gone_is_removed_by_that_root(tmp_path: Path) -> None:
    path = index(tmp_path / "app")
    (tmp_path / "app/codegraph.toml").unlink()
    (tmp_path / "app").rmdir()
    assert main(["cache", "remove", "--yes", "app"]) == 0
    assert not path.exists()


def test_nothing_but_indexes_is_ever_touched(tmp_path: Path) -> None:
    path = index(tmp_path / "app")
    strange = path.parent / "precious"
    strange.mkdir()
    (path.parent / f"{'0' * 16}-v1").symlink_to(tmp_path)
    assert main(["cache", "remove", "--yes", "precious"]) == 2
    assert main(["cache", "prune", "--yes"]) == 1
    assert strange.exists()
    assert tmp_path.exists()

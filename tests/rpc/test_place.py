"""Sockets, locks and logs lie where they should, in private directories, under short names."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from codegraph_client.blocking import connect_blocking
from codegraph_client.errors import NotRunning, StoreError, UnsafeDirectory
from codegraph_client.place import (
    cache_place,
    check_private,
    ensure_cache,
    ensure_private,
    open_socket,
    peer_uid,
    runtime_dir,
    socket_place,
)
from codegraph_client.protocol import INDEX_FORMAT
from codegraph_client.root import Root, find_root
from codegraph_daemon import lifecycle

from .stand_in_codegraph_daemon import Serve

# --- Names -----------------------------------------------------------------------------------


def test_the_length_of_the_roots_path_does_not_matter_to_the_socket(tmp_path: Path) -> None:
    short = socket_place(Path("/a"))
    long = socket_place(tmp_path.joinpath(*["folder-with-a-long-name"] * 40))
    assert len(str(short.socket)) == len(str(long.socket)) < 104


def test_each_repository_and_index_format_has_its_own_place() -> None:
    one, two = socket_place(Path("/a/one")), socket_place(Path("/a/two"))
    assert not set(one[1:]) & set(two[1:])
    assert one.socket.name.endswith(f"-v{INDEX_FORMAT}.sock")
    assert cache_place(Path("/a/one")).dir.name == one.socket.stem


def test_a_path_that_is_not_utf8_has_a_place() -> None:
    assert socket_place(Path(os.fsdecode(b"/a/\xff"))).socket.name


def test_without_variables_the_runtime_directory_is_private_to_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CODEGRAPH_RUNTIME_DIR")
    private, shared = tmp_path / "private", tmp_path / "shared"
    private.mkdir(mode=0o700)
    shared.mkdir(mode=0o755)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    fallback = tmp_path / f"codegraph-{os.getuid()}"

    monkeypatch.setenv("XDG_RUNTIME_DIR", str(private))
    assert runtime_dir() == private / "codegraph"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(shared))
    assert runtime_dir() == fallback
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "absent"))
    assert runtime_dir() == fallback
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert runtime_dir() == fallback


# --- Private directories ---------------------------------------------------------------------


def test_an_absent_directory_is_made_private(tmp_path: Path) -> None:
    directory = tmp_path / "one" / "two"
    ensure_private(directory)
    assert directory.stat().st_mode & 0o777 == 0o700


def test_a_directory_that_others_can_enter_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    directory = tmp_path / "open"
    directory.mkdir(mode=0o755)
    with pytest.raises(UnsafeDirectory, match=rf"{directory}: its mode is 0755"):
        ensure_private(directory)
    assert directory.stat().st_mode & 0o777 == 0o755


def test_a_symlinked_directory_is_refused(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir(mode=0o700)
    link.symlink_to(real)
    with pytest.raises(UnsafeDirectory, match=rf"{link}: it is a symbolic link"):
        ensure_private(link)


def test_a_file_in_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(UnsafeDirectory, match=rf"{file}: it is not a directory"):
        ensure_private(file)


def test_a_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnsafeDirectory, match="below: Not a directory"):
        ensure_private(tmp_path / "file" / "below")


def test_a_directory_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "theirs"
    directory.mkdir(mode=0o700)
    # Only root could give the directory away; being another user is the same from here.
    other = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: other)
    with pytest.raises(UnsafeDirectory, match=f"it belongs to user {other - 1}, not to you"):
        check_private(directory)


@pytest.mark.parametrize("mode", [0o755, 0o710, 0o701])
def test_neither_client_nor_daemon_uses_an_open_runtime_directory(
    root: Root, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int
) -> None:
    directory = tmp_path / "run"
    directory.mkdir()
    directory.chmod(mode)
    monkeypatch.setenv("CODEGRAPH_RUNTIME_DIR", str(directory))
    for start in (True, False):
        with pytest.raises(UnsafeDirectory, match=str(directory)):
            connect_blocking(root, client="test", start=start)
    with pytest.raises(UnsafeDirectory, match=str(directory)):
        lifecycle.acquire(socket_place(root.identity))
    assert list(directory.iterdir()) == []


def test_the_cache_is_private_even_below_a_folder_that_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").mkdir(mode=0o755)
    monkeypatch.setenv("CODEGRAPH_CACHE_DIR", str(tmp_path / "cache"))
    cache = cache_place(tmp_path)
    ensure_cache(cache)
    assert cache.dir.stat().st_mode & 0o777 == 0o700


def test_a_cache_that_cannot_be_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CODEGRAPH_CACHE_DIR", str(tmp_path / "file" / "cache"))
    with pytest.raises(StoreError, match=str(tmp_path / "file")):
        ensure_cache(cache_place(tmp_path))


# --- Sockets ---------------------------------------------------------------------------------


def test_asking_whether_a_daemon_runs_leaves_no_trace(
    root: Root, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CODEGRAPH_RUNTIME_DIR", str(tmp_path / "run"))
    with pytest.raises(NotRunning):
        connect_blocking(root, client="test", start=False)
    assert not (tmp_path / "run").exists()
    assert not (tmp_path / "codegraph-cache").exists()


async def test_a_runtime_directory_of_any_length_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("CODEGRAPH_RUNTIME_DIR", str(tmp_path / ("long" * 40)))
    serve: Serve = request.getfixturevalue("serve")
    async with serve() as served:
        assert len(str(served.place.socket)) > 108
        connection = open_socket(served.place)
        assert connection is not None
        assert peer_uid(connection) == os.getuid()
        connection.close()


async def test_the_socket_and_status_file_are_private(serve: Serve) -> None:
    async with serve() as served:
        assert served.place.socket.stat().st_mode & 0o777 == 0o600
        assert served.place.dir.stat().st_mode & 0o777 == 0o700


def test_a_peer_of_another_user_is_refused(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    place = socket_place(root.identity)
    ensure_private(place.dir)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place.socket))
        listener.listen()
        monkeypatch.setattr("codegraph_client.place.peer_uid", lambda _: os.getuid() + 1)
        with pytest.raises(UnsafeDirectory, match=str(place.socket)):
            open_socket(place)


# --- Weight ----------------------------------------------------------------------------------


def test_the_blocking_client_imports_little() -> None:
    program = "import sys, codegraph_client.blocking; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    heavy = {"asyncio", "subprocess", "inspect", "dataclasses", "logging", "threading", "tempfile"}
    assert not heavy & set(done.stdout.split())


def test_worktrees_share_a_place_and_clones_do_not(tmp_path: Path) -> None:
    main, other, clone = tmp_path / "main", tmp_path / "other", tmp_path / "clone"
    commands = [
        ["init", "-q", str(main)],
        ["-C", str(main), "commit", "-q", "--allow-empty", "-m", "first"],
        ["-C", str(main), "worktree", "add", "-q", str(other)],
        ["clone", "-q", str(main), str(clone)],
    ]
    for command in commands:
        subprocess.run(["git", *command], check=True, capture_output=True)
    places = [socket_place(find_root(folder).identity) for folder in (main, other, clone)]
    assert places[0] == places[1] != places[2]

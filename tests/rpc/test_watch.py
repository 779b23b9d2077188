"""Changes on disk become dirty folders: real files, real events, both sources of events."""

from __future__ import annotations

import asyncio
import os
import subprocess
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from codegraph_client.settings import settings_with
from codegraph_daemon.discovery import Discovery
from codegraph_daemon.watch import Dirty, Watcher
from codegraph_daemon.watch.backend import Backend, Change, Sink
from codegraph_daemon.watch.inotify import Inotify
from codegraph_daemon.watch.mounts import silent_file_system
from codegraph_daemon.watch.notify import Notify
from codegraph_daemon.watch.watcher import BURST_EVENTS, now

BACKENDS: dict[str, Callable[[Sink], Backend]] = {"inotify": Inotify, "watchfiles": Notify}


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Callable[[Sink], Backend]:
    return BACKENDS[request.param]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    top = tmp_path / "root"
    top.mkdir()
    return top


class Told:
    """What a watcher said, and ways to wait for more of it."""

    def __init__(self) -> None:
        self.watcher: Watcher
        self.dirty: list[Dirty] = []
        self._news = asyncio.Event()

    def __call__(self, dirty: Dirty) -> None:
        self.dirty.append(dirty)
        self._news.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for what is told; the limit of the test ends a wait that is in vain."""
        while not condition():
            self._news.clear()
            await self._news.wait()

    async def until_dirty(self, *folders: str) -> None:
        await self.until(lambda: self.folders() >= set(folders))

    async def until_everything(self, reason: str = "") -> None:
        await self.until(lambda: any(d.everything and reason in d.reason for d in self.dirty))

    def folders(self) -> set[str]:
        return {folder for dirty in self.dirty for folder in dirty.directories}

    async def quiet(self) -> None:
        """Let what is under way arrive, then forget it."""
        before = -1
        while before != len(self.dirty):
            before = len(self.dirty)
            await asyncio.sleep(0.3)
        self.dirty.clear()


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@asynccontextmanager
async def watching(
    root: Path,
    folders: Iterable[str] = ("",),
    *,
    backend: Callable[[Sink], Backend] | None = None,
    clock: Callable[[], float] = now,
    **settings: object,
) -> AsyncIterator[Told]:
    named = {name.replace("__", "."): value for name, value in settings.items()}
    told = Told()
    told.watcher = Watcher(root, told, settings_with(named), clock, backend)
    await told.watcher.start(folders)
    try:
        await told.until_everything("begun")
        told.dirty.clear()
        yield told
    finally:
        await told.watcher.stop()


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "gc.auto=0")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


# --- what an event says ---


async def test_a_file_written_made_renamed_or_deleted_marks_its_folder(
    root: Path, backend: Callable[[Sink], Backend]
) -> None:
    (root / "pkg").mkdir()
    (root / "pkg" / "a.py").touch()
    (root / "old.py").touch()

    async def marks(*folders: str) -> None:
        await told.until_dirty(*folders)
        await told.quiet()

    async with watching(root, ["", "pkg"], backend=backend) as told:
        (root / "pkg" / "a.py").write_text("x = 1\n")
        await told.until_dirty("pkg")
        assert told.folders() == {"pkg"}
        await told.quiet()
        (root / "new.py").touch()
        await marks("")
        (root / "old.py").rename(root / "pkg" / "old.py")
        await marks("", "pkg")
        (root / "pkg" / "old.py").unlink()
        await marks("pkg")


async def test_a_file_that_replaces_another_marks_its_folder(
    root: Path, backend: Callable[[Sink], Backend]
) -> None:
    """How most editors save."""
    (root / "a.py").touch()
    async with watching(root, backend=backend) as told:
        (root / "a.py.new").write_text("x = 1\n")
        await told.quiet()
        os.replace(root / "a.py.new", root / "a.py")
        await told.until_dirty("")


async def test_files_that_are_never_indexed_mark_nothing(
    root: Path, backend: Callable[[Sink], Backend]
) -> None:
    (root / "app.log").touch()
    (root / "a.py").touch()
    async with watching(root, backend=backend) as told:
        for _ in range(20):
            with (root / "app.log").open("a") as file:
                file.write("line\n")
        await asyncio.sleep(0.2)
        assert not told.dirty
        (root / "a.py").write_text("x = 1\n")
        await told.until_dirty("")


@pytest.mark.parametrize("name", [".gitignore", ".codegraphignore", "codegraph.toml", "pyvenv.cfg"])
async def test_a_changed_rule_file_makes_everything_dirty(root: Path, name: str) -> None:
    async with watching(root) as told:
        (root / name).write_text("x\n")
        await told.until_everything(name)


async def test_events_are_kept_in_a_ring(root: Path, backend: Callable[[Sink], Backend]) -> None:
    async with watching(root, backend=backend) as told:
        (root / "a.py").touch()
        await told.until_dirty("")
        event = next(each for each in told.watcher.events if each.name == "a.py")
        assert event.folder == str(root)
        assert event.time <= now()
        assert told.watcher.events.maxlen == 1000


# --- the set of folders ---


async def test_a_new_folder_is_told_again_once_it_is_watched(
    root: Path, backend: Callable[[Sink], Backend]
) -> None:
    async with watching(root, backend=backend) as told:
        (root / "new").mkdir()
        await told.until_dirty("")
        (root / "new" / "early.py").touch()
        told.watcher.set_directories(["", "new"])
        await told.until(lambda: sum("new" in dirty.directories for dirty in told.dirty) >= 2)
        await told.quiet()
        (root / "new" / "late.py").touch()
        await told.until_dirty("new")


async def test_a_folder_that_is_no_longer_wanted_is_silent(
    root: Path, backend: Callable[[Sink], Backend]
) -> None:
    (root / "left").mkdir()
    (root / "kept").mkdir()
    async with watching(root, ["", "left", "kept"], backend=backend) as told:
        told.watcher.set_directories(["", "kept"])
        await told.quiet()
        (root / "left" / "a.py").touch()
        (root / "kept" / "a.py").touch()
        await told.until_dirty("kept")
        assert "left" not in told.folders()


async def test_a_folder_that_was_moved_is_watched_under_its_new_path_only(
    root: Path, backend: Callable[[Sink], Backend]
) -> None:
    (root / "a" / "inner").mkdir(parents=True)
    async with watching(root, ["", "a", "a/inner"], backend=backend) as told:
        (root / "a").rename(root / "b")
        await told.until_dirty("")
        told.watcher.set_directories(["", "b", "b/inner"])
        await told.until_dirty("b", "b/inner")
        await told.quiet()
        (root / "b" / "inner" / "x.py").touch()
        await told.until_dirty("b/inner")
        assert not {"a", "a/inner"} & told.folders()


async def test_a_folder_made_again_under_the_same_path_is_watched_again(
    root: Path, backend: Callable[[Sink], Backend]
) -> None:
    (root / "a").mkdir()
    async with watching(root, ["", "a"], backend=backend) as told:
        (root / "a").rename(root / "aside")
        (root / "a").mkdir()
        await told.until_dirty("", "a")
        told.watcher.set_directories(["", "a"])
        await told.quiet()
        (root / "a" / "x.py").touch()
        await told.until_dirty("a")


async def test_a_folder_that_is_not_there_is_watched_as_soon_as_it_is(
    root: Path, backend: Callable[[Sink], Backend]
) -> None:
    async with watching(root, ["", "later"], backend=backend) as told:
        assert told.watcher.problems == []
        (root / "later").mkdir()
        await told.until_dirty("")
        told.watcher.set_directories(["", "later"])
        await told.until_dirty("later")


async def test_a_symlink_is_not_watched(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (root / "link").symlink_to(tmp_path / "outside")
    async with watching(root, ["", "link"]) as told:
        (tmp_path / "outside" / "a.py").touch()
        await asyncio.sleep(0.1)
        assert not told.dirty


async def test_no_file_of_a_checkout_into_fresh_folders_is_lost(
    root: Path, backend: Callable[[Sink], Backend]
) -> None:
    """Folders appear faster than they can be watched; listing what is dirty finds every file."""
    found = Discovery(root, settings_with())
    files: set[str] = set()
    folders: set[str] = {""}
    wake = asyncio.Event()

    def look() -> None:
        for dirty in told.dirty:
            if dirty.everything:
                tree = found.scan_tree()
                files.update(tree.files)
                folders.update(tree.directories)
            pending = list(dirty.directories)
            while pending:
                folder = pending.pop()
                inside, below = found.scan_directory(folder)
                files.update(inside)
                pending += [path for path in below if path not in folders]
                folders.update([folder, *below])
        told.dirty.clear()
        told.watcher.set_directories(folders)
        wake.set()

    wanted = {f"d{i}/e{j}/f{k}.py" for i in range(10) for j in range(10) for k in range(12)}

    def check_out() -> None:
        for path in sorted(wanted):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).touch()

    async with watching(root, backend=backend) as told:
        writing = asyncio.create_task(asyncio.to_thread(check_out))
        while not (writing.done() and files >= wanted):
            if told.dirty:
                look()
            await asyncio.sleep(0.005)
        assert files == wanted


# --- when events may be missing ---


async def test_a_file_that_is_written_again_and_again_is_no_burst(root: Path) -> None:
    async with watching(root, clock=Clock()) as told:
        sink = Sink(told.watcher._changed, told.watcher._lost)
        change = Change(str(root), "a.py", "content", "written", False)
        sink.changed([change] * (BURST_EVENTS + 1))
        assert not told.watcher.holds_back
        await told.until_dirty("")


async def test_a_burst_is_told_as_everything(root: Path) -> None:
    async with watching(root, clock=Clock()) as told:
        sink = Sink(told.watcher._changed, told.watcher._lost)
        changes = [
            Change(str(root), f"a{number}.py", "content", "written", False)
            for number in range(BURST_EVENTS + 1)
        ]
        sink.changed(changes)
        await told.until_everything("burst")
        assert told.folders() == set()
        sink.changed(changes[:1])
        await told.until_dirty("")


async def test_lost_events_are_told_as_everything(root: Path) -> None:
    async with watching(root) as told:
        told.watcher._lost("the queue was full")
        await told.until_everything("the queue was full")


async def test_a_real_overflow_of_the_queue_is_noticed(root: Path) -> None:
    limit = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    if limit > 100_000:
        pytest.skip("the system's queue of events is too long to be filled")
    async with watching(root) as told:
        # The loop is held, so nothing is read meanwhile.
        for number in range(limit // 2 + 1):
            path = root / f"{number % 2}.py"
            path.touch()
            path.unlink()
        await told.until_everything()
        assert any("queue" in event.what for event in told.watcher.events)


async def test_a_gap_in_the_clock_and_a_long_silence_make_everything_dirty(root: Path) -> None:
    clock = Clock()
    async with watching(root, clock=clock) as told:
        clock.time += 5
        told.watcher.tick()
        assert not told.dirty
        clock.time += 20
        told.watcher.tick()
        assert [dirty.reason for dirty in told.dirty] == ["the machine or the process slept"]
        for _ in range(12):
            clock.time += 5
            told.watcher.tick()
        assert [dirty.reason for dirty in told.dirty[1:]] == ["a look from time to time"]


async def test_git_moving_its_head_or_index_makes_everything_dirty(root: Path) -> None:
    git(root, "init", "-q", "-b", "main")
    git(root, "commit", "-q", "--allow-empty", "-m", "first")
    (root / "a.py").touch()
    async with watching(root) as told:
        git(root, "add", "a.py")
        await told.until_everything("git")
        await told.quiet()
        git(root, "checkout", "-q", "-b", "other")
        await told.until_everything("git")


async def test_git_in_a_linked_work_tree_is_watched_too(root: Path, tmp_path: Path) -> None:
    git(root, "init", "-q", "-b", "main")
    git(root, "commit", "-q", "--allow-empty", "-m", "first")
    git(root, "worktree", "add", "-q", "../linked")
    async with watching(tmp_path / "linked") as told:
        git(tmp_path / "linked", "checkout", "-q", "-b", "other")
        await told.until_everything("git")


async def test_a_repository_made_later_is_watched(root: Path) -> None:
    async with watching(root) as told:
        git(root, "init", "-q", "-b", "main")
        await told.until_everything(".git changed")
        await told.quiet()
        (root / "a.py").touch()
        git(root, "add", "a.py")
        await told.until_everything("git moved")


async def test_git_is_busy_while_it_holds_the_lock_of_its_index(root: Path) -> None:
    git(root, "init", "-q", "-b", "main")
    async with watching(root) as told:
        assert not told.watcher.git_busy
        lock = root / ".git" / "index.lock"
        lock.touch()
        assert told.watcher.git_busy
        os.utime(lock, (0, 0))  # Left behind by a crash, long ago.
        assert not told.watcher.git_busy


async def test_the_root_moved_away_makes_everything_dirty(
    root: Path, backend: Callable[[Sink], Backend]
) -> None:
    async with watching(root, backend=backend) as told:
        root.rename(root.parent / "away")
        await told.until_everything()


# --- when the system does not tell ---


class Exhausted(Inotify):
    """A system that has no watch left after the second."""

    def _add(self, path: str) -> int:
        return 28 if len(self._watch_of) >= 2 else super()._add(path)


async def test_exhausted_watches_are_told_and_polled_for(root: Path) -> None:
    for name in ("a", "b", "c"):
        (root / name).mkdir()
    async with watching(
        root, ["", "a", "b", "c"], backend=Exhausted, watch__poll_seconds=0.1
    ) as told:
        assert told.watcher.state == "poll"
        (problem,) = told.watcher.problems
        assert "no more file watches" in problem
        assert "2 of 4" in problem
        assert "every 0.1 s" in problem
        await told.until_everything("polling")
        told.watcher.set_directories(["", "a"])
        await told.until(lambda: told.watcher.problems == [])


async def test_a_system_without_watches_is_polled(root: Path) -> None:
    def none(sink: Sink) -> Backend:
        raise OSError(24, "Too many open files")

    async with watching(root, backend=none, watch__poll_seconds=0.1) as told:
        assert "Too many open files" in told.watcher.problems[0]
        await told.until_everything("polling")


async def test_polling_may_be_chosen(root: Path) -> None:
    async with watching(root, watch__mode="poll", watch__poll_seconds=0.1) as told:
        assert (told.watcher.state, told.watcher.problems) == ("poll", [])
        await told.until_everything("polling")


async def test_watching_may_be_off(root: Path) -> None:
    told = Told()
    watcher = Watcher(root, told, settings_with({"watch.mode": "off"}))
    await watcher.start([""])
    watcher.set_directories(["", "a"])
    (root / "a.py").touch()
    await asyncio.sleep(0.05)
    assert (told.dirty, watcher.state) == ([], "off")
    await watcher.stop()


def test_a_network_file_system_is_recognised_by_the_innermost_mount(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "23 22 0:5 / /mnt/far rw - nfs4 server:/export rw\n"
        "24 23 0:6 / /mnt/far/fast\\040disk rw - ext4 /dev/sdb1 rw\n"
        "malformed\n"
    )
    assert silent_file_system("/mnt/far/project", str(table)) == "nfs4"
    assert silent_file_system("/mnt/far/fast disk/project", str(table)) is None
    assert silent_file_system("/mnt/farmer", str(table)) is None
    assert silent_file_system("/mnt", str(tmp_path / "none")) is None


# --- the end ---


async def test_stopping_is_prompt_and_final(root: Path, backend: Callable[[Sink], Backend]) -> None:
    before = threading.active_count()
    descriptors = len(os.listdir("/proc/self/fd"))
    async with watching(root, backend=backend) as told:
        (root / "a.py").touch()
        stopping: Awaitable[None] = told.watcher.stop()
        await stopping
        (root / "b.py").touch()
        told.dirty.clear()
        await asyncio.sleep(0.05)
        assert not told.dirty
        assert told.watcher.state == "stopped"
    executor_threads = sum(each.name.startswith("asyncio_") for each in threading.enumerate())
    assert threading.active_count() - executor_threads <= before
    assert len(os.listdir("/proc/self/fd")) <= descriptors + 1

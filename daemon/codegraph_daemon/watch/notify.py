"""Events from the package watchfiles, for systems without inotify (macOS).

Its watcher cannot change its set of folders, so a new one is started before the old one is closed.
Its thread runs in Rust and takes the interpreter for microseconds, once every few milliseconds.

Belongs here: the thread and the replacement. Stays out: what an event means for the index.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Set
from typing import TypeVar

# The public functions create the watcher inside their first iteration, so that nobody can tell
# when the watches exist; the class below them can.
from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

from codegraph_daemon.watch.backend import Change, Sink

T = TypeVar("T")

_DEBOUNCE_MS = 5
_STEP_MS = 5
"""The thread wakes up this often: every millisecond costs 3 % of a processor when idle."""

_WORDS = {1: "made", 2: "written", 3: "deleted"}
_MODIFIED = 2
_ATTEMPTS = 5


class Notify:
    """A `Backend` on watchfiles."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._problem = ""
        self._wanted: Set[str] = frozenset()
        self._watched: frozenset[str] = frozenset()
        self._loop = asyncio.get_running_loop()
        self._thread: _Thread | None = None

    @property
    def problem(self) -> str:
        return self._problem

    @property
    def incomplete(self) -> bool:
        return len(self._watched) < len(self._wanted)

    async def watch(self, folders: Set[str]) -> set[str]:
        self._wanted = folders
        before, old = self._watched, self._thread
        if old is not None and before == _there(folders):
            return set()
        rust, watched = await self._start(folders)
        if rust is None:
            return set()
        self._thread = _Thread(rust, self._loop, self._deliver, self._failed)
        self._watched = watched
        if old is not None:
            await asyncio.to_thread(old.stop)
        return set(watched - before)

    def deliver(self) -> None:
        """Nothing: the thread brings events, and cannot be asked for them."""

    async def close(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            await asyncio.to_thread(thread.stop)

    async def _start(self, folders: Set[str]) -> tuple[RustNotify | None, frozenset[str]]:
        """A watcher of those of `folders` that exist; folders vanish while one is made."""
        self._problem = ""
        for _ in range(_ATTEMPTS):
            there = _there(folders)
            try:
                # Folders, not force polling, its delay in ms, not recursive, skip the unreadable.
                rust = RustNotify(sorted(there), False, False, 300, False, True)
            except FileNotFoundError:
                await asyncio.sleep(0)
                continue
            except (OSError, WatchfilesRustInternalError) as error:
                self._problem = f"the system does not watch files: {error}"
                return None, frozenset()
            return rust, there
        self._problem = "folders vanish faster than they can be watched"
        return None, frozenset()

    def _deliver(self, raw: set[tuple[int, str]]) -> None:
        changes: list[Change] = []
        for kind, path in sorted(raw):
            folder, _, name = path.rpartition("/")
            word = _WORDS[kind]
            if path in self._watched:
                # A watch does not survive its folder, whatever has come in its place.
                self._watched -= {path} if kind != _MODIFIED else set()
                changes.append(
                    Change(path, "", "content" if kind == _MODIFIED else "gone", word, True)
                )
            changes.append(
                Change(folder, name, "content" if kind == _MODIFIED else "entry", word, None)
            )
        self._sink.changed(changes)

    def _failed(self, error: str) -> None:
        self._problem = f"watching ended: {error}"
        self._watched = frozenset()
        self._sink.lost(self._problem)


def _there(folders: Set[str]) -> frozenset[str]:
    return frozenset(path for path in folders if os.path.isdir(path) and not os.path.islink(path))


class _Thread:
    """Waits in Rust and hands what it gets to the loop; does no work of its own."""

    def __init__(
        self,
        rust: RustNotify,
        loop: asyncio.AbstractEventLoop,
        deliver: Callable[[set[tuple[int, str]]], None],
        failed: Callable[[str], None],
    ) -> None:
        self._rust = rust
        self._loop = loop
        self._deliver = deliver
        self._failed = failed
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchfiles", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._rust.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                found = self._rust.watch(_DEBOUNCE_MS, _STEP_MS, 0, self._stopping)
            except (RuntimeError, OSError) as error:
                self._post(self._failed, str(error))
                return
            if isinstance(found, set):
                self._post(self._deliver, found)

    def _post(self, callback: Callable[[T], None], value: T) -> None:
        try:
            self._loop.call_soon_threadsafe(callback, value)
        except RuntimeError:
            self._stopping.set()  # The loop is closed.

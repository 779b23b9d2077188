"""From events to dirty folders.

An event marks its folder dirty and says no more; whoever is told lists the folder and compares.
Whenever events may be missing (a burst, an overflow, a suspended machine, git moving HEAD or the
index, a minute of silence) everything is dirty.

Belongs here: timing, and which events matter. Stays out: system calls (`inotify`, `notify`),
listing folders and the rules (`discovery`).
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from codegraph_client.settings import Settings
from codegraph_daemon.discovery import affects_rules, may_matter
from codegraph_daemon.watch.backend import Backend, Change, Sink, backend_of_the_system
from codegraph_daemon.watch.git_state import git_folders, is_writing
from codegraph_daemon.watch.mounts import silent_file_system
from codegraph_daemon.watch.timers import Timers

STEP = 0.001
DEBOUNCE = 0.005
"""Seconds: events that come within a step of each other are told together, up to the debounce."""

LIST_AGAIN = 0.2
"""Seconds after the watch of a new folder exists when it is dirty once more."""

BURST_EVENTS = 4_000
BURST_WINDOW = 1.0
BURST_QUIET = 0.1
BURST_LIMIT = 2.0
"""More entries than that, changed within the window, mean everything, told when it has been quiet
so long, or at the latest after the limit."""

RULES_SETTLE = 0.02
"""Seconds after a rule file changed when everything is dirty; editors write a file in steps."""

GIT_SETTLE = 0.1
GIT_INTERVAL = 1.0
"""Seconds: git writes its index in several steps, and editors make it do so after every save."""

TICK = 5.0
GAP = 15.0
IDLE = 60.0
BUSY = 600.0
"""Seconds: a tick this late means that the process or the machine slept; silence this long means
another full look, in case an event was lost, and so does activity that never ends."""

RING = 1_000


@dataclass(frozen=True, slots=True)
class Dirty:
    """What to look at again: `directories` (posix, relative to the root, which is ""), each by
    itself and not recursively; or the whole tree if `everything`. `reason` is for the log."""

    directories: frozenset[str]
    everything: bool = False
    reason: str = ""


class WatchEvent(NamedTuple):
    """An entry of the ring: when (seconds of the watcher's clock), where and what."""

    time: float
    folder: str
    name: str
    what: str


def now() -> float:
    """Seconds of a clock that also runs while the machine sleeps, where there is one."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Watcher:
    """Tells `on_dirty` which folders of the tree at `root` (a real path) to look at again.

    `on_dirty` is called on the loop that runs `start`, and must be quick. `backend` makes the
    source of events; by default it is chosen for this system.
    """

    def __init__(
        self,
        root: Path,
        on_dirty: Callable[[Dirty], None],
        settings: Settings,
        clock: Callable[[], float] = now,
        backend: Callable[[Sink], Backend] | None = None,
    ) -> None:
        self.events: deque[WatchEvent] = deque(maxlen=RING)
        self._root = str(root)
        self._on_dirty = on_dirty
        self._clock = clock
        self._mode = settings.text("watch.mode")
        self._poll_seconds = settings.number("watch.poll_seconds")
        self._make_backend = backend
        self._backend: Backend | None = None
        self._problem = ""
        self._wanted: frozenset[str] = frozenset()
        self._updating: asyncio.Task[None] | None = None
        self._pending: set[str] = set()
        self._fresh = False
        self._first = 0.0
        self._timers: Timers
        self._running = False
        self._burst: dict[str, float] = {}
        """What was written of late, the oldest first, and when."""
        self._storm_since: float | None = None
        self._again = False
        self._given: frozenset[str] = frozenset()
        self._last_tick = self._last_activity = self._last_everything = 0.0
        self._git = git_folders(root)

    @property
    def problems(self) -> list[str]:
        """Sentences about why changes are noticed late or not at all; empty when all is well."""
        problem = self._problem or (self._backend.problem if self._backend else "")
        if not problem:
            return []
        every = f"{self._poll_seconds:g} s"
        return [f"{problem[:1].upper()}{problem[1:]}; changes are looked for every {every}."]

    @property
    def state(self) -> Literal["events", "poll", "off", "stopped"]:
        """How changes are noticed now."""
        if self._mode == "off":
            return "off"
        if not self._running:
            return "stopped"
        return "poll" if self._polls() else "events"

    @property
    def git_busy(self) -> bool:
        """Whether git is writing the work tree or its index right now."""
        return self._git is not None and is_writing(self._git[0])

    async def start(self, directories: Iterable[str]) -> None:
        """Begin to watch `directories` (relative to the root, "" is the root).

        What changed before the watches existed is not known, so this ends with everything dirty.
        """
        if self._mode == "off":
            return
        self._loop = asyncio.get_running_loop()
        self._timers = Timers(self._loop)
        self._running = True
        self._last_tick = self._last_activity = self._clock()
        self._backend = self._choose_backend()
        self._timers.set("tick", TICK, self._on_tick)
        self._given = frozenset(directories)
        self._wanted = self._absolute()
        if self._backend is not None:
            await self._backend.watch(self._wanted)
        self._poll_if_needed()
        self._everything("watching has begun")

    def watches(self, directories: Iterable[str]) -> bool:
        """Whether all these are among those that it was told to watch."""
        return self._given.issuperset(directories)

    def set_directories(self, directories: Iterable[str]) -> None:
        """Watch these from now on. Cheap if nothing changed; the work is done in the background.

        Each folder that is new is dirty as soon as its watch exists, and once more a little later.
        """
        if self._backend is None:
            return
        given = frozenset(directories)
        if given == self._given and not self._backend.incomplete:
            return
        self._given = given
        self._update()

    def tick(self) -> None:
        """Notice gaps and silence; called by a timer, and by tests with a clock of their own."""
        at = self._clock()
        gap, self._last_tick = at - self._last_tick, at
        if gap > GAP:
            self._everything("the machine or the process slept")
        elif at - self._last_activity >= IDLE or at - self._last_everything >= BUSY:
            self._everything("a look from time to time")

    @property
    def holds_back(self) -> bool:
        """Whether all will be dirty soon: when a burst is over, or a file of rules is whole."""
        return self._running and ("burst" in self._timers or "rules" in self._timers)

    def catch_up(self) -> None:
        """Tell at once what the system has reported by now."""
        if not self._running or self._backend is None:
            return
        self._backend.deliver()
        if "flush" in self._timers:
            self._timers.cancel("flush")
            self._tell_pending()

    async def stop(self) -> None:
        """Stop watching; `on_dirty` is not called any more."""
        if not self._running:
            return
        self._running = False
        self._timers.cancel_all()
        task, self._updating = self._updating, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        backend, self._backend = self._backend, None
        if backend is not None:
            await backend.close()

    # --- events ---

    def _changed(self, changes: list[Change]) -> None:
        at = self._clock()
        for change in changes:
            self.events.append(WatchEvent(at, change.folder, change.name, change.word))
            if self._git is not None and change.folder in self._git:
                self._git_changed(change)
                continue
            folder = self._relative(change.folder)
            if folder is not None:
                self._entry_changed(folder, change)
        if len(self._burst) > BURST_EVENTS:
            self._storm("a burst of events")
        elif self._pending and "flush" not in self._timers and "burst" not in self._timers:
            self._fresh = False
            self._first = self._loop.time()
            self._timers.set("flush", STEP, self._flush)

    def _entry_changed(self, folder: str, change: Change) -> None:
        path = f"{folder}/{change.name}" if folder else change.name
        if change.kind == "gone":
            self._folder_gone(folder)
        elif not change.name:
            self._mark(folder, path)
        elif affects_rules(path):
            if path == ".git":
                self._git = git_folders(Path(self._root))
                self._update()
            self._timers.set("rules", RULES_SETTLE, self._everything, f"{path} changed")
        elif may_matter(change.name, change.is_folder) or (
            change.is_folder is None and change.kind == "entry"
        ):
            self._mark(folder, path)
            if change.is_folder and change.kind == "content":
                self._mark(path, path)  # Its permissions changed, so what can be listed in it did.

    def _mark(self, folder: str, path: str) -> None:
        self._pending.add(folder)
        self._fresh = True
        self._last_activity = at = self._clock()
        # Who writes few files again and again never makes a burst, and would never end one.
        self._burst.pop(path, None)
        self._burst[path] = at
        while self._burst[oldest := next(iter(self._burst))] < at - BURST_WINDOW:
            del self._burst[oldest]

    def _flush(self) -> None:
        """Tell what is pending, unless more is just coming in."""
        if self._fresh and self._loop.time() - self._first < DEBOUNCE:
            self._fresh = False
            self._timers.set("flush", STEP, self._flush)
            return
        self._tell_pending()

    def _tell_pending(self) -> None:
        pending, self._pending = frozenset(self._pending), set()
        if pending:
            self._on_dirty(Dirty(pending, reason="events"))

    def _lost(self, reason: str) -> None:
        self.events.append(WatchEvent(self._clock(), self._root, "", reason))
        self._storm(reason)

    def _storm(self, reason: str) -> None:
        """Tell nothing until it is quiet, then everything."""
        at = self._loop.time()
        since = self._storm_since = at if self._storm_since is None else self._storm_since
        self._pending.clear()
        delay = max(0.0, min(BURST_QUIET, since + BURST_LIMIT - at))
        self._timers.set("burst", delay, self._everything, reason)

    def _git_changed(self, change: Change) -> None:
        if change.name not in ("HEAD", "index", "exclude"):
            return
        since = self._clock() - self._last_everything
        delay = max(GIT_SETTLE, GIT_INTERVAL - since)
        self._timers.set("git", delay, self._git_settled)

    def _git_settled(self) -> None:
        if self.git_busy:
            self._timers.set("git", GIT_SETTLE, self._git_settled)
        else:
            self._everything("git moved HEAD or its index")

    def _folder_gone(self, folder: str) -> None:
        if not folder:
            self._timers.set("rules", RULES_SETTLE, self._everything, "the root was moved")
        self._mark(folder, folder)
        self._mark(folder.rpartition("/")[0], folder)
        # Another folder may bear the path already, and it has no watch.
        self._update()

    def _everything(self, reason: str) -> None:
        self._timers.cancel("flush", "burst", "git", "rules")
        self._pending.clear()
        self._burst.clear()
        self._storm_since = None
        self._last_activity = self._last_everything = self._clock()
        self._on_dirty(Dirty(frozenset(), everything=True, reason=reason))

    # --- the set of folders ---

    def _update(self) -> None:
        if self._updating is None or self._updating.done():
            self._updating = self._loop.create_task(self._apply())
        else:
            self._again = True

    async def _apply(self) -> None:
        """Bring the backend to the wanted set, again if it changed in the meantime."""
        while self._backend is not None:
            self._again = False
            self._wanted = self._absolute()
            added = await self._backend.watch(self._wanted)
            self._poll_if_needed()
            self._tell_new(added)
            if not self._again:
                return

    def _tell_new(self, added: Set[str]) -> None:
        folders = frozenset(
            folder for path in added if (folder := self._relative(path)) is not None
        )
        if folders:
            self._on_dirty(Dirty(folders, reason="newly watched"))
            self._loop.call_later(LIST_AGAIN, self._tell_again, folders)

    def _tell_again(self, folders: frozenset[str]) -> None:
        if self._backend is not None:
            self._on_dirty(Dirty(folders, reason="newly watched, second look"))

    def _choose_backend(self) -> Backend | None:
        """The source of events; None, with a problem, if there is only the timer."""
        self._problem = ""
        if self._mode == "poll":
            return None
        silent = silent_file_system(self._root)
        if silent is not None:
            self._problem = f"the file system ({silent}) does not report every change"
        make = self._make_backend or backend_of_the_system
        try:
            return make(Sink(self._changed, self._lost))
        except OSError as error:
            self._problem = f"the system gives no file watches: {error.strerror}"
            return None

    # --- timers and paths ---

    def _polls(self) -> bool:
        return self._backend is None or bool(self.problems)

    def _poll_if_needed(self) -> None:
        if self._polls():
            if "poll" not in self._timers:
                self._timers.set("poll", self._poll_seconds, self._poll)
        else:
            self._timers.cancel("poll")

    def _poll(self) -> None:
        self._timers.set("poll", self._poll_seconds, self._poll)
        self._everything("polling")

    def _on_tick(self) -> None:
        self._timers.set("tick", TICK, self._on_tick)
        self.tick()

    def _absolute(self) -> frozenset[str]:
        """The folders that need a watch: those given and those of git."""
        root = self._root
        given = [f"{root}/{folder}" if folder else root for folder in self._given]
        return frozenset(given).union(self._git or ())

    def _relative(self, path: str) -> str | None:
        if path == self._root:
            return ""
        inside = path.startswith(self._root + "/")
        return path[len(self._root) + 1 :] if inside else None

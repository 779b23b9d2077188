"""One root: the loop that keeps its view equal to the disk, and what people are told of it.

Events say where to look, the scan says what is there, workers parse and link, `commits` makes it
visible.  Small changes take the interactive lane from end to end; a cold index takes the bulk
lane, parses everything first and links then.  Questions read `generation` and wait, within their
deadline, with `settled`; they never wait for what cannot change their answer.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NamedTuple

from codegraph_client.errors import StoreError
from codegraph_client.settings import Settings, load

from ..beginning import FirstLook
from ..discovery import NO_FILE, file_stat
from ..store.database import Store
from ..store.postings import Postings
from ..store.views import Generation, ViewStore
from ..store.words import Words
from ..vectors.making import Maker
from ..workers.errors import PoolClosed
from ..workers.pool import Pool
from .backlog import SMALL, Backlog, link_batch
from .chunking import Chunking
from .commits import Commits
from .disk import Disk
from .embedding import Embedding
from .indexing import Indexing
from .states import States
from .waiting import Waiting

_PARSE_BATCH = 48
_FEW = 4
_SMALL_STATE = 64
"""With fewer files out of date than this, a workspace that was ready once still is."""
_GIT_SECONDS = 0.02
_AHEAD = 2
"""Bulk tasks in flight for each bulk worker, so that none waits for the daemon."""


class Progress(NamedTuple):
    """How far a workspace is: its state and files done of a total in that state."""

    state: str
    done: int
    total: int


class Workspace:
    """The index of one root.  Made by the repository, on its event loop."""

    def __init__(
        self,
        root: Path,
        settings: Settings,
        pool: Pool,
        store: Store,
        views: ViewStore,
        postings: Postings,
        words: Words,
        maker: Maker,
        bulk_workers: int,
        on_failure: Callable[[StoreError], None],
        look: FirstLook | None = None,
    ) -> None:
        self.root = root
        self.settings = settings
        self.view_id = views.open(str(root))
        self.commits = Commits(store, views, postings, self.view_id)
        self.store = store
        self.backlog = Backlog()
        self.indexing = Indexing(str(root), pool, self.commits, self.backlog)
        self.chunking = Chunking(str(root), self.indexing, words, self._moved)
        self.chunking.use(settings.text("search.use") == "on")
        self.embedding = Embedding(str(root), self.indexing, self.chunking, maker, self._moved)
        self.disk = Disk(root, settings, self.indexing, self.backlog, self._pump, look)
        self.counts = self.commits.counts
        self.on_progress: list[Callable[[Progress], None]] = []
        self.was_ready = False
        self.exchanging = False
        """Whether an index is being imported, whose rows nothing names yet."""
        self._asked = False
        self._pool = pool
        self._bulk = bulk_workers
        self._on_failure = on_failure
        self._running = {"interactive": 0, "bulk": 0}
        """Tasks in flight by lane."""
        self._root_text = str(root)
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._waiting = Waiting(self._pump)
        self._totals = {"parsing": 0, "linking": 0}
        self._closed = False
        self._failure: StoreError | None = None
        self._states = States(self._root_text, self.generation)
        stale = views.dirty(self.view_id)
        stale.update(e.path_id for e in self.generation.entries() if e.facts and not e.links)
        self.backlog.add_link(stale, self.generation.number, urgent=False)
        self.indexing.recall()
        self.backlog.rescan = True

    @property
    def generation(self) -> Generation:
        """The current state of the view."""
        return self.commits.generation

    # For the repository

    def start(self) -> None:
        """Begin to look at the disk."""
        self._pump()

    def broadcast_rows(self) -> dict[str, Any]:
        """What a new worker must know of this workspace."""
        rows = [(path, *entry) for path, entry in self.commits.tree.files.items()]
        later = not self._asked
        return {"view": self.view_id, "reset": True, "rows": rows, "keys": [], "later": later}

    @property
    def busy(self) -> bool:
        """Whether work is under way or waiting."""
        at_work = not self.backlog.empty or bool(self._tasks) or self.exchanging
        return at_work or self.chunking.waiting > 0 or self.embedding.busy

    async def close(self) -> None:
        """Stop watching and drop what is in flight; what was committed stays."""
        self._closed = True
        self.chunking.close()
        self.embedding.close()
        await self.counts.written()
        await self.disk.stop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # For questions

    def expect_edits(self) -> None:
        """Somebody asks, and will edit soon: have the worker that takes in edits ready by then."""
        if not self._asked:
            self._asked = True
            self._pool.prestart("interactive")
            # Who runs already and left the table for later makes it now.
            self._pool.broadcast("view", {"view": self.view_id, "rows": [], "keys": []})

    @property
    def _is_settled(self) -> bool:
        """Whether nothing at all is known to differ, as nearly always when somebody asks."""
        if self._failure is not None or self.disk.is_changing or self.disk.git_is_writing:
            return False
        return not self.backlog.unread and not self.backlog.link

    async def settled(self, deadline: float, matters: Callable[[int], bool] | None = None) -> bool:
        """Wait until the view equals the disk, as far as it is known to differ.

        `deadline` is a time of the event loop's clock.  What is written while this waits is left
        unknown, unless somebody else asks: whoever keeps writing must not keep it from ending.
        With `matters`, links of files for which it is false are not waited for, and writes become
        known as soon as all is read.  False: the deadline came first.  Raises `StoreError` if there
        will be no further commit.
        """
        loop = asyncio.get_running_loop()
        verdicts: dict[tuple[int, int], bool] = {}
        self.disk.catch_up()
        if self._is_settled:
            return True
        with self._waiting.one() as waiter, ExitStack() as held:
            held.enter_context(self.disk.holding())
            all_read = False
            while True:
                if self._failure is not None:
                    raise self._failure
                backlog = self.backlog
                while self.disk.is_changing or self.disk.git_is_writing:
                    # Git is writing the tree, or very many files were written: whatever is known
                    # now is about to change.
                    if loop.time() >= deadline:
                        return False
                    waiter.decided()
                    await asyncio.sleep(_GIT_SECONDS)
                if matters is None:
                    all_read, wanted = not backlog.unread, list(backlog.link)
                else:
                    all_read = all_read or not backlog.unread
                    wanted = backlog.that_matter(matters, verdicts)
                if all_read and not wanted:
                    return True
                if matters is not None:
                    if all_read:
                        held.close()
                    backlog.wanted = dict.fromkeys(wanted)
                if not waiter.decided() and matters is not None:
                    self._pump()
                remaining = deadline - loop.time()
                if remaining <= 0:
                    return False
                changed = self._changed
                try:
                    await asyncio.wait_for(changed.wait(), remaining)
                except TimeoutError:
                    return False

    def changed(self, paths: Iterable[str]) -> set[str]:
        """Those of some files that are not on disk as they were indexed; notes them."""
        self._states.follow(self.generation)
        return {path for path in self._states.differing(paths) if not self.is_current(path)}

    def is_current(self, path: str) -> bool:
        """Whether a file on disk is still the one that was indexed; notes it if not.

        One `stat`, some microseconds.
        """
        self._states.follow(self.generation)
        known = self._states.of(path)
        try:
            found = os.stat(f"{self._root_text}/{path}")
        except OSError:
            found = None
        if known is None:
            if found is not None:
                # Whether it belongs to the tree only a listing can say.
                self.backlog.folders.add(path.rpartition("/")[0])
                self._pump()
            return found is None
        if found is not None and known == (
            found.st_size,
            found.st_mtime_ns,
            found.st_ctime_ns,
            found.st_ino,
        ):
            return True
        if self.backlog.parse.get(path) != NO_FILE:
            # Also if it is being parsed: what is in flight may have been read too early, and if it
            # was not, the state tells so when its turn comes.
            self.backlog.parse[path] = None if found is None else file_stat(found)
        self._pump()
        return False

    def hint(self, paths: list[str]) -> None:
        """Somebody says that these files, relative to the root, were written."""
        self.backlog.focus.note(paths)
        for path in paths:
            if path in self.commits.tree.files:
                self.is_current(path)
            else:
                self.backlog.folders.add(path.rpartition("/")[0])
        self._pump()

    def go_on(self) -> None:
        """Somebody has put files on the backlog."""
        self._moved()

    async def moved(self, seconds: float | None) -> None:
        """Wait until something is committed or given up, or so long."""
        changed = self._changed
        self._pump()
        with suppress(TimeoutError):
            await asyncio.wait_for(changed.wait(), seconds)

    def look_at_everything(self) -> None:
        """Compare the whole tree with the view."""
        self.backlog.rescan = True
        self._pump()

    @property
    def progress(self) -> Progress:
        """The state for people, and how far it is."""
        backlog = self.backlog
        parsing = len(backlog.parse) + len(backlog.parsing)
        if not self.disk.scanned:
            return Progress("scanning", 0, 0)
        if self.was_ready and parsing + len(backlog.link) < _SMALL_STATE:
            return Progress("ready", len(self.generation), len(self.generation))
        if parsing:
            total = max(self._totals["parsing"], parsing)
            return Progress("parsing", total - parsing, total)
        if backlog.link:
            total = max(self._totals["linking"], len(backlog.link))
            return Progress("linking", total - len(backlog.link), total)
        return Progress("ready", len(self.generation), len(self.generation))

    def all_problems(self) -> list[str]:
        """Sentences about what should have been indexed and could not be."""
        ignored = [f"setting ignored: {problem}" for problem in self.settings.problems]
        own = [*self.disk.all_problems(), *self.indexing.problems, *self.embedding.problems]
        return [*ignored, *own, *self._pool.problems()]

    # The loop

    def _pump(self) -> None:
        """Hand out whatever can be done now."""
        if self._closed:
            return
        backlog = self.backlog
        if backlog.rescan and not backlog.looking:
            backlog.rescan = False
            backlog.looking += 1
            self._take_settings()
            self._spawn(self.disk.scan())
        elif backlog.folders and not backlog.looking:
            folders, backlog.folders = sorted(backlog.folders), set()
            backlog.looking += 1
            self._spawn(self.disk.look_into(folders))
        # The last few files of a cold index are no edit.
        small = len(backlog.parse) <= SMALL and (self.was_ready or not self._running["bulk"])
        fast = small and self._running["interactive"] < 2 * _AHEAD
        if fast and (paths := backlog.take_parse(SMALL, self.indexing.is_indexed)):
            self._spawn(self.indexing.parse(paths, "interactive"), "interactive")
        while backlog.parse and not small and self._running["bulk"] < self._bulk * _AHEAD:
            paths = backlog.take_parse(_PARSE_BATCH, self.indexing.is_indexed)
            if not paths:
                break
            self._spawn(self.indexing.parse(paths, "bulk"), "bulk")
        # A cold index is parsed whole before it is linked.
        parsing = bool(backlog.parse or backlog.parsing)
        cold = parsing and not self.was_ready and len(backlog.link) > SMALL
        number = self.generation.number
        while not cold and self._running["interactive"] < _AHEAD:
            # What somebody waits for goes first, and nothing else may then fill the lane.
            ids = backlog.take_wanted(_FEW, number)
            if not ids and not self._running["interactive"] and not self._waiting.undecided:
                ids = backlog.take_urgent(number, self.generation.by_id)
            if not ids:
                break
            self._spawn(self.indexing.link(ids, "interactive"), "interactive")
        while not (cold or self._waiting.undecided) and (
            self._running["bulk"] < self._bulk * _AHEAD
        ):
            number = self.generation.number
            together = link_batch(self._totals["linking"], self._bulk, self.was_ready)
            ids = backlog.take_link(together, number)
            if not ids:
                break
            self._spawn(self.indexing.link(ids, "bulk"), "bulk")

        idle = not backlog.urgent and not self._running["interactive"]
        for work in self.chunking.work(idle, backlog.empty, self.was_ready, self._bulk * _AHEAD):
            self._spawn(work)
        for work in self.embedding.work(backlog.empty):
            self._spawn(work)

    def _spawn(self, work: Coroutine[Any, Any, None], lane: str | None = None) -> None:
        """Run work in the background, counted from now on as a task of its lane, if it has one."""
        if lane is not None:
            self._running[lane] += 1
        task = asyncio.get_running_loop().create_task(self._guarded(work, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # If the task is cancelled before it begins, nobody else lets go of its work.
        task.add_done_callback(lambda _: work.close())

    async def _guarded(self, work: Coroutine[Any, Any, None], lane: str | None) -> None:
        try:
            await work
        except PoolClosed:
            return
        except StoreError as error:
            self._closed = True
            self._failure = error
            self._on_failure(error)
        finally:
            if lane is not None:
                self._running[lane] -= 1
            self._moved()

    def _moved(self) -> None:
        """Something was committed or given up: tell those who wait, and go on."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        self._waiting.told()
        backlog = self.backlog
        parsing = len(backlog.parse) + len(backlog.parsing)
        self._totals["parsing"] = max(self._totals["parsing"], parsing) if parsing else 0
        waiting = len(backlog.link)
        self._totals["linking"] = max(self._totals["linking"], waiting) if waiting else 0
        if not self._closed:
            self._pump()
            if backlog.empty and self.disk.scanned:
                self.was_ready = True
                self.disk.cold = False
        progress = self.progress
        for listener in list(self.on_progress):
            listener(progress)

    def _take_settings(self) -> None:
        """Read the settings again: the root's file may have changed, which is why we look."""
        self.settings = self.disk.settings = load(self.root)
        self.chunking.use(self.settings.text("search.use") == "on")
        self.indexing.file_seconds = self.settings.number("workers.file_seconds")
        most = self.settings.integer("index.max_file_kb") * 1024
        if most != self.indexing.max_bytes:
            self.indexing.max_bytes = most
            self.indexing.left_out.clear()

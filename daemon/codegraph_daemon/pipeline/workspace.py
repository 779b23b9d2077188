"""One root: the loop that keeps its view equal to the disk, and what people are told of it.

Events say where to look, the scan says what is there, workers parse and link, `commits` makes it
visible.  Small changes take the interactive lane from end to end; a cold index takes the bulk
lane, parses everything first and links then.  Questions read `generation` and wait, within their
deadline, with `settled`; they never wait for what cannot change their answer.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, NamedTuple

from codegraph_client.errors import StoreError
from codegraph_client.settings import Settings, load

from ..discovery import FileStat, file_stat
from ..store.database import Store
from ..store.postings import Postings
from ..store.views import Generation, ViewStore
from ..watch import Dirty, Watcher
from ..workers.errors import PoolClosed, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .backlog import SMALL, Backlog
from .commits import Commits, Outcome
from .counts import Counts

log = logging.getLogger(__name__)

_PARSE_BATCH = 48
_LINK_BATCH = 48
_LINK_FEW = 12
_FAST_BATCH = 8
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
        bulk_workers: int,
        on_failure: Callable[[StoreError], None],
    ) -> None:
        self.root = root
        self.settings = settings
        self.view_id = views.open(str(root))
        self.commits = Commits(store, views, postings, self.view_id)
        self.store = store
        self.backlog = Backlog()
        self.left_out: dict[str, tuple[FileStat, str]] = {}
        """Files that are not indexed for what they hold, with the state they were read in."""
        self.counts = Counts()
        self.problems: list[str] = []
        self.on_files: list[Callable[[Outcome], None]] = []
        """Called after each commit of facts."""
        self.on_progress: list[Callable[[Progress], None]] = []
        self.was_ready = False
        self.scanned = False
        self._pool = pool
        self._bulk = bulk_workers
        self._on_failure = on_failure
        self._running = {"interactive": 0, "bulk": 0}
        """Tasks in flight by lane."""
        self._root_text = str(root)
        self._max_bytes = settings.integer("index.max_file_kb") * 1024
        self._tasks: set[asyncio.Task[None]] = set()
        self._bases: list[int] = []
        """Generations against which links are being computed."""
        self._tried: set[str] = set()
        """Files whose parsing failed once."""
        self._changed = asyncio.Event()
        self._totals = {"parsing": 0, "linking": 0}
        self._watcher: Watcher | None = None
        self._directories: set[str] = set()
        self._watching = settings.text("watch.mode") != "off"
        self._closed = False
        stale = views.dirty(self.view_id)
        stale.update(e.path_id for e in self.generation.entries() if e.facts and not e.links)
        self.backlog.add_link(stale, self.generation.number, urgent=False)
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
        return {"view": self.view_id, "reset": True, "rows": rows, "keys": []}

    @property
    def busy(self) -> bool:
        """Whether work is under way or waiting."""
        return not self.backlog.empty or bool(self._tasks)

    async def close(self) -> None:
        """Stop watching and drop what is in flight; what was committed stays."""
        self._closed = True
        if self._watcher is not None:
            await self._watcher.stop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # For questions

    async def settled(self, deadline: float, matters: Callable[[int], bool] | None = None) -> bool:
        """Wait until the view equals the disk, as far as it is known to differ.

        `deadline` is a time of the event loop's clock.  With `matters`, links of files for which
        it is false are not waited for.  False: the deadline came first.
        """
        loop = asyncio.get_running_loop()
        verdicts: dict[int, bool] = {}
        while True:
            backlog = self.backlog
            while self._watcher is not None and self._watcher.git_busy:
                # Git is writing the tree: whatever is there now is about to change.
                if loop.time() >= deadline:
                    return False
                await asyncio.sleep(_GIT_SECONDS)
            wanted = list(backlog.link) if matters is None else self._that_matter(matters, verdicts)
            if not backlog.unread and not wanted:
                return True
            if matters is not None:
                backlog.wanted = dict.fromkeys(wanted)
                self._pump()
            remaining = deadline - loop.time()
            if remaining <= 0:
                return False
            changed = self._changed
            try:
                await asyncio.wait_for(changed.wait(), remaining)
            except TimeoutError:
                return False

    def _that_matter(self, matters: Callable[[int], bool], verdicts: dict[int, bool]) -> list[int]:
        """Files still to be linked that matter to a question; `verdicts` remembers the others."""
        found: list[int] = []
        for path_id in self.backlog.link:
            verdict = verdicts.get(path_id)
            if verdict is None:
                verdict = verdicts[path_id] = matters(path_id)
            if verdict:
                found.append(path_id)
        return found

    def is_current(self, path: str) -> bool:
        """Whether a file on disk is still the one that was indexed; notes it if not.

        One `stat`, some microseconds.
        """
        entry = self.generation.get(path)
        try:
            state = file_stat(os.stat(f"{self._root_text}/{path}"))
        except OSError:
            state = None
        if entry is None:
            return state is None
        if state is not None and state == (entry.size, entry.mtime_ns, entry.ctime_ns, entry.inode):
            return True
        if path not in self.backlog.parsing:
            self.backlog.parse[path] = None
        self._pump()
        return False

    def hint(self, paths: list[str]) -> None:
        """Somebody says that these files, relative to the root, were written."""
        for path in paths:
            if path in self.commits.tree.files:
                self.is_current(path)
            else:
                self.backlog.folders.add(path.rpartition("/")[0])
        self._pump()

    def look_at_everything(self) -> None:
        """Compare the whole tree with the view."""
        self.backlog.rescan = True
        self._pump()

    @property
    def progress(self) -> Progress:
        """The state for people, and how far it is."""
        backlog = self.backlog
        parsing = len(backlog.parse) + len(backlog.parsing)
        if not self.scanned:
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

    @property
    def watching(self) -> str:
        """How changes are noticed, in a word."""
        return self._watcher.state if self._watcher is not None else "off"

    def all_problems(self) -> list[str]:
        """Sentences about what should have been indexed and could not be."""
        watching = list(self._watcher.problems) if self._watcher is not None else []
        ignored = [f"setting ignored: {problem}" for problem in self.settings.problems]
        return [*ignored, *self.problems, *watching, *self._pool.problems()]

    # The loop

    def _pump(self) -> None:
        """Hand out whatever can be done now."""
        if self._closed:
            return
        backlog = self.backlog
        if backlog.rescan and not backlog.looking:
            backlog.rescan = False
            backlog.looking += 1
            self._spawn(self._scan())
        elif backlog.folders and not backlog.looking:
            folders, backlog.folders = sorted(backlog.folders), set()
            backlog.looking += 1
            self._spawn(self._list(folders))
        small = len(backlog.parse) <= SMALL and not self._running["bulk"]
        if (
            small
            and self._running["interactive"] < _AHEAD
            and (paths := backlog.take_parse(SMALL, self._is_indexed))
        ):
            self._spawn(self._job(self._parse(paths, "interactive"), "interactive"))
        while backlog.parse and not small and self._running["bulk"] < self._bulk * _AHEAD:
            paths = backlog.take_parse(_PARSE_BATCH, self._is_indexed)
            if not paths:
                break
            self._spawn(self._job(self._parse(paths, "bulk"), "bulk"))
        cold = bool(backlog.parse or backlog.parsing) and len(backlog.link) > SMALL
        if not cold and self._running["interactive"] < _AHEAD:
            number = self.generation.number
            if ids := backlog.take_urgent(_FAST_BATCH, number):
                self._spawn(self._job(self._link(ids, "interactive"), "interactive"))
        while not cold and self._running["bulk"] < self._bulk * _AHEAD:
            number = self.generation.number
            batch = _LINK_FEW if self.was_ready else _LINK_BATCH
            ids = backlog.take_link(batch, number)
            if not ids:
                break
            self._spawn(self._job(self._link(ids, "bulk"), "bulk"))

    def _job(self, work: Coroutine[Any, Any, None], lane: str) -> Coroutine[Any, Any, None]:
        """`work`, counted from now on as a task of its lane."""
        self._running[lane] += 1

        async def counted() -> None:
            try:
                await work
            finally:
                self._running[lane] -= 1

        return counted()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except PoolClosed:
            return
        except StoreError as error:
            self._closed = True
            self._on_failure(error)
        finally:
            self._moved()

    def _moved(self) -> None:
        """Something was committed or given up: tell those who wait, and go on."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        backlog = self.backlog
        parsing = len(backlog.parse) + len(backlog.parsing)
        self._totals["parsing"] = max(self._totals["parsing"], parsing) if parsing else 0
        waiting = len(backlog.link)
        self._totals["linking"] = max(self._totals["linking"], waiting) if waiting else 0
        if not self._closed:
            self._pump()
            if backlog.empty and self.scanned:
                self.was_ready = True
        progress = self.progress
        for listener in list(self.on_progress):
            listener(progress)

    async def _run(
        self, task: str, payload: dict[str, Any], lane: str, priority: int = 0
    ) -> Any | None:
        """The result of a worker's task; None if it failed, which is logged."""
        try:
            return await self._pool.submit(
                task,
                payload,
                lane="bulk" if lane == "bulk" else "interactive",
                priority=priority,
            )
        except TaskFailed as error:
            log.error("a task failed: %s\n%s", error, error.trace)
        except WorkerDied as error:
            log.warning("%s", error)
        return None

    # Looking

    async def _scan(self) -> None:
        self._take_settings()
        try:
            found = await self._run("scan", {"root": self._root_text}, "interactive", 10)
            if found is None:
                self.problems = ["the tree could not be scanned; see the log"]
            else:
                self.problems = found["problems"]
                self._compare(found["files"], None)
                await self._watch(found["directories"])
            self.scanned = True
        finally:
            self.backlog.looking -= 1

    def _take_settings(self) -> None:
        """Read the settings again: the root's file may have changed, which is why we look."""
        self.settings = load(self.root)
        most = self.settings.integer("index.max_file_kb") * 1024
        if most != self._max_bytes:
            self._max_bytes = most
            self.left_out.clear()

    async def _watch(self, directories: list[str]) -> None:
        self._directories = set(directories)
        if not self._watching or self._closed:
            return
        if self._watcher is None:
            # Its start ends with everything dirty: what happened between the scan and the first
            # watch had nobody to tell of it.
            self._watcher = Watcher(self.root, self._on_dirty, self.settings)
            await self._watcher.start(directories)
        else:
            self._watcher.set_directories(directories)

    def _on_dirty(self, dirty: Dirty) -> None:
        if dirty.everything:
            self.backlog.rescan = True
        self.backlog.folders |= dirty.directories
        self._pump()

    async def _list(self, folders: list[str]) -> None:
        try:
            payload = {"root": self._root_text, "view": self.view_id, "folders": folders}
            found = await self._run("list", payload, "interactive", 10)
            if found is None:
                return
            fresh: set[str] = set()
            for folder, (files, inner) in found["folders"].items():
                self._compare(files, folder)
                fresh.update(d for d in inner if d not in self._directories)
                self._forget_folders(folder, set(inner))
            self.backlog.folders |= fresh
            if fresh:
                self._directories |= fresh
                if self._watcher is not None:
                    self._watcher.set_directories(self._directories)
        finally:
            self.backlog.looking -= 1

    def _compare(self, files: dict[str, list[int]], folder: str | None) -> None:
        """Note what differs between a listing and the view; `folder` None: of the whole tree."""
        parse = self.backlog.parse
        for path, state in files.items():
            found = FileStat(*state)
            if not self._is_indexed(path, found):
                parse[path] = found
        known = self.commits.tree.files
        if folder is None:
            parse.update(dict.fromkeys(path for path in known if path not in files))
            self._totals["parsing"] = max(self._totals["parsing"], len(parse))
        else:
            for path in self.commits.tree.in_folder(folder):
                if path not in files:
                    parse[path] = None

    def _is_indexed(self, path: str, state: FileStat | None) -> bool:
        """Whether the file was indexed, or left out, in exactly this state."""
        if state is None:
            return False
        entry = self.generation.get(path)
        if entry is not None:
            return state == (entry.size, entry.mtime_ns, entry.ctime_ns, entry.inode)
        left_out = self.left_out.get(path)
        return left_out is not None and left_out[0] == state

    def _forget_folders(self, folder: str, kept: set[str]) -> None:
        """Files below sub-folders that are gone, or are kept no longer, are gone as well."""
        head = folder + "/" if folder else ""
        tree = self.commits.tree
        for inner in [f for f in tree.folders if f.startswith(head) and f and f != folder]:
            top = head + inner[len(head) :].split("/")[0]
            if top not in kept:
                self.backlog.parse.update(dict.fromkeys(tree.in_folder(inner)))

    # Parsing and linking

    async def _parse(self, paths: list[str], lane: str) -> None:
        bulk = lane == "bulk"
        try:
            old = {
                path: [entry.path_id, entry.facts]
                for path in paths
                if (entry := self.generation.get(path)) is not None
            }
            payload = {
                "root": self._root_text,
                "paths": paths,
                "max_bytes": self._max_bytes,
                "ask": True,
                "old": old,
            }
            result = await self._run("parse", payload, lane)
            if result is None:
                await self._one_by_one(paths, lane)
                return
            await self._commit_parsed(paths, result, urgent=not bulk)
        finally:
            self.backlog.parsing.difference_update(paths)

    async def _one_by_one(self, paths: list[str], lane: str) -> None:
        """A batch failed: leave out the file that does it, keep the others."""
        if len(paths) > 1:
            self.backlog.parsing.difference_update(paths)
            half = len(paths) // 2
            for part in (paths[:half], paths[half:]):
                self.backlog.parsing.update(part)
                await self._parse(part, lane)
            return
        (path,) = paths
        if path not in self._tried:
            # The worker may have been killed for another reason.
            self._tried.add(path)
            await self._parse(paths, lane)
            return
        try:
            state = file_stat(os.stat(f"{self._root_text}/{path}"))
        except OSError:
            state = FileStat(0, 0, 0, 0)
        sentence = f"{path}: parsing it failed, so it is left out until it changes"
        await self._commit_parsed(
            paths, {"files": [[path, state, b"", b"", b"", sentence]], "keys": []}, urgent=False
        )

    async def _commit_parsed(
        self, paths: list[str], result: dict[str, Any], *, urgent: bool
    ) -> None:
        self._tried.difference_update(paths)
        good: list[list[Any]] = []
        gone: list[str] = []
        for parsed in result["files"]:
            path, state, facts_id, _, _, problem = parsed
            if facts_id:
                good.append(parsed)
                self.left_out.pop(path, None)
            else:
                gone.append(path)
                self.left_out[path] = (FileStat(*state), problem)
                if not tuple(state)[3]:
                    # It is not there any more, which is no problem of its content.
                    del self.left_out[path]
        async with self.commits.lock:
            outcome = await self.commits.facts(good, gone, result["keys"])
            number = self.generation.number
            # What an edit reaches is urgent with it, unless it reaches half the repository.
            few = urgent and len(outcome.stale) <= SMALL
            self.backlog.add_link(outcome.stale, number, urgent=few)
            if urgent and not few:
                edited = [path_id for _, path_id, facts_id in outcome.rows if facts_id]
                self.backlog.add_link(edited, number, urgent=True)
            for _, path_id, facts_id in outcome.rows:
                if not facts_id:
                    self.backlog.drop_link(path_id)
            if outcome.rows:
                self._pool.broadcast(
                    "view",
                    {"view": self.view_id, "rows": outcome.rows, "keys": list(outcome.keys)},
                )
            for listener in self.on_files:
                listener(outcome)

    async def _link(self, path_ids: list[int], lane: str) -> None:
        bulk = lane == "bulk"
        backlog = self.backlog
        base = self.generation.number
        self._bases.append(base)
        try:
            payload = {"view": self.view_id, "files": path_ids}
            result = await self._run("link", payload, lane)
            if result is None:
                await self._give_up(path_ids)
                return
            async with self.commits.lock:
                current = {p for p in path_ids if backlog.link.get(p, base + 1) <= base}
                linked, again = await self.commits.links(result, base, current)
                for path_id in linked - again:
                    if backlog.link.get(path_id, 0) <= base:
                        backlog.drop_link(path_id)
                backlog.add_link(again, self.generation.number, urgent=not bulk)
        finally:
            for path_id in path_ids:
                backlog.linking.pop(path_id, None)
                if not bulk:
                    backlog.hurrying.discard(path_id)
            self._bases.remove(base)
            self.commits.forget_log(min(self._bases, default=self.generation.number))

    async def _give_up(self, path_ids: list[int]) -> None:
        """Linking failed: one file alone is left unlinked, of several each is tried alone."""
        if len(path_ids) > 1:
            for path_id in path_ids:
                self.backlog.linking.pop(path_id, None)
            for path_id in path_ids:
                self.backlog.linking[path_id] = self.generation.number
                await self._link([path_id], "bulk")
            return
        self.backlog.drop_link(path_ids[0])
        path = self.generation.path_of(path_ids[0])
        self.problems.append(f"{path}: linking it failed; its edges are missing until it changes")

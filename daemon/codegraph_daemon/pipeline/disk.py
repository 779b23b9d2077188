"""What the disk says: scanning, listing and watching the tree of one root.

It notes in the backlog which files differ from the view, and nothing more; the looking itself is
done by workers.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from codegraph_client.settings import Settings
from codegraph_client.trees import tree_at

from ..beginning import FirstLook
from ..discovery import NO_FILE, FileStat
from ..store.views import Generation
from ..watch import Dirty, Watcher
from .backlog import SMALL, Backlog
from .indexing import Indexing

UNSEEN = "the tree could not be looked at; see the log"
"""What is told while no worker lives long enough to look."""
_TRIES = 3
_RECOGNISED = 256
"""Files that are recognised in one task."""
_AHEAD = 2
_SLICE_SECONDS = 0.0005
_FEW = 32
"""Files that are compared between two looks at the clock."""


class Disk:
    """The tree of one root, compared with its view.

    `on_dirty` is called when an event has put something on the backlog.
    """

    def __init__(
        self,
        root: Path,
        settings: Settings,
        indexing: Indexing,
        backlog: Backlog,
        on_dirty: Callable[[], None],
        first_look: FirstLook | None = None,
    ) -> None:
        self.settings = settings
        self.problems: list[str] = []
        self.repositories: list[str] = []
        """The folders that are roots of their own, so that nothing in them is indexed here."""
        self.scanned = False
        """Whether the whole tree was looked at once."""
        self._root = root
        self._indexing = indexing
        self._backlog = backlog
        self._on_dirty = on_dirty
        self._tree = indexing.commits.tree
        self._watcher: Watcher | None = None
        self._first_look = first_look
        self._directories: set[str] = set()
        self._folders: list[str] = []
        """The folders that the last scan told of."""
        self._seen: tuple[Any, ...] = (None,)
        """The digest of the last scan, if it told of nothing new, and the `_state` that it met."""
        # What is laid out in the cache never changes.
        self._watching = settings.text("watch.mode") != "off" and tree_at(root) is None
        self._stopped = False
        self.unseen = False
        """Whether something of the tree could not be looked at, so that answers may lack it."""
        self.begun_like: Path | None = None
        """The tree whose rows the view has begun with, until this one was looked at."""
        self.cold = not len(indexing.commits.generation)
        """Whether the index is being made from nothing, so that nobody waits for an edit yet."""
        self._failures = 0
        """Looks that failed since the last one that did not."""
        self._holders = 0
        self._held: list[Dirty] = []
        """What was told while somebody held it back (`holding`)."""

    @property
    def watching(self) -> str:
        """How changes are noticed, in a word."""
        return self._watcher.state if self._watcher is not None else "off"

    @property
    def git_is_writing(self) -> bool:
        """Whether git is changing the tree right now."""
        return self._watcher is not None and self._watcher.git_busy

    @property
    def is_changing(self) -> bool:
        """Whether so much was written just now that it is not known yet where."""
        return self._watcher is not None and self._watcher.holds_back

    def catch_up(self) -> None:
        """Learn of every write that has returned by now."""
        if self._watcher is not None:
            self._watcher.catch_up()
        self._take_held()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Until the end of it, or until somebody catches up, leave what is written unknown.

        For who waits until all is read that was known at some time: whoever keeps writing would
        keep that from ever coming.
        """
        self._holders += 1
        try:
            yield
        finally:
            self._holders -= 1
            if not self._holders:
                self._take_held()

    def all_problems(self) -> list[str]:
        """Sentences about what could not be read or watched."""
        watching = list(self._watcher.problems) if self._watcher is not None else []
        return [*[UNSEEN] * self.unseen, *self.problems, *watching]

    async def stop(self) -> None:
        """Stop watching."""
        self._stopped = True
        if self._first_look is not None:
            await self._first_look.close()
        if self._watcher is not None:
            await self._watcher.stop()

    async def scan(self) -> None:
        """Compare the whole tree with the view, and watch its folders from then on."""
        try:
            found = await self._look()
            if found is None:
                if self._is_tried_again():
                    self._backlog.rescan = True
                    return
                self.unseen = True
            else:
                self._failures = 0
                self.unseen = False
                if "files" in found:
                    self.problems = found["problems"]
                    self.repositories = found["repositories"]
                    self._folders = found["directories"]
                    await self._compare_all(found["files"], found["digest"])
                await self._watch(self._folders)
            if not self.scanned:
                # Who waits since before anybody listened could not be told what was written before.
                self.scanned = True
                self.catch_up()
            self.begun_like = None
        finally:
            self._backlog.looking -= 1

    async def _look(self) -> Any | None:
        """What a look at the whole tree has found; None if it could not be made."""
        first, self._first_look = self._first_look, None
        if first is not None:
            self._watcher = first.take_watcher(self._dirty)
            if (found := await first.found()) is not None:
                return found
        elif not self.scanned:
            await self._watch_early()
        # A cold index needs no process but those that parse.
        lane = "bulk" if self.cold else "interactive"
        payload = {"root": str(self._root), "seen": self._seen_digest()}
        return await self._indexing.run("scan", payload, lane, 10)

    async def _watch_early(self) -> None:
        """Watch the folders that are known from elsewhere before the first look, which then is the
        last one as well."""
        commits = self._indexing.commits
        folders = commits.views.folders(str(self._root)) if self._watching else []
        if folders and not self._stopped and self._watcher is None:
            self._watcher = Watcher(self._root, self._dirty, self.settings)
            await self._watcher.start(folders)
            # It ends with everything dirty, which is what is looked at now.
            self._backlog.rescan = False

    async def _watch(self, directories: list[str]) -> None:
        self._directories = set(directories)
        if not self._watching or self._stopped:
            return
        commits = self._indexing.commits
        commits.views.note_folders(commits.view_id, directories)
        if (
            self._watcher is not None
            and not self.scanned
            and not self._watcher.watches(directories)
        ):
            # The first look has met folders that nobody knew of. What happened there before they
            # are watched nobody would tell.
            await self._watcher.stop()
            self._watcher = None
        if self._watcher is None:
            # Its start ends with everything dirty: what happened between the scan and the first
            # watch had nobody to tell of it.
            self._watcher = Watcher(self._root, self._dirty, self.settings)
            await self._watcher.start(directories)
        else:
            self._watcher.set_directories(directories)

    def _dirty(self, dirty: Dirty) -> None:
        self._held.append(dirty)
        # Where all may have changed unnoticed, nobody knows that it was not before somebody waited;
        # and the second look of a cold index has a worker now, but none when all is linked.
        if dirty.everything or not self._holders:
            self._take_held()

    def _take_held(self) -> None:
        if not self._held:
            return
        held, self._held = self._held, []
        for dirty in held:
            if dirty.everything:
                self._backlog.rescan = True
            self._backlog.folders |= dirty.directories
        self._on_dirty()

    async def look_into(self, folders: list[str]) -> None:
        """Compare some folders, not what lies below them, with the view."""
        try:
            payload = {
                "root": str(self._root),
                "view": self._indexing.commits.view_id,
                "folders": folders,
            }
            before = self._indexing.commits.generation
            found = await self._indexing.run("list", payload, "interactive", 10)
            if found is None:
                # What was to be seen there is not known, so no answer is complete without it.
                if self._is_tried_again():
                    self._backlog.folders.update(folders)
                else:
                    self.unseen = True
                return
            self._failures = 0
            self._forget_the_past(found["folders"], before)
            fresh: set[str] = set()
            for folder, (files, inner) in found["folders"].items():
                self._compare(files, folder)
                self._forget_folders(folder, set(inner))
                fresh.update(d for d in inner if d not in self._directories)
            self._backlog.folders |= fresh
            self._directories |= fresh
            if self._watcher is not None:
                # Also if none is new: one that was removed and made again has lost its watch.
                self._watcher.set_directories(self._directories)
        finally:
            self._backlog.looking -= 1

    def _is_tried_again(self) -> bool:
        """Whether looking is worth another try after a worker could not do it.

        Mostly the worker was killed, or at its limit with something else; what ends every worker
        must not be tried for ever. The next look at everything begins anew.
        """
        self._failures += 1
        if self._failures < _TRIES:
            return True
        self._failures = 0
        return False

    def _forget_the_past(self, folders: dict[str, Any], before: Generation) -> None:
        """Leave out of a listing what was taken out of the view while it was made.

        A listing takes for granted that a file of the view belongs to the tree; the scan that took
        it out meanwhile has asked the rules.
        """
        now = self._indexing.commits.generation
        if now is before:
            return
        for folder, (files, _) in folders.items():
            for path in [path for path in files if path not in now and path in before]:
                del files[path]
                # It may also have been removed and made again.
                self._backlog.folders.add(folder)

    def _seen_digest(self) -> bytes | None:
        """The digest of a scan that told of nothing new, if it still would not."""
        digest, *state = self._seen
        return digest if state == self._state() else None

    def _state(self) -> list[int]:
        indexing = self._indexing
        return [indexing.commits.generation.number, len(indexing.left_out), indexing.max_bytes]

    async def _compare_all(self, files: dict[str, list[int]], digest: bytes) -> None:
        """Note what differs between a scan and the view, letting questions through."""
        parse, before = self._backlog.parse, self._state()
        differ = False
        alike: dict[str, FileStat] = {}
        generation = self._indexing.commits.generation
        until = time.monotonic() + _SLICE_SECONDS
        for number, (path, state) in enumerate(files.items()):
            found = FileStat(*state)
            entry = generation.get(path)
            if entry is not None and entry.state == found:
                pass
            elif not self._indexing.is_indexed(path, found):
                same_size = entry is not None and entry.size == found.size
                (alike if same_size else parse)[path] = found
                differ = True
            if not number % _FEW and time.monotonic() > until:
                await asyncio.sleep(0)
                until = time.monotonic() + _SLICE_SECONDS
        await self._recognise(alike)
        gone = [path for path in self._tree.files if path not in files]
        parse.update(dict.fromkeys(gone, NO_FILE))
        # Nobody looks every minute at very many files that are all as they were.
        self._seen = (None if differ or gone else digest, *before)

    async def _recognise(self, alike: dict[str, FileStat]) -> None:
        """Of files that are as large as ever, find those that are the same; the rest is to be read.

        Of another work tree, of a revision and of what was restored or touched that is nearly all.
        It is done here and now, a few hundred at a time: the lane for what is parsed anew gives way
        to everything else on the machine, and somebody may wait for a new work tree.
        """
        if len(alike) > SMALL:
            paths = list(alike)
            parts = [paths[at : at + _RECOGNISED] for at in range(0, len(paths), _RECOGNISED)]
            # The next task is there before the worker ends one, and no more than that, so that
            # nobody waits behind them.
            recognised: deque[asyncio.Task[set[str]]] = deque()
            try:
                while parts or recognised:
                    while parts and len(recognised) < _AHEAD:
                        work = self._indexing.recognise(parts.pop(0), self.begun_like)
                        recognised.append(asyncio.create_task(work))
                    for path in await recognised[0]:
                        del alike[path]
                    recognised.popleft()
            finally:
                for task in recognised:
                    task.cancel()
        self._backlog.parse.update(alike)

    def _compare(self, files: dict[str, list[int]], folder: str) -> None:
        """Note what differs between the listing of a folder and the view."""
        parse = self._backlog.parse
        for path, state in files.items():
            found = FileStat(*state)
            if not self._indexing.is_indexed(path, found):
                parse[path] = found
        for path in self._tree.in_folder(folder):
            if path not in files:
                parse[path] = NO_FILE

    def _forget_folders(self, folder: str, kept: set[str]) -> None:
        """Files below sub-folders that are gone, or are kept no longer, are gone as well."""
        head = folder + "/" if folder else ""
        tree = self._tree
        below = [f for f in {*tree.folders, *self._directories} if f.startswith(head) and f]
        for inner in below:
            top = head + inner[len(head) :].split("/")[0]
            if top not in kept:
                self._directories.discard(inner)
                self._backlog.parse.update(dict.fromkeys(tree.in_folder(inner), NO_FILE))

"""One question being answered: what it reads, how long it waits, and what it admits.

Here the session's unsaved texts come in: a question that waits with `settled` and reads through
`Asked` sees them, and needs to know nothing of them.  What becomes of results is for `answering`.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer

from ..discovery import FileStat, file_stat
from ..facts import Facts
from ..overlays.session import LINK_BATCH, Overlays
from ..overlays.view import View
from ..pipeline.disk import UNSEEN
from ..pipeline.workspace import Workspace
from ..store.postings import Postings
from .reading import Contents, File, Snapshot

_SLICE_SECONDS = 0.001
_OVERLAY_SECONDS = 0.25
"""At least so long unsaved texts are waited for."""
_SHOWN = 200
_LOOKED = 1000


class Pace:
    """Lets the loop run when a question has worked for a millisecond."""

    def __init__(self) -> None:
        self._until = time.monotonic() + _SLICE_SECONDS

    async def breathe(self) -> None:
        """Yield if it is time."""
        if time.monotonic() > self._until:
            await asyncio.sleep(0)
            self._until = time.monotonic() + _SLICE_SECONDS


class Asked:
    """One question being answered: its workspace, its parameters and its deadline."""

    def __init__(
        self,
        workspace: Workspace,
        contents: Contents,
        params: dict[str, Any],
        deadline_ms: int,
        looked: dict[str, FileStat],
        overlays: Overlays | None = None,
        postings: Postings | None = None,
    ) -> None:
        self.workspace = workspace
        self.contents = contents
        self.overlays = overlays if overlays is not None and len(overlays.texts) else None
        """The session's unsaved texts; None if it has none."""
        self.view: View | None = None
        """The workspace with those texts, once it was waited for."""
        self._postings = postings or workspace.commits.postings
        self.params = params
        self.started = time.perf_counter()
        wanted = params.get("deadline_ms")
        milliseconds = deadline_ms if wanted is None else float(wanted)
        self.deadline = asyncio.get_running_loop().time() + milliseconds / 1000
        self.pace = Pace()
        self.complete = True
        self.reason = ""
        self.current: set[str] = set()
        """Files that were seen to be as they were indexed when results were made of them."""
        self._lacks = ""
        self._looked = looked

    def snapshot(self) -> Snapshot:
        """The generation that the last wait gave, as the session sees it; before it, the newest."""
        if self.view is not None:
            generation, contents = self.view.generation, self.view.contents
            return Snapshot(generation, contents, contents.conclusions(generation))
        generation = self.workspace.generation
        return Snapshot(generation, self.contents, self.contents.conclusions(generation))

    @property
    def postings(self) -> Postings:
        """Who refers to a symbol, as this session sees it."""
        # Made anew, for who is held by what it holds is freed late, and with it the view.
        return SessionPostings(self._postings, self)

    @property
    def unlinked(self) -> Iterable[int]:
        """Files whose links are out of date, or are not those that the session sees."""
        backlog = self.workspace.backlog.link
        if self.view is None or not self.view.stale:
            return backlog.keys()
        return backlog.keys() | self.view.stale

    def is_unsaved(self, path: str) -> bool:
        """Whether the session has a text of its own for a file, whatever the disk says."""
        return self.overlays is not None and self.overlays.texts.get(path) is not None

    def saved(self, paths: Collection[str]) -> Collection[str]:
        """Those of some files of which the session has no text of its own."""
        if self.overlays is None or self.overlays.texts.paths.isdisjoint(paths):
            return paths
        return [path for path in paths if not self.is_unsaved(path)]

    def replaced(self) -> Collection[int]:
        """The files of which the session has other symbols than the index."""
        view = self.view
        if view is None or not view.overlaid or self.overlays is None:
            return ()
        return self.overlays.replaced(view)

    def files(self) -> Iterator[tuple[str, int]]:
        """Every (path, path id) of the workspace."""
        tree = self.workspace.commits.tree
        if self.view is not None:
            return self.view.files(tree)
        return ((path, path_id) for path, (path_id, _) in tree.files.items())

    def paths_of(self, path_ids: Sequence[int]) -> list[str | None]:
        """The paths of some files of the workspace; None for each that is not there."""
        if self.view is None or self.view.overlaid.keys().isdisjoint(path_ids):
            return list(map(self.workspace.commits.tree.paths.get, path_ids))
        return list(map(self.path_of, path_ids))

    def path_of(self, path_id: int) -> str | None:
        """The path of a file of the workspace; None if it is not there."""
        if self.view is not None and path_id in self.view.overlaid:
            return self.view.overlaid[path_id]
        return self.workspace.commits.tree.paths.get(path_id)

    def indexed(self, path_id: int) -> Facts | None:
        """The facts of a file as the index has it, without the session's texts."""
        entry = self.workspace.generation.by_id(path_id)
        return None if entry is None else self.contents.facts(entry.facts)

    async def settled(self, matters: Callable[[int], bool] | None = None) -> None:
        """Wait for what is known to be out of date and matters; note it if that takes too long."""
        self.workspace.expect_edits()
        if not await self.workspace.settled(self.deadline, matters):
            self.incomplete(_still(self.workspace))
        if self.workspace.disk.unseen:
            self.incomplete(UNSEEN)
        if self.overlays is not None and not await self._overlaid(self.overlays, matters):
            self.incomplete("unsaved texts are still being taken in")

    async def _overlaid(self, overlays: Overlays, matters: Callable[[int], bool] | None) -> bool:
        """Bring the unsaved texts over the workspace, and link what they change and matters."""
        # Without their own texts files would be shown with places of another one.
        deadline = max(self.deadline, asyncio.get_running_loop().time() + _OVERLAY_SECONDS)
        while True:
            view = await overlays.view(deadline)
            self.view = view or overlays.without_texts()
            if view is None:
                return False
            wanted: list[int] = []
            for path_id in sorted(view.to_link):
                if matters is None or matters(path_id):
                    wanted.append(path_id)
                await self.pace.breathe()
            linked: bool | None = True
            while wanted and linked:
                linked = await self._linked(overlays, view, wanted[:LINK_BATCH])
                del wanted[:LINK_BATCH]
            if linked is None:
                return False
            if linked:
                return view.failed.isdisjoint(view.stale)
            # The disk has changed: what it put out of date may matter as well.
            if not await self.workspace.settled(self.deadline, matters):
                return False

    async def _linked(self, overlays: Overlays, view: View, path_ids: list[int]) -> bool | None:
        """As `Overlays.link`, for files that nobody else has had linked when it is this question's
        turn: an editor asks several at once, all about the file that is shown."""
        try:
            async with asyncio.timeout_at(self.deadline):
                await view.turn.acquire()
        except TimeoutError:
            return None
        try:
            to_link = view.to_link
            left = [path_id for path_id in path_ids if path_id in to_link]
            return await overlays.link(view, left, self.deadline) if left else True
        finally:
            view.turn.release()

    def incomplete(self, reason: str) -> None:
        """The answer lacks something."""
        self.complete = False
        self._lacks = self._lacks or reason
        self.reason = self.reason or reason

    def tell(self, reason: str) -> None:
        """Say why an answer is less than it may be another time, beside what is said already."""
        if reason and reason not in self.reason:
            self.reason = f"{self.reason}; {reason}" if self.reason else reason

    def found(self) -> None:
        """There is something to tell: no reason is needed but for what the answer lacks."""
        self.reason = self._lacks

    def path(self, spelled: object) -> str:
        """A path of the request relative to the root.  Raises BadRequest."""
        if not isinstance(spelled, str) or not spelled:
            raise BadRequest("path must be a non-empty string")
        if "\0" in spelled:
            raise BadRequest("a path has no NUL character")
        root = str(self.workspace.root)
        if not os.path.isabs(spelled):
            path = os.path.normpath(spelled)
        else:
            path = os.path.relpath(os.path.realpath(spelled), root)
        if path == ".." or path.startswith("../"):
            raise BadRequest(f"{shown(spelled)} lies outside the root {root}")
        return path

    def look_at(self, path: str) -> None:
        """Note it if the file that the question points into is not as it was when last seen.

        Then what waits with `settled` waits for it too: who writes a file and asks about it at once
        is answered from what was written, be the file new or not.
        """
        workspace = self.workspace
        workspace.backlog.focus.note([path])
        if self.is_unsaved(path):
            return
        if path in workspace.generation:
            workspace.is_current(path)
            return
        try:
            state = file_stat(os.lstat(os.path.join(workspace.root, path)))
        except OSError:
            return
        known = workspace.indexing.left_out.get(path)
        # A file that is not indexed for good must not cost a look at its folder each time.
        if (known is None or known[0] != state) and self._looked.get(path) != state:
            if len(self._looked) >= _LOOKED:
                self._looked.clear()
            self._looked[path] = state
            workspace.hint([path])

    async def file(self, snapshot_of: Callable[[], Snapshot]) -> File | None:
        """The file that the request names; None with a reason if it is not indexed."""
        path = self.path(self.params.get("path"))
        file = snapshot_of().file(path)
        if file is None:
            text = None if self.overlays is None else self.overlays.texts.get(path)
            if text is not None:
                self.reason = self.reason or text.problem or f"{path} is not in the index"
                return None
            if not os.path.lexists(os.path.join(self.workspace.root, path)):
                raise BadRequest(f"there is no file {shown(path)} in {self.workspace.root}")
            left_out = self.workspace.indexing.left_out.get(path)
            why = left_out[1] if left_out else f"{path} is not in the index"
            self.reason = self.reason or f"{why}; `codegraph explain {path}` tells more"
        return file

    def answer(self, results: Sequence[Any], following: str | None = None) -> Answer:
        """The envelope around results."""
        answer: Answer = {
            "root": str(self.workspace.root),
            "generation": (self.view.base if self.view else self.workspace.generation).number,
            "complete": self.complete,
            "truncated": following is not None,
            "next": following,
            "took_ms": round((time.perf_counter() - self.started) * 1000, 3),
            "results": results,
        }
        if self.reason:
            answer["reason"] = self.reason
        return answer


class SessionPostings(Postings):
    """Who refers to a symbol: by the store, and by the links that a question's view has."""

    def __init__(self, base: Postings, asked: Asked) -> None:
        self._base = base
        self._asked = asked

    def read_refs(self, path_id: int, descriptor_hash: int) -> list[int]:
        """As `Postings.read_refs`."""
        found = self._base.read_refs(path_id, descriptor_hash)
        view = self._asked.view
        more = view.users((path_id, descriptor_hash)) if view is not None else ()
        return sorted({*found, *more}) if more else found

    def read_refs_of(self, symbols: Iterable[tuple[int, int]]) -> list[list[int]]:
        """As `Postings.read_refs_of`."""
        wanted = list(symbols)
        view = self._asked.view
        if view is not None:
            return [self.read_refs(*symbol) for symbol in wanted]
        return self._base.read_refs_of(wanted)


def shown(text: str) -> str:
    """What somebody sent, short enough for a message to a person."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _still(workspace: Workspace) -> str:
    progress = workspace.progress
    if progress.state == "ready":
        return "the last changes are still being indexed"
    if not progress.total:
        return f"the index is still being made ({progress.state})"
    return (
        f"the index is still being made ({progress.state}: "
        f"{progress.done:,} of {progress.total:,} files)"
    )

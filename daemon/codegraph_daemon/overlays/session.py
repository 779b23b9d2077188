"""One session's unsaved texts, brought over its workspace when a question needs them.

A keystroke costs a splice.  The next question has the changed texts parsed, learns which keys they
change and which files those reach (as for an edit on disk), and gets a view in which exactly these
files have no links; it has those linked that matter to it.  Both are kept until a text or the facts
of the workspace change.  Where somebody asked about what was typed before, this begins with the
keystroke: most who ask after a key ask after the next one too, and need not wait for it then.

Here is the order of these steps, and what becomes of them when a worker or the time is lost.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Collection, Iterable
from typing import Any

from ..pipeline.commits import Outcome
from ..pipeline.workspace import Workspace
from ..queries.reading import Contents
from ..store.views import Generation
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .texts import Text, Texts
from .view import Row, View

LINK_BATCH = 4
"""Files linked by one task, so that others get their turn between."""

_PARSE_BYTES = 8 << 20
"""Texts sent in one message."""
_PRIORITY = 8
"""Somebody waits for it now; before files that were just saved are linked."""
_STEP_SECONDS = 5.0
"""For one file; others wait behind it."""
_TRIES = 3
_MOST_FAULTS = 3
"""A document, or a file to link, that failed so often in a row is left alone."""

log = logging.getLogger(__name__)


class Overlays:
    """The unsaved texts of one session of a workspace."""

    def __init__(self, session: int, workspace: Workspace, contents: Contents, pool: Pool) -> None:
        self.texts = Texts()
        self._session = session
        self._workspace = workspace
        self._contents = contents
        self._pool = pool
        self._view: View | None = None
        self._made_of = (-1, -1)
        """The state of the texts and of the facts that `_view` was made of."""
        self._moves = 0
        """Rises when the facts of the workspace change."""
        self._faults: dict[str, int] = {}
        """Documents that could not be parsed, with the number of times in a row."""
        self._link_faults: dict[int, int] = {}
        """The same of files that could not be linked."""
        self._making: asyncio.Task[View | None] | None = None
        self._asked = False
        """Whether somebody asked since the last keystroke."""
        self._in_use: dict[bytes, bytes] = {}
        """Packed facts that a worker may ask for before there is a view."""
        self._views: weakref.WeakSet[View] = weakref.WeakSet()
        workspace.indexing.on_files.append(self._moved)

    # What the client says

    def put(self, path: str, version: int, text: str) -> None:
        """A document was opened, or is told anew."""
        self.texts.put(path, version, text.encode("utf-8", "replace"))
        self._expect()

    def change(self, path: str, version: int, edits: list[Any]) -> None:
        """A document was edited."""
        self.texts.change(path, version, edits)
        self._expect()

    def close(self, path: str) -> None:
        """A document counts as it is on the disk again."""
        self._faults.pop(path, None)
        if self.texts.close(path):
            last = not len(self.texts)
            if last:
                self._view = None
            gone = None if last else path
            self._pool.broadcast("overlay_end", {"session": self._session, "path": gone})

    def end(self) -> None:
        """The session is over: leave nothing behind."""
        self.texts.clear()
        self._view = None
        self._in_use.clear()
        self._workspace.indexing.on_files.remove(self._moved)
        if self._making is not None:
            self._making.cancel()
        self._pool.broadcast("overlay_end", {"session": self._session, "path": None})

    def packed_facts(self, facts_id: bytes) -> bytes | None:
        """The facts of an unsaved text that are in no store, for a worker."""
        found = self._in_use.get(facts_id)
        for view in self._views:
            found = found or view.packed_facts(facts_id)
        return found

    # For questions

    def replaced(self, view: View) -> Collection[int]:
        """The files whose symbols are to be those of a view, not those that the index has now."""
        if view.moves != self._moves or not view.alike:
            return view.overlaid.keys()
        return view.overlaid.keys() - view.alike

    async def view(self, deadline: float) -> View | None:
        """The workspace with all texts of now as if saved; None if that takes until `deadline`.

        `deadline` is a time of the event loop's clock.
        """
        loop = asyncio.get_running_loop()
        wanted = self.texts.state
        view = self._view
        self._asked = True
        while view is None or not self._is_current(wanted):
            began = self._making is None
            making = self._begin() if self._making is None else self._making
            remaining = deadline - loop.time()
            if remaining <= 0:
                return None
            try:
                # Shielded: what was begun serves the next question.
                view = await asyncio.wait_for(asyncio.shield(making), remaining)
            except TimeoutError:
                return None
            if began:
                # Good enough, even if more was linked meanwhile: it may always be.
                return view
        return self._view

    async def link(self, view: View, path_ids: list[int], deadline: float) -> bool | None:
        """Link files of a view; False if the workspace has moved on, None if there was no time."""
        remaining = deadline - asyncio.get_running_loop().time()
        if remaining <= 0 or view.is_full:
            return None
        moves = self._moves
        if view.moves != moves:
            return False
        imported = self._workspace.commits.imported
        payload = {
            "view": view.base.view_id,
            "rows": view.rows,
            "files": path_ids,
            "precise": imported.keys(map(view.generation.by_id, path_ids)),
        }
        try:
            linked = await asyncio.wait_for(self._run("overlay_link", payload), remaining)
        except TimeoutError:
            return None
        if self._moves != moves:
            return False
        if linked is None:
            if len(path_ids) == 1:
                (path_id,) = path_ids
                self._link_faults[path_id] = self._link_faults.get(path_id, 0) + 1
                view.failed.add(path_id)
                return None
            singly = [await self.link(view, [path_id], deadline) for path_id in path_ids]
            return None if None in singly else all(singly)
        view.contents.are_linked(path_ids)
        for path_id, links in linked:
            view.take_links(path_id, links)
        return True

    def without_texts(self) -> View:
        """The workspace without the files that have unsaved texts, for want of their places."""
        base = self._workspace.generation
        entries = [(text.path, base.get(text.path)) for text in self.texts]
        rows = [(path, entry.path_id, b"") for path, entry in entries if entry is not None]
        return View(base, self._contents, rows, self._moves)

    # How a view is made

    def _expect(self) -> None:
        """Have what was typed just now taken in if it is likely to be asked about."""
        if self._asked and self._making is None:
            self._asked = False
            self._begin()

    def _begin(self) -> asyncio.Task[View | None]:
        self._making = asyncio.get_running_loop().create_task(self._make())
        self._making.add_done_callback(self._made)
        return self._making

    def _moved(self, outcome: Outcome) -> None:
        if outcome.rows or outcome.imported:
            self._moves += 1

    def _made(self, making: asyncio.Task[View | None]) -> None:
        # A task that is kept keeps its view. Whoever waits gets a failure; nobody, if nobody waits.
        self._making = None
        if not making.cancelled():
            making.exception()

    def _is_current(self, state: int) -> bool:
        view = self._view
        if view is None or self._made_of[0] < state or self._made_of[1] != self._moves:
            return False
        return view.base.number == self._workspace.generation.number

    async def _make(self) -> View | None:
        """Make a view of the texts of now; None if that failed or the workspace moves too fast."""
        commits = self._workspace.commits
        for _ in range(_TRIES):
            async with commits.lock:
                # Between the first and the last part of a commit no worker has its table.
                base, moves = commits.generation, self._moves
            state, texts = self.texts.state, list(self.texts)
            older = self._view if self._view is not None and self._view.moves == moves else None
            before = older.rows if older is not None else []
            found = await self._parse(self._unknown(texts, base), base, texts, before)
            rows = self._rows(texts, base)
            self._in_use = {t.facts_id: t.facts for t in texts if t.facts_id and t.facts}
            keys: Collection[bytes] = ()
            still: Collection[int] = ()
            if older is not None and older.rows == rows:
                keys, still = older.keys, older.contents.own_links.keys()
            elif rows:
                if found is None or list(map(tuple, found["rows"])) != rows:
                    payload = {"view": base.view_id, "rows": rows, "before": before}
                    found = await self._run("overlay_keys", payload)
                if self._moves != moves:
                    continue
                if found is None:
                    return None
                keys, still = self._keys_of(found, rows), found["linked"]
            reached = await commits.reach(keys)
            alike = self._alike(texts, base)
            view = View(base, self._contents, rows, moves, texts, keys, reached, alike)
            if older is not None:
                view.take_over(older, still)
            view.failed |= {p for p, times in self._link_faults.items() if times >= _MOST_FAULTS}
            given_up = self._workspace.indexing.unlinked.keys() - view.overlaid.keys()
            view.given_up = view.stale & given_up
            self._views.add(view)
            self._in_use = {}
            if len(self.texts):
                self._view, self._made_of = view, (state, moves)
            return view
        return None

    def _alike(self, texts: list[Text], base: Generation) -> set[int]:
        """The files of which the texts have the same symbols in the same places as a generation: as
        long as no line comes or goes, most keys that are typed change none."""
        found: set[int] = set()
        for text in texts:
            entry = base.get(text.path)
            if entry is None or not text.facts_id:
                continue
            if text.saved_as[0] != entry.facts:
                saved = self._workspace.store.get("symbols", entry.facts)
                text.saved_as = entry.facts, saved == text.symbols
            if text.saved_as[1]:
                found.add(entry.path_id)
        return found

    def _unknown(self, texts: list[Text], base: Generation) -> list[Text]:
        """The texts that must be parsed before they can be laid over a generation."""
        found: list[Text] = []
        for text in texts:
            entry = base.get(text.path)
            below = b"" if entry is None else entry.facts
            # What was left out as a new file may be indexed by now, and the reverse.
            if text.facts_id is None or text.is_new != (entry is None):
                if entry is None and text.refused:
                    self._take(text, [b"", b"", b"", text.refused, True], base)
                else:
                    found.append(text)
            elif text.facts_id and not text.facts and text.facts_id != below:
                # It was what the index had, and the index has moved on.
                found.append(text)
        return found

    async def _parse(
        self, texts: list[Text], base: Generation, among: list[Text], before: list[Row]
    ) -> Any | None:
        """Have texts parsed; if one task did that, also what `overlay_keys` says of all `among`."""
        every = texts.copy()
        while texts:
            size, part = 0, list[Text]()
            while texts and (not part or size + len(texts[0].data) <= _PARSE_BYTES):
                part.append(texts.pop(0))
                size += len(part[-1].data)
            over = self._over(part, base, among, before) if part == every else None
            done = await self._parse_part(part, base, over)
            if done is not None and over is not None:
                return done["over"]
            if done is not None:
                continue
            # As with files, the one that kills a worker is found, and tried twice.
            for text in part:
                while await self._parse_part([text], base) is None:
                    self._faults[text.path] = self._faults.get(text.path, 0) + 1
                    if self._faults[text.path] != 1:
                        failure = f"{text.path}: reading it failed"
                        self._take(text, [b"", b"", b"", failure, False], base)
                        break
        return None

    def _over(
        self, part: list[Text], base: Generation, among: list[Text], before: list[Row]
    ) -> dict[str, Any] | None:
        """How the worker that parses some of the texts is told to put all of them over the
        workspace, which else another task would do; None where a file comes or goes."""
        files: list[tuple[str, int, bytes, bytes | None]] = []
        for text in among:
            entry = base.get(text.path)
            if entry is None or (text.facts_id is None and text not in part):
                return None
            known = None if text in part else text.facts_id
            files.append((text.path, entry.path_id, entry.facts, known))
        return {"view": base.view_id, "before": before, "files": files}

    async def _parse_part(
        self, texts: list[Text], base: Generation, over: dict[str, Any] | None = None
    ) -> Any | None:
        """Have texts parsed; None if that failed."""
        entries = [base.get(text.path) for text in texts]
        if any(self._faults.get(text.path, 0) >= _MOST_FAULTS for text in texts):
            return None
        payload = {
            "session": self._session,
            "root": str(self._workspace.root),
            "max_bytes": self._workspace.indexing.max_bytes,
            "texts": [
                (
                    *(text.path, text.data, entry.facts if entry else b""),
                    entry is None and text.refused is None,
                )
                for text, entry in zip(texts, entries, strict=True)
            ],
            "over": over,
        }
        done = await self._run("overlay_parse", payload)
        if done is None:
            return None
        for text, result in zip(texts, done["texts"], strict=True):
            self._faults.pop(text.path, None)
            self._take(text, result, base)
        return done

    def _take(self, text: Text, result: list[Any], base: Generation) -> None:
        text.facts_id, text.facts, text.symbols, text.problem, by_path = result
        text.is_new = base.get(text.path) is None
        if text.is_new:
            text.refused = text.problem if by_path else ""
        if text.problem:
            log.info("an unsaved text is left out: %s", text.problem)

    def _rows(self, texts: Iterable[Text], base: Generation) -> list[Row]:
        """What of the texts differs from a generation."""
        rows: list[Row] = []
        for text in texts:
            entry = base.get(text.path)
            facts_id = text.facts_id or b""
            if entry is not None and entry.facts != facts_id:
                rows.append((text.path, entry.path_id, facts_id))
            elif entry is None and facts_id:
                rows.append((text.path, self._workspace.store.paths.path_id(text.path), facts_id))
        return rows

    def _keys_of(self, found: dict[str, Any], rows: list[Row]) -> Collection[bytes]:
        """The keys that read differently with these rows, by what a worker found."""
        keys: set[bytes] = set(found["keys"])
        for _, path_id, facts_id in rows:
            if not facts_id:
                readers = self._workspace.commits.postings.readers_of_file(path_id)
                keys.update(key for key, _ in readers)
        return keys

    async def _run(self, task: str, payload: dict[str, Any]) -> Any | None:
        """What a worker makes of a task; None if it failed, which is logged."""
        try:
            return await self._pool.submit(
                task, payload, lane="interactive", priority=_PRIORITY, step_seconds=_STEP_SECONDS
            )
        except TaskFailed as error:
            log.error("a task failed: %s\n%s", error, error.trace)
        except (WorkerDied, Full) as error:
            log.warning("%s", error)
        return None

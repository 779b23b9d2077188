"""The two steps that workers do for a workspace, parse and link, and what becomes of the results.

Each step takes files that `backlog` handed out, commits what a worker made of them, and says in
the backlog what that put out of date.  A file on which a worker dies is found and left out.  When
and in which lane a step runs is for `workspace`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from typing import Any

from ..discovery import NO_FILE, FileStat, file_stat
from ..store.views import Generation
from ..workers.errors import TaskFailed, WorkerDied
from ..workers.pool import Pool
from .backlog import SMALL, Backlog
from .commits import Commits, Outcome

_FUTILE = 20
"""So many links without a result mean that a worker and the daemon disagree."""

_PARSE_FIRST = 5
"""Priority of parsing before linking: what a file holds decides what its links are."""

log = logging.getLogger(__name__)


class Indexing:
    """Parses and links the files of one view."""

    def __init__(self, root: str, pool: Pool, commits: Commits, backlog: Backlog) -> None:
        self.commits = commits
        self.backlog = backlog
        self.left_out: dict[str, tuple[FileStat, str]] = {}
        """Files that are not indexed for what they hold, with the state they were read in."""
        self.problems: list[str] = []
        self.on_files: list[Callable[[Outcome], None]] = []
        """Called after each commit of facts."""
        self.max_bytes = 0
        """Larger files are left out."""
        self._root_text = root
        self._pool = pool
        self._bases: list[int] = []
        """Generations against which links are being computed."""
        self._futile: dict[int, int] = {}
        self._unlinked: set[int] = set()
        """Files given up, whose links are out of date for good."""
        self._tried: set[str] = set()
        """Files whose parsing failed once."""
        self._tried_links: set[int] = set()
        """Files whose linking, alone, failed once."""

    def is_indexed(self, path: str, state: FileStat | None) -> bool:
        """Whether the view has the file, or has it left out, in exactly this state."""
        if state is None:
            return False
        entry = self.commits.generation.get(path)
        if state == NO_FILE:
            return entry is None
        if entry is not None:
            return state == (entry.size, entry.mtime_ns, entry.ctime_ns, entry.inode)
        left_out = self.left_out.get(path)
        return left_out is not None and left_out[0] == state

    async def run(
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

    async def parse(self, files: Mapping[str, FileStat | None], lane: str) -> None:
        """Parse files, given with the state of the backlog, and commit what came of it."""
        gone = [path for path, state in files.items() if state == NO_FILE]
        paths = [path for path, state in files.items() if state != NO_FILE]
        try:
            if gone:
                await self._commit_parsed(gone, _nothing_of(gone), urgent=lane != "bulk")
                self.backlog.parsing.difference_update(gone)
            if paths:
                await self._parse(paths, lane)
        finally:
            self.backlog.parsing.difference_update(files)

    async def _parse(self, paths: list[str], lane: str) -> None:
        bulk = lane == "bulk"
        try:
            old = {
                path: [entry.path_id, entry.facts]
                for path in paths
                if (entry := self.commits.generation.get(path)) is not None
            }
            payload = {
                "root": self._root_text,
                "paths": paths,
                "max_bytes": self.max_bytes,
                "ask": True,
                "old": old,
            }
            result = await self.run("parse", payload, lane, _PARSE_FIRST)
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
            state = NO_FILE
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
                if tuple(state) == NO_FILE:
                    # That it is no part of the tree is no problem of its content.
                    del self.left_out[path]
        async with self.commits.lock:
            keys = {key: (was, now) for key, was, now in result["keys"]}
            outcome = await self.commits.facts(
                good, gone, keys, self.backlog.link.keys() | self._unlinked
            )
            self._unlinked -= outcome.stale
            number = self.commits.generation.number
            # What an edit reaches is urgent with it, unless it reaches half the repository.
            few = urgent and len(outcome.stale) <= SMALL
            self.backlog.add_link(outcome.stale, number, urgent=few)
            if urgent and not few:
                edited = [path_id for _, path_id, facts_id in outcome.rows if facts_id]
                self.backlog.add_link(edited, number, urgent=True)
            for path_id in outcome.linked:
                self.backlog.drop_link(path_id)
            for _, path_id, facts_id in outcome.rows:
                if not facts_id:
                    self.backlog.drop_link(path_id)
            if outcome.rows:
                self._pool.broadcast(
                    "view",
                    {
                        "view": self.commits.view_id,
                        "rows": outcome.rows,
                        "keys": list(outcome.keys),
                    },
                )
            for listener in self.on_files:
                listener(outcome)

    async def link(self, path_ids: list[int], lane: str) -> None:
        """Link files and commit their links; what changed meanwhile is marked again."""
        bulk = lane == "bulk"
        backlog = self.backlog
        base = self.commits.generation.number
        self._bases.append(base)
        try:
            payload = {"view": self.commits.view_id, "files": path_ids}
            result = await self.run("link", payload, lane)
            if result is None:
                await self._give_up(path_ids)
                return
            async with self.commits.lock:
                current = {p for p in path_ids if backlog.link.get(p, base + 1) <= base}
                linked, again = await self.commits.links(result, base, current)
                generation = self.commits.generation
                for path_id in current - again:
                    if path_id in linked or not generation.has(path_id):
                        backlog.drop_link(path_id)
                backlog.add_link(again, generation.number, urgent=not bulk)
            self._tried_links -= linked
            self._count_futile(current - linked, generation)
        finally:
            for path_id in path_ids:
                backlog.linking.pop(path_id, None)
                if not bulk:
                    backlog.hurrying.discard(path_id)
            self._bases.remove(base)
            self.commits.forget_log(min(self._bases, default=self.commits.generation.number))

    def _count_futile(self, path_ids: set[int], generation: Generation) -> None:
        """Files that came back unlinked: once or twice they changed meanwhile, not for ever."""
        # Whoever is not among them has come to an end.
        self._futile = {p: n for p, n in self._futile.items() if p in self.backlog.link}
        for path_id in path_ids:
            tries = self._futile.get(path_id, 0) + 1
            self._futile[path_id] = tries
            if tries >= _FUTILE and path_id in self.backlog.link:
                del self._futile[path_id]
                self._leave_unlinked(path_id, generation)

    def _leave_unlinked(self, path_id: int, generation: Generation) -> None:
        self.backlog.drop_link(path_id)
        self._unlinked.add(path_id)
        path = generation.path_of(path_id)
        log.error("linking %s leads to nothing", path)
        self.problems.append(f"{path}: linking it failed; its edges are missing until it changes")

    async def _give_up(self, path_ids: list[int]) -> None:
        """Linking failed: of several each is tried alone, one alone is left unlinked in the end."""
        if len(path_ids) == 1 and path_ids[0] in self._tried_links:
            self._tried_links.discard(path_ids[0])
            self._leave_unlinked(path_ids[0], self.commits.generation)
        else:
            if len(path_ids) == 1:
                # The worker may have been killed for another reason.
                self._tried_links.add(path_ids[0])
            for path_id in path_ids:
                self.backlog.linking.pop(path_id, None)
            for path_id in path_ids:
                self.backlog.linking[path_id] = self.commits.generation.number
                await self.link([path_id], "bulk")


def _nothing_of(gone: list[str]) -> dict[str, Any]:
    """What the parse task would say of files that are not there."""
    return {"files": [[path, NO_FILE, b"", b"", b"", ""] for path in gone], "keys": []}

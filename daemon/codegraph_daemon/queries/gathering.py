"""What workers find in every file of a generation, kept by content for as long as somebody asks.

Belongs here: which files are sent to workers, and what of their answers is remembered. Stays out:
what is found (`overview`), and what is made of it.

A file's part depends on its facts and, where it is asked for, its links, so after an edit only the
files that it touched or put out of date are looked at again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, Final, Generic, TypeVar

from ..recent import Recent
from ..store.pages import Entry
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .answering import Asked
from .reading import Snapshot

_AT_ONCE: Final = 64
_BESIDE: Final = 2
"""Tasks that are asked for at once, so that others get their turn in between."""
_STEP_SECONDS: Final = 20.0
_KEPT_BYTES: Final = 64 * 1024 * 1024
_LEAST_BYTES: Final = 1500
_KEPT_SECONDS: Final = 900.0

Part = TypeVar("Part")
"""What is found in one file."""


class Gathering(Generic[Part]):
    """The parts of files that one task of the workers gives."""

    def __init__(
        self, pool: Pool, task: str, made: Callable[[Any], Part], *, with_links: bool
    ) -> None:
        """`task` takes files as (path, facts id, links or nothing, text or None) and gives for
        each what msgpack can hold, None where the text is another one by now; `made` is a part of
        that."""
        self._pool, self._task, self._made, self._with_links = pool, task, made, with_links
        self._kept: Recent[Part] = Recent(_KEPT_BYTES, _LEAST_BYTES)
        self._asked = 0.0

    def tidy(self) -> bool:
        """Let go of everything if nobody asked lately; whether there was anything."""
        old = len(self._kept) > 0 and time.monotonic() - self._asked > _KEPT_SECONDS
        if old:
            self._kept = Recent(_KEPT_BYTES, _LEAST_BYTES)
        return old

    async def of(self, asked: Asked, snapshot: Snapshot) -> dict[int, Part]:
        """The part of each file, by path id and in the order of paths; files without one are left
        out, and the answer says so."""
        self._asked = time.monotonic()
        found: dict[int, Part | None] = {}
        missing: list[Entry] = []
        for _, entry in sorted(snapshot.generation.items()):
            known = None if self._is_unsaved(asked, entry) else self._kept.get(self._key(entry))
            if known is None:
                missing.append(entry)
            found[entry.path_id] = known
            await asked.pace.breathe()
        batches = [missing[at : at + _AT_ONCE] for at in range(0, len(missing), _AT_ONCE)]
        lost: list[str] = []
        for at in range(0, len(batches), _BESIDE):
            some = batches[at : at + _BESIDE]
            parts = await asyncio.gather(*(self._asked_for(asked, snapshot, b) for b in some))
            for entry, part in (pair for pairs in parts for pair in pairs):
                if part is None:
                    lost.append(snapshot.generation.path_of(entry.path_id))
                    continue
                found[entry.path_id] = part
                if not self._is_unsaved(asked, entry):
                    self._kept.put(self._key(entry), part, _size(part))
        if lost:
            asked.workspace.hint(lost)
            more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
            asked.incomplete(f"could not be looked at: {', '.join(lost[:3])}{more}")
        return {path_id: part for path_id, part in found.items() if part is not None}

    def _key(self, entry: Entry) -> bytes:
        return entry.facts + entry.links if self._with_links else entry.facts

    @staticmethod
    def _is_unsaved(asked: Asked, entry: Entry) -> bool:
        view = asked.view
        if view is None:
            return False
        return entry.path_id in view.overlaid or entry.path_id in view.contents.own_links

    async def _asked_for(
        self, asked: Asked, snapshot: Snapshot, entries: list[Entry]
    ) -> Iterable[tuple[Entry, Part | None]]:
        files: list[tuple[str, bytes, bytes, bytes | None]] = []
        if self._with_links:
            snapshot.contents.fetch_links(entries)
        some: list[Entry] = []
        failed: list[tuple[Entry, Part | None]] = []
        for entry in entries:
            path = snapshot.generation.path_of(entry.path_id)
            links = snapshot.contents.links(entry) if self._with_links else None
            if self._with_links and links is None:
                failed.append((entry, None))
                continue
            unsaved = None if asked.view is None else asked.view.texts.get(path)
            blob = b"" if links is None else links.blob
            files.append((path, entry.facts, blob, None if unsaved is None else unsaved.data))
            some.append(entry)
        payload = {
            "root": str(asked.workspace.root),
            "max_bytes": asked.workspace.indexing.max_bytes,
            "files": files,
        }
        try:
            told = await self._pool.submit(
                self._task, payload, lane="bulk", step_seconds=_STEP_SECONDS
            )
        except (Full, TaskFailed, WorkerDied) as error:
            asked.incomplete(f"files could not be looked at: {error}")
            return [*failed, *((entry, None) for entry in some)]
        parts = [None if each is None else self._made(each) for each in told]
        return [*failed, *zip(some, parts, strict=True)]


def _size(part: Any) -> int:
    if isinstance(part, bytes | str):
        return len(part) + 40
    if isinstance(part, list | tuple):
        return sum(map(_size, part)) + 60
    return 8

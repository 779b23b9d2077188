"""What documents and configuration spell, read by the first question that needs it.

Belongs here: following generations, and bringing a session's unsaved documents over them. Stays
out: what a text spells (`codegraph_daemon.documents`), what of it means a symbol (`documented`).

What one document spells follows from its content. Nothing is told here when it changes: what
differs is found by comparing pages when the next question comes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final

from ..chunks.comments import PROSE_LANGUAGES
from ..documents.table import Packed, Table
from ..languages.registry import is_settings, language_of
from ..overlays.texts import Text
from ..overlays.view import View
from ..store.pages import Entry
from ..store.views import Generation
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .answering import Asked
from .reading import Snapshot

_AT_ONCE: Final = 64
_STEP_SECONDS: Final = 20.0
_KEPT_SECONDS: Final = 900.0
_PRIORITY: Final = 8


class _State:
    """One workspace: what its documents spell, and the generation of that."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.table = Table({})
        self.generation: Generation | None = None
        self.asked = 0.0


class Documents:
    """What the documents of one repository's workspaces spell."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._states: dict[int, _State] = {}

    def tidy(self) -> bool:
        """Let go of what nobody asked for lately; whether there was any."""
        now = time.monotonic()
        old = [view for view, state in self._states.items() if now - state.asked > _KEPT_SECONDS]
        for view in old:
            del self._states[view]
        return bool(old)

    async def of(self, asked: Asked, snapshot: Snapshot) -> Table:
        """What the documents of a generation spell, unsaved ones as if saved."""
        view = asked.view
        generation = snapshot.generation if view is None else view.base
        self._states.setdefault(generation.view_id, _State()).asked = time.monotonic()
        table = await self._saved(asked, generation)
        if view is None:
            return table
        return await _in_time(asked, self._with_unsaved(asked, table, view), lambda: table)

    async def follow(self, asked: Asked, snapshot: Snapshot) -> None:
        """Bring what was read for an earlier generation to a newer one."""
        if snapshot.generation.view_id in self._states:
            await self._saved(asked, snapshot.generation)

    async def _saved(self, asked: Asked, generation: Generation) -> Table:
        state = self._states.setdefault(generation.view_id, _State())
        return await _in_time(asked, self._brought(asked, state, generation), lambda: state.table)

    async def _with_unsaved(self, asked: Asked, table: Table, view: View) -> Table:
        changed = {path_id: view.generation.by_id(path_id) for path_id in view.overlaid}
        files = await self._read(asked, view.generation, changed, view.texts)
        return await asyncio.to_thread(table.with_files, files) if files else table

    async def _brought(self, asked: Asked, state: _State, generation: Generation) -> Table:
        """What the documents of a generation spell, however long that takes."""
        async with state.lock:
            changed: Mapping[int, Entry | None]
            if state.generation is None:
                changed = {entry.path_id: entry for entry in generation.entries()}
            else:
                changed = generation.changed_since(state.generation)
            files = await self._read(asked, generation, changed, {})
            if files:
                state.table = await asyncio.to_thread(state.table.with_files, files)
            if all(part is not None or changed[path_id] is None for path_id, part in files.items()):
                # Else those that could not be read are tried again by the next question.
                state.generation = generation
            return state.table

    async def _read(
        self,
        asked: Asked,
        generation: Generation,
        changed: Mapping[int, Entry | None],
        texts: Mapping[str, Text],
    ) -> dict[int, Packed | None]:
        """What those of some files spell that are documents; None for those that cannot be read."""
        found: dict[int, Packed | None] = {}
        wanted: list[tuple[int, str, bytes]] = []
        for path_id, entry in changed.items():
            path = generation.path_of(path_id)
            if language_of(path) in PROSE_LANGUAGES or is_settings(path):
                found[path_id] = None
                if entry is not None:
                    wanted.append((path_id, path, entry.facts))
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            unsaved = (texts.get(path) for _, path, _ in some)
            files = [
                (path, facts, b"", None if text is None else text.data)
                for (_, path, facts), text in zip(some, unsaved, strict=True)
            ]
            told = await self._asked_for(asked, files)
            for (path_id, _, _), part in zip(some, told, strict=True):
                found[path_id] = None if part is None else tuple(part)
        return found

    async def _asked_for(
        self, asked: Asked, files: Sequence[tuple[str, bytes, bytes, bytes | None]]
    ) -> Sequence[Any]:
        payload = {
            "root": str(asked.workspace.root),
            "max_bytes": asked.workspace.indexing.max_bytes,
            "files": files,
        }
        try:
            told: Sequence[Any] = await self._pool.submit(
                "mentions", payload, lane="bulk", priority=_PRIORITY, step_seconds=_STEP_SECONDS
            )
        except (Full, TaskFailed, WorkerDied) as error:
            asked.incomplete(f"documents could not be looked at: {error}")
            return [None] * len(files)
        lost = [file[0] for file, part in zip(files, told, strict=True) if part is None]
        if lost:
            asked.workspace.hint(lost)
            asked.incomplete(f"could not be looked at: {', '.join(lost[:3])}")
        return told


async def _in_time(
    asked: Asked, work: Coroutine[Any, Any, Table], so_far: Callable[[], Table]
) -> Table:
    """What some reading gives, or what is known so far if that takes longer than the question has.

    It goes on then: what a question began is for those that follow.
    """
    loop = asyncio.get_running_loop()
    reading = loop.create_task(work)
    reading.add_done_callback(lambda task: task.cancelled() or task.exception())
    done, _ = await asyncio.wait({reading}, timeout=max(asked.deadline - loop.time(), 0))
    if not done:
        asked.incomplete("documents are still being read")
        return so_far()
    return reading.result()

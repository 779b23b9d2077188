"""The graph of each workspace: made by the first question that walks far, then kept up to date.

Belongs here: following generations, and bringing a session's unsaved texts over a graph. Stays out:
arrays (`symbol_graph`), waiting until all is linked (the question's business).

Nothing is told here: a graph remembers the generation that it was made of, and what differs is
found by comparing pages when the next question comes. One that nobody asks for is let go. What it
was made of stays on the disk, for the next time or the next daemon; where much had to be made, it
is written behind.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from ..facts import Facts
from ..overlays.view import View
from ..resolve.links import Links
from ..store.database import Store
from ..store.pages import Entry
from ..store.views import Generation
from .nearness import Walks
from .on_disk import Kept, read, write
from .piece import Piece, piece_of
from .symbol_graph import SymbolGraph, graph_of

log = logging.getLogger(__name__)

_SUFFIX: Final = ".pieces"
_VIEWS: Final = b"view/"
_AT_ONCE: Final = 8
"""Files that are read between two looks at the clock."""
_MANY: Final = 200
"""With more changed files than this arrays are put together off the loop."""
_KEPT_SECONDS: Final = 900.0

Breathe = Callable[[], Awaitable[None]]


class _State:
    """One workspace: its graph, and the generation that it is of."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.graph: SymbolGraph | None = None
        self.generation: Generation | None = None
        self.asked = 0.0


class Graphs:
    """The graphs of one repository's workspaces."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folder = store.directory.parent / "graphs"
        self._writing: set[asyncio.Task[None]] = set()
        self._states: dict[int, _State] = {}
        self._walks: tuple[SymbolGraph, Walks] | None = None

    async def of(self, generation: Generation, view: View | None, breathe: Breathe) -> SymbolGraph:
        """The graph of a generation; `view`: with a session's unsaved texts as if saved."""
        of_disk = generation if view is None else view.base
        self._states.setdefault(of_disk.view_id, _State()).asked = time.monotonic()
        graph = await self._saved(of_disk, breathe)
        if view is None:
            return graph
        files: dict[int, Piece | None] = {}
        for path_id in {*view.overlaid, *view.contents.own_links}:
            entry = view.generation.by_id(path_id)
            facts = None if entry is None else view.contents.facts(entry.facts)
            links = None if entry is None else view.contents.links(entry)
            files[path_id] = (
                None
                if facts is None or links is None
                else piece_of(path_id, facts, links, view.generation.path_of(path_id))
            )
            await breathe()
        return graph.with_files(files)

    async def follow(self, generation: Generation, breathe: Breathe, *, walks: bool) -> None:
        """Have the graph of a newer generation ready, and its walks, if there is one that somebody
        asked for lately."""
        if generation.view_id not in self._states:
            return
        graph = await self._saved(generation, breathe)
        for _ in graph.warming():
            await breathe()
        if walks:
            await self.walks(graph)

    async def walks(self, graph: SymbolGraph) -> Walks:
        """The walks of a graph; the latest is kept."""
        if self._walks is None or self._walks[0] is not graph:
            self._walks = graph, await asyncio.to_thread(Walks, graph)
        return self._walks[1]

    async def close(self) -> None:
        """Finish what is being written."""
        await asyncio.gather(*self._writing)

    def tidy(self) -> bool:
        """Let go of graphs that nobody asked for lately; whether there were any."""
        now = time.monotonic()
        old = [view for view, state in self._states.items() if now - state.asked > _KEPT_SECONDS]
        for view in old:
            del self._states[view]
        if not self._states:
            self._walks = None
        return bool(old)

    async def _saved(self, generation: Generation, breathe: Breathe) -> SymbolGraph:
        state = self._states.setdefault(generation.view_id, _State())
        async with state.lock:
            changed: list[tuple[int, Entry | None]]
            kept: Mapping[int, Kept] = {}
            if state.generation is None:
                changed = [(entry.path_id, entry) for entry in generation.entries()]
                kept = await asyncio.to_thread(read, self._file(generation.view_id))
            else:
                changed = list(generation.changed_since(state.generation).items())
            files: dict[int, Piece | None] = {}
            missing: list[tuple[int, Entry | None]] = []
            for path_id, entry in changed:
                known = kept.get(path_id)
                if known is None or entry is None or known[:2] != (entry.facts, entry.links):
                    missing.append((path_id, entry))
                else:
                    files[path_id] = known.piece
            for at in range(0, len(missing), _AT_ONCE):
                files.update(self._pieces(generation, missing[at : at + _AT_ONCE]))
                await breathe()
            if len(missing) > _MANY and state.graph is None:
                self._write_behind(generation, files)
            graph = state.graph
            if graph is None:
                made = {p: piece for p, piece in sorted(files.items()) if piece is not None}
                graph = await asyncio.to_thread(graph_of, made)
            elif len(files) > _MANY:
                graph = await asyncio.to_thread(graph.with_files, files)
            else:
                graph = graph.with_files(files)
            state.graph, state.generation = graph, generation
            return graph

    def _file(self, view_id: int) -> Path:
        return self._folder / f"{view_id}{_SUFFIX}"

    def _write_behind(self, generation: Generation, files: Mapping[int, Piece | None]) -> None:
        rows: dict[int, Kept] = {}
        for path_id, piece in files.items():
            entry = generation.by_id(path_id)
            if piece is not None and entry is not None:
                rows[path_id] = Kept(entry.facts, entry.links, piece)
        writing = asyncio.create_task(self._write(generation.view_id, rows))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)

    async def _write(self, view_id: int, rows: Mapping[int, Kept]) -> None:
        living = {key.rpartition(b"/")[2] for key, _ in self._store.scan("meta", _VIEWS)}
        try:
            await asyncio.to_thread(write, self._file(view_id), rows)
            for path in self._folder.iterdir():
                if path.suffix == _SUFFIX and int(path.stem).to_bytes(4, "big") not in living:
                    path.unlink(missing_ok=True)
        except OSError as error:
            # It is made again by whoever needs it.
            log.warning("the pieces of a graph could not be written: %s", error)

    def _pieces(
        self, generation: Generation, files: Iterable[tuple[int, Entry | None]]
    ) -> dict[int, Piece | None]:
        entries = [(path_id, entry) for path_id, entry in files if entry is not None]
        found: dict[int, Piece | None] = {path_id: None for path_id, _ in files}
        facts = self._store.get_many("facts", [entry.facts for _, entry in entries])
        links = self._store.get_many("links", [entry.links for _, entry in entries])
        for (path_id, entry), said, linked in zip(entries, facts, links, strict=True):
            if said is None or linked is None:
                continue
            read = Links(linked)
            if read.facts_id == entry.facts:
                path = generation.path_of(path_id)
                found[path_id] = piece_of(path_id, Facts(said), read, path)
        return found

"""The symbol index of each workspace: filled by the first question, kept up to date after.

Belongs here: filling it, from the file that an earlier daemon has left or from the store, having it
follow the workspace, and leaving such a file. Stays out: what is asked of it (`symbols`), the form
of the file (`search.on_disk`).

What a file holds is right for each path whose facts are those that it was made of; the others are
read from the store. So neither edits nor branches make it wrong, and it is only written where many
files had to be read. There is one for each view that is, as large as the index is in memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from array import array
from collections import deque
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from codegraph_client.errors import StoreError

from ..languages.registry import is_code
from ..pipeline.commits import Outcome
from ..pipeline.workspace import Workspace
from ..search.on_disk import Kept, read, spelled, write
from ..search.segments import Place
from ..search.symbol_index import SymbolIndex
from ..store.database import Store
from ..store.pages import Entry
from ..store.views import Generation
from ..whole_file import UNFINISHED
from .answering import Asked, Pace
from .central import Central

if TYPE_CHECKING:
    from ..lexical.users import UsersByView

log = logging.getLogger(__name__)

_SUFFIX: Final = ".symbols"
_VIEWS: Final = b"view/"
_ID: Final = 16
_LOADED_AT_ONCE = 16
_LOOKED_AT_ONCE = 128
_MANY: Final = 200
"""With fewer files read anew than this a file is not written again."""
_EXPECTED_SECONDS = 0.5
"""So long after somebody began to edit names are read: what an editor asks first comes first."""
_FOREVER = 10**9


class _State:
    """The index of one workspace, who uses its files, and how many files the copy of it on the disk
    lacks."""

    def __init__(self, workspace: Workspace, index: SymbolIndex, central: Central) -> None:
        self.workspace, self.index, self.central = workspace, index, central
        self.unwritten = 0


class Indexes:
    """The symbol indexes of one repository's workspaces."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folder = store.directory.parent / "symbols"
        self._states: dict[int, _State] = {}
        self._filling: dict[int, asyncio.Task[_State]] = {}
        self._writing: asyncio.Task[None] | None = None

    @cached_property
    def users(self) -> UsersByView:
        """How many files use each, for all who ask."""
        # Loads numpy, which the start of a daemon must not.
        from ..lexical.users import UsersByView

        return UsersByView(self._store)

    async def expect(self, asked: Asked) -> None:
        """Have the index of a workspace filled soon: who edits will look for a name, and the first
        letter is to be answered as fast as the others."""
        await asyncio.sleep(_EXPECTED_SECONDS)
        # The next question meets the same failure, and says so.
        with contextlib.suppress(StoreError):
            if not self._file(asked.workspace.view_id).exists():
                # Very many files may be about to be read, each of which would be taken in twice.
                await asked.workspace.settled(_FOREVER)
            await self.index(asked)

    async def index(self, asked: Asked) -> SymbolIndex:
        """The symbol index of the workspace of a question."""
        view_id = asked.workspace.view_id
        state = self._states.get(view_id)
        if state is None:
            filling = self._filling.get(view_id)
            if filling is None:
                filling = asyncio.get_running_loop().create_task(self._fill(asked))
                self._filling[view_id] = filling
                filling.add_done_callback(lambda task: self._filled(view_id, task))
            # A question is given up with the next letter; what it began is for all that follow.
            state = await asyncio.shield(filling)
        state.central.follow(state.index, asked.workspace.generation)
        return state.index

    def forget(self, view_id: int) -> None:
        """A view is not in memory any more."""
        state = self._states.pop(view_id, None)
        if state is not None:
            state.central.stop()
        if "users" in self.__dict__:
            self.users.forget(view_id)

    def tidy(self) -> bool:
        """A short step of idle work; whether there is more."""
        if any([state.index.compact() for state in self._states.values()]):
            return True
        if self._writing is None or self._writing.done():
            for state in self._states.values():
                if state.unwritten > _MANY and not state.central.counting:
                    self._writing = asyncio.get_running_loop().create_task(self._write(state))
                    break
        return False

    async def close(self) -> None:
        """Leave what was filled for the next daemon."""
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)
        for state in self._states.values():
            state.central.stop()
            if state.unwritten > _MANY:
                await self._write(state)

    # Filling

    def _filled(self, view_id: int, task: asyncio.Task[_State]) -> None:
        del self._filling[view_id]
        # Nobody may wait any more, and a failure is no news then.
        if not task.cancelled() and task.exception() is None:
            self._states[view_id] = task.result()

    async def _fill(self, asked: Asked) -> _State:
        workspace, breathe = asked.workspace, asked.pace.breathe
        index = SymbolIndex()
        changed: list[Outcome] = []
        workspace.indexing.on_files.append(changed.append)
        try:
            generation = workspace.generation
            # Beside the loop, which loading arrays would hold for a tenth of a second.
            kept = await asyncio.to_thread(self._read, workspace.view_id)
            central = Central(self.users.of(workspace.view_id))
            files = await _begun(index, central, kept, generation, asked.pace)
            for _ in index.take(self._symbols_of(iter(files))):
                await breathe()
            while index.compact():
                await breathe()
            # Arrays are made beside the loop; nobody else has the index yet.
            await asyncio.to_thread(index.unite)
            await asyncio.to_thread(deque, index.warming(), 0)
        finally:
            workspace.indexing.on_files.remove(changed.append)
        state = _State(workspace, index, central)
        state.unwritten = len(files)
        for outcome in changed:
            self._update(state, outcome)
        workspace.indexing.on_files.append(lambda outcome: self._update(state, outcome))
        return state

    def _symbols_of(self, entries: Iterator[tuple[str, Entry]]) -> Iterator[tuple[int, str, bytes]]:
        while part := list(islice(entries, _LOADED_AT_ONCE)):
            blobs = self._store.get_many("symbols", [entry.facts for _, entry in part])
            for (path, entry), blob in zip(part, blobs, strict=True):
                if blob is not None:
                    yield entry.path_id, path, blob

    def _update(self, state: _State, outcome: Outcome) -> None:
        for path, path_id, facts_id in outcome.rows:
            if not is_code(path):
                continue
            blob = self._store.get("symbols", facts_id) if facts_id else None
            if blob is None:
                state.index.remove(path_id)
            else:
                state.index.put(path_id, path, blob)
            state.unwritten += 1

    # On the disk

    def _file(self, view_id: int) -> Path:
        return self._folder / f"{view_id}{_SUFFIX}"

    def _read(self, view_id: int) -> Kept | None:
        import_module("codegraph_daemon.search.course")
        return read(self._file(view_id))

    async def _write(self, state: _State) -> None:
        view_id, state.unwritten = state.workspace.view_id, 0
        try:
            living = {key.rpartition(b"/")[2] for key, _ in self._store.scan("meta", _VIEWS)}
            kept = await _state_of(state)
            await asyncio.to_thread(write, self._file(view_id), kept)
            for path in self._folder.iterdir():
                of_none = path.suffix == _SUFFIX and _id_of(path) not in living
                # One is written after the other: what is unfinished by now stays so.
                if of_none or path.name.startswith(UNFINISHED):
                    path.unlink(missing_ok=True)
        except (OSError, StoreError) as error:
            # It is made again by whoever needs it.
            log.warning("the symbols could not be written: %s", error)


def _id_of(path: Path) -> bytes:
    """The id of the view of a file, as the store spells it."""
    return int(path.stem).to_bytes(4, "big")


async def _begun(
    index: SymbolIndex, central: Central, kept: Kept | None, generation: Generation, pace: Pace
) -> list[tuple[str, Entry]]:
    """Have an index begin with what was kept of it; the files that it lacks."""
    known: set[int] = set()
    if kept is not None and _is_of(kept, generation):
        known = await _taken_over(index, kept, generation, pace)
        await central.begin_with(index, kept, pace)
    files: list[tuple[str, Entry]] = []
    for looked, (path, entry) in enumerate(generation.items(), 1):
        if entry.path_id not in known and entry.facts and is_code(path):
            files.append((path, entry))
        if not looked % _LOOKED_AT_ONCE:
            await pace.breathe()
    return files


async def _taken_over(
    index: SymbolIndex, kept: Kept, generation: Generation, pace: Pace
) -> set[int]:
    """Have an index begin with what is still right of what was kept: the path ids of that."""
    places: dict[int, Place] = {}
    paths: list[str] = []
    ids, weights = array("I"), array("q")
    for number, row in enumerate(
        zip(kept.path_ids, kept.of_segment, kept.first, kept.last, kept.weights, strict=True)
    ):
        path_id, segment, first, last, weight = row
        place = Place(kept.segments[segment], first, last)
        entry = generation.by_id(path_id)
        if entry is not None and entry.facts == kept.facts[number * _ID : (number + 1) * _ID]:
            places[path_id] = place
            paths.append(generation.path_of(path_id))
            ids.append(path_id)
            weights.append(weight)
        else:
            place.segment.strike_out(place)
        if not number % _LOOKED_AT_ONCE:
            await pace.breathe()
    index.begin_with(kept.segments, places, paths, ids, weights)
    return set(ids)


def _is_of(kept: Kept, generation: Generation) -> bool:
    """Whether the path ids of what was kept mean the same paths."""
    try:
        return spelled(list(map(generation.path_of, kept.path_ids))) == kept.spelled
    except IndexError:
        # A store that was lost with the machine, or is a new one.
        return False


async def _state_of(state: _State) -> Kept:
    """What is to be kept of an index, as it is for one generation."""
    pace = Pace()
    async with state.workspace.commits.lock:
        # Between two commits the index is what the generation says.
        generation, now = state.workspace.generation, state.index.state()
    number_of = {segment: number for number, segment in enumerate(now.segments)}
    of_segment, first, last = array("I"), array("I"), array("I")
    facts: list[bytes] = []
    for looked, path_id in enumerate(now.path_ids, 1):
        place, entry = now.places[path_id], generation.by_id(path_id)
        of_segment.append(number_of[place.segment])
        first.append(place.first)
        last.append(place.last)
        facts.append(bytes(_ID) if entry is None else entry.facts)
        if not looked % _LOOKED_AT_ONCE:
            await pace.breathe()
    counted, links, users = array("I"), bytearray(), array("i")
    if state.central.generation is not None:
        users.frombytes(state.central.counts.tobytes())
        for looked, each in enumerate(state.central.generation.entries(), 1):
            if each.links:
                counted.append(each.path_id)
                links += each.links
            if not looked % _LOOKED_AT_ONCE:
                await pace.breathe()
    return Kept(
        segments=list(now.segments.values()),
        path_ids=now.path_ids,
        weights=now.weights,
        of_segment=of_segment,
        first=first,
        last=last,
        facts=b"".join(facts),
        spelled=spelled(list(map(generation.path_of, now.path_ids))),
        counted=counted,
        links=bytes(links),
        users=users,
    )

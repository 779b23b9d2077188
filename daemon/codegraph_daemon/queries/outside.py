"""What a name means that leads out of the workspace: asked of a worker when somebody wants to know.

A worker finds the symbols and gives the facts of their files; those are at hand here for the next
question.  Results tell the library that they are of, and have no key: nothing is known of who uses
them, beside the place that was asked for.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from codegraph_client.errors import StoreError
from codegraph_client.protocol import Result

from ..external.kept import packs_folder
from ..external.told import External
from ..facts import NONE, ROLE_NAMES, Bind, Facts, Kind, unpack_occurrence
from ..pipeline.workspace import Workspace
from ..resolve.values import Origin
from ..store.pages import Entry
from ..workers.errors import Full, PoolClosed, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .answering import Asked, declarations, definitions, place, with_inner
from .declared import described, symbol_result
from .reading import File, Snapshot, module_name, spelled_length, text_lines
from .resolving import Failed, of_index, resolved
from .targets import Meaning, occurrence_at

_AT_ONCE = 16
"""Files that a worker looks through before it is free for others."""
_PART_SECONDS = 0.2
"""So long a part of the references is looked for."""
_STEP_SECONDS = 10.0
_NEVER = float("inf")
"""A deadline that does not come."""
_OF_FOLDER = frozenset(("__init__", "index", "lib", "mod"))
"""Files that are imported by the name of their folder."""
_HELD_BYTES, _PER_BYTE = 8 * 1024 * 1024, 2
IMPORTS = frozenset((Bind.IMPORT_FROM, Bind.IMPORT_MODULE))
"""Bindings that take in names from elsewhere."""

log = logging.getLogger(__name__)


class LibraryFile(File):
    """A file of a library, as it is on disk; its path is what people would import it by."""

    __slots__ = ("found",)

    def __init__(self, found: External, facts: Facts) -> None:
        entry = Entry(0, found.facts_id, b"", found.state[0], found.state[1], 0, 0)
        super().__init__(found.name, entry, facts)
        self.found = found

    @property
    def is_current(self) -> bool:
        """Whether the file on disk is still this one."""
        return _is_current(self.found)

    def lines(self) -> list[str]:
        """Its lines; none if it is not the one that was read."""
        return lines_of(self.found)

    def shown(self, results: Iterable[Result], *, text: bool) -> list[Result]:
        """Results that lie in it, as clients see them; `text`: each with its line."""
        lines: list[str] | None = None
        shown = list(results)
        for result in with_inner(shown):
            result["path"] = self.found.path
            result["external"] = self.found.package
            # Nothing is known of who uses it, beside the place that was asked for.
            result.pop("key", None)
            if text or "text" in result:
                lines = self.lines() if lines is None else lines
                result["text"] = lines[result["line"]] if result["line"] < len(lines) else ""
        return shown


class _Wanted(NamedTuple):
    """A symbol of a library whose uses are looked for, and how it may be spelled there."""

    home: LibraryFile
    symbol: int
    spelled: list[str]


class Outside:
    """Asks workers what lies outside of the workspace, and holds the facts that they give."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._facts: OrderedDict[bytes, Facts] = OrderedDict()
        self._bytes = 0
        self._packed: set[tuple[str, str]] = set()
        """Folders of packages, with the environments, that were packed, or are about to be."""
        self._made = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @cached_property
    def _packs(self) -> str:
        return str(packs_folder())

    async def definitions(self, asked: Asked, file: File, start: int) -> list[Result]:
        """Where that is defined which the name at a byte offset means outside."""
        text = bool(asked.params.get("text"))
        results: list[Result] = []
        for home, symbol in await self._symbols(asked, file, start):
            results += home.shown(definitions(home, symbol, home.found.origin), text=text)
        return results

    async def types(self, asked: Asked, file: File, start: int) -> list[Result]:
        """Where the types are defined, of those of libraries, of what stands at a byte offset."""
        text = bool(asked.params.get("text"))
        results: list[Result] = []
        for home, symbol in await self._symbols(asked, file, start, {"types": True}):
            results += home.shown([symbol_result(home, symbol, Origin.TYPE)], text=text)
        return results

    async def hovers(self, asked: Asked, file: File, start: int) -> list[Result]:
        """What a person wants to know of it."""
        text = bool(asked.params.get("text"))
        results: list[Result] = []
        for home, symbol in await self._symbols(asked, file, start):
            results += home.shown([described(home, symbol, home.lines())], text=text)
        return results

    async def file(self, asked: Asked, path: str) -> LibraryFile | None:
        """The file at an absolute path, as it is on disk; None if it is no library's."""
        found = await self._found(asked, {"path": path})
        return found[0][0] if found else None

    async def _symbols(
        self, asked: Asked, file: File, start: int, more: Mapping[str, Any] = MappingProxyType({})
    ) -> list[tuple[LibraryFile, int]]:
        occurrence = occurrence_at(file.facts, start)
        if occurrence is None:
            return []
        return await self._found(asked, {**_of(file), **more, "exprs": occurrence[0]})

    async def _found(self, asked: Asked, what: Mapping[str, Any]) -> list[tuple[LibraryFile, int]]:
        """The symbols of libraries that a worker tells of, each with its file."""
        answer = await self._asked(asked, {**what, "held": list(self._facts)})
        if answer is None:
            return []
        self._have_packed(asked.workspace, self._packs, answer["unpacked"])
        symbols: list[tuple[LibraryFile, int]] = []
        for row in answer["found"]:
            *told, packed = row
            found = External(*told)
            facts = self._held(found.facts_id, packed)
            symbol = None if facts is None else facts.symbol_of_hash.get(found.symbol)
            if facts is not None and symbol is not None:
                symbols.append((LibraryFile(found, facts), symbol))
        return symbols

    async def _asked(self, asked: Asked, what: Mapping[str, Any]) -> Any:
        """What a worker answers; None if nothing."""
        settings = asked.workspace.settings
        if not asked.params.get("libraries") or settings.text("external.use") == "off":
            return None
        root = str(asked.workspace.root)
        told = {
            "root": root,
            "environments": list(settings.strings("external.environments")),
            "packs": self._packs,
            "made": self._made,
            **what,
        }
        answer = await resolved(asked, self._pool, "outside", told)
        if isinstance(answer, Failed):
            why = answer.reason
            asked.incomplete(f"what lies outside of the workspace could not be read: {why}")
            log.warning("what lies outside of %s could not be read: %s", root, why)
            return None
        if answer is None and "path_id" in what:
            asked.incomplete("the file changed while it was looked at")
        return answer

    async def references(
        self, asked: Asked, file: File, start: int, after: int | None = None
    ) -> tuple[list[Result], int | None]:
        """Where the workspace uses what the name at a byte offset means outside; of a file of a
        library, where that file does as well.

        Nothing of this is in the index: the files that spell the name are looked through, as many
        as the deadline allows.  Who says `after` which path id to go on gets a part of them, as
        much as can be found soon, and the id after which the rest is; None if that was all.
        """
        by_parts = after is not None
        results: list[Result] = []
        wanted = await self._wanted(asked, file, start)
        if not wanted:
            return [], None
        if isinstance(file, LibraryFile) and (after is None or after < 0):
            results += await self._uses_in(asked, file, wanted, definitions=False)
        # Who uses it is known as soon as its file is parsed.
        await asked.settled(lambda path_id: False)
        snapshot = asked.snapshot()
        spelled = [name.encode("utf-8", "replace") for each in wanted for name in each.spelled]
        clock = asyncio.get_running_loop().time
        until = min(asked.deadline, clock() + _PART_SECONDS) if by_parts else asked.deadline
        last = -1 if after is None else after
        async for files in _that_spell(asked, snapshot, spelled, last):
            for home, symbol, spelled_as in wanted:
                what = _uses(home, spelled_as)
                answer = await self._asked(asked, {**what, "files": files})
                for path_id, facts_id, expr, origin in answer["found"] if answer else ():
                    user = snapshot.file_by_id(path_id)
                    if user is not None and user.entry.facts == facts_id:
                        kind = _kind(home, symbol)
                        results += _used(user, expr, spelled_as[0], kind, origin)
                    await asked.pace.breathe()
            last = files[-1]
            if clock() >= until and len(files) == _AT_ONCE:
                if by_parts:
                    return results, last
                asked.incomplete("not all files that spell the name were looked through")
                break
        return results, None

    async def occurrences(self, asked: Asked, file: File, start: int) -> list[Result]:
        """Where one file has what the name at a byte offset of it means outside."""
        wanted = await self._wanted(asked, file, start)
        return await self._uses_in(asked, file, wanted, definitions=True)

    async def _wanted(self, asked: Asked, file: File, start: int) -> list[_Wanted]:
        """The symbols whose uses are looked for."""
        found: list[_Wanted] = []
        for home, symbol in await self._symbols(asked, file, start):
            name = home.facts.names[home.facts.symbol_name[symbol]]
            found.append(_Wanted(home, symbol, [name] if symbol else _imported_as(home.found)))
        return found

    async def _uses_in(
        self, asked: Asked, file: File, wanted: Sequence[_Wanted], *, definitions: bool
    ) -> list[Result]:
        """The uses in one file, of the workspace or of a library, and the definitions there."""
        results: list[Result] = []
        in_library = isinstance(file, LibraryFile)
        where = _of(file) if in_library else {"files": [file.entry.path_id]}
        for home, symbol, spelled_as in wanted:
            answer = await self._asked(asked, {**where, **_uses(home, spelled_as)})
            uses: list[Result] = []
            for _, facts_id, expr, origin in answer["found"] if answer else ():
                if facts_id == file.entry.facts:
                    uses += _used(file, expr, spelled_as[0], _kind(home, symbol), origin)
            is_home = in_library and file.path == home.path
            uses = _with_definitions(uses, home, symbol) if is_home else uses
            results += [use for use in uses if definitions or use["role"] != "definition"]
        if isinstance(file, LibraryFile):
            file.shown(results, text=bool(asked.params.get("text")))
        return results

    def _have_packed(self, workspace: Workspace, packs: str, unpacked: list[list[str]]) -> None:
        """Have packages packed that had to be read, once each, when there is nothing else to do."""
        for rules, folder, environment in unpacked:
            if (folder, environment) not in self._packed:
                self._packed.add((folder, environment))
                payload = {"packs": packs, "rules": rules, "folder": folder}
                payload["environment"] = environment
                task = asyncio.get_running_loop().create_task(self._pack(workspace, payload))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _pack(self, workspace: Workspace, payload: dict[str, str]) -> None:
        try:
            await workspace.settled(_NEVER)
            made = await self._pool.submit("pack", payload, lane="bulk", step_seconds=_STEP_SECONDS)
        except (TaskFailed, WorkerDied, Full, PoolClosed, StoreError) as error:
            log.warning("%s could not be packed: %s", payload["folder"], error)
        else:
            self._made += 1
            log.info("packed %s: %s", payload["folder"], made)

    def _held(self, facts_id: bytes, packed: bytes) -> Facts | None:
        """Facts by their id; `packed` is empty if they were at hand when it was asked."""
        facts = self._facts.get(facts_id)
        if facts is not None:
            self._facts.move_to_end(facts_id)
        elif packed:
            facts = self._facts[facts_id] = Facts(packed)
            self._bytes += len(packed) * _PER_BYTE
            while self._bytes > _HELD_BYTES and len(self._facts) > 1:
                _, gone = self._facts.popitem(last=False)
                self._bytes -= len(gone.blob) * _PER_BYTE
        return facts


def _kind(home: LibraryFile, symbol: int) -> int:
    return home.facts.symbol_kind[symbol] if symbol else int(Kind.MODULE)


def _uses(home: LibraryFile, spelled: Sequence[str]) -> dict[str, Any]:
    """How a worker is asked for the uses of a symbol."""
    return {"uses": [list(spelled), home.found.path, home.found.symbol]}


def _imported_as(found: External) -> list[str]:
    """What stands in the imports of a library's module: its last name, and that of the library."""
    folder, _, last = found.name.rpartition("/")
    stem = last.partition(".")[0]
    names = [folder.rpartition("/")[2] if stem in _OF_FOLDER and folder else stem]
    return list(dict.fromkeys([*names, found.library[1]] if found.library[1] else names))


async def _that_spell(
    asked: Asked, snapshot: Snapshot, names: Sequence[bytes], after: int
) -> AsyncIterator[list[int]]:
    """The files past a path id that hold one of some names, as far as their facts tell at a glance,
    some at once; by rising path id."""
    found: list[int] = []
    for entry in snapshot.generation.entries():
        if entry.path_id <= after:
            continue
        file = snapshot.file_by_id(entry.path_id)
        if file is not None and any([name in file.facts.blob for name in names]):
            found.append(entry.path_id)
        if len(found) == _AT_ONCE:
            yield found
            found = []
        await asked.pace.breathe()
    if found:
        yield found


def _used(file: File, expr: int, name: str, kind: int, origin: int) -> list[Result]:
    """The places of an expression that uses something outside."""
    facts = file.facts
    results: list[Result] = []
    for packed in facts.occurrences_of(expr):
        start, role, scope = unpack_occurrence(packed)
        inside = facts.shown(facts.scope_owner[0 if scope == NONE else scope])
        result = place(
            file,
            start,
            spelled_length(facts, expr, start),
            name=name,
            kind=kind,
            container=inside or module_name(file.path),
            role=ROLE_NAMES[role],
            origin=origin,
        )
        results.append(result)
    return results


def _of(file: File) -> dict[str, Any]:
    """How a worker is told of the file of an occurrence."""
    if isinstance(file, LibraryFile):
        return {"path": file.found.path, "facts": file.entry.facts}
    return of_index(file)


def _with_definitions(uses: list[Result], home: File, symbol: int) -> list[Result]:
    """Uses in the file that defines a symbol: of what binds it there the declarations define it,
    and later assignments write to it."""
    own = {(each["line"], each["column"]) for each in declarations(home, symbol)}
    for use in uses:
        if use["role"] == "definition" and (use["line"], use["column"]) not in own:
            use["role"] = "write"
    return uses


def _is_current(found: External) -> bool:
    try:
        state = os.stat(found.path)
    except OSError:
        return False
    return (state.st_size, state.st_mtime_ns) == tuple(found.state)


def lines_of(found: External) -> list[str]:
    """The lines of a file; none if it is not the one that was read."""
    try:
        with open(found.path, "rb") as file:
            return text_lines(file.read()) if _is_current(found) else []
    except OSError:
        return []


def leads_out(file: File, meaning: Meaning) -> bool:
    """Whether what the workspace knows of a name leaves open what it means."""
    facts = file.facts
    for (path_id, hashed), _ in meaning.symbols:
        # Where an import leads nowhere in the workspace, its name stands for itself.
        symbol = facts.symbol_of_hash.get(hashed) if path_id == file.entry.path_id else None
        if symbol is None or facts.symbol_kind[symbol] != Kind.IMPORT:
            return False
    if meaning.local is None:
        return True
    # Where a function takes in names from elsewhere, one that it does not bind may be any of them.
    rows = facts.bindings.get(meaning.local, ())
    return not rows or any([facts.bind_kind[row] in IMPORTS for row in rows])

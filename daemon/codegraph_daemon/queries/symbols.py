"""Symbols by name: the fuzzy picker, and exact names given instead of a position."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any, cast

from codegraph_client.errors import BadRequest, StoreError
from codegraph_client.protocol import Answer
from codegraph_client.table import Rows

from ..facts import KIND_NAMES, MODULE_HASH, Kind
from ..languages.registry import all_languages, is_code, language_of
from ..pipeline.commits import Outcome
from ..resolve.links import Target
from ..resolve.values import TRUST, Origin
from ..search.filters import Files, Filters, kinds_meant, languages_meant, path_test, taken_apart
from ..search.hits import Hit, HitRow
from ..search.symbol_index import SymbolIndex
from ..store.database import Store
from ..store.pages import Entry
from ..store.views import Generation
from .answering import Asked, fresh_answer, shown
from .reading import module_name

_LOADED_AT_ONCE = 16
_EXPECTED_SECONDS = 1.0
"""So long after somebody began to edit names are read: what an editor asks first comes first."""
_FOREVER = 10**9
_COUNTED_SECONDS = 5.0
"""So long after files were counted that use others nobody counts again, however much changes."""
_AT_ONCE = 512
"""Hits between two looks at the clock; they take a microsecond or two each."""
_FEW = 50
"""Modules and the like that are looked at for the last part of their names."""
_DOTTED = (KIND_NAMES[Kind.NAMESPACE],)
_MODULE = KIND_NAMES[Kind.MODULE]
_FIELDS = (
    *("path", "line", "column", "end_column", "name", "kind", "container"),
    *("qualified", "score"),
)
_ORIGIN, _TIER, _CONFIDENCE = TRUST[Origin.DEFINITION]


class Names:
    """The symbol index of each workspace: filled by the first question, kept up to date after."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._indexes: dict[int, SymbolIndex] = {}
        self._filling: dict[int, asyncio.Task[SymbolIndex]] = {}
        self._central: dict[int, _Central] = {}

    async def expect(self, asked: Asked) -> None:
        """Have the index of a workspace filled soon: who edits will look for a name, and the first
        letter is to be answered as fast as the others."""
        await asyncio.sleep(_EXPECTED_SECONDS)
        # The next question meets the same failure, and says so.
        with contextlib.suppress(StoreError):
            await asked.workspace.settled(_FOREVER)
            await self.index(asked)

    async def index(self, asked: Asked) -> SymbolIndex:
        """The symbol index of the workspace of a question."""
        view_id = asked.workspace.view_id
        found = self._indexes.get(view_id)
        if found is not None:
            self._central[view_id].follow(found, asked.workspace.generation)
            return found
        filling = self._filling.get(view_id)
        if filling is None:
            filling = asyncio.get_running_loop().create_task(self._fill(asked))
            self._filling[view_id] = filling
            filling.add_done_callback(lambda task: self._filled(view_id, task))
        # A question is given up with the next letter; what it began is for all that follow.
        return await asyncio.shield(filling)

    def _filled(self, view_id: int, task: asyncio.Task[SymbolIndex]) -> None:
        del self._filling[view_id]
        # Nobody may wait any more, and a failure is no news then.
        if not task.cancelled() and task.exception() is None:
            self._indexes[view_id] = task.result()
            self._central[view_id] = _Central(self._store)

    async def _fill(self, asked: Asked) -> SymbolIndex:
        workspace = asked.workspace
        index = SymbolIndex()
        changed: list[Outcome] = []
        workspace.indexing.on_files.append(changed.append)
        try:
            for _ in index.take(self._symbols_of(workspace.generation.items())):
                await asked.pace.breathe()
            while index.compact():
                await asked.pace.breathe()
            for _ in index.warming():
                await asked.pace.breathe()
        finally:
            workspace.indexing.on_files.remove(changed.append)
        for outcome in changed:
            self._update(index, outcome)
        workspace.indexing.on_files.append(lambda outcome: self._update(index, outcome))
        return index

    def _symbols_of(self, entries: Iterator[tuple[str, Entry]]) -> Iterator[tuple[int, str, bytes]]:
        while part := list(islice(entries, _LOADED_AT_ONCE)):
            blobs = self._store.get_many("symbols", [entry.facts for _, entry in part])
            for (path, entry), blob in zip(part, blobs, strict=True):
                if blob is not None and is_code(path):
                    yield entry.path_id, path, blob

    def _update(self, index: SymbolIndex, outcome: Outcome) -> None:
        for path, path_id, facts_id in outcome.rows:
            blob = self._store.get("symbols", facts_id) if facts_id else None
            if blob is None or not is_code(path):
                index.remove(path_id)
            else:
                index.put(path_id, path, blob)

    def forget(self, view_id: int) -> None:
        """A view is not in memory any more."""
        self._indexes.pop(view_id, None)
        central = self._central.pop(view_id, None)
        if central is not None:
            central.stop()

    def tidy(self) -> bool:
        """A short step of idle work; whether there is more."""
        return any([index.compact() for index in self._indexes.values()])

    async def called(self, asked: Asked, name: str) -> Iterator[Hit]:
        """The symbols that are called exactly `name`, whatever they lie in; who looks at the first
        few does not pay for the others."""
        return _named(asked, await self.index(asked), name)

    async def named(self, asked: Asked, spelled: object) -> list[Target]:
        """The symbols with exactly this name, or whose qualified name ends so.

        Raises BadRequest if it is no name.
        """
        if not isinstance(spelled, str) or not spelled.strip():
            raise BadRequest("symbol must be a name or a qualified name")
        index = await self.index(asked)
        wanted = _dotted(spelled.strip())
        parts = wanted.split(".")
        # A name may have dots in it: modules of Elixir, namespaces of C#.
        ends = (".".join(parts[at:]) for at in range(len(parts)))
        snapshot = asked.snapshot()
        found: list[Target] = []
        hits = [
            hit
            for name in dict.fromkeys((spelled.strip(), *ends))
            for hit in _named(asked, index, name)
        ]
        if not hits:
            # The last part of what has dots is no name of its own.
            hits = [Hit(*row) for row in _each(asked, index, wanted, _FEW, _DOTTED, None)]
        for hit in hits:
            path = asked.path_of(hit.path_id)
            # Modules are found below, by the whole of their names.
            if path is None or not hit.symbol or not _ends_with(path, hit, wanted):
                continue
            file = snapshot.file_by_id(hit.path_id)
            if file is not None and hit.symbol < len(file.facts.symbol_hash):
                found.append((hit.path_id, file.facts.symbol_hash[hit.symbol]))
        for path, path_id in asked.files():
            if f".{module_name(path)}".endswith(f".{wanted}") and is_code(path):
                found.append((path_id, MODULE_HASH))
        if not found:
            asked.reason = (
                f"no symbol is named {shown(wanted)}; `codegraph symbols` finds similar names"
            )
        return found


class _Central:
    """Which files of one workspace many others use: counted beside what is asked, for an order that
    is a little old does nobody harm."""

    def __init__(self, store: Store) -> None:
        # Loads numpy, which the start of a daemon must not.
        from ..lexical.users import Users

        self._users = Users(store)
        self._counting: asyncio.Task[None] | None = None
        self._counted: Generation | None = None
        self._again = 0.0

    def follow(self, index: SymbolIndex, generation: Generation) -> None:
        """Have the index know it of a generation soon."""
        now = asyncio.get_running_loop().time()
        if self._counted is generation or self._counting is not None or now < self._again:
            return
        self._counting = asyncio.create_task(self._count(index, generation))

    async def _count(self, index: SymbolIndex, generation: Generation) -> None:
        try:
            # The next question meets the same failure, and says so.
            with contextlib.suppress(StoreError):
                await self._users.follow(generation, lambda: asyncio.sleep(0))
                index.used(self._users.counts)
                self._counted = generation
        finally:
            self._counting = None
            self._again = asyncio.get_running_loop().time() + _COUNTED_SECONDS

    def stop(self) -> None:
        """Nobody asks any more."""
        if self._counting is not None:
            self._counting.cancel()


def _named(asked: Asked, index: SymbolIndex, name: str) -> Iterator[Hit]:
    """The symbols of a name, those of the session's unsaved texts in place of what they replace."""
    found, view = index.named(name), asked.view
    if view is None or not view.overlaid:
        return found
    saved = (hit for hit in found if hit.path_id not in view.overlaid)
    return itertools.chain(saved, view.symbols.named(name))


def _each(
    asked: Asked,
    index: SymbolIndex,
    query: str,
    most: int | None,
    kinds: Collection[str],
    near: str | None,
    files: Files | None = None,
) -> Iterator[HitRow]:
    """The hits of a query, best first, as `_named`."""
    view = asked.view
    if view is None or not view.overlaid:
        return index.each(query, most, kinds, near, files)
    replaced = view.overlaid
    more = most
    if most is not None:
        # So many of the best may be of files that are replaced.
        known = (asked.indexed(path_id) for path_id in replaced)
        more = most + sum(len(facts.symbol_name) for facts in known if facts is not None)
    every = index.each(query, more, kinds, near, files)
    saved = (hit for hit in every if hit[0] not in replaced)
    unsaved = view.symbols.each(query, most, kinds, near, files)
    return heapq.merge(unsaved, saved, key=_worse)


def _worse(hit: HitRow) -> float:
    return -hit[8]


def _dotted(name: str) -> str:
    """A name with dots for what parts it in languages that have something else there."""
    return name.replace("::", ".").replace("\\", ".")


def _ends_with(path: str, hit: Hit, wanted: str) -> bool:
    parts = [module_name(path), hit.container, hit.name]
    full = "." + _dotted(".".join(part for part in parts if part))
    return full.endswith("." + wanted)


async def symbols(asked: Asked, names: Names) -> Answer:
    """Symbols of the workspace whose names match, best first."""
    query = asked.params.get("query")
    if not isinstance(query, str):
        raise BadRequest("query must be a string")
    limit = asked.params.get("limit")
    # One more than is wanted tells whether there are more; a cursor counts from the beginning.
    most: int | None = None
    if isinstance(limit, int) and asked.params.get("cursor") is None:
        most = limit + 1
    kinds = asked.params.get("kinds") or ()
    if not isinstance(kinds, list | tuple):
        raise BadRequest("kinds must be a list")
    unknown = [kind for kind in kinds if kind not in KIND_NAMES]
    if unknown:
        known = ", ".join(KIND_NAMES)
        raise BadRequest(f"unknown kind {shown(str(unknown[0]))}; kinds are {known}")
    near = asked.params.get("near")
    name, filters = taken_apart(query)
    if filters.kinds:
        meant = kinds_meant(filters.kinds)
        kinds = sorted(meant.intersection(kinds) if kinds else meant)
    nothing = bool(filters.kinds) and not kinds

    async def compute() -> Rows:
        # A name is known as soon as its file is parsed; links play no part.
        await asked.settled(lambda path_id: False)
        index = await names.index(asked)
        near_path = asked.path(near) if near else None
        results = _Results(asked)
        if nothing:
            return results.rows()
        hits = _each(asked, index, name, most, kinds, near_path, _files(filters))
        while some := list(islice(hits, _AT_ONCE)):
            results.add(some)
            await asked.pace.breathe()
        return results.rows()

    return await fresh_answer(asked, compute)


def _files(filters: Filters) -> Files | None:
    """The files that may be found; None: all."""
    if not filters.narrows_files:
        return None
    # Loads numpy, which the start of a daemon must not.
    from .narrowing import of_globs

    tests = [path_test(typed, of_globs) for typed in filters.paths]
    if filters.languages:
        known = [each.id for each in all_languages()]
        meant = languages_meant(filters.languages, known, language_of)
        tests.append(lambda path: language_of(path) in meant)
    return Files(filters.key, lambda path: all(test(path) for test in tests))


class _Results:
    """Hits as the columns of results: nothing but the hits is read, for there may be thousands."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._modules: dict[str, str] = {}
        self._columns: dict[str, list[Any]] = {field: [] for field in _FIELDS}
        self._wide: list[int] = []

    def add(self, hits: list[HitRow]) -> None:
        """Add some hits, but for those of files that are gone."""
        paths = self._asked.paths_of([hit[0] for hit in hits])
        if None in paths:
            hits = [hit for hit, path in zip(hits, paths, strict=True) if path is not None]
            paths = [path for path in paths if path is not None]
        if not hits:
            return
        _, _, names, kinds, containers, lines, columns, after, scores, wide = zip(
            *hits, strict=True
        )
        ends = list(after)
        qualified = [
            f"{container}.{name}" if container else name
            for name, container in zip(names, containers, strict=True)
        ]
        held = [
            container or self._module(cast(str, path))
            for container, path in zip(containers, paths, strict=True)
        ]
        if _MODULE in kinds:
            # A module's name is its path's; it spells nothing in its text.
            for at, kind in enumerate(kinds):
                if kind == _MODULE:
                    ends[at], qualified[at] = 0, ""
        if any(wide):
            start = len(self._columns["path"])
            self._wide += [start + at for at, is_wide in enumerate(wide) if is_wide]
        added = (paths, lines, columns, ends, names, kinds, held, qualified, scores)
        for column, more in zip(self._columns.values(), added, strict=True):
            column += more

    def _module(self, path: str) -> str:
        known = self._modules.get(path)
        if known is None:
            known = self._modules[path] = module_name(path)
        return known

    def rows(self) -> Rows:
        """All that was added."""
        found = self._columns
        columns = {
            "path": found["path"],
            "line": found["line"],
            "column": found["column"],
            "end_line": found["line"],
            "end_column": found["end_column"],
            "name": found["name"],
            "kind": found["kind"],
            "container": found["container"],
            "role": ["definition"],
            "tier": [_TIER],
            "confidence": [_CONFIDENCE],
            "origin": [_ORIGIN],
            "qualified": found["qualified"],
            "score": found["score"],
        }
        return Rows(len(found["path"]), columns, {"text": dict.fromkeys(self._wide, "")})

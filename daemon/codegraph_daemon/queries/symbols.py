"""Symbols by name: the fuzzy picker, and exact names given instead of a position."""

from __future__ import annotations

import heapq
import itertools
import re
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer
from codegraph_client.table import Rows

from ..facts import KIND_NAMES, MODULE_HASH, Kind
from ..languages.registry import all_languages, is_code, language_of
from ..resolve.links import Target
from ..resolve.values import TRUST, Origin
from ..search.filters import Files, Filters, kinds_meant, languages_meant, path_test, taken_apart
from ..search.hits import Hit, HitColumns, HitRow, rows_of
from ..search.symbol_index import SymbolIndex
from .answering import Asked, fresh_answer, shown
from .reading import File, module_name
from .symbol_indexes import Indexes
from .targets import is_type

_AT_ONCE = 512
"""Hits between two looks at the clock; they take a microsecond or two each."""
_FEW = 50
"""Modules and the like that are looked at for the last part of their names."""
_DOTTED = (KIND_NAMES[Kind.NAMESPACE],)
_MODULE = KIND_NAMES[Kind.MODULE]
_PASTED = re.compile(r"^(?:::|\.)|\(\)$")
"""What is around a name where it was copied from, and no part of it."""
_FIELDS = (
    *("path", "line", "column", "end_column", "name", "kind", "container"),
    *("qualified", "score"),
)
_ORIGIN, _TIER, _CONFIDENCE = TRUST[Origin.DEFINITION]


class Names(Indexes):
    """The names of all symbols of each workspace."""

    async def called(self, asked: Asked, name: str) -> Iterator[Hit]:
        """The symbols that are called exactly `name`, whatever they lie in; who looks at the first
        few does not pay for the others."""
        return _named(asked, await self.index(asked), name)

    async def places(self, asked: Asked, name: str) -> list[tuple[int, int]]:
        """(path id, symbol) of the same, in no order."""
        index, replaced = await self.index(asked), asked.replaced()
        found = index.places_named(name)
        if asked.view is None or not replaced:
            return found
        saved = [place for place in found if place[0] not in replaced]
        return saved + asked.view.symbols(replaced).places_named(name)

    async def named(self, asked: Asked, spelled: object) -> list[Target]:
        """The symbols with exactly this name, or whose qualified name ends so.

        Raises BadRequest if it is no name.
        """
        if not isinstance(spelled, str) or not spelled.strip():
            raise BadRequest("symbol must be a name or a qualified name")
        found = await self._named(asked, spelled.strip())
        plain = _PASTED.sub("", spelled.strip()).replace("->", ".").replace("#", ".")
        if not found and plain != spelled.strip():
            found = await self._named(asked, plain)
        if not found and asked.complete:
            asked.reason = (
                f"no symbol is named {shown(spelled.strip())}; "
                "`codegraph symbols` finds similar names"
            )
        return found

    async def _named(self, asked: Asked, spelled: str) -> list[Target]:
        index = await self.index(asked)
        wanted = _dotted(spelled)
        parts = wanted.split(".")
        # A name may have dots in it: modules of Elixir, namespaces of C#.
        ends = (".".join(parts[at:]) for at in range(len(parts)))
        snapshot = asked.snapshot()
        found: list[Target] = []
        hits = [
            hit for name in dict.fromkeys((spelled, *ends)) for hit in _named(asked, index, name)
        ]
        if not hits:
            # The last part of what has dots is no name of its own.
            some = _found(asked, index, wanted, _FEW, _DOTTED, None)
            hits = [Hit(*row) for row in _rows(some)]
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
                if len(parts) > 1:
                    found += _called_like_its_file(snapshot.file_by_id(path_id), parts[-1])
        return found


def _called_like_its_file(file: File | None, name: str) -> Iterator[Target]:
    """The types of a file by whose name it is called: in Java `store.Item` is one."""
    facts = None if file is None else file.facts
    for symbol, container in enumerate(facts.symbol_container) if facts is not None else ():
        if not container and symbol and file is not None and facts is not None:
            named = facts.names[facts.symbol_name[symbol]]
            if named == name and is_type(facts, symbol):
                yield file.entry.path_id, facts.symbol_hash[symbol]


def _named(asked: Asked, index: SymbolIndex, name: str) -> Iterator[Hit]:
    """The symbols of a name, those of the session's unsaved texts in place of what they replace."""
    found, replaced = index.named(name), asked.replaced()
    if asked.view is None or not replaced:
        return found
    saved = (hit for hit in found if hit.path_id not in replaced)
    return itertools.chain(saved, asked.view.symbols(replaced).named(name))


def _found(
    asked: Asked,
    index: SymbolIndex,
    query: str,
    most: int | None,
    kinds: Collection[str],
    near: str | None,
    files: Files | None = None,
) -> Iterator[HitColumns]:
    """The hits of a query, best first and some at a time, as `_named`."""
    replaced = asked.replaced()
    if asked.view is None or not replaced:
        return index.some(query, most, kinds, near, files)
    more = most
    if most is not None:
        # So many of the best may be of files that are replaced.
        known = (asked.indexed(path_id) for path_id in replaced)
        more = most + sum(len(facts.symbol_name) for facts in known if facts is not None)
    every = _rows(index.some(query, more, kinds, near, files))
    saved = (hit for hit in every if hit[0] not in replaced)
    unsaved = _rows(asked.view.symbols(replaced).some(query, most, kinds, near, files))
    return _at_once(heapq.merge(unsaved, saved, key=_worse))


def _rows(some: Iterator[HitColumns]) -> Iterator[HitRow]:
    return itertools.chain.from_iterable(map(rows_of, some))


def _at_once(hits: Iterator[HitRow]) -> Iterator[HitColumns]:
    while some := list(islice(hits, _AT_ONCE)):
        yield tuple(zip(*some, strict=True))


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
        for some in _found(asked, index, name, most, kinds, near_path, _files(filters)):
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


class _Modules(dict[str | None, str]):
    """The names of modules by their paths, each made once."""

    def __missing__(self, path: str | None) -> str:
        made = self[path] = module_name(path or "")
        return made


class _Results:
    """Hits as the columns of results: nothing but the hits is read, for there may be thousands."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._modules = _Modules()
        self._columns: dict[str, list[Any]] = {field: [] for field in _FIELDS}
        self._wide: list[int] = []

    def add(self, hits: HitColumns) -> None:
        """Add some hits, but for those of files that are gone."""
        paths = self._asked.paths_of(hits[0])
        if None in paths:
            there = [path is not None for path in paths]
            hits = tuple(list(itertools.compress(column, there)) for column in hits)
            paths = list(itertools.compress(paths, there))
        if not paths:
            return
        _, _, names, kinds, containers, lines, columns, after, scores, wide = hits
        ends = list(after)
        qualified = [
            f"{container}.{name}" if container else name
            for name, container in zip(names, containers, strict=True)
        ]
        modules = self._modules
        held = [
            container or modules[path] for container, path in zip(containers, paths, strict=True)
        ]
        if _MODULE in kinds:
            # A module's name is its path's; it spells nothing in its text.
            for at, kind in enumerate(kinds):
                if kind == _MODULE:
                    ends[at], qualified[at] = 0, ""
        if True in wide:
            start = len(self._columns["path"])
            self._wide += [start + at for at, is_wide in enumerate(wide) if is_wide]
        added = (paths, lines, columns, ends, names, kinds, held, qualified, scores)
        for column, more in zip(self._columns.values(), added, strict=True):
            column += more

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

"""Definitions of which only some are compiled where a name is used.

What a condition means belongs to the language; here are the files that it stands in, and whether
anything defines the names that it asks for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from codegraph_client.protocol import Result

from ..facts import (
    COMPILED_NAME,
    CONDITIONS_NAME,
    NONE,
    START_MASK,
    Bind,
    Expr,
    Facts,
)
from ..languages.semantics import Compiled, Includes, modules_of, scoping_of
from .answering import Asked
from .outside import Outside
from .reading import File, Snapshot
from .targets import locate

_OUTERMOST = (0, NONE)
"""The scopes of names that stand in no function and no class: bound there, or nowhere."""
_MOST_STEPS = 4
"""So many conditions are followed from one to the macros that it asks for."""
_MOST_ASKED = 24
"""Names of conditions that are looked up for one answer."""


async def compiled_together(
    asked: Asked,
    snapshot: Snapshot,
    file: File,
    use: int,
    results: Sequence[Result],
    outside: Outside | None,
) -> list[Result]:
    """Those of some definitions that can be meant at a byte offset of a file; all of them if it is
    one of them, from which people go on to the others."""
    rules = modules_of(file.path)
    if len(results) < 2 or not scoping_of(rules).declares:
        return list(results)
    places: list[Compiled] = []
    for result in results:
        home = snapshot.file(result["path"])
        offset = None if home is None else home.facts.offset(result["line"], result["column"])
        if home is None or offset is None or (home.path == file.path and offset == use):
            return list(results)
        places.append(_compiled(home, offset))
    platform = asked.workspace.settings.text("preprocessor.platform")
    asking = _Asking(
        asked, snapshot, cast(Includes, rules), "" if platform == "host" else platform, outside
    )
    at = _compiled(file, use)
    settled: dict[str, bool] = {}
    meant = asking.meant(at, places, settled)
    if len(meant) > 1:
        settled = await asking.settled([at, *(places[number] for number in meant)])
        if settled:
            meant = asking.meant(at, places, settled)
    if len(meant) < 2:
        return [results[number] for number in meant]
    # Of definitions that each need something which is not known one at most is right.
    unsure = sum([not asking.is_with(at, places[number], settled) for number in meant])
    return [
        results[number]
        if unsure < 2 or asking.is_with(at, places[number], settled)
        else _unsure(results[number], unsure)
        for number in meant
    ]


def _unsure(result: Result, others: int) -> Result:
    """What is one of so many of which one at most is right."""
    if result["tier"] != "certain":
        return result
    return {**result, "tier": "inferred", "confidence": round(1 / others, 4)}


class _Asking:
    """One question about what is compiled, with what was found out for it."""

    def __init__(
        self,
        asked: Asked,
        snapshot: Snapshot,
        rules: Includes,
        platform: str,
        outside: Outside | None,
    ) -> None:
        self._asked = asked
        self._snapshot = snapshot
        self._rules = rules
        self._platform = platform
        self._outside = outside
        self._known: dict[str, bool | None] = {}

    def meant(
        self, use: Compiled, places: Sequence[Compiled], settled: dict[str, bool]
    ) -> list[int]:
        """Which of some places can be meant; `settled` says of some macros whether they are
        defined."""
        return self._rules.meant(self._read, use, places, self._platform, settled)

    def is_with(self, use: Compiled, place: Compiled, settled: dict[str, bool]) -> bool | None:
        """Whether a place is compiled where a name is used; None if that is not known."""
        return self._rules.is_with(self._read, use, place, self._platform, settled)

    def _read(self, path: str, name: str) -> Any:
        there = self._snapshot.file(path)
        said = "" if there is None else _setting(there.facts, name)
        return json.loads(said) if said else None

    async def settled(self, places: Sequence[Compiled]) -> dict[str, bool]:
        """Of the macros that decide about these places and that no platform knows: whether anything
        defines them."""
        found: dict[str, bool] = {}
        for place in places:
            for name in self._rules.undecided(self._read, place, self._platform):
                is_defined = await self._is_defined(place.path, name, 0)
                if is_defined is not None:
                    found[name] = is_defined
        return found

    async def _is_defined(self, path: str, name: str, steps: int) -> bool | None:
        if name not in self._known:
            if len(self._known) >= _MOST_ASKED or steps >= _MOST_STEPS:
                return None
            # What a macro's own definition asks for it again is not known.
            self._known[name] = None
            self._known[name] = await self._defined(path, name, steps)
        return self._known[name]

    async def _defined(self, path: str, name: str, steps: int) -> bool | None:
        file = self._snapshot.file(path)
        links = None if file is None else self._snapshot.contents.links(file.entry)
        start = None if file is None else _asked_at(file.facts, name)
        if file is None or links is None or start is None:
            return None
        targets = links.at(*file.facts.position(start))
        if not targets:
            if self._outside is None:
                return None
            return bool(await self._outside.definitions(self._asked, file, start))
        is_left_out = True
        for target, _ in targets:
            where = locate(self._snapshot, target)
            if where is None:
                return None
            home, symbol = where
            facts = home.facts
            if not facts.is_macro(symbol):
                return None
            for site in facts.sites(symbol):
                place = _compiled(home, site.name)
                if self._rules.is_default(place, name):
                    continue
                is_there = await self._is_compiled(place, steps + 1)
                if is_there:
                    return True
                is_left_out = is_left_out and is_there is False
        return False if is_left_out else None

    async def _is_compiled(self, place: Compiled, steps: int) -> bool | None:
        settled: dict[str, bool] = {}
        for name in self._rules.undecided(self._read, place, self._platform):
            is_defined = await self._is_defined(place.path, name, steps)
            if is_defined is not None:
                settled[name] = is_defined
        return self._rules.is_there(self._read, place, self._platform, settled)


def _asked_at(facts: Facts, name: str) -> int | None:
    """Where a file asks for a macro, or mentions it outside of everything."""
    index = facts.name_index.get(name)
    if index is None:
        return None
    import numpy as np  # Loaded with the first question, to keep the start short.

    for expr in np.flatnonzero(np.frombuffer(facts.expr_a, "<u4") == index).tolist():
        if facts.expr_kind[expr] == Expr.NAME and facts.expr_b[expr] in _OUTERMOST:
            for packed in facts.occurrences_of(expr):
                return packed & START_MASK
    return None


def _compiled(file: File, offset: int) -> Compiled:
    facts = file.facts
    whole = _setting(facts, COMPILED_NAME)
    return Compiled(file.path, _setting(facts, CONDITIONS_NAME), whole, offset)


def _setting(facts: Facts, name: str) -> str:
    index = facts.name_index.get(name)
    for row in facts.bindings.get((0, index), ()) if index is not None else ():
        if facts.bind_kind[row] == Bind.SETTING:
            return facts.names[facts.bind_a[row]]
    return ""

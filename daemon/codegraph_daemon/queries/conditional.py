"""Definitions of which only some are compiled where a name is used.

What a condition means belongs to the language; here are the files that it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from codegraph_client.protocol import Result

from ..facts import COMPILED_NAME, CONDITIONS_NAME, Bind, Facts
from ..languages.semantics import Compiled, Includes, modules_of, scoping_of
from .reading import File, Snapshot


def compiled_together(
    snapshot: Snapshot, file: File, use: int, results: Sequence[Result], platform: str
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

    def read(path: str, name: str) -> Any:
        there = snapshot.file(path)
        said = "" if there is None else _setting(there.facts, name)
        return json.loads(said) if said else None

    meant = cast(Includes, rules).meant(read, _compiled(file, use), places, platform)
    return [results[number] for number in meant]


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

"""The outline of one file: its symbols, nested as they are written."""

from __future__ import annotations

from codegraph_client.protocol import Answer, Result

from ..facts import NONE, UNLISTED, Facts, Kind
from ..languages.semantics import modules_of, scoping_of
from ..resolve.values import Origin
from .answering import Asked, Pace, definitions, fresh_answer
from .inside import in_library
from .outside import LibraryFile, Outside
from .reading import File

_DEEPEST = 50


async def outline(asked: Asked, outside: Outside | None = None) -> Answer:
    """The symbols of one file, nested; `outside`: of a library's file as well."""

    async def of_library(asked: Asked, outside: Outside, file: LibraryFile) -> list[Result]:
        found = await file_outline(file, asked.pace)
        return file.shown(found, text=bool(asked.params.get("text")))

    async def compute() -> list[Result]:
        inside = await in_library(asked, outside, of_library)
        if inside is not None:
            return inside
        path = asked.path(asked.params.get("path"))
        asked.look_at(path)
        # Links play no part in an outline.
        await asked.settled(lambda path_id: False)
        snapshot = asked.snapshot()
        file = await asked.file(lambda: snapshot)
        return [] if file is None else await file_outline(file, asked.pace)

    return await fresh_answer(asked, compute)


async def file_outline(file: File, pace: Pace) -> list[Result]:
    """The symbols of a file in source order, inner ones as `children` of their container."""
    facts = file.facts
    children: dict[int, list[Result]] = {}
    # Where members are defined outside of their class, what holds none of them is not there.
    holding = (
        frozenset(facts.symbol_container) if scoping_of(modules_of(file.path)).declares else ()
    )
    for symbol in range(1, len(facts.symbol_name)):
        if not _is_listed(facts, symbol):
            continue
        if holding and facts.symbol_kind[symbol] == Kind.EXTENSION and symbol not in holding:
            continue
        # What a program has written may hold tens of thousands.
        await pace.breathe()
        sites = definitions(file, symbol, Origin.DEFINITION)
        if facts.symbol_body[symbol] == NONE:
            # A variable is listed where it is first bound, not at every assignment.
            sites = sites[:1]
        children.setdefault(facts.symbol_container[symbol], []).extend(sites)
        for site in sites:
            site["_symbol"] = symbol  # type: ignore[typeddict-unknown-key]
    return _nested(children, 0)


def _is_listed(facts: Facts, symbol: int) -> bool:
    return facts.symbol_kind[symbol] not in UNLISTED


def _nested(children: dict[int, list[Result]], container: int, depth: int = 1) -> list[Result]:
    """The results inside a container, each with what is inside it, down to a bound.

    What lies deeper stands beside what holds it: no message can be nested at will.
    """
    listed = sorted(children.pop(container, ()), key=lambda r: (r["line"], r["column"]))
    if depth == _DEEPEST:
        for result in listed:  # Which grows while it is read.
            listed += children.pop(result.pop("_symbol"), ())  # type: ignore[typeddict-item]
        return sorted(listed, key=lambda r: (r["line"], r["column"]))
    for result in listed:
        symbol: int = result.pop("_symbol")  # type: ignore[typeddict-item]
        # Of several definitions of one name, the first holds what is inside.
        inner = _nested(children, symbol, depth + 1)
        if inner:
            result["children"] = inner
    return listed

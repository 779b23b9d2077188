"""Types and what they share: direct super- and subtypes, implementations and overrides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from codegraph_client.protocol import Answer, Result

from ..facts import Kind
from ..resolve.links import Target
from ..resolve.values import Origin
from ..store.postings import Postings
from .answering import Asked, fresh_answer
from .declared import symbol_result
from .erased import overriding
from .extensions import (
    block_result,
    blocks_of_trait,
    blocks_of_type,
    has_blocks,
    traits_elsewhere,
)
from .hierarchy import Below, Found, bases, keep
from .overrides import classes_of, is_of_class_alone
from .possible import allowed
from .reading import Snapshot
from .relations import ImportedRelations
from .structure import Structure
from .subject import everything, subject
from .symbols import Names
from .targets import defined, is_type, locate


async def supertypes(asked: Asked, names: Names, postings: Postings) -> Answer:
    """The direct bases of a class, in the order in which it names them."""

    async def compute() -> list[Result]:
        about = await subject(asked, names)
        snapshot, found, read = about.snapshot, _bases_of(about.snapshot, about.targets), set[int]()
        # A name that stands for a base may lie in a file that is not linked yet.
        while not found.read <= read and not found.read.isdisjoint(asked.unlinked):
            read = found.read
            await asked.settled(read.__contains__)
            snapshot = asked.snapshot()
            found = _bases_of(snapshot, about.targets)
        for target in about.targets:
            where = locate(snapshot, target)
            if where is not None and has_blocks(where[0].path):
                snapshot = await everything(asked)
                traits = await traits_elsewhere(asked, snapshot, postings, target)
                _add(found.classes, [(trait, int(Origin.TYPE)) for trait in traits])
        structure = Structure(asked, snapshot, names, postings)
        if any(map(structure.is_type, about.targets)):
            snapshot = await everything(asked)
            structure = Structure(asked, snapshot, names, postings)
            for target in about.targets:
                _add(found.classes, _by_structure(await structure.satisfied(target)))
        for target in about.targets:
            _add(found.classes, ImportedRelations(asked, snapshot).types_above(target))
        results = _results(snapshot, found.classes.items())
        return results if len(about.targets) == 1 else _by_place(results)

    return await fresh_answer(asked, allowed(asked, compute))


class _Bases(NamedTuple):
    """Bases with the origins of their links, and the ids of the paths that say so."""

    classes: dict[Target, int]
    read: set[int]


def _bases_of(snapshot: Snapshot, targets: Iterable[Target]) -> _Bases:
    found = _Bases({}, set())
    for target in targets:
        _add(found.classes, bases(snapshot, target, found.read))
    return found


async def subtypes(asked: Asked, names: Names, postings: Postings) -> Answer:
    """The classes of which a class is a direct base."""

    async def compute() -> list[Result]:
        about = await subject(asked, names)
        # Who has it as a base under another name does not mention it.
        snapshot = await everything(asked) if about.targets else about.snapshot
        below = Below(asked, snapshot, postings)
        structure = Structure(asked, snapshot, names, postings)
        found: dict[Target, int] = {}
        for target in about.targets:
            if _is_type(snapshot, target):
                _add(found, await below.derived(target))
                _add(found, ImportedRelations(asked, snapshot).types_below(target))
                _add(found, _by_structure(await structure.satisfying(target)))
        return _by_place(_results(snapshot, found.items()))

    return await fresh_answer(asked, allowed(asked, compute))


async def implementations(asked: Asked, names: Names, postings: Postings) -> Answer:
    """Every class below a class; of a method, the methods below that override it."""

    async def compute() -> list[Result]:
        about = await subject(asked, names)
        snapshot = await everything(asked) if about.targets else about.snapshot
        below = Below(asked, snapshot, postings)
        structure = Structure(asked, snapshot, names, postings)
        found: dict[Target, int] = {}
        blocks: list[Result] = []
        for target in about.targets:
            implementing = await _blocks(asked, snapshot, postings, target)
            blocks += implementing or ()
            _add(found, await _implementations_of(below, snapshot, target))
            _add(found, ImportedRelations(asked, snapshot).all_below(target))
            if implementing is not None:
                # What a block is for is said by the block; traits below have none.
                found = {each: o for each, o in found.items() if _is_trait(snapshot, each)}
            above = [] if _is_trait(snapshot, target) else await structure.satisfied(target)
            _add(found, _by_structure(above))
            for same in (structure.satisfying, structure.same):
                _add(found, _by_structure(await same(target)))
        return _by_place(_results(snapshot, found.items()) + blocks)

    return await fresh_answer(asked, allowed(asked, compute))


async def _blocks(
    asked: Asked, snapshot: Snapshot, postings: Postings, target: Target
) -> list[Result] | None:
    """The blocks that implement a trait, or that belong to a type; None where there are none such
    in the language, or of what is no type."""
    where = locate(snapshot, target)
    if where is None or not has_blocks(where[0].path) or not is_type(where[0].facts, where[1]):
        return None
    about = blocks_of_trait if _is_trait(snapshot, target) else blocks_of_type
    blocks = await about(asked, snapshot, postings, target)
    results = [block_result(snapshot, each, int(Origin.CLASS)) for each in blocks]
    return [each for each in results if each is not None]


def _is_trait(snapshot: Snapshot, target: Target) -> bool:
    where = locate(snapshot, target)
    return where is not None and where[0].facts.symbol_kind[where[1]] == Kind.INTERFACE


async def _implementations_of(below: Below, snapshot: Snapshot, target: Target) -> list[Found]:
    where = locate(snapshot, target)
    if where is None:
        return []
    facts, symbol = where[0].facts, where[1]
    if is_type(facts, symbol):
        return await below.all_derived(target)
    class_symbol = facts.symbol_container[symbol]
    if facts.symbol_kind[symbol] == Kind.PARAMETER or is_of_class_alone(*where):
        return []
    found: list[Found] = []
    # A member may be defined outside of its class.
    for class_ in classes_of(snapshot, where[0], class_symbol):
        if not _is_type(snapshot, class_):
            continue
        for each, origin in await below.all_derived(class_):
            override = overriding(snapshot, each, target)
            if override is not None:
                found.append((defined(snapshot, override), origin))
    return found


def _by_structure(targets: Iterable[Target]) -> list[Found]:
    return [(target, int(Origin.STRUCTURE)) for target in targets]


def _add(found: dict[Target, int], more: Iterable[Found]) -> None:
    for target, origin in more:
        keep(found, target, origin)


def _is_type(snapshot: Snapshot, target: Target) -> bool:
    where = locate(snapshot, target)
    return where is not None and is_type(where[0].facts, where[1])


def _results(snapshot: Snapshot, found: Iterable[Found]) -> list[Result]:
    shown: dict[Target, int] = {}
    for target, origin in found:
        where = locate(snapshot, target)
        if where is None:
            continue
        if where[0].facts.symbol_kind[where[1]] != Kind.EXTENSION:
            keep(shown, target, origin)
            continue
        for type_ in classes_of(snapshot, *where):
            # What adds a base to a type of another file stands for that type.
            keep(shown, type_, origin)
    results: list[Result] = []
    for target, origin in shown.items():
        where = locate(snapshot, target)
        if where is not None:
            results.append(symbol_result(*where, origin))
    return results


def _by_place(results: list[Result]) -> list[Result]:
    return sorted(results, key=lambda r: (r["path"], r["line"], r["column"]))

"""Calls: who calls a symbol, and what it calls, with the places of the calls.

A caller is the innermost function, method or class whose body holds the call, in C and C++ also the
variable whose value does (a table of functions), else the module.
What a symbol calls are the calls in its whole extent, those in inner functions included.

To take a method from an instance counts as a call of it, whoever then calls what was taken, and so
does every use of a property: nothing later would tell.  The role of the place says which it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer
from codegraph_client.table import Rows

from ..facts import MODULE_HASH, Facts, Role, shortened
from ..resolve.described import SYMBOL_BYTES, Told, described
from ..resolve.links import Target, with_wide
from ..resolve.values import Origin
from ..store.postings import Postings
from . import possible
from .answering import Asked, fresh_answer
from .called import SUREST, Calls, Kept, Listed, Place, Why, results
from .callers import Called, in_columns
from .calling import EXPANDED, ON_BASES, POSSIBLE, ROLES, Calling
from .expanded import has_macros, macros_with
from .hierarchy import Below, is_constructor, with_constructors
from .mentions import mentioned
from .overrides import calls_overrides, family
from .reading import Snapshot, module_name
from .subject import everything, subject
from .symbols import Names
from .targets import locate

_DEEPEST = 20
_MOST_SYMBOLS = 2000
"""A tree of calls is cut when it holds more symbols than this, and says so."""

_READ_AT_ONCE = 32
"""A constructor is called through each class that uses it, of which there may be a thousand."""

Step = Callable[[Snapshot, Target], Awaitable[Calls]]
Steps = tuple[Step, Callable[[Snapshot, Target], Awaitable[list[Called]]] | None]
"""A step one by one, and what it reads if that can be made columns at once."""
PossibleStep = Callable[[Snapshot, Target, Calls], Awaitable[None]]
"""Adds to callers or callees those that only may be."""
Direction = Literal["callers", "callees"]


async def callers(asked: Asked, names: Names, postings: Postings) -> Answer:
    """Who calls the symbol at a position, of a name or of a key; and who calls those."""

    async def callers_of(snapshot: Snapshot, target: Target) -> Calls:
        return await _callers_of(asked, names, snapshot, postings, target)

    async def called_of(snapshot: Snapshot, target: Target) -> list[Called]:
        return await _called_of(asked, names, snapshot, postings, target)

    async def possible_of(snapshot: Snapshot, target: Target, calls: Calls) -> None:
        for uses in await possible.uses_of(asked, names, snapshot, postings, [target]):
            how = Calling(POSSIBLE, uses.name, uses.kind)
            await _add_callers(asked, snapshot, uses.path_ids, uses.target, how, calls, uses)

    step = callers_of, called_of
    return await _answer(asked, names, postings, step, possible_of, "callers")


async def callees(asked: Asked, names: Names, postings: Postings) -> Answer:
    """What the symbol at a position, of a name or of a key calls; and what those call."""

    async def callees_of(snapshot: Snapshot, target: Target) -> Calls:
        return await _callees_of(asked, snapshot, target)

    async def possible_of(snapshot: Snapshot, target: Target, calls: Calls) -> None:
        await _add_possible_callees(asked, names, snapshot, target, calls)

    step = callees_of, None
    return await _answer(asked, names, postings, step, possible_of, "callees")


async def _answer(
    asked: Asked,
    names: Names,
    postings: Postings,
    steps: Steps,
    possible_of: PossibleStep,
    direction: Direction,
) -> Answer:
    wanted = possible.policy(asked)

    depth = _depth(asked)

    async def compute() -> Rows:
        about = await subject(asked, names)
        if direction == "callers":
            about = about._replace(targets=with_constructors(about.snapshot, about.targets))
        # Who calls a constructor through its class, or anything by a macro, does not mention it.
        if depth == 1 and not any(_is_called_unsaid(about.snapshot, t) for t in about.targets):
            snapshot = await mentioned(asked, postings, about.snapshot, about.targets)
        else:
            snapshot = await everything(asked)
        more: Calls = {}
        if wanted == "always":
            for target in about.targets:
                await possible_of(snapshot, target, more)
        if depth > 1:
            return await _tree(asked, snapshot, about.targets, depth, steps[0], more)
        question = direction, tuple(about.targets), wanted == "always"
        return await _first_step(asked, snapshot, about.targets, steps, more, question)

    return await fresh_answer(asked, possible.allowed(asked, compute))


async def certain_callers(
    asked: Asked, names: Names, postings: Postings, snapshot: Snapshot, target: Target
) -> Rows:
    """Who calls a symbol, without those that only may, in a generation in which all is linked."""

    async def callers_of(snapshot: Snapshot, target: Target) -> Calls:
        return await _callers_of(asked, names, snapshot, postings, target)

    async def called_of(snapshot: Snapshot, target: Target) -> list[Called]:
        return await _called_of(asked, names, snapshot, postings, target)

    step = callers_of, called_of
    return await _first_step(asked, snapshot, [target], step, {}, ("callers", (target,), False))


async def _first_step(
    asked: Asked,
    snapshot: Snapshot,
    targets: list[Target],
    steps: Steps,
    more: Calls,
    question: tuple[Direction, tuple[Target, ...], bool],
) -> Rows:
    """One step from some symbols; what a generation was asked once is at hand."""
    kept: Kept = snapshot.conclusions.setdefault("calls", Kept())
    known = kept.get(question)
    if known is None:
        step, called_of = steps
        if called_of is not None and not more:
            called = [each for target in targets for each in await called_of(snapshot, target)]
            known = await in_columns(asked, snapshot, called)
        if known is None:
            known = await _tree(asked, snapshot, targets, 1, step, more)
        if asked.complete:
            kept.keep(question, known)
    return known


def _is_called_unsaid(snapshot: Snapshot, target: Target) -> bool:
    """Whether a symbol may be called where its name does not stand."""
    where = locate(snapshot, target)
    return is_constructor(snapshot, target) or (where is not None and has_macros(where[0].path))


def _depth(asked: Asked) -> int:
    depth = asked.params.get("depth", 1)
    if not isinstance(depth, int) or isinstance(depth, bool) or not 1 <= depth <= _DEEPEST:
        raise BadRequest(f"depth must be a whole number from 1 to {_DEEPEST}")
    return depth


async def _tree(
    asked: Asked,
    snapshot: Snapshot,
    targets: list[Target],
    depth: int,
    step: Step,
    more: Calls,
) -> Rows:
    """The callers or callees of some symbols together, `more` among them, with theirs as
    `children`, level by level.

    What was expanded once is not expanded again: calls go in circles.
    """
    seen = set(targets)
    first: Calls = {}
    for target in targets:
        _merge(first, await step(snapshot, target))
    _merge(first, more)
    level = first
    for _ in range(depth - 1):
        following: Calls = {}
        for target, listed in level.items():
            if target in seen:
                continue
            seen.add(target)
            if len(seen) > _MOST_SYMBOLS:
                asked.incomplete(f"the tree is cut at {_MOST_SYMBOLS:,} symbols")
                return results(first)
            if asyncio.get_running_loop().time() >= asked.deadline:
                asked.incomplete(f"there was no time for more than {len(seen):,} symbols")
                return results(first)
            found = await step(snapshot, target)
            if found:
                listed.children = found
            following.update({t: each for t, each in found.items() if t not in following})
        level = following
    return results(first)


def _merge(into: Calls, found: Calls) -> None:
    for target, listed in found.items():
        known = into.get(target)
        if known is None:
            into[target] = listed
        else:
            known.places.extend(listed.places)
            known.why = known.why or listed.why


async def _callers_of(
    asked: Asked, names: Names, snapshot: Snapshot, postings: Postings, target: Target
) -> Calls:
    calls: Calls = {}
    for path_ids, called, how in await _called_of(asked, names, snapshot, postings, target):
        await _add_callers(asked, snapshot, path_ids, called, how, calls)
    return calls


async def _called_of(
    asked: Asked, names: Names, snapshot: Snapshot, postings: Postings, target: Target
) -> list[Called]:
    """What is called where a symbol is: itself, what it constructs, its family, and macros."""
    all_: list[Called] = []
    constructed = await Below(asked, snapshot, postings).constructed(target)
    related = await family(asked, snapshot, postings, names, [target], calls_overrides)
    if related.why_cut:
        asked.incomplete(related.why_cut)
    others = frozenset(related.others)
    wanted = [*constructed, *related.others]
    for at in range(0, len(wanted), _READ_AT_ONCE):
        some = wanted[at : at + _READ_AT_ONCE]
        for called, path_ids in zip(some, postings.read_refs_of(some), strict=True):
            found = locate(snapshot, called)
            if found is not None and called[1] != MODULE_HASH:
                calling = Calling.of(*found)
                if called in others:
                    calling = calling._replace(links=calling.links - ON_BASES)
                all_.append((path_ids, called, calling))
        await asked.pace.breathe()
    itself = locate(snapshot, target) if related.beyond else None
    if itself is not None:
        how = Calling.of(*itself)
        all_ += [(path_ids, called, how) for called, path_ids in related.beyond]
    macros = await macros_with(asked, snapshot, postings, target)
    of_target = locate(snapshot, target) if macros else None
    if of_target is not None:
        expanded = Calling.of(*of_target)._replace(links=EXPANDED)
        all_ += [(postings.read_refs(*macro), macro, expanded) for macro in macros]
    return all_


async def _add_callers(
    asked: Asked,
    snapshot: Snapshot,
    path_ids: Sequence[int],
    called: Target,
    how: Calling,
    calls: Calls,
    uses: possible.Uses | None = None,
) -> None:
    """Add the calls of one symbol in some files, or those of `uses`, which only may be some."""
    path_of, breathe, surest = snapshot.generation.path_of, asked.pace.breathe, SUREST
    contents = snapshot.contents
    calling, name, kind = how
    given = 0
    for path_id, entry, links in snapshot.linked(path_ids):
        await breathe()
        rows = [row for row in links.rows_of(called) if row[2:4] in calling]
        if not rows:
            continue
        if uses is not None:
            given += len(rows)
            if given > possible.MOST_USES:
                asked.reason = asked.reason or possible.TOO_MANY
                break
        path, holders = path_of(path_id), links.holders
        told = contents.derived(entry.facts, Told) or Told()
        told_before = len(told)
        here: dict[int, tuple[list[Place], str]] = {}
        for position, length, role, origin, number in rows:
            known = here.get(number)
            if known is None:
                hashed = holders.hash[number]
                key = path_id, hashed
                listed = calls.get(key)
                if listed is None:
                    about = told.get(hashed) or told.setdefault(hashed, holders.symbol(number))
                    listed = calls[key] = Listed(path, about)
                if uses is not None:
                    listed.why = Why(uses.why, uses.confidence)
                container = shortened(holders.qualified[number]) or module_name(path)
                known = here[number] = listed.places, container
            places, container = known
            places.append((position, surest[origin], name, length, kind, role, container, path))
        if len(told) != told_before:
            contents.keep(entry.facts, told, SYMBOL_BYTES * (1 + len(told)))


async def _callees_of(asked: Asked, snapshot: Snapshot, target: Target) -> Calls:
    calls: Calls = {}
    found = locate(snapshot, target)
    links = None if found is None else snapshot.contents.links(found[0].entry)
    if found is None or links is None:
        return calls
    file, symbol = found
    for called, link in links.inside(_names_inside(file.facts, symbol)):
        if link.role not in ROLES or link.origin == Origin.MEMBER:
            continue
        await asked.pace.breathe()
        callee = locate(snapshot, called)
        if callee is None:
            continue
        calling, name, kind = Calling.of(*callee)
        role = with_wide(link.role) if link.wide else link.role
        if (role, link.origin) not in calling:
            continue
        listed = calls.get(called)
        if listed is None:
            about = described(callee[0].facts, callee[1])
            listed = calls[called] = Listed(callee[0].path, about)
        position = link.line << 32 | link.column
        container = shortened(link.container) or module_name(file.path)
        place = position, SUREST[link.origin], name, link.length, kind, role, container, file.path
        listed.places.append(place)
    return calls


async def _add_possible_callees(
    asked: Asked, names: Names, snapshot: Snapshot, target: Target, calls: Calls
) -> None:
    """Add the methods that calls inside a symbol may mean which do not say on what."""
    found = locate(snapshot, target)
    links = None if found is None else snapshot.contents.links(found[0].entry)
    if found is None or links is None:
        return
    file, symbol = found
    spelled: dict[Target, str] = {}
    chosen: dict[Target, possible.Choice] = {}
    near = [path_id for path_id, _ in links.targets]
    for unknown, link in links.inside(_names_inside(file.facts, symbol)):
        if link.role != Role.CALL or link.origin != Origin.MEMBER:
            continue
        await asked.pace.breathe()
        spelled = spelled or possible.names_of_unknown(file.facts)
        name = spelled[unknown]
        if unknown not in chosen:
            chosen[unknown] = await possible.choice(asked, names, name, file.path, Role.CALL, near)
        choice = chosen[unknown]
        position, container = link.line << 32 | link.column, shortened(link.container)
        role = with_wide(link.role) if link.wide else link.role
        for hit in choice.hits:
            home = snapshot.file_by_id(hit.path_id)
            if home is None or not possible.is_member(home, hit.symbol):
                continue
            about = described(home.facts, hit.symbol)
            listed = calls.setdefault((hit.path_id, about.hash), Listed(home.path, about))
            listed.why = Why(choice.why(name), choice.confidence)
            listed.places.append(
                (
                    *(position, SUREST[Origin.MEMBER], name, link.length, about.kind, role),
                    *(container or module_name(file.path), file.path),
                )
            )


def _names_inside(facts: Facts, outer: int) -> set[str]:
    """The qualified names of a symbol that holds something and of all such inside it."""
    inside = set[str]()
    for owner in frozenset(facts.scope_owner):
        symbol = owner
        while symbol and symbol != outer:
            symbol = facts.symbol_container[symbol]
        if symbol == outer:
            inside.add(facts.qualified(owner))
    return inside

"""Calls: who calls a symbol, and what it calls, with the places of the calls.

A caller is the innermost function, method or class whose body holds the call, else the module.
What a symbol calls are the calls in its whole extent, those in inner functions included.

To take a method from an instance counts as a call of it, whoever then calls what was taken, and so
does every use of a property: nothing later would tell.  The role of the place says which it is.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import cached_property

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..facts import KIND_NAMES, MODULE_HASH, NONE, ROLE_NAMES, Facts, Kind, Role, ScopeKind
from ..resolve.links import Link, Links, Target
from ..resolve.values import TRUST, Origin
from ..store.postings import Postings
from .answering import Asked, fresh_answer
from .hierarchy import Below, is_constructor
from .overrides import overridden
from .reading import File, Snapshot, module_name, symbol_name
from .subject import Described, everything, mentioned, subject
from .symbols import Names
from .targets import locate

_DEEPEST = 20
_MOST_SYMBOLS = 2000
"""A tree of calls is cut when it holds more symbols than this, and says so."""

_TAKEN = frozenset((Origin.SELF, Origin.TYPE, Origin.INHERITED, Origin.UNION))
"""How members of instances are found."""

_CALLING = frozenset((Role.CALL, Role.READ, Role.WRITE))

Calls = dict[Target, tuple[Result, list[Result]]]
"""Callers or callees: the symbol's own result, and the places of the calls."""

Step = Callable[[Snapshot, Target], Awaitable[Calls]]


async def callers(asked: Asked, names: Names, postings: Postings) -> Answer:
    """Who calls the symbol at a position, of a name or of a key; and who calls those."""

    async def step(snapshot: Snapshot, target: Target) -> Calls:
        return await _callers_of(asked, snapshot, postings, target)

    return await _answer(asked, names, postings, step)


async def callees(asked: Asked, names: Names, postings: Postings) -> Answer:
    """What the symbol at a position, of a name or of a key calls; and what those call."""

    async def step(snapshot: Snapshot, target: Target) -> Calls:
        return await _callees_of(asked, snapshot, target)

    return await _answer(asked, names, postings, step)


async def _answer(asked: Asked, names: Names, postings: Postings, step: Step) -> Answer:
    depth = _depth(asked)

    async def compute() -> list[Result]:
        about = await subject(asked, names)
        # Who calls a constructor through its class does not mention it.
        if depth == 1 and not any(is_constructor(about.snapshot, t) for t in about.targets):
            snapshot = await mentioned(asked, postings, about)
        else:
            snapshot = await everything(asked)
        return await _tree(asked, snapshot, about.targets, depth, step)

    return await fresh_answer(asked, compute)


def _depth(asked: Asked) -> int:
    depth = asked.params.get("depth", 1)
    if not isinstance(depth, int) or isinstance(depth, bool) or not 1 <= depth <= _DEEPEST:
        raise BadRequest(f"depth must be a whole number from 1 to {_DEEPEST}")
    return depth


async def _tree(
    asked: Asked, snapshot: Snapshot, targets: list[Target], depth: int, step: Step
) -> list[Result]:
    """The callers or callees of some symbols together, with theirs as `children`, level by level.

    What was expanded once is not expanded again: calls go in circles.
    """
    seen = set(targets)
    first: Calls = {}
    for target in targets:
        _merge(first, await step(snapshot, target))
    level = first
    for _ in range(depth - 1):
        following: Calls = {}
        for target, (result, _places) in level.items():
            if target in seen:
                continue
            seen.add(target)
            if len(seen) > _MOST_SYMBOLS:
                asked.incomplete(f"the tree is cut at {_MOST_SYMBOLS:,} symbols")
                return _results(first)
            if asyncio.get_running_loop().time() >= asked.deadline:
                asked.incomplete(f"there was no time for more than {len(seen):,} symbols")
                return _results(first)
            found = await step(snapshot, target)
            if found:
                result["children"] = _results(found)
            following.update({t: each for t, each in found.items() if t not in following})
        level = following
    return _results(first)


def _merge(into: Calls, found: Calls) -> None:
    for target, (result, places) in found.items():
        known = into.get(target)
        if known is None:
            into[target] = result, places
        else:
            known[1].extend(places)
            _trust_as(known[0], result)


def _results(calls: Calls) -> list[Result]:
    results: list[Result] = []
    for result, places in calls.values():
        if len(places) > 1:
            # One place may call several of the symbols that are asked about.
            places.sort(key=lambda p: (p["line"], p["column"], *_surest_first(p), p["name"]))
            unique = {(p["line"], p["column"]): p for p in reversed(places)}
            places = list(reversed(unique.values()))
        result["calls"] = places
        results.append(result)
    return sorted(results, key=lambda r: (r["path"], r["line"], r["column"], r["name"]))


async def _callers_of(
    asked: Asked, snapshot: Snapshot, postings: Postings, target: Target
) -> Calls:
    calls: Calls = {}
    constructed = await Below(asked, snapshot, postings).constructed(target)
    for called in (*constructed, *overridden(snapshot, [target])):
        found = locate(snapshot, called)
        if found is None or called[1] == MODULE_HASH:
            continue
        generation = snapshot.generation
        for path_id in postings.read_refs(*called):
            await asked.pace.breathe()
            entry = generation.by_id(path_id)
            links = None if entry is None else snapshot.contents.links(entry)
            if links is None or not _may_call(links, called):
                continue
            rows = [link for link in links.of_target(called) if _is_call(link, *found)]
            file = snapshot.file_by_id(path_id) if rows else None
            if file is None:
                continue
            holders, described = Holders(file.facts), Described(file)
            for link in rows:
                symbol = holders.of(link)
                key = (path_id, file.facts.symbol_hash[symbol])
                _note(calls, key, (described, symbol), link, file, found)
    return calls


async def _callees_of(asked: Asked, snapshot: Snapshot, target: Target) -> Calls:
    calls: Calls = {}
    found = locate(snapshot, target)
    links = None if found is None else snapshot.contents.links(found[0].entry)
    if found is None or links is None:
        return calls
    file, symbol = found
    inside = Holders(file.facts).names_inside(symbol)
    for called, link in links.inside(inside):
        if link.role not in _CALLING:
            continue
        await asked.pace.breathe()
        callee = locate(snapshot, called)
        if callee is not None and _is_call(link, *callee):
            _note(calls, called, (Described(callee[0]), callee[1]), link, file, callee)
    return calls


def _may_call(links: Links, target: Target) -> bool:
    return any(role in _CALLING for _, role, _ in links.places_of(target))


def _is_call(link: Link, file: File, symbol: int) -> bool:
    """Whether a link to a symbol of a file calls it."""
    kind = file.facts.symbol_kind[symbol]
    if kind == Kind.PARAMETER or link.origin == Origin.IMPLIED:
        return False
    if link.role == Role.CALL:
        return True
    if link.role not in _CALLING or link.origin not in _TAKEN:
        return False
    if kind == Kind.METHOD:
        return link.role == Role.READ
    body = file.facts.symbol_body[symbol]
    is_accessor = body != NONE and file.facts.scope_kind[body] == ScopeKind.FUNCTION
    return kind == Kind.PROPERTY and is_accessor


def _note(
    calls: Calls,
    key: Target,
    listed: tuple[Described, int],
    link: Link,
    file: File,
    called: tuple[File, int],
) -> None:
    """Add the call at `link` in `file` to the symbol that is listed for it."""
    known = calls.get(key)
    if known is None:
        described, symbol = listed
        known = calls[key] = described.result(symbol, link.origin), []
    call = _call(file, link, called)
    _trust_as(known[0], call)
    known[1].append(call)


def _trust_as(result: Result, call: Result) -> None:
    """A caller is as sure as the surest of its calls, in whatever order they come."""
    if _surest_first(call) < _surest_first(result):
        result["tier"], result["origin"] = call["tier"], call["origin"]
        result["confidence"] = call["confidence"]


def _surest_first(result: Result) -> tuple[float, str]:
    return -result["confidence"], result["origin"]


def _call(file: File, link: Link, called: tuple[File, int]) -> Result:
    home, symbol = called
    trust = TRUST[link.origin]
    result: Result = {
        "path": file.path,
        "line": link.line,
        "column": link.column,
        "end_line": link.line,
        "end_column": link.column + link.length,
        "name": symbol_name(home.path, home.facts, symbol),
        "kind": KIND_NAMES[home.facts.symbol_kind[symbol]],
        "container": link.container or module_name(file.path),
        "role": ROLE_NAMES[link.role],
        "tier": trust.tier,
        "confidence": trust.confidence,
        "origin": trust.name,
    }
    if link.wide:
        result["text"] = ""
    return result


class Holders:
    """Which symbols of a file hold its occurrences, the innermost first."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[str, int] = {"": 0}

    def of(self, link: Link) -> int:
        """The innermost symbol whose body holds an occurrence; 0 for the file itself."""
        container = link.container
        symbol = self._known.get(container)
        if symbol is None:
            symbol = self._known[container] = self._named(container)
        return symbol

    def _named(self, qualified: str) -> int:
        """The symbol of a qualified name that opens a scope.

        By its last name: to spell all symbols of hundreds of files out takes too long.
        """
        facts = self._facts
        name = facts.names.index(qualified.rpartition(".")[2])
        wanted = name.to_bytes(4, sys.byteorder)
        at = self._symbol_names.find(wanted)
        while at >= 0:
            symbol, rest = divmod(at, 4)
            is_holder = not rest and facts.symbol_body[symbol] != NONE
            if is_holder and facts.qualified(symbol) == qualified:
                return symbol
            at = self._symbol_names.find(wanted, at + 1)
        return 0

    @cached_property
    def _symbol_names(self) -> bytes:
        return bytes(self._facts.symbol_name)

    def names_inside(self, outer: int) -> set[str]:
        """The qualified names of a symbol that holds something and of all such inside it."""
        facts, inside = self._facts, set[str]()
        for owner in frozenset(facts.scope_owner):
            symbol = owner
            while symbol and symbol != outer:
                symbol = facts.symbol_container[symbol]
            if symbol == outer:
                inside.add(facts.qualified(owner))
        return inside

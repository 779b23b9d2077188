"""The family of a member: what it overrides, and what overrides that.  Who uses one may use all.

Which classes lie above and below is `hierarchy`'s business; whether it matters is for the language
to say.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ..facts import BASE_NAME, EXTENDED_NAME, NONE, Bind, Flag, Kind, ScopeKind
from ..languages.registry import (
    calls_overrides,
    declared_in_bases,
    follows_overrides,
    implemented_are_used,
    overrides_are_apart,
)
from ..resolve.heritage import extended
from ..resolve.links import Target
from ..store.postings import Postings
from .answering import Asked
from .dispatched import Dispatched, dispatched
from .erased import is_same
from .hierarchy import Below, bases, bases_of_body, member
from .reading import File, Snapshot
from .structure import Structure, is_method
from .symbols import Names
from .targets import defined, locate

_MEMBERS = frozenset((Kind.METHOD, Kind.PROPERTY, Kind.FIELD))
_DECLARED = _MEMBERS | {Kind.FUNCTION, Kind.TYPE_ALIAS, Kind.CONSTANT}
"""What traits declare, and blocks give."""
__all__ = [
    "Family",
    "calls_overrides",
    "classes_of",
    "declared_above",
    "family",
    "has_family",
    "implementing",
    "is_associated_type",
    "is_of_class_alone",
]

_MOST = 5_000
"""Classes that are looked at for one question."""

_LEAST_SECONDS = 0.1
"""So long is looked at them, even if all the time was waited for the index."""


class Family(NamedTuple):
    """Members that belong together."""

    others: list[Target]
    """All but those that were asked about."""
    why_cut: str
    """What keeps it from being whole; empty if it is."""
    beyond: Sequence[Dispatched] = ()
    """Methods of interfaces of the standard library that these implement."""


def has_family(snapshot: Snapshot, targets: Iterable[Target]) -> bool:
    """Whether one of these symbols may override something, or be overridden."""
    for target in targets:
        where = locate(snapshot, target)
        if where is not None and (is_method(*where) or _member_of(snapshot, target) is not None):
            return True
    return False


async def family(
    asked: Asked,
    snapshot: Snapshot,
    postings: Postings,
    names: Names,
    targets: Iterable[Target],
    applies: Callable[[str], bool] = follows_overrides,
) -> Family:
    """The other members, uses of which may be uses of these; `applies` says in which files.

    Those of classes above that they override, and whatever below those, or these, has their name.
    What stands beside them, under a base that they do not share, is none of them.  Where having the
    methods of an interface is enough, what a method implements, or is implemented by.
    """
    wanted = list(dict.fromkeys(targets))
    found: dict[Target, None] = {}
    classes = _Classes(asked, snapshot, postings)
    beyond: dict[Target, None] = {}
    for target in wanted:
        same, outside = await _by_structure(asked, snapshot, postings, names, target)
        found.update(dict.fromkeys(same))
        beyond.update(dict.fromkeys(outside))
        member_of = _member_of(snapshot, target, applies)
        if member_of is None:
            continue
        own, name, variant = member_of
        where = locate(snapshot, target)
        if where is not None and overrides_are_apart(where[0].path):
            for class_ in own:
                others = await classes.above(class_)
                if _is_interface(snapshot, class_) or _is_abstract(*where):
                    # What a class implements of it is it: whose type is the class has both.
                    others += await classes.below(class_)
                for each in others:
                    found.update(dict.fromkeys(_overridden(snapshot, each, name, *where)))
            continue
        covered: set[Target] = set()
        for class_ in own:
            above = await classes.above(class_)
            if where is not None and declared_in_bases(where[0].path):
                # What a block in another file implements is not said where the type is.
                symbol_scope = where[0].facts.symbol_scope[where[1]]
                named = bases_of_body(snapshot, where[0], symbol_scope)
                above += [each for each in named if each not in above]
            declaring = [
                each for each in above if await classes.member(each, name, variant) is not None
            ]
            # Who lies below the last of them lies below most of the others as well.
            for top in reversed([class_, *declaring]):
                if top not in covered:
                    covered.add(top)
                    covered.update(await classes.below(top))
        for each in sorted(covered):
            member = await classes.member(each, name, variant)
            if member is not None:
                found[defined(snapshot, member)] = None
    others = [each for each in found if each not in wanted]
    together = [*wanted, *others] if beyond else []
    users = dispatched(snapshot, postings, beyond, together) if beyond else ()
    return Family(others, classes.why_cut, users)


async def _by_structure(
    asked: Asked, snapshot: Snapshot, postings: Postings, names: Names, target: Target
) -> tuple[list[Target], list[Target]]:
    """What a method implements, or is implemented by; apart what of that is a library's."""
    where = locate(snapshot, target)
    if where is None or not is_method(*where):
        return [], []
    known: tuple[list[Target], list[Target]] | None
    known = snapshot.conclusions.get(("structure", target))
    if known is None:
        structure = Structure(asked, snapshot, names, postings)
        known = await structure.same(target, either=True), structure.outside(target)
        snapshot.conclusions["structure", target] = known
    return known


def declared_above(snapshot: Snapshot, target: Target) -> list[Target] | None:
    """What the traits that its own block implements declare a member as; None: nothing, as the
    block implements none, and an empty list: they lie outside of the workspace."""
    where = locate(snapshot, target)
    if where is None or not declared_in_bases(where[0].path):
        return None
    facts, symbol = where[0].facts, where[1]
    scope = facts.symbol_scope[symbol]
    if facts.symbol_kind[symbol] not in _DECLARED or not facts.bindings_of(scope, EXTENDED_NAME):
        return None
    traits = bases_of_body(snapshot, where[0], scope)
    if not traits:
        return [] if facts.bindings_of(scope, BASE_NAME) else None
    name, variant = facts.bound_as(symbol), facts.names[facts.symbol_variant[symbol]]
    declared = [member(snapshot, trait, name, variant) for trait in traits]
    return [each for each in declared if each is not None] or None


def is_associated_type(snapshot: Snapshot, target: Target) -> bool:
    """Whether a symbol says what a type of a trait is: `type Item = u8`, in a block for one."""
    where = locate(snapshot, target)
    return where is not None and where[0].facts.symbol_kind[where[1]] == Kind.TYPE_ALIAS


async def implementing(
    asked: Asked, snapshot: Snapshot, postings: Postings, targets: Iterable[Target]
) -> Family:
    """The methods that are the bodies of these, where traits declare them: who uses one of those
    uses what the trait declares, whatever it is called on."""
    found: dict[Target, None] = {}
    classes = _Classes(asked, snapshot, postings)
    for target in targets:
        member_of = _member_of(snapshot, target, declared_in_bases)
        where = None if member_of is None else locate(snapshot, member_of[0][0])
        if member_of is None or where is None:
            continue
        (trait, *_), name, variant = member_of
        if where[0].facts.symbol_kind[where[1]] == Kind.INTERFACE:
            for each in await classes.below(trait):
                implemented = await classes.member(each, name, variant)
                if implemented is not None:
                    found[implemented] = None
    return Family(list(found), classes.why_cut)


def _member_of(
    snapshot: Snapshot, target: Target, applies: Callable[[str], bool] = follows_overrides
) -> tuple[list[Target], str, str] | None:
    """The classes of a member of one, its name and its variant, where overrides matter."""
    where = locate(snapshot, target)
    if where is None or not applies(where[0].path):
        return None
    facts, symbol = where[0].facts, where[1]
    if facts.symbol_kind[symbol] not in _MEMBERS or is_of_class_alone(*where):
        return None
    if not _may_override(*where):
        return None
    classes = classes_of(snapshot, where[0], facts.symbol_container[symbol])
    variant = facts.names[facts.symbol_variant[symbol]]
    return (classes, facts.bound_as(symbol), variant) if classes else None


def _may_override(file: File, symbol: int) -> bool:
    """Whether a member may override one of a base, or be overridden: where blocks say which trait
    they implement, neither fields nor what stands in other blocks do."""
    if not declared_in_bases(file.path):
        return True
    facts, scope = file.facts, file.facts.symbol_scope[symbol]
    if facts.bindings_of(scope, EXTENDED_NAME):
        return bool(facts.bindings_of(scope, BASE_NAME))
    owner = facts.scope_owner[scope]
    return owner != NONE and facts.symbol_kind[owner] == Kind.INTERFACE


def is_of_class_alone(file: File, symbol: int) -> bool:
    """Whether a method is one of its class and of no object, where such ones override nothing: one
    of the same name below only hides it."""
    is_static = bool(file.facts.symbol_flags[symbol] & Flag.STATIC_METHOD)
    return is_static and overrides_are_apart(file.path)


class _Classes:
    """Classes above and below others in one generation, as far as a question's time allows.

    What is whole is concluded from the generation and kept with it.
    """

    def __init__(self, asked: Asked, snapshot: Snapshot, postings: Postings) -> None:
        self.why_cut = ""
        self._asked = asked
        self._deadline = max(asked.deadline, asyncio.get_running_loop().time() + _LEAST_SECONDS)
        self._snapshot = snapshot
        self._below = Below(asked, snapshot, postings)

    async def member(self, class_: Target, name: str, variant: str) -> Target | None:
        """The member that a class itself declares under a name."""
        await self._asked.pace.breathe()
        return member(self._snapshot, class_, name, variant, _may_override)

    async def above(self, class_: Target) -> list[Target]:
        """The classes above one, nearest first."""
        found: dict[Target, None] = {}
        level = [class_]
        while level and not self._is_over(len(found)):
            following: list[Target] = []
            for each in level:
                await self._asked.pace.breathe()
                following += [base for base, _ in bases(self._snapshot, each, set())]
            level = [each for each in dict.fromkeys(following) if each not in found]
            found.update(dict.fromkeys(level))
        return [each for each in found if each != class_]

    async def below(self, class_: Target) -> list[Target]:
        """The classes below one, nearest first."""
        conclusions = self._snapshot.conclusions
        known: list[Target] | None = conclusions.get(("below", class_))
        if known is not None:
            return known
        found: dict[Target, None] = {}
        waiting = [class_]
        for each in waiting:
            if self._is_over(len(found)):
                return list(found)
            for derived, _ in await self._below.derived(each):
                if derived not in found and derived != class_:
                    found[derived] = None
                    waiting.append(derived)
        conclusions["below", class_] = list(found)
        return list(found)

    def _is_over(self, count: int) -> bool:
        if count >= _MOST:
            self.why_cut = f"of the classes above and below, {_MOST:,} were looked at"
        elif asyncio.get_running_loop().time() >= self._deadline:
            self.why_cut = "there was no time for all classes above and below"
        return self.why_cut != ""


def classes_of(snapshot: Snapshot, file: File, symbol: int) -> list[Target]:
    """The class that a symbol is, or those to which it adds members that are defined outside."""
    facts = file.facts
    if facts.symbol_kind[symbol] != Kind.EXTENSION:
        return [(file.entry.path_id, facts.symbol_hash[symbol])]
    links = snapshot.contents.links(file.entry)
    return [] if links is None else extended(facts, links, symbol)


def _is_interface(snapshot: Snapshot, class_: Target) -> bool:
    where = locate(snapshot, class_)
    return where is not None and where[0].facts.symbol_kind[where[1]] == Kind.INTERFACE


def _is_abstract(file: File, symbol: int) -> bool:
    """Whether a method has no body, and who uses what implements it uses it as well."""
    is_abstract = bool(file.facts.symbol_flags[symbol] & Flag.ABSTRACT)
    return is_abstract and implemented_are_used(file.path)


def _overridden(
    snapshot: Snapshot, class_: Target, name: str, file: File, method: int
) -> list[Target]:
    """The members of a class that a method of a file overrides, which has a name."""
    where = locate(snapshot, class_)
    if where is None:
        return []
    facts, found = where[0].facts, list[Target]()
    index = facts.name_index.get(name)
    for scope, owner in enumerate(facts.scope_owner) if index is not None else ():
        if owner != where[1] or facts.scope_kind[scope] != ScopeKind.CLASS:
            continue
        for row in facts.bindings_of(scope, name):
            symbol = facts.bind_a[row]
            if facts.bind_kind[row] == Bind.DEF and is_same(where[0], symbol, file, method):
                found.append(defined(snapshot, (class_[0], facts.symbol_hash[symbol])))
    return found

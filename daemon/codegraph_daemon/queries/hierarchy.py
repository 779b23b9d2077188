"""Classes above and below one another, read from facts and links; nothing is evaluated here.

A base is what the link at the last name of its expression says.  Who has a class as a base is
among the files that refer to it.  A name that only stands for a class (`Base = other.Base`) is
followed to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..facts import CALLABLE, CONSTRUCTOR_NAME, Bind, Facts, Kind, ScopeKind
from ..languages.registry import overrides_are_apart
from ..resolve.heritage import BASES, Said, meant, said_by
from ..resolve.links import Links, Target
from ..resolve.values import TRUST
from ..store.pages import Entry
from ..store.postings import Postings
from .answering import Asked
from .reading import File, Snapshot
from .targets import defined, is_type, locate

_MOST_STEPS = 8
"""Names that stand for names are followed so far."""

_CONSTRUCTORS = frozenset(("__init__", "__new__"))
"""Methods that are called by calling their class."""

_STANDS_FOR = frozenset((Kind.VARIABLE, Kind.CONSTANT, Kind.FIELD, Kind.TYPE_ALIAS))

Found = tuple[Target, int]
"""A class, and the origin of the link that says so."""


def bases(snapshot: Snapshot, target: Target, read: set[int]) -> list[Found]:
    """The direct bases of a class that the workspace knows, in their order.

    Adds to `read` the ids of the paths whose links say so.
    """
    read.add(target[0])
    where = locate(snapshot, target)
    links = None if where is None else snapshot.contents.links(where[0].entry)
    if where is None or links is None:
        return []
    file, symbol = where
    return _named_in(snapshot, file, links, bodies_of(file.facts, symbol), target, read)


def bases_of_body(snapshot: Snapshot, file: File, scope: int) -> list[Target]:
    """The bases that one body of a type names: the trait that a block implements."""
    links = snapshot.contents.links(file.entry)
    if links is None:
        return []
    found = _named_in(snapshot, file, links, (scope,), None, set())
    return [base for base, _ in found]


def _named_in(
    snapshot: Snapshot,
    file: File,
    links: Links,
    scopes: Iterable[int],
    target: Target | None,
    read: set[int],
) -> list[Found]:
    facts = file.facts
    found: dict[Target, int] = {}
    for scope in scopes:
        for row in range(facts.scope_bindings[scope], facts.scope_bindings[scope + 1]):
            if facts.bind_kind[row] in BASES:
                for base, origin in meant(facts, links, facts.bind_a[row]):
                    for class_ in behind(snapshot, base, read):
                        if class_ != target:
                            keep(found, class_, origin)
    return list(found.items())


class Below:
    """Who lies below whom in one generation; what each file says of it is read once.

    For one question only: it grows with what is asked.
    """

    def __init__(self, asked: Asked, snapshot: Snapshot, postings: Postings) -> None:
        self._asked = asked
        self._snapshot = snapshot
        self._postings = postings
        self._heritage: dict[int, _Heritage] = {}

    async def derived(self, target: Target) -> list[Found]:
        """The classes of which this one is a direct base."""
        found: dict[Target, int] = {}
        level, seen = [target], {target}
        for _ in range(_MOST_STEPS):
            following: list[Target] = []
            for base in level:
                for path_id, at, origin in await self._places(base):
                    heritage = self._heritage[path_id]
                    for class_ in heritage.bases(at):
                        if class_ != target:
                            keep(found, class_, origin)
                    following += [each for each in heritage.aliases(at) if each not in seen]
            level = list(dict.fromkeys(following))
            seen.update(level)
        return list(found.items())

    async def _places(self, base: Target) -> list[tuple[int, int, int]]:
        """(path id, place, origin) of whatever refers to a class; the heritage there is read."""
        places: list[tuple[int, int, int]] = []
        for path_id, _, links in self._snapshot.linked(self._postings.read_refs(*base)):
            await self._asked.pace.breathe()
            here = [(p, o) for p, _, o in links.places_of(base)]
            if here and self._heritage_of(path_id):
                places += [(path_id, place, origin) for place, origin in here]
        return places

    async def all_derived(self, target: Target) -> list[Found]:
        """Every class below this one, nearest first."""
        found: dict[Target, int] = {}
        level = [target]
        while level:
            following: dict[Target, int] = {}
            for each in level:
                for class_, origin in await self.derived(each):
                    if class_ not in found and class_ != target:
                        keep(following, class_, origin)
            found.update(following)
            level = list(following)
        return list(found.items())

    async def constructed(self, target: Target) -> list[Target]:
        """What is called when a symbol is: itself; for a constructor, the classes that use it."""
        where = locate(self._snapshot, target)
        if where is None or not is_constructor(self._snapshot, target):
            return [target]
        known: list[Target] | None = self._snapshot.conclusions.get(("constructed", target))
        if known is not None:
            return known
        facts, symbol = where[0].facts, where[1]
        name = facts.bound_as(symbol)
        if name == CONSTRUCTOR_NAME or overrides_are_apart(where[0].path):
            # Each call says which constructor it means.
            return [target]
        class_ = (target[0], facts.symbol_hash[facts.symbol_container[symbol]])
        result = [target, class_]
        waiting = [class_]
        while waiting:
            for below, _ in await self.derived(waiting.pop()):
                if below not in result and member(self._snapshot, below, name) is None:
                    result.append(below)
                    waiting.append(below)
        self._snapshot.conclusions["constructed", target] = result
        return result

    def _heritage_of(self, path_id: int) -> _Heritage | None:
        known = self._heritage.get(path_id)
        if known is None:
            snapshot = self._snapshot
            entry = snapshot.generation.by_id(path_id)
            said = None if entry is None else _said_by(snapshot, entry)
            if entry is None or said is None:
                return None
            known = self._heritage[path_id] = _Heritage(snapshot, entry, said)
        return known


def keep(found: dict[Target, int], target: Target, origin: int) -> None:
    """Note what was found, with the surest origin, in whatever order that comes."""
    known = found.get(target)
    if known is None or _rank(origin) < _rank(known):
        found[target] = origin


def _rank(origin: int) -> tuple[float, int]:
    return -TRUST[origin].confidence, origin


class _Heritage:
    """What a file of a generation says."""

    def __init__(self, snapshot: Snapshot, entry: Entry, said: Said) -> None:
        self._snapshot = snapshot
        self._entry = entry
        self._said = said

    def bases(self, at: int) -> Iterator[Target]:
        """The classes that have what stands at line << 32 | column as a base."""
        for hashed in self._said.bases.get(at, ()):
            yield self._entry.path_id, hashed

    def aliases(self, at: int) -> Iterator[Target]:
        """The symbols that stand for what stands there."""
        named = self._said.aliases.get(at)
        facts = self._snapshot.contents.facts(self._entry.facts) if named else None
        if facts is not None:
            for scope, name in named or ():
                symbol = facts.symbol_bound(scope, name)
                if symbol is not None:
                    yield self._entry.path_id, facts.symbol_hash[symbol]


def _said_by(snapshot: Snapshot, entry: Entry) -> Said | None:
    """What a file says of its classes; read once, for it follows from its facts."""
    contents = snapshot.contents
    said = contents.derived(entry.facts, Said)
    if said is None:
        facts = contents.facts(entry.facts)
        if facts is None:
            return None
        said = said_by(facts)
        contents.keep(entry.facts, said, 400 + 300 * (len(said.bases) + len(said.aliases)))
    return said


def member(
    snapshot: Snapshot,
    class_: Target,
    name: str,
    variant: str = "",
    accepts: Callable[[File, int], bool] | None = None,
) -> Target | None:
    """The member that a class itself declares under a name, as its scope binds it.

    `variant` tells callables of one name apart where those are bound so; what `accepts` does not
    take is none of those that are wanted.
    """
    where = locate(snapshot, class_)
    if where is None:
        return None
    facts = where[0].facts
    index = facts.name_index.get(name)
    if index is not None:
        for scope in bodies_of(facts, where[1]):
            if name.endswith(CALLABLE):
                symbol = _callable(facts, scope, name, variant)
            else:
                symbol = facts.symbol_bound(scope, index)
            if symbol is not None and (accepts is None or accepts(where[0], symbol)):
                return class_[0], facts.symbol_hash[symbol]
    return None


def _callable(facts: Facts, scope: int, name: str, variant: str) -> int | None:
    """The one of a scope's callables of a name that is told so from others."""
    for row in facts.bindings_of(scope, name):
        symbol = facts.bind_a[row]
        is_it = facts.names[facts.symbol_variant[symbol]] == variant
        if facts.bind_kind[row] == Bind.DEF and is_it:
            return symbol
    return None


def is_constructor(snapshot: Snapshot, target: Target) -> bool:
    """Whether a symbol is called by calling the class that it lies in."""
    where = locate(snapshot, target)
    if where is None:
        return False
    facts, symbol = where[0].facts, where[1]
    name = facts.names[facts.symbol_name[symbol]]
    is_named_so = name in _CONSTRUCTORS or facts.symbol_kind[symbol] == Kind.CONSTRUCTOR
    return is_named_so and is_type(facts, facts.symbol_container[symbol])


def with_constructors(snapshot: Snapshot, targets: list[Target]) -> list[Target]:
    """Targets with the constructors of classes of which each call says which of them it means: who
    makes one of a class calls it."""
    found = dict.fromkeys(targets)
    for target in targets:
        where = locate(snapshot, target)
        if where is None or not is_type(where[0].facts, where[1]):
            continue
        facts = where[0].facts
        for symbol, container in enumerate(facts.symbol_container):
            if container == where[1] and facts.bound_as(symbol) == CONSTRUCTOR_NAME:
                found[defined(snapshot, (target[0], facts.symbol_hash[symbol]))] = None
    return list(found)


def bodies_of(facts: Facts, symbol: int) -> Iterator[int]:
    """The scopes that a class opens; more than one if it is declared in parts."""
    owners = facts.scope_owner
    for scope, owner in enumerate(owners):
        if owner != symbol or facts.scope_kind[scope] != ScopeKind.CLASS:
            continue
        # What lies in a body, such as a type spelled like an object, is no body.
        if owners[facts.scope_parent[scope]] != symbol:
            yield scope


def behind(snapshot: Snapshot, target: Target, read: set[int]) -> list[Target]:
    """The classes that a symbol is or stands for."""
    found: list[Target] = []
    level, seen = [target], {target}
    for _ in range(_MOST_STEPS):
        following: list[Target] = []
        for each in level:
            where = locate(snapshot, each)
            if where is None:
                continue
            facts, symbol = where[0].facts, where[1]
            if facts.symbol_kind[symbol] in _STANDS_FOR:
                read.add(each[0])
                following += _values(snapshot, where[0], symbol)
            elif is_type(facts, symbol):
                found.append(each)
        level = [each for each in dict.fromkeys(following) if each not in seen]
        seen.update(level)
    return found


def _values(snapshot: Snapshot, file: File, symbol: int) -> list[Target]:
    """What the expressions that a variable is bound to refer to."""
    facts = file.facts
    links = snapshot.contents.links(file.entry)
    if links is None:
        return []
    rows = facts.bindings.get((facts.symbol_scope[symbol], facts.symbol_name[symbol]), ())
    values = [facts.bind_a[row] for row in rows if facts.bind_kind[row] == Bind.VALUE]
    return [target for expr in values for target, _ in meant(facts, links, expr)]

"""Types that have the methods of an interface, in languages where that alone makes them its kind.

Computed when it is asked for and never stored: any new method anywhere may change it.  A type has
its own methods, those that other files of its folder add, and those of what it embeds.  Methods
agree by name and by how their parameters and results are written, package names aside; an interface
that embeds what neither the workspace nor its language knows has methods that nobody can tell, so
nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from ..facts import (
    BASE_NAME,
    NONE,
    Bind,
    Kind,
    ScopeKind,
    extension_name,
)
from ..languages.registry import is_structural
from ..languages.semantics import interfaces_outside, modules_of
from ..resolve.heritage import (
    embedded,
    meant,
    methods_of_library,
    type_parameters,
    written_signature,
)
from ..resolve.links import Target
from ..resolve.standard_methods import standard_method
from ..store.postings import Postings
from .answering import Asked
from .hierarchy import behind, bodies_of
from .reading import File, Snapshot
from .symbols import Names
from .targets import locate

Methods = dict[str, tuple[str, Target | None]]
"""Name -> how its parameters and results are written, and the method; None: it is a library's."""

_TYPES = frozenset((Kind.CLASS, Kind.INTERFACE))


_OPEN = "\0"
_WORD, _HOLE = re.compile(r"\w+"), re.compile(r"\0(\d+);")


class _Own(NamedTuple):
    """What one type says of its methods itself."""

    methods: Methods
    embedded: list[Target]
    is_unknown: bool
    """An interface that embeds what nobody knows."""


class Structure:
    """Who has whose methods in one generation; for one question only."""

    def __init__(self, asked: Asked, snapshot: Snapshot, names: Names, postings: Postings) -> None:
        self._asked = asked
        self._snapshot = snapshot
        self._names = names
        self._postings = postings
        self._known: dict[Target, Methods | None] = {}

    def is_type(self, target: Target) -> bool:
        """Whether what a type is follows from its methods."""
        return self._kind(target) in _TYPES

    def _kind(self, target: Target) -> int:
        where = locate(self._snapshot, target)
        if where is None or not is_structural(where[0].path):
            return NONE
        return where[0].facts.symbol_kind[where[1]]

    async def satisfying(self, interface: Target) -> list[Target]:
        """The types that have all methods of an interface, by path and place of their names."""
        wanted = self.methods(interface)
        if self._kind(interface) != Kind.INTERFACE or not wanted:
            return []
        rarest, fewest = "", 0
        for name in wanted:
            # Of a library's method nobody may have one of their own: they embed who has it.
            count = len(await self._holders(name))
            if count and (not fewest or count < fewest):
                rarest, fewest = name, count
        if not fewest:
            return []
        found: list[Target] = []
        for type_ in await self._embedding(await self._holders(rarest)):
            methods = self.methods(type_)
            if type_ != interface and methods is not None and _has(methods, wanted):
                found.append(type_)
        return found

    async def satisfied(self, type_: Target, method: str | None = None) -> list[Target]:
        """The interfaces whose methods a type has; only of those that have a `method` of their own,
        or embed who has."""
        methods = self.methods(type_) if method is None else None
        candidates: dict[Target, None] = {}
        for name in methods or () if method is None else (method,):
            for holder in await self._holders(name):
                if self._kind(holder) == Kind.INTERFACE:
                    candidates[holder] = None
        # Most methods are no interface's, whatever else their types have.
        methods = self.methods(type_) if candidates else None
        if not methods:
            return []
        found: list[Target] = []
        for interface in await self._embedding(candidates):
            wanted = self.methods(interface)
            if interface == type_ or self._kind(interface) != Kind.INTERFACE or not wanted:
                continue
            if _has(methods, wanted):
                found.append(interface)
        return found

    async def same(self, method: Target, either: bool = False) -> list[Target]:
        """What a method implements, or is implemented by; `either`: of an interface's both."""
        where = locate(self._snapshot, method)
        if where is None or not is_method(*where):
            return []
        facts, symbol = where[0].facts, where[1]
        holder = self._holder(where[0], symbol)
        if holder is None:
            return []
        name = facts.names[facts.symbol_name[symbol]]
        types: list[Target] = []
        is_interface = self._kind(holder) == Kind.INTERFACE
        if is_interface:
            types += await self.satisfying(holder)
        if either or not is_interface:
            types += await self.satisfied(holder, name)
        found: dict[Target, None] = {}
        for type_ in types:
            methods = self.methods(type_)
            other = methods[name][1] if methods and name in methods else None
            if other is not None and other != method:
                found[other] = None
        return list(found)

    def outside(self, method: Target) -> list[Target]:
        """The methods of interfaces of the standard library that a method implements, or that
        implement it, as links have them."""
        where = locate(self._snapshot, method)
        holder = self._holder(*where) if where is not None and is_method(*where) else None
        if where is None or holder is None:
            return []
        facts, found = where[0].facts, dict[Target, None]()
        known = interfaces_outside(
            modules_of(where[0].path), facts.names[facts.symbol_name[where[1]]]
        )
        methods = self.methods(holder) if known else None
        if not methods:
            return []
        is_interface = self._kind(holder) == Kind.INTERFACE
        for name, written in known:
            wanted: Methods = {each: (text, None) for each, text in written.items()}
            if _has(methods, wanted) or (is_interface and _has(wanted, methods)):
                found[standard_method(name)] = None
        return list(found)

    def methods(self, type_: Target) -> Methods | None:
        """The methods of a type, promoted ones too; None if they cannot be told."""
        if type_ not in self._known:
            # What embeds itself has no more than its own.
            self._known[type_] = {}
            self._known[type_] = self._methods(type_)
        return self._known[type_]

    def _methods(self, type_: Target) -> Methods | None:
        known: _Own | None = self._snapshot.conclusions.get(("own methods", type_))
        if known is None:
            known = self._own(type_)
            self._snapshot.conclusions["own methods", type_] = known
        if known.is_unknown:
            return None
        found = dict(known.methods)
        for inner in known.embedded:
            methods = self.methods(inner)
            if methods is None and self._kind(type_) == Kind.INTERFACE:
                return None
            for name, method in (methods or {}).items():
                found.setdefault(name, method)
        return found

    def _own(self, type_: Target) -> _Own:
        found: Methods = {}
        inner: list[Target] = []
        parameters: list[str] = []
        for file, scope in self._bodies(type_):
            facts = file.facts
            links = self._snapshot.contents.links(file.entry)
            for row in range(facts.scope_bindings[scope], facts.scope_bindings[scope + 1]):
                kind = facts.bind_kind[row]
                if kind == Bind.DEF:
                    symbol = facts.bind_a[row]
                    if facts.symbol_kind[symbol] == Kind.METHOD:
                        target = file.entry.path_id, facts.symbol_hash[symbol]
                        name = facts.names[facts.symbol_name[symbol]]
                        found[name] = written_signature(file.path, facts, symbol), target
                elif kind == Bind.SPREAD and facts.names[facts.bind_name[row]] == BASE_NAME:
                    expr = facts.bind_a[row]
                    home = file.entry.path_id
                    meaning = [] if links is None else embedded(home, facts, links, expr)
                    for target in meaning:
                        inner += behind(self._snapshot, target, set())
                    known = None if meaning else methods_of_library(file.path, facts, expr)
                    for name, written in (known or {}).items():
                        found.setdefault(name, (written, None))
                    given = type_parameters(facts, expr)
                    parameters += given or ()
                    is_known = meaning or known is not None or given is not None
                    if not is_known and self._kind(type_) == Kind.INTERFACE:
                        return _Own({}, [], True)
        if parameters and self._kind(type_) == Kind.INTERFACE:
            found = {name: (_opened(text, parameters), m) for name, (text, m) in found.items()}
        return _Own(found, inner, False)

    def _bodies(self, type_: Target) -> Iterator[tuple[File, int]]:
        """The scopes that hold members of a type, those of other files of its folder too."""
        where = locate(self._snapshot, type_)
        if where is None:
            return
        file, symbol = where
        for scope in bodies_of(file.facts, symbol):
            yield file, scope
        folder = file.path.rpartition("/")[0]
        name = extension_name(file.facts.names[file.facts.symbol_name[symbol]])
        for path_id in self._postings.read_refs(*type_):
            other = self._snapshot.file_by_id(path_id)
            if other is None or other.path.rpartition("/")[0] != folder:
                continue
            for row in other.facts.bindings_of(0, name):
                yield other, other.facts.bind_b[row]

    async def _holders(self, name: str) -> list[Target]:
        """The types that have a method of this name of their own."""
        known: list[Target] | None = self._snapshot.conclusions.get(("holders", name))
        if known is not None:
            return known
        found: dict[Target, None] = {}
        for hit in await self._names.called(self._asked, name):
            file = self._snapshot.file_by_id(hit.path_id)
            if file is None or hit.symbol >= len(file.facts.symbol_kind):
                continue
            if is_method(file, hit.symbol):
                holder = self._holder(file, hit.symbol)
                if holder is not None:
                    found[holder] = None
        self._snapshot.conclusions["holders", name] = list(found)
        return list(found)

    def _holder(self, file: File, method: int) -> Target | None:
        facts = file.facts
        holder = facts.symbol_container[method]
        if facts.symbol_kind[holder] != Kind.EXTENSION:
            return file.entry.path_id, facts.symbol_hash[holder]
        links = self._snapshot.contents.links(file.entry)
        name = extension_name(facts.names[facts.symbol_name[holder]])
        if links is None:
            return None
        for row in facts.bindings_of(0, name):
            for target, _ in meant(facts, links, facts.bind_a[row]):
                return target
        return None

    async def _embedding(self, types: Iterable[Target]) -> list[Target]:
        """These types and those that embed one of them, by path and name."""
        found = dict.fromkeys(types)
        pending = list(found)
        while pending:
            for outer in await self._outer(pending.pop()):
                if outer not in found:
                    found[outer] = None
                    pending.append(outer)
        paths = self._snapshot.generation
        return sorted(found, key=lambda each: (paths.path_of(each[0]), each[1]))

    async def _outer(self, type_: Target) -> list[Target]:
        """The types that embed a type themselves."""
        known: list[Target] | None = self._snapshot.conclusions.get(("embedding", type_))
        if known is not None:
            return known
        found: list[Target] = []
        for path_id in self._postings.read_refs(*type_):
            await self._asked.pace.breathe()
            file = self._snapshot.file_by_id(path_id)
            if file is not None and is_structural(file.path):
                found += self._embedders(file, type_)
        self._snapshot.conclusions["embedding", type_] = found
        return found

    def _embedders(self, file: File, type_: Target) -> Iterator[Target]:
        facts = file.facts
        links = self._snapshot.contents.links(file.entry)
        if links is None:
            return
        for scope, kind in enumerate(facts.scope_kind):
            if kind != ScopeKind.CLASS:
                continue
            for row in facts.bindings_of(scope, BASE_NAME):
                if type_ in [target for target, _ in meant(facts, links, facts.bind_a[row])]:
                    yield file.entry.path_id, facts.symbol_hash[facts.scope_owner[scope]]


def is_method(file: File, symbol: int) -> bool:
    """Whether a method may be one of an interface that does not name its type."""
    return file.facts.symbol_kind[symbol] == Kind.METHOD and is_structural(file.path)


def _has(methods: Methods, wanted: Methods) -> bool:
    for name, (signature, _) in wanted.items():
        if name not in methods:
            return False
        own = methods[name][0]
        if own != signature and not (_OPEN in signature and _pattern(signature).fullmatch(own)):
            return False
    return True


def _opened(signature: str, parameters: list[str]) -> str:
    """How a method of a generic interface is written, open where a type parameter stands."""
    return _WORD.sub(
        lambda word: f"{_OPEN}{parameters.index(word[0])};" if word[0] in parameters else word[0],
        signature,
    )


@cache
def _pattern(signature: str) -> re.Pattern[str]:
    """What is written like an open signature: one type for each parameter, wherever it stands."""
    known: set[str] = set()

    def group(found: re.Match[str]) -> str:
        name = f"p{found[1]}"
        if name in known:
            return f"(?P={name})"
        known.add(name)
        return f"(?P<{name}>[^,;]+)"

    return re.compile(_HOLE.sub(group, re.escape(signature)))

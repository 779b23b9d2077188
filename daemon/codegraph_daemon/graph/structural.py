"""Which methods implement which, in languages where having the methods of an interface is enough.

A type has its own methods and those of what it embeds; it is of an interface's kind if it has all
of its methods, written alike. What the methods of a type implement are those of all such
interfaces. An interface that embeds what nobody knows says nothing. The same is answered for one
method by `queries.structure`; here it is told of all types at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..facts import BASE_NAME, Bind, Facts, Kind, ScopeKind
from ..languages.registry import is_structural
from ..resolve.heritage import (
    embedded,
    extended,
    methods_of_library,
    type_parameters,
    written_signature,
)
from ..resolve.links import Links, Target

Method = tuple[Target, str, str, int]
"""The type that has it, its name, how it is written, its own hash; 0: it is a library's."""


class Structure(NamedTuple):
    """What a file says of types that are told by their methods."""

    methods: tuple[Method, ...]
    embedded: tuple[tuple[Target, Target], ...]
    """(type, what it embeds)."""
    interfaces: tuple[int, ...]
    """The interfaces of this file, by their hashes."""
    unknown: tuple[int, ...]
    """Those that embed what nobody knows."""


NOTHING: Final = Structure((), (), (), ())


class Implementing(NamedTuple):
    """Pairs of methods (path id and hash): one, and the interface's that it implements."""

    path: NDArray[np.uint32]
    method: NDArray[np.uint64]
    interface_path: NDArray[np.uint32]
    interface_method: NDArray[np.uint64]


def structure_of(path: str, path_id: int, facts: Facts, links: Links) -> Structure:
    """What one file says; nothing where types are told by what they say."""
    if not is_structural(path):
        return NOTHING
    methods: list[Method] = []
    inner: list[tuple[Target, Target]] = []
    kinds, hashes, containers = facts.symbol_kind, facts.symbol_hash, facts.symbol_container
    holders: dict[int, list[Target]] = {}

    def of(symbol: int) -> list[Target]:
        if symbol not in holders:
            is_type = kinds[symbol] != Kind.EXTENSION
            own = [(path_id, hashes[symbol])] if is_type else extended(facts, links, symbol)
            holders[symbol] = own
        return holders[symbol]

    for symbol in range(1, len(kinds)):
        if kinds[symbol] == Kind.METHOD:
            name, written = (
                facts.names[facts.symbol_name[symbol]],
                written_signature(path, facts, symbol),
            )
            methods += [(type_, name, written, hashes[symbol]) for type_ in of(containers[symbol])]
    unknown: list[int] = []
    base = facts.name_index.get(BASE_NAME)
    for scope, kind in enumerate(facts.scope_kind):
        if kind != ScopeKind.CLASS or base is None:
            continue
        owner = facts.scope_owner[scope]
        for row in facts.bindings_of(scope, BASE_NAME):
            if facts.bind_kind[row] != Bind.SPREAD:
                continue
            expr = facts.bind_a[row]
            found = embedded(path_id, facts, links, expr)
            inner += [(type_, target) for type_ in of(owner) for target in found]
            library = None if found else methods_of_library(path, facts, expr)
            for name, written in (library or {}).items():
                methods += [(type_, name, written, 0) for type_ in of(owner)]
            is_generic = type_parameters(facts, expr) is not None
            is_known = found or library is not None or is_generic
            if not is_known and kinds[owner] == Kind.INTERFACE:
                unknown.append(hashes[owner])
    interfaces = [hashes[each] for each, kind in enumerate(kinds) if kind == Kind.INTERFACE]
    return Structure(tuple(methods), tuple(inner), tuple(interfaces), tuple(unknown))


def implementing(
    files: Iterable[tuple[int, Structure]], stands_for: Mapping[Target, list[Target]]
) -> Implementing:
    """Which methods of all these files (path id, what it says) implement which of interfaces;
    `stands_for`: what names of types stand for."""
    types = _Types(stands_for)
    interfaces: list[Target] = []
    for path_id, said in files:
        types.add(path_id, said)
        interfaces += [(path_id, hashed) for hashed in said.interfaces]
    having: dict[tuple[str, str], list[Target]] = {}
    for type_ in types.all():
        for name, (written, _) in (types.methods(type_) or {}).items():
            having.setdefault((name, written), []).append(type_)
    pairs: dict[tuple[Target, Target], None] = {}
    for interface in interfaces:
        wanted = types.methods(interface)
        if not wanted:
            continue
        rarest = min(((n, w) for n, (w, _) in wanted.items()), key=lambda m: len(having[m]))
        for type_ in having[rarest]:
            methods = types.methods(type_) or {}
            if type_ == interface or not _has(methods, wanted):
                continue
            for name, (_, declared) in wanted.items():
                own = methods[name][1]
                if own is not None and declared is not None and own != declared:
                    pairs[own, declared] = None
    return Implementing(
        np.array([path for (path, _), _ in pairs], np.uint32),
        np.array([hashed for (_, hashed), _ in pairs], np.uint64),
        np.array([path for _, (path, _) in pairs], np.uint32),
        np.array([hashed for _, (_, hashed) in pairs], np.uint64),
    )


_Methods = dict[str, tuple[str, Target | None]]


class _Types:
    """All types with their methods, promoted ones too."""

    def __init__(self, stands_for: Mapping[Target, list[Target]]) -> None:
        self._own: dict[Target, _Methods] = {}
        self._embedded: dict[Target, list[Target]] = {}
        self._interfaces: set[Target] = set()
        self._unknown: set[Target] = set()
        self._known: dict[Target, _Methods | None] = {}
        self._stands_for = stands_for

    def add(self, path_id: int, said: Structure) -> None:
        """Take in what a file says."""
        for type_, name, written, hashed in said.methods:
            method = (path_id, hashed) if hashed else None
            own = self._own.setdefault(type_, {})
            if method is not None or name not in own:
                own[name] = written, method
        for type_, inner in said.embedded:
            self._embedded.setdefault(type_, []).append(inner)
        self._interfaces.update((path_id, hashed) for hashed in said.interfaces)
        self._unknown.update((path_id, hashed) for hashed in said.unknown)

    def all(self) -> Iterable[Target]:
        """The types that have, or embed, anything."""
        return dict.fromkeys((*self._own, *self._embedded))

    def methods(self, type_: Target) -> _Methods | None:
        """The methods of a type; None if they cannot be told."""
        if type_ not in self._known:
            # What embeds itself has no more than its own.
            self._known[type_] = {}
            self._known[type_] = self._methods(type_)
        return self._known[type_]

    def _methods(self, type_: Target) -> _Methods | None:
        if type_ in self._unknown:
            return None
        found = dict(self._own.get(type_, {}))
        for inner in self._embedded.get(type_, ()):
            for each in self._behind(inner):
                methods = self.methods(each)
                if methods is None and type_ in self._interfaces:
                    return None
                for name, method in (methods or {}).items():
                    found.setdefault(name, method)
        return found

    def _behind(self, target: Target) -> list[Target]:
        """The types that a name is or stands for."""
        found, seen, level = list[Target](), {target}, [target]
        while level:
            following: list[Target] = []
            for each in level:
                others = self._stands_for.get(each)
                if others is None:
                    found.append(each)
                else:
                    following += others
            level = [each for each in dict.fromkeys(following) if each not in seen]
            seen.update(level)
        return found


def _has(methods: _Methods, wanted: _Methods) -> bool:
    return all(name in methods and methods[name][0] == w for name, (w, _) in wanted.items())

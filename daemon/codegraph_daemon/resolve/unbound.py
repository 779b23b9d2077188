"""What a name means that its file does not bind: what a wildcard import brings, what other files
have by the rules of the language, built-ins.

Stays out: what is bound (`names`).
"""

from __future__ import annotations

from abc import abstractmethod
from typing import cast

from ..facts import (
    NONE,
    PACKAGE_NAME,
    PACKAGES_NAME,
    SPREAD_NAME,
    TAG,
    TAGS_NAME,
    USING_NAME,
    Kind,
    global_name,
)
from ..languages.semantics import Beyond, Everywhere, Here
from .by_name import of_name
from .file import File
from .names import Names
from .one_value import Found
from .values import Item, Origin


class Unbound(Names):
    """Finds names outside of the file that uses them."""

    _spread_depth = -1
    """How many answers were being computed when it was asked whose members are taken for names."""

    def held(self, folder: str, name: str) -> Found:
        """What the files directly inside a folder bind to a name that they announce."""
        found: dict[Item, int] = {}
        for path_id in self.look.announced(name, folder):
            found.update((item, Origin.MODULE) for item, _ in self.exported(path_id, name))
        return tuple(found.items())

    def _here(self, file: File) -> Here:
        if file.path_id != self.look.linking:
            self.look.rows(file, 0, PACKAGE_NAME)
            if file.scoping.methods_apart:
                self.look.rows(file, 0, PACKAGES_NAME)
        return file.here

    def unbound(self, file: File, name: str) -> Found:
        """What a name means that its file does not bind: a wildcard import's, or a built-in."""
        held = self.held_names(file)
        if held is None or self._spread_depth == self.look.depth:
            return self._find_unbound(file, name)
        found = held.get((NONE, name))
        if found is None:
            found = held[(NONE, name)] = self._find_unbound(file, name)
        return found

    def _find_unbound(self, file: File, name: str) -> Found:
        found: dict[Item, int] = {}
        if file.scoping.by_name:
            named = of_name(self, file, name)
            if named:
                return named
        elif file.scoping.beyond:
            elsewhere = self.found_beyond(file, name)
            if elsewhere:
                return elsewhere
            for path in self._used_namespaces(file):
                elsewhere = self.in_namespace(file, path, name)
                if elsewhere:
                    return elsewhere
            if file.scoping.methods_apart and self._spread_depth != self.look.depth:
                spread = self._spread_items(file, name)
                if spread:
                    return spread
        if file.scoping.everywhere:
            declared = self._declared_for_all(file, name)
            if declared:
                return declared
        if file.scoping.crates and name.islower():
            own = self.module(file, name, 0)
            if own is not None:
                return ((own, Origin.IMPORT),)
        for module in self._wildcards(file) if not file.scoping.offers else ():
            if module is not None and module[0] == "file":
                for item, _ in self.offered(module[1], name):
                    found.setdefault(item, Origin.WILDCARD)
            elif module and file.scoping.folders_hold and file.rules.is_exported(name):
                found.update((item, Origin.WILDCARD) for item, _ in self.held(module[2], name))
        if len(found) > 1:
            found.pop(("external", 0, name), None)
        return tuple(found.items()) or ((("external", 0, name), Origin.SCOPE),)

    def _declared_for_all(self, file: File, name: str) -> Found:
        """What other files, or a part of this one, declare for every file."""
        rules = cast(Everywhere, file.rules)
        if not rules.may_be_declared(name):
            return ()
        marked = global_name(name)
        found: dict[Item, int] = {}
        homes = self.look.announced(marked)
        for path_id in rules.seen_by(self.look, file.path, homes) if homes else ():
            for item, _ in self.exported(path_id, marked):
                if item[0] == "symbol":
                    found.setdefault(item, Origin.SCOPE)
        return tuple(found.items())

    def _spread_items(self, file: File, name: str) -> Found:
        """What the types have under a name whose members the file takes for names of its own.

        Which types these are is said without such names; so what is found on the way is another
        question's, and none of it is held for the file's links.
        """
        look = self.look
        rows = look.value_rows(file, 0, SPREAD_NAME)
        if not rows:
            return ()
        found: dict[Item, int] = {}
        linking, look.linking = look.linking, -1
        before, self._spread_depth = self._spread_depth, look.depth
        try:
            for row in rows:
                for item, _ in self.value_members(file, file.bind_a[row], name):
                    found.setdefault(item, Origin.WILDCARD)
        finally:
            look.linking, self._spread_depth = linking, before
        return tuple(found.items())

    def found_beyond(self, file: File, name: str) -> Found:
        """What other files have under a name that a file does not bind, by its language's rules."""
        found: dict[Item, int] = {}
        rules = cast(Beyond, file.rules)
        for path_id in rules.beyond(self.look, self._here(file), name):
            for item, _ in self.exported(path_id, name):
                found.setdefault(item, Origin.SCOPE)
                if file.scoping.qualified and self._is_namespace(item):
                    # It is the same in every file.
                    return ((item, Origin.SCOPE),)
        if not found and file.scoping.declares:
            tagged = self._found_by_tag(file, name)
            return tagged or (self.listed(file, name) if name.isupper() else ())
        if len(found) > 1 and file.scoping.declares:
            return self.compiled_here(file, tuple(found.items()))
        return tuple(found.items())

    def _found_by_tag(self, file: File, name: str) -> Found:
        """What the name is of a structure, where those are apart from other names."""
        if name[-1:] == TAG:
            return self.structure_named(name[:-1], file)
        if self.look.rows(file, 0, TAGS_NAME):
            rules = cast(Beyond, file.rules)
            found: dict[Item, int] = {}
            for path_id in rules.beyond(self.look, self._here(file), name + TAG):
                found.update((item, Origin.SCOPE) for item, _ in self.exported(path_id, name + TAG))
            return tuple(found.items())
        return ()

    @abstractmethod
    def compiled_here(self, file: File, found: Found) -> Found:
        """What of several things of a name may be compiled together with a file."""

    @abstractmethod
    def structure_named(self, name: str, file: File) -> Found:
        """The structure of a name that nothing which a file sees declares."""

    @abstractmethod
    def listed(self, file: File, name: str) -> Found:
        """What lists that a file includes have of a name, for macros to make something of."""

    def _is_namespace(self, item: Item) -> bool:
        file = self.look.file(item[1]) if item[0] == "symbol" else None
        symbol = None if file is None else self.look.symbol(file, item[2])
        return (
            file is not None
            and symbol is not None
            and file.facts.symbol_kind[symbol] == Kind.NAMESPACE
        )

    def _used_namespaces(self, file: File) -> list[str]:
        """The namespaces whose names the file uses without them."""
        if not file.scoping.qualified:
            return []
        return [file.names[file.bind_a[row]] for row in self.look.rows(file, 0, USING_NAME)]

    @abstractmethod
    def in_namespace(self, file: File, path: str, name: str) -> Found:
        """What a namespace holds under a name, seen from a file."""

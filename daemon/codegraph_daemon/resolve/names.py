"""What a name stands for: lexical scopes, imports, re-exports, wildcard imports, submodules.

No types and no classes: those are `evaluate`'s.  Every answer about another file is memoised
under a key together with the keys that it read (`lookups`).
"""

from __future__ import annotations

from abc import abstractmethod
from typing import cast

from ..facts import (
    COMMON_NAME,
    EXPORTS_NAME,
    MODULE_VALUE_NAME,
    NONE,
    PACKAGE_NAME,
    PACKAGES_NAME,
    REEXPORT_NAME,
    SPREAD_NAME,
    TAG,
    TAGS_NAME,
    USING_NAME,
    WILDCARD_NAME,
    Bind,
    Kind,
)
from ..languages.semantics import Beyond, Here, Module, declared_beside
from .aliases import Aliases
from .by_name import of_name
from .file import File
from .keys import PATHS, answer_key
from .one_value import DEFAULT, Found
from .values import Item, Origin

_SYMBOLS = frozenset((Bind.VALUE, Bind.ATTRIBUTE, Bind.PARAM))
_IMPORTS = frozenset((Bind.IMPORT_FROM, Bind.IMPORT_MODULE))


class Names(Aliases):
    """Follows names of files through the workspace behind `look`."""

    _spread_depth = -1
    """How many answers were being computed when it was asked whose members are taken for names."""

    def taken_in(self, file: File, scope: int, name: str) -> list[Item]:
        """What `name` is among the names that a scope takes in (see `offers`)."""
        return []

    def module(self, file: File, spec: str, level: int) -> Module | None:
        """What a module specifier names, seen from `file`; None if it is external."""
        if spec in file.scoping.outside:
            return None
        rules = file.rules
        folder = file.path if file.scoping.by_file else file.folder
        key = file.module_keys.get((spec, level))
        if key is None:
            key = answer_key(PATHS, "module", rules.NAME, folder, level, spec)
            file.module_keys[spec, level] = key
        return self.look.answer(key, lambda: rules.find(self.look, folder, spec, level), None)

    def exported(self, path_id: int, name: str) -> Found:
        """What the module `path_id` offers under `name`, through every re-export."""
        key = answer_key(path_id, "export", name)
        return self.look.answer(key, lambda: self._closure(path_id, name, Origin.MODULE), ())

    def offered(self, path_id: int, name: str) -> Found:
        """What a wildcard import of the module `path_id` brings under `name`."""
        key = answer_key(path_id, "offer", name)
        return self.look.answer(key, lambda: self._closure(path_id, name, Origin.WILDCARD), ())

    def _closure(self, path_id: int, name: str, how: int) -> Found:
        """All definitions that re-exports lead to; `how` the module was asked for `name`.

        A closure over the import graph and not a recursion: packages that import each other in
        a circle are common, and what they export is still the least fixed point.
        """
        look = self.look
        found: dict[Item, int] = {}
        pending: list[tuple[int, str, int]] = [(path_id, name, how)]
        seen = set(pending)
        while pending:
            at, wanted, origin = pending.pop()
            if (file := look.file(at)) is None:
                continue
            explicit = True
            if origin == Origin.WILDCARD:
                listed = self._listed(file, wanted)
                if listed is None:
                    # Without a list of exports, a submodule counts only if the file binds it.
                    explicit = False
                    if not file.rules.is_exported(wanted):
                        continue
                elif not listed:
                    continue
            steps: list[tuple[int, str, int]] = []
            rows = look.rows(file, 0, wanted)
            for row in rows:
                for item in self._row_items(file, 0, wanted, row):
                    if item[0] == "file" and wanted == MODULE_VALUE_NAME:
                        # `module.exports = require("it")`
                        steps.append((item[1], wanted, Origin.MODULE))
                    elif item[0] != "export":
                        found.setdefault(item, origin)
                    elif (item[1], item[2]) == (at, wanted):
                        # `from . import name` in the package's own file: only a submodule.
                        self._add_inner(file, wanted, origin, found)
                    else:
                        steps.append((item[1], item[2], Origin.MODULE))
            if not rows and wanted == MODULE_VALUE_NAME:
                # A module that is not one value is all that it exports.
                found.setdefault(("file", at, 0), origin)
            elif not rows:
                taken = self.taken_in(file, 0, wanted) if file.scoping.offers else ()
                for item in (*self._of_module_value(file, wanted), *taken):
                    if item[0] == "export":
                        steps.append((item[1], item[2], Origin.MODULE))
                    else:
                        found.setdefault(item, origin)
                for module in self._wildcards(file, exported=True):
                    if module is None:
                        found.setdefault(("external", 0, wanted), origin)
                    elif module[0] == "file":
                        steps.append((module[1], wanted, Origin.WILDCARD))
                if explicit:
                    self._add_inner(file, wanted, origin, found)
                if wanted == DEFAULT and look.rows(file, 0, COMMON_NAME):
                    found.setdefault(("file", at, 0), origin)
                if not found and not steps:
                    beside = declared_beside(file.rules, look, file.path)
                    steps += [(each, wanted, origin) for each in beside]
            if rows and wanted == MODULE_VALUE_NAME:
                found.update((item, origin) for item in self.value_without_name(file, 0))
            if rows and wanted == MODULE_VALUE_NAME and not found and not steps:
                # A value without a name of its own is what the module is.
                found[("file", at, 0)] = origin
            for step in steps:
                if step not in seen:
                    seen.add(step)
                    pending.append(step)
        return tuple(found.items())

    def _listed(self, file: File, name: str) -> bool | None:
        """Whether the file's explicit list of exports holds `name`; None: it has no list."""
        rows = self.look.rows(file, 0, EXPORTS_NAME)
        return any(file.names[file.bind_a[row]] == name for row in rows) if rows else None

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

    def _wildcards(self, file: File, exported: bool = False) -> list[Module | None]:
        """The modules that the file imports by wildcard; `exported`: or only re-exports."""
        rows = self.look.rows(file, 0, WILDCARD_NAME)
        if exported:
            rows = rows + self.look.rows(file, 0, REEXPORT_NAME)
        if file.scoping.offers:
            rows = [row for row in rows if file.bind_kind[row] != Bind.OFFERED]
        return [self.module(file, file.names[file.bind_a[row]], file.bind_c[row]) for row in rows]

    def _add_inner(self, file: File, name: str, origin: int, found: dict[Item, int]) -> None:
        """Add the submodule `name` of a package's own file."""
        if (module := self._inner(file, name)) is not None:
            found.setdefault(module, origin)

    def _inner(self, file: File, name: str) -> Module | None:
        """The submodule `name` of a package's own file."""
        folder = file.rules.package_folder(file.path)
        return None if folder is None else file.rules.inside(self.look, folder, name)

    def _row_items(self, file: File, scope: int, name: str, row: int) -> tuple[Item, ...]:
        """What one binding makes a name refer to.

        ("export", path id, name) stands for what another module offers, still to be followed.
        """
        kind = file.bind_kind[row]
        if kind == Bind.DEF:
            return (("symbol", file.path_id, file.symbol_hash[file.bind_a[row]]),)
        if kind == Bind.IMPORT_FROM:
            module = self.module(file, file.names[file.bind_a[row]], file.bind_c[row])
            imported = file.names[file.bind_b[row]]
            if module is None:
                return (("external", 0, imported),)
            if module[0] == "file":
                own = self._inner(file, imported) if module[1] == file.path_id else None
                return (own or ("export", module[1], imported),)
            inner = file.rules.inside(self.look, module[2], imported)
            return (inner,) if inner is not None else ()
        if kind == Bind.IMPORT_MODULE:
            spec = file.names[file.bind_a[row]]
            wanted = spec if file.bind_b[row] else spec.partition(".")[0]
            module = self.module(file, wanted, 0)
            return (module,) if module is not None else (("external", 0, wanted),)
        if kind in _SYMBOLS:
            symbol = file.symbol_bound(scope, name)
            return () if symbol is None else (("symbol", file.path_id, file.symbol_hash[symbol]),)
        if kind == Bind.ALIAS:
            return self._alias_items(file, scope, name, file.bind_a[row])
        return ()

    def bound(self, file: File, scope: int, name: str) -> Found:
        """What `name` means where it is bound in `scope` of `file`."""
        rows = self.look.rows(file, scope, name)
        if not rows:
            return ()
        if len(rows) == 1:
            (row,) = rows
            kind = file.bind_kind[row]
            if kind == Bind.DEF:
                hashed = file.symbol_hash[file.bind_a[row]]
                return ((("symbol", file.path_id, hashed), Origin.SCOPE),)
            if kind in _SYMBOLS:
                symbol = file.symbol_bound(scope, name)
                if symbol is None:
                    return ()
                return ((("symbol", file.path_id, file.symbol_hash[symbol]), Origin.SCOPE),)
        found: dict[Item, int] = {}
        stop = self._stop(file, scope, name, rows)
        if stop is not None and file.bind_kind[rows[0]] == Bind.IMPORT_MODULE:
            # Where it is imported the module is meant, elsewhere the name (see `spaces`).
            modules = self._row_items(file, scope, name, rows[0])
            named = [(item, int(Origin.IMPORT)) for item in modules if item[0] == "file"]
            return ((stop, Origin.SCOPE), *named)
        for row in rows:
            for item in self._row_items(file, scope, name, row):
                if item[0] == "export":
                    for inner, origin in self.exported(item[1], item[2]):
                        wildcard = origin == Origin.WILDCARD
                        found.setdefault(inner, Origin.WILDCARD if wildcard else Origin.IMPORT)
                elif item[0] == "symbol":
                    found.setdefault(item, Origin.SCOPE)
                else:
                    found.setdefault(item, Origin.IMPORT)
        if stop is not None:
            whole = file.names[file.bind_b[rows[0]]] == MODULE_VALUE_NAME
            ends = ("external", "file") if whole else ("external",)
            if all([item[0] in ends for item in found]):
                # It leads nowhere, or all of a module was asked for: a use means the name, and
                # where it is imported the module as well.
                whole_ones = [(each, int(Origin.IMPORT)) for each in found if each[0] == "file"]
                return ((stop, Origin.SCOPE), *whole_ones)
            if file.bind_c[rows[0]]:
                # A variable of its own leads there, and its uses are its own.
                return tuple([(item, int(Origin.IMPLIED)) for item in found])
            if whole:
                # A module that others pass on as their value is reached through those.
                return tuple([each for each in found.items() if each[0][0] not in ends])
        elif name == MODULE_VALUE_NAME:
            own = self.value_without_name(file, scope)
            found = {item: int(Origin.SCOPE) for item in own} or found
        return tuple(found.items())

    def _stop(self, file: File, scope: int, name: str, rows: list[int]) -> Item | None:
        """The name that an import binds, which a use means that leads no further: a whole module's
        name, or one that the workspace does not know.  None in languages without such symbols."""
        if file.bind_kind[rows[0]] not in _IMPORTS:
            return None
        symbol = file.symbol_bound(scope, name)
        if symbol is None or file.facts.symbol_kind[symbol] != Kind.IMPORT:
            return None
        return ("symbol", file.path_id, file.symbol_hash[symbol])

    def held(self, folder: str, name: str) -> Found:
        """What the files directly inside a folder bind to a name that they announce."""
        found: dict[Item, int] = {}
        for path_id in self.look.announced(name, folder):
            found.update((item, Origin.MODULE) for item, _ in self.exported(path_id, name))
        return tuple(found.items())

    def _here(self, file: File) -> Here:
        package = ""
        for row in self.look.rows(file, 0, PACKAGE_NAME):
            package = file.names[file.bind_a[row]]
        if not file.scoping.methods_apart:
            return Here(file.path, file.folder, package)
        rows = self.look.rows(file, 0, PACKAGES_NAME)
        packages = tuple([file.names[file.bind_a[row]] for row in rows])
        return Here(file.path, file.folder, package, packages)

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


__all__ = ["Found", "Names"]

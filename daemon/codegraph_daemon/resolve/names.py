"""What a name stands for that is bound: lexical scopes, imports, re-exports, submodules.

Names that their file does not bind are `unbound`'s, types and classes `evaluate`'s.  Every answer
about another file is memoised under a key together with the keys that it read (`lookups`).
"""

from __future__ import annotations

from ..facts import (
    COMMON_NAME,
    EXPORTS_NAME,
    MODULE_VALUE_NAME,
    REEXPORT_NAME,
    WILDCARD_NAME,
    Bind,
    Kind,
)
from ..languages.semantics import Module, declared_beside
from .aliases import Aliases
from .file import SYMBOLS, File
from .keys import PATHS, answer_key
from .one_value import DEFAULT, Found
from .values import Item, Origin

_IMPORTS = frozenset((Bind.IMPORT_FROM, Bind.IMPORT_MODULE))


Whole = tuple[tuple[Module | None, ...], bool]
_NOTHING_WHOLE: Whole = ((), False)


class Names(Aliases):
    """Follows names of files through the workspace behind `look`."""

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
        return self.look.answer(key, rules.find, None, self.look, folder, spec, level)

    def exported(self, path_id: int, name: str) -> Found:
        """What the module `path_id` offers under `name`, through every re-export."""
        key = answer_key(path_id, "export", name)
        return self.look.answer(key, self._closure, (), path_id, name, Origin.MODULE)

    def offered(self, path_id: int, name: str) -> Found:
        """What a wildcard import of the module `path_id` brings under `name`."""
        key = answer_key(path_id, "offer", name)
        return self.look.answer(key, self._closure, (), path_id, name, Origin.WILDCARD)

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
            file = look.file(at)
            if file is None:
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
            if rows and file.scoping.offers and self._are_modules(file, rows):
                # A module and a function of one name: the latter may come from elsewhere.
                for item in self.taken_in(file, 0, wanted):
                    if item[0] == "export":
                        steps.append((item[1], item[2], Origin.MODULE))
                    else:
                        found.setdefault(item, origin)
            if not rows and wanted == MODULE_VALUE_NAME:
                # A module that is not one value is all that it exports.
                found.setdefault(("file", at, 0), origin)
            elif not rows:
                passed, is_value = self._exported_whole(file)
                taken = self.taken_in(file, 0, wanted) if file.scoping.offers else ()
                own = self._of_module_value(file, wanted) if is_value else ()
                for item in (*own, *taken):
                    if item[0] == "export":
                        steps.append((item[1], item[2], Origin.MODULE))
                    else:
                        found.setdefault(item, origin)
                for module in passed:
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

    @staticmethod
    def _are_modules(file: File, rows: list[int]) -> bool:
        return all([file.bind_kind[row] == Bind.IMPORT_MODULE for row in rows])

    def _listed(self, file: File, name: str) -> bool | None:
        """Whether the file's explicit list of exports holds `name`; None: it has no list."""
        rows = self.look.rows(file, 0, EXPORTS_NAME)
        return any(file.names[file.bind_a[row]] == name for row in rows) if rows else None

    def _exported_whole(self, file: File) -> Whole:
        """The modules of which a module exports everything, and whether it is one value.

        An answer of its own, because each name that is looked for behind such modules comes by:
        what it reads were two fifths of all dependencies of a repository with a few of them.
        """
        key = answer_key(file.path_id, "whole exports")
        return self.look.answer(key, self._find_exported_whole, _NOTHING_WHOLE, file)

    def _find_exported_whole(self, file: File) -> Whole:
        is_value = bool(self.look.rows(file, 0, MODULE_VALUE_NAME))
        return tuple(self._wildcards(file, exported=True)), is_value

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
        module = self._inner(file, name)
        if module is not None:
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
        if kind in SYMBOLS:
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
        only: tuple[Item, ...] | None = None
        if len(rows) == 1:
            (row,) = rows
            kind = file.bind_kind[row]
            if kind == Bind.DEF:
                hashed = file.symbol_hash[file.bind_a[row]]
                return ((("symbol", file.path_id, hashed), Origin.SCOPE),)
            if kind in SYMBOLS:
                symbol = file.symbol_bound(scope, name)
                if symbol is None:
                    return ()
                return ((("symbol", file.path_id, file.symbol_hash[symbol]), Origin.SCOPE),)
            if kind == Bind.IMPORT_FROM:
                only = self._row_items(file, scope, name, row)
                imported = self._imported(file, name, row, only)
                if imported is not None:
                    return imported
        found: dict[Item, int] = {}
        stop = self._stop(file, scope, name, rows)
        if stop is not None and file.bind_kind[rows[0]] == Bind.IMPORT_MODULE:
            # Where it is imported the module is meant, elsewhere the name (see `spaces`).
            modules = self._row_items(file, scope, name, rows[0])
            named = [(item, int(Origin.IMPORT)) for item in modules if item[0] == "file"]
            return ((stop, Origin.SCOPE), *named)
        for row in rows:
            for item in self._row_items(file, scope, name, row) if only is None else only:
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

    def _imported(self, file: File, name: str, row: int, items: tuple[Item, ...]) -> Found | None:
        """What `bound` gives for a name that is only imported, where that leads to one thing of the
        workspace, as nearly all do; None: for the long way to tell."""
        if len(items) != 1 or items[0][0] != "export" or file.bind_c[row]:
            return None
        if file.names[file.bind_b[row]] == MODULE_VALUE_NAME or name == MODULE_VALUE_NAME:
            return None
        found = self.exported(items[0][1], items[0][2])
        if len(found) != 1 or found[0][0][0] == "external":
            return None
        ((item, origin),) = found
        return ((item, Origin.WILDCARD if origin == Origin.WILDCARD else Origin.IMPORT),)

    def _stop(self, file: File, scope: int, name: str, rows: list[int]) -> Item | None:
        """The name that an import binds, which a use means that leads no further: a whole module's
        name, or one that the workspace does not know.  None in languages without such symbols."""
        if file.bind_kind[rows[0]] not in _IMPORTS:
            return None
        symbol = file.symbol_bound(scope, name)
        if symbol is None or file.facts.symbol_kind[symbol] != Kind.IMPORT:
            return None
        return ("symbol", file.path_id, file.symbol_hash[symbol])


__all__ = ["Found", "Names"]

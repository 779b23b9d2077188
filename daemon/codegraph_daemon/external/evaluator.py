"""What an expression means when libraries are seen too.

The evaluator of links, with three differences: a specifier that names nothing in the workspace may
name a library's file, a name that nothing binds may be known everywhere, and a member of something
that `resolve` knows by its name alone is looked for in the class of that name.  What tables say of
a library's classes goes on to be said by them: they know more than most declarations.
"""

from __future__ import annotations

from ..facts import KIND_NAMES
from ..languages.external import OUTSIDE
from ..languages.semantics import Module
from ..resolve.containers import BY_ARGUMENT, CONTEXTS
from ..resolve.file import File
from ..resolve.names import Found
from ..resolve.plain import Plain
from ..resolve.values import Item, Origin, Value, Values
from .files import FIRST
from .lookups import ExternalLookups, libraries_of_file


class ExternalEvaluator(Plain):
    """Evaluates expressions of workspace and libraries for languages without particular rules."""

    look: ExternalLookups

    def module(self, file: File, spec: str, level: int) -> Module | None:
        """What a specifier names, in the workspace or outside of it."""
        if file.path[:1] != OUTSIDE or level or spec[:1] == ".":
            found = super().module(file, spec, level)
            if found is not None or level:
                return found
        return self.look.library(file, spec)

    def unbound(self, file: File, name: str) -> Found:
        """What a name means that its file does not bind: what is known everywhere comes last."""
        found = super().unbound(file, name)
        if all([item[0] == "external" for item, _ in found]):
            return self._everywhere(file, name) or found
        return found

    def _everywhere(self, file: File, name: str) -> Found:
        libraries = libraries_of_file(file)
        if libraries is None:
            return ()
        places = self.look.places(libraries, file)
        for path in libraries.everywhere(self.look.files.disk, places):
            found = self.exported(self.look.files.path_id(path), name)
            if found:
                return tuple([(item, int(Origin.SCOPE)) for item, _ in found])
        return ()

    def item_value(self, item: Item, instance: bool) -> Values:
        """The values of an item; what tables describe is known by its name."""
        if item[0] == "symbol" and item[1] >= FIRST:
            name = self._described_name(item)
            if name:
                return (("external", 0, name),)
        return super().item_value(item, instance)

    def _described_name(self, item: Item) -> str:
        where = self.locate(item[1], item[2])
        if where is None:
            return ""
        file, symbol = where
        libraries = libraries_of_file(file)
        if libraries is None or file.facts.symbol_container[symbol]:
            return ""
        places = self.look.places(libraries, file)
        if file.path[1:] not in libraries.described(self.look.files.disk, places):
            return ""
        name = file.names[file.facts.symbol_name[symbol]]
        if name in BY_ARGUMENT or name in CONTEXTS:
            return name
        kind = KIND_NAMES[file.symbol_kind[symbol]]
        return name if libraries.is_described(name, kind) else ""

    def member_items(self, file: File, value: Value, name: str) -> Found:
        """What `name` refers to on one value."""
        if value[0] != "external":
            return super().member_items(file, value, name)
        for item in self._class_named(file, value[2]):
            if item[0] == "symbol":
                found = self._items_of_member(file, ("instance", item[1], item[2]), name)
                if found:
                    return found
        return super().member_items(file, value, name)

    def _class_named(self, file: File, name: str) -> list[Item]:
        libraries = libraries_of_file(file)
        if libraries is None or not isinstance(name, str):
            return []
        places = self.look.places(libraries, file)
        for path in libraries.described(self.look.files.disk, places):
            found = self.exported(self.look.files.path_id(path), name)
            if found:
                return [item for item, _ in found]
        return []

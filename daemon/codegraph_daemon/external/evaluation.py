"""What is different about names and members where libraries are seen too.

A specifier that names nothing in the workspace may name a library's file, a name that nothing binds
may be known everywhere, and a member of something that `resolve` knows by its name alone is looked
for in the class of that name.  What tables say of a library's classes goes on to be said by them:
they know more than most declarations.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import (
    BASE_NAME,
    EXTENDED_NAME,
    KIND_NAMES,
    NONE,
    TAG,
    TAGS_NAME,
    Flag,
    Kind,
    ScopeKind,
    extension_name,
)
from ..languages.external import OUTSIDE, Libraries, Place
from ..languages.semantics import Module
from ..resolve import containers
from ..resolve.containers import BY_ARGUMENT, CONTEXTS
from ..resolve.file import File
from ..resolve.inference import Inference
from ..resolve.keys import PATHS, answer_key
from ..resolve.names import Found
from ..resolve.values import Item, Origin, Value, Values, arguments, turned, union
from .files import FIRST
from .lookups import ExternalLookups, libraries_of_file

_TYPES = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM))
_STANDARD = "std"
"""The namespace of a library whose classes are known by their names alone."""


class Externally(Inference):
    """What is different where libraries are seen."""

    look: ExternalLookups

    def module(self, file: File, spec: str, level: int) -> Module | None:
        """What a specifier names, in the workspace or outside of it."""
        if file.path[:1] != OUTSIDE or level:
            found = super().module(file, spec, level)
            if found is not None or level:
                return found
        return self.look.library(file, spec)

    def exported(self, path_id: int, name: str) -> Found:
        """What a module offers; what a library's file binds at its top counts as offered.

        In a file of declarations everything is, and what a script binds everybody has.
        """
        found = super().exported(path_id, name)
        if found or path_id < FIRST:
            return found
        file = self.look.file(path_id)
        if file is None or file.scope_kind[1:2] != [ScopeKind.MODULE]:
            return ()
        return self.bound(file, 1, name)

    def unbound(self, file: File, name: str) -> Found:
        """What a name means that its file does not bind: what is known everywhere comes last."""
        found = super().unbound(file, name)
        if all([item[0] == "external" for item, _ in found]):
            return self._everywhere(file, name) or found
        return found

    def found_beyond(self, file: File, name: str) -> Found:
        """What other files have; a library's file knows nothing of those of the workspace."""
        found = super().found_beyond(file, name)
        if file.path_id < FIRST:
            return found
        return tuple([each for each in found if each[0][0] != "symbol" or each[0][1] >= FIRST])

    def _everywhere(self, file: File, name: str) -> Found:
        libraries = libraries_of_file(file)
        if libraries is None:
            return ()
        places, disk = self.look.places(libraries, file), self.look.files.disk
        # Where structures have the names of types, they may be told by those that C gives them.
        tagged = [name + TAG] if self.look.rows(file, 0, TAGS_NAME) else []
        for each in (name, *tagged):
            for path in libraries.everywhere(self.look, disk, places, self._here(file), each):
                path_id = self.look.files.path_id(path)
                found = self.exported(path_id, each) or self._unsaid(file, path_id, each)
                if found:
                    return tuple([(item, int(Origin.SCOPE)) for item, _ in found])
        return ()

    def _unsaid(self, file: File, path_id: int, name: str) -> Found:
        """What a library's module offers without saying so."""
        return ()

    def item_value(self, item: Item, instance: bool) -> Values:
        """The values of an item; what tables describe is known by its name."""
        if item[0] == "symbol" and item[1] >= FIRST:
            name = self._described_name(item)
            if name:
                return (("external", 0, name),)
        found = super().item_value(item, instance)
        if found or item[0] != "symbol" or item[1] < FIRST:
            return found
        where = self.locate(item[1], item[2])
        if where is None or where[0].symbol_kind[where[1]] != Kind.TYPE_ALIAS:
            return found
        # What it stands for has the members that are asked for.
        types = self._alias(item[1], item[2], ())
        return tuple([turned("class", each) if each[0] == "instance" else each for each in types])

    def _types(self, file: File, expr: int, index: int = NONE) -> Values | None:
        """What a named type allows; what tables describe is known by its name."""
        found = super()._types(file, expr, index)
        if not found or not any([value[0] == "instance" and value[1] >= FIRST for value in found]):
            return found
        return union([self._as_described(value) for value in found])

    def _as_described(self, value: Value) -> Values:
        name = ""
        if value[0] == "instance" and value[1] >= FIRST:
            name = self._described_name(("symbol", value[1], value[2]))
        return containers.external(name, *arguments(value)) if name else (value,)

    def _declared(self, path_id: int, class_hash: int, name: str) -> tuple[Item, ...]:
        """What the bodies of one class bind a name to; of what is added to a library's type, what
        is its own comes before what it has of a trait."""
        found = super()._declared(path_id, class_hash, name)
        file = self.look.file(path_id) if len(found) > 1 and path_id >= FIRST else None
        symbol = None if file is None else file.symbol_of_hash.get(class_hash)
        if file is None or symbol is None or not file.scoping.extended:
            return found
        own: dict[Item, None] = {}
        for home, body in self.all_bodies(file, symbol):
            if not self._is_of_trait(home, body):
                own.update((item, None) for item, _ in self.bound(home, body, name))
        return tuple(own) or found

    def _is_of_trait(self, file: File, body: int) -> bool:
        """Whether a body implements a trait for a type."""
        rows = self.look.rows
        return bool(rows(file, body, EXTENDED_NAME) and rows(file, body, BASE_NAME))

    def _described_name(self, item: Item) -> str:
        where = self.locate(item[1], item[2])
        if where is None:
            return ""
        file, symbol = where
        libraries = libraries_of_file(file)
        kind = KIND_NAMES[file.symbol_kind[symbol]]
        container = file.facts.symbol_container[symbol]
        told = not container or kind == "enum_member" or _is_standard(file, container)
        if libraries is None or not told:
            return ""
        name = file.names[file.facts.symbol_name[symbol]]
        if name in BY_ARGUMENT or name in CONTEXTS:
            return name
        places, disk = self.look.places(libraries, file), self.look.files.disk
        return name if libraries.is_described(disk, file.path[1:], name, kind, places) else ""

    def _row_items(self, file: File, scope: int, name: str, row: int) -> tuple[Item, ...]:
        """What one binding makes a name refer to.

        An import that leads nowhere is not known: that a library has something of the same name
        means nothing.
        """
        found = super()._row_items(file, scope, name, row)
        return tuple([_elsewhere(each) if each[0] == "external" else each for each in found])

    def bases(self, path_id: int, class_hash: int) -> Values:
        """The values of a class's direct bases, in order."""
        found = super().bases(path_id, class_hash)
        return tuple([_UNKNOWN_BASE if is_elsewhere(each) else each for each in found])

    def attributes_of(self, file: File, values: Values, name: str) -> Values:
        """The values of an attribute of these; where tables are silent, what it is declared as."""
        if len(values) > 1 and all([value[0] == "external" for value in values]):
            return union([self.attributes_of(file, (value,), name) for value in values])
        found = super().attributes_of(file, values, name)
        if len(values) != 1 or values[0][0] != "external" or found != (("external", 0, name),):
            return found
        declared = () if is_elsewhere(values[0]) else self._declared_member(file, values[0], name)
        if len(declared) != 1:
            return (("external", _ELSEWHERE, name),)
        return self.item_value(declared[0][0], True)

    def member_items(self, file: File, value: Value, name: str) -> Found:
        """What `name` refers to on one value: its own member, or that of a class which is known by
        its name alone."""
        found = super().member_items(file, value, name)
        if is_elsewhere(value) or not all([item[0] == "external" for item, _ in found]):
            return found
        return self._declared_member(file, value, name) or found

    def _extended_from(self, file: File) -> str | None:
        """What a library defines is added to by files beside it."""
        return file.folder if file.path_id >= FIRST else super()._extended_from(file)

    def _declared_member(self, file: File, value: Value, name: str) -> Found:
        """A member of the first class that has it, of those that a value is known to be of by
        their names."""
        if file.scoping.qualified and value[0] == "external":
            inside = self._in_library(file, value[2], name)
            if inside:
                return inside
        waiting = dict.fromkeys(self._names_above(value))
        for each in (names := list(waiting)):
            # Goes on with what is found on the way.
            for item in self.known_as(file, each):
                above: list[str] = []
                if item[0] == "added":
                    found = self._in_bodies(item, name)
                else:
                    found, above = self._on_item(file, item, name)
                if found:
                    return found
                new = [other for other in above if other not in waiting]
                waiting.update(dict.fromkeys(new))
                names += new
        return ()

    def _names_above(self, value: Value) -> list[str]:
        """The names of the classes outside that a value is of."""
        if value[0] == "external":
            return [value[2]]
        if value[0] == "function":
            return list(_FUNCTIONS)
        if value[0] not in ("class", "instance", "super"):
            return []
        order = self.mro(value[1], value[2])
        above = [entry[1] for entry in order if isinstance(entry[1], str)]
        # Where classes are objects, they have what all classes have.
        return [*above, "object", *(_CLASSES if value[0] == "class" else ())]

    def _in_library(self, file: File, namespace: str, name: str) -> Found:
        """What a namespace of a library holds under a name, seen from a file."""
        libraries = libraries_of_file(file)
        if libraries is None:
            return ()
        key = answer_key(PATHS, "in library", file.path, namespace, name)
        return self.look.answer(key, lambda: self._find(libraries, file, namespace, name), ())

    def _find(self, libraries: Libraries, file: File, namespace: str, name: str) -> Found:
        places, disk = self.look.places(libraries, file), self.look.files.disk
        whole = namespace + file.scoping.qualified + name
        declared: dict[Item, int] = {}
        for path in libraries.in_namespace(
            self.look, disk, places, self._here(file), namespace, name
        ):
            home = self.look.file(self.look.files.path_id(path))
            found = () if home is None else self.bound(home, 0, whole)
            defined = [(item, int(Origin.CLASS)) for item, _ in found if self._is_type(item)]
            if defined:
                return tuple(defined)
            declared.update((item, int(Origin.CLASS)) for item, _ in found)
        # Functions of one name are declared in several headers.
        return tuple(declared.items())

    def _is_type(self, item: Item) -> bool:
        """Whether something is a type, and more than the announcement of one."""
        where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
        if where is None:
            return False
        is_declared = where[0].facts.symbol_flags[where[1]] & Flag.DECLARATION
        kind = where[0].symbol_kind[where[1]]
        return not is_declared and (kind in _TYPES or kind == Kind.TYPE_ALIAS)

    def known_as(self, file: File, name: str) -> Iterator[Item]:
        """What libraries have under a name that stands for a value; several may go on with it.

        ("added", path id, name) stands for what a file adds to the types of a name.
        """
        libraries = libraries_of_file(file)
        if libraries is None or not isinstance(name, str):
            return
        if file.scoping.qualified:
            for item, _ in self._in_library(file, _STANDARD, name):
                yield item
        places = self.look.places(libraries, file)
        # Most values have the same classes above them, which are looked for by their names.
        lie_in = [place.folder for place in places]
        key = answer_key(PATHS, "known as", file.rules.NAME, *lie_in, name)
        nothing: tuple[Item, ...] = ()
        asked = libraries, places, name, file.scoping.extended
        yield from self.look.answer(key, self._described_as, nothing, *asked)

    def _described_as(
        self, libraries: Libraries, places: tuple[Place, ...], name: str, extended: str
    ) -> tuple[Item, ...]:
        """What the files have under a name that describe what tables know; `extended`: and what
        they add to the types of that name."""
        found: list[Item] = []
        for path, spelled in libraries.described(self.look.files.disk, places, name):
            path_id = self.look.files.path_id(path)
            found += [item for item, _ in self.exported(path_id, spelled) if item[0] == "symbol"]
            if extended:
                found.append(("added", path_id, spelled))
        return tuple(found)

    def _in_bodies(self, item: Item, name: str) -> Found:
        """What is under a name in the bodies with which a file adds to types of one name."""
        home = self.look.file(item[1])
        rows = () if home is None else self.look.value_rows(home, 0, extension_name(item[2]))
        for row in rows:
            assert home is not None
            found = self.bound(home, home.bind_b[row], name)
            if found:
                return found
        return ()

    def _on_item(self, file: File, item: Item, name: str) -> tuple[Found, list[str]]:
        """What `name` is on something that a library defines, and the names of further classes
        that may have it."""
        where = self.locate(item[1], item[2])
        if where is not None and where[0].symbol_kind[where[1]] in _TYPES:
            instance: Value = ("instance", item[1], item[2])
            found = super().member_items(file, instance, name)
            known = tuple([each for each in found if each[0][0] != "external"])
            return known, self._names_above(instance)
        known_as: dict[Item, int] = {}
        above: list[str] = []
        values = super().item_value(item, False)
        if where is not None and where[0].symbol_kind[where[1]] == Kind.TYPE_ALIAS:
            values = values or self._alias(item[1], item[2], ())
        for value in values:
            if value[0] != "external":
                known_as.update(self._items_of_member(file, value, name))
            elif not is_elsewhere(value):
                above.append(value[2])
        return tuple(known_as.items()), above


def _is_standard(file: File, symbol: int) -> bool:
    """Whether a symbol is the namespace of a library whose classes are known by their names."""
    if file.symbol_kind[symbol] != Kind.NAMESPACE or file.facts.symbol_container[symbol]:
        return False
    return file.names[file.facts.symbol_name[symbol]] == _STANDARD


_CLASSES = ("type",)
_FUNCTIONS = ("function", "Function", "object")
_ELSEWHERE = 1
"""In an external value: what its name belongs to is not known, so nothing of that name is it."""
_UNKNOWN_BASE: Value = ("external", 0, "?")


def _elsewhere(item: Item) -> Item:
    return ("external", _ELSEWHERE, item[2])


def is_elsewhere(value: Value) -> bool:
    """Whether it is not known what the name of a value belongs to."""
    return value[0] == "external" and value[1] == _ELSEWHERE

"""Methods that types from outside of the workspace have of traits of the workspace.

What the types outside hold and give is `wrapped`'s business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from ..facts import ANY_TYPE, BASE_NAME, NONE, Expr, extension_name
from . import wrappers
from .file import File
from .inference import Inference
from .keys import PATHS, answer_key
from .mro import is_outside
from .names import Found
from .values import Item, Origin, Value, Values, arguments, union

_Adding = tuple[int, int, Values]
"""A body that implements traits for a type from outside: path id, place among those of the type
in its file, and the traits."""


_Bound = tuple[int, int | str]
"""A trait: one from outside is known by its name alone."""
_TRAITS = frozenset(("external", "class", "instance"))


class Added(Inference):
    """What traits of the workspace add to types from outside."""

    _plain: frozenset[str] = frozenset()
    """Types from outside to which the file being linked sees nothing added, as in `attributes`."""

    def added(self, file: File, head: str, name: str) -> Found:
        """What traits of the workspace add to a type from outside, or to what it stands for."""
        found = self._added_to(file, head, name)
        inner = wrappers.DEREFERENCED.get(head) if not found else None
        if inner is not None:
            found = self._added_to(file, inner, name)
        found = found or self.added_to_all(file, ("external", 0, head), name)
        if not found and self.adds_to_all(file):
            for _, _, traits in self._adding(file.rules.NAME, head):
                found = found or self.added_with(file, traits, name)
        return found

    def added_with(self, file: File, traits: Iterable[Value], name: str) -> Found:
        """What traits add to every type that implements one of these, or what is above it."""
        for trait in traits:
            if trait[0] == "external":
                found = self.added_to_all(file, trait, name)
                if found:
                    return found
                continue
            for entry in self.mro(trait[1], trait[2]):
                above: Value = ("external", 0, str(entry[1]))
                if not is_outside(entry):
                    above = ("class", entry[0], cast(int, entry[1]))
                found = self.added_to_all(file, above, name)
                if found:
                    return found
        return ()

    def _added_to(self, file: File, head: str, name: str) -> Found:
        if head in self._plain and file.path_id == self.look.linking:
            return ()
        rules = file.rules.NAME
        if not self._adding(rules, head):
            # Nearly always; so it is one answer for a type, and not one for each of its members.
            if file.path_id == self.look.linking:
                self._plain |= {head}
            return ()
        key = answer_key(PATHS, "added", rules, head, name)
        return self.look.answer(key, self._find_added, (), rules, head, name)

    def added_to_all(self, file: File, trait: Value, name: str) -> Found:
        """What traits add to every type that implements a trait."""
        rules, required = file.rules.NAME, self.adds_to_all(file)
        if trait[0] == "external":
            if trait[2] not in required:
                return ()
            key = answer_key(PATHS, "added to all", rules, str(trait[2]), name)
        else:
            where = self.locate(trait[1], trait[2]) if required else None
            if where is None or _name_of(*where) not in required:
                return ()
            key = answer_key(trait[1], "added to all", rules, trait[2], name)
        bound = trait[1:3]
        return self.look.answer(key, lambda: self._find_added(rules, ANY_TYPE, name, bound), ())

    def adds_to_all(self, file: File) -> frozenset[str]:
        """What those types may have to implement to which something is added, as it is spelled:
        nearly always nothing.

        Nothing is evaluated, for that would lead back here.
        """
        key = answer_key(PATHS, "required", file.rules.NAME)
        none: frozenset[str] = frozenset()
        return self.look.answer(key, self._find_required, none)

    def _find_required(self) -> frozenset[str]:
        extension = extension_name(ANY_TYPE)
        required: set[str] = set()
        for path_id in self.look.announced(extension):
            home = self.look.file(path_id)
            for row in self.look.value_rows(home, 0, extension) if home is not None else ():
                assert home is not None
                variable = home.bind_a[row]
                if home.expr_kind[variable] == Expr.NAME and home.expr_b[variable] != NONE:
                    name = home.names[home.expr_a[variable]]
                    for limit in self.look.value_rows(home, home.expr_b[variable], name):
                        required.update(_names_in(home, home.bind_b[limit]))
        return frozenset(required)

    def _adding(self, rules: str, head: str) -> tuple[_Adding, ...]:
        """The bodies that implement traits of the workspace for a type from outside."""
        key = answer_key(PATHS, "adding", rules, head)
        none: tuple[_Adding, ...] = ()
        return self.look.answer(key, lambda: self._find_adding(head), none)

    def _find_adding(self, head: str) -> tuple[_Adding, ...]:
        extension = extension_name(head)
        adding: list[_Adding] = []
        for path_id in self.look.announced(extension):
            home = self.look.file(path_id)
            for place, row in enumerate(self.look.value_rows(home, 0, extension) if home else ()):
                assert home is not None
                rows = self.look.value_rows(home, home.bind_b[row], BASE_NAME)
                bases = union([self.value(home, home.bind_a[each]) for each in rows])
                traits = tuple([base for base in bases if base[0] == "class"])
                if traits:
                    adding.append((path_id, place, traits))
        return tuple(adding)

    def _find_added(self, rules: str, head: str, name: str, bound: _Bound | None = None) -> Found:
        extension = extension_name(head)
        found: dict[Item, int] = {}
        for path_id, place, traits in self._adding(rules, head):
            home = self.look.file(path_id)
            rows = self.look.value_rows(home, 0, extension) if home is not None else []
            if home is None or place >= len(rows):
                continue
            if bound is not None and bound not in self._bounds(home, rows[place]):
                continue
            for item in self._of_body(home, home.bind_b[rows[place]], traits, name):
                if item[0] != "external":
                    found[item] = Origin.TYPE
        return tuple(found.items())

    def _bounds(self, home: File, row: int) -> set[_Bound]:
        """What a type must implement for what a body adds to all of them."""
        given = [arguments(each) for each in self.value(home, home.bind_a[row])]
        limits = union([each[0] for each in given if each])
        return {each[1:3] for each in limits if each[0] in _TRAITS}

    def _of_body(self, home: File, body: int, traits: Values, name: str) -> list[Item]:
        """What a trait of the workspace has under a name, or the body that implements it."""
        found = [item for item, _ in self.bound(home, body, name)]
        for base in traits if not found else ():
            found += self.member(base[1], base[2], name, False)[0]
        return found


def _name_of(home: File, symbol: int) -> str:
    return home.names[home.facts.symbol_name[symbol]]


def _names_in(home: File, bound: int) -> Iterator[str]:
    """The last names of what a type parameter is bound by."""
    kind = home.expr_kind[bound]
    if kind == Expr.UNION:
        yield from _names_in(home, home.expr_a[bound])
        yield from _names_in(home, home.expr_b[bound])
    elif kind == Expr.INDEX:
        yield from _names_in(home, home.expr_a[bound])
    elif kind == Expr.NAME:
        yield home.names[home.expr_a[bound]]
    elif kind == Expr.ATTR:
        yield home.names[home.expr_b[bound]]

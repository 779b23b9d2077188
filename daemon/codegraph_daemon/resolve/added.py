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


class _Seen:
    """What was found for the file being linked, as in `attributes`: its links read it but once."""

    __slots__ = ("adding", "bare", "met", "plain", "required")

    def __init__(self) -> None:
        self.required: frozenset[str] | None = None
        """What `adds_to_all` says."""
        self.adding: dict[Value, bool] = {}
        """What `_adds_to` says of traits."""
        self.met: dict[str, list[Value]] = {}
        """What `_met` says of types from outside."""
        self.plain: set[str] = set()
        """Types from outside for which no trait is implemented."""
        self.bare: set[str] = set()
        """Types from outside to which nothing is added, whatever its name."""


class Added(Inference):
    """What traits of the workspace add to types from outside."""

    _linked_here: _Seen | None = None
    """What was found for the file being linked.  (With more than 30 attributes of its own, an
    object is slower in everything.)"""

    def added(self, file: File, head: str, name: str) -> Found:
        """What traits of the workspace add to a type from outside, or to what it stands for."""
        seen = self._seen_by(file)
        if seen is not None and head in seen.bare:
            return ()
        found = self._added_to(file, head, name, seen)
        inner = wrappers.DEREFERENCED.get(head) if not found else None
        if inner is not None:
            found = self._added_to(file, inner, name, seen)
        outside: Value = ("external", 0, head)
        found = found or self.added_to_all(file, outside, name)
        if not found:
            met = self._met_by_outside(file, head, seen)
            for trait in met:
                found = found or self.added_to_all(file, trait, name)
            if (
                seen is not None
                and not met
                and not seen.adding[outside]
                and head in seen.plain
                and (inner is None or inner in seen.plain)
            ):
                seen.bare.add(head)
        return found

    def _seen_by(self, file: File) -> _Seen | None:
        """What was found for a file, if it is the one being linked."""
        if file.path_id != self.look.linking:
            return None
        return self._linked_here or self._begin()

    def _begin(self) -> _Seen:
        self._linked_here = seen = _Seen()
        return seen

    def _met_by_outside(self, file: File, head: str, seen: _Seen | None) -> list[Value]:
        """What `_met` says of the traits of a type from outside: the same for all its members."""
        if seen is None:
            return self._find_met(file, head)
        met = seen.met.get(head)
        if met is None:
            met = seen.met[head] = [] if head in seen.plain else self._find_met(file, head)
        return met

    def _find_met(self, file: File, head: str) -> list[Value]:
        if not self.adds_to_all(file):
            return []
        adding = self._adding(file.rules.NAME, head)
        return self._met(file, [trait for _, _, traits in adding for trait in traits])

    def added_with(self, file: File, traits: Iterable[Value], name: str) -> Found:
        """What traits add to every type that implements one of these, or what is above it."""
        for trait in self._met(file, traits):
            found = self.added_to_all(file, trait, name)
            if found:
                return found
        return ()

    def _met(self, file: File, traits: Iterable[Value]) -> list[Value]:
        """Of traits and what is above them those whose implementers all are given something."""
        met: list[Value] = []
        for trait in traits:
            above: list[Value] = [trait]
            if trait[0] != "external":
                above = [
                    ("external", 0, str(entry[1]))
                    if is_outside(entry)
                    else ("class", entry[0], cast(int, entry[1]))
                    for entry in self.mro(trait[1], trait[2])
                ]
            met += [each for each in above if self._adds_to(file, each)]
        return met

    def _added_to(self, file: File, head: str, name: str, seen: _Seen | None) -> Found:
        if seen is not None and head in seen.plain:
            return ()
        rules = file.rules.NAME
        if not self._adding(rules, head):
            # Nearly always; so it is one answer for a type, and not one for each of its members.
            if seen is not None:
                seen.plain.add(head)
            return ()
        key = answer_key(PATHS, "added", rules, head, name)
        return self.look.answer(key, self._find_added, (), rules, head, name)

    def added_to_all(self, file: File, trait: Value, name: str) -> Found:
        """What traits add to every type that implements a trait."""
        if not self._adds_to(file, trait):
            return ()
        rules = file.rules.NAME
        if trait[0] == "external":
            key = answer_key(PATHS, "added to all", rules, str(trait[2]), name)
        else:
            key = answer_key(trait[1], "added to all", rules, trait[2], name)
        return self.look.answer(key, self._find_given, (), rules, (trait[1], trait[2]), name)

    def _adds_to(self, file: File, trait: Value) -> bool:
        """Whether anything is added to every type that implements a trait."""
        if file.path_id != self.look.linking:
            return self._find_adds_to(file, trait)
        # As `_seen_by`, without a call: this is asked for each member of what lies outside.
        seen = self._linked_here or self._begin()
        known = seen.adding.get(trait)
        if known is None:
            known = seen.adding[trait] = self._find_adds_to(file, trait)
        return known

    def _find_adds_to(self, file: File, trait: Value) -> bool:
        required = self.adds_to_all(file)
        if trait[0] == "external":
            if trait[2] not in required:
                return False
        else:
            where = self.locate(trait[1], trait[2]) if required else None
            if where is None or _name_of(*where) not in required:
                return False
        bound = trait[1:3]
        return any([each == bound for each, _ in self._giving(file.rules.NAME)])

    def adds_to_all(self, file: File) -> frozenset[str]:
        """What those types may have to implement to which something is added, as it is spelled:
        nearly always nothing.

        Nothing is evaluated, for that would lead back here.
        """
        seen = self._seen_by(file)
        if seen is not None and seen.required is not None:
            return seen.required
        key = answer_key(PATHS, "required", file.rules.NAME)
        none: frozenset[str] = frozenset()
        required = self.look.answer(key, self._find_required, none)
        if seen is not None:
            seen.required = required
        return required

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

    def _giving(self, rules: str) -> tuple[tuple[_Bound, _Adding], ...]:
        """The bodies that add to every type which implements something, and what that is.

        An answer of its own: to evaluate what all of them ask for, for each name that is looked for
        in some, was a tenth of the links of a workspace.
        """
        key = answer_key(PATHS, "adding to all", rules)
        none: tuple[tuple[_Bound, _Adding], ...] = ()
        return self.look.answer(key, self._find_giving, none, rules)

    def _find_giving(self, rules: str) -> tuple[tuple[_Bound, _Adding], ...]:
        giving: list[tuple[_Bound, _Adding]] = []
        for each in self._adding(rules, ANY_TYPE):
            home, row = self._row_of(ANY_TYPE, each)
            if home is not None:
                giving += [(bound, each) for bound in self._bounds(home, row)]
        return tuple(giving)

    def _find_given(self, rules: str, wanted: _Bound, name: str) -> Found:
        bodies = [each for bound, each in self._giving(rules) if bound == wanted]
        return self._found_in(ANY_TYPE, bodies, name)

    def _find_added(self, rules: str, head: str, name: str) -> Found:
        return self._found_in(head, self._adding(rules, head), name)

    def _found_in(self, head: str, bodies: Iterable[_Adding], name: str) -> Found:
        """What bodies that implement traits for a type have under a name."""
        found: dict[Item, int] = {}
        for each in bodies:
            home, row = self._row_of(head, each)
            if home is None:
                continue
            for item in self._of_body(home, home.bind_b[row], each[2], name):
                if item[0] != "external":
                    found[item] = Origin.TYPE
        return tuple(found.items())

    def _row_of(self, head: str, adding: _Adding) -> tuple[File | None, int]:
        """The file of a body that implements traits for a type, and its row there."""
        home = self.look.file(adding[0])
        rows = self.look.value_rows(home, 0, extension_name(head)) if home is not None else []
        return (home, rows[adding[1]]) if adding[1] < len(rows) else (None, 0)

    def _bounds(self, home: File, row: int) -> dict[_Bound, None]:
        """What a type must implement for what a body adds to all of them."""
        given = [arguments(each) for each in self.value(home, home.bind_a[row])]
        limits = union([each[0] for each in given if each])
        return dict.fromkeys([each[1:3] for each in limits if each[0] in _TRAITS])

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

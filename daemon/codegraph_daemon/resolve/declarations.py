"""What is declared in one file and defined in another, and namespaces that lie in many files."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar, cast

from ..facts import (
    OPENED_NAME,
    TAG,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
    defining_name,
    listed_name,
)
from ..languages.semantics import Beyond, Includes
from .evaluate import Operator
from .file import File
from .keys import answer_key
from .names import Found
from .overloads import Overloads
from .values import UNKNOWN, Item, Origin, Value, Values

T = TypeVar("T")
_STANDARD = "std"
_DEEPEST = 16
"""So many classes that each stand outside of the next one; in broken code one of them may stand in
itself."""

_STRUCTURES = frozenset((Kind.CLASS, Kind.ENUM))


class Declarations(Overloads):
    """Follows declarations to definitions, and names through namespaces."""

    def defined(self, found: Found) -> Found:
        """Items, with those that are only declared replaced by their definitions."""
        result: dict[Item, int] = {}
        for item, origin in found:
            result.setdefault(self.definition_of(item) if item[0] == "symbol" else item, origin)
        return tuple(result.items())

    def definition_of(self, item: Item) -> Item:
        """The one definition of what an item declares; the item itself if it is none."""
        where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
        if where is None or not where[0].facts.symbol_flags[where[1]] & Flag.DECLARATION:
            return item
        key = answer_key(item[1], "defined", item[2])
        return self.look.answer(key, self._definition, item, item)

    def _definition(self, item: Item) -> Item:
        where = self.locate(item[1], item[2])
        if where is None:
            return item
        file, symbol = where
        facts = file.facts
        found = self._defining(file, qualified(file, symbol))
        if not found and file.scope_kind[facts.symbol_scope[symbol]] == ScopeKind.CLASS:
            found = self._defining(file, self._whole_name(file, symbol, _DEEPEST))
        candidates: list[tuple[Item, File, int]] = []
        for each in found:
            there = self.locate(each[1], each[2]) if each[0] == "symbol" else None
            if there is None or there[0].facts.symbol_flags[there[1]] & Flag.DECLARATION:
                continue
            if _of_other_kind(file, symbol, *there):
                continue
            candidates.append((each, *there))
        variant = file.names[facts.symbol_variant[symbol]]
        same = [c for c in candidates if c[1].names[c[1].facts.symbol_variant[c[2]]] == variant]
        if not same and not self._has_overloads(file, symbol):
            same = candidates
        if len(same) > 1:
            same = self._compiled(file, same, lambda each: each[1].path)
        chosen = _nearest(file, same)
        if chosen is None and len(same) > 1:
            chosen = self._reaching(file, symbol, same)
        return item if chosen is None else chosen

    def _defining(self, file: File, name: str) -> dict[Item, None]:
        """What any file says to define under a whole name."""
        name = defining_name(name)
        found = {each: None for each, _ in self.bound(file, 0, name)}
        for path_id in self.look.announced(name):
            if path_id != file.path_id:
                found.update((each, None) for each, _ in self.exported(path_id, name))
        return found

    def _whole_name(self, file: File, symbol: int, depth: int) -> str:
        """As `qualified`, of what lies in a class that is defined outside of its own, too: what is
        around that is not around it in the text."""
        facts, parts = file.facts, list[str]()
        while symbol:
            parts.append(file.names[facts.symbol_name[symbol]])
            scope = facts.symbol_scope[symbol]
            symbol = facts.symbol_container[symbol]
            if facts.symbol_kind[symbol] == Kind.EXTENSION and depth:
                for item, _ in self.items(file, self.extension(file, scope)):
                    where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
                    if where is not None:
                        parts.append(self._whole_name(*where, depth - 1))
                        return "::".join(reversed(parts))
        return "::".join(reversed(parts))

    def _compiled(self, file: File, some: list[T], path_of: Callable[[T], str]) -> list[T]:
        """Those of several things that are not there for another platform, unless the file is, or
        all are."""
        rules = cast(Includes, file.rules)
        here = [each for each in some if rules.is_compiled(self.look, path_of(each))]
        if len(here) == len(some) or not rules.is_compiled(self.look, file.path):
            return some
        return here or some

    def compiled_here(self, file: File, found: Found) -> Found:
        """See `Unbound.compiled_here`."""

        def path_of(each: tuple[Item, int]) -> str:
            return self.look.path_of(each[0][1]) if each[0][0] != "external" else file.path

        return tuple(self._compiled(file, list(found), path_of))

    def _reaching(
        self, file: File, symbol: int, candidates: list[tuple[Item, File, int]]
    ) -> Item | None:
        """The one definition that the declaring file is there for: of a type, one that others can
        include, and else one that includes the declaration; None if there are several."""
        if file.facts.symbol_kind[symbol] in _STRUCTURES:
            fitting = [
                each for each in candidates if cast(Includes, each[1].rules).is_header(each[1].path)
            ]
        else:
            fitting = [each for each in candidates if self._includes(each[1], file)]
        return fitting[0][0] if len(fitting) == 1 else None

    def _includes(self, file: File, other: File) -> bool:
        rules = cast(Includes, file.rules)
        return rules.reaches(self.look, file.path, other.path_id)

    def _has_overloads(self, file: File, symbol: int) -> bool:
        """Whether what is declared is one of several of its name."""
        facts = file.facts
        name = file.names[facts.symbol_name[symbol]]
        if facts.symbol_kind[symbol] == Kind.CONSTRUCTOR:
            name += TAG
        return len(self.look.rows(file, facts.symbol_scope[symbol], name)) > 1

    def structure_named(self, name: str, file: File) -> Found:
        """The structure of a name that nothing which a file sees declares: to name it is enough."""
        wanted = defining_name(name)
        found: list[tuple[Item, File, int]] = []
        for path_id in self.look.announced(wanted):
            for item, _ in self.exported(path_id, wanted):
                where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
                if where is not None and where[0].facts.symbol_kind[where[1]] in _STRUCTURES:
                    found.append((item, *where))
        nearest = _nearest(file, found)
        return () if nearest is None else ((nearest, Origin.SCOPE),)

    def _values_where_known(self, file: File, a: int, b: int) -> Values:
        known = any([item[0] == "symbol" for item, _ in self.items(file, a)])
        return self.value(file, b) if known else UNKNOWN

    operators: ClassVar[dict[int, Operator]] = {
        **Overloads.operators,
        Expr.WHERE_KNOWN: _values_where_known,
    }

    def listed(self, file: File, name: str) -> Found:
        """See `Unbound.listed`: possible, for the macro decides."""
        wanted = listed_name(name)
        found: dict[Item, int] = {}
        rules = cast(Includes, file.rules)
        for path_id in rules.beyond(self.look, self._here(file), wanted):
            found.update((item, Origin.UNION) for item, _ in self.exported(path_id, wanted))
        return tuple(found.items())

    def _find_unbound(self, file: File, name: str) -> Found:
        found = Overloads._find_unbound(self, file, name)
        if not file.scoping.declares or (found and found[0][0][0] != "external"):
            return found
        # `using enum`
        taken = self._spread_depth != self.look.depth and self._spread_items(file, name)
        return taken or found

    # Namespaces

    def in_namespace(self, file: File, path: str, name: str) -> Found:
        """What a namespace holds under a name, seen from a file."""
        whole = path + file.scoping.qualified + name if path else name
        own = self.bound(file, 0, whole) or self.found_beyond(file, whole)
        return own or self._in_opened(file, path, name)

    def _in_opened(self, file: File, path: str, name: str) -> Found:
        """What a namespace that a macro opens may hold under a name, for what it is in is not
        known to who uses that macro: what stands in no namespace."""
        rules = cast(Beyond, file.rules)
        opened = path + file.scoping.qualified + OPENED_NAME
        if not self.look.announced(opened) or not rules.beyond(self.look, self._here(file), opened):
            return ()
        rows = self.look.rows(file, 0, name)
        own = () if any([file.bind_kind[row] == Bind.ALIAS for row in rows]) else rows
        here = self.bound(file, 0, name) if own else ()
        return here or self.found_beyond(file, name)

    def first_opening(self, file: File, item: Item) -> Item:
        """For a namespace, where what the compiler reads for a file opens it first; the item itself
        if it is none, or if the file does."""
        where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
        if where is None or where[0].facts.symbol_kind[where[1]] != Kind.NAMESPACE:
            return item
        name = qualified(*where).replace("::", file.scoping.qualified)
        path_id = cast(Includes, file.rules).first_seen(self.look, file.path, name)
        if path_id is None:
            return item
        found = [each for each, _ in self.exported(path_id, name) if each[0] == "symbol"]
        return found[0] if len(found) == 1 else item

    def namespace_of(self, file: File, symbol: int) -> str:
        """The whole name of a namespace, which is one in all files; of one that is inline that of
        what it is in."""
        while symbol and symbol not in file.bodies:
            symbol = file.facts.symbol_container[symbol]
        return qualified(file, symbol)

    def _items_of_member(self, file: File, value: Value, name: str) -> Found:
        if value[0] == "namespace":
            found = self.in_namespace(file, value[2], name)
            if not found and value[2] == _STANDARD:
                # Who adds to the library's namespace leaves what else is in it to the library.
                return ((("external", 0, name), Origin.CLASS),)
            return tuple([(item, Origin.CLASS) for item, _ in found])
        return Overloads._items_of_member(self, file, value, name)


def _of_other_kind(file: File, symbol: int, there: File, other: int) -> bool:
    """Whether a definition of a declared name is not of what is declared: functions are defined by
    neither macros nor structures, whose names are apart in C."""
    kinds = file.facts.symbol_kind[symbol], there.facts.symbol_kind[other]
    if kinds[0] == Kind.FUNCTION and there.facts.is_macro(other):
        return True
    return Kind.FUNCTION in kinds and not _STRUCTURES.isdisjoint(kinds)


def qualified(file: File, symbol: int) -> str:
    """The name of a symbol with all that it is in."""
    facts, parts = file.facts, list[str]()
    while symbol:
        parts.append(file.names[facts.symbol_name[symbol]])
        symbol = facts.symbol_container[symbol]
    return "::".join(reversed(parts))


def _nearest(file: File, candidates: list[tuple[Item, File, int]]) -> Item | None:
    """The definition that belongs to a file: in it, in the file beside it, or the only one."""
    if len(candidates) < 2:
        return candidates[0][0] if candidates else None
    for fits in (_is_same, _is_pair, _is_beside):
        near = [each[0] for each in candidates if fits(file.path, each[1].path)]
        if len(near) == 1:
            return near[0]
    return None


def _is_same(path: str, other: str) -> bool:
    return path == other


def _is_pair(path: str, other: str) -> bool:
    return _stem(path) == _stem(other)


def _is_beside(path: str, other: str) -> bool:
    return path.rpartition("/")[0] == other.rpartition("/")[0]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]

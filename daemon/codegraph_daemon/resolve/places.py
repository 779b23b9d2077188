"""Where the linked occurrences of a file are: collected while it is linked, packed at the end.

A row is one integer while it waits: start, then scope and role as in facts, then the length of
the name and the origin; so the rows of one target sort by position as plain numbers.  Each part
has bytes of its own, so that columns are cut out of the rows' bytes without a step for each row.
This runs once for each occurrence of a workspace.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain, compress, count, repeat
from operator import add, ne, rshift, sub

from ..facts import (
    CALLABLE,
    CONSTRUCTOR_NAME,
    NONE,
    QUALIFIER,
    ROLE_MASK,
    ROLE_SHIFT,
    SCOPE_SHIFT,
    START_MASK,
    TAG,
    Expr,
    Kind,
    Role,
    module_spelling,
    without_tag,
)
from .described import holders_of
from .file import File
from .links import Columns, Target, pack_links, unknown_member, with_wide
from .standard_methods import standard_method
from .values import OF_INSTANCES, Origin

_START = 64
_REST = 32
_LENGTH = 16
_LONGEST = 0xFFFF
_LOW = 0xFFFF
"""The part of a row that holds the origin."""
_ROW_BYTES = 12
_LITTLE = sys.byteorder == "little"
# Where parts are in a row's bytes: the origin and the role by bytes, the length by pairs of bytes,
# scope and role together and the start by fours.
_ORIGIN_AT, _ROLE_AT, _LENGTH_AT, _REST_AT, _START_AT = (
    (0, 4, 1, 1, 2) if _LITTLE else (11, 7, 4, 1, 0)
)
_ROLES = bytes([byte & ROLE_MASK for byte in range(256)])
_NAME, _MODULE, _CHOSEN = int(Expr.NAME), int(Expr.MODULE), int(Expr.CHOSEN)
_SPELLED = frozenset((_NAME, int(Expr.ATTR), _CHOSEN))
_TYPE_OF, _MADE = int(Expr.TYPE_OF), int(Role.MADE)
_NAMES = frozenset((_NAME, int(Expr.ATTR), int(Expr.KEYWORD), int(Expr.OPERATED), int(Expr.PASSED)))
_KNOWN_BETTER = frozenset((Role.READ, Role.WRITE, Role.CALL, Role.TYPE, Role.IMPORT))
"""Roles of what a precise index knows better."""
_TAGS = frozenset((CALLABLE, QUALIFIER))
ALL_ROLES = (1 << ROLE_MASK + 1) - 1
_USES = 1 << Role.CALL | 1 << Role.READ | 1 << Role.WRITE


class Places:
    """The rows of one file's links."""

    def __init__(self, file: File) -> None:
        facts = file.facts
        self._file = file
        self._rows: dict[Target, list[int]] = {}
        self._first: list[int] = facts.expr_occurrences.tolist()
        self._occurrences: list[int] = facts.occurrence.tolist()
        self._begun = _turned(facts.occurrence)
        """Of each occurrence the upper part of its row, which the length and the origin follow."""
        self._lengths = _lengths_of(file.names)
        self._unknown: dict[int | str, Target] = {}
        """What stands for members of what is not known, by the number of their name, and for
        methods of a library's interfaces."""
        self._constructor = file.name_index.get(CONSTRUCTOR_NAME, -1)

    def spelled(self) -> list[int]:
        """The expressions that have occurrences, in order."""
        return list(compress(count(), map(ne, self._first[1:], self._first)))

    def add_unknown(self, expr: int) -> None:
        """What is used at `expr` is a member of something that is not known."""
        file = self._file
        spelled = file.expr_a[expr] if file.expr_kind[expr] == _CHOSEN else expr
        name = file.expr_b[spelled]
        uses = self._places(expr, _USES)
        if uses:
            target = self._unknown.get(name)
            if target is None:
                target = self._unknown[name] = unknown_member(file.names[name])
            self._add_places(expr, target, Origin.MEMBER, uses)

    def add_outside(self, expr: int, method: str) -> None:
        """What is used at `expr` is a method of a library's interface."""
        target = self._unknown.get(method)
        if target is None:
            target = self._unknown[method] = standard_method(method)
        self.add(expr, target, Origin.TYPE, _USES)

    @property
    def targets(self) -> tuple[Target, ...]:
        """The symbols that the file refers to, those of `unknown_member` included."""
        return tuple(self._rows)

    def add_spelled(self, expr: int, name: int, target: Target, origin: int) -> None:
        """As `add`, of a plain name or member that is spelled as this name: nearly all are."""
        rows = self._rows.get(target)
        if rows is None:
            rows = self._rows[target] = []
        first, end = self._first[expr], self._first[expr + 1]
        if name == self._constructor:
            places = self._occurrences[first:end]
            rows += [self._constructor_row(packed) | origin for packed in places]
        elif end - first == 1:
            rows.append(self._begun[first] << _REST | self._lengths[name] << _LENGTH | origin)
        else:
            low = self._lengths[name] << _LENGTH | origin
            rows += [begun << _REST | low for begun in self._begun[first:end]]

    def add(
        self,
        expr: int,
        target: Target,
        origin: int,
        roles: int = ALL_ROLES,
        but: frozenset[int] = frozenset(),
    ) -> None:
        """Every occurrence of `expr` in one of `roles`, as bits, refers to `target`, but those that
        start at the offsets `but`."""
        file = self._file
        kind = file.expr_kind[expr]
        if (
            kind == _CHOSEN
            and self._roles.find(_MADE, self._first[expr], self._first[expr + 1]) < 0
        ):
            # But for what is told of it, it is the name that is called.
            spelled = file.expr_a[expr]
            kind = file.expr_kind[spelled]
        else:
            spelled = expr
        if roles == ALL_ROLES and not but and kind in _NAMES:
            name = file.expr_a[spelled] if kind == _NAME else file.expr_b[spelled]
            self.add_spelled(expr, name, target, origin)
            return
        places = self._places(expr, roles)
        if but:
            places = [p for p in places if p & START_MASK not in but]
        self._add_places(expr, target, origin, places)

    def call(self, expr: int) -> None:
        """What is made at the occurrences of an expression is called there, by its name."""
        for at in range(self._first[expr], self._first[expr + 1]):
            packed = self._occurrences[at]
            if packed >> ROLE_SHIFT & ROLE_MASK == _MADE:
                called = Role.CALL << ROLE_SHIFT
                self._occurrences[at] = packed & ~(ROLE_MASK << ROLE_SHIFT) | called

    def _places(self, expr: int, roles: int) -> list[int]:
        """The occurrences of an expression in one of these roles."""
        places = self._occurrences[self._first[expr] : self._first[expr + 1]]
        if roles == ALL_ROLES:
            return places
        return [p for p in places if roles >> (p >> ROLE_SHIFT & ROLE_MASK) & 1]

    def _add_places(self, expr: int, target: Target, origin: int, places: list[int]) -> None:
        """These occurrences of an expression refer to a target, which the file refers to even if
        there are none."""
        file = self._file
        rows = self._rows.get(target)
        if rows is None:
            rows = self._rows[target] = []
        name, length = self._spelled(expr)
        low = length << _LENGTH | origin
        if name == self._constructor:
            rows += [self._constructor_row(packed) | origin for packed in places]
            return
        if file.expr_kind[expr] == _CHOSEN:
            made = [p for p in places if p >> ROLE_SHIFT & ROLE_MASK == Role.MADE]
            for packed in made:
                row = (packed & START_MASK) << _START | packed >> 32 << _REST
                length_of = self._defined.get(packed & START_MASK, length)
                rows.append(row | length_of << _LENGTH | origin)
            places = [p for p in places if p not in made] if made else places
        for packed in places:
            rows.append((packed & START_MASK) << _START | packed >> 32 << _REST | low)

    @cached_property
    def _roles(self) -> bytes:
        """The role of each occurrence."""
        packed = self._file.facts.occurrence.cast("B")
        return bytes(packed[4 if _LITTLE else 3 :: 8]).translate(_ROLES)

    def _spelled(self, expr: int) -> tuple[int, int]:
        """The name that the occurrences of an expression spell (NONE: of a module), its length."""
        file = self._file
        if file.expr_kind[expr] == _CHOSEN:
            expr = file.expr_a[expr]
            if file.expr_kind[expr] == _TYPE_OF:
                # What is made has the name of what holds it.
                expr = file.expr_a[expr]
        if file.expr_kind[expr] == _MODULE:
            return NONE, _length_of(module_spelling(file.names[file.expr_a[expr]]))
        name = file.expr_a[expr] if file.expr_kind[expr] == _NAME else file.expr_b[expr]
        return name, self._lengths[name]

    def overrule(self, precise: Mapping[int, Sequence[Sequence[Target]]]) -> None:
        """Have the uses at these offsets refer to these symbols and to nothing else.

        Of a symbol with several definitions that is meant which was found here, if any was: some
        indexers have one name for all functions of a name.

        What a word only leads to stays, and so does what is linked twice where the precise index
        speaks once: a class and the constructor that is called.  A use that stops at what an import
        binds stops there.
        """
        facts = self._file.facts
        kinds = zip(facts.symbol_kind, facts.symbol_hash, strict=True)
        bound = [(self._file.path_id, hashed) for kind, hashed in kinds if kind == Kind.IMPORT]
        stops = {row >> _START for target in bound for row in self._rows.get(target, ())}
        uses = self._uses_at(precise.keys() - stops)
        if self._file.scoping.methods_apart:
            once = {at for at, rows in uses.items() if len(rows) > max(len(precise[at]), 1)}
            uses = {at: rows for at, rows in uses.items() if at not in once}
        linked: dict[int, dict[Target, list[int]]] = {}
        for target, rows in list(self._rows.items()):
            kept: list[int] = []
            for row in rows:
                start = row >> _START
                is_use = start in uses and row >> _REST & ROLE_MASK in _KNOWN_BETTER
                if is_use and row & _LOW != Origin.IMPLIED:
                    linked.setdefault(start, {}).setdefault(target, []).append(row)
                else:
                    kept.append(row)
            if kept:
                self._rows[target] = kept
            else:
                del self._rows[target]
        self._unknown = {name: each for name, each in self._unknown.items() if each in self._rows}
        for start, rows in uses.items():
            before = linked.get(start, {})
            meant: dict[Target, None] = {}
            for targets in precise[start]:
                among = [target for target in targets if target in before]
                meant.update(dict.fromkeys(among or targets))
            for target in meant:
                known = before.get(target, rows[:1])
                of_target = self._rows.setdefault(target, [])
                of_target += [row & ~_LOW | _precise(row & _LOW) for row in known]

    def _uses_at(self, starts: Collection[int]) -> dict[int, list[int]]:
        """Rows of the uses at these offsets, calls first, members as of an instance."""
        found: dict[int, list[int]] = {}
        first, kinds = self._first, self._file.expr_kind
        for expr in self.spelled():
            origin = Origin.TYPE if kinds[expr] == Expr.ATTR else Origin.SCOPE
            for at in range(first[expr], first[expr + 1]):
                packed = self._occurrences[at]
                role = packed >> ROLE_SHIFT & ROLE_MASK
                if packed & START_MASK in starts and role in _KNOWN_BETTER:
                    row = self._begun[at] << _REST | self._spelled(expr)[1] << _LENGTH | origin
                    found.setdefault(packed & START_MASK, []).append(row)
        for rows in found.values():
            rows.sort(key=lambda row: row >> _REST & ROLE_MASK != Role.CALL)
        return found

    def _constructor_row(self, packed: int) -> int:
        """The row of an occurrence of the name of constructors, without origin: where one is
        defined stands the name of its class."""
        start = packed & START_MASK
        is_defined = packed >> ROLE_SHIFT & ROLE_MASK == Role.DEFINITION
        spelled = self._lengths[self._constructor]
        length = self._constructors.get(start, spelled) if is_defined else spelled
        return start << _START | packed >> 32 << _REST | length << _LENGTH

    @cached_property
    def _constructors(self) -> dict[int, int]:
        """Lengths of the names of the file's constructors, by where they are defined."""
        facts = self._file.facts
        return {
            site.name: _length_of(facts.names[facts.symbol_name[symbol]])
            for symbol, kind in enumerate(facts.symbol_kind)
            if kind == Kind.CONSTRUCTOR
            for site in facts.sites(symbol)
        }

    @cached_property
    def _defined(self) -> dict[int, int]:
        """Lengths of the names that stand where something is made, by where that is."""
        found: dict[int, int] = {}
        file, first, occurrences = self._file, self._first, self._occurrences
        places = zip(occurrences, self._roles, strict=True)
        made = {packed & START_MASK for packed, role in places if role == _MADE}
        for expr, kind in enumerate(file.expr_kind):
            if kind in _SPELLED:
                for packed in occurrences[first[expr] : first[expr + 1]]:
                    if packed & START_MASK in made and packed >> ROLE_SHIFT & ROLE_MASK != _MADE:
                        found[packed & START_MASK] = self._spelled(expr)[1]
        facts = file.facts
        for symbol, symbol_kind in enumerate(facts.symbol_kind):
            # Who has a name of its own for what is bound is called as it is written.
            if symbol_kind == Kind.CONSTRUCTOR:
                length = self._lengths[facts.symbol_name[symbol]]
                found.update((site.name, length) for site in facts.sites(symbol))
        return found

    def pack(self, facts_id: bytes) -> tuple[bytes, int]:
        """The packed links, and the number of their rows that refer to a symbol."""
        facts = self._file.facts
        tables = self._rows.values()
        for each in tables:
            if len(each) > 1:
                each.sort()
        rows = list(chain.from_iterable(tables))
        packed = b"".join(map(int.to_bytes, rows, repeat(_ROW_BYTES), repeat(sys.byteorder)))
        data = memoryview(packed)
        words = data.cast("I")
        starts: list[int] = words[_START_AT::3].tolist()
        lines: list[int] = facts.line_start.tolist()
        # The lines count from 1 here.
        on = list(map(bisect_right, repeat(lines), starts))
        moved = [0, *map(sub, range(0, len(lines) << 32, 1 << 32), lines)]
        roles: Sequence[int] = packed[_ROLE_AT::_ROW_BYTES].translate(_ROLES)
        wide = frozenset(facts.line_wide)
        if wide:
            pairs = zip(roles, on, strict=True)
            roles = [with_wide(role) if line - 1 in wide else role for role, line in pairs]
        owner: list[int] = facts.scope_owner.tolist()
        scopes = map(rshift, words[_REST_AT::3].tolist(), repeat(SCOPE_SHIFT - ROLE_SHIFT))
        owners = list(map(owner.__getitem__, scopes))
        numbers = dict(zip(dict.fromkeys(owners), count(), strict=False))
        columns = Columns(
            target=list(self._rows),
            first=list(accumulate(map(len, tables), initial=0)),
            position=list(map(add, starts, map(moved.__getitem__, on))),
            length=array("H", data.cast("H")[_LENGTH_AT::6].tobytes()),
            role=roles,
            origin=packed[_ORIGIN_AT::_ROW_BYTES],
            container=list(map(numbers.__getitem__, owners)),
            holders=holders_of(facts, numbers, lines),
        )
        unknown = [self._rows[each] for each in self._unknown.values()]
        return pack_links(facts_id, columns), len(rows) - sum(map(len, unknown))


def _precise(origin: int) -> int:
    """The origin of a link that a precise index says, and that was found by another here."""
    return Origin.PRECISE_MEMBER if origin in OF_INSTANCES else Origin.PRECISE


def _turned(occurrences: memoryview[int]) -> list[int]:
    """Occurrences with their lower half, the start, as the upper one."""
    halves = array("I", occurrences.tobytes())
    halves[0::2], halves[1::2] = halves[1::2], halves[0::2]
    result: list[int] = memoryview(halves).cast("B").cast("Q").tolist()
    return result


def _lengths_of(names: Sequence[str]) -> list[int]:
    """The bytes of each name as it is spelled."""
    together = "\n".join(names)
    lengths = list(map(len, names))
    if together.isascii() and max(lengths, default=0) <= _LONGEST:
        if any([each in together for each in (TAG, *_TAGS)]):
            # As `without_tag`, for the tens of thousands of names of a workspace of Java.
            return [
                len(name) - 2 if name[-2:] in _TAGS else len(name) - (name[-1:] == TAG)
                for name in names
            ]
        return lengths
    return list(map(_length_of, names))


def _length_of(name: str) -> int:
    name = without_tag(name)
    length = len(name) if name.isascii() else len(name.encode("utf-8", "replace"))
    return min(length, _LONGEST)

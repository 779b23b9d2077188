"""What nothing reaches from where programs begin: candidates for dead code, each with its reason.

Belongs here: which symbols are needed, given who uses whom and what each file declares, as a pure
function over arrays. Stays out: reading files (`declared`, `spelled`), how a candidate is told
(`queries.dead`).

Needed is what code that runs uses, transitively: the top level of every module runs, and so does
what Mark names. Of what is only spelled, in a string or on a value of which nothing is known, all
members of that name are needed. A member that overrides one that is needed is needed with its
class. What is used by dead code alone is dead, circles included.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..facts import MODULE_HASH, Kind
from ..graph.adjacent import Adjacent, adjacent, rows_between
from ..graph.columns import keys_of
from ..graph.piece import INHERITS, MAKES, OVERRIDES, STANDS_FOR
from .declared import Bytes, Hashes, Numbers
from .marks import Mark

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

UNUSED: Final = 0
"""Nothing uses it."""
BY_DEAD: Final = 1
"""Only what is dead itself uses it."""
BY_TESTS: Final = 2
"""Only tests use it."""

SURE: Final = 0.9
SPELLED: Final = 0.7
"""Its name is used elsewhere, where it is not known what it means."""
DOUBTED: Final = 0.4
"""It is below something outside of the workspace, which may find it or call it."""

_TOLD: Final = np.isin(
    np.arange(256),
    (
        *(Kind.FUNCTION, Kind.METHOD, Kind.PROPERTY, Kind.CLASS, Kind.INTERFACE, Kind.ENUM),
        *(Kind.TYPE_ALIAS, Kind.VARIABLE, Kind.CONSTANT),
    ),
)
_VALUES: Final = np.isin(np.arange(256), (Kind.VARIABLE, Kind.CONSTANT, Kind.FIELD))
_CALLABLE: Final = np.isin(np.arange(256), (Kind.METHOD, Kind.PROPERTY, Kind.CLASS))


class Uses(NamedTuple):
    """Who uses whom, as the graph of symbols has it: one entry for each edge."""

    source: Hashes
    """Keys of symbols (`graph.overriding.keys_of`)."""
    target: Hashes
    use: Bytes
    source_path: Numbers


class Symbols(NamedTuple):
    """What all files declare: one entry for each symbol, in any order."""

    key: Hashes
    path: Numbers
    name: Hashes
    kind: Bytes
    mark: Bytes
    exported: Flags
    """Whether others may name it."""
    public: Flags
    """Whether it is part of what a library offers to others."""
    container: Hashes
    """The key of what it is in; that of its module for what is outermost."""
    in_type: Flags
    named: Flags
    """Whether a string, or a file that is no code, spells its name, or the start of it."""
    named_in_tests: Flags
    """The same of tests."""
    own: Flags
    """Whether it is the own business of what it is in, as far as it says itself."""
    whole: Flags
    """Whether its module is used as a value, or loaded by its name."""


class More(NamedTuple):
    """What else links and facts say."""

    user: Hashes
    """Uses of members on what is not known: keys of the definitions that hold them, and names."""
    user_path: Numbers
    used_name: Hashes
    unexplained: Hashes
    """Names that are used where it is not known what they mean."""
    unexplained_members: Hashes
    """The same of members of something."""
    extended: Hashes
    """Keys of types, and of what adds members to them."""
    extension: Hashes
    outside: Hashes
    """Keys of classes with a base outside of the workspace."""
    tests: Numbers
    """Path ids of files that test something."""
    modules: Hashes
    """Keys of the modules themselves, and their path ids."""
    module_path: Numbers


class Dead(NamedTuple):
    """Candidates, in no order that means anything."""

    key: Hashes
    path: Numbers
    reason: Bytes
    confidence: NDArray[np.float64]
    inside: NDArray[np.int64]
    """How many symbols inside of each are dead with it."""
    dead: Hashes
    """Keys of all symbols that are not needed, those inside of others included."""
    roots: NDArray[np.int64]
    """By Mark, how many symbols count as needed for that; then those that are public, those that
    are spelled by their name, and those below something outside of the workspace."""


CODES: Final = "QIBdqQq"
CODES_OF_USES: Final = "QQBI"
CODES_OF_SYMBOLS: Final = "QIQBB??Q?????"
CODES_OF_MORE: Final = "QIQQQQQQIQI"
"""Type codes of the columns of these four."""


def find(uses: Uses, symbols: Symbols, more: More, *, public: bool) -> Dead:
    """What is not needed; `public`: what a library offers is not needed for being that."""
    return _Finding(uses, symbols, more, public=public).found()


class _Finding:
    """One search: symbols and names as numbers, and what leads from one to the other."""

    def __init__(self, uses: Uses, symbols: Symbols, more: More, *, public: bool) -> None:
        self._symbols, self._more, self._public = symbols, more, public
        every = (uses.source, uses.target, symbols.key, symbols.container)
        others = (more.user, more.extended, more.extension, more.outside, more.modules)
        self._keys = np.unique(np.concatenate((*every, *others)))
        self._names = np.unique(np.concatenate((symbols.name, more.used_name)))
        self._count = len(self._keys) + len(self._names)
        self._at = self._number(symbols.key)
        self._inside = self._number(symbols.container)
        self._name = self._number_of_name(symbols.name)
        self._source, self._target = self._number(uses.source), self._number(uses.target)
        self._use, self._source_path = uses.use, uses.source_path
        self._is_test = np.zeros(self._count, np.bool_)
        self._is_test[self._at[np.isin(symbols.path, more.tests)]] = True
        self._is_test[self._number(more.modules)[np.isin(more.module_path, more.tests)]] = True
        self._kind = np.full(self._count, _UNTOLD, np.uint8)
        self._kind[self._at] = symbols.kind
        self._doubted = self._below_outside()

    def _number(self, keys: Hashes) -> Places:
        return np.searchsorted(self._keys, keys)

    def _number_of_name(self, names: Hashes) -> Places:
        return np.searchsorted(self._names, names) + len(self._keys)

    def _below_outside(self) -> Flags:
        """Which classes have something outside of the workspace above them, and their members."""
        found = np.zeros(self._count, np.bool_)
        found[self._number(self._more.outside)] = True
        heirs = (self._use == INHERITS) | (self._use == STANDS_FOR)
        below, above = self._source[heirs], self._target[heirs]
        # A name that stands for a class which is not here.
        is_other = self._use[heirs] == STANDS_FOR
        leads_out = np.where(is_other, self._kind[above] == _UNTOLD, _VALUES[self._kind[above]])
        found[above[leads_out & ~np.isin(above, below)]] = True
        while (new := found[above] & ~found[below]).any():
            found[below[new]] = True
        symbols = self._symbols
        may_be_called = ~symbols.own & symbols.in_type & _CALLABLE[symbols.kind]
        members = found[self._inside] & may_be_called | (symbols.mark == Mark.OUTSIDE)
        found[self._at[members]] = True
        return found

    # What leads where

    def _edges(self) -> tuple[Places, Places, Flags]:
        """(from, to, whether it is said in a test) of all that needs something by itself."""
        symbols, more = self._symbols, self._more
        kept = (self._use != OVERRIDES) & (self._source != self._target)
        in_tests = np.isin(self._source_path, more.tests)
        # What is used needs what it is in.
        outwards = symbols.container != 0
        # A class needs what the language calls of it, what is made known, and what belongs to it.
        own = symbols.in_type & (symbols.mark != Mark.NONE) | (symbols.mark == Mark.WITHIN)
        own |= symbols.in_type & self._doubted[self._at]
        contract = self._kind[self._inside] == Kind.INTERFACE
        own |= contract
        user, extended = self._number(more.user), self._number(more.extended)
        one, other = self._merged()
        parts: list[tuple[Places, Places, Flags | None]] = [
            (self._source[kept], self._target[kept], in_tests[kept]),
            (self._at[outwards], self._inside[outwards], None),
            (self._inside[own], self._at[own], None),
            (extended, self._number(more.extension), None),
            (one, other, None),
            (other, one, None),
            (user, self._number_of_name(more.used_name), np.isin(more.user_path, more.tests)),
            # Who has a member of an interface's name may be of its kind.
            (self._at[contract], self._name[contract], None),
        ]
        sources, targets, tests = zip(*parts, strict=True)
        said = [
            np.zeros(len(source), np.bool_) if each is None else each
            for source, each in zip(sources, tests, strict=True)
        ]
        return np.concatenate(sources), np.concatenate(targets), np.concatenate(said)

    def _merged(self) -> tuple[Places, Places]:
        """Pairs of what has one name in one place and is of several kinds: an interface and a
        namespace, say, which are one thing."""
        order = np.lexsort((self._symbols.kind, self._name, self._inside))
        first, second = order[:-1], order[1:]
        same = (self._inside[first] == self._inside[second]) & (
            self._name[first] == self._name[second]
        )
        same &= self._symbols.kind[first] != self._symbols.kind[second]
        return self._at[first[same]], self._at[second[same]]

    def _roots(self) -> dict[str, Flags]:
        """For each symbol why it is needed though nothing uses it."""
        symbols = self._symbols
        outermost = ~symbols.in_type
        found = {
            "begins": symbols.mark == Mark.ENTRY,
            "marked": outermost & (symbols.mark != Mark.NONE) & (symbols.mark != Mark.WITHIN),
            "whole": outermost & symbols.exported & symbols.whole,
            "doubted": outermost & self._doubted[self._at],
        }
        if not self._public:
            found["public"] = symbols.public
        return found

    def _needed(self, roots: Flags, edges: tuple[Places, Places, Flags], *, tests: bool) -> Flags:
        """What is needed by some symbols, in tests as well or without."""
        symbols, more = self._symbols, self._more
        source, target, in_tests = edges
        if not tests:
            source, target = source[~in_tests], target[~in_tests]
            roots = roots & ~self._is_test[self._at]
        leads = adjacent(source, self._count)
        needed = np.zeros(self._count, np.bool_)
        modules = self._number(more.modules)
        start = [modules if tests else modules[~self._is_test[modules]], self._at[roots]]
        heirs = self._use == OVERRIDES
        member, above = self._source[heirs], self._target[heirs]
        holder = np.full(self._count, -1, np.int64)
        holder[self._at] = self._inside
        may_run = holder[member]
        # What comes back from outside of the workspace may be of any class in it.
        met = symbols.in_type & np.isin(symbols.name, more.unexplained_members)
        named = symbols.named | symbols.named_in_tests if tests else symbols.named
        named = named | met
        while True:
            _follow(needed, np.concatenate(start), leads, target)
            # What is meant by its name, or by what it overrides, is needed if its class is.
            by_name = (named | needed[self._name]) & needed[self._inside] & ~needed[self._at]
            runs = needed[above] & ~needed[member] & ((may_run < 0) | needed[may_run])
            start = [self._at[by_name], member[runs]]
            if not by_name.any() and not runs.any():
                return needed

    # What is told

    def found(self) -> Dead:
        symbols = self._symbols
        roots, edges = self._roots(), self._edges()
        start = np.logical_or.reduce(list(roots.values()))
        needed = self._needed(start, edges, tests=False)
        with_tests = self._needed(start, edges, tests=True)
        told = _TOLD[symbols.kind] & (symbols.mark == Mark.NONE)
        told &= (symbols.container == 0) | self._is_a_holder(symbols)
        in_tests = self._is_test[self._at]
        # What lies in tests is needed by tests, if at all.
        is_dead = np.where(in_tests, ~with_tests[self._at], ~needed[self._at])
        by_tests = is_dead & with_tests[self._at]
        all_dead = np.zeros(self._count, np.bool_)
        all_dead[self._at[is_dead]] = True
        used_by_dead, used = self._users(edges, needed, with_tests)
        doubted = ~is_dead & self._doubted[self._at] & ~used[self._at]
        doubted &= ~(symbols.named | symbols.named_in_tests | needed[self._name])
        doubted &= ~np.isin(symbols.name, self._more.unexplained)
        doubted &= ~self._overrides_needed(with_tests)[self._at]
        lost = told & is_dead
        outer = self._is_inside(all_dead)
        may_be_told = (symbols.mark == Mark.NONE) | (symbols.mark == Mark.OUTSIDE)
        listed = (lost & ~outer) | (_TOLD[symbols.kind] & doubted & may_be_told)
        if not self._public:
            listed &= ~symbols.public
        reason = np.where(by_tests, BY_TESTS, np.where(used_by_dead[self._at], BY_DEAD, UNUSED))
        spelled = np.isin(symbols.name, self._more.unexplained)
        confidence = np.where(doubted, DOUBTED, np.where(spelled, SPELLED, SURE))
        inside = self._count_inside(lost & outer)
        return Dead(
            symbols.key[listed],
            symbols.path[listed],
            reason[listed].astype(np.uint8),
            confidence[listed],
            inside[self._at[listed]],
            symbols.key[is_dead],
            self._counted(roots),
        )

    def _is_a_holder(self, symbols: Symbols) -> Flags:
        """Whether what each symbol is in is a module, a type or a namespace."""
        kinds = self._kind[self._inside]
        found: Flags = symbols.in_type | (kinds == _UNTOLD) | (kinds == Kind.NAMESPACE)
        return found

    def _users(
        self, edges: tuple[Places, Places, Flags], needed: Flags, with_tests: Flags
    ) -> tuple[Flags, Flags]:
        """By number: whether dead code outside of it uses it, and whether needed code does."""
        source, target = self._source, self._target
        kept = (self._use != OVERRIDES) & (self._use != MAKES) & (source != target)
        source, target = source[kept], target[kept]
        holder = np.full(self._count, -1, np.int64)
        holder[self._at] = self._inside
        within, at = np.zeros(len(source), np.bool_), source.copy()
        for _ in range(_DEEPEST):
            at = np.where(at >= 0, holder[at], at)
            within |= at == target
            if not (at >= 0).any():
                break
        source, target = source[~within], target[~within]
        by_dead, used = np.zeros(self._count, np.bool_), np.zeros(self._count, np.bool_)
        used[target[with_tests[source]]] = True
        by_dead[target[~with_tests[source]]] = True
        return by_dead, used

    def _overrides_needed(self, needed: Flags) -> Flags:
        heirs = self._use == OVERRIDES
        member, above = self._source[heirs], self._target[heirs]
        found = np.zeros(self._count, np.bool_)
        found[member[needed[above] & ~self._doubted[above]]] = True
        return found

    def _is_inside(self, dead: Flags) -> Flags:
        """Which symbols lie in something that is dead, at whatever depth."""
        inside = np.zeros(self._count, np.bool_)
        at = self._inside
        while (new := (dead[at] | inside[at]) & ~inside[self._at]).any():
            inside[self._at[new]] = True
        return inside[self._at]

    def _count_inside(self, rows: Flags) -> NDArray[np.int64]:
        """By number how many of some symbols lie in each, at whatever depth."""
        holder = np.full(self._count, -1, np.int64)
        holder[self._at] = self._inside
        found = np.zeros(self._count, np.int64)
        at = self._inside[rows]
        for _ in range(_DEEPEST):
            at = at[at >= 0]
            if not len(at):
                break
            found += np.bincount(at, minlength=self._count)
            at = holder[at]
        return found

    def _counted(self, roots: dict[str, Flags]) -> NDArray[np.int64]:
        symbols = self._symbols
        marks = np.bincount(symbols.mark, minlength=Mark.WITHIN + 1)
        public = roots.get("public", np.zeros(0, np.bool_)).sum()
        doubted = (self._doubted[self._at] & (symbols.mark == Mark.NONE)).sum()
        return np.array([*marks, public, symbols.named.sum(), doubted], np.int64)


_UNTOLD: Final = 255
"""The kind of what no file declares as a symbol: modules, names that are imported."""
_DEEPEST: Final = 64
"""Levels of definitions in each other that are looked through."""


def _follow(needed: Flags, start: Places, leads: Adjacent, target: Places) -> None:
    """Mark all that is needed by some, and by what is needed by these."""
    frontier = np.unique(start[~needed[start]])
    while len(frontier):
        needed[frontier] = True
        _, rows = rows_between(leads.first, frontier)
        found = target[leads.rows[rows]]
        frontier = np.unique(found[~needed[found]])


def module_keys(paths: Numbers) -> Hashes:
    """The keys of the modules of some files."""
    return keys_of(paths, np.full(len(paths), MODULE_HASH, np.uint64))

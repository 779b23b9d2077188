"""How well arguments fit the parameters of callables, by how many there are and by types that are
cheap to know: those of parameters as their declarations spell them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, cast

from ..facts import RETURN_NAME
from ..facts.naming import takes
from . import library
from .file import File
from .lookups import Lookups
from .mro import is_outside
from .operated import Operated
from .values import UNKNOWN, Item, Value, Values, arguments

_NEVER = -1_000_000
"""No argument of that type fits."""


class Candidate(NamedTuple):
    """A callable that a call may mean."""

    item: Item
    told: str
    """The names of its parameters' types, with commas between."""
    depth: int
    """How far up in the order of classes it was found."""


class Candidates(NamedTuple):
    """What a name may call on one receiver."""

    found: tuple[Candidate, ...]
    others: tuple[Item, ...]
    """What the name refers to that is no callable; a class, for one."""
    beyond: bool
    """Whether classes that are not known may have more."""


NOBODY = Candidates((), (), False)


class Fitting(Operated):
    """Compares arguments with parameters."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        # As in `attributes`, only for the links of the file being linked.
        self._arguments: dict[int, Values] = {}
        """By expression."""
        self._best: dict[tuple[int, tuple[Values, ...]], tuple[Candidates, list[Item]]] = {}
        """By the identity of candidates, which the entry keeps alive, and the arguments."""
        self._counted: dict[tuple[int, int], tuple[Candidates, list[Candidate]]] = {}
        """By the same identity, and the number of arguments."""

    def _fitting_best(self, file: File, known: Candidates, parts: list[int] | None) -> list[Item]:
        """The callables that the arguments fit best."""
        if parts is None:
            # Taken without being called: which one is for others to say, if there are several.
            return [known.found[0].item] if len(known.found) == 1 else []
        count = len(parts)
        # Taking so many arguments is asked of the same candidates for each call of a name.
        known_count = self._counted.get((id(known), count))
        if known_count is None:
            counted = [each for each in known.found if takes(each.told, count)]
            self._counted[(id(known), count)] = known, counted
        else:
            counted = known_count[1]
        if not counted:
            # What is being written may lack an argument; a base may have one that takes these.
            alone = len(known.found) == 1 and not known.beyond
            return [known.found[0].item] if alone else []
        if len(counted) == 1 and not known.beyond:
            return [counted[0].item]
        if self.look.linking != file.path_id:
            values = [self.given(file, part) if part else UNKNOWN for part in parts]
            return self._best_scored(counted, values)
        values = [self._argument(file, part) if part else UNKNOWN for part in parts]
        key = (id(known), tuple(values))
        chosen = self._best.get(key)
        if chosen is None:
            chosen = self._best[key] = known, self._best_scored(counted, values)
        return chosen[1]

    def _argument(self, file: File, part: int) -> Values:
        """`given` in the file being linked, each computed once."""
        values = self._arguments.get(part)
        if values is None:
            values = self._arguments[part] = self.given(file, part)
        return values

    def _best_scored(self, counted: list[Candidate], values: list[Values]) -> list[Item]:
        scored: list[tuple[tuple[int, int, int, int], Candidate]] = []
        given = tuple(values)
        # What nothing of the workspace is asked about is the same in all files.
        is_outside_alone = all([each[0] == "external" for each in chain.from_iterable(given)])
        score_of = _score_outside if is_outside_alone else self._score_types
        for each in counted:
            score, is_known = score_of(each.told, given)
            if score > _NEVER:
                fixed = not each.told.endswith("...")
                # One that certainly takes them goes before one that may, whatever it collects.
                scored.append(((is_known, fixed, score, -each.depth), each))
        if not scored:
            return []
        best = max([score for score, _ in scored])
        return [each.item for score, each in scored if score == best]

    def _score_types(self, told: str, given: tuple[Values, ...]) -> tuple[int, bool]:
        """As `_score`, of arguments of any kind."""
        return _score(told, given, self._fits)

    def _fits(self, values: Values, want: str) -> int:
        """How well a value of one of these fits a parameter of a type of that name."""
        return max([self._fit_type(value, want) for value in values], default=0)

    def _fit_type(self, value: Value, want: str) -> int:
        kind = value[0]
        if kind == "external":
            return _fit_outside(value, want)
        if kind == "typevar":
            bounds = [each for part in arguments(value) for each in part]
            if bounds and kind != bounds[0][0]:
                return self._fits(tuple([b for b in bounds if b[0] != "typevar"]), want)
            return _NEVER if want in library.PRIMITIVES else library.OBJECT * (want == "Object")
        if kind == "instance":
            return self._fit_instance(value, want)
        if kind in ("lambda", "function"):
            is_none = want == "Object" or library.is_final(want)
            if kind == "lambda" and not is_none:
                return self._fit_lambda(value, want)
            return _NEVER if is_none else library.CONVERTED
        return 0

    def _fit_lambda(self, value: Value, want: str) -> int:
        """How well a lambda fits: by how many parameters it has, and whether it gives something."""
        if want in library.NO_FUNCTIONS:
            return _NEVER
        wanted = library.FUNCTIONS.get(want)
        where = self._scope_of(value) if wanted is not None else None
        if wanted is None or where is None:
            return library.CONVERTED
        file, scope = where
        count, gives = wanted
        if len(file.parameters(scope)) != count:
            return _NEVER
        rows = self.look.value_rows(file, scope, RETURN_NAME)
        if not gives:
            return _NEVER if any([file.bind_c[row] for row in rows]) else library.CONVERTED
        if not rows:
            return _NEVER
        # What gives something goes before what gives nothing, where nothing is left to infer.
        found = UNKNOWN if count else self._lambda_result(value)
        is_told = any([each[0] != "external" or library.is_type(each[2]) for each in found])
        return library.CONVERTED + is_told

    def _fit_instance(self, value: Value, want: str) -> int:
        if want == "Object":
            return library.OBJECT
        beyond = False
        for depth, entry in enumerate(self.mro(value[1], value[2])):
            if is_outside(entry):
                above = library.above(cast(str, entry[1]))
                if entry[1] == want or (above is not None and want in above):
                    return library.KIND - depth
                beyond = beyond or above is None
                continue
            where = self.locate(entry[0], cast(int, entry[1]))
            if where is not None:
                name = where[0].names[where[0].facts.symbol_name[where[1]]]
                if name == want:
                    return library.KIND - depth if depth else library.EXACT
        return 0 if beyond and not library.is_final(want) else _NEVER


def _score(
    told: str, given: tuple[Values, ...], fits: Callable[[Values, str], int]
) -> tuple[int, bool]:
    """How well arguments fit these parameters, and whether it is known that each of them does
    of which anything is known; `fits` says how well one does."""
    is_known = True
    wanted = _wanted_by(told)
    total = 0
    for position, values in enumerate(given):
        want = wanted[min(position, len(wanted) - 1)]
        if want.endswith("..."):
            # One array, or its elements.
            one, all_ = fits(values, want[:-3]), fits(values, want[:-3] + "[]")
            fit = max(one, all_) if position == len(given) - 1 == len(wanted) - 1 else one
        else:
            fit = fits(values, want)
        if fit == _NEVER:
            return _NEVER, False
        is_known = is_known and (fit > 0 or not values)
        total += fit
    return total, is_known


@lru_cache(maxsize=1 << 14)
def _score_outside(told: str, given: tuple[Values, ...]) -> tuple[int, bool]:
    """`_score` of arguments of types of libraries, which depends on nothing else: overloads that
    check or print are called with the same few types in every file."""
    return _score(told, given, _fits_outside)


def _fits_outside(values: Values, want: str) -> int:
    return max([_fit_outside(value, want) for value in values], default=0)


def _fit_outside(value: Value, want: str) -> int:
    fit = library.fit(value, want)
    return _NEVER if fit is None else fit


@lru_cache(maxsize=1 << 12)
def _wanted_by(told: str) -> tuple[str, ...]:
    """The types of the parameters of a callable, without the namespaces that they are in."""
    return tuple([want.rpartition("/")[2] for want in told.split(",")]) if told else ()


def joined(parts: Iterable[Candidates]) -> Candidates:
    """What several receivers have together."""
    found: dict[Item, Candidate] = {}
    others: dict[Item, None] = {}
    beyond = False
    for part in parts:
        found.update((each.item, each) for each in part.found)
        others.update((each, None) for each in part.others)
        beyond = beyond or part.beyond
    return Candidates(tuple(found.values()), tuple(others), beyond)


def overriding(own: tuple[Candidate, ...], inherited: Candidates) -> Candidates:
    """What a class has that declares these and inherits others."""
    told = {each.told for each in own}
    above = [Candidate(e.item, e.told, e.depth + 1) for e in inherited.found if e.told not in told]
    return Candidates((*own, *above), inherited.others, inherited.beyond)

"""Callers and callees as results: each symbol with the places of its calls, as columns.

Who calls whom is found by `calls`; here is only how it is said.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from codegraph_client.table import Rows, shared

from ..facts import ROLE_NAMES
from ..recent import Recent
from ..resolve.described import Symbol
from ..resolve.links import Target, with_wide
from ..resolve.values import TRUST, Origin
from .answering import places as columns_of
from .declared import DEFINITION, spelled_at
from .reading import module_name

_ORIGINS = sorted(TRUST, key=lambda origin: (-TRUST[origin].confidence, TRUST[origin].name))
_TRUSTS = [(TRUST[o].tier, TRUST[o].confidence, TRUST[o].name) for o in _ORIGINS]
_MOST_HELD = 30_000
"""Symbols and places in answers that are kept, of some two hundred bytes each."""

SUREST = {origin: _ORIGINS.index(origin) for origin in TRUST}
"""Origins by how sure they are: 0 for the surest."""

MEMBER = SUREST[Origin.MEMBER]
"""How sure is what only may be."""

_ROLES_ON_WIDE = {with_wide(role): name for role, name in enumerate(ROLE_NAMES)}
_ROLES = dict(enumerate(ROLE_NAMES)) | _ROLES_ON_WIDE
"""Names of roles as in `Links.rows_of`; apart those of places on lines that are not ASCII."""

Place = tuple[int, int, str, int, str, int, str, str]
"""Where a call is: line << 32 | column, how sure it is (`SUREST`), the name of what is called and
its length, its kind, the role as in `Links.rows_of`, the container, and the path."""


class Why(NamedTuple):
    """Why calls are only possible, and how likely each is."""

    text: str
    confidence: float


class Listed:
    """A caller or a callee, with the places of the calls."""

    __slots__ = ("about", "children", "path", "places", "why")

    def __init__(self, path: str, about: Symbol) -> None:
        self.path = path
        self.about = about
        self.places: list[Place] = []
        self.children: Calls = {}
        self.why: Why | None = None
        """Why some of its calls are only possible, if they are."""


Calls = dict[Target, Listed]


class Kept(Recent[Rows]):
    """Answers that were given in one generation, for who asks again: the latest, up to a number of
    symbols and places."""

    def __init__(self) -> None:
        super().__init__(_MOST_HELD)

    def keep(self, question: Hashable, answer: Rows) -> None:
        """Keep the answer to a question."""
        self.put(
            question, answer, 1 + answer.size + sum([r.size for _, r in answer.inner.values()])
        )


_FIELDS = (
    *("path", "line", "column", "end_line", "end_column", "name", "kind", "container"),
    *("role", "tier", "confidence", "origin", "qualified", "range", "key"),
)


def nothing() -> Rows:
    """No caller."""
    return Rows(0, {field: [] for field in _FIELDS})


_Row = tuple[str, int, int, str, str, str, int, Symbol, list[Place], Listed]
_of_place = itemgetter(0, 1, 2)
_by_place = itemgetter(0, 1, 2, 3)


def results(calls: Calls) -> Rows:
    """Callers or callees by place: the symbols' own results, and in each the places of the calls.

    Columns at once, for there may be a thousand, with two thousand calls.
    """
    rows: list[_Row] = []
    for listed in calls.values():
        path, about, places = listed.path, listed.about, listed.places
        # A caller is as sure as the surest of its calls, in whatever order they come.
        surest = places[0][1]
        if len(places) > 1:
            surest = min([place[1] for place in places])
            positions = [place[0] for place in places]
            # One place may call several of the symbols that are asked about.
            if positions != sorted(set(positions)):
                places.sort(key=_of_place)
                unique = {place[0]: place for place in reversed(places)}
                places = list(reversed(unique.values()))
        rows.append(
            (path, about.line, about.column, *spelled(path, about), surest, about, places, listed)
        )
    rows.sort(key=_by_place)
    if any([row[6] == MEMBER for row in rows]):
        # What is only possible is a group of its own, behind what is known.
        rows.sort(key=lambda row: row[6] == MEMBER)
    if not rows:
        return nothing()
    paths, _, _, names, containers, qualified, surest_, abouts, held, all_listed = zip(
        *rows, strict=True
    )
    whys = {
        at: listed.why
        for at, (sure, listed) in enumerate(zip(surest_, all_listed, strict=True))
        if sure == MEMBER and listed.why is not None
    }
    told, texts = symbol_columns(paths, abouts, names, containers, qualified, surest_)
    if whys:
        confidences = list(told["confidence"]) * (len(rows) // len(told["confidence"]))
        for at, why in whys.items():
            confidences[at] = why.confidence
        told["confidence"] = confidences
    return Rows(
        len(rows),
        told,
        {
            "text": texts,
            "why": {at: why.text for at, why in whys.items()},
            "children": {
                at: list(results(listed.children))
                for at, listed in enumerate(all_listed)
                if listed.children
            },
        },
        {
            "calls": (
                list(map(len, held)),
                _places(
                    list(chain.from_iterable(held)),
                    [
                        listed.why
                        for listed, places in zip(all_listed, held, strict=True)
                        for _ in places
                    ]
                    if whys
                    else [],
                ),
            )
        },
    )


def spelled(path: str, about: Symbol) -> tuple[str, str, str]:
    """What an answer has for the name of a symbol, what it is in, and its dotted name."""
    if about.container:
        return about.name, about.container, about.qualified
    if about.identity:
        return about.name, module_name(path), about.qualified
    return spelled_at(path, about)


def symbol_columns(
    paths: Sequence[str],
    abouts: Sequence[Symbol],
    names: Sequence[str],
    containers: Sequence[str],
    qualified: Sequence[str],
    surest: Sequence[int],
) -> tuple[dict[str, Sequence[Any]], dict[int, str]]:
    """Symbols as the columns of results; apart the texts of those that need one."""
    _, lines, columns, end_columns, _, kinds, _, _, extents, identities, wide = zip(
        *abouts, strict=True
    )
    tiers, confidences, origins = _trusts(surest)
    told: dict[str, Sequence[Any]] = {
        "path": paths,
        "line": lines,
        "column": columns,
        "end_line": lines,
        "end_column": end_columns,
        "name": names,
        "kind": kinds,
        "container": containers,
        "role": [DEFINITION],
        "tier": tiers,
        "confidence": confidences,
        "origin": origins,
        "qualified": qualified,
        "range": extents,
        "key": [f"{path}#{identity}" for path, identity in zip(paths, identities, strict=True)],
    }
    return told, {at: "" for at, is_wide in enumerate(wide) if is_wide} if True in wide else {}


def _places(places: list[Place], whys: list[Why | None]) -> Rows:
    """The places of calls as results; `whys` are empty if none of them is only possible."""
    positions, surest, names, lengths, kinds, roles, containers, paths = zip(*places, strict=True)
    confidences: list[float] | None = None
    if whys:
        confidences = [
            why.confidence if sure == MEMBER and why is not None else _TRUSTS[sure][1]
            for sure, why in zip(surest, whys, strict=True)
        ]
    return place_columns(
        paths, positions, lengths, names, kinds, containers, roles, surest, confidences
    )


def place_columns(
    paths: Sequence[str],
    positions: Sequence[int],
    lengths: Sequence[int],
    names: Sequence[str],
    kinds: Sequence[str],
    containers: Sequence[str],
    roles: Sequence[int],
    surest: Sequence[int],
    confidences: Sequence[float] | None = None,
) -> Rows:
    """The places of calls as results, of columns as in `Place`."""
    tiers, usual, origins = _trusts(surest)
    return Rows(
        len(positions),
        columns_of(
            paths,
            positions,
            lengths,
            {
                "name": shared(names),
                "kind": shared(kinds),
                "container": containers,
                "role": shared([_ROLES[role] for role in roles]),
                "tier": tiers,
                "confidence": usual if confidences is None else confidences,
                "origin": origins,
            },
        ),
        {"text": {at: "" for at, role in enumerate(roles) if role in _ROLES_ON_WIDE}},
    )


def _trusts(surest: Sequence[int]) -> Iterator[Sequence[Any]]:
    """Tiers, confidences and names of origins, given as in `SUREST`."""
    if surest.count(surest[0]) == len(surest):
        surest = surest[:1]
    return zip(*[_TRUSTS[each] for each in surest], strict=True)

"""Every linked occurrence of some symbols, as results.

Belongs here: which occurrences are uses, and what is said of each.  Stays out: which symbols are
meant (`navigation`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple, cast

from codegraph_client.protocol import Result
from codegraph_client.table import Rows, shared

from ..facts import KIND_NAMES, ROLE_NAMES, Flag, Kind, Role, shortened
from ..resolve.links import Links, Target, with_wide
from ..resolve.values import TRUST, Origin
from ..store.postings import Postings
from .answering import Asked, Results, declarations, definitions, in_order, places
from .dispatched import Dispatched
from .expanded import has_macros
from .reading import File, Snapshot, module_name, symbol_name
from .targets import locate

_MENTION = ROLE_NAMES[Role.MENTION]
_DEFINITION = ROLE_NAMES[Role.DEFINITION]
_PLAIN = {spelled: role for role in range(len(ROLE_NAMES)) for spelled in (role, with_wide(role))}
"""Roles by what they are in `Links.rows_of`."""


class _Said(NamedTuple):
    """What is the same for all uses of a symbol of one role and one origin."""

    name: str
    kind: str
    role: str
    tier: str
    confidence: float
    origin: str
    wide: bool
    """Whether their lines hold anything but ASCII."""


_Use = tuple[int, int, str, _Said]
"""line << 32 | column, the length, the container, and what is said of it."""
_by_place = itemgetter(0, 1)
_by_path = itemgetter(0)


class _Used:
    """A symbol whose uses are asked for: what is the same for each of them.

    Its definitions have the role `definition`, or are left out if that is empty.
    """

    __slots__ = (
        *("_is_base", "_is_only_defined", "_is_overloaded", "_is_spelled", "_said"),
        *("definition", "home", "is_own", "kind", "name", "own"),
    )

    def __init__(self, home: File, symbol: int, definition: str, is_own: bool) -> None:
        facts = home.facts
        self.is_own = is_own
        self.definition = definition
        self.home = home.path
        self.name = symbol_name(home.path, facts, symbol)
        self.kind = KIND_NAMES[facts.symbol_kind[symbol]]
        self.own = {
            site["line"] << 32 | site["column"]: site["container"]
            for site in declarations(home, symbol)
        }
        """The containers of its definitions, by their places (line << 32 | column)."""
        self._is_overloaded = bool(facts.symbol_flags[symbol] & Flag.OVERLOAD)
        self._is_only_defined = facts.symbol_kind[symbol] == Kind.FUNCTION and has_macros(home.path)
        """Nothing is assigned to a function where macros may have its name."""
        self._is_base = facts.symbol_kind[symbol] == Kind.CLASS and has_macros(home.path)
        """What a constructor of C++ begins with is written, as a field, before it is known what it
        is."""
        self._is_spelled = facts.symbol_kind[facts.symbol_container[symbol]] == Kind.ENUM
        """Constants of an enumeration are written like calls of its constructor."""
        self._said: dict[tuple[int, int, bool], _Said | None] = {}

    def said(self, role: int, origin: int, defines: bool) -> _Said | None:
        """What is said of uses of a role, as in `Links.rows_of`, and an origin, and where
        something `defines` the symbol; None if they are left out."""
        how = role, origin, defines
        if how not in self._said:
            plain = _PLAIN[role]
            name = "" if self._is_none(plain, origin) else self._role(plain, defines)
            trust, tier, confidence = TRUST[origin]
            said = _Said(self.name, self.kind, name, tier, confidence, trust, role != plain)
            self._said[how] = said if name else None
        return self._said[how]

    def _is_none(self, role: int, origin: int) -> bool:
        """Whether what leads to the symbol does not stand for it."""
        if origin == Origin.IMPLIED or (role == Role.MADE and not self._is_spelled):
            return True
        # Of what overrides a method it is no use.
        return not self.is_own and (origin == Origin.SUPER or role == Role.MENTION)

    def _role(self, role: int, defines: bool) -> str:
        """The name of a role; empty if such uses are left out."""
        if defines:
            return self.definition
        if role == Role.DECLARATION:
            # It says that the symbol is, as a definition does.
            return ROLE_NAMES[role] if self.definition else ""
        if role == Role.DEFINITION and self._is_overloaded:
            # The body behind the signatures.
            return self.definition
        if role == Role.DEFINITION:
            # A macro of its name, that stands for a function where it is not compiled; else an
            # assignment that is not what defines the symbol is a write.
            return "" if self._is_only_defined else ROLE_NAMES[Role.WRITE]
        is_called = role == Role.MADE or (role == Role.WRITE and self._is_base)
        return ROLE_NAMES[Role.CALL if is_called else role]


async def uses_of(
    asked: Asked,
    snapshot: Snapshot,
    postings: Postings,
    wanted: Sequence[tuple[Target, str]],
    own: Collection[Target],
    beyond: Sequence[Dispatched] = (),
) -> Results:
    """All linked occurrences of some symbols by path and position, each with the role that its
    definitions have, if they are not left out; mentions where no code is, of `own` alone.
    `beyond`: methods of a library that the first of them implements, whose uses count in some
    files.

    Each file is read once, however many of them it mentions; what means several of them is an
    occurrence of the first.
    """
    modules: list[Result] = []
    users: dict[int, list[tuple[Target, _Used]]] = {}
    for target, definition in wanted:
        found = locate(snapshot, target)
        if found is None:
            continue
        used = _Used(*found, definition, target in own)
        for path_id in postings.read_refs(*target):
            users.setdefault(path_id, []).append((target, used))
        if definition and found[1] == 0:
            modules += definitions(*found, Origin.DEFINITION)
    first = locate(snapshot, wanted[0][0]) if beyond else None
    if first is not None:
        used = _Used(*first, "", False)
        for target, path_ids in beyond:
            for path_id in path_ids:
                users.setdefault(path_id, []).append((target, used))
    path_of, breathe = snapshot.generation.path_of, asked.pace.breathe
    by_file: list[tuple[str, list[_Use]]] = []
    # What is not linked yet, and was not waited for, does not spell the name.
    for path_id, _, links in snapshot.linked(sorted(users)):
        await breathe()
        path = path_of(path_id)
        by_file.append((path, _in_file(path, links, users[path_id])))
    by_file.sort(key=_by_path)
    return together(_rows(by_file), modules)


def uses_in(
    path: str, links: Links, wanted: Sequence[tuple[Target, tuple[File, int]]]
) -> list[Result]:
    """The occurrences of some symbols in one file, their definitions and mentions included; each
    symbol with its file and its place there."""
    used = [(target, _Used(*where, _DEFINITION, True)) for target, where in wanted]
    return cast("list[Result]", list(_rows([(path, _in_file(path, links, used))])))


def together(*parts: Results) -> Results:
    """Results of several questions by path and position, each place once; those in columns, as
    `uses_of` gives them, are so already."""
    held = [part for part in parts if len(part)]
    if len(held) == 1 and isinstance(held[0], Rows):
        return held[0]
    return in_order(cast("Result", result) for part in held for result in part)


def _in_file(path: str, links: Links, wanted: Iterable[tuple[Target, _Used]]) -> list[_Use]:
    """The occurrences of some symbols in a file, by place; of those at one place the first."""
    uses: dict[tuple[int, int], _Use] = {}
    containers: dict[int, str] = {}
    for target, used in wanted:
        own: dict[int, str] = used.own if path == used.home else {}
        for position, length, role, origin, holder in links.rows_of(target):
            said = used.said(role, origin, position in own)
            if said is None:
                continue
            container = own.get(position, containers.get(holder))
            if container is None:
                spelled = links.holders.qualified[holder]
                container = containers[holder] = shortened(spelled) or module_name(path)
            uses.setdefault((position, length), (position, length, container, said))
    return [uses[place] for place in sorted(uses)]


def _rows(by_file: Sequence[tuple[str, list[_Use]]]) -> Rows:
    """Uses as columns, for there may be ten thousand."""
    every = [use for _, uses in by_file for use in uses]
    if not every:
        return Rows(0, {"path": []})
    positions, lengths, containers, said = zip(*every, strict=True)
    names, kinds, roles, tiers, confidences, origins, wide = zip(*said, strict=True)
    paths = [path for path, uses in by_file for _ in uses]
    columns = {
        "name": names,
        "kind": kinds,
        "container": containers,
        "role": roles,
        "tier": tiers,
        "confidence": confidences,
        "origin": origins,
    }
    told = {field: shared(column) for field, column in columns.items()}
    return Rows(
        len(every),
        places(shared(paths), positions, lengths, told),
        {"text": {at: "" for at, is_wide in enumerate(wide) if is_wide}} if any(wide) else None,
    )

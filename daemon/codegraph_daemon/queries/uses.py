"""Every linked occurrence of some symbols, as results.

Belongs here: which occurrences are uses, and what is said of each.  Stays out: which symbols are
meant (`navigation`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from codegraph_client.protocol import Result

from ..facts import KIND_NAMES, ROLE_NAMES, Flag, Kind, Role, shortened
from ..resolve.links import Links, Target
from ..resolve.values import TRUST, Origin
from ..store.postings import Postings
from .answering import Asked, declarations, definitions
from .dispatched import Dispatched
from .expanded import has_macros
from .reading import File, Snapshot, module_name, symbol_name
from .targets import locate

_MENTION = ROLE_NAMES[Role.MENTION]
_DEFINITION = ROLE_NAMES[Role.DEFINITION]


class _Used:
    """A symbol whose uses are asked for: what is the same for each of them.

    Its definitions have the role `definition`, or are left out if that is empty.
    """

    __slots__ = (
        *("definition", "home", "is_only_defined", "is_overloaded", "is_own", "is_spelled"),
        *("kind", "name", "own"),
    )

    def __init__(self, home: File, symbol: int, definition: str, is_own: bool) -> None:
        facts = home.facts
        self.is_own = is_own
        self.definition = definition
        self.home = home.path
        self.name = symbol_name(home.path, facts, symbol)
        self.kind = KIND_NAMES[facts.symbol_kind[symbol]]
        self.own = {(site["line"], site["column"]): site for site in declarations(home, symbol)}
        self.is_overloaded = bool(facts.symbol_flags[symbol] & Flag.OVERLOAD)
        self.is_only_defined = facts.symbol_kind[symbol] == Kind.FUNCTION and has_macros(home.path)
        """Nothing is assigned to a function where macros may have its name."""
        self.is_spelled = facts.symbol_kind[facts.symbol_container[symbol]] == Kind.ENUM
        """Constants of an enumeration are written like calls of its constructor."""


async def uses_of(
    asked: Asked,
    snapshot: Snapshot,
    postings: Postings,
    wanted: Sequence[tuple[Target, str]],
    own: Collection[Target],
    beyond: Sequence[Dispatched] = (),
) -> list[Result]:
    """All linked occurrences of some symbols, each with the role that its definitions have, if
    they are not left out; mentions where no code is, of `own` alone.  `beyond`: methods of a
    library that the first of them implements, whose uses count in some files.

    Each file is read once, however many of them it mentions; what means several of them is an
    occurrence of the first.
    """
    results: list[Result] = []
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
    generation = snapshot.generation
    # What is not linked yet, and was not waited for, does not spell the name.
    for path_id, _, links in snapshot.linked(sorted(users)):
        await asked.pace.breathe()
        path = generation.path_of(path_id)
        known: set[tuple[int, int, int]] = set()
        for target, used in users[path_id]:
            results += _in_file(path, links, target, used, known)
    return results + modules


def uses_in(
    path: str, links: Links, wanted: Sequence[tuple[Target, tuple[File, int]]]
) -> list[Result]:
    """The occurrences of some symbols in one file, their definitions and mentions included; each
    symbol with its file and its place there."""
    known: set[tuple[int, int, int]] = set()
    results: list[Result] = []
    for target, where in wanted:
        results += _in_file(path, links, target, _Used(*where, _DEFINITION, True), known)
    return results


def _in_file(
    path: str, links: Links, target: Target, used: _Used, known: set[tuple[int, int, int]]
) -> Iterator[Result]:
    """The occurrences of a symbol in a file but for the `known` ones, to which they are added."""
    module = module_name(path)
    at_home = path == used.home
    for line, column, length, number, origin, container, wide in links.of_target(target):
        if origin == Origin.IMPLIED or (number == Role.MADE and not used.is_spelled):
            continue
        if origin == Origin.SUPER and not used.is_own:
            # Of what overrides a method it is no use.
            continue
        role = ROLE_NAMES[Role.CALL if number == Role.MADE else number]
        if role == _MENTION and not used.is_own:
            continue
        container = shortened(container) or module
        site = used.own.get((line, column)) if at_home else None
        if site is not None:
            if not used.definition:
                continue
            role = used.definition
            container = site["container"]
        elif number == Role.DECLARATION:
            # It says that the symbol is, as a definition does.
            if not used.definition:
                continue
        elif number == Role.DEFINITION and used.is_overloaded:
            # The body behind the signatures.
            if not used.definition:
                continue
            role = used.definition
        elif number == Role.DEFINITION and used.is_only_defined:
            # A macro of its name, that stands for it where it is not compiled.
            continue
        elif number == Role.DEFINITION:
            # An assignment that is not what defines the symbol is a write.
            role = "write"
        place = line, column, length
        if place in known:
            continue
        known.add(place)
        trust, tier, confidence = TRUST[origin]
        result: Result = {
            "path": path,
            "line": line,
            "column": column,
            "end_line": line,
            "end_column": column + length,
            "name": used.name,
            "kind": used.kind,
            "container": container,
            "role": role,
            "tier": tier,
            "confidence": confidence,
            "origin": trust,
        }
        if wide:
            result["text"] = ""
        yield result

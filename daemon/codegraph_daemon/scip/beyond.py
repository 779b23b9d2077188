"""What an export says of libraries: uses of their symbols, and each of these symbols once.

A use is looked up as `definition` looks it up with libraries, and so only where the workspace has
no answer.  Loaded by an export that asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..external.found import find
from ..external.told import External
from ..facts import (
    NONE,
    ROLE_MASK,
    ROLE_SHIFT,
    START_MASK,
    Expr,
    Facts,
    Role,
    ScopeKind,
)
from ..queries.outside import IMPORTS, leads_out, lines_of
from ..queries.reading import File, spelled_length
from ..queries.targets import meaning_from
from ..resolve.announced import Announced
from ..resolve.held_files import HeldFiles
from ..resolve.links import Links
from ..resolve.tree import Tree
from ..resolve.values import TRUST
from ..store.pages import Entry
from ..workers import Host
from ..workers.libraries import begin, looks
from .describing import describe
from .naming import ROLES, names_of

_HELD_BYTES = 192 * 1024 * 1024
_LOADED = 128
"""Facts that are asked for at once."""
_DEFINING = frozenset((Role.DEFINITION, Role.DECLARATION, Role.MADE))

Row = tuple[Any, ...]
"""Line, column, end, symbol, roles, range of the whole definition."""


class Beyond:
    """Symbols of libraries, for one export."""

    def __init__(self, host: Host, payload: Mapping[str, Any], schema: Any) -> None:
        self._host = host
        self._schema = schema
        self._tree = Tree()
        announced = Announced(self._tree, self._names)
        held = HeldFiles(_HELD_BYTES)
        self._look = looks(self._tree, self._load, announced, held, payload["root"])
        self._payload = dict(payload)
        self._described: dict[str, bytes] = {}
        self._named: dict[int, tuple[list[str], File]] = {}

    def put(self, path: str, path_id: int, facts_id: bytes) -> None:
        """A file of the workspace."""
        self._tree.put(path, path_id, facts_id)

    def _load(self, facts_ids: Sequence[bytes]) -> list[bytes]:
        loaded: list[bytes] = []
        for at in range(0, len(facts_ids), _LOADED):
            loaded += self._host.call("facts", list(facts_ids[at : at + _LOADED]))
        return loaded

    def _names(self, facts_ids: Sequence[bytes]) -> list[bytes]:
        names: list[bytes] = []
        for at in range(0, len(facts_ids), _LOADED):
            part = self._load(facts_ids[at : at + _LOADED])
            names += [Facts(blob).announced.tobytes() for blob in part]
        return names

    def uses(self, file: File, links: Links) -> Iterator[Row]:
        """The uses of libraries in a file."""
        facts = file.facts
        found: dict[tuple[int, ...], list[str]] = {}
        begin(self._look, self._payload)
        try:
            for start, (role, exprs) in _spelled(facts).items():
                if role not in ROLES or role in _DEFINING or _is_bound_here(facts, exprs):
                    continue
                if not leads_out(file, meaning_from(file, exprs, start, links)):
                    continue
                key = tuple(exprs)
                if key not in found:
                    meant = find(self._look, file.entry.path_id, exprs)
                    found[key] = [name for each in meant if (name := self._symbol(each))]
                if found[key]:
                    line, column = facts.position(start)
                    end = column + spelled_length(facts, exprs[0], start)
                    for symbol in found[key]:
                        yield line, column, end, symbol, ROLES[role], ()
        finally:
            self._look.end()

    def _symbol(self, found: External) -> str | None:
        """The name of a symbol, which is described if it is met for the first time."""
        if TRUST[found.origin].tier == "possible":
            return None
        known = self._named.get(found.path_id)
        if known is None or known[1].entry.facts != found.facts_id:
            home = self._look.file(found.path_id)
            if home is None:
                return None
            entry = Entry(0, found.facts_id, b"", *found.state, 0, 0)
            names = names_of(found.name, home.facts, found.library)
            known = self._named[found.path_id] = names, File(found.name, entry, home.facts)
        names, file = known
        symbol = file.facts.symbol_of_hash.get(found.symbol)
        if symbol is None:
            return None
        if names[symbol] not in self._described:
            about = self._schema.SymbolInformation()
            describe(about, file, symbol, names, lines_of(found))
            self._described[names[symbol]] = about.SerializeToString(deterministic=True)
        return names[symbol]

    def described(self) -> list[bytes]:
        """All symbols that were met, in the order of their names."""
        return [self._described[name] for name in sorted(self._described)]


def _spelled(facts: Facts) -> dict[int, tuple[int, list[int]]]:
    """Role and expressions of each place where a name is spelled, as `occurrence_at` gives them."""
    found: dict[int, tuple[int, list[int]]] = {}
    for expr in range(len(facts.expr_kind)):
        for packed in facts.occurrences_of(expr):
            role = packed >> ROLE_SHIFT & ROLE_MASK
            if role == Role.MADE:
                continue
            start = packed & START_MASK
            there = found.get(start)
            if there is None:
                found[start] = role, [expr]
            elif expr not in there[1]:
                there[1].append(expr)
    return found


def _is_bound_here(facts: Facts, exprs: list[int]) -> bool:
    """Whether a name is a variable of its own function, which needs no further look."""
    expr = exprs[0]
    if len(exprs) > 1 or facts.expr_kind[expr] != Expr.NAME:
        return False
    scope = facts.expr_b[expr]
    if scope == NONE or facts.scope_kind[scope] < ScopeKind.FUNCTION:
        return False
    rows = facts.bindings.get((scope, facts.expr_a[expr]), ())
    return bool(rows) and not any([facts.bind_kind[row] in IMPORTS for row in rows])

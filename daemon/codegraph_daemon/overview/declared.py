"""What one file declares, who outside of what links say may need it, and which names it uses.

Belongs here: reading the facts, links and text of one file into arrays. Stays out: other files, and
what follows for all of them together (`dead`), names in strings (`spelled`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..facts import (
    MODULE_HASH,
    MODULE_VALUE_NAME,
    NONE,
    ROLE_MASK,
    ROLE_SHIFT,
    START_MASK,
    Bind,
    Expr,
    Facts,
    Kind,
    Role,
    ScopeKind,
    announced_hash,
    without_tag,
)
from ..languages.needs import OWN, UNTOLD, Needs
from ..resolve.heritage import extended
from ..resolve.links import NOWHERE, Links
from .marks import TYPES_WITH_MEMBERS, Marks
from .outside import with_outside_bases

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.uint32]
Bytes = NDArray[np.uint8]

_CANDIDATES: Final = frozenset(
    (
        *(Kind.FUNCTION, Kind.METHOD, Kind.PROPERTY, Kind.CLASS, Kind.INTERFACE, Kind.ENUM),
        *(Kind.TYPE_ALIAS, Kind.VARIABLE, Kind.CONSTANT, Kind.EXTENSION, Kind.NAMESPACE),
        *(Kind.CONSTRUCTOR, Kind.ENUM_MEMBER, Kind.FIELD),
    )
)
"""Kinds that take part; which of them are told is for `dead`."""
_OF_MEMBERS: Final = np.isin(np.arange(256), (Expr.ATTR, Expr.KEYWORD))
_USES: Final = np.isin(
    np.arange(16), (Role.READ, Role.WRITE, Role.CALL, Role.TYPE, Role.MENTION, Role.MADE)
)
DEFAULT: Final = 3
"""`Declared.exported` of what its module is to who imports it without a name."""
_LOADING: Final = (b"import(", b"require(", b"import_module(", b"require.resolve(")


class Declared(NamedTuple):
    """One file's part. The first columns have one entry for each symbol."""

    hash: Hashes
    name: Hashes
    """`announced_hash` of its name."""
    kind: Bytes
    mark: Bytes
    exported: Bytes
    """1: other files, or other packages, may name it; DEFAULT: as what its module is; OWN: it is
    the own business of what it is in, as far as it says itself."""
    container: Hashes
    """What it is in; `MODULE_HASH` for what is outermost."""
    in_type: Bytes
    """1: it is a member of a type."""
    user: Hashes
    """Uses of members of what is not known: the definition that holds each, and the name."""
    used_name: Hashes
    unexplained: Hashes
    """Names that are used where it is not known what they mean."""
    unexplained_members: Hashes
    """The same of members of something."""
    extension: Hashes
    """Extensions of types, with the types."""
    extended_path: Numbers
    extended_hash: Hashes
    outside: Hashes
    """Classes with a base that lies outside of the workspace, or is not known."""
    whole: Numbers
    """Path ids of modules that are used as values, or loaded while the program runs: any of what
    they export may be meant."""
    spelled: NDArray[np.uint8]
    """The names of the symbols as UTF-8, each on a line."""


COLUMNS: Final = tuple(Declared._fields)
TYPES: Final = dict(
    zip(
        COLUMNS,
        ("Q", "Q", "B", "B", "B", "Q", "B", "Q", "Q", "Q", "Q", "Q", "I", "Q", "Q", "I", "B"),
        strict=True,
    )
)
"""Type codes of the columns, as numpy and `array` have them."""


class Declares(NamedTuple):
    """What one file says to the search for dead code, as it crosses the socket."""

    columns: Sequence[bytes] | None
    """Those of `Declared`; None for a file in which nothing is judged."""
    names: bytes
    """The hashes of names that it spells where no use is known, as `modules`, of dotted names."""
    modules: bytes
    parts: Sequence[str]
    """Parts of which names are put together."""

    def column(self, name: str) -> bytes:
        """One of its columns; only of who has some."""
        assert self.columns is not None
        return self.columns[COLUMNS.index(name)]


def declared_of(text: bytes, facts: Facts, links: Links, needs: Needs) -> Declared:
    """The part of one file; `text` is what the facts are of."""
    symbols, spelled = _symbols(text, facts, links, needs)
    users, names = _used_by_name(links)
    extensions = [
        (facts.symbol_hash[symbol], *target)
        for symbol, kind in enumerate(facts.symbol_kind)
        if kind == Kind.EXTENSION
        for target in extended(facts, links, symbol)
    ]
    outer = [[each[at] for each in extensions] for at in range(3)]
    parts = (
        *symbols,
        users,
        names,
        *_unexplained(facts, links),
        np.array(outer[0], np.uint64),
        np.array(outer[1], np.uint32),
        np.array(outer[2], np.uint64),
        np.array(sorted(with_outside_bases(facts, links)), np.uint64),
        np.array(sorted(_whole_modules(text, facts, links)), np.uint32),
        np.frombuffer("\n".join(spelled).encode("utf-8", "replace"), np.uint8),
    )
    return Declared._make(parts)


def _symbols(
    text: bytes, facts: Facts, links: Links, needs: Needs
) -> tuple[tuple[Any, ...], list[str]]:
    kinds, names = facts.symbol_kind.tolist(), facts.names
    containers, hashes = facts.symbol_container.tolist(), facts.symbol_hash.tolist()
    name_hashes: dict[int, int] = {}
    exported = _exported(text, facts, needs)
    marks = Marks(text, facts, links, needs)
    columns: tuple[list[int], ...] = tuple([] for _ in range(7))
    spelled: list[str] = []
    for symbol, kind in enumerate(kinds):
        if not symbol or kind not in _CANDIDATES:
            continue
        named = facts.symbol_name[symbol]
        if named not in name_hashes:
            name_hashes[named] = announced_hash(without_tag(names[named]))
        spelled.append(names[named])
        container = containers[symbol]
        row = (
            hashes[symbol],
            name_hashes[named],
            kind,
            marks.of(symbol),
            exported.get(symbol, 0),
            hashes[container] if container else MODULE_HASH,
            kinds[container] in TYPES_WITH_MEMBERS,
        )
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    rows = zip(COLUMNS, columns, strict=False)
    return tuple(np.array(column, TYPES[name]) for name, column in rows), spelled


def _exported(text: bytes, facts: Facts, needs: Needs) -> dict[int, int]:
    """`exported` of symbols, where it is not 0."""
    kinds, names, containers = facts.symbol_kind, facts.names, facts.symbol_container
    bound = dict(_exported_by_binding(facts)) if needs.binds_exports else dict[int, int]()
    found: dict[int, int] = {}
    for symbol in range(1, len(kinds)):
        container = containers[symbol]
        if not container and needs.binds_exports:
            found[symbol] = bound.get(symbol, int(facts.symbol_scope[symbol] == 0))
            continue
        name = names[facts.symbol_name[symbol]]
        access = needs.access(name, partial(_says, text, facts, symbol))
        if access == OWN and kinds[container] != Kind.INTERFACE:
            found[symbol] = OWN
        elif access != UNTOLD and (
            not container
            or found.get(container) in (1, DEFAULT)
            or kinds[container] == Kind.EXTENSION
        ):
            found[symbol] = 1
    return found


def _exported_by_binding(facts: Facts) -> Iterator[tuple[int, int]]:
    """What ES modules export, and how: names of the outermost scope stand for symbols of the
    next."""
    for row in range(facts.scope_bindings[0], facts.scope_bindings[1]):
        if facts.bind_kind[row] not in (Bind.ALIAS, Bind.VALUE):
            continue
        expr = facts.bind_a[row]
        if expr < len(facts.expr_kind) and facts.expr_kind[expr] == Expr.NAME:
            scope = facts.expr_b[expr]
            symbol = None if scope == NONE else facts.symbol_bound(scope, facts.expr_a[expr])
            if symbol:
                name = facts.names[facts.bind_name[row]]
                yield symbol, DEFAULT if name in ("default", MODULE_VALUE_NAME) else 1


def _says(text: bytes, facts: Facts, symbol: int, word: bytes) -> bool:
    """Whether a word stands in the head of a declaration, before its name."""
    for site in facts.sites(symbol):
        start = text.rfind(b"\n", 0, site.start) + 1
        if re.search(rb"\b" + word + rb"\b", text[min(start, site.start) : site.name]):
            return True
    return False


def _used_by_name(links: Links) -> tuple[Hashes, Hashes]:
    hashes, paths, first = map(np.asarray, links.by_target)
    _, containers, _, _ = links.by_row
    holders = np.asarray(links.of_holders[0])
    counts = first[1:].astype(np.int64) - first[:-1]
    rows = np.flatnonzero(np.repeat(paths == NOWHERE, counts))
    users = holders[np.asarray(containers)[rows]]
    return _pairs(users, np.repeat(hashes, counts)[rows])


def _pairs(first: Hashes, second: Hashes) -> tuple[Hashes, Hashes]:
    if not len(first):
        return first.astype(np.uint64), second.astype(np.uint64)
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    fresh = np.ones(len(first), np.bool_)
    fresh[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return first[fresh], second[fresh]


def _unexplained(facts: Facts, links: Links) -> tuple[Hashes, Hashes]:
    """Names that are used in places at which links say nothing, but for local variables: all, and
    those of members."""
    bounds = np.asarray(facts.expr_occurrences).astype(np.int64)
    packed = np.asarray(facts.occurrence)
    nothing = np.empty(0, np.uint64)
    if not len(packed):
        return nothing, nothing
    kinds, a, b = (np.asarray(each) for each in (facts.expr_kind, facts.expr_a, facts.expr_b))
    exprs = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    for outer in (Expr.CHOSEN, Expr.TYPE_OF):
        exprs = np.where(kinds[exprs] == outer, a[exprs], exprs)
    is_name = kinds[exprs] == Expr.NAME
    is_member = _OF_MEMBERS[kinds[exprs]]
    scopes = b[exprs]
    known = is_name & (scopes != NONE)
    is_local = np.zeros(len(exprs), np.bool_)
    is_local[known] = np.asarray(facts.scope_kind)[scopes[known]] >= ScopeKind.FUNCTION
    wanted = (is_name | is_member) & ~is_local & _USES[packed >> ROLE_SHIFT & ROLE_MASK]
    exprs, starts = exprs[wanted], packed[wanted] & START_MASK
    begins = np.asarray(facts.line_start)
    lines = np.searchsorted(begins, starts, "right") - 1
    places = lines.astype(np.uint64) << np.uint64(32) | (starts - begins[lines])
    exprs = exprs[~np.isin(places, np.asarray(links.by_row[0]))]
    is_name = kinds[exprs] == Expr.NAME
    names = {facts.names[each] for each in np.unique(a[exprs[is_name]]) if each != NONE}
    members = {facts.names[each] for each in np.unique(b[exprs[~is_name]]) if each != NONE}
    names.update(_not_found(facts, links))
    return _hashes(names | members), _hashes(members)


def _not_found(facts: Facts, links: Links) -> Iterator[str]:
    """What is imported under names at which uses stop: nobody knows what they mean."""
    stops = {hashed for _, hashed in links.targets}
    for symbol, kind in enumerate(facts.symbol_kind):
        if kind != Kind.IMPORT or facts.symbol_hash[symbol] not in stops:
            continue
        name = facts.symbol_name[symbol]
        yield facts.names[name]
        for row in facts.bindings.get((facts.symbol_scope[symbol], name), ()):
            if facts.bind_kind[row] == Bind.IMPORT_FROM:
                yield facts.names[facts.bind_b[row]]


def _hashes(names: Iterable[str]) -> Hashes:
    return np.array(sorted({announced_hash(without_tag(name)) for name in names}), np.uint64)


def _whole_modules(text: bytes, facts: Facts, links: Links) -> Iterator[int]:
    """Path ids of modules of which this file may use anything that they export."""
    for (path_id, hashed), first, last in zip(
        links.targets, links.by_target[2], links.by_target[2][1:], strict=False
    ):
        if hashed != MODULE_HASH or path_id == NOWHERE:
            continue
        positions, _, roles, _ = links.by_row
        for row in range(first, last):
            line, column = positions[row] >> 32, positions[row] & 0xFFFFFFFF
            offset = facts.offset(line, column)
            if offset is not None and _means_all(text, offset, roles[row] & 0x7F):
                yield path_id
                break


def _means_all(text: bytes, offset: int, role: int) -> bool:
    if role == Role.IMPORT:
        return text[max(offset - 30, 0) : offset].rstrip(b"\"'` \n").endswith(_LOADING)
    if role not in (Role.READ, Role.CALL):
        return False
    end = offset
    while end < len(text) and (text[end : end + 1].isalnum() or text[end : end + 1] in b"_$"):
        end += 1
    return not text[end : end + 40].lstrip().startswith((b".", b"?.", b"::", b"->"))

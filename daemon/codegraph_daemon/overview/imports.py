"""Which files one file imports, and where it says so.

Belongs here: reading that from links. Stays out: what the imports of all files together mean.

Where imports name modules by specifiers (Python, TypeScript, includes of C), those modules are what
a file imports, not the files behind them that define what they pass on. Elsewhere (Rust, Java) an
import names a symbol, whose file it is. Some languages have packages instead, whose files see each
other, or paths that need no import: there a file also *names* others without importing them. That
counts between folders; inside of one it is no more than what a package is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..facts import (
    MODULE_HASH,
    ROLE_MASK,
    ROLE_SHIFT,
    START_MASK,
    Bind,
    Expr,
    Facts,
    Kind,
    Role,
    unpack_occurrence,
)
from ..graph.piece import Bytes, Numbers
from ..resolve.links import NOWHERE, Links
from ..resolve.values import OF_INSTANCES, TRUST, Origin

_WIDE: Final = np.uint8(0x80)
_COLUMN: Final = 0xFFFFFFFF
_OF_ROLE: Final = np.uint64(ROLE_MASK << ROLE_SHIFT)
_IMPORTING: Final = np.uint64(Role.IMPORT << ROLE_SHIFT)


def table_of(numbers: Iterable[int]) -> NDArray[np.bool_]:
    """Whether a byte is one of some: a look into it takes a tenth of `isin` of few values."""
    table = np.zeros(256, np.bool_)
    table[list(numbers)] = True
    return table


_SURE: Final = table_of(each for each, trust in TRUST.items() if trust.tier != "possible")
_BY_NAME: Final = _SURE & ~table_of((*OF_INSTANCES, Origin.IMPLIED, Origin.PRECISE_MEMBER))
"""Origins of what is found by what is spelled there, rather than by the type of a value."""
_BY_SPECIFIER: Final = table_of((Bind.IMPORT_FROM, Bind.WILDCARD))
_NAMING: Final = table_of((Role.READ, Role.WRITE, Role.CALL, Role.TYPE))
_LATER: Final = table_of((Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.PROPERTY))
"""Kinds of what runs when it is called, not when its file is loaded."""


def _of_imported(
    facts: Facts,
    links: Links,
    rows: NDArray[np.int64],
    modules: NDArray[np.int64],
    *,
    names_follow: bool,
) -> NDArray[np.int64]:
    """Of rows that import modules those that name what is imported: neither what only leads to what
    it holds, as `a` in `import a.b`, nor packages of which nothing but modules is imported.
    `modules`: all rows in which an import names one."""
    places = np.asarray(links.by_row[0])
    ends = places[rows] + np.asarray(links.lengths)[rows] + np.uint64(1)
    named = set(places[modules].tolist())
    kept = [each not in named for each in ends.tolist()]
    if names_follow:
        lines = facts.line_start
        offsets = {place: lines[place >> 32] + (place & _COLUMN) for place in named}
        only = _only_of_modules(facts, set(offsets.values()))
        if only:
            here = places[rows].tolist()
            kept = [a and offsets[each] not in only for a, each in zip(kept, here, strict=True)]
    return rows[kept]


def _only_of_modules(facts: Facts, modules: Collection[int]) -> set[int]:
    """The places of packages of which nothing but modules is imported: these are what is imported,
    and nothing that the package itself defines. `modules`: where modules are named, and places, in
    byte offsets."""
    packed = np.asarray(facts.occurrence)
    here = np.flatnonzero(packed & _OF_ROLE == _IMPORTING)
    first, kinds = facts.expr_occurrences, np.asarray(facts.expr_kind)
    exprs = np.searchsorted(np.asarray(first), here, "right") - 1
    starts = (packed[here] & np.uint64(START_MASK)).tolist()
    found: set[int] = set()
    # What stands between one specifier and the next is named by the first.
    package, named, others = -1, 0, 0
    specs = (kinds[exprs] == Expr.MODULE).tolist()
    for start, is_spec in sorted(zip(starts, specs, strict=True), key=itemgetter(0)):
        if not is_spec:
            named += 1
            others += start not in modules
            continue
        if named and not others:
            found.add(package)
        package, named, others = start, 0, 0
    if named and not others:
        found.add(package)
    return found - {-1}


class Above(NamedTuple):
    """Something that is no module is imported from a package that only dots name, one around the
    file: `from .. import name`."""

    level: int
    """How many dots."""
    position: int
    """Of the name, as in `Imports`."""
    length: int
    deferred: bool


def _from_above(facts: Facts, links: Links) -> tuple[Above, ...]:
    """What is imported so: for each number of dots the first name, such that is imported when the
    file is loaded before others."""
    empty = facts.name_index.get("")
    if empty is None:
        return ()
    kinds, of, second = map(np.asarray, (facts.expr_kind, facts.expr_a, facts.expr_b))
    members = np.flatnonzero(kinds == Expr.ATTR)
    modules = of[members]
    dots = (kinds[modules] == Expr.MODULE) & (of[modules] == empty) & (second[modules] > 0)
    found: dict[int, Above] = {}
    for expr in members[dots].tolist():
        level = facts.expr_b[facts.expr_a[expr]]
        length = len(facts.names[facts.expr_b[expr]].encode("utf-8", "replace"))
        for packed in facts.occurrences_of(expr):
            start, role, scope = unpack_occurrence(packed)
            line, column = facts.position(start)
            if role != Role.IMPORT or any(t[1] == MODULE_HASH for t, _ in links.at(line, column)):
                continue
            later = bool(_LATER[facts.symbol_kind[facts.scope_owner[scope]]])
            one = Above(level, line << 32 | column, length, later)
            known = found.get(level)
            if known is None or (one.deferred, one.position) < (known.deferred, known.position):
                found[level] = one
    return tuple(found[level] for level in sorted(found))


class Imports(NamedTuple):
    """What one file imports: columns with an entry for each other file."""

    path: Numbers
    """Path ids, rising."""
    position: NDArray[np.uint64]
    """line << 32 | column of the first place that says so, zero-based, in UTF-8 bytes."""
    length: NDArray[np.uint16]
    """Bytes of what stands there."""
    origin: Bytes
    stated: NDArray[np.bool_]
    """Whether an import says it; else the file only names what is there."""
    deferred: NDArray[np.bool_]
    """Whether it happens only when a function runs."""
    above: tuple[Above, ...] = ()


def imports_of(path_id: int, facts: Facts, links: Links, *, names_follow: bool) -> Imports:
    """The files that a file imports or names, itself left out; `names_follow`: in its language what
    is imported from a module is named behind it, and may be a module itself."""
    hashes, paths, first = map(np.asarray, links.by_target)
    positions, containers, roles, origins = map(np.asarray, links.by_row)
    roles = roles & ~_WIDE
    counts = first[1:].astype(np.int64) - first[:-1]
    others = (paths != NOWHERE) & (paths != path_id)
    of_imports = np.flatnonzero(roles == Role.IMPORT)
    targets = np.searchsorted(first, of_imports, "right") - 1
    of_modules = (hashes == MODULE_HASH)[targets]
    is_stated = others[targets] & _SURE[origins[of_imports]]
    by_specifier = _BY_SPECIFIER[np.asarray(facts.bind_kind)].any()
    if by_specifier or (is_stated.any() and of_modules[is_stated].all()):
        chosen = is_stated & of_modules
        rows = of_imports[chosen]
        if len(rows):
            modules = of_imports[of_modules]
            rows = _of_imported(facts, links, rows, modules, names_follow=names_follow)
        stated = np.ones(len(rows), np.bool_)
    else:
        rows_of = np.repeat(np.arange(len(counts)), counts)
        is_import = np.zeros(len(roles), np.bool_)
        is_import[of_imports[is_stated]] = True
        rows = np.flatnonzero(is_import | (_NAMING[roles] & others[rows_of] & _BY_NAME[origins]))
        stated = is_import[rows]
    _, kinds = map(np.asarray, links.of_holders)
    deferred = _LATER[kinds[containers[rows]] & ~_WIDE]
    path = paths[np.searchsorted(first, rows, "right") - 1]
    order = np.lexsort((positions[rows], deferred, ~stated, path))
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = path[order][1:] != path[order][:-1]
    chosen = order[is_first]
    rows = rows[chosen]
    return Imports(
        path[chosen],
        positions[rows],
        np.asarray(links.lengths)[rows],
        origins[rows],
        stated[chosen],
        deferred[chosen],
        _from_above(facts, links) if names_follow else (),
    )

"""Which files one file imports, and where it says so.

Belongs here: reading that from links. Stays out: what the imports of all files together mean.

Where imports name modules by specifiers (Python, TypeScript, includes of C), those modules are what
a file imports, not the files behind them that define what they pass on. Elsewhere (Rust, Java) an
import names a symbol, whose file it is. Some languages have packages instead, whose files see each
other, or paths that need no import: there a file also *names* others without importing them. That
counts between folders; inside of one it is no more than what a package is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..facts import MODULE_HASH, Bind, Facts, Kind, Role
from ..graph.piece import Bytes, Numbers
from ..resolve.links import NOWHERE, Links
from ..resolve.values import OF_INSTANCES, TRUST, Origin

_WIDE: Final = np.uint8(0x80)


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


def _on_the_way(
    positions: NDArray[np.uint64], lengths: NDArray[np.uint16], stated: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether each row names a package only to lead to what it holds, as `a` in `import a.b`."""
    after = positions + lengths + np.uint64(1)
    return np.isin(after, positions[stated])


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


def imports_of(path_id: int, facts: Facts, links: Links) -> Imports:
    """The files that a file imports or names, itself left out."""
    hashes, paths, first = map(np.asarray, links.by_target)
    positions, containers, roles, origins = map(np.asarray, links.by_row)
    roles = roles & ~_WIDE
    counts = first[1:].astype(np.int64) - first[:-1]
    rows_of = np.repeat(np.arange(len(counts)), counts)
    others = (paths != NOWHERE) & (paths != path_id)
    stated = (roles == Role.IMPORT) & others[rows_of] & _SURE[origins]
    of_modules = (hashes == MODULE_HASH)[rows_of]
    by_specifier = _BY_SPECIFIER[np.asarray(facts.bind_kind)].any()
    if by_specifier or (stated.any() and of_modules[stated].all()):
        stated &= of_modules
        kept = stated & ~_on_the_way(positions, np.asarray(links.lengths), stated)
    else:
        kept = stated | (_NAMING[roles] & others[rows_of] & _BY_NAME[origins])
    rows = np.flatnonzero(kept)
    _, kinds = map(np.asarray, links.of_holders)
    deferred = _LATER[kinds[containers[rows]] & ~_WIDE]
    path = paths[rows_of[rows]]
    order = np.lexsort((positions[rows], deferred, ~stated[rows], path))
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = path[order][1:] != path[order][:-1]
    chosen = order[is_first]
    rows = rows[chosen]
    return Imports(
        path[chosen],
        positions[rows],
        np.asarray(links.lengths)[rows],
        origins[rows],
        stated[rows],
        deferred[chosen],
    )

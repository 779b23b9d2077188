"""Which symbols belong to the public interface of their files, as far as the code says.

A symbol does if each name on the way to it may be used from outside: by the rules of its language
for names, by what its module exports where that is said, by the words before its name where
visibility is written there. Tests and examples have no interface. Belongs here: that, kept by
content. Stays out: who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..chunks.traits import Trait
from ..facts import UNLISTED, Facts, Flag, Kind
from ..graph.piece import Hashes, Numbers
from ..languages.semantics import modules_of
from ..ranking.paths import traits_of_path
from ..recent import Recent
from .asked import Asked
from .declared import text_of
from .reading import File, Snapshot
from .source import Lines

_BYTES: Final = 4 << 20
_LEAST_BYTES: Final = 200
_LOCAL: Final = Flag.LOCAL
_OPEN: Final = frozenset((Kind.EXTENSION, Kind.NAMESPACE))
"""What has no visibility of its own."""
_UNSAID: Final = frozenset((*_OPEN, Kind.ENUM_MEMBER))


class Exported:
    """The public symbols of contents."""

    def __init__(self) -> None:
        self._known: Recent[Hashes] = Recent(_BYTES, _LEAST_BYTES)

    async def among(
        self, asked: Asked, snapshot: Snapshot, paths: Numbers, hashes: Hashes
    ) -> NDArray[np.bool_]:
        """For each of some symbols (path id, hash) whether it is public."""
        found = np.zeros(len(paths), np.bool_)
        lines_of = Lines(asked)
        order = np.argsort(paths, kind="stable")
        ids, first = np.unique(paths[order], return_index=True)
        ends = np.append(first, len(order))[1:].tolist()
        for path_id, start, end in zip(ids.tolist(), first.tolist(), ends, strict=True):
            rows = order[start:end]
            file = snapshot.file_by_id(path_id)
            if file is None or traits_of_path(file.path) & (Trait.TEST | Trait.EXAMPLE):
                continue
            await asked.pace.breathe()
            public = self._known.get(file.entry.facts)
            if public is None:
                public = public_symbols(file, partial(lines_of.of, file))
                self._known.put(file.entry.facts, public, public.nbytes)
            found[rows] = np.isin(hashes[rows], public)
        return found


def public_symbols(file: File, lines: Callable[[], Sequence[str]]) -> Hashes:
    """The hashes of a file's public symbols; `lines` are asked for only where words before names
    tell."""
    facts, modules = file.facts, modules_of(file.path)
    says: Callable[[str], bool] | None = getattr(modules, "is_public", None)  # See `Visible`.
    names, kinds = facts.names, facts.symbol_kind.tolist()
    public = [False] * len(kinds)
    public[0] = True
    for symbol in range(1, len(kinds)):
        container, kind = facts.symbol_container[symbol], kinds[symbol]
        if kind in UNLISTED or facts.symbol_flags[symbol] & _LOCAL or not public[container]:
            continue
        name = names[facts.symbol_name[symbol]]
        if not _is_open(name, modules.is_exported):
            continue
        if not container and not _is_bound(facts, symbol, name):
            continue
        # Members of an interface are as visible as it is.
        if says is None or kind in _UNSAID or kinds[container] == Kind.INTERFACE:
            public[symbol] = True
        else:
            site = next((each for each in facts.sites(symbol) if each.declared), None)
            if site is not None:
                public[symbol] = says(text_of(file, list(lines()), site.start, site.name))
    public[0] = False
    chosen: Any = np.asarray(facts.symbol_hash)[np.array(public)]
    return np.array(chosen, np.uint64)


def _is_open(name: str, is_exported: Callable[[str], bool]) -> bool:
    if name.startswith("__") and name.endswith("__"):
        return True
    return is_exported(name) and not name.startswith("#")


def _is_bound(facts: Facts, symbol: int, name: str) -> bool:
    """Whether the outermost scope binds the name: where exports are said, it binds them alone."""
    if facts.symbol_scope[symbol] == 0 or facts.symbol_kind[symbol] in _OPEN:
        return True
    return bool(facts.bindings_of(0, facts.bound_as(symbol)) or facts.bindings_of(0, name))

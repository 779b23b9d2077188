"""Which symbols belong to the public interface of their files, as far as the code says.

A symbol does if each name on the way to it may be used from outside: by the rules of its language
for names, by what its module exports where that is said, by the words before its name where
visibility is written there. Tests and examples have no interface. Belongs here: that, kept by
content. Stays out: who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..chunks.traits import Trait
from ..facts import UNLISTED, Facts, Flag, Kind
from ..graph.columns import keys_of
from ..graph.piece import Hashes, Numbers
from ..graph.symbol_graph import SymbolGraph
from ..languages.semantics import modules_of
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
_USING: Final = Trait.TEST | Trait.EXAMPLE
_UNTOLD: Final = 0
"""Nobody asked yet."""
_PUBLIC: Final = 1
_NOT_PUBLIC: Final = 2
_TOGETHER: Final = 32
"""Files whose facts are read at once."""
_UNSAID: Final = frozenset((*_OPEN, Kind.ENUM_MEMBER))


class Exported:
    """The public symbols of contents, each judged when it is first asked for.

    What was judged of the files that a graph was made of is remembered with the graph, by node:
    of ten thousand symbols that a change reaches, none needs the facts of its file again.
    """

    def __init__(self) -> None:
        self._known: Recent[Judged] = Recent(_BYTES, _LEAST_BYTES)

    async def among(
        self,
        asked: Asked,
        snapshot: Snapshot,
        graph: SymbolGraph,
        paths: Numbers,
        hashes: Hashes,
    ) -> NDArray[np.bool_]:
        """For each of some symbols (path id, hash) whether it is public."""
        nodes = graph.numbers(keys_of(paths, hashes))
        in_base = graph.in_base(nodes)
        told = np.full(len(paths), _UNTOLD, np.uint8)
        told[in_base] = graph.judged[nodes[in_base]]
        no_interface = graph.path_table.traits(paths, snapshot.generation.path_of) & _USING != 0
        told[no_interface] = _NOT_PUBLIC
        missing = np.flatnonzero(told == _UNTOLD)
        if len(missing):
            await self._judge(asked, snapshot, paths, hashes, missing, told)
            new = missing[in_base[missing]]
            graph.judged[nodes[new]] = told[new]
        is_public: NDArray[np.bool_] = told == _PUBLIC
        return is_public

    async def _judge(
        self,
        asked: Asked,
        snapshot: Snapshot,
        paths: Numbers,
        hashes: Hashes,
        wanted: NDArray[np.int64],
        told: NDArray[np.uint8],
    ) -> None:
        """Say of the `wanted` of some symbols whether they are public; nothing of those whose
        facts are gone."""
        lines_of = Lines(asked)
        order = wanted[np.argsort(paths[wanted], kind="stable")]
        ids, first = np.unique(paths[order], return_index=True)
        ends = np.append(first, len(order))[1:].tolist()
        spans = list(zip(ids.tolist(), first.tolist(), ends, strict=True))
        for at, (path_id, start, end) in enumerate(spans):
            if at % _TOGETHER == 0:
                snapshot.fetch_facts(each for each, _, _ in spans[at : at + _TOGETHER])
                await asked.pace.breathe()
            file = snapshot.file_by_id(path_id)
            if file is None:
                continue
            rows = order[start:end]
            judged = self._known.get(file.entry.facts)
            if judged is None:
                judged = Judged(file)
                self._known.put(file.entry.facts, judged, len(file.facts.symbol_kind))
            symbol_of = file.facts.symbol_of_hash
            lines = partial(lines_of.of, file)
            for row, hashed in zip(rows.tolist(), hashes[rows].tolist(), strict=True):
                symbol = symbol_of.get(hashed)
                is_public = symbol is not None and judged.is_public(file, symbol, lines)
                told[row] = _PUBLIC if is_public else _NOT_PUBLIC
            await asked.pace.breathe()


class Judged:
    """Which symbols of one content are public, as far as somebody asked."""

    def __init__(self, file: File) -> None:
        self._modules = modules_of(file.path)
        self._says: Callable[[str], bool] | None = getattr(self._modules, "is_public", None)
        """See `Visible`."""
        self._known = bytearray([_UNTOLD]) * len(file.facts.symbol_kind)

    def is_public(self, file: File, symbol: int, lines: Callable[[], Sequence[str]]) -> bool:
        """Whether a symbol may be used from outside; a module itself is no symbol of an interface.

        `lines` of the file are asked for only where words before names tell.
        """
        return symbol != 0 and self._reaches(file, symbol, lines)

    def _reaches(self, file: File, symbol: int, lines: Callable[[], Sequence[str]]) -> bool:
        if not symbol:
            return True
        if self._known[symbol] == _UNTOLD:
            is_public = self._judge(file, symbol, lines)
            self._known[symbol] = _PUBLIC if is_public else _NOT_PUBLIC
        return self._known[symbol] == _PUBLIC

    def _judge(self, file: File, symbol: int, lines: Callable[[], Sequence[str]]) -> bool:
        facts = file.facts
        container, kind = facts.symbol_container[symbol], facts.symbol_kind[symbol]
        if kind in UNLISTED or facts.symbol_flags[symbol] & _LOCAL:
            return False
        if not self._reaches(file, container, lines):
            return False
        name = facts.names[facts.symbol_name[symbol]]
        if not _is_open(name, self._modules.is_exported):
            return False
        if not container and not _is_bound(facts, symbol, name):
            return False
        # Members of an interface are as visible as it is.
        if self._says is None or kind in _UNSAID or facts.symbol_kind[container] == Kind.INTERFACE:
            return True
        site = next((each for each in facts.sites(symbol) if each.declared), None)
        return site is not None and self._says(text_of(file, lines(), site.start, site.name))


def _is_open(name: str, is_exported: Callable[[str], bool]) -> bool:
    if name.startswith("__") and name.endswith("__"):
        return True
    return is_exported(name) and not name.startswith("#")


def _is_bound(facts: Facts, symbol: int, name: str) -> bool:
    """Whether the outermost scope binds the name: where exports are said, it binds them alone."""
    if facts.symbol_scope[symbol] == 0 or facts.symbol_kind[symbol] in _OPEN:
        return True
    return bool(facts.bindings_of(0, facts.bound_as(symbol)) or facts.bindings_of(0, name))

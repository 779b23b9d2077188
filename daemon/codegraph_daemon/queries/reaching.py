"""What an impact reaches, as rows and as results: symbols by the graph, and before them those who
use what is gone.

Belongs here: what is said of each. Stays out: how they are found (`graph.walk`, `broken`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegraph_client.protocol import Result

from ..graph.piece import ORIGINS, USES, Hashes, Numbers
from ..graph.symbol_graph import SymbolGraph
from ..graph.walk import Beside, Reached
from ..on_demand import OnDemand
from ..resolve.links import Target
from ..resolve.values import TRUST, Origin
from .answering import definitions
from .broken import Broken
from .reading import File, Snapshot, module_name

_SURE = ORIGINS.index(Origin.TYPE)
_UNSURE = ORIGINS.index(Origin.MEMBER)


class Rows(NamedTuple):
    """All that is reached: who uses what is gone, then the others, nearest first."""

    broken: Sequence[Broken]
    found: Reached
    path: Numbers
    hash: Hashes
    distance: NDArray[np.int32]
    """Of all of them, in this order."""

    def only(self, kept: Any) -> Rows:
        """Some of them."""
        count = len(self.broken)
        return Rows(
            [each for each, is_kept in zip(self.broken, kept[:count], strict=True) if is_kept],
            Reached(*(each[kept[count:]] for each in self.found)),
            self.path[kept],
            self.hash[kept],
            self.distance[kept],
        )


def beside(graph: SymbolGraph, broken: Sequence[Broken], start: Any) -> Beside:
    """Who uses what is gone, to be led on from; not what the walk begins with anyway."""
    nodes = graph.nodes_or_none([each.user for each in broken])
    ranks = np.array([_SURE if each.sure else _UNSURE for each in broken], np.uint8)
    kept = (nodes >= 0) & ~np.isin(nodes, start)
    chosen, first = np.unique(nodes[kept], return_index=True)
    ranks = ranks[kept][first]
    sure = np.array([TRUST[ORIGINS[rank]].confidence for rank in ranks.tolist()], np.float64)
    return Beside(chosen, sure, ranks)


def rows_of(graph: SymbolGraph, broken: Sequence[Broken], found: Reached) -> Rows:
    """Both together."""
    count = len(broken)
    return Rows(
        broken,
        found,
        np.concatenate((np.array([u.user[0] for u in broken], np.uint32), graph.paths(found.node))),
        np.concatenate(
            (np.array([u.user[1] for u in broken], np.uint64), graph.hashes(found.node))
        ),
        np.concatenate((np.ones(count, np.int32), found.distance)),
    )


class Described(OnDemand[Result]):
    """Rows as results, made when a page of them is taken."""

    def __init__(
        self,
        snapshot: Snapshot,
        graph: SymbolGraph,
        rows: Rows,
        tests: NDArray[np.bool_],
        public: NDArray[np.bool_],
    ) -> None:
        """`tests` and `public` say of each row whether it is one."""
        self._snapshot = snapshot
        self._graph = graph
        self._rows = rows
        self._tests = tests
        self._public = public
        self._names: dict[int, tuple[str, str]] = {}
        self._files: dict[int, File | None] = {}
        """Files of the results that were made, by path id: several symbols of each are reached."""

    def __len__(self) -> int:
        return len(self._rows.path)

    def expect(self, places: range) -> None:
        rows, count = self._rows, len(self._rows.broken)
        wanted = np.array(places, np.int64)
        through = rows.found.through[wanted[wanted >= count] - count]
        path_ids = np.concatenate((rows.path[wanted], self._graph.paths(through)))
        self._snapshot.fetch_facts(np.unique(path_ids).tolist())

    def made(self, at: int) -> Result:
        rows = self._rows
        target = int(rows.path[at]), int(rows.hash[at])
        where = self._locate(target)
        if where is None:
            raise LookupError(f"the graph has a symbol that its file has not: {target}")
        count = len(rows.broken)
        if at < count:
            broken = rows.broken[at]
            result = definitions(*where, Origin.NAME)[0]
            trust = TRUST[ORIGINS[_SURE if broken.sure else _UNSURE]]
            result["confidence"], result["tier"] = trust.confidence, trust.tier
            result["use"], result["through"] = broken.use, broken.gone.qualified
            result["through_key"] = f"{broken.gone.path}#"
            result["at"], result["broken"] = [broken.line, broken.column], True
        else:
            result = self._reached(where, at - count)
        result["distance"] = int(rows.distance[at])
        result.setdefault("key", f"{where[0].path}#")
        if self._tests[at]:
            result["test"] = True
        if self._public[at]:
            result["public"] = True
        return result

    def _reached(self, where: tuple[File, int], at: int) -> Result:
        found = self._rows.found
        result = definitions(*where, ORIGINS[found.rank[at]])[0]
        result["confidence"] = round(float(found.confidence[at]), 4)
        result["tier"] = TRUST[ORIGINS[found.weakest[at]]].tier
        result["use"] = USES[found.use[at]]
        result["through"], result["through_key"] = self._named(int(found.through[at]))
        return result

    def _locate(self, target: Target) -> tuple[File, int] | None:
        """As `targets.locate`."""
        path_id, hashed = target
        if path_id not in self._files:
            self._files[path_id] = self._snapshot.file_by_id(path_id)
        file = self._files[path_id]
        symbol = None if file is None else file.facts.symbol_of_hash.get(hashed)
        return None if file is None or symbol is None else (file, symbol)

    def _named(self, node: int) -> tuple[str, str]:
        if node not in self._names:
            self._names[node] = self._name_of(node)
        return self._names[node]

    def _name_of(self, node: int) -> tuple[str, str]:
        where = self._locate(self._graph.target(node))
        if where is None:
            return "", ""
        file, symbol = where
        name = file.facts.shown(symbol) or module_name(file.path)
        return name, f"{file.path}#{file.facts.identity(symbol) if symbol else ''}"

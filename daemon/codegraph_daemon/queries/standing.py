"""How a symbol stands to those that were asked about, in words.

Belongs here: the group that a symbol belongs to, and what speaks for it. Stays out: which symbols
are related, and how much (`related`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..chunks.places import traits_of_path
from ..chunks.traits import Trait
from ..graph.piece import CALL, INHERITS, MAKES, OVERRIDES, TAKE
from ..graph.symbol_graph import SymbolGraph
from ..history.past import Together
from ..resolve.links import Target
from .reading import File, Snapshot
from .targets import locate

_ALIKE: Final = 0.4
"""From this share of common words on names are said to be similar."""


class Reasons:
    """Why a symbol is related, in words: how it stands to the one that was asked about."""

    def __init__(
        self,
        snapshot: Snapshot,
        graph: SymbolGraph,
        targets: Sequence[Target],
        together: Sequence[Together],
    ) -> None:
        start = graph.nodes(targets)
        self._graph = graph
        self._how: dict[int, tuple[str, str]] = {}
        """By node: of what very many use there are thousands."""
        users, used = graph.users(start), graph.used(start)
        _, above = graph.overridden(start)
        _, below = graph.overriding(start)
        steps: list[tuple[str, str, Any]] = [
            ("uses", "it uses this", users.found),
            ("used", "this uses it", used.found),
            ("callers", "it calls this", users.found[_is_call(users.use)]),
            ("callees", "this calls it", used.found[_is_call(used.use)]),
            ("types", "it is based on this", users.found[users.use == INHERITS]),
            ("types", "this is based on it", used.found[used.use == INHERITS]),
            ("overrides", "this overrides it", above),
            ("overrides", "it overrides this", below),
        ]
        for group, said, nodes in steps:
            self._how.update(dict.fromkeys(nodes.tolist(), (group, said)))
        self._together = {each.path: each for each in together}
        self._files = {path_id for path_id, _ in targets}
        self._names = {
            where[0].facts.names[where[0].facts.symbol_name[where[1]]]
            for target in targets
            if (where := locate(snapshot, target)) is not None
        }

    def nodes(self, targets: Sequence[Target]) -> list[int]:
        """The nodes of some symbols; -1 for what is none."""
        nodes: list[int] = self._graph.nodes_or_none(targets).tolist()
        return nodes

    def of(
        self, file: File, symbol: int, node: int, parts: Mapping[str, float]
    ) -> tuple[str, list[str]]:
        """The group that a symbol belongs to, and all that speaks for it, most telling first;
        `node` is its number, as `nodes` says."""
        facts = file.facts
        reasons: list[str] = []
        group = ""
        known = self._how.get(node)
        if known is not None:
            group = known[0]
            reasons.append(known[1])
        if facts.names[facts.symbol_name[symbol]] in self._names:
            group = group or "siblings"
            reasons.append("it has the same name")
        elif parts.get("name", 0.0) >= _ALIKE:
            reasons.append("its name is similar")
        if "meaning" in parts:
            group = group or "similar"
            reasons.append("it is about something similar")
        together = self._together.get(file.path)
        if together is not None:
            group = group or "history"
            commits = "commit" if together.commits == 1 else "commits"
            reasons.append(f"{together.commits:,} {commits} changed both files")
        if "graph" in parts and known is None:
            group = group or "near"
            reasons.append("it is near by uses")
        if file.entry.path_id in self._files:
            group = group or "file"
            reasons.append("it is in the same file")
        if traits_of_path(file.path) & Trait.TEST:
            group = "tests"
        return group, reasons


def _is_call(use: Any) -> Any:
    return (use == CALL) | (use == TAKE) | (use == MAKES) | (use == OVERRIDES)

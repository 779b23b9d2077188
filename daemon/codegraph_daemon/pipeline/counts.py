"""Counts that `status` shows: symbols and edges by content, so none is counted twice."""

from __future__ import annotations

from ..facts import Facts, Kind
from ..resolve.links import Links
from ..store.pages import Entry
from ..store.views import Generation


class Counts:
    """Symbols and linked occurrences of the files of a workspace."""

    def __init__(self) -> None:
        self._of: dict[int, tuple[bytes, bytes, int, int]] = {}

    def knows(self, entry: Entry) -> bool:
        """Whether the numbers of this very entry are known."""
        known = self._of.get(entry.path_id)
        return known is not None and known[0] == entry.facts and known[1] == entry.links

    def begin_with(self, other: Counts) -> None:
        """Know what another workspace has counted, of whose files these mostly are."""
        self._of = dict(other._of)

    def note(self, entry: Entry, facts: Facts, links: Links | None) -> None:
        """Count one entry."""
        parameters = facts.symbol_kind.tobytes().count(Kind.PARAMETER)
        symbols = len(facts.symbol_kind) - 1 - parameters
        edges = links.edges if links is not None else 0
        self._of[entry.path_id] = (entry.facts, entry.links, symbols, edges)

    def note_edges(self, entry: Entry, edges: int) -> None:
        """Count the links that an entry has got, if its symbols are counted."""
        known = self._of.get(entry.path_id)
        if known is not None and known[0] == entry.facts:
            self._of[entry.path_id] = (entry.facts, entry.links, known[2], edges)

    def totals(self, generation: Generation) -> tuple[int, int]:
        """Symbols and edges of a generation, as far as they were counted."""
        if len(self._of) > len(generation):
            self._of = {p: c for p, c in self._of.items() if generation.has(p)}
        return sum(c[2] for c in self._of.values()), sum(c[3] for c in self._of.values())

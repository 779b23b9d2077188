"""In which section of a document something stands.

Belongs here: sections as ranges. Stays out: what makes a section (the languages' own folders).
"""

from __future__ import annotations

from bisect import bisect_right

from ..facts import Facts, Kind


class Sections:
    """The sections of one document."""

    def __init__(self, facts: Facts) -> None:
        rows = [
            (site.start, site.end, symbol)
            for symbol in range(1, len(facts.symbol_name))
            if facts.symbol_kind[symbol] == Kind.SECTION
            for site in facts.sites(symbol)
        ]
        # Where one begins or ends, the innermost that is open from there on.
        self._starts, self._symbols = [0], [0]
        open_: list[tuple[int, int]] = []
        for start, end, symbol in sorted(rows, key=lambda row: (row[0], -row[1])):
            self._close(open_, start)
            open_.append((end, symbol))
            self._note(start, symbol)
        self._close(open_, None)

    def _close(self, open_: list[tuple[int, int]], until: int | None) -> None:
        while open_ and (until is None or open_[-1][0] <= until):
            end, _ = open_.pop()
            self._note(end, open_[-1][1] if open_ else 0)

    def _note(self, start: int, symbol: int) -> None:
        self._starts.append(start)
        self._symbols.append(symbol)

    def at(self, offset: int) -> int:
        """The section in which a byte offset lies; 0 if it lies in none."""
        return self._symbols[bisect_right(self._starts, offset) - 1]

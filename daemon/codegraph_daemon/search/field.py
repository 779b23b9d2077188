"""One segment as one query sees it.

Belongs here: which rows and names of a segment may be found at all. Stays out: how well they match.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from codegraph_daemon.search.columns import Bools, Ints, SegmentColumns, Uses


class Field(NamedTuple):
    """`columns` of the segment; `base` is added to its numbers of names to make them unique among
    all segments; `allowed` says which rows may be found (None: all), and `uses` what names these
    have.
    """

    columns: SegmentColumns
    base: int
    allowed: Bools | None
    uses: Uses
    known: dict[int, Ints]

    def with_letters(self, need: int) -> Ints:
        """Names that may be found and whose `letters` have every bit of `need`."""
        names = self.known.get(need)
        if names is None:
            names = self.known[need] = self._with_letters(need)
        return names

    def _with_letters(self, need: int) -> Ints:
        letters, bits = self.columns.letters, np.uint64(need)
        for fewer, names in self.known.items():
            if fewer & need == fewer:
                # What was found for some of the letters is few names to look at.
                having: Ints = names[(letters[names] & bits) == bits]
                return having
        kept = (letters & bits) == bits
        if self.uses.any is not None:
            kept &= self.uses.any
        return np.flatnonzero(kept)

    def all_but_one(self, names: Ints, need: int) -> Ints:
        """Those of `names` that may be found and whose `letters` have every bit of `need`, or all
        but one."""
        names = self.keep_used(names)
        absent = np.uint64(need) & ~self.columns.letters[names]
        kept: Bools = (absent & (absent - np.uint64(1))) == 0
        return names[kept]

    def keep_used(self, names: Ints) -> Ints:
        """Those of `names` that may be found."""
        return names if self.uses.any is None else names[self.uses.any[names]]

    def rows_of(self, names: Ints) -> int:
        """How many rows that may be found have these names."""
        rows = int(self.uses.standing[names].sum())
        return rows if self.uses.sunk is None else rows + int(self.uses.sunk[names].sum())

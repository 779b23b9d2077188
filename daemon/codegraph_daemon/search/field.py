"""One segment as one query sees it.

Belongs here: which rows of a segment may be found at all. Stays out: how well they match.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from codegraph_daemon.search.columns import Bools, Ints, SegmentColumns


class Field(NamedTuple):
    """`columns` of the segment; `base` is added to its row numbers to make them unique among all
    segments; `allowed` says which rows may be found (None: all).
    """

    columns: SegmentColumns
    base: int
    allowed: Bools | None

    def with_letters(self, need: int) -> Ints:
        """Rows that may be found and whose `letters` have every bit of `need`."""
        kept = (self.columns.letters & np.uint64(need)) == np.uint64(need)
        if self.allowed is not None:
            kept &= self.allowed
        return np.flatnonzero(kept)

    def with_all_but_one(self, need: int, initials: bytes) -> Ints:
        """Rows that may be found, whose name starts with one of two letters, and whose `letters`
        have every bit of `need`, or all but one."""
        one, other = initials
        initial = self.columns.initial
        rows = self.keep_allowed(np.flatnonzero((initial == one) | (initial == other)))
        letters = self.columns.letters[rows]
        absent = np.uint64(need) & ~letters
        # Rows that were struck out have no letters.
        kept: Bools = ((absent & (absent - np.uint64(1))) == 0) & (letters != 0)
        return rows[kept]

    def keep_allowed(self, rows: Ints) -> Ints:
        """Those of `rows` that may be found."""
        return rows if self.allowed is None else rows[self.allowed[rows]]

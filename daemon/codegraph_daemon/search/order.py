"""The order of results: one number for each match, smaller first, and the first few of them.

Belongs here: what the order depends on besides the quality of the match. From the most to the least
important: quality; classes and functions before the rest, locals last; exported before private;
nearness; tests, examples and vendored files last; short names; short paths; the path itself. Rows
of one file that are equal in all of this stay as they are in the file.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from codegraph_daemon.search.columns import Bytes, Ints, SegmentColumns
from codegraph_daemon.search.path_table import NEAREST, PathTable

_QUALITY_SHIFT: Final = 49
_FAR_SHIFT, _STANDING_SHIFT, _PATH_LENGTH_SHIFT = 42, 40, 22


def weights_of_paths(paths: PathTable, near: str | None) -> Ints:
    """By path id: what its path adds to the number of a row."""
    ranks, weights = paths.arrays()
    of_path: Ints = (weights >> 10 & 3) << _STANDING_SHIFT | (weights & 1023) << _PATH_LENGTH_SHIFT
    of_path |= ranks
    if near and len(paths):
        of_path |= (NEAREST - paths.nearness(near))[ranks] << _FAR_SHIFT
    return of_path


def numbers(columns: SegmentColumns, rows: Ints, quality: Bytes, of_path: Ints) -> Ints:
    """The number that each of `rows` is ordered by."""
    return (
        (quality.astype(np.int64) << _QUALITY_SHIFT)
        + columns.standing[rows]
        + of_path[columns.path_id[rows]]
    )


def quality_of(ordered_by: Ints) -> Ints:
    """The quality that went into each number."""
    return ordered_by >> _QUALITY_SHIFT


def first(ordered_by: Ints, most: int) -> Ints:
    """Indexes of the `most` smallest numbers, in order; of equal ones the earlier first."""
    if len(ordered_by) <= most:
        return np.argsort(ordered_by, kind="stable")
    last = np.partition(ordered_by, most - 1)[most - 1]
    below = np.flatnonzero(ordered_by < last)
    chosen = np.concatenate((below, np.flatnonzero(ordered_by == last)[: most - len(below)]))
    return chosen[np.lexsort((chosen, ordered_by[chosen]))]

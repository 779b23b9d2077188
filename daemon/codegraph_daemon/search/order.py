"""The order of results: one number for each match, smaller first, and the first few of them.

Belongs here: what the order depends on besides the quality of the match. From the most to the least
important: quality; tests, examples, vendored and generated files last, unless whoever asks is in
such a file; classes and functions before the rest, locals last; exported before private; then
what is weighed against each other: the length of the name, the kind, how many files use its file,
and nearness; short paths; the path itself. Rows of one file that are equal in all of this stay as
they are in the file.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from codegraph_daemon.search.columns import WEIGHED_SHIFT, Bytes, Ints, SegmentColumns
from codegraph_daemon.search.path_table import MOST_CENTRAL, NEAREST, PathTable, standing

_QUALITY_SHIFT: Final = 49
_STANDING_SHIFT, _PATH_LENGTH_SHIFT = 47, 22

_STEP_NEARER: Final = 6
"""A step of nearness is worth as much as a name of half the length (`columns`), and as files that
use the file growing to the eightfold (`path_table`)."""


def weights_of_paths(paths: PathTable, near: str | None) -> Ints:
    """By path id: what its path adds to the number of a row."""
    if not near:
        return _weighed(paths, 0, nearness=False)
    known = paths.near
    if known is None or known[0] != near:
        # Whoever is in a test looks for tests as well.
        of_path = _weighed(paths, standing(near), nearness=True).copy()
        for path_ids in paths.nearer(near):
            of_path[path_ids] -= _STEP_NEARER << WEIGHED_SHIFT
        known = paths.near = near, of_path
    return known[1]


def _weighed(paths: PathTable, below_rest: int, *, nearness: bool) -> Ints:
    """The same for who is far from all, but ranks so far below the rest; where `nearness` counts,
    all are far."""
    known = paths.weighed.get((below_rest, nearness))
    if known is None:
        ranks, weights = paths.arrays()
        below = weights >> 10 & 3
        below = np.where(below <= below_rest, 0, below)
        weighed = MOST_CENTRAL - paths.central() + (NEAREST * _STEP_NEARER if nearness else 0)
        known = below << _STANDING_SHIFT | weighed << WEIGHED_SHIFT
        known |= (weights & 1023) << _PATH_LENGTH_SHIFT
        known |= ranks
        paths.weighed[below_rest, nearness] = known
    return known


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

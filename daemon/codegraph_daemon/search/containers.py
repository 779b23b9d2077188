"""Whether what stands before the last dot of a query names the containers of a row.

Belongs here: classes, functions, files and folders as containers. Stays out: the name itself.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from codegraph_daemon.search.columns import Bools, Bytes, Ints, SegmentColumns

INEXACT: Final = 8
"""Added to the quality of a match when a container only starts with what was typed."""

SKIPPED: Final = 16
"""Added when the innermost container is not the last one that was typed."""

_STARTS, _SAME = 1, 2


def fitting(
    columns: SegmentColumns, parts: tuple[bytes, ...], folders: Ints, direct: bool
) -> tuple[Bools, Bytes]:
    """For each row: do its containers fit `parts`, and what that adds to its quality.

    `folders` says for each path id how many leading parts its folders match. Containers are taken
    from the inside to the outside; what is left of `parts` when the file is reached must be
    matched by its folders. `direct`: the innermost container must be the last part.
    """
    meant = np.zeros((len(parts), columns.rows), dtype=np.uint8)
    for number, part in enumerate(parts):
        rows = columns.starting_with(part)
        same = columns.length[rows] == len(part)
        meant[number, rows] = np.where(same, _SAME, _STARTS)

    # Many rows lie in one container, so the answer is worked out once for each container.
    containers = columns.containers
    up = columns.up
    at = containers
    left = np.full(len(containers), len(parts))
    added = np.zeros(len(containers), dtype=np.uint8)
    inside = np.ones(len(containers), dtype=np.bool_)
    innermost = True
    while inside.any():
        found = meant[left - 1, at]
        hit = (found != 0) & (left > 0) & inside
        added[hit & (found == _STARTS)] |= INEXACT
        if innermost:
            added[~hit] |= SKIPPED
            innermost = False
        left = left - hit
        step = up[at]
        inside &= step != 0
        at = at - step
    fits = left <= folders[columns.path_id[containers]]
    if direct:
        fits &= (added & SKIPPED) == 0

    of_container = np.zeros(columns.rows, dtype=np.uint8)
    of_container[containers] = np.where(fits, added + 1, 0)
    of_row = of_container[columns.container]
    # The file's own symbol lies in no container of the file, only in folders.
    files = np.flatnonzero(up == 0)
    outside = (folders[columns.path_id[files]] == len(parts)) & (not direct)
    of_row[files] = np.where(outside, 1, 0)
    return of_row != 0, np.maximum(of_row, 1) - np.uint8(1)

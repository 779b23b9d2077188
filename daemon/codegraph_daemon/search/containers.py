"""Whether what stands before the last dot of a query names the containers of a row.

Belongs here: classes, functions, files and folders as containers. Stays out: the name itself.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from codegraph_daemon.search.columns import Bools, Bytes, Ints, SegmentColumns

INEXACT: Final = 8
"""Added to the quality of a match when its container only starts with what was typed last."""

SKIPPED: Final = 16
"""Added when the last that was typed is not its container, but one further out."""

_STARTS, _SAME = 1, 2


def fitting(
    columns: SegmentColumns, parts: tuple[bytes, ...], folders: Ints, direct: bool
) -> tuple[Bools, Bytes]:
    """For each row: do its containers fit `parts`, and what that adds to its quality.

    They fit if each of `parts` starts one of the folders, the file, the classes and functions that
    the row lies in, in this order. `folders` says for each path id how many of the first parts its
    folders match. `direct`: the last part must be the container itself.
    """
    count = len(parts)
    meant = np.zeros((count + 1, columns.rows), dtype=np.uint8)
    for number, part in enumerate(parts):
        names = columns.starting_with(part)
        of_name = np.zeros(columns.names, dtype=np.uint8)
        of_name[names] = np.where(columns.length[names] == len(part), _SAME, _STARTS)
        meant[number] = of_name[columns.name]

    # From the outside to the inside: how many parts are matched down to each container.
    files = columns.files
    of_files = folders[columns.path_id[files]]
    matched = np.zeros(columns.rows, dtype=np.uint8)
    matched[files] = of_files + (meant[of_files, files] != 0)
    for level in columns.levels:
        above = matched[columns.container[level]]
        matched[level] = above + (meant[above, level] != 0)

    last = meant[count - 1]
    fits_inside = matched == count
    if direct:
        fits_inside &= last != 0
    fits = fits_inside[columns.container]
    # The file's own symbol is its own container here, but only its folders count.
    fits[files] = False if direct else of_files == count
    added = np.array([SKIPPED, INEXACT, 0], dtype=np.uint8)[last[columns.container]]
    added[files] = SKIPPED
    return fits, added

"""The state of a file by which a change is noticed. Nothing else belongs here."""

from __future__ import annotations

import os
from typing import NamedTuple


class FileStat(NamedTuple):
    """Size in bytes, times in nanoseconds since the epoch, inode number.

    A named tuple and not a dataclass: a scan makes thousands, and it crosses to another process
    as it is.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


NO_FILE = FileStat(0, 0, 0, 0)
"""The state of a file that is no part of the tree: it is not there, or the rules leave it out."""


def file_stat(status: os.stat_result) -> FileStat:
    """The part of `status` that tells whether a file has changed."""
    return FileStat(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)

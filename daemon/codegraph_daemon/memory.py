"""The memory of this process as the C library keeps it.

Belongs here: giving back what was freed. Stays out: what is held, and for how long.

RocksDB frees its buffers and blocks one by one, from several threads, and the C library keeps most
of the pages between them: after a day of edits, a third of the daemon's memory held nothing.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Return freed pages to the system, where the C library can: some ms without the GIL."""
    # Of glibc alone; others return pages by themselves.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)

"""The memory of this process as the C library and the system keep it.

Belongs here: giving back what was freed, and having what is held lie in large pages. Stays out:
what is held, and for how long.

RocksDB frees its buffers and blocks one by one, from several threads, and the C library keeps most
of the pages between them: after a day of edits, a third of the daemon's memory held nothing.

Objects of Python lie all over the heap of a worker, and with pages of 4 KiB a twelfth of its time
went by while the processor looked up where they are.
"""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Iterator
from contextlib import suppress

_LARGE = 2 * 1024 * 1024
"""Bytes of a large page, on x86-64 and on ARM with pages of 4 KiB."""
_MADV_COLLAPSE = 25
_FULL = 0.9
"""So much of a mapping must be in use: large pages of what is not would be memory for nothing."""
_GROWTH = 32 * 1024 * 1024
_SECONDS = 5.0
"""With so many bytes more than were left the last time, what was freed of them is given back, but
not more often than this: the next large answer takes them again, a page at a time."""
_SETTING = "/sys/kernel/mm/transparent_hugepage/enabled"


def give_back() -> None:
    """Return freed pages to the system, where the C library can: some ms without the GIL."""
    # Of glibc alone; others return pages by themselves.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


class Given:
    """What this process held when it last gave memory back, so that it does when it has grown.

    A daemon that was never quiet kept what its largest answers had freed, a third of its memory.
    """

    def __init__(self) -> None:
        self._left = _resident_bytes()
        self._given = time.monotonic()

    def is_due(self) -> bool:
        """Whether so much was taken since that looking for what was freed of it is worth it."""
        if time.monotonic() - self._given < _SECONDS:
            return False
        return _resident_bytes() > self._left + _GROWTH

    def give(self) -> None:
        """Give back, as `give_back`; in any thread."""
        give_back()
        # In the middle of a large answer much is left that soon is not.
        self._left = min(_resident_bytes(), self._left + _GROWTH // 4)
        self._given = time.monotonic()


def _resident_bytes() -> int:
    """What of this process lies in memory; 0 where the system does not tell it cheaply."""
    try:
        with open("/proc/self/statm", encoding="ascii") as sizes:
            return int(sizes.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def use_large_pages() -> None:
    """Have the heap lie in large pages as far as it is full; some ms, and memory as before.

    Linux since 6.1 alone does this when asked, and it is not asked where somebody has switched
    large pages off. Elsewhere nothing happens.
    """
    with suppress(OSError, AttributeError):
        with open(_SETTING, encoding="ascii") as setting:
            if "[never]" in setting.read():
                return
        advise = ctypes.CDLL(None).madvise
        advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        for start, end in _full_mappings():
            advise(start, end - start, _MADV_COLLAPSE)


def _full_mappings() -> Iterator[tuple[int, int]]:
    """Where this process's own memory is nearly all in use and not in large pages yet, in whole
    large pages."""
    start = end = size = used = 0
    with open("/proc/self/smaps", encoding="utf-8", errors="replace") as mappings:
        for line in mappings:
            first, *rest = line.split()
            if first[-1] != ":":
                start = end = 0
                if rest[0] == "rw-p" and (len(rest) == 4 or rest[4] == "[heap]"):
                    low, high = (int(each, 16) for each in first.split("-"))
                    start, end = -(-low // _LARGE) * _LARGE, high // _LARGE * _LARGE
            elif start < end:
                if first == "Size:":
                    size = int(rest[0])
                elif first == "Rss:":
                    used = int(rest[0])
                elif first == "AnonHugePages:":
                    large = int(rest[0]) * 1024
                    if used >= _FULL * size and large < end - start:
                        yield start, end

"""Pages: how the rows of a view are packed, `PAGE_ROWS` path ids to a page.

Belongs here: `Entry` and the bytes of one page. Stays out: which pages there are (`views`).

A page has a fixed-width slot for each of its path ids, so a row is found without a search.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

PAGE_ROWS: Final = 128

_ROW = struct.Struct("<B16s16sQqqQ")
_STATE = struct.Struct("<QqqQ")
_STATE_AT: Final = _ROW.size - _STATE.size
_PRESENT, _HAS_FACTS, _HAS_LINKS = 1, 2, 4
ROW_BYTES: Final = _ROW.size
EMPTY_PAGE: Final = bytes(PAGE_ROWS * ROW_BYTES)
_ABSENT: Final = bytes(ROW_BYTES)


class Entry(NamedTuple):
    """One file of a view. `facts` and `links` are 16-byte content ids, or empty if there is
    none (yet); times are in nanoseconds, `size` in bytes, as `stat` gave them."""

    path_id: int
    facts: bytes
    links: bytes
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @property
    def state(self) -> tuple[int, int, int, int]:
        """What `stat` gave of the file: size, times of modification and change, inode."""
        return self[3:]


def has_row(page: bytes | bytearray, path_id: int) -> bool:
    """Whether the slot of `path_id` in its page holds an entry."""
    return page[path_id % PAGE_ROWS * ROW_BYTES] != 0


def row(page: bytes, path_id: int) -> Entry | None:
    """The entry of `path_id` in its page."""
    return _entry(path_id, _ROW.unpack_from(page, path_id % PAGE_ROWS * ROW_BYTES))


def rows(page_number: int, page: bytes) -> Iterator[Entry]:
    """All entries of one page, by rising path id."""
    if page is EMPTY_PAGE:
        return
    for path_id, slot in enumerate(_ROW.iter_unpack(page), page_number * PAGE_ROWS):
        entry = _entry(path_id, slot)
        if entry is not None:
            yield entry


def differing(page_number: int, new: bytes, old: bytes) -> dict[int, Entry | None]:
    """The entries of one page that are not as in another one, by path id; None for those gone."""
    found: dict[int, Entry | None] = {}
    for slot, at in enumerate(range(0, PAGE_ROWS * ROW_BYTES, ROW_BYTES)):
        # Most are alike, and comparing bytes takes a fraction of unpacking them.
        if new[at : at + ROW_BYTES] != old[at : at + ROW_BYTES]:
            path_id = page_number * PAGE_ROWS + slot
            found[path_id] = row(new, path_id)
    return found


def set_row(page: bytearray, path_id: int, entry: Entry | None) -> None:
    """Put an entry into the slot of `path_id`, or empty it."""
    at = path_id % PAGE_ROWS * ROW_BYTES
    page[at : at + ROW_BYTES] = _ABSENT if entry is None else _pack(entry)


def set_state(
    page: bytearray, path_id: int, facts: bytes, state: tuple[int, int, int, int]
) -> bool:
    """Give the entry of `path_id` another state (size, times and inode), if it has these facts.

    Of a whole new work tree, in which nothing else changes, no entry is made.
    """
    at = path_id % PAGE_ROWS * ROW_BYTES
    if not page[at] & _HAS_FACTS or page[at + 1 : at + 17] != facts:
        return False
    _STATE.pack_into(page, at + _STATE_AT, *state)
    return True


def count(page: bytes) -> int:
    """The number of entries of a page."""
    return PAGE_ROWS - page[::ROW_BYTES].count(0)


def content_ids(page: bytes) -> Iterator[tuple[bytes, bytes] | None]:
    """For each slot (facts, links), empty where there are none, or None for an empty slot."""
    for flags, facts, links, *_ in _ROW.iter_unpack(page):
        if flags:
            yield facts if flags & _HAS_FACTS else b"", links if flags & _HAS_LINKS else b""
        else:
            yield None


def _entry(path_id: int, row: tuple[int, bytes, bytes, int, int, int, int]) -> Entry | None:
    flags, facts, links, size, mtime_ns, ctime_ns, inode = row
    if not flags:
        return None
    return Entry(
        path_id,
        facts if flags & _HAS_FACTS else b"",
        links if flags & _HAS_LINKS else b"",
        size,
        mtime_ns,
        ctime_ns,
        inode,
    )


def _pack(entry: Entry) -> bytes:
    _, facts, links, size, mtime_ns, ctime_ns, inode = entry
    if len(facts) not in (0, 16) or len(links) not in (0, 16):
        raise ValueError(f"a content id has 16 bytes: {entry}")
    flags = _PRESENT | (_HAS_FACTS if facts else 0) | (_HAS_LINKS if links else 0)
    return _ROW.pack(flags, facts, links, size, mtime_ns, ctime_ns, inode)

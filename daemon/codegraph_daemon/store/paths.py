"""Path ids: dense 32-bit numbers that stand for paths in keys and postings.

Belongs here: the two-way table. A number is never given to a second path, so an old posting
can be stale but never wrong. Stays out: whether a file exists, which is for a view to say.

A new id is kept in memory until the next write of the store, whose first batches save it: a row
that uses an id is never on disk without it. Ids that a crash lost were used by nothing on disk.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

from codegraph_client.errors import StoreError

#: The id of the empty path: keys that belong to no file use it.
NO_PATH: Final = 0

_ID = struct.Struct(">I")

PathPut = tuple[str, bytes, bytes]


class Paths:
    """The table of all paths that this store ever named; about 250 bytes for each in memory."""

    def __init__(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Take the rows of the family `paths` in the order of their keys.

        Raises `StoreError` if an id is missing: rows are written in order, so this is damage.
        """
        self._paths: list[str] = [""]
        for key, value in rows:
            if _ID.unpack(key)[0] != len(self._paths):
                raise StoreError(f"the table of paths lacks id {len(self._paths)}")
            self._paths.append(_decode(value))
        self._ids: dict[str, int] = {path: number for number, path in enumerate(self._paths)}
        self._saved = len(self._paths)

    def __len__(self) -> int:
        """One more than the highest id."""
        return len(self._paths)

    def path_id(self, path: str) -> int:
        """The id of `path`, a new one if it has none yet."""
        number = self._ids.get(path)
        if number is None:
            number = self._ids[path] = len(self._paths)
            self._paths.append(path)
        return number

    def find(self, path: str) -> int | None:
        """The id of `path`, or None if it was never given one."""
        return self._ids.get(path)

    def path_of(self, path_id: int) -> str:
        """The path of an id; IndexError for an id that was never given."""
        return self._paths[path_id]

    def unsaved(self, limit: int) -> list[PathPut]:
        """The writes that save the oldest unsaved ids, at most `limit` of them."""
        upto = min(len(self._paths), self._saved + limit)
        return [
            ("paths", _ID.pack(number), _encode(self._paths[number]))
            for number in range(self._saved, upto)
        ]

    def mark_saved(self, count: int) -> None:
        """Say that the oldest `count` unsaved ids are in the store now."""
        self._saved += count

    @property
    def unsaved_count(self) -> int:
        return len(self._paths) - self._saved


def _encode(path: str) -> bytes:
    # File names are bytes: what is not UTF-8 arrives as lone surrogates and must survive.
    return path.encode("utf-8", "surrogateescape")


def _decode(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")

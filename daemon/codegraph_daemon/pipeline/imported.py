"""The precise links that were imported into one view: which files have some, and for which content.

An import is a number under which rows lie in the store, written before anything names them, and one
record that names it: from then on, and at once for all files, its rows are what links are made
with.  A row holds while its file has the content that it was made for; an edit leaves it without
effect, and an edit undone brings it back.

Belongs here: the record, and the rows that hold.  Stays out: what rows say (`resolve.precise`), and
how they are made (`scip`).
"""

from __future__ import annotations

import struct
import time
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any

import msgpack

from ..resolve.relations import Relations
from ..store.database import Delete, Put, Store
from ..store.pages import Entry
from ..store.views import IMPORTS as RECORDS

_KEY = struct.Struct(">QI")
_NUMBER = struct.Struct(">Q")
_ID_BYTES = 16
_NEXT = b"next_import"
_OF_ALL = 0xFFFFFFFF
"""In place of a path id: the row of what the import says of symbols to each other."""

Row = tuple[int, bytes, bytes]
"""(path id, facts id, packed precise links)"""


class Imported:
    """The precise links of one view."""

    def __init__(self, store: Store, view_id: int) -> None:
        self._store = store
        self._record_key = RECORDS + struct.pack(">I", view_id)
        self.about: dict[str, Any] | None = None
        """What was imported, when, and what became of it; None if nothing is."""
        self._number = 0
        self._path_ids = array("I")
        self._facts = b""
        self._relations: Relations | None = None
        packed = store.get("meta", self._record_key)
        if packed is not None:
            self._take(msgpack.unpackb(packed[_NUMBER.size :]))

    def _take(self, record: Mapping[str, Any]) -> None:
        self.about = record["about"]
        self._number = record["number"]
        self._path_ids = array("I", record["path_ids"])
        self._facts = record["facts"]
        self._relations = None

    # What holds

    @property
    def path_ids(self) -> set[int]:
        """The files that have precise links, whether or not these hold now."""
        return set(self._path_ids)

    def holds(self, entry: Entry) -> bool:
        """Whether a file has precise links for the content that it has."""
        at = bisect_left(self._path_ids, entry.path_id)
        if at == len(self._path_ids) or self._path_ids[at] != entry.path_id:
            return False
        return self._facts[at * _ID_BYTES : (at + 1) * _ID_BYTES] == entry.facts

    def key(self, entry: Entry | None) -> bytes:
        """The key of a file's row in the store; empty if none holds."""
        if entry is None or not self._number or not self.holds(entry):
            return b""
        return _KEY.pack(self._number, entry.path_id)

    def keys(self, entries: Iterable[Entry | None]) -> list[tuple[int, bytes]]:
        """(path id, key) of the rows that hold of some files."""
        return [(entry.path_id, key) for entry in entries if entry and (key := self.key(entry))]

    def row(self, entry: Entry) -> bytes | None:
        """The packed precise links of a file, if they hold."""
        key = self.key(entry)
        return self._store.get("precise", key) if key else None

    @property
    def relations(self) -> Relations:
        """What the import says of symbols to each other; each holds while the file of its `symbol`
        does.  Read when first asked for."""
        if self._relations is None:
            key = _KEY.pack(self._number, _OF_ALL)
            self._relations = Relations(self._store.get("precise", key) or b"")
        return self._relations

    # Change

    def begin(self) -> int:
        """The number of an import that is about to be written."""
        last = self._store.get("meta", _NEXT)
        number = 1 if last is None else int(_NUMBER.unpack(last)[0])
        self._store.write([("meta", _NEXT, _NUMBER.pack(number + 1))])
        return number

    def switch(
        self, number: int, rows: Mapping[int, bytes], about: Mapping[str, Any]
    ) -> tuple[Put, Iterable[Delete]]:
        """Have the rows of import `number` (path id -> facts id), or with no number none at all.

        Gives what must be written in the batch that puts their files out of date, and what can be
        deleted after it.
        """
        old, gone = self._number, self._path_ids
        path_ids = sorted(rows)
        record: dict[str, Any] = {
            "number": number,
            "path_ids": array("I", path_ids).tobytes(),
            "facts": b"".join([rows[path_id] for path_id in path_ids]),
            "about": {**about, "time": time.time()} if number else None,
        }
        self._take(record)
        packed = _NUMBER.pack(number) + msgpack.packb(record)
        deletes = (("precise", _KEY.pack(old, path_id)) for path_id in (*gone, _OF_ALL))
        return ("meta", self._record_key, packed), deletes


def puts(number: int, rows: Iterable[Row]) -> list[Put]:
    """The rows of an import, to be written before it is named."""
    return [("precise", _KEY.pack(number, path_id), blob) for path_id, _, blob in rows]


def related(number: int, packed: bytes) -> list[Put]:
    """What an import says of symbols to each other, to be written before it is named."""
    return [("precise", _KEY.pack(number, _OF_ALL), packed)]

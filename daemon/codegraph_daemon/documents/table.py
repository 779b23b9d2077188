"""What all documents spell, by the names that it ends with: columns that are looked into.

Belongs here: packing what one file spells, and finding a name among all of them. Stays out: reading
files, and what a mention means (`naming`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
from xxhash import xxh3_64_intdigest

from .mentions import FILES, How, Spelled
from .naming import last_file, last_name

Packed = tuple[bytes, bytes, bytes, bytes, bytes, bytes]
"""Columns of one file: hashes of last names, starts, how, where texts begin, their lengths; and
the texts, each once."""

_TYPES: Final = ("<u8", "<u4", "u1", "<u4", "u1")


class Mention(NamedTuple):
    """What stands in a file, with the fields of `Spelled`."""

    path_id: int
    start: int
    text: bytes
    how: int

    @property
    def length(self) -> int:
        """As of `Spelled`."""
        return Spelled(self.start, self.text, self.how).length


def key_of(name: bytes, *, is_file: bool = False) -> int:
    """The number under which a name is found, or what a file is called."""
    return xxh3_64_intdigest(b"/" + name if is_file else name)


def pack(found: Iterable[Spelled]) -> Packed:
    """What one file spells as columns."""
    rows: list[tuple[int, int, int, int, int]] = []
    texts = bytearray()
    places: dict[bytes, int] = {}
    for each in found:
        if each.text not in places:
            places[each.text] = len(texts)
            texts += each.text
        is_file = each.how in FILES
        name = last_file(each.text) if is_file else last_name(each.text)
        key = key_of(name, is_file=is_file)
        rows.append((key, each.start, each.how, places[each.text], len(each.text)))
    columns = list(zip(*rows, strict=True)) or [()] * len(_TYPES)
    packed = [
        np.asarray(column, code).tobytes() for column, code in zip(columns, _TYPES, strict=True)
    ]
    return packed[0], packed[1], packed[2], packed[3], packed[4], bytes(texts)


class Table:
    """What the documents of one state of a workspace spell."""

    def __init__(self, files: Mapping[int, Packed]) -> None:
        """`files` by path id."""
        self._files = files
        order = sorted(files)
        columns = [
            np.concatenate([np.zeros(0, code), *(np.frombuffer(files[i][at], code) for i in order)])
            for at, code in enumerate(_TYPES)
        ]
        counts = [len(files[i][2]) for i in order]
        before = np.cumsum([0, *(len(files[i][5]) for i in order)])[:-1]
        columns[3] = columns[3].astype(np.int64) + np.repeat(before, counts)
        path_ids = np.repeat(np.asarray(order, np.uint32), counts)
        self._texts = b"".join(files[i][5] for i in order)
        by_key = np.argsort(columns[0], kind="stable")
        self._keys = columns[0][by_key]
        self._columns = [column[by_key] for column in (path_ids, *columns[1:])]

    def with_files(self, files: Mapping[int, Packed | None]) -> Table:
        """The same with some files as they are now; None: it is no document any more."""
        if not files:
            return self
        both = {**self._files, **files}
        return Table({path_id: each for path_id, each in both.items() if each is not None})

    def key_at(self, path_id: int, start: int) -> bytes:
        """The keys, with dots, of the entry in which a byte offset of a file lies; empty if it
        lies in none."""
        columns = self._files.get(path_id)
        if columns is None:
            return b""
        starts, hows, begin, length = (np.frombuffer(columns[at], _TYPES[at]) for at in range(1, 5))
        before = np.flatnonzero((starts <= start) & (hows == How.KEY))
        if not len(before):
            return b""
        at = before[-1]
        return columns[5][begin[at] : begin[at] + length[at]]

    def find(self, name: bytes, *, is_file: bool = False) -> Iterator[Mention]:
        """Where something ends with a name, or leads to what is called so; by rising path id."""
        key = np.uint64(key_of(name, is_file=is_file))
        first, end = (int(np.searchsorted(self._keys, key, side)) for side in ("left", "right"))
        rows = (column[first:end].tolist() for column in self._columns)
        for path_id, start, how, begin, length in zip(*rows, strict=True):
            yield Mention(path_id, start, self._texts[begin : begin + length], how)

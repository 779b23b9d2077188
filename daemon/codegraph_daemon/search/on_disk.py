"""A symbol index in a file: a daemon that starts anew need not join the rows of all files again.

Belongs here: the form of the file, and reading and writing it. Stays out: when that is done, and
which files have changed since (`queries.symbol_indexes`). Standard library only, but for the hash.

Of each file there is the id of its facts, so that whoever reads this knows which rows are still
right. What other code has made, or what is damaged, is no file. It is not synced: what is lost with
the machine is made again.
"""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from io import BufferedReader
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgpack
from xxhash import xxh3_64, xxh3_64_digest

from codegraph_client import __version__

from .. import whole_file
from ..chunks import places, traits
from ..languages.registry import all_languages
from . import path_table, rows, segments, spelling
from .segments import Names, Segment

_DIGEST: Final = 8
_KIND: Final = 4


class Kept(NamedTuple):
    """An index as it was, and what was counted for it.

    Of each file, in the order of their paths, `path_ids`, `weights` (see `path_table`), the ids of
    `facts`, one after the other, and where its rows are: those from `first` up to `last` of the
    segment `of_segment`; `spelled` is a hash of their paths. `counted` are the path ids of the
    files that were counted, `links` the ids of their links and `users` how many files use each, by
    path id.
    """

    segments: list[Segment]
    path_ids: array[int]
    weights: array[int]
    of_segment: array[int]
    first: array[int]
    last: array[int]
    facts: bytes
    spelled: bytes
    counted: array[int]
    links: bytes
    users: array[int]


_ARRAYS: Final = {
    **dict.fromkeys(("path_ids", "of_segment", "first", "last", "counted"), "I"),
    "weights": "q",
    "users": "i",
}
_BYTES: Final = ("facts", "links", "spelled")


def spelled(paths: Sequence[str]) -> bytes:
    """The hash of some paths."""
    return xxh3_64_digest("\0".join(paths).encode("utf-8", "surrogatepass"))


def read(path: Path) -> Kept | None:
    """The index in a file; None if there is no such file. May run in any thread."""
    try:
        with open(path, "rb") as file:
            return _read(file)
    except (OSError, ValueError, KeyError, TypeError):
        # The last three are what unpacking a damaged header raises.
        return None


def _read(file: BufferedReader) -> Kept | None:
    made_by, digest = file.read(_DIGEST), file.read(_DIGEST)
    if made_by != _maker():
        return None
    length = file.read(4)
    packed = file.read(int.from_bytes(length, "little"))
    hashed = xxh3_64(length + packed)
    header = msgpack.unpackb(packed)
    left = os.fstat(file.fileno()).st_size - file.tell()
    if left != sum(map(sum, header["segments"])):
        return None
    found: list[Segment] = []
    for sizes in header["segments"]:
        pieces = []
        for size in sizes:
            piece = bytearray(size)
            file.readinto(piece)
            hashed.update(piece)
            pieces.append(piece)
        names = Names._make(pieces[-len(Names._fields) :])
        parts = pieces[: -len(Names._fields)]
        found.append(Segment(parts, names, parts[_KIND].count(segments.STRUCK_OUT)))
    if hashed.digest() != digest:
        return None
    columns: dict[str, Any] = {name: array(code, header[name]) for name, code in _ARRAYS.items()}
    return Kept(segments=found, **columns, **{name: header[name] for name in _BYTES})


def write(path: Path, kept: Kept) -> None:
    """Put an index in a file, in place of what it holds. Raises OSError. May run in any thread."""
    pieces = [[*each.parts, *each.names] for each in kept.segments]
    header: dict[str, object] = {
        "segments": [list(map(len, some)) for some in pieces],
        **{name: getattr(kept, name).tobytes() for name in _ARRAYS},
        **{name: getattr(kept, name) for name in _BYTES},
    }
    packed: bytes = msgpack.packb(header)

    def everything() -> Iterator[bytes | bytearray]:
        yield len(packed).to_bytes(4, "little") + packed
        for some in pieces:
            yield from some

    hashed = xxh3_64()
    for piece in everything():
        hashed.update(piece)
    whole_file.replace(path, (_maker(), hashed.digest(), *everything()))


@cache
def _maker() -> bytes:
    """What tells the code that makes rows and joins them from all other."""
    modules = (path_table, places, rows, segments, spelling, traits)
    sources = [Path(each.__file__ or "").read_bytes() for each in modules]
    said = repr((__version__, sys.byteorder, all_languages())).encode()
    return xxh3_64_digest(b"\0".join([said, *sources]))

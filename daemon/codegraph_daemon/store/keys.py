"""How keys and values of the postings are packed.

Belongs here: pure functions on bytes, for the daemon and for the workers that prepare postings.
Stays out: `rocksdict`, and anything that knows what a hash was made from.

All keys are big-endian, so that RocksDB's order of bytes is the order of the numbers and all
rows of one path lie together. Values are arrays in the machine's own order: an index never
leaves its machine.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

#: Width in bytes of a key made of a path id and a 64-bit hash: a symbol, a lookup, a reader.
SYMBOL_KEY_BYTES: Final = 12
NAME_KEY_BYTES: Final = 8
#: Width in bytes of a content id (blake2b-128).
CONTENT_ID_BYTES: Final = 16
#: In a reader, this hash stands for the file itself and not for one memoised answer in it.
WHOLE_FILE: Final = 0

_SYMBOL = struct.Struct(">IQ")
_U32 = struct.Struct(">I")
_PATH_OF_READER = struct.Struct(">I8x")
_ID = struct.Struct("=I")
_U64 = struct.Struct(">Q")


def symbol_key(path_id: int, hash64: int) -> bytes:
    """The 12 bytes of (path id, 64-bit hash): a symbol, a key of a lookup, or a reader."""
    return _SYMBOL.pack(path_id, hash64)


def split_symbol_key(key: bytes) -> tuple[int, int]:
    """The (path id, hash) of 12 bytes that `symbol_key` made."""
    path_id, hash64 = _SYMBOL.unpack(key)
    return path_id, hash64


def path_key(path_id: int) -> bytes:
    """The 4 bytes that every symbol key of this path begins with."""
    return _U32.pack(path_id)


def name_key(hash64: int) -> bytes:
    """The 8 bytes of the hash of a name."""
    return _U64.pack(hash64)


def pack_ids(path_ids: Iterable[int]) -> bytes:
    """The value of a `refs` or `names` row: path ids, in any order, repeats allowed."""
    return array("I", path_ids).tobytes()


def mention_rows(mentions: Mapping[tuple[int, int], Sequence[int]]) -> list[tuple[bytes, bytes]]:
    """Rows of `refs`: who mentions each (path id, hash), of which most have one file."""
    key, one = _SYMBOL.pack, _ID.pack
    return [
        (key(*target), one(ids[0]) if len(ids) == 1 else pack_ids(ids))
        for target, ids in mentions.items()
    ]


def unpack_ids(packed: bytes) -> array[int]:
    """The path ids of a `refs` or `names` value."""
    ids = array("I")
    ids.frombytes(packed)
    return ids


def split_readers(packed: bytes) -> list[bytes]:
    """The 12-byte readers of a `deps` value; they are packed by joining them."""
    width = SYMBOL_KEY_BYTES
    return [packed[at : at + width] for at in range(0, len(packed), width)]


def paths_of_readers(packed: bytes) -> list[int]:
    """The path ids of the readers of a `deps` value."""
    return [path_id for (path_id,) in _PATH_OF_READER.iter_unpack(packed)]

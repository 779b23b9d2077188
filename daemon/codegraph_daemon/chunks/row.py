"""The chunks of one file as bytes: columns that are read in place, as facts are.

Columns are in the machine's byte order, since an index never leaves its machine.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest

from codegraph_daemon.facts import Facts

from .cut import CHUNKS_VERSION, NO_SYMBOL, Chunk

_COLUMNS: Final = (
    ("key", "<u8"),
    ("start", "<u4"),
    ("end", "<u4"),
    ("line", "<u4"),
    ("symbol", "<i4"),
    ("part", "<u2"),
    ("length", "<u2"),
    ("kind", "u1"),
)
_WIDTH: Final = sum(np.dtype(code).itemsize for _, code in _COLUMNS)
_HEADER: Final = struct.Struct("<4sII")
_MAGIC: Final = b"CGC" + bytes([CHUNKS_VERSION])

Column = npt.NDArray[Any]


class Row:
    """The chunks of one file by column. Raises ValueError if `blob` is no row of this version.

    `start` and `end` are byte offsets, `line` is zero-based, `symbol` an index in the facts or
    NO_SYMBOL, `part` counts through the chunks of one symbol, `kind` is a `facts.Kind` or PROSE.
    `length` is how many words a chunk has. `key` names what is embedded of it: chunks of one key
    have the same text under the same name. `traits` is what the file is by its content.
    """

    key: Column
    start: Column
    end: Column
    line: Column
    symbol: Column
    part: Column
    length: Column
    kind: Column

    def __init__(self, blob: bytes) -> None:
        magic, self.count, self.traits = _HEADER.unpack_from(blob.ljust(_HEADER.size, b"\0"))
        if magic != _MAGIC or len(blob) != _HEADER.size + self.count * _WIDTH:
            raise ValueError("not chunks of this version")
        at = _HEADER.size
        for name, code in _COLUMNS:
            column = np.frombuffer(blob, code, self.count, at)
            setattr(self, name, column)
            at += column.nbytes

    def __len__(self) -> int:
        return int(self.count)

    @property
    def nbytes(self) -> int:
        """The length of the packed row, which its columns keep in memory."""
        return _HEADER.size + len(self) * _WIDTH

    def chunk(self, ordinal: int) -> Chunk:
        """One chunk as a value."""
        columns = (self.start, self.end, self.line, self.symbol, self.part, self.kind)
        return Chunk(*(int(column[ordinal]) for column in columns))

    def at(self, offset: int) -> int:
        """The ordinal of the chunk in which a byte offset lies; -1 if the text is blank."""
        return int(np.searchsorted(self.start, offset, "right")) - 1


def pack(
    text: bytes,
    facts: Facts,
    chunks: Sequence[Chunk],
    lengths: npt.NDArray[np.int64],
    traits: int = 0,
) -> bytes:
    """The row of a file's chunks; `lengths` counts the words of each (see `words`)."""
    columns = list(zip(*chunks, strict=True)) or [()] * len(Chunk._fields)
    start, end, line, symbol, part, kind = columns
    values: dict[str, Any] = {
        "key": [embedding_key(text, facts, chunk) for chunk in chunks],
        "start": start,
        "end": end,
        "line": line,
        "symbol": symbol,
        "part": np.minimum(part, 0xFFFF),
        "length": np.minimum(lengths, 0xFFFF),
        "kind": kind,
    }
    arrays = [np.asarray(values[name], code).tobytes() for name, code in _COLUMNS]
    return b"".join((_HEADER.pack(_MAGIC, len(chunks), traits), *arrays))


def embedding_key(text: bytes, facts: Facts, chunk: Chunk) -> int:
    """The 64-bit name of a chunk's text together with the name that it stands under."""
    name = "" if chunk.symbol == NO_SYMBOL else facts.shown(chunk.symbol)
    head = name.encode("utf-8", "surrogatepass") + b"\0"
    return xxh3_64_intdigest(head + text[chunk.start : chunk.end])

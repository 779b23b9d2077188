"""The chunks of one file as bytes: columns that are read in place, as facts are.

Beside what a chunk is stands what an answer says of it, so that a page of results needs no facts.
Columns are in the machine's byte order, since an index never leaves its machine.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

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
    ("end_line", "<u4"),
    ("end_column", "<u4"),
    ("shown_line", "<u4"),
    ("shown_column", "<u4"),
    ("label", "<u4"),
    ("part", "<u2"),
    ("length", "<u2"),
    ("kind", "u1"),
    ("flags", "u1"),
)
_WIDTH: Final = sum(np.dtype(code).itemsize for _, code in _COLUMNS)
_OFFSETS: Final = {
    name: sum(np.dtype(code).itemsize for _, code in _COLUMNS[:number])
    for number, (name, _) in enumerate(_COLUMNS)
}
_One = tuple[Callable[[bytes, int], tuple[int]], int, int]
"""How one value of a column is read: by what, and where in a row of one chunk, of which size."""


def _one_of(name: str) -> _One:
    code = {"<u8": "<Q", "<u4": "<I", "<i4": "<i", "<u2": "<H", "u1": "<B"}[dict(_COLUMNS)[name]]
    one = struct.Struct(code)
    return one.unpack_from, _OFFSETS[name], one.size


_OF_CHUNK: Final = tuple(map(_one_of, Chunk._fields))
_KEY: Final = struct.Struct("<Q")
_FOURS: Final = tuple(code for _, code in _COLUMNS if code[-1] == "4")
_HEADER: Final = struct.Struct("<4sIII")
_MAGIC: Final = b"CGC" + bytes([CHUNKS_VERSION])
_FOURS_AT, _KIND_AT, _FLAGS_AT = (_OFFSETS[name] for name in ("start", "kind", "flags"))
_NAMED: Final = 1
_WIDE: Final = 2

Column = npt.NDArray[Any]


@lru_cache(512)
def _fours(count: int) -> struct.Struct:
    """How one value of each column of four bytes is read where there are so many chunks."""
    apart = f"{4 * (count - 1)}x"
    return struct.Struct("<" + apart.join("i" if code[1] == "i" else "I" for code in _FOURS))


class Label(NamedTuple):
    """What an answer calls a symbol: `shown` is its dotted name in the file, `container` that of
    what it lies in; `identity` names it in its file for good."""

    name: str
    container: str
    identity: str
    shown: str


class Shown(NamedTuple):
    """A chunk with all that an answer says of it: from `start` to `end` in bytes, beginning in
    `line` and ending at `end_line` and `end_column`.

    `at_line` and `at_column` are where it is shown: at the name of its symbol if it is `named`, or
    where it begins. Lines and columns are zero-based, columns in bytes. `wide`: the line shown is
    not ASCII. No label: it is of the file, or of nothing.
    """

    start: int
    end: int
    line: int
    kind: int
    at_line: int
    at_column: int
    end_line: int
    end_column: int
    named: bool
    wide: bool
    label: Label | None
    under: bytes
    """The name that it stands under, as its key has it."""
    key: int

    def has_text(self, text: bytes) -> bool:
        """Whether a text is that of the chunk, by its hash."""
        return _key(self.under, text) == self.key


class _Column:
    """A column, made when first asked for and then an attribute of the row."""

    def __init__(self, name: str) -> None:
        self._name, self._offset = name, _OFFSETS[name]
        self._code = dict(_COLUMNS)[name]

    def __get__(self, row: Row, _: type[Row]) -> Column:
        at = _HEADER.size + row.count * self._offset
        column = np.frombuffer(row.blob, self._code, row.count, at)
        row.__dict__[self._name] = column
        return column


class Row:
    """The chunks of one file by column. Raises ValueError if `blob` is no row of this version.

    `start` and `end` are byte offsets, `line` is zero-based, `symbol` an index in the facts or
    NO_SYMBOL, `part` counts through the chunks of one symbol, `kind` is a `facts.Kind` or PROSE.
    `length` is how many words a chunk has. `key` names what is embedded of it: chunks of one key
    have the same text under the same name. `traits` is what the file is by its content.
    """

    key = _Column("key")
    start = _Column("start")
    end = _Column("end")
    line = _Column("line")
    symbol = _Column("symbol")
    part = _Column("part")
    length = _Column("length")
    kind = _Column("kind")

    def __init__(self, blob: bytes) -> None:
        head = blob.ljust(_HEADER.size, b"\0")
        magic, self.count, self.traits, size = _HEADER.unpack_from(head)
        if magic != _MAGIC or len(blob) != _HEADER.size + self.count * _WIDTH + size:
            raise ValueError("not chunks of this version")
        self.blob = blob

    def __len__(self) -> int:
        return int(self.count)

    @property
    def nbytes(self) -> int:
        """The length of the packed row, which is kept in memory."""
        return len(self.blob)

    def chunk(self, ordinal: int) -> Chunk:
        """One chunk as a value."""
        return Chunk(*self._values(_OF_CHUNK, ordinal))

    def _values(self, columns: Sequence[_One], ordinal: int) -> list[int]:
        """One value of each of some columns, without the columns: answers show one chunk of many
        rows."""
        blob, count, first = self.blob, self.count, _HEADER.size
        return [
            read(blob, first + count * offset + ordinal * size)[0] for read, offset, size in columns
        ]

    def at(self, offset: int) -> int:
        """The ordinal of the chunk in which a byte offset lies; -1 if the text is blank."""
        return int(np.searchsorted(self.start, offset, "right")) - 1

    def shown(self, ordinal: int) -> Shown:
        """One chunk with all that an answer says of it."""
        # Of columns of one width that follow each other all values are read at once.
        blob, count, first = self.blob, self.count, _HEADER.size
        (key,) = _KEY.unpack_from(blob, first + ordinal * 8)
        start, end, line, _, end_line, end_column, at_line, at_column, said = _fours(
            count
        ).unpack_from(blob, first + count * _FOURS_AT + ordinal * 4)
        flags = blob[first + count * _FLAGS_AT + ordinal]
        label, under = None, b""
        if said:
            at = first + count * _WIDTH + said
            packed = blob[at : at + int.from_bytes(blob[at - 4 : at], "little")]
            label = Label._make(packed.decode("utf-8", "surrogatepass").split("\n"))
            under = packed[packed.rfind(b"\n") + 1 :]
        return Shown(
            start,
            end,
            line,
            blob[first + count * _KIND_AT + ordinal],
            at_line,
            at_column,
            end_line,
            end_column,
            flags & _NAMED != 0,
            flags & _WIDE != 0,
            label,
            under,
            key,
        )


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
    labels = bytearray()
    places = {each: _put(labels, facts, each) for each in dict.fromkeys(symbol) if each > 0}
    ends = [facts.position(each) for each in end]
    shown = [_shown(facts, chunk) for chunk in chunks]
    values: dict[str, Any] = {
        "key": [embedding_key(text, facts, chunk) for chunk in chunks],
        "start": start,
        "end": end,
        "line": line,
        "symbol": symbol,
        "end_line": [each for each, _ in ends],
        "end_column": [each for _, each in ends],
        "shown_line": [each for each, _, _ in shown],
        "shown_column": [each for _, each, _ in shown],
        "label": [places.get(each, 0) for each in symbol],
        "part": np.minimum(part, 0xFFFF),
        "length": np.minimum(lengths, 0xFFFF),
        "kind": kind,
        "flags": [named | _WIDE * facts.is_wide(shown_line) for shown_line, _, named in shown],
    }
    arrays = [np.asarray(values[name], code).tobytes() for name, code in _COLUMNS]
    header = _HEADER.pack(_MAGIC, len(chunks), traits, len(labels))
    return b"".join((header, *arrays, labels))


def _put(labels: bytearray, facts: Facts, symbol: int) -> int:
    """Add what an answer calls a symbol, after its length; where it begins."""
    name = facts.names[facts.symbol_name[symbol]]
    container = facts.shown(facts.symbol_container[symbol])
    said = "\n".join((name, container, facts.identity(symbol), facts.shown(symbol)))
    packed = said.encode("utf-8", "surrogatepass")
    labels += len(packed).to_bytes(4, "little")
    at = len(labels)
    labels += packed
    return at


def _shown(facts: Facts, chunk: Chunk) -> tuple[int, int, int]:
    """Line and column at which a chunk is shown, and whether its symbol has its name there."""
    if chunk.symbol > 0 and not chunk.part:
        for site in facts.sites(chunk.symbol):
            if chunk.start <= site.name < chunk.end:
                return *facts.position(site.name), _NAMED
    return *facts.position(chunk.start), 0


def embedding_key(text: bytes, facts: Facts, chunk: Chunk) -> int:
    """The 64-bit name of a chunk's text together with the name that it stands under."""
    name = "" if chunk.symbol == NO_SYMBOL else facts.shown(chunk.symbol)
    return _key(name.encode("utf-8", "surrogatepass"), text[chunk.start : chunk.end])


def _key(name: bytes, text: bytes) -> int:
    return xxh3_64_intdigest(name + b"\0" + text)

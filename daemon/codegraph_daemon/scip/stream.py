"""An index of SCIP field by field: the one top-level message is never in memory whole.

Its fields are framed as everything in protocol buffers is (a tag, a length, the bytes), so each can
be read, parsed and let go.  Here are frames alone; what is in them is for who reads them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO

from codegraph_client.errors import BadRequest

METADATA, DOCUMENT, EXTERNAL = 1, 2, 3
"""Numbers of the top-level fields."""

_LENGTH_DELIMITED = 2
_MOST_FIELD = 1 << 30


def fields(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """(number, bytes) of the top-level fields of an index, in order.

    Raises BadRequest with a sentence about the file if it is none.
    """
    size = os.fstat(file.fileno()).st_size
    while (tag := _varint(file)) is not None:
        number, kind = tag >> 3, tag & 7
        length = _varint(file) if kind == _LENGTH_DELIMITED else None
        if length is None or number not in (METADATA, DOCUMENT, EXTERNAL):
            raise BadRequest("it is no SCIP index")
        if length > min(_MOST_FIELD, size - file.tell()):
            raise BadRequest("it is cut short, or no SCIP index")
        yield number, file.read(length)


def frame(number: int, data: bytes) -> bytes:
    """A top-level field."""
    return _packed_varint(number << 3 | _LENGTH_DELIMITED) + _packed_varint(len(data)) + data


def _varint(file: IO[bytes]) -> int | None:
    """The number that stands next; None at the end of the file."""
    value = shift = 0
    while byte := file.read(1):
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
        shift += 7
        if shift > 63:
            raise BadRequest("it is no SCIP index")
    if shift:
        raise BadRequest("it is cut short, or no SCIP index")
    return None


def _packed_varint(value: int) -> bytes:
    packed = bytearray()
    while value >= 0x80:
        packed.append(value & 0x7F | 0x80)
        value >>= 7
    packed.append(value)
    return bytes(packed)

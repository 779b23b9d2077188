"""How occurrences of words are packed: which chunks of which contents have a term, and how often.

Belongs here: pure functions between numpy arrays and bytes, for the daemon and for the workers that
make segments. Stays out: `rocksdict`, and what a term or a frequency means.

A content is named by its number, a chunk by (number, ordinal in the content). A value is a head of
five bytes (the widths of its columns, the smallest number) and then the columns: numbers less the
smallest, ordinals, frequencies. The contents of one batch have numbers in a row, so that nearly all
values take three bytes for each occurrence; trigrams have the first column alone.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]

_HEAD = struct.Struct("=BI")
_NUMBER_TYPES: Final = (np.uint8, np.uint16, np.uint32)
_LONG_ORDINALS: Final = 4
_WIDTHS: Final = (1, 2, 4)


class Occurrences(NamedTuple):
    """Chunks that have a term, by rising (number, ordinal), each once."""

    numbers: Numbers
    ordinals: NDArray[np.uint16]
    frequencies: NDArray[np.uint8]
    """Packed as the cutter of chunks does it."""


NOWHERE: Final = Occurrences(np.empty(0, np.uint32), np.empty(0, np.uint16), np.empty(0, np.uint8))


def _width(largest: int) -> int:
    return 0 if largest < 256 else 1 if largest < 65_536 else 2


def pack_occurrences(found: Occurrences) -> bytes:
    """The value of one term; `found` is not empty."""
    first = int(found.numbers[0])
    width = _width(int(found.numbers[-1]) - first)
    long = bool(found.ordinals.max() > 255)
    ordinals = found.ordinals if long else found.ordinals.astype(np.uint8)
    return b"".join(
        (
            _HEAD.pack(width | long * _LONG_ORDINALS, first),
            (found.numbers - np.uint32(first)).astype(_NUMBER_TYPES[width]).tobytes(),
            ordinals.tobytes(),
            found.frequencies.tobytes(),
        )
    )


def unpack_occurrences(packed: bytes) -> Occurrences:
    """What `pack_occurrences` was given."""
    head, first = _HEAD.unpack_from(packed)
    kind, long = _NUMBER_TYPES[head & 3], bool(head & _LONG_ORDINALS)
    count = (len(packed) - _HEAD.size) // (_WIDTHS[head & 3] + 1 + long + 1)
    at = _HEAD.size
    numbers = np.frombuffer(packed, kind, count, at).astype(np.uint32)
    at += count * _WIDTHS[head & 3]
    ordinals = np.frombuffer(packed, np.uint16 if long else np.uint8, count, at)
    at += count * (1 + long)
    frequencies = np.frombuffer(packed, np.uint8, count, at)
    return Occurrences(numbers + np.uint32(first), ordinals.astype(np.uint16), frequencies)


def join_occurrences(parts: Sequence[bytes]) -> Occurrences:
    """The occurrences of all these values together."""
    if len(parts) == 1:
        return unpack_occurrences(parts[0])
    if not parts:
        return NOWHERE
    numbers, ordinals, frequencies = map(
        np.concatenate, zip(*map(unpack_occurrences, parts), strict=True)
    )
    order = np.argsort(numbers, kind="stable")
    return Occurrences(numbers[order], ordinals[order], frequencies[order])


def pack_numbers(numbers: Numbers) -> bytes:
    """The value of one trigram: rising numbers, at least one."""
    first = int(numbers[0])
    width = _width(int(numbers[-1]) - first)
    offsets = (numbers - np.uint32(first)).astype(_NUMBER_TYPES[width])
    return _HEAD.pack(width, first) + offsets.tobytes()


def unpack_numbers(packed: bytes) -> Numbers:
    """What `pack_numbers` was given."""
    head, first = _HEAD.unpack_from(packed)
    offsets = np.frombuffer(packed, _NUMBER_TYPES[head], -1, _HEAD.size)
    return offsets.astype(np.uint32) + np.uint32(first)


def join_numbers(parts: Sequence[bytes]) -> Numbers:
    """The numbers of all these values, rising."""
    if len(parts) == 1:
        return unpack_numbers(parts[0])
    if not parts:
        return NOWHERE.numbers
    return np.sort(np.concatenate([unpack_numbers(part) for part in parts]))


def pack_many_occurrences(
    terms: Sequence[bytes], bounds: Sequence[int], found: Occurrences
) -> Iterator[tuple[bytes, bytes]]:
    """(term, value) for each of many terms; those of `terms[i]` are the rows from `bounds[i]` to
    `bounds[i + 1]` of `found`.

    All values have the widths that the widest needs, so that a value is three slices.
    """
    if not terms:
        return
    head, wide, numbers = _offsets(found.numbers)
    long = bool(found.ordinals.max() > 255)
    head = _HEAD.pack(head[0] | long * _LONG_ORDINALS, *_HEAD.unpack(head)[1:])
    double = 1 + long
    ordinals = (found.ordinals if long else found.ordinals.astype(np.uint8)).tobytes()
    frequencies = found.frequencies.tobytes()
    for term, a, b in zip(terms, bounds, bounds[1:], strict=False):
        of_numbers, of_ordinals = numbers[a * wide : b * wide], ordinals[a * double : b * double]
        yield term, head + of_numbers + of_ordinals + frequencies[a:b]


def pack_many_numbers(
    trigrams: Numbers, bounds: Numbers, numbers: Numbers
) -> Iterator[tuple[bytes, bytes]]:
    """(trigram, value) for each of many trigrams; the numbers of `trigrams[i]` are those from
    `bounds[i]` to `bounds[i + 1]`."""
    if not len(trigrams):
        return
    head, wide, offsets = _offsets(numbers)
    at = (bounds * np.uint32(wide)).tolist()
    for trigram, a, b in zip(trigrams.tolist(), at, at[1:], strict=False):
        yield trigram.to_bytes(3, "big"), head + offsets[a:b]


def _offsets(numbers: Numbers) -> tuple[bytes, int, bytes]:
    """The head of values with these numbers, the bytes of a number in them, and all numbers."""
    first = int(numbers.min())
    width = _width(int(numbers.max()) - first)
    offsets = (numbers - np.uint32(first)).astype(_NUMBER_TYPES[width])
    return _HEAD.pack(width, first), _WIDTHS[width], offsets.tobytes()


def keep_living(
    values: Sequence[bytes], living: NDArray[np.bool_] | None, family: str
) -> bytes | None:
    """The values of one term or trigram as one, without contents that are not `living`.

    Contents beyond the end of `living` are kept, and all if it is None. Empty if nothing is left,
    None if there is only one value and all of it is.
    """
    if family == "trigrams":
        numbers = join_numbers(values)
        keep = _lives(numbers, living)
        if len(values) == 1 and keep.all():
            return None
        return pack_numbers(numbers[keep]) if keep.any() else b""
    found = join_occurrences(values)
    keep = _lives(found.numbers, living)
    if len(values) == 1 and keep.all():
        return None
    if not keep.any():
        return b""
    return pack_occurrences(
        Occurrences(found.numbers[keep], found.ordinals[keep], found.frequencies[keep])
    )


def _lives(numbers: Numbers, living: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    if living is None or not len(living):
        return np.ones(len(numbers), np.bool_)
    inside = numbers < len(living)
    return ~inside | living[np.minimum(numbers, len(living) - 1)]

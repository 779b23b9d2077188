"""How occurrences of words are packed: which chunks of which contents have a term, and how often.

Belongs here: pure functions between numpy arrays and bytes, for the daemon and for the workers that
make segments. Stays out: `rocksdict`, and what a term or a frequency means.

A content is named by its number, a chunk by (number, ordinal in the content). A value is a head of
five bytes (the widths of its columns, the smallest number) and then the columns: numbers less the
smallest, ordinals, frequencies. The contents of one batch have numbers in a row, so that nearly all
values take three bytes for each occurrence. Of trigrams the columns are numbers and four bytes that
tell, roughly, what follows it in the content (`chunks.trigrams`).
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
_HOLDERS: Final = 8
"""In the head of the value of a trigram. One without it was written before contents had more than
their number in it; its contents were forgotten since."""
_FOLLOWERS: Final = 4
_WIDTHS: Final = (1, 2, 4)


class Occurrences(NamedTuple):
    """Chunks that have a term, by rising (number, ordinal), each once."""

    numbers: Numbers
    ordinals: NDArray[np.uint16]
    frequencies: NDArray[np.uint8]
    """Packed as the cutter of chunks does it."""


NOWHERE: Final = Occurrences(np.empty(0, np.uint32), np.empty(0, np.uint16), np.empty(0, np.uint8))


class Holders(NamedTuple):
    """Contents that have a trigram, by rising number, each once."""

    numbers: Numbers
    followers: Numbers
    """What follows it in each, by the bits of `chunks.trigrams`."""

    def at(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Holders:
        """Some of them."""
        return Holders(self.numbers[rows], self.followers[rows])


NOBODY: Final = Holders(np.empty(0, np.uint32), np.empty(0, np.uint32))


def _width(largest: int) -> int:
    return 0 if largest < 256 else 1 if largest < 65_536 else 2


def pack_occurrences(found: Occurrences) -> bytes:
    """The value of one term; `found` is not empty."""
    long = bool(found.ordinals.max() > 255)
    head, _, offsets = _offsets(found.numbers, long * _LONG_ORDINALS)
    ordinals = found.ordinals if long else found.ordinals.astype(np.uint8)
    return b"".join((head, offsets, ordinals.tobytes(), found.frequencies.tobytes()))


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


def pack_holders(found: Holders) -> bytes:
    """The value of one trigram: contents by rising numbers, at least one."""
    head, _, offsets = _offsets(found.numbers, _HOLDERS)
    return head + offsets + found.followers.tobytes()


def unpack_holders(packed: bytes) -> Holders:
    """What `pack_holders` was given."""
    head, first = _HEAD.unpack_from(packed)
    if not head & _HOLDERS:
        return NOBODY
    wide = _WIDTHS[head & 3]
    end = _HEAD.size + (len(packed) - _HEAD.size) // (wide + _FOLLOWERS) * wide
    numbers = np.frombuffer(packed[_HEAD.size : end], _NUMBER_TYPES[head & 3]).astype(np.uint32)
    numbers += np.uint32(first)
    return Holders(numbers, np.frombuffer(packed[end:], np.uint32))


def join_holders(parts: Sequence[bytes]) -> Holders:
    """The contents of all these values, by rising numbers."""
    if len(parts) == 1:
        return unpack_holders(parts[0])
    alike: dict[int, list[bytes]] = {}
    for part in parts:
        if part[0] & _HOLDERS:
            alike.setdefault(part[0], []).append(part)
    if not alike:
        return NOBODY
    # Nearly always all are of one width. Their bytes are put together and not their arrays: each
    # of these would take longer to make than what is in it.
    each = [_joined(_WIDTHS[kind & 3], some) for kind, some in alike.items()]
    found = each[0] if len(each) == 1 else Holders(*map(np.concatenate, zip(*each, strict=True)))
    if (found.numbers[1:] > found.numbers[:-1]).all():
        return found
    return found.at(np.argsort(found.numbers, kind="stable"))


def _joined(wide: int, parts: Sequence[bytes]) -> Holders:
    """The contents of values whose numbers have the same width in bytes, one after the other."""
    head = _HEAD.size
    counts = [(len(part) - head) // (wide + _FOLLOWERS) for part in parts]
    ends = [head + count * wide for count in counts]
    offsets = b"".join([part[head:end] for part, end in zip(parts, ends, strict=True)])
    followers = b"".join([part[end:] for part, end in zip(parts, ends, strict=True)])
    firsts = [_HEAD.unpack_from(part)[1] for part in parts]
    numbers = np.frombuffer(offsets, _NUMBER_TYPES[wide >> 1]).astype(np.uint32)
    numbers += np.repeat(np.asarray(firsts, np.uint32), counts)
    return Holders(numbers, np.frombuffer(followers, np.uint32))


def pack_many_occurrences(
    terms: Sequence[bytes], bounds: Sequence[int], found: Occurrences
) -> Iterator[tuple[bytes, bytes]]:
    """(term, value) for each of many terms; those of `terms[i]` are the rows from `bounds[i]` to
    `bounds[i + 1]` of `found`.

    All values have the widths that the widest needs, so that a value is three slices.
    """
    if not terms:
        return
    long = bool(found.ordinals.max() > 255)
    head, wide, numbers = _offsets(found.numbers, long * _LONG_ORDINALS)
    double = 1 + long
    ordinals = (found.ordinals if long else found.ordinals.astype(np.uint8)).tobytes()
    frequencies = found.frequencies.tobytes()
    for term, a, b in zip(terms, bounds, bounds[1:], strict=False):
        of_numbers, of_ordinals = numbers[a * wide : b * wide], ordinals[a * double : b * double]
        yield term, head + of_numbers + of_ordinals + frequencies[a:b]


def pack_many_holders(
    trigrams: Numbers, bounds: Numbers, found: Holders
) -> Iterator[tuple[bytes, bytes]]:
    """(trigram, value) for each of many trigrams; the contents of `trigrams[i]` are the rows from
    `bounds[i]` to `bounds[i + 1]` of `found`."""
    if not len(trigrams):
        return
    head, wide, offsets = _offsets(found.numbers, _HOLDERS)
    followers, size = found.followers.tobytes(), _FOLLOWERS
    at = bounds.tolist()
    for trigram, a, b in zip(trigrams.tolist(), at, at[1:], strict=False):
        columns = offsets[a * wide : b * wide] + followers[a * size : b * size]
        yield trigram.to_bytes(3, "big"), head + columns


def _offsets(numbers: Numbers, kind: int) -> tuple[bytes, int, bytes]:
    """The head of values of this kind, the bytes of a number in them, and all numbers."""
    first = int(numbers.min())
    width = _width(int(numbers.max()) - first)
    offsets = (numbers - np.uint32(first)).astype(_NUMBER_TYPES[width])
    return _HEAD.pack(width | kind, first), _WIDTHS[width], offsets.tobytes()


def keep_living(
    values: Sequence[bytes], living: NDArray[np.bool_] | None, family: str
) -> bytes | None:
    """The values of one term or trigram as one, without contents that are not `living`.

    Contents beyond the end of `living` are kept, and all if it is None. Empty if nothing is left,
    None if there is only one value and all of it is.
    """
    if family == "trigrams":
        holders = join_holders(values)
        keep = _lives(holders.numbers, living)
        if not keep.any():
            return b""
        if len(values) == 1 and keep.all():
            return None
        return pack_holders(holders.at(keep))
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

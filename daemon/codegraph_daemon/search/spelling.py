"""How a name is spelled, as numbers that can be compared in bulk: its letters, its word starts.

Belongs here: what is computed from one name alone, with the standard library (workers and the
daemon's main process both use it). Stays out: comparing many names (`match`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

LONGEST_NAME: Final = 512
"""Names are cut to this many UTF-8 bytes."""

REACH: Final = 64
"""Word starts are known among the first so many bytes of a name, one for each bit of a number."""

_WORD = re.compile(rb"[A-Z]+(?![a-z\x80-\xff])|[A-Z]?[a-z\x80-\xff]+|[A-Z]|[0-9]+")


def _bit_of_byte(byte: int) -> int:
    if 97 <= byte <= 122:
        return 1 << byte - 97
    if 48 <= byte <= 57:
        return 1 << byte - 48 + 52
    return 1 << 62 if byte == 95 else 1 << 63


_BIT: Final = tuple(map(_bit_of_byte, range(256)))
_START: Final = tuple((1 << byte - 97 + 26) if 97 <= byte <= 122 else 0 for byte in range(256))


class Spelling(NamedTuple):
    """A name as it is compared.

    `letters` has a bit for each letter of the name (0-25), each letter that starts a word of it
    (26-51), each digit (52-61), the underscore (62) and anything else (63). `head` is the first
    eight bytes of `folded` as a big-endian number. `humps` has a bit for each byte of `folded`
    at which a word starts. `folded` is the name without case, byte for byte as long as `raw`,
    which is the name in UTF-8.
    """

    letters: int
    head: int
    humps: int
    folded: bytes
    raw: bytes


@lru_cache(maxsize=1 << 14)
def spelling(name: str) -> Spelling:
    """How `name` is spelled; cached, since names come again and again."""
    raw = name.encode("utf-8", "surrogatepass")[:LONGEST_NAME]
    folded = raw.lower()
    if not raw.isascii():
        lowered = name.lower().encode("utf-8", "surrogatepass")[:LONGEST_NAME]
        # Offsets into the one must be offsets into the other, and some letters change their length.
        folded = lowered if len(lowered) == len(raw) else folded
    bits = _BIT
    letters = 0
    for byte in set(folded):
        letters |= bits[byte]
    humps = 0
    for word in _WORD.finditer(raw, 0, REACH):
        at = word.start()
        humps |= 1 << at
        letters |= _START[folded[at]]
    head = int.from_bytes(folded[:8].ljust(8, b"\0"), "big")
    return Spelling(letters, head, humps, folded, raw)


def letters_of(folded: bytes) -> int:
    """The bits that a name has at least, if it has every byte of `folded`."""
    letters = 0
    for byte in folded:
        letters |= _BIT[byte]
    return letters


def start_of(byte: int) -> int:
    """The bit that a name has if one of its words starts with this letter; 0 for what is none."""
    return _START[byte]

"""Where a phrase stands in a text, whatever its case, by bytes alone.

Belongs here: phrases in ASCII. Stays out: patterns (`workers.matching`), and which texts may have a
phrase (`literals`).
"""

from __future__ import annotations

from typing import Final

MOST_IN_FILE: Final = 200
"""Places that are told of one text."""

_ALMOST: Final = tuple(
    (plain, letter.encode())
    for plain, letter in ((b"i", "\u0130"), (b"i", "\u0131"), (b"s", "\u017f"), (b"k", "\u212a"))
)
"""Letters that are not ASCII and match one that is, if case does not count: two kinds of i, a long
s, and the sign for Kelvin."""


def stands_by_its_bytes(phrase: bytes, lower: bytes) -> bool:
    """Whether a phrase stands in this text where its bytes do and nowhere else."""
    return lower.isascii() or not any(
        # The first byte of most of these letters is rare, and one byte is found in no time.
        [plain in phrase and other[0] in lower and other in lower for plain, other in _ALMOST]
    )


def places_of_phrase(phrase: bytes, lower: bytes) -> list[tuple[int, int]]:
    """Where a phrase stands in such a text, both with the letters of ASCII in lower case: where its
    pattern would find it, in a fraction of the time."""
    places: list[tuple[int, int]] = []
    at = lower.find(phrase)
    while at >= 0 and len(places) < MOST_IN_FILE:
        places.append((at, at + len(phrase)))
        at = lower.find(phrase, at + len(phrase))
    return places

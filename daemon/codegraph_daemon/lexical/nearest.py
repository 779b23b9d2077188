"""Terms that are nearly those asked for: what somebody mistyped.

Belongs here: the distance of two terms, and looking for near ones among those that begin alike.
Stays out: which terms of a question are looked for so, and what they count (`ranking`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from ..store.words import Words
from .reading import Reading

MOST: Final = 3
"""So many near terms stand for one that is nowhere."""
_SHORTEST: Final = 4
"""Bytes of a term; shorter ones are near to too much."""
_LONG: Final = 7
"""Bytes from which on two mistakes are one."""
_HEAD: Final = 2


async def nearest(
    words: Words, reading: Reading, term: bytes, breathe: Callable[[], Awaitable[None]]
) -> list[bytes]:
    """The living terms that are nearest to one that is nowhere, best first; at most `MOST`.

    They differ in one letter (a long one in two): another, one more, one less, or two exchanged.
    They begin alike, but for two letters exchanged there. Of equally near ones those that are in
    more chunks come first.
    """
    if len(term) < _SHORTEST or term.isdigit():
        return []
    allowed = 2 if len(term) >= _LONG else 1
    letters = set(term)
    head = term[:_HEAD]
    found: list[tuple[int, bytes]] = []
    for prefix in dict.fromkeys((head, head[::-1])):
        start = prefix
        while start:
            terms, start = words.terms_from(start, prefix)
            for other in terms:
                if abs(len(other) - len(term)) > allowed:
                    continue
                # Each mistake changes the set of letters by two at most.
                if len(letters.symmetric_difference(other)) > 2 * allowed:
                    continue
                far = distance(term, other, allowed)
                if far <= allowed:
                    found.append((far, other))
            await breathe()
    living = [(far, -reading.term(other).chunks, other) for far, other in found]
    return [other for far, chunks, other in sorted(living) if chunks][:MOST]


def distance(one: bytes, other: bytes, most: int) -> int:
    """How many mistakes lie between two terms; above `most`, some number above it.

    A mistake is a letter that is another, too many or missing, or two neighbours exchanged.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before, row = before, row, [i]
        for j, there in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != there))
            exchanged = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there
            if exchanged:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most and (not before or min(before) > most):
            return most + 1
    return row[-1]

"""Terms that are nearly those asked for: what somebody mistyped.

Belongs here: telling near terms, and looking for them among those that begin alike. Stays out:
which terms of a question are looked for so, and what they count (`ranking`).

Terms lie in order, and most of them need not be looked at: when a beginning has too many mistakes
already, all that begin so are passed over at once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from ..store.words import Words
from .reading import Heard

MOST: Final = 3
"""So many near terms stand for one that is nowhere."""
_SHORTEST: Final = 4
"""Bytes of a term; shorter ones are near to too much."""
_LONG: Final = 7
"""Bytes from which on two mistakes are one."""
_HEAD: Final = 2
_NEXT: Final = b"\1"
"""What follows a term in the next one there may be."""


async def nearest(
    words: Words, heard: Heard, term: bytes, breathe: Callable[[], Awaitable[None]]
) -> list[bytes]:
    """The living terms that are nearest to one that is nowhere, best first; at most `MOST`.

    They differ in one letter (a long one in two): another, one more, one less, or two exchanged.
    They begin alike, but for two letters exchanged there. Of equally near ones those that are in
    more chunks come first.
    """
    if len(term) < _SHORTEST or term.isdigit():
        return []
    allowed = 2 if len(term) >= _LONG else 1
    head = term[:_HEAD]
    found: list[tuple[int, bytes]] = []
    for prefix in dict.fromkeys((head, head[::-1])):
        near = Near(term, allowed, prefix)
        start = prefix
        while start:
            start = words.walk_terms(start, near.look_at)
            await breathe()
        found += near.found
    heard.expect(other for _, other in found)
    living = [(far, -len(heard(other).places), other) for far, other in found]
    return [other for far, chunks, other in sorted(living) if chunks][:MOST]


class Near:
    """Those of many terms, shown in rising order, that have few mistakes against one.

    A mistake is a letter that is another, too many or missing, or two neighbours exchanged.
    For each beginning of what is shown, and each number of mistakes, a bit says how much of the
    term may be read by then; the next letter is a few operations on all of it.
    """

    def __init__(self, term: bytes, allowed: int, prefix: bytes = b"") -> None:
        """Terms may have so many mistakes, and begin with `prefix`."""
        self.found: list[tuple[int, bytes]] = []
        """(mistakes, term)."""
        self._prefix = prefix
        self._whole = 1 << len(term)
        self._every = 2 * self._whole - 1
        self._at: dict[int, int] = {}
        """By letter a bit for each place where the term has it."""
        for place, letter in enumerate(term):
            self._at[letter] = self._at.get(letter, 0) | 1 << place
        self._letters = sorted(self._at)
        self._shown = b""
        self._read = [[2 ** (many + 1) - 1 & self._every for many in range(allowed + 1)]]
        """By length of a beginning of what was shown last."""

    def look_at(self, other: bytes) -> bytes:
        """Take in a term if it is near; from where on the next one is wanted, or nothing."""
        if not other.startswith(self._prefix):
            return b""
        read, shown = self._read, self._shown
        same, most = 0, min(len(read) - 1, len(other))
        while same < most and other[same] == shown[same]:
            same += 1
        del read[same + 1 :]
        self._shown = other
        find, every = self._at.get, self._every
        before = find(other[same - 1], 0) if same else 0
        # Nothing is exchanged at the first letter, before which there is none.
        now, older = read[same], read[max(same - 1, 0)]
        for place in range(same, len(other)):
            here = find(other[place], 0)
            exchanged = here & before >> 1
            less = now[0]
            bits = (less & here) << 1
            following = [bits]
            for many in range(1, len(now)):
                bits = (now[many] & here | less | bits) << 1 | less
                if exchanged:
                    bits |= (older[many - 1] & exchanged) << 2
                bits &= every
                following.append(bits)
                less = now[many]
            if not bits:
                return self._after(other, place)
            read.append(following)
            now, older, before = following, now, here
        far = next((far for far, bits in enumerate(read[-1]) if bits & self._whole), None)
        if far is not None:
            self.found.append((far, other))
        return other + _NEXT

    def _after(self, other: bytes, place: int) -> bytes:
        """The first beginning behind one that has too many mistakes at a place, that has not."""
        at = self._at
        while place >= len(self._prefix):
            read, letter = self._read[place], other[place]
            if _with_less(read):
                # One more mistake may be made, so whatever comes here will do.
                return other[:place] + bytes([letter + 1])
            wanted = read[-1]
            if place:
                wanted |= at.get(other[place - 1], 0) >> 1 & _with_less(self._read[place - 1])
            for following in self._letters:
                if following > letter and at[following] & wanted:
                    return other[:place] + bytes([following])
            place -= 1
        return b""


def _with_less(read: list[int]) -> int:
    """What may be read with one mistake less than there may be."""
    return read[-2] if len(read) > 1 else 0

"""The lines of a text that say most of what was asked for.

Belongs here: seeing terms in lines, and what is shown of a line. Stays out: results (`found`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

from ..chunks.cut import Chunk

_WIDEST: Final = 300
"""Characters of a line that is shown."""
_LONG: Final = 4
"""Letters of a term that is seen in the midst of a word too."""


class Seen(NamedTuple):
    """A term as people see it: the word that it comes from, what it is worth in a line."""

    word: str
    worth: float


def best_lines(
    chunk: Chunk, text: bytes, wanted: Wanted, matches: Sequence[tuple[int, int]], most: int
) -> list[dict[str, Any]]:
    """The lines of a chunk that say most of what was asked for, at most so many, in order.

    `text` is that of the chunk, `matches` are byte offsets in its file.
    """
    lines = text.splitlines(keepends=True)
    ends = list(accumulate(map(len, lines)))
    worth = wanted.in_lines(text, ends)
    for start, _ in matches:
        at = bisect_right(ends, start - chunk.start)
        if start >= chunk.start and at < len(lines):
            worth[at] = worth.get(at, _base(lines[at])) + 1
    # Of equal lines the first, which says what the chunk is; never a blank one.
    best = [n for n in worth if worth[n] > 0]
    if len(best) > most:
        best = sorted(best, key=lambda n: (-worth[n], n))[:most]
    for number, line in enumerate(lines):
        if len(best) >= most:
            break
        if (worth[number] if number in worth else _base(line)) == 0:
            best.append(number)
    return [{"line": chunk.line + n, "text": _shown(lines[n])} for n in sorted(best)]


def _base(line: bytes) -> float:
    """What a line is worth in which nothing stands that was asked for."""
    return -1.0 if line.isspace() else 0.0


def _shown(line: bytes) -> str:
    return line.rstrip(b"\r\n").decode("utf-8", "replace")[:_WIDEST]


class Wanted:
    """Terms to be seen in lines, with what each is worth; by their letters, whatever surrounds
    them, but for short ones."""

    def __init__(self, terms: Mapping[bytes, Seen]) -> None:
        self._terms = terms
        self._sizes = [(term, len(term), len(term) >= _LONG) for term in terms]

    def in_lines(self, text: bytes, ends: Sequence[int]) -> dict[int, float]:
        """By number of a line what the terms in it are worth, each once; lines without any are not
        there.

        `ends` are the offsets at which the lines of the text end.
        """
        # With a byte behind it, what follows a term can be looked at wherever that ends.
        lower = b"%b " % text.lower()
        find = lower.find
        found: list[tuple[int, int, bytes]] = []
        for term, size, long in self._sizes:
            at = find(term)
            if long:
                while at >= 0:
                    found.append((at, -size, term))
                    at = find(term, at + 1)
            while at >= 0:
                # By the letter right behind it, and, unless it begins the text, by the one before.
                if not (97 <= lower[at + size] <= 122 or (at and 97 <= lower[at - 1] <= 122)):
                    found.append((at, -size, term))
                at = find(term, at + 1)
        # Where several begin the longest is seen: a whole name counts for more than its first part.
        worth: dict[int, float] = {}
        found.sort()
        seen: dict[bytes, int] = {}
        terms = self._terms
        end = line = 0
        for at, length, term in found:
            if at < end:
                continue
            end = at - length
            while ends[line] <= at:
                line += 1
            if seen.get(term) != line:
                seen[term] = line
                worth[line] = worth.get(line, 0.0) + terms[term].worth
        return worth

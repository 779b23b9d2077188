"""The lines of texts that say most of what was asked for.

Belongs here: seeing terms in lines, and what is shown of a line. Stays out: results (`found`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

from ..chunks.row import Shown

_WIDEST: Final = 300
"""Characters of a line that is shown."""
_LONG: Final = 4
"""Letters of a term that is seen in the midst of a word too."""

Told = list[dict[str, Any]]
"""Lines as an answer has them, in order."""


class Seen(NamedTuple):
    """A term as people see it: the word that it comes from, what it is worth in a line."""

    word: str
    worth: float


def matched_lines(chunk: Shown, text: bytes, matches: Sequence[tuple[int, int]], most: int) -> Told:
    """The lines of a chunk in which most matches begin, at most so many; `matches` are byte offsets
    in its file, `text` is that of the chunk."""
    lines = text.splitlines(keepends=True)
    ends = list(accumulate(map(len, lines)))
    worth: dict[int, float] = {}
    for start, _ in matches:
        at = bisect_right(ends, start - chunk.start)
        if start >= chunk.start and at < len(lines):
            worth[at] = worth.get(at, _base(lines[at])) + 1
    return _told(chunk.line, lines, worth, most)


def _told(first: int, lines: Sequence[bytes], worth: Mapping[int, float], most: int) -> Told:
    """The best of some lines, of which the first has a number, by what is asked for in them."""
    # Of equal lines the first, which says what the chunk is; never a blank one.
    best = [n for n, much in worth.items() if much > 0]
    if len(best) > most:
        best = sorted(best, key=lambda n: (-worth[n], n))[:most]
    elif len(best) < most:
        for number, line in enumerate(lines):
            if (worth[number] if number in worth else _base(line)) == 0:
                best.append(number)
                if len(best) == most:
                    break
    best.sort()
    return [
        {"line": first + n, "text": lines[n].rstrip(b"\r\n").decode("utf-8", "replace")[:_WIDEST]}
        for n in best
    ]


def _base(line: bytes) -> float:
    """What a line is worth in which nothing stands that was asked for."""
    return 0.0 if line and not line.isspace() else -1.0


class Wanted:
    """Terms to be seen in lines, with what each is worth; by their letters, whatever surrounds
    them, but for short ones."""

    def __init__(self, terms: Mapping[bytes, Seen]) -> None:
        self._terms = terms

    def best_lines(self, shown: Sequence[tuple[int, bytes]], most: int) -> list[Told]:
        """The lines of some texts that say most of what was asked for, at most so many of each;
        given are the number of each text's first line, and the text."""
        texts = [text if b"\r" not in text else _with_feeds(text) for _, text in shown]
        # All are looked through as one: for each of them a term is to be looked for anew.
        joined = b"\n".join((*texts, b""))
        found = self._places(joined.lower())
        terms = self._terms
        of_each: list[dict[int, float]] = [{} for _ in texts]
        seen: dict[bytes, int] = {}
        number = line = counted = end = 0
        stop = len(texts[0]) if texts else 0
        for at, length, term in found:
            # Of terms that begin together the longest is seen: a whole name counts for more than
            # its first part.
            if at < end:
                continue
            end = at - length
            while at > stop:
                counted, number, line = stop + 1, number + 1, 0
                stop += 1 + len(texts[number])
                seen.clear()
            line += joined.count(b"\n", counted, at)
            counted = at
            if seen.get(term) != line:
                # In each line once.
                seen[term] = line
                worth = of_each[number]
                worth[line] = worth.get(line, 0.0) + terms[term].worth
        told: list[Told] = []
        for (first, _), text, worth in zip(shown, texts, of_each, strict=True):
            lines = text.split(b"\n")
            if not lines[-1]:
                lines.pop()
            told.append(_told(first, lines, worth, most))
        return told

    def _places(self, lower: bytes) -> list[tuple[int, int, bytes]]:
        """Where terms stand in a text, which ends with a line, each with its negative length: where
        several begin, the longest comes first."""
        find = lower.find
        found: list[tuple[int, int, bytes]] = []
        for term in self._terms:
            size = len(term)
            at = find(term)
            if size >= _LONG:
                while at >= 0:
                    found.append((at, -size, term))
                    at = find(term, at + 1)
            while at >= 0:
                # By the letter right behind it, and, unless it begins the text, by the one before.
                if not (97 <= lower[at + size] <= 122 or (at and 97 <= lower[at - 1] <= 122)):
                    found.append((at, -size, term))
                at = find(term, at + 1)
        found.sort()
        return found


def _with_feeds(text: bytes) -> bytes:
    """A text whose lines all end with line feeds alone."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

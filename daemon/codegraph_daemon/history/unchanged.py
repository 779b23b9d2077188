"""Whether a definition is the same in two texts, told without parsing them.

Most commits that change a file change something else in it, and to parse a text takes a thousand
times as long as to find some lines in it.

Belongs here: what must be the same in both texts. Stays out: which texts are compared
(`symbol_past`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class _Around(NamedTuple):
    """What tells where a definition stands: the line above it, and the nearest lines above that
    are indented less and less, which begin what it is inside of."""

    above: bytes
    holders: tuple[bytes, ...]


def block_of(text: bytes, start: int, end: int) -> bytes:
    """The whole lines of a definition, by its byte offsets."""
    line_end = text.find(b"\n", end)
    return text[text.rfind(b"\n", 0, start) + 1 : len(text) if line_end < 0 else line_end + 1]


def stays(block: bytes, names: Sequence[bytes], before: bytes, after: bytes) -> bool:
    """Whether both texts define what these lines define, in the same place of the same things.

    `names` are the symbol's own name and those of what holds it, outermost first. True if each
    text has the lines once, in the same surroundings and not going on behind them, and nothing of
    these names comes, goes or is named otherwise, as far as the words before names tell. False
    says nothing.
    """
    around = _around(block, after)
    if around is None or around != _around(block, before):
        return False
    held = b"\n".join(around.holders)
    # What stands in the lines around it is the same by that.
    counted = [name for name in names[:-1] if name not in held]
    counted.append(_as_defined(block, names[-1]))
    return all(before.count(each) == after.count(each) for each in counted)


def _as_defined(block: bytes, name: bytes) -> bytes:
    """A name with the word before it, as in the first line that has it: what defines the same
    again is written so."""
    at = block.find(name)
    start = block.rfind(b"\n", 0, max(at, 0)) + 1
    before = block[start : max(at, 0)].split()
    return before[-1] + b" " + name if before and block[at - 1 : at] == b" " else name


def _around(block: bytes, text: bytes) -> _Around | None:
    """Where a text has some lines; None if it has them not exactly once, or more behind them."""
    at = text.find(block)
    if at < 0 or text.find(block, at + 1) >= 0 or (at and text[at - 1 : at] != b"\n"):
        return None
    first = block.find(b"\n")
    depth = _depth(block[:first] if first >= 0 else block)
    for line in _lines_from(text, at + len(block)):
        if line.strip():
            if _depth(line) > depth:
                return None
            break
    above = None
    holders: list[bytes] = []
    end = at - 1
    while end >= 0 and (depth or above is None):
        start = text.rfind(b"\n", 0, end) + 1
        line = text[start:end]
        if above is None:
            above = line
        if line.strip() and _depth(line) < depth:
            depth = _depth(line)
            holders.append(line)
        end = start - 1
    return _Around(above or b"", tuple(holders))


def _lines_from(text: bytes, at: int) -> Iterator[bytes]:
    while at < len(text):
        end = text.find(b"\n", at)
        if end < 0:
            end = len(text)
        yield text[at:end]
        at = end + 1


def _depth(line: bytes) -> int:
    """How far a line is indented."""
    return len(line) - len(line.lstrip())

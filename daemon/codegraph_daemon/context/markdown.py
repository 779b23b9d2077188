"""A context as Markdown, to be pasted: for each file what is shown of it and why, and the lines.

Belongs here: how it is written, and what that takes in tokens. Stays out: what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from .tokens import estimate

_TICKS: Final = re.compile("`+")
_GAP: Final = "… "
_OF_RANGE: Final = 8
"""Tokens of a range of lines before a label."""


class Shown(NamedTuple):
    """A piece of a file: first and last line, from zero, and what is told of it."""

    first: int
    last: int
    label: str


class FileShown(NamedTuple):
    """What is shown of one file."""

    path: str
    language: str
    pieces: Sequence[Shown]
    lines: Mapping[int, str]
    fence: str


def fence_of(lines: Iterable[str]) -> str:
    """What stands around lines of a file: longer than any such signs in them."""
    longest = 0
    for line in lines:
        if "```" in line:
            longest = max(longest, *map(len, _TICKS.findall(line)))
    return "`" * max(3, longest + 1)


def code(text: str) -> str:
    """Text as code within a line."""
    return text if not text else f"`{text.replace('`', chr(39))}`"


def tokens_of_label(label: str) -> int:
    """What a label takes, with its line and its range."""
    return estimate(f"- : {label}\n") + _OF_RANGE


def tokens_of_file(path: str, language: str, fence: str) -> int:
    """What stands around the lines and the labels of a file."""
    blanks = ("\n",) * 3
    return sum(map(estimate, (_heading(path), f"{fence}{language}\n", f"{fence}\n", *blanks)))


def markdown(title: str, files: Sequence[FileShown], ending: str) -> str:
    """The whole of it; lines are counted from one."""
    lines = [f"# {title}\n", "\n"]
    for file in files:
        lines.append(_heading(file.path))
        lines.append("\n")
        for piece in file.pieces:
            first, last = piece.first + 1, piece.last + 1
            places = f"{first}" if first == last else f"{first}-{last}"
            lines.append(f"- {places}: {piece.label}\n")
        lines.append("\n")
        lines.append(f"{file.fence}{file.language}\n")
        before = -1
        for number in sorted(file.lines):
            if number != before + 1:
                lines.append(f"{_GAP}{number + 1}\n")
            lines.append(file.lines[number] + "\n")
            before = number
        lines.append(f"{file.fence}\n")
        lines.append("\n")
    lines.append(f"{ending}\n" if ending else "")
    return "".join(lines).rstrip("\n") + "\n"


def tokens_around(title: str, ending: str) -> int:
    """What stands before and after all files."""
    return sum(map(estimate, (f"# {title}\n", "\n", f"{ending}\n")))


def _heading(path: str) -> str:
    return f"## {path}\n"

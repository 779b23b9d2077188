"""Dotted names as people see them: of very long ones, the innermost steps.  And what the names of
parameters' types, by which callables of one name are told apart, say of how many there are.

A name in full has a step for each level of nesting. What a program has written may nest thousands
of levels, and with each name in full an outline would grow with the square of the depth.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LONGEST_SHOWN: Final = 256
"""Characters of a dotted name that are shown, dots included, if it has more than one step."""

LEFT_OUT: Final = "…"
"""Stands for the outer steps."""


def dotted(outwards: Iterable[str]) -> str:
    """The dotted name of these steps, given from the inside outwards.

    No more of them are taken than are shown.
    """
    steps: list[str] = []
    room = LONGEST_SHOWN
    for step in outwards:
        room -= len(step) + 1
        if room < 0 and steps:
            steps.append(LEFT_OUT)
            break
        steps.append(step)
    return ".".join(reversed(steps))


def shortened(name: str) -> str:
    """A dotted name as `dotted` would have made it."""
    return name if len(name) < LONGEST_SHOWN else dotted(reversed(name.split(".")))


def takes(told: str, count: int) -> bool:
    """Whether a callable with these types of parameters takes so many arguments."""
    wanted = told.count(",") + 1 if told else 0
    return wanted == count or (told.endswith("...") and count >= wanted - 1)

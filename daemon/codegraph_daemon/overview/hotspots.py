"""Hotspots: code that changes often and is large, where trouble is likely.

Belongs here: how often each file was changed lately, and what that makes with how much code it has.
Stays out: reading git (`history`).

How old a commit is, is told by the newest one and not by the clock: what an overview tells changes
when somebody commits, and not over night.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from ..history.past import HALF_LIFE_DAYS, MOST_FILES, Past
from .file import Size

_DAY: Final = 86_400.0


class Churn(NamedTuple):
    """How often a file was changed."""

    weight: float
    """Commits, each the less the older it is: half for each year."""
    commits: int
    authors: int


class Hotspot(NamedTuple):
    """A file that changes often and is large."""

    file: int
    score: float
    """Churn times lines of functions: 1 for the hottest."""
    churn: Churn


def churn_of(past: Past, path: str) -> Churn:
    """How often a file was changed, where it has been moved since as well.

    Commits of very many files move, format or rename; they count as no change.
    """
    newest = past.commits[0].time if past.commits else 0
    weight, count, authors = 0.0, 0, set[str]()
    for touch in past.touches(path):
        commit = touch.commit
        if len(commit.changes) <= MOST_FILES:
            age = max(0.0, newest - commit.time) / _DAY
            weight += 0.5 ** (age / HALF_LIFE_DAYS)
            count += 1
            authors.add(commit.author)
    return Churn(round(weight, 6), count, len(authors))


def hotspots(files: Sequence[tuple[int, Churn, Size]]) -> list[Hotspot]:
    """Files by how hot they are, the hottest first, without those that have no functions or were
    never changed."""
    raw = [(file, churn, churn.weight * size.in_callables) for file, churn, size in files]
    most = max((score for _, _, score in raw), default=0.0)
    found = [
        Hotspot(file, round(score / most, 6), churn) for file, churn, score in raw if score > 0
    ]
    return sorted(found, key=lambda each: (-each.score, each.file))

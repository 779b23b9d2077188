"""The past of the files of a work tree: which commits touched a file, and what changes with it.

Belongs here: commits kept so that both are found quickly. Stays out: git (`commits`), and following
what is checked out (`pasts`).

A file is known by the path that it has now: commits from before it was moved are its own as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from .commits import Commit

MOST_FILES: Final = 30
"""Commits of more files than this tell of none that it belongs to another: they move, format or
rename."""
HALF_LIFE_DAYS: Final = 365.0
"""After so long a commit says half as much of what changes together."""

_DAY: Final = 86_400.0


class Touch(NamedTuple):
    """A commit that changed a file."""

    commit: Commit
    path: str
    """Where the file was after it."""
    status: str
    """git's letter for what became of it."""
    before: str
    """Where it was before, if the commit moved it."""


class Together(NamedTuple):
    """A file that changes together with another."""

    path: str
    score: float
    """How much of the other's changes, between 0 and 1: recent ones and those of few files count
    more."""
    commits: int
    """How many commits changed both."""
    last: Commit
    """The latest of them."""


class Past:
    """The commits of one branch, newest first."""

    def __init__(self, commits: Sequence[Commit]) -> None:
        self.commits = commits
        self._touches: dict[str, list[tuple[int, str, str, str]]] = {}
        self._now: list[list[str]] = []
        """For each commit the files that it changed, by the paths that they have now."""
        self._read()

    def _read(self) -> None:
        # From the newest on, what a path stood for before a commit that moved a file to it.
        current: dict[str, str] = {}
        for number, commit in enumerate(self.commits):
            files: list[str] = []
            moved: dict[str, str] = {}
            for status, path, before in commit.changes:
                now = current.get(path, path)
                files.append(now)
                self._touches.setdefault(now, []).append((number, path, status, before))
                if status == "R":
                    moved[before] = now
                elif status == "A":
                    # What had this path earlier was another file.
                    moved[path] = ""
            current.update(moved)
            self._now.append([file for file in files if file])

    def touches(self, path: str) -> list[Touch]:
        """The commits that changed the file that has this path now, newest first."""
        return [
            Touch(self.commits[number], then, status, before)
            for number, then, status, before in self._touches.get(path, ())
        ]

    def touches_before(self, path: str, commit_id: str) -> list[Touch]:
        """The commits before one that changed what had a path just before it, newest first."""
        seen = False
        current = path
        found: list[Touch] = []
        for commit in self.commits:
            if not seen:
                seen = commit.id == commit_id
                continue
            for status, after, before in commit.changes:
                if after == current:
                    found.append(Touch(commit, after, status, before))
                    if status == "R":
                        current = before
                    break
            if found and found[-1].status == "A":
                break
        return found

    def together(self, paths: Iterable[str], now: float) -> list[Together]:
        """What changes together with some files, most first; `now` in seconds since 1970.

        A commit counts the less the older it is and the more files it changed.
        """
        own = set(paths)
        numbers = {number for path in own for number, *_ in self._touches.get(path, ())}
        scores: dict[str, float] = {}
        shared: dict[str, list[int]] = {}
        total = 0.0
        for number in sorted(numbers):
            files = self._now[number]
            if len(files) > MOST_FILES:
                continue
            age = max(0.0, now - self.commits[number].time) / _DAY
            weight = 0.5 ** (age / HALF_LIFE_DAYS)
            total += weight
            others = [file for file in files if file not in own]
            for file in others:
                scores[file] = scores.get(file, 0.0) + weight / len(others) ** 0.5
                shared.setdefault(file, []).append(number)
        found = [
            Together(path, score / total, len(shared[path]), self.commits[shared[path][0]])
            for path, score in scores.items()
        ]
        return sorted(found, key=lambda each: (-each.score, each.path))

    def with_newer(self, commits: Sequence[Commit], most: int) -> Past:
        """This past after some newer commits, newest first."""
        return Past([*commits, *self.commits][:most])

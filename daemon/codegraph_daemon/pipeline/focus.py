"""Which of many waiting files go first: those that people have open or ask about, then their
neighbours.

Belongs here: the order. Stays out: what waits, and for what (`backlog`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

_MOST = 100
"""So many files people look at; older ones are as all others."""
_LOOK = 2_000
"""Waiting files that are looked at for neighbours each time: the loop must not stop for a hundred
thousand of them."""


class Focus:
    """The files that people look at, newest last, and their neighbours among those that wait."""

    def __init__(self) -> None:
        self._files: dict[str, None] = {}
        self._folders: set[str] = set()
        self._moved = False
        """Whether other files are looked at since these folders were found."""
        self._near: list[str] = []
        self._rest: Iterator[str] = iter(())
        self._last: str | None = None
        """The last of those that waited when neighbours were looked for."""

    def note(self, paths: Iterable[str]) -> None:
        """Somebody opened these files, relative to the root, or asks about them."""
        new = False
        for path in paths:
            new |= path not in self._files
            self._files.pop(path, None)
            self._files[path] = None
        if not new:
            return
        while len(self._files) > _MOST:
            del self._files[next(iter(self._files))]
        self._moved = True

    def order(self, waiting: dict[str, Any]) -> Iterator[str]:
        """All that waits: files in focus, newest first, their neighbours, the rest as it comes.

        Some come twice. In a large tree the neighbours are found little by little.
        """
        if not self._files:
            return iter(waiting)
        if self._moved:
            # Each question notes a file, and seldom anything waits.
            self._moved = False
            folders = {_folder(path) for path in self._files}
            if folders != self._folders:
                self._folders = folders
                self._last = None
        last = next(reversed(waiting), None)
        if last != self._last:
            # Something has come, or the focus is another one.
            self._near, self._rest, self._last = [], iter(tuple(waiting)), last
        self._near = [path for path in self._near if path in waiting]
        found = (path for path in islice(self._rest, _LOOK) if _folder(path) in self._folders)
        self._near += [path for path in found if path in waiting]
        files = [path for path in reversed(self._files) if path in waiting]
        return chain(files, self._near, waiting)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]

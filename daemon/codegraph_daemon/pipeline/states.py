"""The states in which files were indexed, at hand for whoever compares them with the disk.

Nothing here decides what follows when a file is another one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from ..store.views import Generation

_MOST = 4096

State = tuple[int, int, int, int]
"""Size, times of modification and of the last change in nanoseconds, inode."""


class States:
    """States of files of one generation: the page of an answer may have hundreds of files."""

    def __init__(self, root: str, generation: Generation) -> None:
        self._root = root
        self._generation = generation
        self._known: dict[str, State] = {}

    def follow(self, generation: Generation) -> None:
        """From now on the states of this generation are meant."""
        if generation is not self._generation or len(self._known) > _MOST:
            self._generation = generation
            self._known.clear()

    def of(self, path: str) -> State | None:
        """The state in which a file was indexed; None if it was not."""
        known = self._known.get(path)
        if known is None and (entry := self._generation.get(path)) is not None:
            known = self._known[path] = entry.state
        return known

    def differing(self, paths: Iterable[str]) -> list[str]:
        """Those of some files that are not in that state now. One `stat` for each."""
        known, of, stat, root = self._known.get, self.of, os.stat, self._root
        found: list[str] = []
        for path in paths:
            state = known(path) or of(path)
            try:
                now = stat(f"{root}/{path}")
            except OSError:
                found.append(path)
                continue
            if state != (now.st_size, now.st_mtime_ns, now.st_ctime_ns, now.st_ino):
                found.append(path)
        return found

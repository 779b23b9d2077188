"""The states in which files were indexed, at hand for whoever compares them with the disk.

Nothing here decides what follows when a file is another one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from ..store.views import Generation

_MOST = 4096
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC

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
            known = self._known[path] = entry.size, entry.mtime_ns, entry.ctime_ns, entry.inode
        return known

    def differing(self, paths: Iterable[str]) -> list[str]:
        """Those of some files that are not in that state now. One `stat` for each."""
        some = list(paths)
        known, of, stat = self._known.get, self.of, os.stat
        states = [known(path) or of(path) for path in some]
        try:
            # Nearly always all of them are there, and are compared at once. The way to the root is
            # gone once and not for each; nothing holds on to that folder afterwards.
            folder = os.open(self._root, _FOLDER)
            try:
                stats = [stat(path, dir_fd=folder) for path in some]
            finally:
                os.close(folder)
        except OSError:
            return [
                path for path, state in zip(some, states, strict=True) if state != self._now(path)
            ]
        now = [(s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for s in stats]
        if now == states:
            return []
        return [path for path, was, is_now in zip(some, states, now, strict=True) if was != is_now]

    def _now(self, path: str) -> State | None:
        """The state of a file on the disk; None if it is not there, which is none of a file that
        was indexed."""
        try:
            now = os.stat(f"{self._root}/{path}")
        except OSError:
            return None
        return now.st_size, now.st_mtime_ns, now.st_ctime_ns, now.st_ino

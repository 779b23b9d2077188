"""What paths say of files, by path id: their words, and what such paths commonly are.

Belongs here: keeping both. Stays out: what a path says
(`ranking.paths`), and whether a file exists (a generation says that).

A path id is never given to a second path, so what is kept is never wrong; it only grows.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..chunks.places import traits_of_path
from ..ranking.paths import PathWords


class Naming:
    """The words and the traits of paths, by path id."""

    def __init__(self) -> None:
        self.words = PathWords()
        self._traits = bytearray()

    def add(self, files: Iterable[tuple[int, str]]) -> None:
        """Take in some paths by their ids; about 10 µs for each that is new."""
        paths = list(files)
        self.words.add(paths)
        most = max((path_id for path_id, _ in paths), default=-1)
        self._traits.extend(bytes(max(most + 1 - len(self._traits), 0)))
        for path_id, path in paths:
            self._traits[path_id] = traits_of_path(path)

    @property
    def traits(self) -> NDArray[np.uint8]:
        """What the paths are, by path id."""
        return np.frombuffer(bytes(self._traits), np.uint8)

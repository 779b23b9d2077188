"""What follows from the paths of files, as arrays by path id: their order, and what each is.

A path id never means another path, so what was found once holds for every graph of a repository.
Stays out: what contents tell (`piece`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..chunks.places import traits_of_path
from .piece import Numbers

PathOf = Callable[[int], str]

_UNKNOWN: Final = -1


class PathTable:
    """The paths of one store, as far as somebody asked; a few bytes for each."""

    def __init__(self) -> None:
        self._ranks = np.empty(0, np.int64)
        self._traits = np.empty(0, np.int16)

    def ranks(self, path_ids: Numbers, path_of: PathOf) -> NDArray[np.int64]:
        """The place of each path among all that there are; they change when there are more."""
        count = int(path_ids.max(initial=0)) + 1
        if count > len(self._ranks):
            by_path = sorted(range(count), key=path_of)
            self._ranks = np.empty(count, np.int64)
            self._ranks[by_path] = np.arange(count)
        return self._ranks[path_ids]

    def traits(self, path_ids: Numbers, path_of: PathOf) -> NDArray[np.int16]:
        """What each file is, as far as its path tells (`chunks.traits.Trait`)."""
        count = int(path_ids.max(initial=0)) + 1
        if count > len(self._traits):
            more = np.full(count - len(self._traits), _UNKNOWN, np.int16)
            self._traits = np.concatenate((self._traits, more))
        found = self._traits[path_ids]
        unknown = found == _UNKNOWN
        if unknown.any():
            for path_id in np.unique(path_ids[unknown]).tolist():
                self._traits[path_id] = traits_of_path(path_of(path_id))
            found = self._traits[path_ids]
        return found

"""Words of paths: which files have a term in the names of their folders or in their own.

Belongs here: the table from terms to path ids. Stays out: whether a file exists (a generation says
that), and what a word in a path is worth (`ranking`).

The words of a path are no content, so they are in no posting. A path id is never given to a second
path, so what is in the table is never wrong; it only grows, by about a hundred bytes for a path.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..chunks.terms import WORD, terms_of

PathIds = NDArray[np.uint32]


class PathWords:
    """Which paths have a term."""

    def __init__(self) -> None:
        self._known = bytearray()
        """By path id: 1 if its words are in the table."""
        self._paths: dict[bytes, array[int]] = {}

    def add(self, files: Iterable[tuple[int, str]]) -> None:
        """Take in the words of some paths, by path id; those that are known cost nothing."""
        for path_id, path in files:
            if path_id >= len(self._known):
                self._known.extend(bytes(path_id + 1 - len(self._known)))
            if self._known[path_id]:
                continue
            self._known[path_id] = 1
            for term in path_terms(path):
                found = self._paths.get(term)
                if found is None:
                    found = self._paths[term] = array("I")
                found.append(path_id)

    def having(self, term: bytes) -> PathIds:
        """The ids of the paths that have a term, whether or not they exist, rising."""
        found = self._paths.get(term)
        return np.empty(0, np.uint32) if found is None else np.sort(np.array(found, np.uint32))


def path_terms(path: str) -> tuple[bytes, ...]:
    """The distinct terms of a path: whole names and their parts; without the last extension."""
    stem, dot, extension = path.rpartition(".")
    named = stem if dot and "/" not in extension else path
    words = WORD.findall(named.encode("utf-8", "replace"))
    return tuple(dict.fromkeys(term for word in words for term in terms_of(word)))

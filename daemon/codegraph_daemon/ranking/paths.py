"""What paths say of files: the words in names of files and folders, and which are superseded.

A path never changes, so the table of words only grows, by path id; which paths are alive, and what
they hold, is another's to know.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from codegraph_daemon.chunks.terms import WORD, terms_of

PREFIX: Final = 0.35
"""What it counts if a word of a path begins with the term, or the term with it (`auth`)."""
_LEAST_PREFIX: Final = 3
"""Letters of a word of a path that may stand for a longer one."""
_LEAST_BEGUN: Final = 4
"""Letters of a term that may stand for a longer word of a path."""

PathIds = npt.NDArray[np.uint32]


class InPaths(NamedTuple):
    """Where a term stands in paths, by path id, and how well it fits: at most one.

    In a file's name it fits the better, the fewer other words that has. A path may come twice.
    """

    files: PathIds
    file_fits: npt.NDArray[np.float32]
    folders: PathIds
    folder_fits: npt.NDArray[np.float32]


_NOWHERE: Final = InPaths(*(np.zeros(0, np.uint32), np.zeros(0, np.float32)) * 2)


class PathWords:
    """The words of paths, as terms.

    A path id is never given to a second path, so what is in the table is never wrong.
    """

    def __init__(self) -> None:
        self._files: dict[bytes, array[int]] = {}
        self._folders: dict[bytes, array[int]] = {}
        self._words: list[bytes] = []
        self._sorted = True
        self._fit = array("f")
        """By path id: how well one word fits the file's name; 0: the path is not known."""
        self.versioned = bytearray()
        """By path id: whether it lies in a folder that is called as versions are."""

    def add(self, files: Iterable[tuple[int, str]]) -> None:
        """Take in paths by their ids; those that are known cost nothing."""
        above: dict[str, tuple[tuple[bytes, ...], bool]] = {}
        for path_id, path in files:
            if path_id >= len(self._fit):
                self._fit.extend([0.0] * (path_id + 1 - len(self._fit)))
                self.versioned.extend(bytes(path_id + 1 - len(self.versioned)))
            if self._fit[path_id]:
                continue
            folder, _, name = path.rpartition("/")
            # What follows a dot says how the file is written, and a test's may say so too.
            words = _terms(name[: name.find(".", 1)] if "." in name[1:] else name)
            self._fit[path_id] = 1 / max(len(words), 1) ** 0.5
            for word in words:
                self._row(self._files, word).append(path_id)
            outer = above.get(folder)
            if outer is None:
                outer = above[folder] = _terms(folder), _IN_VERSION.search(path) is not None
            self.versioned[path_id] = outer[1]
            for word in outer[0]:
                if word not in words:
                    self._row(self._folders, word).append(path_id)

    def _row(self, table: dict[bytes, array[int]], word: bytes) -> array[int]:
        row = table.get(word)
        if row is None:
            if word not in self._files and word not in self._folders:
                self._words.append(word)
                self._sorted = False
            row = table[word] = array("I")
        return row

    def find(self, term: bytes) -> InPaths:
        """Where a term stands in paths."""
        others = [term[:size] for size in range(_LEAST_PREFIX, len(term))]
        if len(term) >= _LEAST_BEGUN:
            others += self._begun_with(term)
        words = (term, *others)
        if self._files.keys().isdisjoint(words) and self._folders.keys().isdisjoint(words):
            return _NOWHERE
        files, file_fits = _gathered(self._files, term, others)
        folders, folder_fits = _gathered(self._folders, term, others)
        if len(files):
            file_fits = file_fits * np.frombuffer(self._fit, np.float32)[files]
        return InPaths(files, file_fits, folders, folder_fits)

    def _begun_with(self, term: bytes) -> list[bytes]:
        """The words that begin with a term and are longer."""
        if not self._sorted:
            self._words.sort()
            self._sorted = True
        first = bisect_right(self._words, term)
        # No text in UTF-8 has a byte as high as this one.
        return self._words[first : bisect_left(self._words, term + b"\xff", first)]


def _gathered(
    table: dict[bytes, array[int]], term: bytes, others: list[bytes]
) -> tuple[PathIds, npt.NDArray[np.float32]]:
    row = table.get(term)
    rows = [more for word in others if (more := table.get(word))]
    if row is None and not rows:
        return _NOWHERE[:2]
    ids = array("I", row or ())
    whole = len(ids)
    for more in rows:
        ids.extend(more)
    fits = np.full(len(ids), PREFIX, np.float32)
    fits[:whole] = 1
    return np.frombuffer(ids, np.uint32), fits


def _terms(text: str) -> tuple[bytes, ...]:
    words = WORD.findall(text.encode("utf-8", "surrogateescape"))
    return tuple(dict.fromkeys(term for word in words for term in terms_of(word)))


_VERSION: Final = re.compile(r"v([0-9]+)/")
_IN_VERSION: Final = re.compile(r"(?<![^/])v([0-9]+)/")


def superseded(paths: Sequence[str]) -> list[bool]:
    """For each of some paths whether another of them lies in a newer version of the same folder.

    Versions are folders `v1`, `v2` side by side, or one beside what lies in no such folder.
    """
    found = []
    for path in paths:
        version = _IN_VERSION.search(path)
        found.append(version is not None and any(_is_newer(each, path, version) for each in paths))
    return found


def outdated(paths: Sequence[str], named: Collection[bytes] = ()) -> list[bool]:
    """For each of some files whether a newer version of it is among them, by their paths.

    It lies in a folder `v1` beside a newer one, or the same name stands beside such a folder as
    well: `api/v1/` alone is no older version of `api/server.go`. Versions that are `named`, as
    terms, are asked for.
    """
    every = set(paths)
    found = [False] * len(paths)
    for at, path in enumerate(paths):
        version = _IN_VERSION.search(path)
        if version is None or b"v%d" % int(version[1]) in named:
            continue
        above = path[: version.start()]
        beside = (_VERSION.match(each, len(above)) for each in paths if each.startswith(above))
        newer = any(each is not None and int(each[1]) > int(version[1]) for each in beside)
        found[at] = newer or above + path[version.end() :] in every
    return found


def _is_newer(other: str, path: str, version: re.Match[str]) -> bool:
    above = path[: version.start()]
    if not other.startswith(above):
        return False
    beside = _VERSION.match(other, len(above))
    return beside is None or int(beside[1]) > int(version[1])

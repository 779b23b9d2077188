"""Looks at the workspace, and beside it at what lies outside.

Questions about libraries are asked once in a while and answered from what is there then; so no key
of a look outside is of use to anybody, and none is recorded beyond the memo of one question after
the other. Of that unsaved texts drop what they change, as from the memo of links, or a session
would find nothing after another with texts of its own; it goes with every change on the disk.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable

from ..facts import announced_hash, extension_name
from ..languages.external import OUTSIDE, Libraries, Place, deciding, libraries_of
from ..languages.registry import language_of
from ..languages.semantics import Module, modules_of
from ..resolve.announced import Announced, Load
from ..resolve.file import File
from ..resolve.keys import PATHS, answer_key
from ..resolve.lookups import Lookups, Tree
from .files import FIRST, ExternalFiles

_WORD = re.compile(r"\w+")
_MOST_ANSWERS = 50_000
"""That are memoised: about 50 MB with what they read."""


class ExternalLookups(Lookups):
    """`root` is the absolute path of the workspace."""

    def __init__(
        self, tree: Tree, load: Load, announced: Announced, files: ExternalFiles, root: str
    ) -> None:
        super().__init__(tree, load, announced, files.held)
        self.memo_limit = _MOST_ANSWERS
        self.files = files
        self.root = root
        self._chosen: tuple[str, ...] = ()
        self._seen: tuple[int, tuple[str, ...]] = (-1, ())
        self._places: dict[tuple[str, str], tuple[Place, ...]] = {}
        self._environment = ""

    def begin(self, chosen: tuple[str, ...]) -> None:
        """A question begins: forget what may not hold any more of what lies outside. Who changes
        the tree drops what that changes.

        `chosen` are the environments that the user named.
        """
        self.files.refresh()
        seen = self.files.version, chosen
        if self._seen != seen:
            self._seen, self._chosen = seen, chosen
            self.forget()
            self._places.clear()

    def turn_to(self, file: File) -> None:
        """What is asked next is asked by a file: libraries are read as they are in its
        environment."""
        libraries = libraries_of_file(file)
        if libraries is None:
            return
        places = self.places(libraries, file)
        if file.path[:1] == OUTSIDE:
            places = self._places_for(libraries, file.rules.NAME, self._around(file.path[1:]))
        self._read_for(libraries, places)

    def _read_for(self, libraries: Libraries, places: tuple[Place, ...]) -> None:
        decides = deciding(libraries)
        found = "" if decides is None else decides.environment(self.files.disk, places)
        if found != self._environment:
            self._environment = found
            self.forget()
        self.files.environment = found

    def end(self) -> None:
        """A question is answered: what it has read is of use to nobody."""
        self.take_fresh()
        self.end_links()
        self._recent.clear()

    def look_again(self) -> None:
        """Something outside is not as it was when it was looked at: forget all of that."""
        self.files.refresh(now=True)
        self.begin(self._chosen)

    # Looks, the same for files inside and outside

    def file(self, path_id: int) -> File | None:
        return self.files.file(path_id) if path_id >= FIRST else super().file(path_id)

    def first_file(self, module_path: str, candidates: Iterable[str]) -> int | None:
        if module_path[:1] != OUTSIDE:
            return super().first_file(module_path, candidates)
        for candidate in candidates:
            if self.files.disk.is_file(candidate[1:]):
                return self.files.path_id(candidate[1:])
        return None

    def is_folder(self, module_path: str) -> bool:
        if module_path[:1] != OUTSIDE:
            return super().is_folder(module_path)
        return self.files.disk.is_folder(module_path[1:])

    def announced(self, name: str, folder: str | None = None) -> list[int]:
        if folder is None or folder[:1] != OUTSIDE:
            return super().announced(name, folder)
        hashed = announced_hash(name)
        # Most files of a package do not even hold the word, and need not be parsed.
        words = _WORD.findall(name)
        word = re.escape(words[-1].encode()) if words else b""
        found: list[int] = []
        for path, adding in self._members(folder[1:]):
            is_added = adding and words and name == extension_name(words[-1])
            pattern = adding % word if is_added else word
            if not self.files.may_hold(path, re.compile(pattern)):
                continue
            path_id = self.files.path_id(path)
            file = self.files.file(path_id)
            if file is not None and hashed in file.facts.announced:
                found.append(path_id)
        return found

    def _members(self, folder: str) -> list[tuple[str, bytes]]:
        """The files of the package that a folder outside is, each with the pattern of what adds to
        types (`Libraries.ADDING`)."""
        names = self.files.disk.names_in(folder)
        rules = {modules_of(name).NAME for name in names if language_of(name) is not None}
        members: list[tuple[str, bytes]] = []
        for each in sorted(rules):
            libraries = libraries_of(each)
            if libraries is not None:
                adding = libraries.ADDING
                members += [(f"{folder}/{name}", adding) for name in libraries.members(names)]
        return members

    def path_of(self, path_id: int) -> str:
        return OUTSIDE + self.files.path(path_id) if path_id >= FIRST else super().path_of(path_id)

    # Libraries

    def places(self, libraries: Libraries, file: File) -> tuple[Place, ...]:
        """Where libraries lie for a file."""
        folder = file.folder
        folder = folder[1:] if folder[:1] == OUTSIDE else f"{self.root}/{folder}".rstrip("/")
        return self._places_for(libraries, file.rules.NAME, folder)

    def _places_for(self, libraries: Libraries, rules: str, folder: str) -> tuple[Place, ...]:
        key = (rules, folder)
        found = self._places.get(key)
        if found is None:
            found = tuple(libraries.places(self.files.disk, self.root, folder, self._chosen))
            self._places[key] = found
            self.files.homes[rules, found] = libraries
        return found

    def library_file(self, path: str) -> int | None:
        """The number of the file at an absolute path; None if it is not below a place in which
        libraries lie for the workspace: no other file outside of it is read.

        A place is known by its real path as well, for editors that follow links.
        """
        rules = modules_of(path).NAME if language_of(path) is not None else ""
        libraries = libraries_of(rules) if rules else None
        if libraries is None:
            return None
        disk = self.files.disk
        folder = self._around(path)
        # What is unpacked of archives is known when its places are.
        self._read_for(libraries, self._places_for(libraries, rules, folder))
        shelves = [*libraries.shelves(disk, self.root, folder, self._chosen)]
        if disk.archives is not None:
            shelves.append(str(disk.archives.directory))
        for shelf in shelves:
            if path.startswith(shelf + "/"):
                return self.files.path_id(path)
        for shelf in shelves:
            real = os.path.realpath(shelf)
            if path.startswith(real + "/"):
                return self.files.path_id(shelf + path[len(real) :])
        return None

    def _around(self, path: str) -> str:
        """The folder of the workspace from which a library's file is asked about."""
        folder = posixpath.dirname(path)
        return folder if folder.startswith(self.root + "/") else self.root

    def library(self, file: File, spec: str) -> Module | None:
        """What a specifier names outside of the workspace, seen from a file."""
        libraries = libraries_of_file(file)
        if libraries is None:
            return None
        seen_from = file.path if file.scoping.by_file else file.folder
        key = answer_key(PATHS, "library", file.rules.NAME, seen_from, spec)
        return self.answer(key, lambda: self._library(libraries, file, spec), None)

    def _library(self, libraries: Libraries, file: File, spec: str) -> Module | None:
        found = libraries.find(
            self.files.disk, self.places(libraries, file), spec, file.path.removeprefix(OUTSIDE)
        )
        if found is None:
            return None
        if self.files.disk.is_file(found):
            return ("file", self.files.path_id(found), 0)
        return ("folder", 0, OUTSIDE + found)


def libraries_of_file(file: File) -> Libraries | None:
    """What the language of a file tells of libraries."""
    return libraries_of(file.rules.NAME)

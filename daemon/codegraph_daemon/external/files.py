"""Files outside of the workspace as resolution sees them: numbers for their paths, and their facts.

A file is read when it is first asked for and held as long as it is in use, up to a number of bytes;
whether it is still the same is looked at again after some seconds.  Files are data like those of
the workspace: what is too large, or what cannot be read, is left out.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Hashable
from typing import Any, NamedTuple, Protocol, TypeVar

from ..facts import Facts
from ..languages.external import OUTSIDE, Libraries, Place
from ..resolve.file import File
from ..resolve.held_files import HeldFiles
from .archives import Archives

FIRST = 1 << 30
"""Path ids from here on are files outside of the workspace, in this process alone."""

_MOST_BYTES = 4 * 1024 * 1024
"""Larger files are not read."""
_MOST_TEXT = 1 << 20
"""So many characters of a file that says where packages lie are read."""
_LOOK_AGAIN_SECONDS = 5.0
_MOST_CONCLUSIONS = 64

T = TypeVar("T")

State = tuple[int, int]
"""Size, and time of the last modification in nanoseconds."""

Read = Callable[[str, str], "tuple[bytes, bytes, State] | None"]
"""Facts id, facts and state of the file at an absolute path, as it is in an environment
(`Deciding.environment`); None if it cannot be read."""


class Kept(Protocol):
    """Facts that were kept from earlier (see `packs`)."""

    def facts(
        self, folder: str, environment: str, inner: str, state: State
    ) -> tuple[bytes, bytes] | None: ...
    def forget(self) -> None: ...


class _Seen(NamedTuple):
    facts_id: bytes
    state: State


class DiskFiles:
    """What exists outside of the workspace; looked at again after some seconds."""

    def __init__(self) -> None:
        self._is_file: dict[str, bool] = {}
        self._is_folder: dict[str, bool] = {}
        self._texts: dict[str, str] = {}
        self._names: dict[str, list[str]] = {}
        self._opened: dict[str, str] = {}
        self._states: dict[str, State | None] = {}
        self._conclusions: dict[Hashable, Any] = {}
        self.archives: Archives | None = None
        """None: archives are not looked into."""
        self._since = time.monotonic()

    @property
    def is_due(self) -> bool:
        """Whether it is time to look again at what was seen."""
        return time.monotonic() - self._since >= _LOOK_AGAIN_SECONDS

    def look_again(self) -> bool:
        """Whether anything that was seen is different now; then all of it is forgotten."""
        self._since = time.monotonic()
        differs = (
            any([os.path.isfile(path) != found for path, found in self._is_file.items()])
            or any([os.path.isdir(path) != found for path, found in self._is_folder.items()])
            or any([_text_of(path) != found for path, found in self._texts.items()])
            or any([_names_in(path) != found for path, found in self._names.items()])
            or any([self._folder_of(path) != found for path, found in self._opened.items()])
            or any([state_of(path) != found for path, found in self._states.items()])
        )
        if differs:
            self.forget()
        return differs

    def forget(self) -> None:
        """Forget what was seen."""
        self._is_file.clear()
        self._is_folder.clear()
        self._texts.clear()
        self._names.clear()
        self._opened.clear()
        self._states.clear()
        self._conclusions.clear()

    def opened(self, archive: str) -> str:
        """The folder in which the sources of an archive are unpacked; empty if it is none."""
        found = self._opened.get(archive)
        if found is None:
            found = self._opened[archive] = self._folder_of(archive)
        return found

    def _folder_of(self, archive: str) -> str:
        return "" if self.archives is None else self.archives.folder(archive)

    def names_inside(self, folder: str) -> Collection[str]:
        """The names of the sources in the archive of a folder."""
        return () if self.archives is None else self.archives.names(folder)

    def unpacked(self, folder: str, name: str) -> str | None:
        """The path of one of them; None if it cannot be unpacked."""
        return None if self.archives is None else self.archives.unpacked(folder, name)

    def is_file(self, path: str) -> bool:
        """Whether there is a file."""
        found = self._is_file.get(path)
        if found is None:
            found = self._is_file[path] = os.path.isfile(path)
        return found

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder."""
        found = self._is_folder.get(path)
        if found is None:
            found = self._is_folder[path] = os.path.isdir(path)
        return found

    def names_in(self, folder: str) -> list[str]:
        """The names of all that lies in a folder, sorted."""
        found = self._names.get(folder)
        if found is None:
            found = self._names[folder] = _names_in(folder)
        return found

    def read(self, path: str) -> str:
        """The text of a small file; empty if it cannot be read."""
        found = self._texts.get(path)
        if found is None:
            found = self._texts[path] = _text_of(path)
        return found

    def state(self, path: str) -> State | None:
        """The state of a file; None if there is none that is small enough to be read."""
        if path not in self._states:
            self._states[path] = state_of(path)
        return self._states[path]

    def concluded(self, question: Hashable, conclude: Callable[[], T]) -> T:
        """What follows from what was seen, until that is forgotten."""
        if question not in self._conclusions:
            if len(self._conclusions) >= _MOST_CONCLUSIONS:
                self._conclusions.clear()
            self._conclusions[question] = conclude()
        found: T = self._conclusions[question]
        return found


def _names_in(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _text_of(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(_MOST_TEXT)
    except OSError:
        return ""


class ExternalFiles:
    """Files outside of the workspace, by path and by number; `held` holds them."""

    def __init__(self, read: Read, held: HeldFiles) -> None:
        self.disk = DiskFiles()
        self._read = read
        self.kept: Kept | None = None
        self.homes: dict[tuple[str, tuple[Place, ...]], Libraries] = {}
        """Where packages lie, as far as it was asked, with whom to ask about them."""
        self.unpacked: set[tuple[str, str, str]] = set()
        """(rules, folder, environment) of packages of which a file had to be read, since it is in
        no pack."""
        self.environment = ""
        """That for which files are read; a file has a number for each."""
        self._paths: list[tuple[str, str]] = []
        self._ids: dict[tuple[str, str], int] = {}
        self.held = held
        self._seen: dict[int, _Seen] = {}
        """Of each file that was read what it was then, also if it is not held any more."""
        self._states: dict[int, State | None] = {}
        """Of all files that were asked for since all was forgotten, also if they are not held."""
        self.version = 0
        """Rises when something outside is not as it was."""

    def refresh(self, *, now: bool = False) -> None:
        """Look again at everything that was seen, now or if that is some seconds ago."""
        if not now and not self.disk.is_due:
            return
        differs = self.disk.look_again()
        states = self._states.items()
        if differs or any([state_of(self.path(each)) != state for each, state in states]):
            self.disk.forget()
            self._states.clear()
            self.version += 1
        if self.kept is not None:
            self.kept.forget()

    def path_id(self, path: str) -> int:
        """The number of an absolute path."""
        key = path, self.environment
        known = self._ids.get(key)
        if known is None:
            known = self._ids[key] = FIRST + len(self._paths)
            self._paths.append(key)
        return known

    def path(self, path_id: int) -> str:
        """The absolute path of a number."""
        return self._paths[path_id - FIRST][0]

    def state(self, path_id: int) -> State | None:
        """The state in which a file was read; None if it could not be."""
        seen = self._seen.get(path_id)
        return None if seen is None else seen.state

    def facts_id(self, path_id: int) -> bytes:
        """The id of the facts of a file that was read."""
        return self._seen[path_id].facts_id

    def file(self, path_id: int) -> File | None:
        """A file with its facts; None if it cannot be read."""
        seen = self._seen.get(path_id)
        path, environment = self._paths[path_id - FIRST]
        if seen is not None and (path_id in self._states or seen.state == state_of(path)):
            self._states[path_id] = seen.state
            file = self.held.get(path_id, OUTSIDE + path, seen.facts_id)
            if file is not None:
                return file
        found = self._from_pack(path, environment) or self._read(path, environment)
        if found is None:
            self._states[path_id] = state_of(path)
            self._seen.pop(path_id, None)
            return None
        facts_id, facts, state = found
        file = File(path_id, OUTSIDE + path, Facts(facts))
        self._seen[path_id] = _Seen(facts_id, state)
        self._states[path_id] = state
        self.held.put(facts_id, file)
        return file

    def may_hold(self, path: str, pattern: re.Pattern[bytes]) -> bool:
        """Whether a file holds something, by its text: to be asked before it is parsed.

        Its text is not kept: a package may have megabytes of it.
        """
        path_id = self.path_id(path)
        seen = self._seen.get(path_id)
        if seen is not None and self.held.get(path_id, OUTSIDE + path, seen.facts_id) is not None:
            return True
        state = self._states.get(path_id)
        if state is None:
            state = self._states[path_id] = state_of(path)
        if state is None:
            return False
        try:
            with open(path, "rb") as file:
                return pattern.search(file.read()) is not None
        except OSError:
            return False

    def _from_pack(self, path: str, environment: str) -> tuple[bytes, bytes, State] | None:
        state = state_of(path)
        if state is None or self.kept is None:
            return None
        for (rules, places), libraries in self.homes.items():
            folder = libraries.home(path, places)
            if folder:
                found = self.kept.facts(folder, environment, path[len(folder) + 1 :], state)
                if found is not None:
                    return (*found, state)
                if libraries.declares(path):
                    self.unpacked.add((rules, folder, environment))
        return None


def state_of(path: str) -> State | None:
    """The state of a file; None if there is none that is small enough to be read."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if found.st_size <= _MOST_BYTES else None

"""The paths of a workspace: what exists, by path, by folder and by package.

Kept by whoever follows the workspace; resolution looks at it through `lookups` alone.
"""

from __future__ import annotations

from ..languages.registry import may_announce
from ..languages.semantics import modules_of


class Tree:
    """The paths of a workspace: what exists, by path and by folder."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[int, bytes]] = {}
        """Path -> (path id, facts id)."""
        self.paths: dict[int, str] = {}
        self.folders: dict[str, int] = {"": 0}
        """Folder that has indexed files below it -> how many files and such folders lie directly in
        it: so a file changes the entry of its own folder, and seldom those above."""
        self._packages: dict[str, dict[str, int]] = {}
        """Name of a package -> the folders that are packages of that name, with their files."""
        self.version = 0
        """Rises with every change."""
        self._in_folder: dict[str, set[str]] = {}
        self._inner: dict[str, set[str]] = {}
        """Folder -> packages directly inside it."""
        self.announcing: set[int] = set()
        """Path ids of the files that may announce names."""
        self.announcing_changes: dict[int, None] = {}
        """Those that have come, changed or gone since somebody took note of it."""

    def put(self, path: str, path_id: int, facts_id: bytes) -> None:
        """Add a file or give it other facts."""
        self.version += 1
        if path not in self.files:
            folder = path.rpartition("/")[0]
            beside = self._in_folder.get(folder)
            if beside is None:
                beside = self._in_folder[folder] = set()
            beside.add(path)
            self._enter(folder)
            self._mark(path, 1)
        if may_announce(path):
            self.announcing.add(path_id)
            self.announcing_changes[path_id] = None
        self.files[path] = (path_id, facts_id)
        self.paths[path_id] = path

    def facts_id(self, path_id: int) -> bytes:
        """The facts of a file; empty if there is no such file."""
        path = self.paths.get(path_id)
        return b"" if path is None else self.files[path][1]

    def remove(self, path: str) -> None:
        """Take a file out."""
        self.version += 1
        entry = self.files.pop(path, None)
        if entry is None:
            return
        self.paths.pop(entry[0], None)
        folder = path.rpartition("/")[0]
        self._in_folder[folder].discard(path)
        self._leave(folder)
        self._mark(path, -1)
        if entry[0] in self.announcing:
            self.announcing.discard(entry[0])
            self.announcing_changes[entry[0]] = None

    def _enter(self, folder: str) -> None:
        """Count one entry more in a folder, and those folders that begin to be there with it."""
        folders = self.folders
        while True:
            known = folders.get(folder)
            if known is not None:
                folders[folder] = known + 1
                return
            folders[folder] = 1
            folder = folder.rpartition("/")[0]

    def _leave(self, folder: str) -> None:
        """Count one entry less in a folder, without those folders that are gone with it."""
        folders = self.folders
        folders[folder] -= 1
        while folder and not folders[folder]:
            del folders[folder]
            folder = folder.rpartition("/")[0]
            folders[folder] -= 1

    def _mark(self, path: str, change: int) -> None:
        folder = modules_of(path).package_folder(path)
        if not folder:
            return
        parent, _, name = folder.rpartition("/")
        folders = self._packages.setdefault(name, {})
        folders[folder] = folders.get(folder, 0) + change
        if folders[folder]:
            self._inner.setdefault(parent, set()).add(name)
        else:
            del folders[folder]
            self._inner[parent].discard(name)

    def in_folder(self, folder: str) -> list[str]:
        """Paths of the files directly inside a folder."""
        return list(self._in_folder.get(folder, ()))

    def is_package(self, folder: str) -> bool:
        """Whether a folder is a package by a file of its own."""
        return folder in self._packages.get(folder.rpartition("/")[2], ())

    def packages_in(self, folder: str) -> set[str]:
        """Names of the packages directly inside a folder."""
        return self._inner.get(folder, set())

    def folders_with_top(self, name: str) -> list[str]:
        """Folders that hold a package `name` and are no packages themselves, sorted."""
        parents = (folder.rpartition("/")[0] for folder in self._packages.get(name, ()))
        return sorted(parent for parent in parents if not self.is_package(parent))

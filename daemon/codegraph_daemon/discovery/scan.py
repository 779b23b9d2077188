"""Which files of a tree are indexed: the scan that is the truth about the disk.

One walk for all cases, top down, so that a folder is only entered if its parents are real folders
that are kept. In a healthy git work tree git says once which files it does not ignore; elsewhere
`.gitignore` is read here. A symlink is never followed: what it leads to inside the root is indexed
under its real path, and what lies outside is not read.

Belongs here: walking and listing. Stays out: the rules (`policy`) and their words (`explain`),
reading content (`content`), watching.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Container, Iterable
from pathlib import Path
from typing import NamedTuple

from codegraph_client import git
from codegraph_client.settings import ROOT_FILE, Settings
from codegraph_daemon.discovery.content import first_line
from codegraph_daemon.discovery.explain import Verdict, explain
from codegraph_daemon.discovery.filestat import FileStat, file_stat
from codegraph_daemon.discovery.policy import (
    GIT_IGNORE_FILE,
    IGNORE_FILE,
    Level,
    Policy,
)
from codegraph_daemon.discovery.rules import MARKER_NAMES, folder_rule, is_build_output
from codegraph_daemon.languages.registry import (
    language_by_shebang,
    language_of,
    may_be_shebang,
    may_have_language,
)

_RULE_FILES = frozenset({IGNORE_FILE, GIT_IGNORE_FILE, *MARKER_NAMES})
_DECIDING_ENTRIES = (*MARKER_NAMES, IGNORE_FILE, GIT_IGNORE_FILE, "__init__.py")
_MAX_PROBLEMS = 100


class Tree:
    """What one scan found. Paths are posix and relative to the root, which itself is "".

    `directories` are all folders that are kept, also those without a source file: each must be
    watched. `problems` are sentences about what should have been read and could not be, and
    `repositories` the folders that are roots of their own.
    """

    __slots__ = ("directories", "files", "problems", "repositories")

    def __init__(self) -> None:
        self.files: dict[str, FileStat] = {}
        self.directories: list[str] = []
        self.problems: list[str] = []
        self.repositories: list[str] = []

    def problem(self, sentence: str) -> None:
        """Add a problem, up to a bound: a whole broken disk must not fill the memory."""
        if len(self.problems) < _MAX_PROBLEMS and sentence not in self.problems:
            self.problems.append(sentence)


class _Listing(NamedTuple):
    """What git lists, and the folders that follow from it."""

    files: Collection[str]
    nested: Collection[str]
    folders: Collection[str]
    tracked_folders: Collection[str]


class _Folder(NamedTuple):
    """A folder to look into: `above` are the patterns of its parent."""

    path: str
    above: Level
    forced: bool = False


class _File(NamedTuple):
    """A file that may be kept; `named` says that its name tells its language."""

    path: str
    entry: os.DirEntry[str]
    named: bool


class Discovery:
    """Decides what of the tree at `root` is indexed.

    The methods block on the disk and on git; the daemon calls them in a worker or a thread.
    Nothing here goes stale: rule files are looked at on every call, and compiled again only when
    they changed.
    """

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = os.path.realpath(root)
        self.policy = Policy(self.root, settings)
        self._directories: list[str] = [""]
        self._scripts: dict[str, tuple[FileStat, str | None]] = {}

    def scan(self) -> dict[str, FileStat]:
        """All files of the tree that are indexed, with their state, in the order of their paths."""
        return self.scan_tree().files

    def scan_tree(self) -> Tree:
        """The files and folders of the whole tree that are kept, and what could not be read."""
        tree = Tree()
        listing = self._list_with_git(tree)
        pending = [_Folder("", Level())]
        while pending:
            unlisted: list[_Folder] = []
            while pending:
                self._walk(pending.pop(), listing, tree, pending, unlisted)
            pending = self._not_ignored(unlisted)
        for problem in self.policy.problems:
            tree.problem(problem)
        tree.files = dict(sorted(tree.files.items()))
        tree.directories.sort()
        tree.repositories.sort()
        self._directories = tree.directories
        return tree

    def scan_directory(
        self, folder: str, known: Container[str] = ()
    ) -> tuple[dict[str, FileStat], list[str]]:
        """The kept files and the kept sub-folders of one folder, as paths from the root.

        `known` holds paths that are kept already (files and folders): git is not asked about
        them again, and not at all if nothing is new. Empty if the folder is gone or left out.
        """
        tree = self.list_directory(folder, known)
        return tree.files, tree.directories

    def list_directory(self, folder: str, known: Container[str] = ()) -> Tree:
        """As `scan_directory`, with the problems met; `directories` are the sub-folders."""
        if self.policy.uses_git():
            tree = self._list(folder, known, walking=False)
            if tree is not None:
                return tree
        return self._list(folder, known, walking=True) or Tree()

    def _list(self, folder: str, known: Container[str], *, walking: bool) -> Tree | None:
        """One folder with git's help, or without it if `walking`; None if git does not answer."""
        tree = Tree()
        place = self._enter(folder, known, walking=walking)
        entries = None if place is None else self._entries(folder, tree)
        if place is None or entries is None:
            return tree
        names = {entry.name for entry in entries}
        level = self.policy.level(folder, place.above, names, walking=walking)
        files, folders = self._candidates(folder, entries, level, tree)
        fresh = [each.path for each in files if each.path not in known]
        fresh += [each.path for each in folders if each.path not in known]
        asked = fresh if not folder or folder in known or walking else [folder, *fresh]
        ignored: Container[str] = ()
        tracked: Container[str] = ()
        if asked and not walking:
            answer = git.check_ignored(Path(self.root), asked)
            if answer.state != "ok":
                return None
            ignored = answer.matches
            tracked = self._tracked(
                [path for path in asked if path in ignored or is_build_output(_name(path))]
            )
        if folder in ignored and folder not in tracked:
            return tree
        for file in files:
            if file.path not in ignored:
                self._add_file(file, tree)
        for child in folders:
            if child.path in ignored and child.path not in tracked:
                continue
            # What lies in a known folder is for that folder's own listing to judge.
            if child.path in known or not self._left_out(
                child, self._deciding_entries(child.path), tracked=child.path in tracked
            ):
                tree.directories.append(child.path)
        tree.directories.sort()
        return tree

    def directories(self, files: Iterable[str] = ()) -> list[str]:
        """The folders to watch: those of the last full scan and those of `files`, sorted."""
        return sorted({*self._directories, "", *_parents(files)})

    def verdict(self, path: str) -> Verdict:
        """Whether and why `path` (relative to the root) is indexed, for `codegraph explain`."""
        return explain(self.policy, path)

    def verdict_unsaved(self, path: str) -> Verdict:
        """The same of a file that an editor holds, which need not exist; not of its content."""
        return explain(self.policy, path, unsaved=True)

    def affects_rules(self, path: str) -> bool:
        """Whether a change of `path` may change the verdict on other paths: scan again then."""
        return affects_rules(path)

    def _list_with_git(self, tree: Tree) -> _Listing | None:
        """Git's listing; None if the tree is to be walked without git."""
        if not self.policy.uses_git():
            return None
        found = git.list_files(Path(self.root))
        if found.state != "ok":
            tree.problem(f"{found.problem}; the folder is read as if it were no repository")
            return None
        tracked_folders = _parents(found.tracked)
        return _Listing(
            files=found.tracked | found.untracked,
            nested=found.nested,
            folders=tracked_folders | _parents(found.untracked),
            tracked_folders=tracked_folders,
        )

    def _walk(
        self,
        place: _Folder,
        listing: _Listing | None,
        tree: Tree,
        pending: list[_Folder],
        unlisted: list[_Folder],
    ) -> None:
        """Look into one folder; its sub-folders go to `pending`, or to `unlisted` if git names no
        file in them, which means that they are empty or ignored."""
        folder = place.path
        entries = self._entries(folder, tree)
        if entries is None:
            return
        names = {entry.name for entry in entries}
        tracked = listing is not None and folder in listing.tracked_folders
        if self._left_out(place, names, tracked=tracked):
            if ".git" in names:
                tree.repositories.append(folder)
            return
        tree.directories.append(folder)
        level = self.policy.level(folder, place.above, names, walking=listing is None)
        files, folders = self._candidates(folder, entries, level, tree)
        for file in files:
            if listing is None or file.path in listing.files:
                self._add_file(file, tree)
        for child in folders:
            if listing is None or child.path in listing.folders:
                pending.append(child)
            elif child.path not in listing.nested and child.path not in listing.files:
                unlisted.append(child)
            elif os.path.lexists(f"{self.root}/{child.path}/.git"):
                tree.repositories.append(child.path)

    def _candidates(
        self, folder: str, entries: list[os.DirEntry[str]], level: Level, tree: Tree
    ) -> tuple[list[_File], list[_Folder]]:
        """The entries that no name and no pattern leaves out: files of a language, and folders."""
        prefix = f"{folder}/" if folder else ""
        files: list[_File] = []
        folders: list[_Folder] = []
        for entry in entries:
            name = entry.name
            path = prefix + name
            is_folder = entry.is_dir(follow_symlinks=False)
            named = is_folder or language_of(path) is not None
            if not named and not may_be_shebang(name):
                continue
            if not name.isascii() and not _is_utf8(name):
                tree.problem(f"{path!a}: its name is not UTF-8, so it is not indexed")
            elif is_folder:
                decision = self.policy.folder_by_name(path, name, level)
                if decision.rule is None:
                    folders.append(_Folder(path, level, decision.forced))
            elif (
                entry.is_file(follow_symlinks=False)
                and self.policy.file_by_name(path, name, level) is None
            ):
                files.append(_File(path, entry, named))
        return files, folders

    def _add_file(self, file: _File, tree: Tree) -> None:
        try:
            state = file_stat(file.entry.stat(follow_symlinks=False))
        except OSError:
            return  # It went away since the folder was listed.
        if state.size > self.policy.max_bytes:
            return
        if file.named or self._script_language(file.path, state) is not None:
            tree.files[file.path] = state

    def _script_language(self, path: str, state: FileStat) -> str | None:
        """The language that the first line of a file names, read once per state of the file."""
        cached = self._scripts.get(path)
        if cached is None or cached[0] != state:
            language = language_by_shebang(first_line(f"{self.root}/{path}"))
            cached = self._scripts[path] = (state, language)
        return cached[1]

    def _left_out(self, place: _Folder, names: Container[str], *, tracked: bool) -> bool:
        """Whether what lies in a folder speaks against it; the root itself is never left out."""
        path = place.path
        return path != "" and (
            self.policy.folder_by_entries(path, names, tracked=tracked, forced=place.forced)
            is not None
        )

    def _enter(self, folder: str, known: Container[str], *, walking: bool) -> _Folder | None:
        """The folder with the patterns above it; None if it or one above it is left out."""
        place = _Folder("", Level())
        if not folder:
            return place
        parts = folder.split("/")
        for depth, name in enumerate(parts):
            path = "/".join(parts[: depth + 1])
            inside = self._deciding_entries(place.path)
            level = self.policy.level(place.path, place.above, inside, walking=walking)
            decision = self.policy.folder_by_name(path, name, level)
            if decision.rule is not None or not self._is_real_folder(path):
                return None
            place = _Folder(path, level, decision.forced)
            tracked = path in known
            if not tracked and not walking and is_build_output(name):
                tracked = path in self._tracked([path])
            if self._left_out(place, self._deciding_entries(path), tracked=tracked):
                return None
        return place

    def _is_real_folder(self, path: str) -> bool:
        full = f"{self.root}/{path}"
        return os.path.isdir(full) and not os.path.islink(full)

    def _deciding_entries(self, folder: str) -> set[str]:
        """Those entries of a folder that decide about it, without listing it."""
        base = f"{self.root}/{folder}/" if folder else f"{self.root}/"
        return {name for name in _DECIDING_ENTRIES if os.path.lexists(base + name)}

    def _entries(self, folder: str, tree: Tree) -> list[os.DirEntry[str]] | None:
        """The entries of a folder; None, with a problem, if it cannot be read."""
        try:
            with os.scandir(f"{self.root}/{folder}") as entries:
                return list(entries)
        except (FileNotFoundError, NotADirectoryError):
            return None  # It went away since its parent was listed.
        except OSError as error:
            tree.problem(f"{folder or '.'}: the folder cannot be read: {error.strerror}")
            return None

    def _not_ignored(self, folders: list[_Folder]) -> list[_Folder]:
        """Those of `folders` that git does not ignore: they are empty, and must be watched."""
        answer = git.check_ignored(Path(self.root), [each.path for each in folders])
        return [each for each in folders if each.path not in answer.matches]

    def _tracked(self, folders: list[str]) -> set[str]:
        """Those of `folders` in which git tracks something."""
        if not folders:
            return set()
        tracked = git.list_files(Path(self.root), under=folders).tracked
        return _parents(tracked).intersection(folders)


def affects_rules(path: str) -> bool:
    """Whether a change of `path` (relative to the root) may change the verdict on other paths."""
    return path in (ROOT_FILE, ".git/info/exclude") or _name(path) in _RULE_FILES


def may_matter(name: str, is_folder: bool | None) -> bool:
    """Whether a change of an entry of that name may change what is indexed.

    A log file that is written all day must not have its folder listed all day. `is_folder` is None
    if that is not known; then the name must do.
    """
    if is_folder:
        rule = folder_rule(name)
        return rule is None or not rule.hard
    return may_have_language(name) or may_be_shebang(name)


def _parents(paths: Iterable[str]) -> set[str]:
    """All folders above `paths`; the root is among them if there is any path."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _name(path: str) -> str:
    return path[path.rfind("/") + 1 :]


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

"""The only door through which resolution sees the workspace.

Each look at something that can change, successful or not, records its key with whoever asked: the
file being linked, or the memoised answer being computed.  A change then tells by its keys exactly
which answers and files it reaches.  Nothing here knows what the facts mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from ..facts import MODULE_HASH, Facts, announced_hash
from .announced import Announced, Load
from .answers import Answers
from .configuration import Config
from .file import NO_ROWS, File
from .held_files import HeldFiles
from .keys import (
    PATHS,
    announced_in_key,
    announced_key,
    answer_key,
    bind_key,
    exists_key,
    path_key,
    symbols_key,
    top_key,
)
from .tree import Tree

__all__ = ["Lookups", "Tree"]

T = TypeVar("T")

_RECENT = 64
"""Files that are given again without a look at their facts' id."""
_MOST_ANNOUNCED = 40_000
"""Of names whose files are held, how many they may be, with these files: a few MB."""


class Lookups(Answers):
    """Reads of the workspace, recorded.

    `load` gives the packed facts of facts ids.  `announced` is the tree's one table of announced
    names.  `held` holds the files.
    """

    def __init__(self, tree: Tree, load: Load, announced: Announced, held: HeldFiles) -> None:
        super().__init__()
        self.tree = tree
        self._load = load
        self.held = held
        self._recent: dict[int, File] = {}
        self._version = -1
        self._announced = announced
        self._announcing: dict[tuple[str, str | None], tuple[list[int], list[int]]] = {}
        """By name and folder: the files that announce it, and the keys of that.  Every file that
        spells a library's type asks for it in each package that it sees."""
        self._held_announced = 0

    # Files

    def file(self, path_id: int) -> File | None:
        """A file of the workspace; None if the id names none (any more)."""
        if self._version == self.tree.version:
            recent = self._recent.get(path_id)
            if recent is not None:
                return recent
            if len(self._recent) > _RECENT:
                # Now and then, so that `held` knows what is in use.
                self._recent.clear()
        else:
            self._follow()
        path = self.tree.paths.get(path_id)
        if path is None:
            return None
        facts_id = self.tree.files[path][1]
        file = self.held.get(path_id, path, facts_id)
        if file is None:
            file = self._admit(path_id, path, facts_id, self._load([facts_id])[0])
        self._recent[path_id] = file
        return file

    def _follow(self) -> None:
        """Let go of what was found in the tree as it was before."""
        self._recent.clear()
        self._announcing.clear()
        self._held_announced = 0
        self._version = self.tree.version

    def _admit(self, path_id: int, path: str, facts_id: bytes, blob: bytes) -> File:
        file = File(path_id, path, Facts(blob))
        self.held.put(facts_id, file)
        return file

    def prefetch(self, path_ids: Iterable[int]) -> None:
        """Load many files in one round trip."""
        wanted: list[tuple[int, str, bytes]] = []
        for path_id in path_ids:
            path = self.tree.paths.get(path_id)
            if path is None:
                continue
            facts_id = self.tree.files[path][1]
            if self.held.get(path_id, path, facts_id) is None:
                wanted.append((path_id, path, facts_id))
        blobs = self._load([facts_id for _, _, facts_id in wanted]) if wanted else ()
        for (path_id, path, facts_id), blob in zip(wanted, blobs, strict=True):
            self._admit(path_id, path, facts_id, blob)

    # Ground lookups

    def rows(self, file: File, scope: int, name: str) -> list[int]:
        """Rows of the bindings of `name` in `scope`, to see what it refers to.

        Their expressions may only be read after `value_rows`.
        """
        if file.path_id == self.linking:
            index = file.name_index.get(name)
            return NO_ROWS if index is None else file.bindings.get((scope, index), NO_ROWS)
        found = file.looks.get((scope, name))
        key, rows = file.keyed_rows(scope, name) if found is None else found
        self.reads.add(key)
        return rows

    def value_rows(self, file: File, scope: int, name: str) -> list[int]:
        """Rows of the bindings of `name` in `scope`, to evaluate their expressions."""
        if file.path_id == self.linking:
            index = file.name_index.get(name)
            return NO_ROWS if index is None else file.bindings.get((scope, index), NO_ROWS)
        found = file.value_looks.get((scope, name))
        key, rows = file.keyed_value_rows(scope, name) if found is None else found
        self.reads.add(key)
        return rows

    def symbol(self, file: File, hashed: int) -> int | None:
        """The symbol of a descriptor, with its kind, its flags and the bodies it has."""
        symbol = file.symbol_of_hash.get(hashed)
        if symbol and file.path_id != self.linking:
            self.reads.add(file.symbol_key(symbol))
        return symbol

    def symbol_named(self, path: str, hashed: int) -> tuple[int, int] | None:
        """(path id, hash) of what has a descriptor in the file at `path`; None if nothing has."""
        entry = self.tree.files.get(path)
        file = None if entry is None else self.file(entry[0])
        if file is None:
            self.reads.add(exists_key(path))
            return None
        symbol = file.symbol_of_hash.get(hashed)
        if file.path_id != self.linking:
            if symbol is None:
                self.reads.add(symbols_key(file.path_id))
            elif symbol:
                self.reads.add(file.symbol_key(symbol))
            else:
                self.reads.add(bind_key(file.path_id, MODULE_HASH, ""))
        return None if symbol is None else (file.path_id, hashed)

    def first_file(self, module_path: str, candidates: Iterable[str]) -> int | None:
        """Path id of the first of `candidates` that exists; all belong to `module_path`."""
        self.reads.add(path_key(module_path))
        files = self.tree.files
        for candidate in candidates:
            entry = files.get(candidate)
            if entry is not None:
                return entry[0]
        return None

    def is_folder(self, module_path: str) -> bool:
        """Whether indexed files lie below the folder `module_path`."""
        self.reads.add(path_key(module_path))
        return module_path in self.tree.folders

    def folders_with_top(self, name: str) -> list[str]:
        """Folders that hold a top-level package `name`, sorted."""
        self.reads.add(top_key(name))
        return self.tree.folders_with_top(name)

    def config(self, path: str) -> Config | None:
        """The configuration file at `path`, whose settings can then be read; None: no such file."""
        path_id = self.first_file(path, (path,))
        file = None if path_id is None else self.file(path_id)
        return None if file is None else Config(self, file)

    def announced(self, name: str, folder: str | None = None) -> list[int]:
        """Path ids of the files that announce `name`, by path; only of those inside `folder`."""
        if self._version != self.tree.version:
            self._follow()
        known = self._announcing.get((name, folder))
        if known is None:
            if self._held_announced > _MOST_ANNOUNCED:
                self._announcing.clear()
                self._held_announced = 0
            known = self._announcing[(name, folder)] = self._find_announced(name, folder)
            self._held_announced += len(known[1])
        found, keys = known
        self.reads.update(keys)
        return found

    def _find_announced(self, name: str, folder: str | None) -> tuple[list[int], list[int]]:
        hashed = announced_hash(name)
        found = self._announced.path_ids(hashed)
        if folder is None:
            key = announced_key(hashed)
        else:
            key = announced_in_key(folder, hashed)
            paths = self.tree.paths
            found = [each for each in found if paths[each].rpartition("/")[0] == folder]
        # Whoever found a file is told by a key of the file itself when it goes.
        return found, [key, *[bind_key(path_id, MODULE_HASH, "") for path_id in found]]

    def path_of(self, path_id: int) -> str:
        """The path of a file that was found."""
        return self.tree.paths[path_id]

    # Answers

    def remembered(self, question: str, operand: str, compute: Callable[[], T]) -> T | None:
        """The memoised answer to a language's own question about its modules.

        None if it depends on itself.
        """
        return self.answer(answer_key(PATHS, question, operand), compute, None)

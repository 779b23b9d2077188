"""Writing files whose names come from elsewhere below one folder, and nowhere else.

Belongs here: which names and sizes are taken, the bounds of all of them, and the writing. Stays
out: where files come from.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

from codegraph_client.errors import BadRequest
from codegraph_client.settings import ROOT_FILE

from ..discovery.policy import GIT_IGNORE_FILE, IGNORE_FILE
from ..discovery.rules import MARKER_NAMES, folder_rule, secret_rule
from ..languages.registry import language_of, may_be_shebang

_RULE_FILES: Final = frozenset({ROOT_FILE, IGNORE_FILE, GIT_IGNORE_FILE, *MARKER_NAMES})
_LONGEST_NAME: Final = 255
_LONGEST_PATH: Final = 2000


class Bounds(NamedTuple):
    """How much is taken: bytes of one file, bytes of all that is written, and entries looked at."""

    file_bytes: int
    tree_bytes: int
    entries: int = 1_000_000


class Layout:
    """The files below `folder`, which is ours and empty."""

    def __init__(self, folder: Path, bounds: Bounds) -> None:
        self.files = 0
        self.bytes = 0
        self._folder = str(folder)
        self._bounds = bounds
        self._entries = 0
        self._folders: dict[str, bool] = {"": True}
        """Folders that were asked for, and whether files may lie in them."""

    def wants(self, path: str, size: int) -> bool:
        """Whether a file of this name and so many bytes may be indexed; counts it as looked at.

        Raises BadRequest when there are too many.
        """
        self._entries += 1
        if self._entries > self._bounds.entries:
            raise BadRequest(f"it has more than {self._bounds.entries:,} entries")
        if size > self._bounds.file_bytes or not is_safe(path):
            return False
        folder, _, name = path.rpartition("/")
        if language_of(path) is None and not may_be_shebang(path) and name not in _RULE_FILES:
            return False
        return secret_rule(path) is None and self._may_hold(folder)

    def add(self, path: str, content: bytes) -> None:
        """Write a file that was wanted; of several of one name the last counts.

        Raises BadRequest when all together are too large, OSError if it cannot be written.
        """
        self.bytes += len(content)
        if self.bytes > self._bounds.tree_bytes:
            most = self._bounds.tree_bytes / (1 << 30)
            raise BadRequest(f"its files take more than {most:g} GiB (trees.max_disk_gb)")
        full = f"{self._folder}/{path}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            os.makedirs(os.path.dirname(full), mode=0o700, exist_ok=True)
            if os.path.lexists(full):
                os.unlink(full)
                self.files -= 1
            # They are not for editing.
            descriptor = os.open(full, flags, 0o400)
        except (FileExistsError, NotADirectoryError, IsADirectoryError, PermissionError):
            return  # One name for a file and for a folder: no tree has both.
        with open(descriptor, "wb") as file:
            file.write(content)
        self.files += 1

    def _may_hold(self, folder: str) -> bool:
        known = self._folders.get(folder)
        if known is None:
            above, _, name = folder.rpartition("/")
            rule = folder_rule(name)
            known = self._may_hold(above) and (rule is None or not rule.hard)
            self._folders[folder] = known
        return known


def is_safe(path: str) -> bool:
    """Whether a name from elsewhere, with slashes, leads to a file below the folder that it is
    taken for: it is relative, goes nowhere up, and brings no repository of its own."""
    if "\0" in path or "\\" in path or len(path) > _LONGEST_PATH:
        return False
    steps = path.split("/")
    return all(
        step not in ("", ".", "..")
        and len(os.fsencode(step)) <= _LONGEST_NAME
        and step.lower() != ".git"
        for step in steps
    )

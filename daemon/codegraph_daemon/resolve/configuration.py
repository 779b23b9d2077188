"""What configuration files say, as resolution may see it: settings, and names that are announced.

The settings of a file are bindings in its module's scope, so the keys that record a look at them
are the same as for any other name.  Announced names lead to files from anywhere, so their table is
kept here; that a look at it is recorded is `lookups`' doing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..facts import ANNOUNCED_NAME, Bind, Facts
from .file import File
from .tree import Tree

if TYPE_CHECKING:
    from .lookups import Lookups

_ANNOUNCED = ANNOUNCED_NAME.encode()


class Config:
    """One configuration file; every look at a setting is recorded."""

    def __init__(self, look: Lookups, file: File) -> None:
        self._look = look
        self._file = file

    def get(self, name: str) -> Any:
        """The value of a setting, as JSON has it; None if the file does not say."""
        file = self._file
        for row in self._look.rows(file, 0, name):
            if file.bind_kind[row] == Bind.SETTING:
                return json.loads(file.names[file.bind_a[row]])
        return None


def announced_names(facts: Facts | None) -> frozenset[str]:
    """The names by which others find a file from anywhere."""
    if facts is None or _ANNOUNCED not in facts.blob:
        return frozenset()
    rows = facts.bindings_of(0, ANNOUNCED_NAME)
    return frozenset(facts.names[facts.bind_a[row]] for row in rows)


class Announced:
    """Which files of a tree announce a name; read again when one of those files changed."""

    def __init__(self, tree: Tree, load: Callable[[Sequence[bytes]], Sequence[bytes]]) -> None:
        self._tree = tree
        self._load = load
        self._version = -1
        self._names: dict[bytes, frozenset[str]] = {}
        """Names by facts id: of many such files, few change."""
        self._paths: dict[str, list[str]] = {}

    def paths(self, name: str) -> list[str]:
        """The files that announce `name`, sorted."""
        if self._version != self._tree.announcing_version:
            self._read()
        return self._paths.get(name, [])

    def _read(self) -> None:
        tree = self._tree
        wanted = {path: tree.files[path][1] for path in sorted(tree.announcing)}
        missing = sorted({facts_id for facts_id in wanted.values() if facts_id not in self._names})
        blobs = self._load(missing) if missing else ()
        known = dict(self._names)
        for facts_id, blob in zip(missing, blobs, strict=True):
            known[facts_id] = announced_names(Facts(blob))
        self._names = {facts_id: known[facts_id] for facts_id in wanted.values()}
        self._paths = {}
        for path, facts_id in wanted.items():
            for name in self._names[facts_id]:
                self._paths.setdefault(name, []).append(path)
        self._version = tree.announcing_version

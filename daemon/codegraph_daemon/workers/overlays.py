"""Unsaved texts in a worker: parsed from what was parsed before them, and put over a workspace.

A worker has one table and one memo for each workspace.  The unsaved texts of a session are put over
them exactly as an edit would be, keys included, and taken off again before anything else is done;
so what the memo holds is shared, and what the texts change costs the same as if it were saved.

Everything here can be lost at any time: each task brings what it needs.
"""

from __future__ import annotations

import codecs
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from ..discovery import content_verdict
from ..facts import Facts, content_id
from ..languages.registry import language_by_shebang, language_of
from ..resolve.changes import Change, changed_keys, path_keys
from ..resolve.lookups import Lookups, Tree
from ..search.rows import symbol_rows
from .faults import fault_point
from .parse import parser_of

_TREES = 32
"""Syntax trees of unsaved texts that one worker holds."""

_TREE_BYTES = 8 << 20
"""Of their texts; a tree takes about ten times as much."""

_PAIRS = 64

Row = tuple[str, int, bytes]
"""(path, path id, facts id); without facts for a text that is not to be indexed."""


class ParsedText(NamedTuple):
    """An unsaved text after the parse step; `problem` says why it has no facts.

    `facts` and `symbols` are empty if the facts are those that were said to be known.
    """

    facts_id: bytes
    facts: bytes
    symbols: bytes
    problem: str
    by_path: bool = False
    """Whether the problem is the path, whatever the text."""


class Trees:
    """The newest syntax trees of unsaved texts, by session and path."""

    def __init__(self) -> None:
        self._trees: OrderedDict[tuple[int, str], tuple[bytes, Any]] = OrderedDict()
        self._bytes = 0

    def parse(self, session: int, path: str, data: bytes, known: bytes) -> ParsedText:
        """The facts of an unsaved text, as if it were saved; none if their id is `known`."""
        reason = content_verdict(data, path)
        language = language_of(path) or language_by_shebang(data[:200].split(b"\n")[0])
        if reason is not None:
            return ParsedText(b"", b"", b"", f"{path}: {reason}")
        if language is None:
            return ParsedText(b"", b"", b"", f"{path}: its language is not known")
        parser = parser_of(language)
        # An editor's text is UTF-8 whatever the file is saved in.
        text = data.removeprefix(codecs.BOM_UTF8)
        facts_id = content_id(text, parser.dialect(path), parser.EXTRACTOR)
        if facts_id == known:
            return ParsedText(facts_id, b"", b"", "")
        fault_point("parse", text)
        facts_after = getattr(parser, "facts_after", None)
        if facts_after is None:
            facts: bytes = parser.facts_of(text)
        else:
            before = self._trees.get((session, path))
            facts, tree = facts_after(text, before)
            self._keep((session, path), text, tree)
        return ParsedText(facts_id, facts, symbol_rows(Facts(facts)), "")

    def forget(self, session: int, path: str | None = None) -> None:
        """A document was closed, or with no path the whole session."""
        for key in [k for k in self._trees if k[0] == session and path in (None, k[1])]:
            self._drop(key)

    def _keep(self, key: tuple[int, str], text: bytes, tree: Any) -> None:
        self._drop(key)
        if tree is None:
            return
        self._trees[key] = (text, tree)
        self._bytes += len(text)
        while len(self._trees) > _TREES or (self._bytes > _TREE_BYTES and len(self._trees) > 1):
            self._drop(next(iter(self._trees)))

    def _drop(self, key: tuple[int, str]) -> None:
        gone = self._trees.pop(key, None)
        if gone is not None:
            self._bytes -= len(gone[0])


class Overlay:
    """What lies over the table and the memo of one workspace now; nothing, at first."""

    def __init__(
        self, tree: Tree, look: Lookups, load: Callable[[Sequence[bytes]], Sequence[bytes]]
    ) -> None:
        self._tree = tree
        self._look = look
        self.further: list[Lookups] = []
        """Other looks at the same table, whose memo is to follow it as well."""
        self._load = load
        self._rows: list[Row] = []
        self._made: Mapping[bytes, bytes] = {}
        self._below: dict[str, tuple[int, bytes]] = {}
        """(path id, facts id) that each row replaced, without facts if there was no file."""
        self._changes: dict[str, Mapping[int, Change]] = {}
        """How the keys of each file differ from what lies below."""
        self._path_keys: set[int] = set()
        """Keys of paths that come or go with the rows."""
        self._links: dict[int, tuple[set[int], set[int]]] = {}
        """Files linked with these rows: the keys that they read, and which of them are answers."""
        self._pairs: OrderedDict[tuple[int, bytes, bytes], Mapping[int, Change]] = OrderedDict()

    @property
    def keys(self) -> set[int]:
        """The keys that read differently with the rows."""
        return self._path_keys.union(*self._changes.values())

    def lies(self, rows: list[Row]) -> bool:
        """Whether these rows lie over the table now."""
        return rows == self._rows

    def put(self, rows: list[Row], made: Mapping[bytes, bytes] = MappingProxyType({})) -> None:
        """Have exactly these rows lie over the table; `made` has facts that were made just now."""
        if rows == self._rows:
            return
        self._made = made
        try:
            if not self._move(rows):
                self.take_off()
                self._lay(rows)
        except BaseException:
            # Some of them may lie there, and what was answered may be of these or of those.
            self._rows = rows
            self.take_off()
            for look in self._looks():
                look.forget()
                look.fresh.clear()
            raise
        finally:
            self._made = {}

    def take_off(self) -> None:
        """Have the table and the memo be the workspace's own again."""
        if not self._rows:
            return
        keys = self.keys
        for path, (path_id, facts_id) in reversed(self._below.items()):
            self._set(path, path_id, facts_id)
        self._drop(keys)
        look = self._look
        # What was answered below the texts still holds and will be used; the store must learn what
        # it depends on, with the next links. The other answers are gone.
        look.fresh = {key: reads for key, reads in look.fresh.items() if key in look.memo}
        self._rows, self._below, self._changes = [], {}, {}
        self._path_keys, self._links = set(), {}

    def forget(self) -> None:
        """Keep nothing of whose texts lay here; who else has some brings them again."""
        self.take_off()
        self._pairs.clear()

    def note_links(self, path_id: int, reads: set[int]) -> None:
        """A file was linked with these rows, by reading these keys."""
        self._links[path_id] = reads, reads & self._look.memo.keys()

    def still_linked(self) -> list[int]:
        """Files whose links, made with earlier rows, are right with these."""
        return list(self._links)

    def bound(self) -> None:
        """Keep the memo within its limit, which `take_fresh` does for links that are stored."""
        look = self._look
        if len(look.memo) > look.memo_limit:
            look.forget()
            # Nothing is left that could rely on them.
            look.fresh.clear()
            self._links.clear()

    def _lay(self, rows: list[Row]) -> None:
        """Put rows over the bare table."""
        self._rows = rows
        for path, path_id, facts_id in rows:
            below = self._tree.files.get(path, (path_id, b""))[1]
            if below == facts_id:
                continue
            if not below:
                self._path_keys |= path_keys(self._tree, path)
            self._below[path] = path_id, below
            self._changes[path] = self._between(path, path_id, below, facts_id)
            self._set(path, path_id, facts_id)
            if not facts_id:
                self._path_keys |= path_keys(self._tree, path)
        self._drop(self.keys)

    def _move(self, rows: list[Row]) -> bool:
        """Go from the present rows to others as by an edit; False if files would come or go."""
        wanted = {path: (path_id, facts_id) for path, path_id, facts_id in rows}
        steps: list[tuple[str, int, bytes]] = []
        for path in self._below.keys() | wanted.keys():
            path_id, below = self._below.get(path) or self._tree.files.get(path) or (0, b"")
            path_id, after = wanted.get(path, (path_id, below))
            before = self._tree.files.get(path, (path_id, b""))[1]
            if bool(before) != bool(after):
                return False
            if before != after:
                steps.append((path, path_id, after))
        keys: set[int] = set()
        for path, path_id, after in steps:
            held = self._below.setdefault(path, (path_id, self._tree.files[path][1]))
            was = self._changes.pop(path, {})
            now = self._between(path, path_id, held[1], after) if after != held[1] else {}
            # Both are relative to the same version, so what is in one alone differs as well.
            keys.update(key for key in was.keys() | now.keys() if was.get(key) != now.get(key))
            if after == held[1]:
                del self._below[path]
            else:
                self._changes[path] = now
            self._set(path, path_id, after)
            self._links.pop(path_id, None)
        self._rows = rows
        self._drop(keys)
        memo = self._look.memo.keys()
        self._links = {
            path_id: (reads, answers)
            for path_id, (reads, answers) in self._links.items()
            if reads.isdisjoint(keys) and answers <= memo
        }
        return True

    def _set(self, path: str, path_id: int, facts_id: bytes) -> None:
        there = path in self._tree.files
        if facts_id:
            self._tree.put(path, path_id, facts_id)
        else:
            self._tree.remove(path)
        if there != bool(facts_id):
            for look in self._looks():
                look.drop_file(path_id)

    def _looks(self) -> list[Lookups]:
        return [self._look, *self.further]

    def _drop(self, keys: set[int]) -> None:
        for look in self._looks():
            look.drop(keys)

    def _between(
        self, path: str, path_id: int, before: bytes, after: bytes
    ) -> Mapping[int, Change]:
        """The keys in which two versions of a file differ."""
        pair = (path_id, before, after)
        found = self._pairs.get(pair)
        if found is None:
            made = self._made
            blobs = {facts_id: made[facts_id] for facts_id in (before, after) if facts_id in made}
            wanted = [each for each in (before, after) if each and each not in blobs]
            blobs |= zip(wanted, self._load(wanted) if wanted else (), strict=True)
            facts = {facts_id: Facts(blob) for facts_id, blob in blobs.items()}
            found = changed_keys(path, path_id, facts.get(before), facts.get(after))
            self._pairs[pair] = found
            if len(self._pairs) > _PAIRS:
                self._pairs.popitem(last=False)
        return found

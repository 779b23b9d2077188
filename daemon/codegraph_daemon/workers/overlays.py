"""Unsaved texts in a worker: parsed from what was parsed before them, and put over a workspace.

A worker has one table and one memo for each workspace.  The unsaved texts of a session are put over
them exactly as an edit would be, keys included, and taken off again before anything else is done;
so what the memo holds is shared, and what the texts change costs the same as if it were saved.

Everything here can be lost at any time: each task brings what it needs.
"""

from __future__ import annotations

import codecs
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..discovery import content_verdict
from ..facts import Facts, content_id
from ..languages.registry import language_by_shebang, language_of
from ..resolve.changes import changed_keys, path_keys
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
        reason = content_verdict(data)
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
        self._load = load
        self._rows: list[Row] = []
        self._below: list[tuple[str, int, bytes]] = []
        """What each row replaced, without facts if there was no file."""
        self._keys: frozenset[int] = frozenset()
        self._pairs: OrderedDict[tuple[int, bytes, bytes], frozenset[int]] = OrderedDict()
        """Keys in which two versions of a file differ, by their facts."""

    def put(self, rows: list[Row]) -> frozenset[int]:
        """Have exactly these rows lie over the table; the keys that read differently with them."""
        if rows == self._rows:
            return self._keys
        self.take_off()
        keys: set[int] = set()
        self._rows = rows
        try:
            for path, path_id, facts_id in rows:
                before = self._tree.files.get(path)
                below = b"" if before is None else before[1]
                if below != facts_id:
                    keys |= self._changed(path, path_id, below, facts_id)
                    self._below.append((path, path_id, below))
                    self._set(path, path_id, facts_id)
        except BaseException:
            self.take_off()
            raise
        self._keys = frozenset(keys)
        self._look.drop(self._keys)
        return self._keys

    def take_off(self) -> None:
        """Have the table and the memo be the workspace's own again."""
        if not self._rows:
            return
        for path, path_id, facts_id in reversed(self._below):
            self._set(path, path_id, facts_id)
        look = self._look
        look.drop(self._keys)
        # What was answered below the texts still holds and will be used; the store must learn what
        # it depends on, with the next links. The other answers are gone.
        look.fresh = {key: reads for key, reads in look.fresh.items() if key in look.memo}
        self._rows, self._below, self._keys = [], [], frozenset()

    def bound(self) -> None:
        """Keep the memo within its limit, which `take_fresh` does for links that are stored."""
        look = self._look
        if len(look.memo) > look.memo_limit:
            look.forget()
            # Nothing is left that could rely on them.
            look.fresh.clear()

    def _set(self, path: str, path_id: int, facts_id: bytes) -> None:
        there = path in self._tree.files
        if facts_id:
            self._tree.put(path, path_id, facts_id)
        else:
            self._tree.remove(path)
        if there != bool(facts_id):
            self._look.drop_file(path_id)

    def _changed(self, path: str, path_id: int, before: bytes, after: bytes) -> set[int]:
        keys: set[int] = set()
        if not before:
            keys |= path_keys(self._tree, path)
        elif not after:
            self._tree.remove(path)
            keys |= path_keys(self._tree, path)
            self._tree.put(path, path_id, before)
        pair = (path_id, before, after)
        between = self._pairs.get(pair)
        if between is None:
            between = self._pairs[pair] = frozenset(self._between(pair))
            if len(self._pairs) > _PAIRS:
                self._pairs.popitem(last=False)
        return keys | between

    def _between(self, pair: tuple[int, bytes, bytes]) -> set[int]:
        path_id, before, after = pair
        facts_ids = [facts_id for facts_id in (before, after) if facts_id]
        facts = dict(zip(facts_ids, map(Facts, self._load(facts_ids)), strict=True))
        return set(changed_keys(path_id, facts.get(before), facts.get(after)))

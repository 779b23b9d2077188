"""The workspace as one session sees it: a generation with some files replaced.

A view belongs to one state of the session's texts and one state of the workspace's facts.  Files
that its texts reach have no links until somebody asks for them; all others have those of the index.
It reads like the workspace itself (`Contents`), so that questions need not know of it.
Here is nothing that waits or works.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from ..facts import Facts
from ..queries.reading import Contents, V
from ..resolve.links import Links, Target
from ..resolve.lookups import Tree
from ..search.symbol_index import SymbolIndex
from ..store.pages import Entry
from ..store.views import Generation
from .texts import Text

MOST_LINK_BYTES = 64 << 20
"""Links that one view holds; an answer that needs more of them is not complete."""

Row = tuple[str, int, bytes]
"""(path, path id, facts id), without facts for a file that is not there for the session."""


class OverlaidContents(Contents):
    """The contents of a store, with facts and links that are in no store."""

    def __init__(self, base: Contents) -> None:
        self._base = base
        self.stale: set[int] = set()
        """Files whose links in the index are not those of this view, and are not known yet."""
        self._own_facts: dict[bytes, Facts] = {}
        self.own_links: dict[int, Links] = {}
        """Links that are in no store, by path id."""
        self.differs = True
        """Whether anything may read differently than in the index."""
        self.forget_conclusions()

    def conclusions(self, generation: Generation) -> dict[Any, Any]:
        """As `Contents.conclusions`: those of the index itself where documents are as it has them,
        which those are that somebody only reads."""
        if not self.differs:
            return self._base.conclusions(generation)
        return super().conclusions(generation)

    def forget_conclusions(self) -> None:
        """Links read differently now. Questions that are under way keep what they began with."""
        self._conclusions = (0, 0, {})

    def facts(self, facts_id: bytes) -> Facts | None:
        """As `Contents.facts`."""
        return self._own_facts.get(facts_id) or self._base.facts(facts_id)

    def links(self, entry: Entry) -> Links | None:
        """As `Contents.links`."""
        found = self.own_links.get(entry.path_id)
        if found is not None or entry.path_id in self.stale:
            return found
        return self._base.links(entry)

    def fetch_facts(self, facts_ids: Iterable[bytes]) -> None:
        """As `Contents.fetch_facts`."""
        self._base.fetch_facts(facts_ids)

    def fetch_links(self, entries: Iterable[Entry]) -> None:
        """As `Contents.fetch_links`."""
        self._base.fetch_links(entries)

    def derived(self, facts_id: bytes, kind: type[V]) -> V | None:
        """As `Contents.derived`."""
        return self._base.derived(facts_id, kind)

    def keep(self, facts_id: bytes, value: object, size: int) -> None:
        """As `Contents.keep`."""
        self._base.keep(facts_id, value, size)

    def hold_facts(self, facts_id: bytes, blob: bytes) -> None:
        """Have facts that are in no store."""
        self._own_facts[facts_id] = Facts(blob)

    def held_facts(self, facts_id: bytes) -> Facts | None:
        """Facts that are in no store."""
        return self._own_facts.get(facts_id)

    def hold_links(self, path_id: int, links: Links) -> None:
        """Have the links of a file."""
        self.own_links[path_id] = links
        self.are_linked([path_id])

    def are_linked(self, path_ids: Collection[int]) -> None:
        """These files have the links of this view; those of the index, if there are no others."""
        self.stale.difference_update(path_ids)
        self.forget_conclusions()


class View:
    """One state of a session's unsaved texts over one state of the workspace."""

    def __init__(
        self,
        base: Generation,
        contents: Contents,
        rows: list[Row],
        moves: int,
        texts: Iterable[Text] = (),
        keys: Collection[bytes] = (),
        reached: Collection[int] = (),
        alike: Collection[int] = (),
    ) -> None:
        """`keys` read differently with `rows`, and the links of the files `reached` with them.

        Of the files `alike` the texts have the same symbols in the same places as the index.
        """
        self.base = base
        self.rows = rows
        self.keys = keys
        self.moves = moves
        """The state of the workspace's facts that this was made of."""
        self.texts = {text.path: text for text in texts}
        """Documents that count as they are here, whatever the disk says."""
        self.overlaid: dict[int, str | None] = {}
        """Path id -> path of the files that differ from the index; None if it is not there."""
        self.failed: set[int] = set()
        """Files that cannot be linked; an answer without them says so."""
        self.given_up: set[int] = set()
        """Files that have no links in the index either, for good."""
        self.alike = alike
        self.contents = OverlaidContents(contents)
        self.turn = asyncio.Lock()
        """Whoever has files linked holds it."""
        self.linked_bytes = 0
        self._sizes: dict[int, int] = {}
        self._users: dict[Target, set[int]] = {}
        self._symbols: tuple[list[tuple[int, str, bytes]], SymbolIndex] | None = None
        changed: dict[str, Entry | None] = {}
        for path, path_id, facts_id in rows:
            self.overlaid[path_id] = path if facts_id else None
            changed[path] = Entry(path_id, facts_id, b"", 0, 0, 0, 0) if facts_id else None
            if facts_id:
                text = self.texts[path]
                self.contents.hold_facts(facts_id, text.facts)
        self.generation = base.replace(changed) if changed else base
        self.contents.stale.update(p for p in reached if self.generation.has(p))
        self.contents.stale.update(path_id for _, path_id, facts_id in rows if facts_id)
        self.contents.differs = bool(rows or self.contents.stale)

    @property
    def stale(self) -> set[int]:
        """Files that are still to be linked for this view."""
        return self.contents.stale

    @property
    def to_link(self) -> set[int]:
        """Files that may be linked for this view."""
        return self.contents.stale - self.failed - self.given_up

    @property
    def is_full(self) -> bool:
        """Whether no more links may be held."""
        return self.linked_bytes > MOST_LINK_BYTES

    def symbols(self, path_ids: Collection[int]) -> SymbolIndex:
        """The symbols of the texts of some files."""
        files = [
            (path_id, path, self.texts[path].symbols)
            for path, path_id, facts_id in self.rows
            if facts_id and path_id in path_ids
        ]
        if self._symbols is None or self._symbols[0] != files:
            index = SymbolIndex()
            for file in files:
                index.put(*file)
            self._symbols = files, index
        return self._symbols[1]

    def take_links(self, path_id: int, blob: bytes) -> None:
        """A file was linked under these texts."""
        self._hold(path_id, Links(blob), len(blob))

    def _hold(self, path_id: int, links: Links, size: int) -> None:
        self.contents.hold_links(path_id, links)
        self._sizes[path_id] = size
        self.linked_bytes += size
        for target in links.targets:
            self._users.setdefault(target, set()).add(path_id)

    def take_over(self, older: View, path_ids: Collection[int]) -> None:
        """Have the links of some files that an older view over the same facts has, and the symbols
        that it has put in order, for as long as they are the same."""
        self._symbols = older._symbols
        for path_id in self.stale.intersection(path_ids):
            held = older.contents.own_links.get(path_id)
            if held is not None:
                self._hold(path_id, held, older._sizes[path_id])

    def packed_facts(self, facts_id: bytes) -> bytes | None:
        """Facts that are in no store, for a worker."""
        facts = self.contents.held_facts(facts_id)
        return None if facts is None else bytes(facts.blob)

    def users(self, target: Target) -> set[int]:
        """Files that refer to a symbol by links of this view."""
        return self._users.get(target, set())

    def files(self, tree: Tree) -> Iterator[tuple[str, int]]:
        """Every (path, path id) of the session's workspace."""
        for path, (path_id, _) in tree.files.items():
            if path_id not in self.overlaid:
                yield path, path_id
        for path_id, found in self.overlaid.items():
            if found is not None:
                yield found, path_id

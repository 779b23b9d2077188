"""Making results visible: content first, then postings, then one generation.

Also what a change reaches: the readers of its keys, followed to the end through the answers that
were memoised on the way.  Nothing here decides what to work on next.
"""

from __future__ import annotations

import asyncio
import time
from array import array
from collections.abc import Container, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from ..discovery import FileStat
from ..facts import Facts
from ..languages.registry import may_announce
from ..resolve.changes import Change, announced_keys, path_keys
from ..resolve.keys import to_bytes
from ..resolve.links import links_id
from ..resolve.lookups import Tree
from ..store.database import Put, Store
from ..store.pages import Entry
from ..store.postings import Postings
from ..store.views import Generation, ViewStore
from .counts import Counts
from .earlier import Earlier
from .imported import Imported

_SLICE_SECONDS = 0.0005
"""Work on the loop pauses after this long, so that a question never waits behind it."""

_COMMIT_ROWS = 400
_NO_LINKS = b""


@dataclass
class Outcome:
    """What a commit of parsed files changed."""

    keys: set[bytes] = field(default_factory=set)
    """Ground keys, 12 bytes each, that read differently now."""
    stale: set[int] = field(default_factory=set)
    """Files whose links are no longer right: the changed ones and those that the keys reach."""
    linked: set[int] = field(default_factory=set)
    """Files among those whose earlier links are right again."""
    imported: bool = False
    """Whether files are to be linked with other precise links."""
    rows: list[tuple[str, int, bytes]] = field(default_factory=list)
    """(path, path id, facts id or empty) of the files whose facts changed."""


class Commits:
    """Writes for one view of a store.  One commit at a time: `lock`."""

    def __init__(self, store: Store, views: ViewStore, postings: Postings, view_id: int) -> None:
        self.store = store
        self.views = views
        self.postings = postings
        self.view_id = view_id
        self.generation: Generation = views.load(view_id)
        self.tree = Tree()
        for path, entry in self.generation.items():
            self.tree.put(path, entry.path_id, entry.facts)
        self.lock = asyncio.Lock()
        self.linking_begun = any(entry.links for entry in self.generation.entries())
        """Whether a file has been linked, and so may have looked for names in vain."""
        self.counts = Counts()
        self.imported = Imported(store, view_id)
        self._earlier = Earlier()
        self._log: list[tuple[int, frozenset[bytes]]] = []
        """Keys changed by recent generations, for results that were computed before them."""

    # Facts

    async def facts(
        self,
        parsed: Iterable[list[Any]],
        gone: Iterable[str],
        keys: Mapping[bytes, Change],
        dirty: Container[int],
    ) -> Outcome:
        """Commit parsed files and files that are gone; `keys` differ in the parsed ones.

        `dirty` are the files whose links are out of date already.  The caller holds `lock`.
        """
        outcome = Outcome(keys=set(keys))
        puts: list[Put] = []
        changed: dict[str, Entry | None] = {}
        generation, tree = self.generation, self.tree
        for path in gone:
            entry = generation.get(path)
            if entry is None:
                continue
            changed[path] = None
            outcome.rows.append((path, entry.path_id, b""))
            outcome.keys.update(key for key, _ in self.postings.readers_of_file(entry.path_id))
        for path, stat, facts_id, facts, symbols, _ in parsed:
            old = generation.get(path)
            names = self._announced(path, old, facts_id, facts)
            if facts:
                # The symbols come last: where they are found, the rest is there too.
                puts.append(("facts", facts_id, facts))
                if names is not None:
                    puts.append(("announced", facts_id, names))
                puts.append(("symbols", facts_id, symbols))
            if old is None and names and self.linking_begun:
                outcome.keys.update(map(to_bytes, announced_keys(path, array("Q", names))))
            if old is not None and old.facts == facts_id:
                changed[path] = Entry(old.path_id, facts_id, old.links, *stat)
                continue
            path_id = self.store.paths.path_id(path)
            new = changed[path] = Entry(path_id, facts_id, _NO_LINKS, *stat)
            if facts:
                # Now that they are at hand: later each would be read from the store for it.
                self.counts.note(new, Facts(facts), None)
            outcome.rows.append((path, path_id, facts_id))
            outcome.stale.add(path_id)
        if puts:
            await self.store.write_all(puts)
        for path, path_id, facts_id in outcome.rows:
            if facts_id and path not in tree.files:
                outcome.keys.update(map(to_bytes, path_keys(tree, path)))
                tree.put(path, path_id, facts_id)
            elif facts_id:
                tree.put(path, path_id, facts_id)
            else:
                tree.remove(path)
                outcome.keys.update(map(to_bytes, path_keys(tree, path)))
        reached = await self.reach(outcome.keys)
        outcome.stale |= {p for p in reached if generation.has(p)}
        removed = {path_id for _, path_id, facts_id in outcome.rows if not facts_id}
        outcome.stale -= removed
        self._earlier.forget(removed)
        self._earlier.change({key: keys.get(key) for key in outcome.keys})
        for path_id in outcome.stale:
            before = generation.by_id(path_id)
            if before is None or path_id in dirty:
                self._earlier.reached(path_id, None)
            else:
                self._earlier.reached(path_id, (before.facts, before.links))
        self._put_back(outcome, changed)
        outcome.stale -= outcome.linked
        await self._commit(changed, outcome.stale, removed | outcome.linked)
        self._log.append((self.generation.number, frozenset(outcome.keys)))
        return outcome

    def _put_back(self, outcome: Outcome, changed: dict[str, Entry | None]) -> None:
        """Give files that an edit undone reaches the links that they had before the edit."""
        found: dict[int, tuple[str, Entry]] = {}
        for path_id in outcome.stale:
            path = self.generation.path_of(path_id)
            entry = changed.get(path) or self.generation.by_id(path_id)
            links = self._earlier.right_again(path_id, entry.facts) if entry else None
            if entry is not None and links is not None:
                found[path_id] = path, entry._replace(links=links)
        missing = set(self.store.missing("links", {entry.links for _, entry in found.values()}))
        for path_id, (path, entry) in found.items():
            if entry.links not in missing:
                changed[path] = entry
                outcome.linked.add(path_id)

    def same(self, found: Iterable[tuple[int, bytes, FileStat]]) -> None:
        """Commit the states of files, by path id, that were found to hold what gave these facts, as
        far as the view has those still.  The caller holds `lock`, and gives some hundred at most.
        """
        self.generation = self.views.commit_states(self.view_id, self.generation, found)

    def _announced(
        self, path: str, old: Entry | None, facts_id: bytes, facts: bytes
    ) -> bytes | None:
        """What a parsed file announces, if it may and somebody is to be told."""
        if not may_announce(path):
            return None
        if facts:
            return Facts(facts).announced.tobytes()
        return self.store.get("announced", facts_id) if old is None else None

    async def links(
        self, result: Mapping[str, Any], base: int, current: AbstractSet[int]
    ) -> tuple[set[int], set[int]]:
        """Commit links that were computed against generation `base`.

        `current` are the files of it that were not marked stale again since.  Gives the files
        that are linked now, and those of them that a later change reaches: to link again.
        The caller holds `lock`.
        """
        puts: list[Put] = []
        changed: dict[str, Entry | None] = {}
        linked: set[int] = set()
        for path_id, facts_id, links, edges in result["files"]:
            entry = self.generation.by_id(path_id)
            if entry is None or entry.facts != facts_id or path_id not in current:
                continue
            content = links_id(links)
            puts.append(("links", content, links))
            now = changed[self.generation.path_of(path_id)] = entry._replace(links=content)
            self.counts.note_edges(now, edges)
            linked.add(path_id)
        puts += self.postings.dep_puts(result["deps"])
        puts += self.postings.ref_puts(result["refs"])
        await self.store.write_all(puts)
        # What changed meanwhile was followed before these dependencies were known.
        later = {key for number, keys in self._log if number > base for key in keys}
        again: set[int] = set()
        if later:
            reached = await self.reach(later) & current
            # A file that is gone by now must not be linked again for ever.
            again = {path_id for path_id in reached if self.generation.has(path_id)}
        if changed or again:
            await self._commit(changed, again, linked - again)
        return linked, again

    async def switch_import(
        self, number: int, rows: Mapping[int, bytes], about: Mapping[str, Any]
    ) -> Outcome:
        """Have the precise links of import `number` in place of those of another; 0: of none.

        `rows` has the facts id for which each file, by path id, has such links.
        The caller holds `lock`.
        """
        imported, generation = self.imported, self.generation
        affected = imported.path_ids | rows.keys()
        outcome = Outcome(imported=True)
        until = time.monotonic() + _SLICE_SECONDS
        for path_id in affected:
            entry = generation.by_id(path_id)
            if entry is not None and (imported.holds(entry) or rows.get(path_id) == entry.facts):
                outcome.stale.add(path_id)
            if time.monotonic() > until:
                await asyncio.sleep(0)
                until = time.monotonic() + _SLICE_SECONDS
        # Links that were made before are right no more, whatever is undone.
        self._earlier.forget(affected)
        put, deletes = imported.switch(number, rows, about)
        self.generation = self.views.commit(
            self.view_id, generation, {}, outcome.stale, frozenset(), [put]
        )
        await self.store.write_all((), deletes)
        return outcome

    def forget_log(self, oldest: int) -> None:
        """No result computed against a generation before `oldest` is still to come."""
        self._log = [entry for entry in self._log if entry[0] > oldest]

    async def _commit(
        self, changed: Mapping[str, Entry | None], stale: set[int], fresh: set[int]
    ) -> None:
        """One generation; more for many rows, which are still right one by one: stale first."""
        rows = list(changed.items())
        first = True
        while rows or first:
            part, rows = dict(rows[:_COMMIT_ROWS]), rows[_COMMIT_ROWS:]
            self.generation = self.views.commit(
                self.view_id,
                self.generation,
                part,
                stale if first else frozenset(),
                frozenset() if rows else fresh,
            )
            first = False
            if rows:
                await asyncio.sleep(0)

    # Reach

    async def reach(self, keys: Iterable[bytes]) -> set[int]:
        """Path ids of the files whose links read any of these keys, directly or not."""
        files: set[int] = set()
        seen = set(keys)
        pending = list(seen)
        until = time.monotonic() + _SLICE_SECONDS
        while pending:
            found: list[bytes] = []
            for _, readers in self.postings.readers_of(pending):
                for reader in readers:
                    if reader.endswith(b"\0\0\0\0\0\0\0\0"):
                        files.add(int.from_bytes(reader[:4], "big"))
                    elif reader not in seen:
                        seen.add(reader)
                        found.append(reader)
                if time.monotonic() > until:
                    await asyncio.sleep(0)
                    until = time.monotonic() + _SLICE_SECONDS
            pending = found
        return files

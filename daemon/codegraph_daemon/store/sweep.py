"""Sweep: delete what no view has named for a while, and tidy the postings.

Belongs here: idle work on the store, in steps of bounded size. Stays out: deciding when the
daemon is idle, and anything whose result a question depends on.

**Call `step` only while nothing is between writing content (or finding it present) and the
commit that names it.** The sweep knows what is needed only from the views. It notices commits
made between its steps and looks at the views again.

Content is `facts` (keyed by facts id), `symbols` and `announced` (keys begin with a facts id) and
`links` (keyed by links id). What is found unnamed is stamped, and deleted when it is found unnamed
again `keep_days` later: until then a branch that is checked out again finds its files parsed.
Content that was never named, because the process died before the commit, goes the same way.
Imported rows lie in `precise` under the number of their import, and go with it.
Symbols, announced names and chunks go with their facts, in one batch: whoever finds symbols may
rely on the others. Words of contents that have no chunks any more are dropped from their postings.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from codegraph_daemon.store import words
from codegraph_daemon.store.crash import crash_point
from codegraph_daemon.store.database import Delete, Put, Store
from codegraph_daemon.store.keys import CONTENT_ID_BYTES
from codegraph_daemon.store.pages import PAGE_ROWS, content_ids
from codegraph_daemon.store.postings import Row, merged
from codegraph_daemon.store.views import IMPORTS, ViewStore

KEEP_DAYS: Final = 14
#: Rows looked at in one step; with their values (`facts` blocks are unpacked) and without.
CONTENT_ROWS: Final = 64
POSTING_ROWS: Final = 64
VIEW_PAGES: Final = 8

_OF_FACTS: Final = ("symbols", "announced", "chunks")
_POSTINGS: Final = {"refs": 12, "names": 8, "deps": 12}
_DAY: Final = 86_400
_STAMP = struct.Struct(">Q")
_VIEW_KEY = struct.Struct(">II")


class Sweep:
    """One pass over the whole store, made of short steps."""

    def __init__(
        self,
        store: Store,
        views: ViewStore,
        now: float,
        keep_days: float = KEEP_DAYS,
        of_words: words.Words | None = None,
        further: Callable[[], Iterator[object]] | None = None,
    ) -> None:
        """`now` is the time in seconds since 1970 that stamps are made with and compared to.

        Without `of_words` the postings of words are left as they are. `further` is what else is
        swept in the end, in steps.
        """
        self._store = store
        self._views = views
        self._words = of_words
        self._further = further
        self._now = int(now)
        self._oldest = int(now - keep_days * _DAY)
        self._seen_changes = -1
        self._work = self._everything()
        #: How many content rows were deleted, and how many terms of postings were rewritten.
        self.deleted = 0
        self.merged = 0

    def step(self) -> bool:
        """Do about a millisecond of work; True when the pass is finished."""
        return next(self._work, True)

    def _everything(self) -> Iterator[bool]:
        """Yields False after each piece of work."""
        yield from self._content("facts")
        yield from self._content("links")
        for family in _OF_FACTS:
            yield from self._orphans(family)
        yield from self._imports()
        for family in _POSTINGS:
            yield from self._tidy(family)
        if self._words is not None:
            yield from self._tidy_words(self._words)
        if self._further is not None:
            for _ in self._further():
                yield False
        yield from self._forget_dropped_views()
        self._store.write([("meta", b"swept", _STAMP.pack(self._now))])

    def _look_at_views(self) -> Iterator[bool]:
        """Learn anew what the views name, if one has changed since."""
        while self._seen_changes != self._views.changes:
            self._seen_changes = self._views.changes
            self._facts: set[bytes] = set()
            self._links: set[bytes] = set()
            # The path id 0 belongs to no file, so no view lists it.
            self._alive = bytearray(max(len(self._store.paths), 1))
            self._alive[0] = 1
            for info in self._views.all():
                prefix = _VIEW_KEY.pack(info.view_id, 0)[:4]
                start = _VIEW_KEY.pack(info.view_id, 0)
                while page := self._store.page("views", start, VIEW_PAGES, prefix):
                    for key, rows in page:
                        self._learn(_VIEW_KEY.unpack(key)[1], rows)
                    start = page[-1][0] + b"\0"
                    yield False
                    if self._seen_changes != self._views.changes:
                        break

    def _learn(self, page_number: int, page: bytes) -> None:
        first = page_number * PAGE_ROWS
        self._alive.extend(bytes(max(first + PAGE_ROWS - len(self._alive), 0)))
        for path_id, ids in enumerate(content_ids(page), first):
            if ids is not None:
                facts, links = ids
                self._alive[path_id] = 1
                self._facts.add(facts)
                self._links.add(links)

    # --- Content ------------------------------------------------------------------------------

    def _content(self, family: str) -> Iterator[bool]:
        start = b""
        while True:
            yield from self._look_at_views()
            keys = self._store.page_of_keys(family, start, CONTENT_ROWS)
            if not keys:
                return
            self._judge(family, keys)
            crash_point("between-sweeps")
            start = keys[-1] + b"\0"
            yield False

    def _judge(self, family: str, keys: list[bytes]) -> None:
        """Stamp, unstamp or delete these rows, in one batch."""
        named = self._links if family == "links" else self._facts
        marks = [family[:1].encode() + key for key in keys]
        puts: list[Put] = []
        deletes: list[Delete] = []
        stamps = self._store.get_many("unnamed", marks)
        for key, mark, stamp in zip(keys, marks, stamps, strict=True):
            if key in named:
                if stamp is not None:
                    deletes.append(("unnamed", mark))
            elif stamp is None:
                puts.append(("unnamed", mark, _STAMP.pack(self._now)))
            elif _STAMP.unpack(stamp)[0] <= self._oldest:
                deletes += [(family, key), ("unnamed", mark)]
                self.deleted += 1
                if family == "facts":
                    for part in _OF_FACTS:
                        deletes += [(part, row) for row, _ in self._store.scan(part, key)]
        if puts or deletes:
            self._store.write(puts, deletes)

    def _orphans(self, family: str) -> Iterator[bool]:
        """Delete what belongs to facts that were lost or never written."""
        start = b""
        while keys := self._store.page_of_keys(family, start, CONTENT_ROWS):
            absent = set(self._store.missing("facts", {key[:CONTENT_ID_BYTES] for key in keys}))
            gone = [key for key in keys if key[:CONTENT_ID_BYTES] in absent]
            if gone:
                self._store.write((), [(family, key) for key in gone])
                self.deleted += len(gone)
            start = keys[-1] + b"\0"
            yield False

    def _imports(self) -> Iterator[bool]:
        """Delete the rows of imports that were cut short, or that nobody has any more."""
        start = b""
        while keys := self._store.page_of_keys("precise", start, CONTENT_ROWS):
            named = {record[:8] for _, record in self._store.scan("meta", IMPORTS)}
            gone = [key for key in keys if key[:8] not in named]
            if gone:
                self._store.write((), [("precise", key) for key in gone])
                self.deleted += len(gone)
            start = keys[-1] + b"\0"
            yield False

    # --- Postings -----------------------------------------------------------------------------

    def _tidy(self, family: str) -> Iterator[bool]:
        """Merge the segments of every term, and drop the values of paths that are gone."""
        start = b""
        while True:
            yield from self._look_at_views()
            page = self._store.page(family, start, POSTING_ROWS)
            if not page:
                return
            start = self._merge(family, page)
            crash_point("between-sweeps")
            yield False

    def _merge(self, family: str, page: list[Row]) -> bytes:
        """Merge what lies in this page; where the next page starts.

        No row is remembered from one step to the next: between them others may merge as well.
        """
        width = _POSTINGS[family]
        groups = [list(rows) for _, rows in groupby(page, lambda row: row[0][:width])]
        start = page[-1][0] + b"\0"
        if len(page) == POSTING_ROWS and len(groups) > 1:
            start = groups.pop()[0][0]  # It may go on in the next page.
        puts: list[Put] = []
        deletes: list[Delete] = []
        for rows in groups:
            more_puts, more_deletes = merged(family, rows, self._alive)
            puts += more_puts
            deletes += more_deletes
            self.merged += bool(more_puts or more_deletes)
        if puts or deletes:
            self._store.write(puts, deletes)
        return start

    def _tidy_words(self, of_words: words.Words) -> Iterator[bool]:
        """The same for words, whose contents are alive as long as they have chunks."""
        of_words.forget_given_up()
        import numpy as np  # Not by the start, which has no use for it.

        # Contents that get their chunks from now on have higher numbers, and are kept.
        living = np.zeros(of_words.next_number, np.bool_)
        start = b""
        while page := self._store.page("chunks", start, CONTENT_ROWS):
            numbers = [words.number_of(row) for _, row in page]
            living[[number for number in numbers if number < len(living)]] = True
            start = page[-1][0] + b"\0"
            yield False
        for family in ("terms", "trigrams"):
            start = b""
            while page := self._store.page(family, start, POSTING_ROWS):
                groups = words.by_term(page)
                start = page[-1][0] + b"\0"
                if len(page) == POSTING_ROWS and len(groups) > 1:
                    start = groups.pop()[0][0]
                for rows in groups:
                    puts, deletes = words.merged(family, rows, living)
                    if puts or deletes:
                        self._store.write(puts, deletes)
                        self.merged += 1
                crash_point("between-sweeps")
                yield False

    # --- Views --------------------------------------------------------------------------------

    def _forget_dropped_views(self) -> Iterator[bool]:
        """Delete the rows of views whose drop was cut short."""
        known = {info.view_id for info in self._views.all()}
        for family in ("views", "dirty"):
            start = b""
            while keys := self._store.page_of_keys(family, start, POSTING_ROWS):
                gone = [
                    key for key in keys if _VIEW_KEY.unpack(key.ljust(8, b"\0"))[0] not in known
                ]
                if gone:
                    self._store.write((), [(family, key) for key in gone])
                start = keys[-1] + b"\0"
                yield False


def last_sweep(store: Store) -> int:
    """When the last pass was finished, in seconds since 1970; 0 for never."""
    stamp = store.get("meta", b"swept")
    return 0 if stamp is None else int(_STAMP.unpack(stamp)[0])

"""The chunks of contents at hand for searches, up to a number of bytes.

Belongs here: that bound, and reading several together. Stays out: what a row says (`chunks.row`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final

from ..chunks.row import Row
from ..store.words import Words
from .answering import Asked

_ROWS_BYTES: Final = 4 << 20


class Rows:
    """The chunks of contents, the recently used ones at hand."""

    def __init__(self, words: Words, most_bytes: int = _ROWS_BYTES) -> None:
        self._words = words
        self._most = most_bytes
        self.bytes = 0
        """What the rows at hand take."""
        self._rows: OrderedDict[bytes, Row] = OrderedDict()

    def __len__(self) -> int:
        return len(self._rows)

    def of(self, asked: Asked, path_id: int) -> Row | None:
        """The chunks of a file as the session sees it; None if it has none."""
        entry = asked.snapshot().generation.by_id(path_id)
        return None if entry is None else self.by_facts(entry.facts)

    def expect(self, asked: Asked, path_ids: Iterable[int]) -> None:
        """Have the chunks of some files at hand, read together."""
        entries = map(asked.snapshot().generation.by_id, path_ids)
        self.of_all([entry.facts for entry in entries if entry is not None])

    def by_facts(self, facts_id: bytes) -> Row | None:
        """The chunks of a content; None if they are not in the store."""
        return self.of_all([facts_id])[0]

    def of_all(self, facts_ids: Sequence[bytes]) -> list[Row | None]:
        """The chunks of some contents, read together; None for those that are not in the store."""
        wanted = list(dict.fromkeys(each for each in facts_ids if each not in self._rows))
        there = {each: self._rows[each] for each in facts_ids if each in self._rows}
        for each in there:
            self._rows.move_to_end(each)
        for each, found in zip(wanted, self._words.chunks(wanted) if wanted else (), strict=True):
            if found is not None and found[1]:
                row = there[each] = self._rows[each] = Row(found[1])
                self.bytes += row.nbytes
        while self.bytes > self._most and len(self._rows) > 1:
            self.bytes -= self._rows.popitem(last=False)[1].nbytes
        return [there.get(each) for each in facts_ids]

"""Counts that `status` shows: symbols and edges by content, so none is counted twice.

They stay in a file beside the store, so that a daemon that starts anew need not read all facts and
links while somebody asks it. Each is kept with the ids of what was counted; what is damaged, or was
written by another version, is no file.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, Final

import msgpack
from xxhash import xxh3_64_digest

from codegraph_client import __version__

from .. import whole_file
from ..facts import Facts, Kind
from ..resolve.links import Links
from ..store.pages import Entry
from ..store.views import Generation

_ID: Final = 16
_DIGEST: Final = 8
_AT_ONCE: Final = 256
_MANY: Final = 200
"""With fewer files counted anew than this the file is not written again."""


class Counts:
    """Symbols and linked occurrences of the files of a workspace."""

    def __init__(self) -> None:
        self._of: dict[int, tuple[bytes, bytes, int, int]] = {}
        self._unwritten = 0
        self._writing: asyncio.Task[None] | None = None

    def knows(self, entry: Entry) -> bool:
        """Whether the numbers of this very entry are known."""
        known = self._of.get(entry.path_id)
        return known is not None and known[0] == entry.facts and known[1] == entry.links

    def begin_with(self, other: Counts) -> None:
        """Know what another workspace has counted, of whose files these mostly are."""
        self._of = dict(other._of)

    def note(self, entry: Entry, facts: Facts, links: Links | None) -> None:
        """Count one entry."""
        parameters = facts.symbol_kind.tobytes().count(Kind.PARAMETER)
        symbols = len(facts.symbol_kind) - 1 - parameters
        edges = links.edges if links is not None else 0
        self._of[entry.path_id] = (entry.facts, entry.links, symbols, edges)
        self._unwritten += 1

    def note_edges(self, entry: Entry, edges: int) -> None:
        """Count the links that an entry has got, if its symbols are counted."""
        known = self._of.get(entry.path_id)
        if known is not None and known[0] == entry.facts:
            self._of[entry.path_id] = (entry.facts, entry.links, known[2], edges)

    def totals(self, generation: Generation) -> tuple[int, int]:
        """Symbols and edges of a generation, as far as they were counted."""
        if len(self._of) > len(generation):
            self._of = {p: c for p, c in self._of.items() if generation.has(p)}
        return sum(c[2] for c in self._of.values()), sum(c[3] for c in self._of.values())

    @property
    def nothing_known(self) -> bool:
        """Whether nothing was counted yet."""
        return not self._of

    @property
    def worth_writing(self) -> bool:
        """Whether many were counted that the file lacks, and nobody writes them."""
        is_written = self._writing is None or self._writing.done()
        return is_written and self._unwritten > _MANY

    def write_behind(self, work: Coroutine[Any, Any, None]) -> None:
        """Have the file written beside who asks; not again before that is done."""
        self._unwritten = 0
        self._writing = asyncio.get_running_loop().create_task(work)

    async def written(self) -> None:
        """Wait until what is being written is there."""
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)

    def packing(self) -> Iterator[bytes]:
        """What `taking` reads, in steps of which only the last gives anything."""
        numbers = array("I")
        ids: list[bytes] = []
        for at, (path_id, (facts, links, symbols, edges)) in enumerate(list(self._of.items()), 1):
            if len(facts) == len(links) == _ID:
                numbers.extend((path_id, symbols, edges))
                ids += facts, links
            if not at % _AT_ONCE:
                yield b""
        yield msgpack.packb([__version__, numbers.tobytes(), b"".join(ids)])

    def taking(self, packed: bytes) -> Iterator[None]:
        """Know what an earlier daemon has counted, in steps; nothing if another version did."""
        version, numbers, ids = msgpack.unpackb(packed)
        if version != __version__:
            return
        rows = iter(array("I", numbers))
        for at, (path_id, symbols, edges) in enumerate(zip(rows, rows, rows, strict=True)):
            begin = at * 2 * _ID
            facts, links = ids[begin : begin + _ID], ids[begin + _ID : begin + 2 * _ID]
            self._of.setdefault(path_id, (facts, links, symbols, edges))
            if not at % _AT_ONCE:
                yield


def read(path: Path) -> bytes | None:
    """What was written to a file; None if there is no such file, or it is damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    body = content[_DIGEST:]
    return body if body and content[:_DIGEST] == xxh3_64_digest(body) else None


def write(path: Path, packed: bytes) -> None:
    """Put this in a file, in place of what it holds. Raises OSError."""
    whole_file.replace(path, (xxh3_64_digest(packed), packed))

"""A phrase or a pattern that texts are looked into for: the files that may have it, and where.

Belongs here: reading such a query, having candidates looked into, and what is found as hits. Stays
out: what a candidate is (`lexical.literals`), looking into texts (`workers.matching`), and what a
hit looks like (`found`).
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from codegraph_client.errors import BadRequest

from ..discovery import FileStat, read_parts
from ..encoding import utf8_text
from ..lexical import literals
from ..lexical.phrases import places_of_phrase, stands_by_its_bytes
from ..lexical.reading import Reading
from ..ranking.score import FACTORS
from ..store.views import Generation
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from ..workers.queue import Lane
from .answering import Asked
from .chunk_rows import Rows
from .found import Hit
from .narrowing import Narrowed

_PATTERN: Final = re.compile(r"/(.+)/(i?)", re.DOTALL)
_PHRASE: Final = re.compile(r'"(.+)"', re.DOTALL)
_MOST_FILES: Final = 2000
"""Candidates whose texts are looked into for one question."""
_MOST_MATCHES: Final = 5000
_AT_ONCE: Final = 128
"""Files that are looked into in one task, some ten milliseconds: between two of them a keystroke
has its turn."""
_PRIORITY: Final = 8
_FEW: Final = 8
_FEW_BYTES: Final = 1 << 20
_SHORT_BYTES: Final = 256 << 10
"""To look into a few files here takes less than to tell a worker of them; into one of so many
bytes, half a millisecond."""

Matches = list[tuple[int, int]]
"""Byte offsets in a file between which what was looked for stands."""


class Looked(NamedTuple):
    """A query that texts are looked into for: a pattern, and what every match contains."""

    pattern: str
    flags: int
    needs: literals.Needs
    what: str
    lane: Lane
    """A phrase takes as long as reading its candidates does; a pattern may take for ever, and
    stands in nobody's way where files are indexed."""
    phrase: bytes = b""
    """In lower case, if it is a phrase in ASCII."""


def looked_for(query: str) -> Looked | None:
    """The query as something that texts are looked into for; None if it is words."""
    if found := _PATTERN.fullmatch(query):
        pattern, flags = found[1], re.IGNORECASE if found[2] else 0
        try:
            re.compile(pattern, flags | re.MULTILINE)
            inline = f"(?i:{pattern})" if flags else pattern
            needs = literals.of_pattern(inline)
        except (re.error, OverflowError, RecursionError) as error:
            raise BadRequest(f"the pattern cannot be read: {error}") from None
        return Looked(pattern, flags, needs, "the pattern", "bulk")
    if found := _PHRASE.fullmatch(query):
        words = found[1]
        needs = literals.of_phrase(words)
        phrase = words.lower().encode() if words.isascii() else b""
        return Looked(re.escape(words), re.IGNORECASE, needs, "the phrase", "interactive", phrase)
    return None


async def hits_of(
    asked: Asked, reading: Reading, only: Narrowed, looked: Looked, rows: Rows, pool: Pool
) -> list[Hit] | None:
    """Where it stands, best first; None if files have changed and are read again."""
    corpus = reading.corpus
    numbers = literals.contents_with(reading, looked.needs)
    if numbers is None:
        numbers = corpus.all_numbers()
        asked.reason = f"{looked.what} has no three letters in a row, so every file was read"
    path_ids = [path_id for path_id in corpus.paths_with(numbers) if only.takes(path_id)]
    if len(path_ids) > _MOST_FILES:
        asked.incomplete(f"{looked.what} was looked for in {_MOST_FILES:,} files only")
        path_ids = path_ids[:_MOST_FILES]
    found = await _at_hand(asked, path_ids, looked)
    if found is None:
        found = await _matches(asked, path_ids, looked, pool)
    if found is None:
        return None
    factors = FACTORS[reading.traits]
    rows.expect(asked, (path_id for path_id, _ in found))
    hits: list[Hit] = []
    for path_id, matches in found:
        path, row = asked.path_of(path_id), reading.row(path_id) or rows.of(asked, path_id)
        number = corpus.number_of(path_id)
        if path is None or row is None or number is None:
            continue
        places: dict[int, Matches] = {}
        for match in matches:
            ordinal = row.at(match[0])
            if ordinal >= 0:
                places.setdefault(ordinal, []).append(match)
        factor = float(factors[corpus.slot_of(number)])
        for ordinal, there in places.items():
            if only.has(corpus.place(number, ordinal)):
                score = factor * (1 + math.log(len(there)))
                hits.append(Hit(path_id, path, ordinal, score, -1, tuple(there)))
    hits.sort(key=lambda hit: (-hit.score, hit.path, hit.ordinal))
    return hits


async def _at_hand(
    asked: Asked, path_ids: Sequence[int], looked: Looked
) -> list[tuple[int, Matches]] | None:
    """Where a phrase stands in a few short files that are as they were indexed; None: all else,
    for a worker to look into."""
    if not looked.phrase or not looked.needs.literals or len(path_ids) > _FEW:
        return None
    generation, root = asked.snapshot().generation, str(asked.workspace.root)
    texts = {} if asked.view is None else asked.view.texts
    entries = [generation.by_id(path_id) for path_id in path_ids]
    sizes = [_FEW_BYTES if entry is None else entry.size for entry in entries]
    if sum(sizes) > _FEW_BYTES or max(sizes, default=0) > _SHORT_BYTES:
        return None
    found: list[tuple[int, Matches]] = []
    for path_id, entry in zip(path_ids, entries, strict=True):
        path = asked.path_of(path_id)
        if entry is None or path is None or path in texts:
            return None
        state = FileStat(*entry.state)
        read = read_parts(root, path, [(0, entry.size)], state)
        if read is None:
            return None
        lower = utf8_text(read[0]).lower()
        if looked.phrase in lower:
            if not stands_by_its_bytes(looked.phrase, lower):
                return None
            found.append((path_id, places_of_phrase(looked.phrase, lower)))
        await asked.pace.breathe()
    return found


async def _matches(
    asked: Asked, path_ids: Sequence[int], looked: Looked, pool: Pool
) -> list[tuple[int, Matches]] | None:
    """Where the pattern matches, by path id; None if files have changed and are read again."""
    found: list[tuple[int, Matches]] = []
    unread: list[str] = []
    slow: list[str] = []
    left, more = _MOST_MATCHES, False
    # The same state for all of them, whatever is indexed meanwhile.
    generation = asked.snapshot().generation
    for at in range(0, len(path_ids), _AT_ONCE):
        if more := left <= 0:
            break
        some = path_ids[at : at + _AT_ONCE]
        files = list(_files(asked, generation, some))
        payload = {
            "root": str(asked.workspace.root),
            "max_bytes": asked.workspace.indexing.max_bytes,
            "pattern": looked.pattern,
            "flags": looked.flags,
            "literals": looked.needs.literals,
            "phrase": looked.phrase,
            "files": files,
            "most": left,
        }
        try:
            result: dict[str, Any] = await pool.submit(
                "match", payload, lane=looked.lane, priority=_PRIORITY
            )
        except (Full, TaskFailed, WorkerDied):
            asked.incomplete(f"{looked.what} could not be looked for")
            return []
        for number, matches in result["found"]:
            found.append((some[number], [(start, end) for start, end in matches]))
            left -= len(matches)
        unread += [files[number][0] for number in result["gone"]]
        slow += [files[number][0] for number in result["slow"]]
        if more := result["more"]:
            break
    if unread:
        changed = asked.workspace.changed(unread)
        if changed and asyncio.get_running_loop().time() < asked.deadline:
            return None
        asked.incomplete("files changed while they were read: " + ", ".join(unread[:3]))
    if slow:
        asked.incomplete(f"{looked.what} takes too long in some files: {', '.join(slow[:3])}")
    if more:
        asked.incomplete(f"{looked.what} has more matches than are counted")
    return found


def _files(
    asked: Asked, generation: Generation, path_ids: Sequence[int]
) -> Iterable[tuple[str, bytes, tuple[int, ...], bytes | None]]:
    """What the task is told of files: path, facts id, the state on the disk, an unsaved text."""
    view = asked.view
    for path_id in path_ids:
        entry, path = generation.by_id(path_id), asked.path_of(path_id)
        assert entry is not None
        assert path is not None
        unsaved = None if view is None else view.texts.get(path)
        yield path, entry.facts, entry.state, None if unsaved is None else unsaved.data

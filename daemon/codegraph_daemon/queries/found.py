"""What a search found, as results: places, symbols, reasons, and the lines that say most.

Belongs here: making a page of results, and no more than a page, for each needs facts and a text.
Stays out: what is found, and in which order (`finding`).
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, overload

import numpy as np

from codegraph_client.protocol import Result

from ..chunks.cut import PROSE, Chunk
from ..chunks.row import Row
from ..chunks.words import FREQUENCIES
from ..discovery import read_source
from ..encoding import utf8_text
from ..facts import Kind
from ..lexical.reading import Reading
from ..ranking.features import Places
from ..ranking.score import Order, Ranked
from ..resolve.values import Origin
from ..store.words import Words
from .answering import Asked, definitions, place
from .reading import File, container_name, symbol_name

_ROWS_BYTES: Final = 4 << 20
_LINES: Final = 3
"""Lines of a text that are shown of one result, unless the question says otherwise."""
_MOST_LINES: Final = 20
_WIDEST: Final = 300
"""Characters of a line that is shown."""
_LONG: Final = 4
"""Letters of a term that is seen in the midst of a word too."""
_FIELDS: Final = ("name", "documentation", "text")
_PARTS: Final = (
    *("words", "file_words", "name", "folder", "definition", "meaning", "central", "factor"),
    "share",
)
_SAID: Final = (
    ("definition", "defines what is asked for"),
    ("meaning", "means something like it"),
    ("name", "the file's name"),
    ("folder", "its folder's name"),
)
"""Parts of a score that are reasons by themselves."""


class Hit(NamedTuple):
    """One chunk of one file that was found."""

    path_id: int
    path: str
    ordinal: int
    score: float
    place: int
    """In the corpus; below zero if the file's text was looked into."""
    matches: tuple[tuple[int, int], ...] = ()
    """Byte offsets between which what was looked for stands."""
    ranked: Ranked | None = None
    """What its score is made of."""


class Hits(Sequence[Hit]):
    """Hits in the order of a ranking, each made when it is asked for."""

    def __init__(self, order: Order, files: Sequence[tuple[int, int, str]], firsts: Places) -> None:
        """`files` are (position in the order, path id, path); `firsts` the first places by slot."""
        self._order = order
        self._files = files
        self._firsts = firsts

    def __len__(self) -> int:
        return len(self._files)

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> list[Hit]: ...
    def __getitem__(self, at: int | slice) -> Hit | list[Hit]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        position, path_id, path = self._files[at]
        row = self._order[position]
        ordinal = row.place - int(self._firsts[row.file])
        return Hit(path_id, path, ordinal, row.score, row.place, ranked=row)


class Seen(NamedTuple):
    """A term as people see it: the word that it comes from, what it is worth in a line."""

    word: str
    worth: float


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

    def by_facts(self, facts_id: bytes) -> Row | None:
        """The chunks of a content; None if they are not in the store."""
        if facts_id in self._rows:
            self._rows.move_to_end(facts_id)
            return self._rows[facts_id]
        (found,) = self._words.chunks([facts_id])
        if found is None or not found[1]:
            return None
        row = self._rows[facts_id] = Row(found[1])
        self.bytes += row.nbytes
        while self.bytes > self._most and len(self._rows) > 1:
            self.bytes -= self._rows.popitem(last=False)[1].nbytes
        return row


class Found(Sequence[Result]):
    """The results of a search; each is made when it is asked for."""

    def __init__(
        self,
        asked: Asked,
        rows: Rows,
        reading: Reading,
        hits: Sequence[Hit],
        terms: Mapping[bytes, Seen],
    ) -> None:
        """`terms` are those that were asked for."""
        self._asked = asked
        self._rows = rows
        self._reading = reading
        self._hits = hits
        self._terms = terms
        self._wanted = Wanted(terms)
        self._texts: dict[int, bytes | None] = {}
        self._explain = bool(asked.params.get("explain"))
        lines = asked.params.get("lines")
        self._lines = _LINES if not isinstance(lines, int) else min(max(lines, 0), _MOST_LINES)

    def __len__(self) -> int:
        return len(self._hits)

    @overload
    def __getitem__(self, at: int) -> Result: ...
    @overload
    def __getitem__(self, at: slice) -> list[Result]: ...
    def __getitem__(self, at: int | slice) -> Result | list[Result]:
        if isinstance(at, int):
            return self._made([self._hits[at]])[0]
        return self._made(self._hits[at])

    def _made(self, hits: Sequence[Hit]) -> list[Result]:
        frequencies = self._frequencies(hits)
        found: list[Result] = []
        for hit in hits:
            result = self._result(hit, frequencies.get(hit.place, {}))
            if result is not None:
                found.append(result)
        return found

    def _frequencies(self, hits: Sequence[Hit]) -> dict[int, dict[bytes, int]]:
        """For the places of hits which terms stand there, with their packed frequencies."""
        found: dict[int, dict[bytes, int]] = {hit.place: {} for hit in hits if hit.place >= 0}
        if not found:
            return found
        wanted = np.zeros(self._reading.corpus.places, np.bool_)
        wanted[list(found)] = True
        for term in self._terms:
            there = self._reading.term(term)
            which = np.flatnonzero(wanted[there.places])
            for at, packed in zip(
                there.places[which].tolist(), there.frequencies[which].tolist(), strict=True
            ):
                found[at][term] = packed
        return found

    def _result(self, hit: Hit, terms: dict[bytes, int]) -> Result | None:
        file = self._asked.snapshot().file_by_id(hit.path_id)
        row = self._reading.row(hit.path_id) or self._rows.of(self._asked, hit.path_id)
        if file is None or row is None or hit.ordinal >= len(row):
            return None
        chunk = row.chunk(hit.ordinal)
        result = _place(file, chunk, hit.matches)
        result["range"] = [*file.facts.position(chunk.start), *file.facts.position(chunk.end)]
        result["score"] = round(hit.score, 4)
        spelled = {term: self._terms[term].word for term in terms}
        result["reasons"] = _reasons(hit, terms, spelled)
        if self._explain:
            result["parts"] = _parts(hit, terms, spelled)
        if self._lines:
            if hit.path_id not in self._texts:
                # Several chunks of one file are shown, and each needs its text.
                self._texts[hit.path_id] = self._text(file)
            text = self._texts[hit.path_id]
            if text is not None:
                result["lines"] = _lines(file, chunk, text, self._wanted, hit.matches, self._lines)
        return result

    def _text(self, file: File) -> bytes | None:
        """The text of a file, if it is still the one that was indexed."""
        asked = self._asked
        unsaved = None if asked.view is None else asked.view.texts.get(file.path)
        if unsaved is not None:
            return unsaved.data.removeprefix(codecs.BOM_UTF8)
        source = read_source(
            str(asked.workspace.root), file.path, asked.workspace.indexing.max_bytes
        )
        entry = file.entry
        state = (entry.size, entry.mtime_ns, entry.ctime_ns, entry.inode)
        if source.problem or tuple(source.stat) != state:
            return None
        return utf8_text(source.data).removeprefix(codecs.BOM_UTF8)


def _place(file: File, chunk: Chunk, matches: Sequence[tuple[int, int]]) -> Result:
    """Where a hit is: where the text matches, where the symbol has its name, or the first line."""
    facts = file.facts
    symbol = max(chunk.symbol, 0)
    named = [
        site
        for site in (facts.sites(symbol) if symbol else ())
        if chunk.start <= site.name < chunk.end
    ]
    if named and not matches and not chunk.part:
        return definitions(file, symbol, Origin.DEFINITION, named[:1])[0]
    start, end = matches[0] if matches else (chunk.start, chunk.start)
    result = place(
        file,
        start,
        0,
        name=symbol_name(file.path, facts, symbol),
        kind=Kind.MODULE if chunk.kind == PROSE else chunk.kind,
        container=container_name(file.path, facts, symbol),
        role="definition" if symbol else "text",
        origin=Origin.DEFINITION,
    )
    result["end_line"], result["end_column"] = facts.position(end)
    if symbol:
        result["qualified"] = facts.shown(symbol)
        result["key"] = f"{file.path}#{facts.identity(symbol)}"
    return result


def _counts(packed: int) -> dict[str, int]:
    names = zip(_FIELDS, FREQUENCIES[packed].tolist(), strict=True)
    return {name: int(often) for name, often in names if often}


def _parts(hit: Hit, terms: dict[bytes, int], spelled: dict[bytes, str]) -> dict[str, Any]:
    """What a score is made of: the sum of its parts, times the factors; and where the terms are."""
    found: dict[str, Any] = {}
    if hit.ranked is not None:
        values = hit.ranked._asdict()
        found = {name: round(values[name], 4) for name in _PARTS if values[name]}
    for term, packed in terms.items():
        found.setdefault(f'"{spelled[term]}"', _counts(packed))
    return found


def _reasons(hit: Hit, terms: dict[bytes, int], spelled: dict[bytes, str]) -> list[str]:
    """Why it was found, in few words: which words stand in its name, documentation and text."""
    if hit.matches:
        return [f"{len(hit.matches)} matches" if len(hit.matches) > 1 else "1 match"]
    found: list[str] = []
    if hit.ranked is not None:
        found = [words for name, words in _SAID if getattr(hit.ranked, name)]
    fields: dict[str, dict[str, None]] = {}
    for term, packed in terms.items():
        for name in _counts(packed):
            fields.setdefault(name, {})[spelled[term]] = None
            break
    return [*found, *(f"{name}: {', '.join(fields[name])}" for name in _FIELDS if name in fields)]


def _lines(
    file: File,
    chunk: Chunk,
    text: bytes,
    wanted: Wanted,
    matches: Sequence[tuple[int, int]],
    most: int,
) -> list[dict[str, Any]]:
    """The lines of a chunk that say most of what was asked for, in order."""
    shown = text[chunk.start : chunk.end]
    lines = shown.splitlines()
    first = file.facts.position(chunk.start)[0]
    # Of equal lines the first, which says what the chunk is; never a blank one.
    worth = [0.0 if line.strip() else -1.0 for line in lines]
    for number, value in wanted.in_lines(shown):
        worth[number] += value
    for start, _ in matches:
        at = file.facts.position(start)[0] - first
        if 0 <= at < len(lines):
            worth[at] += 1
    best = sorted(range(len(lines)), key=lambda n: (-worth[n], n))[:most]
    return [
        {"line": first + n, "text": lines[n].decode("utf-8", "replace")[:_WIDEST]}
        for n in sorted(best)
        if worth[n] >= 0
    ]


class Wanted:
    """Terms to be seen in lines, with what each is worth; by their letters, whatever surrounds
    them, but for short ones."""

    def __init__(self, terms: Mapping[bytes, Seen]) -> None:
        self._terms = terms
        long = [re.escape(term) for term in terms if len(term) >= _LONG]
        short = [re.escape(term) for term in terms if len(term) < _LONG]
        # The longest first, so that a whole name counts for more than its first part.
        parts = sorted(long, key=len, reverse=True)
        if short:
            parts.append(rb"(?<![a-z])(?:" + b"|".join(short) + rb")(?![a-z])")
        self._pattern = re.compile(b"|".join(parts)) if parts else None

    def in_lines(self, text: bytes) -> Iterator[tuple[int, float]]:
        """(number of a line, what a term in it is worth), each term once for each line."""
        if self._pattern is None:
            return
        ends: list[int] = []
        end = 0
        for line in text.splitlines(keepends=True):
            end += len(line)
            ends.append(end)
        seen: set[tuple[int, bytes]] = set()
        for match in self._pattern.finditer(text.lower()):
            found = bisect_right(ends, match.start()), match[0]
            if found not in seen:
                seen.add(found)
                yield found[0], self._terms[found[1]].worth

"""What a search found, as results: places, symbols, reasons, and the lines that say most.

Belongs here: making a page of results, and no more than a page, for each needs a text. What they
say beside it stands with the chunks, so that no facts are read.
Stays out: what is found, and in which order (`finding`).
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple, overload

import numpy as np

from codegraph_client.protocol import Result

from ..chunks.cut import PROSE
from ..chunks.row import Label, Shown
from ..chunks.words import FREQUENCIES
from ..discovery import FileStat, read_parts, read_source
from ..encoding import utf8_text
from ..facts import KIND_NAMES, Kind
from ..lexical.reading import Heard, Reading
from ..on_demand import OnDemand
from ..ranking.features import Places
from ..ranking.score import Order, Ranked
from ..resolve.values import TRUST, Origin
from ..store.pages import Entry
from .answering import Asked
from .chunk_rows import Rows
from .reading import module_name
from .telling import Seen, Told, Wanted, matched_lines

_TRUST: Final = TRUST[Origin.DEFINITION]
_MODULE: Final = KIND_NAMES[Kind.MODULE]
_LINES: Final = 3
"""Lines of a text that are shown of one result, unless the question says otherwise."""
_MOST_LINES: Final = 20
_FIELDS: Final = ("name", "documentation", "text")
_PARTS: Final = (
    *("words", "file_words", "name", "folder", "definition", "meaning", "central", "factor"),
    "share",
)
_SAID: Final = {
    "definition": "defines what is asked for",
    "meaning": "means something like it",
    "name": "the file's name",
    "folder": "its folder's name",
}
"""Parts of a score that are reasons by themselves."""
_FIRST_FIELD: Final = tuple(
    next((name for name, often in zip(_FIELDS, row, strict=True) if often), "")
    for row in FREQUENCIES.tolist()
)
"""By a byte of the postings the first field in which a term stands; empty for none."""

Terms = Sequence[tuple[str, int]]
"""The words whose terms stand in a chunk, with packed frequencies."""


class Hit(NamedTuple):
    """One chunk of one file that was found."""

    path_id: int
    path: str
    """Empty if the file is gone."""
    ordinal: int
    score: float
    place: int
    """In the corpus; below zero if the file's text was looked into."""
    matches: tuple[tuple[int, int], ...] = ()
    """Byte offsets between which what was looked for stands."""
    said: Sequence[str] = ()
    """Parts of its score that are reasons by themselves, in words."""
    ranked: Ranked | None = None
    """What its score is made of, where that is asked for."""


class Hits(OnDemand[Hit]):
    """Hits in the order of a ranking, each made when it is asked for."""

    def __init__(
        self,
        order: Order,
        files: Sequence[tuple[int, int]],
        firsts: Places,
        path_of: Callable[[int], str | None],
        explain: bool = False,
    ) -> None:
        """`files` are (position in the order, path id); `firsts` the first places by slot; with
        `explain` each has what its score is made of."""
        self._order = order
        self._files = files
        self._firsts = firsts
        self._path_of = path_of
        self._explain = explain

    def __len__(self) -> int:
        return len(self._files)

    def made(self, at: int) -> Hit:
        return self.several(range(at, at + 1))[0]

    def several(self, places: range) -> list[Hit]:
        chosen = [self._files[at] for at in places]
        if not chosen:
            return []
        order, path_of = self._order, self._path_of
        positions = [position for position, _ in chosen]
        rows = order.at(positions) if self._explain else [None] * len(chosen)
        slots = [order.files[position] for position in positions]
        firsts = self._firsts.take(slots).tolist()
        said: list[list[str]] = [[] for _ in chosen]
        for part, words in _SAID.items():
            for one, counts in zip(said, order.counts(part, slots), strict=True):
                if counts:
                    one.append(words)
        return [
            Hit(path_id, path_of(path_id) or "", place - first, score, place, (), words, row)
            for (_, path_id), place, score, first, words, row in zip(
                chosen, *order.worth(positions), firsts, said, rows, strict=True
            )
        ]


class Found(Sequence[Result]):
    """The results of a search; each is made when it is asked for."""

    def __init__(
        self,
        asked: Asked,
        rows: Rows,
        reading: Reading,
        hits: Sequence[Hit],
        terms: Mapping[bytes, Seen],
        heard: Heard,
    ) -> None:
        """`terms` are those that were asked for, and `heard` is what they say."""
        self._asked = asked
        self._rows = rows
        self._reading = reading
        self._hits = hits
        self._terms = terms
        self._heard = heard
        self._wanted = Wanted(terms)
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
        terms = self._terms_in(hits)
        by_id, own = self._asked.snapshot().generation.by_id, self._reading.row
        entries = [by_id(hit.path_id) for hit in hits]
        rows = self._rows.of_all([b"" if each is None else each.facts for each in entries])
        there: list[_Shown] = []
        for hit, entry, row in zip(hits, entries, rows, strict=True):
            chunks = own(hit.path_id) or row
            if entry is None or chunks is None or not hit.path:
                continue
            if hit.ordinal < chunks.count:
                there.append(_Shown(hit, entry, chunks.shown(hit.ordinal)))
        texts = self._texts(there)
        return [
            self._result(hit, shown, text, lines, terms.get(hit.place, ()))
            for (hit, _, shown), text, lines in zip(
                there, texts, self._lines_of(there, texts), strict=True
            )
        ]

    def _terms_in(self, hits: Sequence[Hit]) -> dict[int, list[tuple[str, int]]]:
        """For the places of hits the words of the terms that stand there, with their packed
        frequencies."""
        found: dict[int, list[tuple[str, int]]] = {hit.place: [] for hit in hits if hit.place >= 0}
        if not found:
            return found
        heard = [(seen.word, self._heard(term)) for term, seen in self._terms.items()]
        heard = [(word, said) for word, said in heard if len(said.places)]
        if not heard:
            return found
        is_wanted = np.zeros(max(int(said.places[-1]) for _, said in heard) + 1, np.bool_)
        is_wanted[[place for place in found if place < len(is_wanted)]] = True
        places = np.concatenate([said.places for _, said in heard])
        here = is_wanted.take(places).nonzero()[0]
        until = np.cumsum([len(said.places) for _, said in heard])
        rows = (
            places.take(here).tolist(),
            until.searchsorted(here, "right").tolist(),
            np.concatenate([said.frequencies for _, said in heard]).take(here).tolist(),
        )
        for place, which, often in zip(*rows, strict=True):
            found[place].append((heard[which][0], often))
        return found

    def _lines_of(
        self, there: Sequence[_Shown], texts: Sequence[bytes | None]
    ) -> list[Told | None]:
        """The lines that are shown of some hits; None for those of which no text is shown."""
        told: list[Told | None] = [None] * len(there)
        if not self._lines:
            return told
        plain: list[int] = []
        for at, ((hit, _, shown), text) in enumerate(zip(there, texts, strict=True)):
            if text is None:
                continue
            if hit.matches:
                told[at] = matched_lines(shown, text, hit.matches, self._lines)
            else:
                plain.append(at)
        given = [(there[at].shown.line, texts[at] or b"") for at in plain]
        for at, lines in zip(plain, self._wanted.best_lines(given, self._lines), strict=True):
            told[at] = lines
        return told

    def _result(
        self, hit: Hit, shown: Shown, text: bytes | None, lines: Told | None, terms: Terms
    ) -> Result:
        label, line, column = shown.label, shown.at_line, shown.at_column
        if hit.matches:
            place = _of_match(shown, text, hit.matches[0]) or self._read(hit)
        else:
            end = column
            if shown.named and label is not None:
                end += len(label.name.encode("utf-8", "replace"))
            place = Place(line, column, line, end, shown.wide)
        result = _described(hit.path, label, shown.kind, place)
        result["range"] = [shown.line, 0, shown.end_line, shown.end_column]
        result["score"] = round(hit.score, 4)
        result["reasons"] = _reasons(hit, terms)
        if self._explain:
            result["parts"] = _parts(hit, terms)
        if lines is not None:
            result["lines"] = lines
        return result

    def _read(self, hit: Hit) -> Place:
        """Where the first match of a hit lies, by the facts of its file."""
        file = self._asked.snapshot().file_by_id(hit.path_id)
        if file is None:
            return Place(0, 0, 0, 0, False)
        start, end = hit.matches[0]
        line, column = file.facts.position(start)
        return Place(line, column, *file.facts.position(end), file.facts.is_wide(line))

    def _texts(self, wanted: Sequence[_Shown]) -> list[bytes | None]:
        """The texts of some chunks, each if its file still has the one that was indexed."""
        asked, root = self._asked, str(self._asked.workspace.root)
        view = asked.view
        of_files: dict[str, list[int]] = {}
        for at, (hit, _, _) in enumerate(wanted):
            if self._lines or hit.matches:
                of_files.setdefault(hit.path, []).append(at)
        texts: list[bytes | None] = [None] * len(wanted)
        for path, places in of_files.items():
            parts = [(wanted[at].shown.start, wanted[at].shown.end) for at in places]
            unsaved = None if view is None else view.texts.get(path)
            if unsaved is not None:
                data = unsaved.data.removeprefix(codecs.BOM_UTF8)
                for at, (start, end) in zip(places, parts, strict=True):
                    texts[at] = data[start:end]
                continue
            # Several chunks of a file are read with one look at it.
            entry = wanted[places[0]].entry
            read = read_parts(root, path, parts, FileStat(*entry.state))
            if read is None:
                continue
            asked.current.add(path)
            for at, text in zip(places, read, strict=True):
                known = wanted[at].shown.has_text(text)
                texts[at] = text if known else self._read_anew(wanted[at])
        return texts

    def _read_anew(self, shown: _Shown) -> bytes | None:
        """A text that lies there in another encoding, in which its bytes are others."""
        asked, entry, chunk = self._asked, shown.entry, shown.shown
        root, path = str(asked.workspace.root), shown.hit.path
        source = read_source(root, path, asked.workspace.indexing.max_bytes)
        if source.problem or tuple(source.stat) != entry.state:
            return None
        whole = utf8_text(source.data).removeprefix(codecs.BOM_UTF8)
        return whole[chunk.start : chunk.end]


class _Shown(NamedTuple):
    """A hit with what it is shown by."""

    hit: Hit
    entry: Entry
    shown: Shown


class Place(NamedTuple):
    """What a result points to, zero-based, columns in bytes; `wide`: its line is not ASCII."""

    line: int
    column: int
    end_line: int
    end_column: int
    wide: bool


def _of_match(chunk: Shown, text: bytes | None, match: tuple[int, int]) -> Place | None:
    """Where a match lies; None if that does not follow from the text of its chunk."""
    start, end = match[0] - chunk.start, match[1] - chunk.start
    if text is None or start < 0 or end > len(text):
        return None
    # A line may end here with a carriage return, whose line feed follows.
    first, last = text[:start].splitlines(keepends=True), text[:end].splitlines(keepends=True)
    if any(at and text[at - 1 : at] == b"\r" for at in (start, end)):
        return None
    line, column = _position(first)
    shown = text.splitlines()[line : line + 1]
    end_line, end_column = _position(last)
    wide = bool(shown) and not shown[0].isascii()
    return Place(chunk.line + line, column, chunk.line + end_line, end_column, wide)


def _position(lines: Sequence[bytes]) -> tuple[int, int]:
    """Line and column of what follows these lines, of which the last need not have ended."""
    if not lines:
        return 0, 0
    if lines[-1].endswith((b"\n", b"\r")):
        return len(lines), 0
    return len(lines) - 1, len(lines[-1])


def _described(path: str, label: Label | None, kind: int, place: Place) -> Result:
    """A result at a place, with what it says of its symbol, or of its file if it has none."""
    if label is None:
        container, _, name = module_name(path).rpartition(".")
    else:
        name, container = label.name, label.container or module_name(path)
    result: Result = {
        "path": path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "name": name,
        "kind": _MODULE if kind == PROSE else KIND_NAMES[kind],
        "container": container,
        "role": "text" if label is None else "definition",
        "tier": _TRUST.tier,
        "confidence": _TRUST.confidence,
        "origin": _TRUST.name,
    }
    if place.wide:
        result["text"] = ""
    if label is not None:
        result["qualified"], result["key"] = label.shown, f"{path}#{label.identity}"
    return result


@cache
def _counts(packed: int) -> Mapping[str, int]:
    """How often a term stands in each field, by a byte of the postings."""
    names = zip(_FIELDS, FREQUENCIES[packed].tolist(), strict=True)
    return {name: int(often) for name, often in names if often}


def _parts(hit: Hit, terms: Terms) -> dict[str, Any]:
    """What a score is made of: the sum of its parts, times the factors; and where the terms are."""
    found: dict[str, Any] = {}
    if hit.ranked is not None:
        values = hit.ranked._asdict()
        found = {name: round(values[name], 4) for name in _PARTS if values[name]}
    for word, packed in terms:
        found.setdefault(f'"{word}"', _counts(packed))
    return found


def _reasons(hit: Hit, terms: Terms) -> list[str]:
    """Why it was found, in few words: which words stand in its name, documentation and text."""
    if hit.matches:
        return [f"{len(hit.matches)} matches" if len(hit.matches) > 1 else "1 match"]
    found = list(hit.said)
    fields: dict[str, dict[str, None]] = {}
    for word, packed in terms:
        name = _FIRST_FIELD[packed]
        if name in fields:
            fields[name][word] = None
        else:
            fields[name] = {word: None}
    found += [f"{name}: {', '.join(fields[name])}" for name in _FIELDS if name in fields]
    return found

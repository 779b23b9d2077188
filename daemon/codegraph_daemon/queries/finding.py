"""The question `search`: what the words of a query are about, a phrase, or a pattern.

Belongs here: waiting, reading a state of the words, gathering candidates, and their order made into
results. Stays out: arrays of words (`lexical`), what a hit looks like (`found`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer

from ..chunks.terms import WORD, terms_of
from ..chunks.words import FREQUENCIES
from ..lexical import literals
from ..lexical.corpora import Corpora
from ..lexical.nearest import nearest
from ..lexical.reading import Reading
from ..lexical.scoring import add_up, best, frequency_table, rarity, term_scores
from ..pipeline.searchable import searchable
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .answering import Asked, fresh_answer
from .found import Found, Hit, Rows
from .narrowing import Narrowed, narrowed

_MOST: Final = 300
"""Chunks that are put in order, of however many have a word."""
_NEAR: Final = 0.6
"""What a near term counts of one that was asked for."""
_TABLE: Final = frequency_table(FREQUENCIES, (4.0, 1.5, 1.0))
_PATTERN: Final = re.compile(r"/(.+)/(i?)", re.DOTALL)
_PHRASE: Final = re.compile(r'"(.+)"', re.DOTALL)
_LONGEST: Final = 2000
"""Characters of a query."""
_MOST_FILES: Final = 2000
"""Candidates whose texts are looked into for one question."""
_PRIORITY: Final = 8


class Looked(NamedTuple):
    """A query that texts are looked into for: a pattern, and what every match contains."""

    pattern: str
    flags: int
    needs: literals.Needs
    what: str


class Search:
    """Answers `search` for one repository."""

    def __init__(self, corpora: Corpora, pool: Pool) -> None:
        self._corpora = corpora
        self._pool = pool
        self._rows = Rows(corpora.words)

    async def search(self, asked: Asked) -> Answer:
        """What a query is about, best first."""
        query = asked.params.get("query")
        if not isinstance(query, str) or not query.strip():
            raise BadRequest("query must be a string that is not empty")
        if len(query) > _LONGEST:
            raise BadRequest(f"query may have {_LONGEST:,} characters")
        looked = _looked(query.strip())

        async def compute() -> Found:
            # What is said depends on texts and facts; links play no part.
            await asked.settled(lambda path_id: False)
            await self._wait(asked)
            generation = asked.snapshot().generation
            reading = await self._corpora.reading(generation, asked.view, asked.pace.breathe)
            if reading is None:
                asked.incomplete("unsaved texts are still being taken in")
                reading = await self._corpora.reading(generation, None, asked.pace.breathe)
            assert reading is not None
            only = await narrowed(asked, reading)
            if looked is None:
                hits, words = await self._by_words(asked, reading, only, query)
            else:
                hits, words = await self._by_text(asked, reading, only, looked), {}
            return Found(asked, self._rows, reading, hits, words)

        return await fresh_answer(asked, compute)

    async def _wait(self, asked: Asked) -> None:
        """Wait for the words of files that were edited, and say what searches do not know."""
        workspace = asked.workspace
        if not workspace.chunking.on:
            asked.incomplete("searches are switched off by the setting search.use")
        elif not await searchable(workspace, asked.deadline):
            done, total, _ = workspace.chunking.known
            asked.incomplete(f"search knows {done:,} of {total:,} files")

    # Words

    async def _by_words(
        self, asked: Asked, reading: Reading, only: Narrowed, query: str
    ) -> tuple[list[Hit], dict[bytes, float]]:
        corpus, parts, words = reading.corpus, [], dict[bytes, float]()
        for term, counts in await self._terms(asked, reading, query):
            found = reading.term(term)
            if found.chunks:
                scores = term_scores(corpus, found, _TABLE)
                parts.append((found, scores * np.float32(counts)))
                words[term] = rarity(corpus, found.chunks)
            await asked.pace.breathe()
        sums = add_up(corpus, parts)
        if only.places is not None:
            sums[~only.places] = 0
        await asked.pace.breathe()
        most = _MOST
        while True:
            places, more = best(sums, most)
            hits = await self._hits(asked, reading, only, places.tolist(), sums)
            if len(hits) >= _MOST or not more:
                break
            # What is left out by what it is, and not by where it lies, is known only now.
            most *= 4
        hits.sort(key=lambda hit: (-hit.score, hit.path, hit.ordinal))
        return hits, words

    async def _terms(self, asked: Asked, reading: Reading, query: str) -> list[tuple[bytes, float]]:
        """The terms of a query with what each counts; near ones for those that are nowhere."""
        terms: dict[bytes, float] = {}
        for word in WORD.findall(query.encode("utf-8", "replace")):
            found = terms_of(word)
            for number, term in enumerate(found):
                if reading.has(term):
                    terms[term] = 1.0
                elif number or len(found) == 1:
                    breathe = asked.pace.breathe
                    for near in await nearest(self._corpora.words, reading, term, breathe):
                        terms.setdefault(near, _NEAR)
        return list(terms.items())

    async def _hits(
        self,
        asked: Asked,
        reading: Reading,
        only: Narrowed,
        places: Sequence[int],
        sums: Any,
    ) -> list[Hit]:
        corpus = reading.corpus
        numbers, ordinals = corpus.chunks_at(np.asarray(places, np.int32))
        files = corpus.files_of(numbers.tolist())
        hits: list[Hit] = []
        chunks = zip(places, numbers.tolist(), ordinals.tolist(), strict=True)
        for place, number, ordinal in chunks:
            for path_id in files[number]:
                path = asked.path_of(path_id)
                if path is None or not only.takes(path_id):
                    continue
                if only.kinds is not None:
                    row = reading.row(path_id) or self._rows.of(asked, path_id)
                    if row is None or int(row.kind[ordinal]) not in only.kinds:
                        continue
                score = float(sums[place])
                hits.append(Hit(path_id, path, ordinal, score, place))
            await asked.pace.breathe()
        return hits

    # Texts

    async def _by_text(
        self, asked: Asked, reading: Reading, only: Narrowed, looked: Looked
    ) -> list[Hit]:
        numbers = literals.contents_with(reading, looked.needs)
        corpus = reading.corpus
        if numbers is None:
            numbers = corpus.all_numbers()
            asked.reason = f"{looked.what} has no three letters in a row, so every file was read"
        files = corpus.files_of(numbers.tolist())
        path_ids = sorted(p for found in files.values() for p in found if only.takes(p))
        if len(path_ids) > _MOST_FILES:
            asked.incomplete(f"{looked.what} was looked for in {_MOST_FILES:,} files only")
            path_ids = path_ids[:_MOST_FILES]
        hits: list[Hit] = []
        for path_id, matches in await self._match(asked, path_ids, looked):
            path, row = (
                asked.path_of(path_id),
                reading.row(path_id) or self._rows.of(asked, path_id),
            )
            if path is None or row is None:
                continue
            places: dict[int, list[tuple[int, int]]] = {}
            for start, end in matches:
                ordinal = row.at(start)
                if ordinal >= 0:
                    places.setdefault(ordinal, []).append((start, end))
            for ordinal, found in places.items():
                if only.kinds is None or int(row.kind[ordinal]) in only.kinds:
                    hits.append(Hit(path_id, path, ordinal, float(len(found)), -1, tuple(found)))
        hits.sort(key=lambda hit: (-hit.score, hit.path, hit.ordinal))
        return hits

    async def _match(
        self, asked: Asked, path_ids: Sequence[int], looked: Looked
    ) -> Iterable[tuple[int, list[tuple[int, int]]]]:
        """Where the pattern matches, by path id."""
        workspace, snapshot = asked.workspace, asked.snapshot()
        files: list[tuple[str, bytes, bytes | None]] = []
        for path_id in path_ids:
            entry, path = snapshot.generation.by_id(path_id), asked.path_of(path_id)
            assert entry is not None
            assert path is not None
            unsaved = None if asked.view is None else asked.view.texts.get(path)
            files.append((path, entry.facts, None if unsaved is None else unsaved.data))
        if not files:
            return []
        payload = {
            "root": str(workspace.root),
            "max_bytes": workspace.indexing.max_bytes,
            "pattern": looked.pattern,
            "flags": looked.flags,
            "files": files,
        }
        try:
            result = await self._pool.submit("match", payload, lane="bulk", priority=_PRIORITY)
        except (Full, TaskFailed, WorkerDied):
            asked.incomplete(f"{looked.what} could not be looked for")
            return []
        if result["slow"]:
            paths = ", ".join(files[number][0] for number in result["slow"][:3])
            asked.incomplete(f"{looked.what} takes too long in some files: {paths}")
        if result["more"]:
            asked.incomplete(f"{looked.what} has more matches than are counted")
        return [
            (path_ids[number], [(start, end) for start, end in matches])
            for number, matches in result["found"]
        ]


def _looked(query: str) -> Looked | None:
    """The query as something that texts are looked into for; None if it is words."""
    if found := _PATTERN.fullmatch(query):
        pattern, flags = found[1], re.IGNORECASE if found[2] else 0
        try:
            re.compile(pattern, flags | re.MULTILINE)
            inline = f"(?i:{pattern})" if flags else pattern
            needs = literals.of_pattern(inline)
        except (re.error, OverflowError, RecursionError) as error:
            raise BadRequest(f"the pattern cannot be read: {error}") from None
        return Looked(pattern, flags, needs, "the pattern")
    if found := _PHRASE.fullmatch(query):
        words = found[1]
        return Looked(re.escape(words), re.IGNORECASE, literals.of_phrase(words), "the phrase")
    return None

"""The question `search`: what the words of a query are about, a phrase, or a pattern.

Belongs here: waiting, reading a state of the words, gathering candidates, and their order made into
results. Stays out: arrays of words (`lexical`), what a hit looks like (`found`).
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer

from ..chunks.cut import NO_SYMBOL
from ..lexical.corpora import Corpora
from ..lexical.nearest import nearest
from ..lexical.reading import Heard, Reading
from ..pipeline.searchable import searchable
from ..ranking.features import Floats, Places
from ..ranking.query import Asked as Term
from ..ranking.query import Query, query_of
from ..ranking.score import Definition, ranked
from ..vectors.asking import Asking
from ..workers.pool import Pool
from .answering import Asked, fresh_answer
from .chunk_rows import Rows
from .found import Found, Hit, Hits
from .looking import Looked, hits_of, looked_for
from .meaning import expect, near
from .narrowing import Narrowed, narrowed
from .symbols import Names
from .telling import Seen

_NEAREST: Final = 200
"""Chunks that are near in meaning by one model."""
_MOST_DEFINITIONS: Final = 200
"""Of one name; they are read."""
_DEFINITIONS_AT_ONCE: Final = 16
_NEAR: Final = 0.6
"""What a near term counts of one that was asked for."""
_LONGEST: Final = 2000
"""Characters of a query."""
_AGAIN_SECONDS: Final = 0.001
_TERMS_AT_ONCE, _HEARD_AT_ONCE = 16, 4
"""Terms that are read, and that are heard, between two looks at the clock."""


class Search:
    """Answers `search` for one repository."""

    def __init__(self, corpora: Corpora, names: Names, asking: Asking, pool: Pool) -> None:
        self._corpora = corpora
        self._asking = asking
        self._names = names
        self._pool = pool
        self._rows = Rows(corpora.words)

    async def search(self, asked: Asked) -> Answer:
        """What a query is about, best first."""
        query = asked.params.get("query")
        if not isinstance(query, str) or not query.strip():
            raise BadRequest("query must be a string that is not empty")
        if len(query) > _LONGEST:
            raise BadRequest(f"query may have {_LONGEST:,} characters")
        return await fresh_answer(asked, lambda: self.found(asked, query))

    async def found(self, asked: Asked, query: str) -> Found:
        """The same, as a list of which every part is made when it is taken."""
        looked = looked_for(query.strip())
        while True:
            found = await self._found(asked, query, looked)
            if found is not None:
                return found
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _found(self, asked: Asked, query: str, looked: Looked | None) -> Found | None:
        """What a query is about by the newest generation; None if texts have changed meanwhile."""
        # What is said depends on texts and facts; links count as far as there are some.
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
            return Found(
                asked, self._rows, reading, *await self._by_words(asked, reading, only, query)
            )
        hits = await hits_of(asked, reading, only, looked, self._rows, self._pool)
        return None if hits is None else Found(asked, self._rows, reading, hits, {}, Heard(reading))

    async def make_ready(self, asked: Asked) -> None:
        """Load what searches read, but for models: those end when nobody asks for a while."""
        # How many files use each is counted for names and words, or known from an earlier daemon.
        await self._names.index(asked)
        generation = asked.snapshot().generation
        reading = await self._corpora.reading(generation, None, asked.pace.breathe)
        assert reading is not None
        reading.make_ready()
        await asked.pace.breathe()
        expect(self._asking, generation, reading)

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
        self, asked: Asked, reading: Reading, only: Narrowed, text: str
    ) -> tuple[Sequence[Hit], dict[bytes, Seen], Heard]:
        similar: asyncio.Task[tuple[Places, Floats] | None] | None = None
        if not self._asking.answers_at_once(text):
            # A worker makes the vector of the query while words are read here, or another thread
            # compares it.
            similar = asyncio.create_task(self._similar(asked, reading, text))
        try:
            if similar is not None:
                # Now, and not when this question first gives way.
                await asyncio.sleep(0)
            heard = Heard(reading)
            query = await self._spelled(asked, heard, query_of(text))
            definitions = await self._definitions(asked, reading, query)
            meant = await (similar or self._similar(asked, reading, text))
        finally:
            if similar is not None:
                similar.cancel()
        corpus = reading.corpus

        def of(slot: int) -> list[tuple[str, int]]:
            """(path, path id) of the files that have the content of a slot, by rising path."""
            path_ids = corpus.files_at(slot)
            pairs = zip(asked.paths_of(path_ids), path_ids, strict=True)
            return sorted([(path, path_id) for path, path_id in pairs if path is not None])

        def path_of(slot: int) -> str:
            alone = int(corpus.only_files[slot])
            if alone >= 0:
                return asked.path_of(alone) or ""
            return min((path for path, _ in of(slot)), default="")

        order = ranked(
            query, reading, definitions, path_of, similar=meant, only=only.places, hear=heard
        )
        alone = corpus.only_files[order.files].tolist()
        # Most contents are of one file.
        taken: dict[int, list[int]] = {}
        files = list(enumerate(alone))
        if only.path_ids is not None or min(alone, default=0) < 0:
            files = []
            for at, (slot, path_id) in enumerate(zip(order.files, alone, strict=True)):
                if slot not in taken:
                    having = [path_id] if path_id >= 0 else [each for _, each in of(slot)]
                    taken[slot] = [each for each in having if only.takes(each)]
                files += [(at, path_id) for path_id in taken[slot]]
        explain = bool(asked.params.get("explain"))
        hits = Hits(order, files, corpus.firsts, asked.path_of, explain)
        await asked.pace.breathe()
        # The rarer a term, the more a line says that has it.
        seen = {
            each.term: Seen(each.word, each.weight / math.log(len(heard(each.term).places) + 2))
            for each in query.terms
        }
        return hits, seen, heard

    async def _similar(
        self, asked: Asked, reading: Reading, text: str
    ) -> tuple[Places, Floats] | None:
        """The places whose text means something like a query, with how much, from 0 to 1."""
        generation = asked.snapshot().generation
        patience = asked.params.get("patience_ms")
        seconds = max(patience, 0) / 1000 if isinstance(patience, int) else 0.0
        found, reason = await near(self._asking, generation, reading, text, _NEAREST, seconds)
        asked.tell(reason)
        if not found:
            return None
        if len(found) == 1:
            ((_, places, scores),) = found
            order = places.argsort()
            near_places: Places = places.take(order).astype(np.int32)
            nearness: Floats = scores.take(order).clip(0, 1)
            if len(nearness) and nearness.min() <= 0:
                near_places, nearness = near_places[nearness > 0], nearness[nearness > 0]
            return near_places, nearness
        all_places = np.concatenate([each.places for each in found])
        places, which = np.unique(all_places, return_inverse=True)
        sums = np.zeros(len(places), np.float32)
        # In the order of the models, each of which has a place once.
        shares = [np.clip(each.scores, 0, 1) / np.float32(len(found)) for each in found]
        np.add.at(sums, which, np.concatenate(shares))
        places, sums = places[sums > 0], sums[sums > 0]
        return places.astype(np.int32), sums

    async def similar_to(self, asked: Asked, text: str, count: int) -> list[tuple[int, int, float]]:
        """(path id, symbol, how much from 0 to 1) of chunks that mean something like a text, most
        first, without those of no symbol; none while no model can be asked."""
        await self._wait(asked)
        generation = asked.snapshot().generation
        reading = await self._corpora.reading(generation, asked.view, asked.pace.breathe)
        if reading is None:
            return []
        similar = await self._similar(asked, reading, text)
        if similar is None:
            return []
        places, scores = similar
        order = np.argsort(-scores, kind="stable")[:count]
        corpus, best = reading.corpus, places[order]
        rows = corpus.symbols[best], scores[order], corpus.slots[best]
        return [
            (path_id, symbol, score)
            for symbol, score, slot in zip(*(column.tolist() for column in rows), strict=True)
            if symbol != NO_SYMBOL
            for path_id in corpus.files_at(slot)
        ]

    async def _spelled(self, asked: Asked, heard: Heard, query: Query) -> Query:
        """The query with near terms in place of those that are nowhere."""
        for at in range(0, len(query.terms), _TERMS_AT_ONCE):
            heard.expect(each.term for each in query.terms[at : at + _TERMS_AT_ONCE])
            await asked.pace.breathe()
        terms: dict[bytes, Term] = {}
        for each in query.terms:
            if each.joined or not heard(each.term).nothing:
                found = [each]
            else:
                breathe = asked.pace.breathe
                near = await nearest(self._corpora.words, heard, each.term, breathe)
                found = [each._replace(term=term, weight=each.weight * _NEAR) for term in near]
            for term in found:
                known = terms.get(term.term)
                if known is None or known.weight < term.weight:
                    terms[term.term] = term
            if not len(terms) % _HEARD_AT_ONCE:
                await asked.pace.breathe()
        return query._replace(terms=tuple(sorted(terms.values())))

    async def _definitions(self, asked: Asked, reading: Reading, query: Query) -> list[Definition]:
        """Where the names of a query are defined."""
        corpus, snapshot = reading.corpus, asked.snapshot()
        by_id, contents = snapshot.generation.by_id, snapshot.contents
        found: list[Definition] = []
        for name in dict.fromkeys(query.names):
            places = sorted(
                (asked.path_of(path_id) or "", path_id, symbol)
                for path_id, symbol in await self._names.places(asked, name)
            )
            # What hundreds define leads to none of them.
            del places[_MOST_DEFINITIONS:]
            for at in range(0, len(places), _DEFINITIONS_AT_ONCE):
                some = places[at : at + _DEFINITIONS_AT_ONCE]
                entries = [by_id(path_id) for _, path_id, _ in some]
                ids = [b"" if entry is None else entry.facts for entry in entries]
                contents.fetch_facts(ids)
                rows = self._rows.of_all(ids)
                for (path, path_id, symbol), facts_id, row in zip(some, ids, rows, strict=True):
                    facts = contents.facts(facts_id) if facts_id else None
                    row, number = reading.row(path_id) or row, corpus.number_of(path_id)
                    if facts is None or row is None or number is None:
                        continue
                    sites = facts.sites(symbol) if symbol < len(facts.symbol_hash) else []
                    if not sites or not len(row):
                        continue
                    place = corpus.place(number, max(row.at(sites[0].name), 0))
                    if place >= 0:
                        found.append(
                            Definition(
                                place,
                                facts.symbol_kind[symbol],
                                facts.symbol_flags[symbol],
                                facts.symbol_container[symbol] != 0,
                                sites[0].end - sites[0].start,
                                path,
                            )
                        )
                    await asked.pace.breathe()
        return found

"""A folder as searches see it, in this process: parsed, cut into chunks, its postings in memory.

It is what the daemon holds in its store, made with the same functions and read through the same
interface (`ranking.features.Collection`). For measuring in which order answers come, and for tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from codegraph_client.settings import load
from codegraph_daemon.chunks.cut import Chunk, cut
from codegraph_daemon.chunks.places import traits_of_path
from codegraph_daemon.chunks.traits import traits_of
from codegraph_daemon.chunks.words import Vocabulary, count, postings
from codegraph_daemon.discovery import Discovery, content_verdict, read_source
from codegraph_daemon.encoding import utf8_text
from codegraph_daemon.facts import UNLISTED, Facts
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.ranking.features import (
    CHUNK_B,
    FILE_B,
    Floats,
    Places,
    Spoken,
    damping_of,
)
from codegraph_daemon.ranking.paths import PathWords
from codegraph_daemon.ranking.query import query_of
from codegraph_daemon.ranking.score import (
    FACTORS,
    Definition,
    Ranked,
    Weights,
    central_of,
    ranked,
)
from codegraph_daemon.recent import Recent
from codegraph_daemon.workers.parse import parser_of

MAX_BYTES = 2 << 20

Frequencies = npt.NDArray[np.uint8]


class Source(NamedTuple):
    """One file: its path, text and packed facts."""

    path: str
    text: bytes
    facts: bytes


def sources_in(tree: Path) -> list[Source]:
    """The files of a folder that the index takes in, parsed."""
    found = []
    for path in sorted(Discovery(tree, load(tree)).scan_tree().files):
        source = read_source(str(tree), path, MAX_BYTES)
        if (
            source.problem
            or content_verdict(source.data, path) is not None
            or not language_of(path)
        ):
            continue
        found.append(parsed(path, utf8_text(source.data)))
    return found


def parsed(path: str, text: bytes) -> Source:
    """A text with its facts."""
    language = language_of(path)
    assert language is not None
    return Source(path, text, parser_of(language).facts_of(text))


class SearchCorpus:
    """What is searched, with every file a content of its own: a `Collection`."""

    def __init__(
        self, sources: Sequence[Source], users: npt.NDArray[np.int32] | None = None
    ) -> None:
        """`users` has of each source how many others refer to it; None: none is linked."""
        self.paths = [source.path for source in sources]
        self.texts = [source.text for source in sources]
        self.facts = [Facts(source.facts) for source in sources]
        self.chunks: list[Sequence[Chunk]] = []
        self.path_words = PathWords()
        self.path_words.add(enumerate(self.paths))
        vocabulary = Vocabulary()
        words, traits = [], []
        lengths: list[npt.NDArray[np.int64]] = [np.zeros(0, np.int64)]
        for number, (source, facts) in enumerate(zip(sources, self.facts, strict=True)):
            language = language_of(source.path) or ""
            chunks = cut(source.text, facts, language)
            counted, each = count(source.text, facts, language, chunks, vocabulary)
            self.chunks.append(chunks)
            words.append((number, counted))
            lengths.append(each)
            traits.append(traits_of(source.text, facts, language) | traits_of_path(source.path))
        counts = np.asarray([len(chunks) for chunks in self.chunks], np.int32)
        ends = np.cumsum(counts)
        has = counts > 0
        self._bases = (ends - counts).astype(np.int32)
        self._file_of_path = np.where(has, np.cumsum(has) - 1, -1).astype(np.int32)
        self.path_of_file = np.flatnonzero(has)
        self.firsts: Places = self._bases[has]
        self.owners: Places = np.repeat(np.arange(has.sum(), dtype=np.int32), counts[has])
        self.lengths = np.concatenate(lengths).astype(np.uint16)
        self.traits = np.asarray(traits, np.uint8)[has]
        self.users = np.zeros(len(self.firsts), np.int32) if users is None else users[has]
        made = postings(words, vocabulary)
        self._rows = dict(made.by_term())
        self._places = (self._bases[made.contents] + made.ordinals).astype(np.int32)
        self._frequencies = made.frequencies
        self.spoken: Recent[Spoken] = Recent(0)

    @cached_property
    def damping(self) -> Floats:
        mean = max(float(self.lengths.mean()), 1.0) if len(self.lengths) else 1.0
        return damping_of(self.lengths, mean, CHUNK_B)

    @cached_property
    def file_damping(self) -> Floats:
        lengths = np.bincount(self.owners, self.lengths, len(self.firsts)).astype(np.float32)
        mean = max(float(lengths.mean()), 1.0) if len(lengths) else 1.0
        return damping_of(lengths, mean, FILE_B)

    @cached_property
    def versioned(self) -> npt.NDArray[np.bool_]:
        of_paths = np.frombuffer(bytes(self.path_words.versioned), np.bool_)
        return of_paths[self.path_of_file]

    @cached_property
    def factors(self) -> Floats:
        return FACTORS[self.traits]

    def central(self, weight: float) -> Floats:
        return central_of(self.users, weight)

    @property
    def living_files(self) -> int:
        return len(self.firsts)

    def files_of(self, path_ids: npt.NDArray[np.uint32]) -> Places:
        return self._file_of_path[path_ids]

    def term(self, term: bytes) -> tuple[Places, Frequencies]:
        rows = self._rows.get(term, slice(0, 0))
        return self._places[rows], self._frequencies[rows]

    def path_at(self, place: int) -> str:
        """The path of the file whose chunk has a place."""
        return self.paths[int(self.path_of_file[self.owners[place]])]

    def chunk_at(self, place: int) -> Chunk:
        """The chunk at a place."""
        number = int(self.path_of_file[self.owners[place]])
        return self.chunks[number][place - int(self._bases[number])]

    def name_at(self, place: int) -> str:
        """The dotted name of the symbol that the chunk at a place stands for; empty for none."""
        symbol = self.chunk_at(place).symbol
        number = int(self.path_of_file[self.owners[place]])
        return "" if symbol < 0 else self.facts[number].shown(symbol)

    @cached_property
    def _definitions(self) -> Mapping[str, Sequence[Definition]]:
        found: dict[str, list[Definition]] = defaultdict(list)
        for number, facts in enumerate(self.facts):
            starts = [chunk.start for chunk in self.chunks[number]]
            if not starts:
                continue
            for symbol, kind in enumerate(facts.symbol_kind):
                if symbol and kind not in UNLISTED:
                    for site in facts.sites(symbol)[:1]:
                        ordinal = int(np.searchsorted(starts, site.name, "right")) - 1
                        found[facts.names[facts.symbol_name[symbol]]].append(
                            Definition(
                                int(self._bases[number]) + max(ordinal, 0),
                                kind,
                                facts.symbol_flags[symbol],
                                facts.symbol_container[symbol] != 0,
                                site.end - site.start,
                                self.paths[number],
                            )
                        )
        return found

    def definitions(self, names: Iterable[str]) -> list[Definition]:
        """The definitions of names, in the letters that they are spelled in."""
        return [each for name in names for each in self._definitions.get(name, ())]

    def search(
        self,
        text: str,
        *,
        similar: tuple[Places, Floats] | None = None,
        weights: Weights | None = None,
    ) -> Sequence[Ranked]:
        """The best chunks for a query in words, in order."""
        query = query_of(text)
        return ranked(
            query,
            self,
            self.definitions(query.names),
            lambda file: self.paths[int(self.path_of_file[file])],
            similar=similar,
            weights=weights,
        )

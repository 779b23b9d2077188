"""Batches of queries and targets, different each time that they are drawn.

A target is put together from its parts as `embedded_text` does it, now with its documentation or
path and now without, since a chunk may have none. A query gets words around it, loses some, and has
some replaced by others that mean the same.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from codegraph_daemon.chunks.embedded_text import name_times, telling_times

from .asking import TEMPLATES, alternatives
from .corpus import Corpus
from .harvest import Numbers, Part, Query
from .vocabulary import pieces_of_words

SHARES: Final = {
    Query.SUMMARY: 1.0,
    Query.DETAIL: 0.5,
    Query.NAME: 0.3,
    Query.COMMENT: 0.5,
    Query.MESSAGE: 0.4,
    Query.TEST: 2.0,
    Query.MENTION: 2.0,
    Query.TOPIC: 0.2,
    Query.HEADING: 0.5,
}
"""How often a query of a kind is drawn, where 1 is once an epoch."""
WRAPPED: Final = {
    Query.SUMMARY: 0.35,
    Query.DETAIL: 0.25,
    Query.NAME: 0.4,
    Query.COMMENT: 0.25,
    Query.MESSAGE: 0.1,
    Query.TEST: 0.2,
    Query.MENTION: 0.2,
    Query.TOPIC: 0.6,
    Query.HEADING: 0.3,
}
"""How often words are put around one."""
NEIGHBOURS: Final = 0.5
"""Share of a batch that comes from few packages, whose targets are hard to tell apart."""
FEW: Final = 3
FEWEST: Final = 50
"""Queries of a package that is chosen so."""

UNNAMED: Final = 0.1
"""How often a target lacks its name, whatever the query."""
THINNED: Final = 0.1
"""Share of a target's pieces that are left out."""
MOST_LOST: Final = 0.35
"""Share of a query's words that are left out at most."""

Longs = npt.NDArray[np.int64]


class Texts(NamedTuple):
    """The pieces of many texts: text i has `pieces[starts[i] : starts[i + 1]]`, and each of them
    as often as `times` says."""

    pieces: Numbers
    starts: Longs
    times: npt.NDArray[np.float32]


class Batch(NamedTuple):
    """Queries with their targets; `same` is where a row's query is answered by another's target
    too."""

    queries: Texts
    targets: Texts
    same: npt.NDArray[np.bool_]


class Batches:
    """Draws batches from a corpus."""

    def __init__(self, corpus: Corpus, tokenizer: Tokenizer, size: int, seed: int) -> None:
        self.size = size
        self._random = np.random.default_rng(seed)
        self._corpus = corpus
        extra = sorted({w for t in TEMPLATES for part in t for w in part.split()})
        words = dict.fromkeys([*corpus.vocabulary, *extra])
        numbers = {word: at for at, word in enumerate(words)}
        self._word_pieces, self._word_starts = pieces_of_words(tokenizer, list(words))
        self._targets = self._in_pieces(corpus.words, corpus.starts)
        self._templates = [
            [np.asarray([numbers[w] for w in part.split()], np.int32) for part in template]
            for template in TEMPLATES
        ]
        others = alternatives({w: n for w, n in numbers.items() if n < len(corpus.vocabulary)})
        counts = np.zeros(len(words), np.int64)
        for word, many in others.items():
            counts[word] = len(many)
        self._other_starts = np.concatenate(([0], np.cumsum(counts)))
        self._others = np.asarray([n for w in sorted(others) for n in others[w]], np.int32)
        self._key = _hashes(corpus.query_words, corpus.query_starts)
        share = np.asarray([SHARES[kind] for kind in Query])[corpus.query_kinds]
        self._share = share
        self.epoch = int(share.sum() / size)
        """Batches in which everything is drawn about as often as its share says."""
        group_of = corpus.groups[corpus.query_targets]
        order = np.argsort(group_of, kind="stable")
        bounds = np.searchsorted(group_of[order], np.arange(int(corpus.groups.max()) + 2))
        self._groups = [order[a:b] for a, b in pairwise(bounds) if b - a > FEWEST]
        sizes = np.asarray([share[group].sum() for group in self._groups])
        self._group_share = np.sqrt(sizes) / np.sqrt(sizes).sum()
        self._chances = share / share.sum()
        self._cumulative = np.cumsum(self._chances)

    def _in_pieces(self, words: Numbers, starts: Longs) -> Texts:
        """Texts of words as texts of pieces."""
        lengths = np.diff(self._word_starts)[words]
        pieces = self._word_pieces[_ranges(self._word_starts[words], lengths)]
        ends = np.concatenate(([0], np.cumsum(lengths)))
        return Texts(pieces, ends[starts], np.ones(len(pieces), np.float32))

    def draw(self) -> Batch:
        """A batch."""
        random = self._random
        near = int(self.size * NEIGHBOURS) if self._groups else 0
        everywhere = np.searchsorted(self._cumulative, random.random(self.size - near))
        chosen = [np.minimum(everywhere, len(self._cumulative) - 1)]
        few = min(FEW, len(self._groups))
        groups: list[int] = []
        if few:
            groups = random.choice(len(self._groups), few, False, self._group_share).tolist()
        for group in groups:
            members = self._groups[group]
            tries = random.choice(members, 2 * near // len(groups) + 8)
            tries = tries[random.random(len(tries)) < self._share[tries]]
            chosen.append(np.unique(tries)[: near // len(groups)])
        rows = np.concatenate(chosen)
        targets = self._corpus.query_targets[rows]
        keys = self._key[rows]
        same = (targets[:, None] == targets[None, :]) | (keys[:, None] == keys[None, :])
        np.fill_diagonal(same, False)
        return Batch(self._query_texts(rows), self._target_texts(rows, targets), same)

    def _target_texts(self, rows: Longs, targets: Numbers) -> Texts:
        random = self._random
        kinds = self._corpus.query_kinds[rows]
        count = len(rows)
        told_of = (kinds == Query.SUMMARY) | (kinds == Query.DETAIL)
        inside = (kinds == Query.COMMENT) | (kinds == Query.MESSAGE)
        unnamed = (
            (kinds == Query.NAME) | (kinds == Query.HEADING) | (random.random(count) < UNNAMED)
        )
        kept = {
            Part.NAME: ~unnamed,
            Part.PATH: random.random(count) < 0.5,
            Part.DOCUMENTATION: ~told_of & (random.random(count) < 0.6),
            Part.CODE: np.ones(count, np.bool_),
            Part.SAID: ~inside & (random.random(count) < 0.7),
        }
        first = 5 * targets[:, None] + np.arange(len(Part))
        starts = self._targets.starts[first]
        lengths = self._targets.starts[first + 1] - starts
        lengths *= np.stack([kept[part] for part in Part], 1)
        told = lengths[:, Part.DOCUMENTATION]
        rest = lengths[:, [Part.PATH, Part.CODE, Part.SAID]].sum(1)
        times = np.ones(lengths.shape, np.float32)
        times[:, Part.NAME] = [name_times(words) for words in rest.tolist()]
        times[:, Part.DOCUMENTATION] = [
            telling_times(*words) for words in zip(told.tolist(), rest.tolist(), strict=True)
        ]
        pieces = self._targets.pieces[_ranges(starts.ravel(), lengths.ravel())]
        every = np.repeat(times.ravel(), lengths.ravel())
        return self._thinned(pieces, lengths.sum(1), every, THINNED)

    def _query_texts(self, rows: Longs) -> Texts:
        random = self._random
        corpus = self._corpus
        wrapped = np.asarray([WRAPPED[kind] for kind in Query])[corpus.query_kinds[rows]]
        is_wrapped = random.random(len(rows)) < wrapped
        template = random.integers(0, len(TEMPLATES), len(rows))
        starts, ends = corpus.query_starts[rows], corpus.query_starts[rows + 1]
        own = self._replaced(corpus.query_words[_ranges(starts, ends - starts)])
        kept = random.random(len(own)) >= np.repeat(
            random.random(len(rows)) * MOST_LOST, ends - starts
        )
        bounds = np.concatenate(([0], np.cumsum(ends - starts)))
        texts: list[Numbers] = []
        for row in range(len(rows)):
            a, b = bounds[row], bounds[row + 1]
            words = own[a:b][kept[a:b]] if b - a > 1 else own[a:b]
            if not len(words):
                words = own[a:b]
            if is_wrapped[row]:
                before, after = self._templates[template[row]]
                words = np.concatenate((before, words, after))
            texts.append(words)
        word_starts = np.concatenate(([0], np.cumsum([len(words) for words in texts])))
        return self._in_pieces(np.concatenate(texts), word_starts)

    def _replaced(self, words: Numbers) -> Numbers:
        """Some words replaced by others."""
        random = self._random
        first = self._other_starts[words]
        many = self._other_starts[words + 1] - first
        at = np.flatnonzero((many > 0) & (random.random(len(words)) < 0.15))
        words = words.copy()
        words[at] = self._others[first[at] + (random.random(len(at)) * many[at]).astype(np.int64)]
        return words

    def _thinned(
        self, pieces: Numbers, lengths: Longs, times: npt.NDArray[np.float32], share: float
    ) -> Texts:
        kept = self._random.random(len(pieces)) >= share
        row = np.repeat(np.arange(len(lengths)), lengths)[kept]
        left = np.bincount(row, minlength=len(lengths))
        return Texts(pieces[kept], np.concatenate(([0], np.cumsum(left))), times[kept])


def _ranges(starts: Longs, lengths: Longs) -> Longs:
    """Every index of ranges, one range after the other."""
    total = int(lengths.sum())
    every: Longs = np.arange(total) + np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    return every


def _hashes(words: Numbers, starts: Longs) -> npt.NDArray[np.uint64]:
    """A number for each text of words, the same for the same words."""
    mixed = (words.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)))
    result: npt.NDArray[np.uint64] = sums[starts[1:]] - sums[starts[:-1]]
    return result

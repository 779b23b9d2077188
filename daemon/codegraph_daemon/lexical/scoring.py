"""The sums of BM25 over dense arrays.

Belongs here: arithmetic. Stays out: which terms are asked for, what fields weigh (`ranking`).

Every sum is made in the order of the terms, so that a chunk's score depends on the question, the
chunk and the statistics of the living chunks alone, and not on where its place is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .corpus import Corpus, Places
from .reading import Term

K1: Final = 1.2
B: Final = 0.75

Scores = NDArray[np.float32]


def frequency_table(fields: NDArray[np.float32], weights: Sequence[float]) -> NDArray[np.float32]:
    """How often a term counts as standing in a chunk, for each packed frequency.

    `fields` has a row for each, with how often it stands in each field.
    """
    table: NDArray[np.float32] = (fields @ np.asarray(weights, np.float32)).astype(np.float32)
    return table


def rarity(corpus: Corpus, chunks: int) -> float:
    """The weight of a term that is in so many chunks; above zero, also for one that is in all."""
    return math.log1p((corpus.chunks - chunks + 0.5) / (chunks + 0.5))


def term_scores(
    corpus: Corpus, term: Term, table: NDArray[np.float32], k1: float = K1, b: float = B
) -> Scores:
    """What one term gives to each chunk that has it, in the order of its places."""
    often = table[term.frequencies]
    lengths = corpus.lengths[term.places].astype(np.float32)
    damping = np.float32(k1) * (np.float32(1 - b) + np.float32(b / corpus.mean_length) * lengths)
    weight = np.float32((k1 + 1) * rarity(corpus, term.chunks))
    return (weight * often / (often + damping)).astype(np.float32)


def add_up(corpus: Corpus, parts: Iterable[tuple[Term, Scores]]) -> Scores:
    """The sums of the scores of terms, by place."""
    sums = np.zeros(corpus.places, np.float32)
    for term, scores in parts:
        # A term has each place once.
        sums[term.places] += scores
    return sums


def best(scores: Scores, most: int) -> tuple[Places, bool]:
    """The places with the highest scores above zero, with all that share the last of them.

    In no order. True: there are others, which score lower.
    """
    found = np.flatnonzero(scores > 0).astype(np.int32)
    if len(found) <= most:
        return found, False
    values = scores[found]
    least = np.partition(values, len(values) - most)[len(values) - most]
    return found[values >= least], True

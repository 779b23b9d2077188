"""Centroids for the short codes of very many vectors (`shortlist`).

This takes a second, so a worker does it, from some of the vectors. The result is small.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from .library import faiss, one_thread
from .quantising import Codes, Metric
from .shortlist import BITS, empty, padded

_OF_EACH: Final = 256
"""FAISS looks at so many vectors for each centroid and at no more."""


def sample_for(vectors: int) -> int:
    """How many of so many vectors training looks at."""
    return min(vectors, _OF_EACH << BITS)


def train(sample: Codes, metric: Metric) -> bytes:
    """Centroids of the numbers of vectors, as `Shortlist` takes them."""
    one_thread()
    short = empty(sample.shape[1], metric)
    short.pq.cp.min_points_per_centroid = 1
    short.train(padded(sample.astype(np.float32)))
    centroids: bytes = faiss().vector_to_array(short.pq.centroids).tobytes()
    return centroids

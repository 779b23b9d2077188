"""Lists for an index of very many vectors: centroids, and how many lists a query has to look at.

This takes seconds, so a worker does it, from some of the vectors. The result is small: centroids as
floats. `lists_of` makes empty lists of it, in which an index then puts its vectors.

Questions are unlike code: the nearest pieces of code lie in more lists than those of another piece
of code would. So how much is looked at follows from the time that there is, and lists are short.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np

from .index import faiss, faiss_metric, one_thread
from .quantising import Codes, Metric

_OF_EACH = 40
"""So many vectors for each list are looked at to find its centroid."""
_ROUNDS = 8
_LISTS: Final = 4
"""Times the square root of the number of vectors. With a quarter of the lists, a question had to
look at half as many vectors again to find as much."""
_SOON: Final = 100_000
_SHARE: Final = 0.19
"""Of a million vectors 95 of a hundred of the nearest are found in so many, in 8 ms; half of
what is not is lost by rounding to bytes."""
_MOST: Final = 195_000
"""Vectors that a question may look at, be it that more is not found then."""


class Trained(NamedTuple):
    """What a worker gives back."""

    lists: int
    probes: int
    """So many lists a question looks at."""
    centroids: bytes
    """float32, one after the other."""


def lists_for(vectors: int) -> int:
    """How many lists so many vectors should lie in, as a power of two."""
    return 1 << max(4, round(math.log2(_LISTS * math.sqrt(max(vectors, 1)))))


def sample_for(vectors: int) -> int:
    """How many of so many vectors training looks at."""
    return min(vectors, lists_for(vectors) * _OF_EACH)


def probes_for(vectors: int, lists: int) -> int:
    """How many of the lists a question looks at."""
    share = min(max(_SOON / max(vectors, 1), _SHARE), _MOST / max(vectors, 1), 1.0)
    return max(1, math.ceil(lists * share))


def train(sample: Codes, vectors: int, metric: Metric) -> Trained:
    """Find centroids for so many vectors."""
    library = one_thread()
    points = sample.astype(np.float32)
    dimension = points.shape[1]
    count = max(1, min(lists_for(vectors), len(points)))
    quantizer = library.IndexFlat(dimension, faiss_metric(metric))
    clustering = library.Clustering(dimension, count)
    clustering.niter, clustering.seed = _ROUNDS, 1
    clustering.spherical = metric == "cosine"
    clustering.min_points_per_centroid = 1
    clustering.train(points, quantizer)
    centroids = np.ascontiguousarray(quantizer.reconstruct_n(0, count), np.float32)
    return Trained(count, probes_for(vectors, count), centroids.tobytes())


def lists_of(dimension: int, metric: Metric, count: int, centroids: bytes) -> Any:
    """Empty lists around centroids."""
    library = faiss()
    quantizer = library.IndexFlat(dimension, faiss_metric(metric))
    quantizer.add(np.frombuffer(centroids, np.float32).reshape(count, dimension))
    kind = library.ScalarQuantizer.QT_8bit_direct_signed
    lists = library.IndexIVFScalarQuantizer(
        quantizer, dimension, count, kind, faiss_metric(metric), False
    )
    # The lists keep the centroids alive, and the bytes themselves need no training.
    quantizer.this.disown()
    lists.own_fields = True
    lists.is_trained = True
    return lists

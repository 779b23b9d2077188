"""Lists for an index of very many vectors: centroids, and how many lists a query has to look at.

This takes seconds, so a worker does it, from some of the vectors. The result is small: centroids as
floats. `lists_of` makes empty lists of it, in which an index then puts its vectors.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np

from .index import faiss, faiss_metric, flat
from .quantising import Codes, Metric

_OF_EACH = 48
"""So many vectors for each list are looked at to find its centroid."""
_ROUNDS = 8
_QUERIES = 256
_NEAREST = 10
_RECALL: Final = 0.985
"""Of the nearest among the sample, as found with so many lists. More than is promised: queries are
farther from all vectors than vectors are from each other."""
_NOISE = 0.7
"""Length of what is added to a vector to make a query of it, in lengths of the vector."""
_LEAST_SHARE: Final = 1 / 32
_MOST_SHARE: Final = 1 / 6


class Trained(NamedTuple):
    """What a worker gives back."""

    lists: int
    probes: int
    centroids: bytes
    """float32, one after the other."""


def lists_for(vectors: int) -> int:
    """How many lists so many vectors should lie in: about the square root, as a power of two."""
    return 1 << max(4, round(math.log2(max(vectors, 1)) / 2))


def sample_for(vectors: int) -> int:
    """How many of so many vectors training looks at."""
    return min(vectors, lists_for(vectors) * _OF_EACH)


def train(sample: Codes, vectors: int, metric: Metric) -> Trained:
    """Find centroids for so many vectors, and how many lists have to be looked at."""
    library = faiss()
    library.omp_set_num_threads(1)
    points = sample.astype(np.float32)
    dimension = points.shape[1]
    count = max(1, min(lists_for(vectors), len(points)))
    quantizer = library.IndexFlat(dimension, faiss_metric(metric))
    clustering = library.Clustering(dimension, count)
    clustering.niter, clustering.seed = _ROUNDS, 1
    clustering.spherical = metric == "cosine"
    clustering.min_points_per_centroid = 1
    clustering.train(points, quantizer)
    centroids = quantizer.reconstruct_n(0, count)
    probes = _probes(points, dimension, metric, centroids)
    return Trained(count, probes, np.ascontiguousarray(centroids, np.float32).tobytes())


def _probes(points: Any, dimension: int, metric: Metric, centroids: Any) -> int:
    library = faiss()
    random = np.random.default_rng(1)
    chosen = random.choice(len(points), min(_QUERIES, len(points)), replace=False)
    noise = random.standard_normal((len(chosen), dimension)).astype(np.float32)
    length = np.linalg.norm(points[chosen], axis=1, keepdims=True) * _NOISE / dimension**0.5
    queries = points[chosen] + noise * length
    exact = flat(dimension, metric)
    exact.add(points)
    lists = lists_of(dimension, metric, len(centroids), centroids.tobytes())
    lists.add(points)
    wanted = exact.search(queries, _NEAREST)[1]
    probes = max(1, round(len(centroids) * _LEAST_SHARE))
    most = max(1, round(len(centroids) * _MOST_SHARE))
    while probes < most:
        found = lists.search(queries, _NEAREST, params=library.SearchParametersIVF(nprobe=probes))[
            1
        ]
        hits = sum(len(np.intersect1d(a, b)) for a, b in zip(wanted, found, strict=True))
        if hits >= _RECALL * wanted.size:
            break
        probes = min(most, probes + max(1, probes // 4))
    return probes


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

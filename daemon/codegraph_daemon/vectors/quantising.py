"""Numbers of a model as bytes: one signed byte for each, with one scale for all vectors of a model.

With one scale for all, products of bytes are products of vectors up to a constant, so an index
compares the bytes as they are. Where the direction alone counts, a vector that has a number beyond
what a byte holds is made shorter until it fits, since cutting off that number would turn it; its
length tells by how much. Belongs here: the scale and its use. Stays out: who makes vectors.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from codegraph_client.models import Model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Metric = Literal["cosine", "inner", "l2"]
"""How two vectors of a model are compared: by their direction, by their product, or by their
distance."""

METRICS: Final[tuple[Metric, ...]] = ("cosine", "inner", "l2")

_SPREAD: Final = 4.5
"""What is so many times as large as the usual is cut off, unless samples are larger. With more room
the usual has fewer steps, with less too much is cut off: of the ten nearest of 60,000 vectors 1.7
of a hundred were lost at 5.5, 1.4 at 4.5, and 1.9 at 3.6."""
_ROOM: Final = 1.05
_LARGEST: Final = 127

Floats: TypeAlias = "NDArray[np.float32]"
Codes: TypeAlias = "NDArray[np.int8]"


def metric_of(model: Model) -> Metric:
    """The metric of a model; the usual one if its folder says something that is none."""
    return next((each for each in METRICS if each == model.metric), "cosine")


def scale_of(metric: Metric, dimension: int, vectors: Floats | None = None) -> float:
    """What numbers of a model are multiplied with, told from some of its vectors.

    It has to stay the same for all vectors of a model. Some models have a few numbers that are much
    larger than the others; cutting these off would lose most of what tells vectors apart.
    """
    usual = math.sqrt(1 / dimension)
    largest = 0.0
    if vectors is not None and vectors.size:
        import numpy as np  # Not by the daemon's start, which has no use for it.

        if metric == "cosine":
            vectors = scaled(vectors, metric, 1.0)
        else:
            usual = float(np.sqrt(np.mean(np.square(vectors, dtype=np.float64)))) or usual
        largest = float(np.abs(vectors).max())
    return _LARGEST / max(_SPREAD * usual, _ROOM * largest)


def scale_for(model: Model) -> float:
    """The scale of a model: its own, or what is usual for its metric."""
    return model.scale or scale_of(metric_of(model), model.dimension)


def scaled(vectors: Floats, metric: Metric, scale: float) -> Floats:
    """Vectors on the scale of the bytes, not rounded: what a query is compared with bytes as."""
    import numpy as np

    if metric == "cosine":
        norms = np.sqrt(np.square(vectors).sum(axis=1, keepdims=True))
        norms[norms == 0] = 1
        vectors = (vectors / norms).astype(np.float32)
    return np.ascontiguousarray(vectors * np.float32(scale), dtype=np.float32)


def quantised(vectors: Floats, metric: Metric, scale: float) -> Codes:
    """Vectors as bytes."""
    import numpy as np

    numbers = scaled(vectors, metric, scale)
    if metric == "cosine":
        largest = np.abs(numbers).max(axis=1, keepdims=True, initial=_LARGEST)
        numbers *= np.float32(_LARGEST) / largest
    codes: Codes = np.rint(numbers).clip(-_LARGEST, _LARGEST).astype(np.int8)
    return codes


def compared(wanted: Floats, codes: Codes, metric: Metric, scale: float) -> Floats:
    """What an index over bytes gives for some vectors and a query on their scale; where directions
    are compared, as if all of them had one length."""
    import numpy as np

    rows = codes.astype(np.float32)
    if metric == "l2":
        found = np.square(rows - wanted).sum(axis=1)
    else:
        found = rows @ wanted
        if metric == "cosine":
            found = found * lengthening(rows, scale)
    nearness: Floats = found.astype(np.float32, copy=False)
    return nearness


def lengthening(rows: Floats, scale: float) -> Floats:
    """By how much each of some vectors of bytes is too short for its scale."""
    import numpy as np

    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    lengths[lengths == 0] = scale
    factors: Floats = (np.float32(scale) / lengths).astype(np.float32)
    return factors


def scores_of(found: Floats, metric: Metric, scale: float) -> Floats:
    """What an index over bytes gives for two vectors, as the model means it; higher is nearer.

    For L2 it is the squared distance with the sign turned.
    """
    import numpy as np

    sign = -1.0 if metric == "l2" else 1.0
    return (found * np.float32(sign / scale**2)).astype(np.float32)

"""Which of very many vectors may be nearest: all are compared, in four bits for five numbers.

A product quantizer replaces every five numbers of a vector by the nearest of sixteen centroids.
What FAISS calls fast scan adds up such short codes in registers, ten times as fast as whole vectors
are compared. What is best by them is compared again by its bytes (`index`).

The codes of 32 vectors lie interleaved. Those of a vector that takes another's place are put in
between here, in the order that FAISS has; tests compare that with what FAISS writes.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..memory import give_back
from .library import faiss, faiss_metric
from .quantising import Floats, Metric

BITS: Final = 4
_PIECE: Final = 5
"""With four numbers for a code half as long a list has as many of the nearest, and a vector takes
six bytes more."""
_BLOCK: Final = 32
_HALF: Final = 16
_PLACES: Final = np.array([*range(0, _HALF, 2), *range(1, _HALF, 2)])
"""Where in a row of sixteen bytes each of sixteen vectors lies."""


class Shortlist:
    """Short codes of vectors, one after the other. Empty when made."""

    def __init__(self, dimension: int, metric: Metric, centroids: bytes) -> None:
        """`centroids` are what `training` found."""
        library = faiss()
        self._index: Any = empty(dimension, metric)
        library.copy_array_to_vector(np.frombuffer(centroids, np.float32), self._index.pq.centroids)
        self._index.is_trained = True

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, rows: Floats) -> None:
        """Add vectors at the end, as long as they are to be compared."""
        if len(rows):
            self._index.add(padded(rows))

    def put(self, slots: NDArray[np.int64], rows: Floats) -> None:
        """Put vectors in the place of others."""
        if not len(slots):
            return
        short: NDArray[np.uint8] = self._index.sa_encode(padded(rows))
        blocks = self._blocks()
        block, place = slots // _BLOCK, _PLACES[slots % _HALF]
        upper = slots % _BLOCK >= _HALF
        # Two vectors share each byte, so those of the upper half come after those of the lower.
        for which, shift in ((~upper, 0), (upper, BITS)):
            b, p = block[which], place[which]
            for row, value in enumerate((short[which] & 15, short[which] >> BITS)):
                kept = blocks[b, :, row, p] & np.uint8(0xF0 >> shift)
                blocks[b, :, row, p] = kept | (value << shift)

    def _blocks(self) -> NDArray[np.uint8]:
        """The codes where they lie: by block, pair of quantizers, which of the two, and place."""
        held = self._index.codes
        flat: NDArray[np.uint8] = faiss().rev_swig_ptr(held.get(), held.size())
        return flat.reshape(-1, self._index.M2 // 2, 2, _HALF)

    def search(self, wanted: Floats, count: int) -> NDArray[np.int64]:
        """The best `count` for a query as the bytes are scaled, by their short codes."""
        found: NDArray[np.int64] = self._index.search(padded(wanted), min(count, len(self)))[1][0]
        return found[found >= 0]

    def tighten(self) -> None:
        """Let go of the room that came of growing, which is doubled each time: where the C library
        gave it memory that was used before, all of it is resident."""
        packed = self.packed()
        self._index = None
        give_back()
        self._index = faiss().deserialize_index(packed)

    def packed(self) -> NDArray[np.uint8]:
        """All of it in bytes."""
        packed: NDArray[np.uint8] = faiss().serialize_index(self._index)
        return packed

    @classmethod
    def unpacked(cls, packed: NDArray[np.uint8]) -> Shortlist:
        """What `packed` was made of."""
        made = cls.__new__(cls)
        made._index = faiss().deserialize_index(packed)
        return made


def empty(dimension: int, metric: Metric) -> Any:
    """FAISS's index of short codes, not trained yet."""
    pieces = -(-dimension // _PIECE)
    return faiss().IndexPQFastScan(pieces * _PIECE, pieces, BITS, faiss_metric(metric), _BLOCK)


def padded(rows: Floats) -> Floats:
    """Vectors with zeros at the end, so that they are made of whole pieces."""
    count, width = rows.shape
    more = -width % _PIECE
    if not more:
        return rows
    longer = np.zeros((count, width + more), np.float32)
    longer[:, :width] = rows
    return longer

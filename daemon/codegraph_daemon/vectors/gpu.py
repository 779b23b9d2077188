"""A copy of an index on a graphics card, for those whose FAISS has one and who ask for it.

Every vector is looked at there, whatever their number: 16-bit floats hold bytes exactly. It
answers as long as nothing has changed since it was made; until it is made again the index itself
does. **Not tested**: no machine that this was written or tested on had a device.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from .index import ORDINAL_BITS, Allowed, Ids, VectorIndex
from .library import faiss, faiss_metric
from .quantising import Floats, lengthening, scaled, scores_of

_SLICE: Final = 32_768
_MOST: Final = 2048
"""A graphics card gives no more for one query."""
_SPARE: Final = 4
"""So many times as much is asked for, since it does not know what may be found."""


def devices() -> int:
    """How many graphics cards the installed FAISS reports."""
    count = getattr(faiss(), "get_num_gpus", None)
    return int(count()) if count is not None else 0


class GpuCopy:
    """One state of an index on the first device. Raises RuntimeError if that has no room."""

    def __init__(self, index: VectorIndex) -> None:
        library = faiss()
        self._of = index
        self._changes = index.changes
        self._resources = library.StandardGpuResources()
        configuration = library.GpuIndexFlatConfig()
        configuration.useFloat16 = True
        self._ids, codes = index.held()
        self._copy: Any = library.GpuIndexFlat(
            self._resources, index.dimension, faiss_metric(index.metric), configuration
        )
        for at in range(0, len(codes), _SLICE):
            rows = codes[at : at + _SLICE].astype(np.float32)
            if index.metric == "cosine":
                rows *= lengthening(rows, index.scale)[:, None]
            self._copy.add(rows)

    @property
    def current(self) -> bool:
        """Whether the index is still as it was."""
        return self._changes == self._of.changes

    def search(self, query: Floats, count: int, allowed: Allowed) -> tuple[Ids, Floats]:
        """As the index's own `search`, which is asked where the copy cannot tell."""
        wanted = min(_MOST, count * _SPARE, len(self._ids))
        if not self.current or wanted < min(count, len(self._ids)):
            return self._of.search(query, count, allowed)
        of = self._of
        asked = scaled(np.asarray(query, np.float32).reshape(1, -1), of.metric, of.scale)
        found, places = self._copy.search(asked, wanted)
        ids = self._ids[places[0]]
        contents = ids >> ORDINAL_BITS
        known = contents < len(allowed)
        may = known & allowed[np.where(known, contents, 0)] if len(allowed) else known & False
        if np.count_nonzero(may) < count and wanted < len(self._ids):
            return self._of.search(query, count, allowed)
        return ids[may][:count], scores_of(found[0][may][:count], of.metric, of.scale)

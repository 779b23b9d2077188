"""Vectors of texts: what a model made of the text of a chunk, one byte for each number.

| family | key | value |
|---|---|---|
| `vectors` | id of the model, key of the text | the vector's bytes |
| `meta` | `vectors:store` | what tells this store from every other one |
| `meta` | `vectors:complete` | the ids of the models that last had vectors of all texts |

A text has the same vector wherever it stands, so what was moved, restored or branched is not made
again. Belongs here: reading and writing these. Stays out: what the bytes mean (`vectors`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from codegraph_client.models import ID_BYTES
from codegraph_daemon.store.database import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Keys: TypeAlias = NDArray[np.uint64]
    Codes: TypeAlias = NDArray[np.int8]

KEY_BYTES: Final = 8
_COMPLETE: Final = b"vectors:complete"
_IDENTITY: Final = b"vectors:store"
_ROWS_AT_ONCE: Final = 256


class Vectors:
    """The vectors of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.changes = 0
        """Rises when texts get their vectors."""
        self._complete: list[bytes] | None = None
        """What is stored under that name, for each question asks for it; None: not read yet."""

    def missing(self, model: bytes, keys: Keys) -> NDArray[np.intp]:
        """Where in `keys` those stand that have no vector."""
        import numpy as np  # Not by the start, which has no use for it.

        names = _names(model, keys)
        absent = set(self._store.missing("vectors", names))
        return np.array([at for at, name in enumerate(names) if name in absent], np.intp)

    def get(self, model: bytes, keys: Keys, dimension: int) -> Codes | None:
        """The vectors of all these texts, one after the other; None if one has none."""
        import numpy as np

        found = self._store.get_many("vectors", _names(model, keys))
        if any(each is None or len(each) != dimension for each in found):
            return None
        joined = b"".join(each for each in found if each is not None)
        return np.frombuffer(joined, np.int8).reshape(-1, dimension)

    def some(self, model: bytes, keys: Keys, dimension: int) -> tuple[NDArray[np.intp], Codes]:
        """The vectors of those texts that have one, and where in `keys` these stand."""
        import numpy as np

        found = self._store.get_many("vectors", _names(model, keys))
        there = [(at, row) for at, row in enumerate(found) if row and len(row) == dimension]
        joined = b"".join(row for _, row in there)
        places = np.array([at for at, _ in there], np.intp)
        return places, np.frombuffer(joined, np.int8).reshape(-1, dimension)

    async def add(self, model: bytes, keys: Keys, codes: Codes) -> None:
        """Write vectors, in small batches between which the loop runs."""
        names = _names(model, keys)
        await self._store.write_all(
            ("vectors", name, row.tobytes()) for name, row in zip(names, codes, strict=True)
        )
        self.changes += 1

    @property
    def identity(self) -> bytes:
        """Tells this store from every other one, also from one that was here before."""
        known = self._store.get("meta", _IDENTITY)
        if known is None:
            known = os.urandom(16)
            self._store.write([("meta", _IDENTITY, known)])
        return known

    @property
    def complete(self) -> list[bytes]:
        """The models that last had vectors of all texts, by id."""
        if self._complete is None:
            packed = self._store.get("meta", _COMPLETE) or b""
            self._complete = [packed[at : at + ID_BYTES] for at in range(0, len(packed), ID_BYTES)]
        return self._complete

    def set_complete(self, models: Iterable[bytes]) -> None:
        """Say which models have vectors of all texts."""
        complete = list(models)
        self._store.write([("meta", _COMPLETE, b"".join(complete))])
        self._complete = complete

    def sweep(self, named: Iterable[Keys], models: set[bytes]) -> Iterator[int]:
        """Delete vectors of other models, and of texts that no chunk has; yields how many.

        `named` gives the keys of the texts of all contents, in short steps. What comes to be named
        meanwhile and loses its vector is embedded again.
        """
        import numpy as np

        parts: list[Keys] = [np.zeros(0, np.uint64)]
        for keys in named:
            parts.append(keys)
            yield 0
        living = np.unique(np.concatenate(parts))
        start = b""
        while page := self._store.page_of_keys("vectors", start, _ROWS_AT_ONCE):
            keys = np.frombuffer(b"".join(key[-KEY_BYTES:] for key in page), "<u8")
            # Both are in order; `isin` would sort all that is alive again for each page.
            at = np.minimum(np.searchsorted(living, keys), max(len(living) - 1, 0))
            alive = (living[at] == keys).tolist() if len(living) else [False] * len(keys)
            gone = [
                key
                for key, is_alive in zip(page, alive, strict=True)
                if not is_alive or key[:-KEY_BYTES] not in models
            ]
            if gone:
                self._store.write((), [("vectors", key) for key in gone])
            start = page[-1] + b"\0"
            yield len(gone)


def _names(model: bytes, keys: Keys) -> list[bytes]:
    packed = keys.astype("<u8").tobytes()
    return [model + packed[at : at + KEY_BYTES] for at in range(0, len(packed), KEY_BYTES)]

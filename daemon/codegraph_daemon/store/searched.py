"""On which day somebody last searched here: who never does pays nothing for searches.

| family | key | value |
|---|---|---|
| `meta` | `searched` | the day, counted from 1970 |
"""

from __future__ import annotations

import struct
from typing import Final

from codegraph_daemon.store.database import Store

LATELY_DAYS: Final = 14
"""Who searched in so many days will do so again."""

_KEY: Final = b"searched"
_STAMP: Final = struct.Struct("<q")
_DAY: Final = 86_400


class Searched:
    """When somebody searched in what one store holds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        stamp = store.get("meta", _KEY)
        self._day = _STAMP.unpack(stamp)[0] if stamp is not None else -LATELY_DAYS

    def note(self, now: float) -> None:
        """Somebody searches, at a time in seconds since 1970; written once a day."""
        day = int(now // _DAY)
        if day != self._day:
            self._day = day
            self._store.write([("meta", _KEY, _STAMP.pack(day))])

    def lately(self, now: float) -> bool:
        """Whether somebody searched in the last days."""
        return now // _DAY - self._day < LATELY_DAYS

"""On which day somebody last searched here, or asked for what is related: who never does pays
nothing for it.

| family | key | value |
|---|---|---|
| `meta` | `searched`, `related` | the day, counted from 1970 |
"""

from __future__ import annotations

import struct
from typing import Final

from codegraph_daemon.store.database import Store

LATELY_DAYS: Final = 14
"""Who searched in so many days will do so again."""

SEARCHES: Final = b"searched"
RELATED: Final = b"related"

_STAMP: Final = struct.Struct("<q")
_DAY: Final = 86_400


class Searched:
    """When somebody asked for something in what one store holds."""

    def __init__(self, store: Store, what: bytes = SEARCHES) -> None:
        self._store = store
        self._key = what
        stamp = store.get("meta", what)
        self._day = _STAMP.unpack(stamp)[0] if stamp is not None else -LATELY_DAYS

    def note(self, now: float) -> None:
        """Somebody asks for it, at a time in seconds since 1970; written once a day."""
        day = int(now // _DAY)
        if day != self._day:
            self._day = day
            self._store.write([("meta", self._key, _STAMP.pack(day))])

    def lately(self, now: float) -> bool:
        """Whether somebody asked for it in the last days."""
        return now // _DAY - self._day < LATELY_DAYS

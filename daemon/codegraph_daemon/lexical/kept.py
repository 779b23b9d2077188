"""What was read or summed of words, the recently used at hand, up to a number of bytes.

Belongs here: the bound. Stays out: what is kept, and when it stops being true (`reading`).
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

V = TypeVar("V")

_LEAST = 200
"""Bytes that a value takes, however little it holds."""


class Kept(Generic[V]):
    """The most recently used values, of `most` bytes together."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.bytes = 0
        """What the values take."""
        self._values: OrderedDict[bytes, tuple[int, V]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: bytes) -> V | None:
        """The value of a key, if it is still at hand."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[1]

    def put(self, key: bytes, value: V, size: int) -> None:
        """Keep a value that holds `size` bytes, in place of those that were used longest ago."""
        known = self._values.pop(key, None)
        self.bytes += _LEAST + size - (0 if known is None else known[0])
        self._values[key] = _LEAST + size, value
        while self.bytes > self._most:
            self.bytes -= self._values.popitem(last=False)[1][0]

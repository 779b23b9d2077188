"""What was used recently, up to a number of bytes, or of whatever its sizes count.

Belongs here: the bound. Stays out: what is kept, and when it stops being true.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """The most recently used values, of `most` bytes together, or `most` of what sizes count.

    A value that is larger than that alone is not kept.
    """

    def __init__(self, most: int, least: int = 0) -> None:
        """A value takes `least` bytes, however little it holds."""
        self._most = most
        self._least = least
        self.bytes = 0
        """What the values take, in the unit of their sizes."""
        self._values: OrderedDict[Hashable, tuple[int, V]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._values

    def get(self, key: Hashable) -> V | None:
        """The value of a key, if it is still at hand."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[1]

    def put(self, key: Hashable, value: V, size: int) -> None:
        """Keep a value that holds `size` bytes, in place of those that were used longest ago."""
        self.drop(key)
        self.bytes += self._least + size
        self._values[key] = self._least + size, value
        while self.bytes > self._most:
            self.bytes -= self._values.popitem(last=False)[1][0]

    def drop(self, key: Hashable) -> None:
        """Forget a value, if it is there."""
        gone = self._values.pop(key, None)
        if gone is not None:
            self.bytes -= gone[0]

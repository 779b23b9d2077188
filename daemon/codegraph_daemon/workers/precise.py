"""Precise links as a worker reads them: from the daemon, one file after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import Host


class Precise:
    """The precise links of the files of one task, asked for as they are needed."""

    def __init__(self, host: Host, keys: Sequence[Sequence[Any]]) -> None:
        self._host = host
        self._keys: dict[int, bytes] = {path_id: key for path_id, key in keys}

    def of(self, path_id: int) -> bytes | None:
        """The packed precise links of a file; None if it has none, or not any more."""
        key = self._keys.get(path_id)
        found: bytes | None = None if key is None else self._host.call("precise", key)
        return found

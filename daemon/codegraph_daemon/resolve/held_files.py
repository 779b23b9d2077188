"""The files that one process holds with their facts, for all that resolve there.

Belongs here: the bound.  Stays out: where facts come from, and what is made of them.
"""

from __future__ import annotations

from collections import OrderedDict

from .file import File

_COST = 6
"""What a file takes with all that is made of it, in units of its packed facts."""


class HeldFiles:
    """The files that were used last, up to about `most` bytes, but always the very last one.

    A file is what its path and its facts say, so all workspaces of a process, and what looks
    beyond them, have one store: what serves one of them takes no room on top of the others'.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._files: OrderedDict[int, tuple[bytes, File]] = OrderedDict()
        self.bytes = 0

    def get(self, path_id: int, path: str, facts_id: bytes) -> File | None:
        """The file at a path with these facts, if it is held."""
        held = self._files.get(path_id)
        if held is None or held[0] != facts_id or held[1].path != path:
            return None
        self._files.move_to_end(path_id)
        return held[1]

    def put(self, facts_id: bytes, file: File) -> None:
        """Hold a file in place of what it was before, and let go of what was used longest ago."""
        files = self._files
        old = files.pop(file.path_id, None)
        if old is not None:
            self.bytes -= _cost(old[1])
        files[file.path_id] = facts_id, file
        self.bytes += _cost(file)
        while self.bytes > self._most and len(files) > 1:
            self.bytes -= _cost(files.popitem(last=False)[1][1])


def _cost(file: File) -> int:
    return len(file.facts.blob) * _COST

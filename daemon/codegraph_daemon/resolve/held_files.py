"""The files that one process holds with their facts, for all that resolve there.

Belongs here: the bound.  Stays out: where facts come from, and what is made of them.
"""

from __future__ import annotations

from collections import OrderedDict

from .file import File

_COST = 6
"""What a file takes with all that is made of it, in units of its packed facts."""
_OF_A_PATH = 2
"""So many contents of one path are held: that of the work tree, and that of a revision which is
asked about in turn with it."""


class HeldFiles:
    """The files that were used last, up to about `most` bytes, but always the very last one.

    A file is what its path and its facts say, so all workspaces of a process, and what looks
    beyond them, have one store: what serves one of them takes no room on top of the others'.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._files: OrderedDict[tuple[int, bytes], File] = OrderedDict()
        self._contents: dict[int, list[bytes]] = {}
        """By path id the facts that are held of it, those used last at the end."""
        self.bytes = 0

    def get(self, path_id: int, path: str, facts_id: bytes) -> File | None:
        """The file at a path with these facts, if it is held."""
        held = self._files.get((path_id, facts_id))
        if held is None or held.path != path:
            return None
        self._files.move_to_end((path_id, facts_id))
        contents = self._contents[path_id]
        if contents[-1] != facts_id:
            contents.reverse()
        return held

    def put(self, facts_id: bytes, file: File) -> None:
        """Hold a file, and let go of what was used longest ago: of its path, and of all."""
        path_id = file.path_id
        if (path_id, facts_id) in self._files:
            self._drop(path_id, facts_id)
        contents = self._contents.setdefault(path_id, [])
        contents.append(facts_id)
        self._files[path_id, facts_id] = file
        self.bytes += _cost(file)
        if len(contents) > _OF_A_PATH:
            self._drop(path_id, contents[0])
        while self.bytes > self._most and len(self._files) > 1:
            self._drop(*next(iter(self._files)))

    def _drop(self, path_id: int, facts_id: bytes) -> None:
        self.bytes -= _cost(self._files.pop((path_id, facts_id)))
        self._contents[path_id].remove(facts_id)
        if not self._contents[path_id]:
            del self._contents[path_id]


def _cost(file: File) -> int:
    return len(file.facts.blob) * _COST

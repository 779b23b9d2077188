"""Links that are right again: what an edit undone, or a branch checked out again, need not redo.

The links of a file depend on its own facts and on the keys that they read.  When a change reaches a
file, the links that it had are remembered with the changes since; once its facts and every key of
those changes are back at what they were, so are the links.  Saving half a definition and then the
rest is such an edit: for a moment everybody who uses what follows it is out of date.

Belongs here: which earlier links hold.  In memory only, bounded, and never needed for an answer.
Stays out: the store and the view.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..resolve.changes import Change

_VERSIONS = 3
"""Earlier links kept for one file."""

_KEY_BYTES = 12
_FILES = 20_000
_KEYS = 200_000
"""Of all remembered changes together."""


class _Changed:
    """The keys of one change with what they said before and after.

    28 bytes for each, where a dictionary takes ten times as much: a day's edits are remembered.
    """

    __slots__ = ("_after", "_before", "_keys")

    def __init__(self, keys: bytes, before: array[int], after: array[int]) -> None:
        self._keys = keys
        self._before = before
        self._after = after

    def __len__(self) -> int:
        return len(self._before)

    def __iter__(self) -> Iterator[tuple[bytes, int, int]]:
        keys = self._keys
        parts = (keys[at : at + _KEY_BYTES] for at in range(0, len(keys), _KEY_BYTES))
        return zip(parts, self._before, self._after, strict=True)


@dataclass(slots=True)
class _Version:
    facts: bytes
    links: bytes
    reached_by: list[int] = field(default_factory=list)
    """Numbers of the changes that reached the file since, rising."""


class Earlier:
    """The earlier links of one view's files."""

    def __init__(self) -> None:
        self._versions: OrderedDict[int, list[_Version]] = OrderedDict()
        self._changes: OrderedDict[int, _Changed | None] = OrderedDict()
        """By number; None for a change that cannot be told to be undone."""
        self._held = 0
        self._number = 0
        self._verdicts: dict[tuple[int, ...], bool] = {}

    def change(self, keys: Mapping[bytes, Change | None]) -> None:
        """Keys changed; a key whose facts cannot be compared has None."""
        self._number += 1
        packed = self._changes[self._number] = _packed(keys)
        self._held += len(packed) if packed is not None else 1
        while self._held > _KEYS and self._changes:
            _, oldest = self._changes.popitem(last=False)
            self._held -= len(oldest) if oldest is not None else 1
        self._verdicts.clear()

    def reached(self, path_id: int, linked: tuple[bytes, bytes] | None) -> None:
        """The last change reaches a file; `linked` are its facts and links if they were right."""
        versions = self._versions.pop(path_id, [])
        if linked is not None and linked[1]:
            # Those that were right until now say the same as the one that begins here.
            versions = [
                version
                for version in versions
                if version.facts != linked[0] or not self._is_undone(tuple(version.reached_by))
            ]
            versions.append(_Version(*linked))
        if not versions:
            return
        for version in versions:
            version.reached_by.append(self._number)
        self._versions[path_id] = versions[-_VERSIONS:]
        if len(self._versions) > _FILES:
            self._versions.popitem(last=False)

    def right_again(self, path_id: int, facts: bytes) -> bytes | None:
        """The id of earlier links of a file that now has `facts`, if they are right."""
        for version in reversed(self._versions.get(path_id, ())):
            if version.facts == facts and self._is_undone(tuple(version.reached_by)):
                return version.links
        return None

    def forget(self, path_ids: Iterable[int]) -> None:
        """These files are gone."""
        for path_id in path_ids:
            self._versions.pop(path_id, None)

    def _is_undone(self, numbers: tuple[int, ...]) -> bool:
        """Whether every key of these changes is back at what it was before the first of them."""
        known = self._verdicts.get(numbers)
        if known is None:
            # Files that one change reaches have mostly been reached by the same ones before.
            known = self._verdicts[numbers] = self._undone(numbers)
        return known

    def _undone(self, numbers: tuple[int, ...]) -> bool:
        was: dict[bytes, int] = {}
        now: dict[bytes, int] = {}
        for number in numbers:
            changed = self._changes.get(number)
            if changed is None:
                return False
            for key, before, after in changed:
                was.setdefault(key, before)
                now[key] = after
        return was == now


def _packed(keys: Mapping[bytes, Change | None]) -> _Changed | None:
    before, after = array("q"), array("q")
    for change in keys.values():
        if change is None:
            return None
        before.append(change[0])
        after.append(change[1])
    return _Changed(b"".join(keys), before, after)

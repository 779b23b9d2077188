"""What a source of events must offer, so that `watcher` need not know which one it has.

Belongs here: the contract. Stays out: any system call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Set
from typing import Literal, NamedTuple, Protocol


class Change(NamedTuple):
    """Something happened to the entry `name` of `folder` (an absolute path).

    `kind` is "content" (written, touched), "entry" (made, removed, moved) or "gone" (the watched
    folder itself was moved or removed); `word` says it for the log. An empty `name` means the
    folder itself. `is_folder` is None if the source cannot tell.
    """

    folder: str
    name: str
    kind: Literal["content", "entry", "gone"]
    word: str
    is_folder: bool | None


class Sink(NamedTuple):
    """Where a source delivers, always on the loop's thread.

    `changed` gets changes in their order; `lost` a clause about why some may be missing.
    """

    changed: Callable[[list[Change]], None]
    lost: Callable[[str], None]


class Backend(Protocol):
    """A source of events for a set of folders, none of them watched recursively."""

    @property
    def problem(self) -> str:
        """Why events do not suffice (then the watcher polls too); empty if they do."""

    @property
    def incomplete(self) -> bool:
        """Whether a wanted folder has no watch, so that asking again may help."""

    async def watch(self, folders: Set[str]) -> set[str]:
        """Watch exactly `folders` (absolute paths); returns those that were not watched before.

        A folder that is not there, or not a folder, is left out without complaint.
        """

    def deliver(self) -> None:
        """Deliver at once what the system has reported by now, where it can be asked for that."""

    async def close(self) -> None:
        """Stop; nothing is delivered afterwards."""


def backend_of_the_system(sink: Sink) -> Backend:
    """The source of events that this system has; only its own is loaded. Raises OSError."""
    if sys.platform == "linux":
        from codegraph_daemon.watch.inotify import Inotify

        return Inotify(sink)
    from codegraph_daemon.watch.notify import Notify

    return Notify(sink)

"""What a workspace knows to be out of date, from a folder to look at to a file to link.

Plain state with the rules of its order; it does no work and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..discovery import FileStat
from ..store.pages import Entry
from .focus import Focus

SMALL = 32
"""So many files at once are an edit, and go the fast way; more are a checkout."""


LONG_BYTES = 64 << 10
"""A file of more bytes takes long to link: some tens of milliseconds."""
_LINK_BATCH, _LINK_MOST, _LINK_FEW = 48, 192, 12
_LINK_PARTS = 8
"""Into so many tasks for each bulk worker a cold index is cut: few, for files that are linked
together have lookups in common; but all workers should end at about the same time."""


def link_batch(total: int, workers: int, was_ready: bool) -> int:
    """How many files one bulk task links, of so many; fewer once all was linked."""
    if was_ready:
        return _LINK_FEW
    return min(max(total // (_LINK_PARTS * workers), _LINK_BATCH), _LINK_MOST)


class Backlog:
    """Folders to list, files to parse, files to link.

    A file is never in flight twice: a change of one that is being parsed waits for the result.
    """

    def __init__(self) -> None:
        self.rescan = False
        self.folders: set[str] = set()
        self.parse: dict[str, FileStat | None] = {}
        """Path -> the state that a listing found it in; None if only its content tells."""
        self.focus = Focus()
        """Which of them go first."""
        self.parsing: set[str] = set()
        self.link: dict[int, int] = {}
        """Path id -> number of the generation that made its links out of date."""
        self.linking: dict[int, int] = {}
        """Path id -> number of the generation that it is being linked against."""
        self.urgent: set[int] = set()
        """Files to link that somebody waits for: those just edited and what they reach."""
        self.wanted: dict[int, None] = {}
        """Files to link that the newest question waits for."""
        self.hurrying: set[int] = set()
        """Files in flight in the interactive lane."""
        self.looking = 0
        """Scans and listings in flight."""

    @property
    def empty(self) -> bool:
        """Whether the view equals the disk as far as is known."""
        return not (
            self.rescan or self.folders or self.looking or self.parse or self.parsing or self.link
        )

    @property
    def unread(self) -> bool:
        """Whether files may have changed that were not parsed yet."""
        return bool(self.rescan or self.folders or self.looking or self.parse or self.parsing)

    def add_link(self, path_ids: Iterable[int], number: int, *, urgent: bool) -> None:
        """Mark files whose links are out of date since generation `number`."""
        for path_id in path_ids:
            self.link[path_id] = number
            if urgent:
                self.urgent.add(path_id)

    def that_matter(
        self, matters: Callable[[int], bool], verdicts: dict[tuple[int, int], bool]
    ) -> list[int]:
        """Files still to be linked that matter to a question.

        `verdicts` remembers them until the file is put out of date anew: it may have new facts.
        """
        found: list[int] = []
        for each in self.link.items():
            verdict = verdicts.get(each)
            if verdict is None:
                verdict = verdicts[each] = matters(each[0])
            if verdict:
                found.append(each[0])
        return found

    def drop_link(self, path_id: int) -> None:
        """A file is linked, or gone."""
        self.link.pop(path_id, None)
        self.urgent.discard(path_id)

    def take_parse(
        self, most: int, is_current: Callable[[str, FileStat | None], bool]
    ) -> dict[str, FileStat | None]:
        """Files to parse now, none of them in flight, none that is indexed in that state."""
        taken: dict[str, FileStat | None] = {}
        done: list[str] = []
        for path in self.focus.order(self.parse):
            state = self.parse[path]
            if path in self.parsing or path in taken:
                continue
            if is_current(path, state):
                # Two looks at the same change: the first has been dealt with.
                done.append(path)
                continue
            taken[path] = state
            if len(taken) == most:
                break
        for path in (*taken, *done):
            self.parse.pop(path, None)
        self.parsing.update(taken)
        return taken

    def take_wanted(self, most: int, number: int) -> list[int]:
        """Files that a question waits for, to link against generation `number`.

        They are taken even if a bulk task has them already, for that task may have far to go; the
        result that comes second is found to be no news.
        """
        return self._hurry([p for p in self.wanted if p not in self.hurrying], most, number)

    def take_urgent(self, number: int, entry_of: Callable[[int], Entry | None]) -> list[int]:
        """A file that was edited or is reached by an edit, to link against `number`: one, and none
        that takes long, for nobody waits for it, and the next edit is to be read soon."""
        for path_id in self.urgent:
            if path_id in self.link and path_id not in self.linking:
                entry = entry_of(path_id)
                if entry is None or entry.size <= LONG_BYTES:
                    return self._hurry([path_id], 1, number)
        return []

    def _hurry(self, candidates: list[int], most: int, number: int) -> list[int]:
        taken = [path_id for path_id in candidates if path_id in self.link][:most]
        for path_id in taken:
            self.linking.setdefault(path_id, number)
            self.hurrying.add(path_id)
        return taken

    def take_link(self, most: int, number: int) -> list[int]:
        """Files to link now against generation `number`, none of them in flight."""
        taken: list[int] = []
        for path_id in self.link:
            if path_id not in self.linking:
                taken.append(path_id)
                if len(taken) == most:
                    break
        for path_id in taken:
            self.linking[path_id] = number
        return taken

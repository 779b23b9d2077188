"""Views: which content every path of one root has now.

Belongs here: the table path -> `Entry` of each view on disk, which generation of it is the current
one, and the set of its dirty paths. Stays out: what the content means, and who computes it.

A view is kept in pages of `PAGE_ROWS` fixed-width rows, found by path id. A commit makes new
copies of the pages that it touches and shares all others, in memory and on disk alike: a
generation is a tuple of pages that never change, and committing it is one atomic batch of the
touched pages, the dirty bits and the head with the new number. That batch is the only write
that makes content visible, so it comes after everything that it names; there is no log to
replay at the start and nothing to fold.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from codegraph_daemon.store.crash import crash_point
from codegraph_daemon.store.damage import DamagedStore
from codegraph_daemon.store.database import Delete, Put, Store
from codegraph_daemon.store.generations import Generation, State
from codegraph_daemon.store.pages import EMPTY_PAGE, Entry, count

#: Dirty bits of this many path ids lie in one record.
DIRTY_ROWS: Final = 4096

#: In `meta`, by view id: what was imported into a view, beginning with the number under which its
#: rows lie in `precise`.
IMPORTS: Final = b"import/"

#: In `meta`, by view id: the folders of the tree that are to be watched, as they were last seen.
_FOLDERS: Final = b"folders/"

_HEAD = struct.Struct("<Q")
_KEY = struct.Struct(">II")
_VIEW = struct.Struct(">I")
_EMPTY_DIRTY: Final = bytes(DIRTY_ROWS // 8)


__all__ = ["DIRTY_ROWS", "IMPORTS", "Generation", "ViewInfo", "ViewStore"]


class ViewInfo(NamedTuple):
    """A view on disk: its id, the root that it shows, and the number of its last generation."""

    view_id: int
    root: str
    number: int


class ViewStore:
    """The views of one store, and the current generation of each that was loaded."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._current: dict[int, Generation] = {}
        self._dirty: dict[int, dict[int, bytes]] = {}
        self._roots: dict[int, str] = {}
        #: Rises with each commit and drop; `sweep` starts again when it has.
        self.changes = 0
        #: Called after each commit with the ids of the facts and links that it replaced. Another
        #: view may still have them: they are only less likely to be asked for.
        self.on_replaced: list[Callable[[set[bytes]], None]] = []
        for key, value in store.scan("meta", b"view/"):
            (view_id,) = _VIEW.unpack(key.removeprefix(b"view/"))
            self._roots[view_id] = value.decode("utf-8", "surrogateescape")
        # Pages without a head belong to a drop that was cut short; ids are never used again.
        self._next_id: int = _VIEW.unpack(store.get("meta", b"next_view") or b"\0\0\0\1")[0]

    # --- Which views there are ----------------------------------------------------------------

    def open(self, root: str, like: int | None = None) -> int:
        """The id of the view of `root` (an absolute path), a new view if there is none.

        It begins with what the view `like` has, or empty. What is imported into that is no part of
        it, and neither are its folders.
        """
        for view_id, known in self._roots.items():
            if known == root:
                return view_id
        view_id = self._next_id
        self._next_id += 1
        prefix = _VIEW.pack(view_id)
        rows: list[Put] = [
            ("meta", b"next_view", _VIEW.pack(self._next_id)),
            ("meta", b"view/" + prefix, root.encode("utf-8", "surrogateescape")),
            ("views", prefix, _HEAD.pack(0)),
        ]
        if like is not None:
            source = _VIEW.pack(like)
            rows += [
                (family, prefix + key[_VIEW.size :], value)
                for family in ("views", "dirty")
                for key, value in self._store.scan(family, source)
                if len(key) == _KEY.size
            ]
        self._store.write_whole(rows)
        self._roots[view_id] = root
        return view_id

    def has_imports(self, view_id: int) -> bool:
        """Whether something was imported into a view."""
        return self._store.get("meta", IMPORTS + _VIEW.pack(view_id)) is not None

    def all(self) -> list[ViewInfo]:
        """Every view of this store, loaded or not, by rising id."""
        return [
            ViewInfo(view_id, root, self._head(view_id))
            for view_id, root in sorted(self._roots.items())
        ]

    def unload(self, view_id: int) -> None:
        """Have a view on the disk alone, until it is loaded again."""
        self._current.pop(view_id, None)
        self._dirty.pop(view_id, None)

    async def drop(self, view_id: int) -> None:
        """Forget a view; its content is left to `sweep`."""
        root = self._roots.pop(view_id, None)
        if root is None:
            return
        self.changes += 1
        self.unload(view_id)
        prefix = _VIEW.pack(view_id)
        gone: list[Delete] = [
            (family, key)
            for family in ("views", "dirty")
            for key, _ in self._store.scan(family, prefix)
        ]
        # First the name: a drop that is cut short leaves rows which no view owns.
        about = (b"view/", IMPORTS, _FOLDERS)
        self._store.write((), [("meta", each + prefix) for each in about])
        crash_point("between-drops")
        await self._store.write_all((), gone)

    # --- Folders ------------------------------------------------------------------------------

    def folders(self, root: str) -> list[str]:
        """The folders that were last told for the view of `root`, relative to it; none if never."""
        for view_id, known in self._roots.items():
            if known == root:
                packed = self._store.get("meta", _FOLDERS + _VIEW.pack(view_id))
                return [] if packed is None else _split(packed)
        return []

    def note_folders(self, view_id: int, folders: Sequence[str]) -> None:
        """Remember the folders of a tree for the next start, which need not be right by then."""
        key = _FOLDERS + _VIEW.pack(view_id)
        packed = "\0".join(folders).encode("utf-8", "surrogateescape")
        if view_id in self._roots and packed != self._store.get("meta", key):
            self._store.write([("meta", key, packed)])

    # --- Reading ------------------------------------------------------------------------------

    def load(self, view_id: int) -> Generation:
        """The current generation; read from the disk the first time."""
        if view_id in self._current:
            return self._current[view_id]
        pages: list[bytes] = []
        total = 0
        for key, page in self._store.scan("views", _VIEW.pack(view_id)):
            if len(key) != _KEY.size:
                continue
            if len(page) != len(EMPTY_PAGE):
                raise DamagedStore(f"view {view_id} in {self._store.directory} has a torn page")
            number = _KEY.unpack(key)[1]
            pages.extend([EMPTY_PAGE] * (number - len(pages)))
            pages.append(page)
            total += count(page)
        generation = Generation(
            view_id, self._head(view_id), self._store.paths, tuple(pages), total
        )
        self._dirty[view_id] = {
            _KEY.unpack(key)[1]: bits
            for key, bits in self._store.scan("dirty", _VIEW.pack(view_id))
        }
        self._current[view_id] = generation
        return generation

    def dirty(self, view_id: int) -> set[int]:
        """The ids of the paths whose links are not those of this generation."""
        self.load(view_id)
        found: set[int] = set()
        for number, bits in self._dirty[view_id].items():
            for at, byte in enumerate(bits):
                if byte:
                    first = number * DIRTY_ROWS + at * 8
                    found.update(first + bit for bit in range(8) if byte >> bit & 1)
        return found

    def _head(self, view_id: int) -> int:
        head = self._store.get("views", _VIEW.pack(view_id))
        if head is None:
            raise KeyError(f"there is no view {view_id}")
        return int(_HEAD.unpack(head)[0])

    # --- Writing ------------------------------------------------------------------------------

    def commit(
        self,
        view_id: int,
        old: Generation,
        changed: Mapping[str, Entry | None],
        dirty_add: AbstractSet[int] = frozenset(),
        dirty_remove: AbstractSet[int] = frozenset(),
        also: Sequence[Put] = (),
    ) -> Generation:
        """Make the next generation and make it visible, in one atomic batch with `also`.

        `old` must be the current generation (ValueError if not). All content that `changed`
        names must have been written. An entry whose `path_id` is not that of its path is a
        ValueError. A path id in both dirty sets stays dirty. One changed row costs about 50 µs;
        more than about 500 at once stop the loop for more than 2 ms: better in several parts.
        """
        if self._current.get(view_id) is not old:
            raise ValueError(f"generation {old.number} of view {view_id} is not the current one")
        new, pages = old.replaced(changed, old.number + 1)
        dirty = self._with_dirty(view_id, dirty_add, dirty_remove)
        self._make_visible(view_id, new, pages, dirty, also)
        replaced = _replaced(old, changed)
        for listener in self.on_replaced:
            listener(replaced)
        return new

    def commit_states(
        self, view_id: int, old: Generation, found: Iterable[tuple[int, bytes, State]]
    ) -> Generation:
        """Make the next generation of `old`, the current one, with other states of files: by path
        id, with the facts that each must have for that.  `old` itself if none differs."""
        new, pages = old.with_states(found, old.number + 1)
        if not pages:
            return old
        self._make_visible(view_id, new, pages, {}, ())
        return new

    def _make_visible(
        self,
        view_id: int,
        new: Generation,
        pages: Mapping[int, bytes],
        dirty: Mapping[int, bytes],
        also: Sequence[Put],
    ) -> None:
        puts: list[Put] = [("views", _VIEW.pack(view_id), _HEAD.pack(new.number)), *also]
        puts += [("views", _KEY.pack(view_id, at), page) for at, page in pages.items()]
        puts += [("dirty", _KEY.pack(view_id, number), bits) for number, bits in dirty.items()]
        crash_point("before-commit")
        self._store.write_whole(puts)
        self._dirty[view_id].update(dirty)
        self._current[view_id] = new
        self.changes += 1
        crash_point("after-commit")

    def _with_dirty(
        self, view_id: int, add: AbstractSet[int], remove: AbstractSet[int]
    ) -> dict[int, bytes]:
        """The records of dirty bits that change, by number."""
        old = self._dirty[view_id]
        new: dict[int, bytearray] = {}
        for path_ids, wanted in ((remove, False), (add, True)):
            for path_id in path_ids:
                number, bit = divmod(path_id, DIRTY_ROWS)
                bits = new.get(number)
                if bits is None:
                    bits = new[number] = bytearray(old.get(number, _EMPTY_DIRTY))
                if wanted:
                    bits[bit >> 3] |= 1 << (bit & 7)
                else:
                    bits[bit >> 3] &= ~(1 << (bit & 7))
        changed = ((number, bytes(bits)) for number, bits in new.items())
        return {number: bits for number, bits in changed if bits != old.get(number)}


def _replaced(old: Generation, changed: Mapping[str, Entry | None]) -> set[bytes]:
    """The ids of the content that the entries of these paths name no more."""
    gone: set[bytes] = set()
    for path, entry in changed.items():
        before = old.get(path)
        if before is not None:
            gone.update((before.facts, before.links))
        if entry is not None:
            gone.difference_update((entry.facts, entry.links))
    return gone


def _split(packed: bytes) -> list[str]:
    return packed.decode("utf-8", "surrogateescape").split("\0")

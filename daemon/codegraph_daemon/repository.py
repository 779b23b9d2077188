"""What one daemon serves: one store, its workers, and a workspace for each root.

Worktrees of one repository share the store, and so facts, links and the work of making them; each
has a view of its own.  Nothing here indexes or answers; it only owns and connects.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codegraph_client import __version__
from codegraph_client import settings as settings_of
from codegraph_client.errors import StoreError
from codegraph_client.protocol import INDEX_FORMAT
from codegraph_client.root import git_top
from codegraph_client.settings import Settings
from codegraph_client.trees import tree_at

from .attention import QUIET_SECONDS, Attention
from .beginning import Beginning, FirstLook
from .chunks.cut import CHUNKS_VERSION
from .facts import Facts
from .memory import Given
from .pipeline.workspace import Workspace
from .store import poison
from .store.damage import DamagedStore, quarantine
from .store.postings import Postings
from .store.sizes import disk_bytes
from .store.sweep import KEEP_DAYS, Sweep, last_sweep
from .store.vectors import Vectors
from .store.views import ViewInfo
from .store.words import Words
from .unused import Unused
from .vectors.making import Maker
from .workers.pool import Pool

if TYPE_CHECKING:
    from .vectors.asking import Asking

log = logging.getLogger(__name__)

_TIDY_SECONDS = 5.0
"""How often the daemon looks whether it is idle and something is to be tidied."""
_STEP_SECONDS = 0.01
_REST_SECONDS = 20.0
"""With nothing changed for so long, memory that is not needed is given back."""
_HOUR, _DAY = 3600.0, 86_400.0


class Repository:
    """An open index with its workers.  Made by `open`, on the daemon's event loop."""

    def __init__(
        self,
        identity: Path,
        begun: Beginning,
        settings: Settings,
    ) -> None:
        self.identity = identity
        self.store = store = begun.store
        self.settings = settings
        self.views = begun.views
        self._look = begun.look
        self.postings = Postings(store)
        self.words = Words(store, self.postings.next_segment)
        self.words.renew(CHUNKS_VERSION)
        names = settings.strings("search.models")
        self.maker = Maker(begun.make_pool, names, Vectors(store), self.words, self.facts)
        self.workspaces: dict[Path, Workspace] = {}
        self.unused = Unused(self.workspaces, self.views, begun.pool)
        self.bulk = begun.bulk
        self.make_pool = begun.make_pool
        """Makes workers of their own for what is rare and long."""
        self.pool = begun.pool
        begun.handlers["facts"] = self.facts
        begun.handlers["announced"] = self._announced
        begun.handlers["known"] = self._known
        begun.handlers["precise"] = lambda key: self.store.get("precise", key)
        begun.on_start = self._bring_up
        self.unsaved: list[Callable[[bytes], bytes | None]] = []
        """Where facts of unsaved texts are, which no store has."""
        self.idle_steps: list[Callable[[], bool]] = []
        """Short steps of idle work that others ask for; True if there is more."""
        self.attention = Attention()
        """Who waits for an answer; idle steps wait until nobody does."""
        self.on_close: list[Callable[[], Awaitable[None]]] = []
        """What others have begun and must end before the store is closed."""
        self._given = Given()
        self._failure: StoreError | None = None
        self._tidying = asyncio.get_running_loop().create_task(self._tidy())

    @classmethod
    async def open(
        cls,
        identity: Path,
        store_dir: Path,
        settings: Settings,
        make_pool: Callable[..., Pool] = Pool,
        begun: Beginning | None = None,
    ) -> Repository:
        """Open the index in `store_dir`, a new one if there is none or it is damaged.

        `make_pool` makes the workers; tests run them in their own process. `begun` is what was
        begun before this module was loaded.

        Raises StoreError if it cannot be used, with what to do.
        """
        begun = begun or Beginning(store_dir, settings, make_pool)
        _write_about(identity, store_dir)
        return cls(identity, begun, settings)

    def workspace(self, root: Path) -> Workspace:
        """The workspace of a root, started on first use."""
        found = self.workspaces.get(root)
        if found is None:
            like = self._alike(root)
            if like is not None:
                # It is up by the time that the folders are watched, and then has all the work.
                self.pool.prestart("interactive")
            self.views.open(str(root), None if like is None else like.view_id)
            found = self.workspaces[root] = Workspace(
                root,
                settings_of.load(root),
                self.pool,
                self.store,
                self.views,
                self.postings,
                self.words,
                self.maker,
                self.bulk,
                self.failed,
                self._first_look(root),
            )
            if like is not None:
                found.disk.begun_like = Path(like.root)
                if tree_at(root) is None:
                    self.views.note_folders(found.view_id, self.views.folders(like.root))
                if (other := self.workspaces.get(Path(like.root))) is not None:
                    found.counts.begin_with(other.counts)
            # Workers that run already must know the new table before they get tasks about it.
            self.pool.broadcast("view", found.broadcast_rows())
            found.start()
        return found

    def _alike(self, root: Path) -> ViewInfo | None:
        """The view of another work tree that a new one is to begin with, if it has none yet; a
        revision or an archive that is laid out begins with any.

        What differs is then taken in like any edit, so that nothing is parsed or linked that is the
        same; and what was imported into a view holds for that one alone.
        """
        views = self.views.all()
        if any(info.root == str(root) for info in views):
            return None
        place, beside = _place_in_tree(root), tree_at(root) is not None
        for info in views:
            other = Path(info.root)
            if (
                info.number
                and (beside or tree_at(other) is not None or _is_place(other, place))
                and not self.views.has_imports(info.view_id)
                and _root_file(other) == _root_file(root)
            ):
                return info
        return None

    def _first_look(self, root: Path) -> FirstLook | None:
        """The look at this root that the start has begun, for the one workspace that takes it."""
        look = self._look
        if look is None or look.root != root:
            return None
        self._look = None
        return look

    @cached_property
    def asking(self) -> Asking:
        """What is found with vectors."""
        # Loaded with the first question: arrays would be a sixth of the daemon's start.
        from .vectors.asking import Asking

        folder = self.store.directory.parent / "vectors"
        gpu = self.settings.text("search.gpu") == "on"
        return Asking(self.words, self.maker, folder, lambda: self.busy, gpu)

    @property
    def problems(self) -> list[str]:
        """Sentences about what a person should know of searches; loads nothing."""
        return self.asking.problems if "asking" in self.__dict__ else []

    @property
    def busy(self) -> bool:
        """Whether work is under way or waiting."""
        return any(workspace.busy for workspace in self.workspaces.values())

    async def close(self) -> None:
        """Drop what is in flight and close the store."""
        self._tidying.cancel()
        if self._look is not None:
            await self._look.close()
        for workspace in self.workspaces.values():
            await workspace.close()
        if "asking" in self.__dict__:
            await self.asking.close()
        for end in self.on_close:
            await end()
        await self.maker.close()
        await self.pool.close()
        await asyncio.gather(self._tidying, return_exceptions=True)
        if self._failure is None:
            self.store.flush()
        self.store.close()
        if isinstance(self._failure, DamagedStore):
            quarantine(self.store.directory)

    # What workers ask

    def facts(self, facts_ids: list[bytes]) -> list[bytes]:
        """The facts of contents, unsaved ones included. Raises StoreError for what is not there."""
        found = self.store.get_many("facts", facts_ids)
        packed: list[bytes] = []
        for facts_id, blob in zip(facts_ids, found, strict=True):
            unsaved = (texts(facts_id) for texts in self.unsaved)
            known = blob or next((each for each in unsaved if each), None)
            if known is None:
                raise StoreError(f"the facts {facts_id.hex()} are not in the index")
            packed.append(known)
        return packed

    def _announced(self, facts_ids: list[bytes]) -> list[bytes]:
        found = self.store.get_many("announced", facts_ids)
        return [
            # Unsaved texts are not in the store.
            Facts(self.facts([facts_id])[0]).announced.tobytes() if names is None else names
            for facts_id, names in zip(facts_ids, found, strict=True)
        ]

    def _known(self, facts_ids: list[bytes]) -> list[bool | str]:
        # The symbols are written after the facts, so where they are the facts are too.
        missing = set(self.store.missing("symbols", facts_ids))
        why = poison.reasons(self.store, facts_ids) if missing else [None] * len(facts_ids)
        return [
            facts_id not in missing or reason or False
            for facts_id, reason in zip(facts_ids, why, strict=True)
        ]

    def _bring_up(self, lane: str) -> Iterable[tuple[str, Any]]:
        return [("view", workspace.broadcast_rows()) for workspace in self.workspaces.values()]

    # Failure

    def failed(self, error: StoreError) -> None:
        """The store cannot be used any more: end, so that the next client starts anew.

        A damaged store is moved aside on the way out; a full disk is left as it is, and the next
        start says so if it is still full.
        """
        if self._failure is None:
            log.critical("the daemon ends because of its index: %s", error)
            self._failure = error
            signal.raise_signal(signal.SIGTERM)

    # Idle work

    async def _tidy(self) -> None:
        """Make writes durable after a pause; merge and sweep while nobody waits."""
        sweep: Sweep | None = None
        flushed = rested = -1
        changed = time.monotonic()
        while True:
            await asyncio.sleep(_TIDY_SECONDS if sweep is None else _STEP_SECONDS)
            # Nothing may lie between content that was written and the commit that names it.
            if self.busy or self._failure is not None:
                continue
            try:
                if self._given.is_due():
                    await asyncio.to_thread(self._given.give)
                if self.views.changes != flushed:
                    flushed, changed = self.views.changes, time.monotonic()
                    await self.store.pause_flush()
                elif self.attention.wanted():
                    await asyncio.sleep(QUIET_SECONDS)
                elif self.postings.crowded:
                    self.postings.compact_postings(4)
                elif self.words.crowded:
                    self.words.compact(4)
                elif any(step() for step in self.idle_steps):
                    continue
                elif sweep is not None:
                    if sweep.step():
                        sweep = None
                elif rested != flushed and time.monotonic() - changed > _REST_SECONDS:
                    rested = flushed
                    await asyncio.to_thread(self.rest)
                elif (keep_days := self._sweep_due()) is not None:
                    await self.unused.forget()
                    sweep = self._sweep(keep_days)
                else:
                    await self.unused.let_go(time.monotonic())
            except StoreError as error:
                self.failed(error)

    def _sweep(self, keep_days: float) -> Sweep:
        now, further = time.time(), self.maker.sweep
        return Sweep(self.store, self.views, now, keep_days, self.words, further)

    def rest(self) -> None:
        """Give memory back that is only needed while there is work; in any thread."""
        self.store.release()
        self._given.give()

    def _sweep_due(self) -> float | None:
        """How long content that no view names is kept, if it is time to look for it."""
        age = time.time() - last_sweep(self.store)
        if age > _DAY:
            return KEEP_DAYS
        most = self.settings.number("store.max_disk_gb") * (1 << 30)
        over = age > _HOUR and disk_bytes(self.store.directory) > most
        return 0 if over else None


def _place_in_tree(root: Path) -> Path | None:
    """Where a root lies in its work tree; None if it is in none."""
    top = git_top(root) if root.is_dir() else None
    return None if top is None else root.relative_to(top)


def _is_place(root: Path, place: Path | None) -> bool:
    return place is not None and _place_in_tree(root) == place


def _root_file(root: Path) -> bytes | None:
    """The settings that a root brings, which what is made of its files may depend on."""
    try:
        return (root / settings_of.ROOT_FILE).read_bytes()
    except OSError:
        return None


def _write_about(identity: Path, store_dir: Path) -> None:
    """Say beside the store what it is the index of, for people and `codegraph cache`."""
    about = store_dir.parent / "about.json"
    try:
        created = json.loads(about.read_bytes())["created"]
    except (OSError, ValueError, KeyError, TypeError):
        created = time.time()
    known = {
        "identity": str(identity),
        "root": str(identity.parent if identity.name == ".git" else identity),
        "format": INDEX_FORMAT,
        "version": __version__,
        "created": created,
        "last_used": time.time(),
    }
    unfinished = about.with_suffix(".new")
    unfinished.write_text(json.dumps(known) + "\n", encoding="utf-8")
    unfinished.replace(about)

"""One workspace as a worker knows it: its table of paths, its memo, and what was broadcast of it.

Belongs here: following broadcasts, and asking the daemon for facts.  Stays out: the tasks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..resolve.announced import Announced
from ..resolve.held_files import HeldFiles
from ..resolve.lookups import Lookups, Tree
from . import Host
from .made import Made
from .overlays import Overlay

if TYPE_CHECKING:
    from ..external.lookups import ExternalLookups

_FACTS_MEMORY = 40 * 1024 * 1024
"""Estimated bytes of facts, with what is made of them, that one worker holds: those of all its
workspaces, and of the libraries that it was asked about.  With 72 MB a cold index of 8,700 files
asked for a tenth less, which did not show in its time."""

_MADE_BYTES = 32 * 1024 * 1024
"""Of facts that a worker has made in bulk and not linked yet."""

_LOADED = 128
_ANNOUNCED = 1024
"""Facts, and tables of announced names, asked for in one message."""

HELD = HeldFiles(_FACTS_MEMORY)
MADE = Made(_MADE_BYTES)


class Followed:
    """One workspace as a worker knows it."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.host: Host | None = None
        self.announced = Announced(self.tree, self._names)
        self.look = Lookups(self.tree, self.load, self.announced, HELD)
        self.overlay = Overlay(self.tree, self.look, self.load)
        self.outwards: ExternalLookups | None = None
        self.told: list[dict[str, Any]] = []
        """What was broadcast and is still to be followed."""

    def follow(self) -> None:
        """Bring the table and the memo to what was broadcast."""
        told, self.told = self.told, []
        for payload in told:
            self.overlay.take_off()
            for path, path_id, facts_id in payload["rows"]:
                if facts_id:
                    self.tree.put(path, path_id, facts_id)
                else:
                    self.tree.remove(path)
                    self.look.drop_file(path_id)
            self.look.drop(int.from_bytes(key, "big") for key in payload["keys"])
            if self.outwards is not None:
                self.outwards.forget()

    def load(self, facts_ids: Sequence[bytes]) -> Sequence[bytes]:
        at_hand = [MADE.take(facts_id) for facts_id in facts_ids]
        missing = [each for each, facts in zip(facts_ids, at_hand, strict=True) if facts is None]
        if not missing:
            return [facts for facts in at_hand if facts is not None]
        asked = iter(self._ask("facts", missing, _LOADED))
        return [next(asked) if facts is None else facts for facts in at_hand]

    def _names(self, facts_ids: Sequence[bytes]) -> Sequence[bytes]:
        return self._ask("announced", facts_ids, _ANNOUNCED)

    def _ask(self, what: str, facts_ids: Sequence[bytes], most: int) -> list[bytes]:
        assert self.host is not None
        blobs: list[bytes] = []
        for at in range(0, len(facts_ids), most):
            blobs.extend(self.host.call(what, list(facts_ids[at : at + most])))
        return blobs

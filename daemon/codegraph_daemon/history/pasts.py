"""The past of each workspace: read by the first question about it, then kept with what is checked
out.

Belongs here: asking a worker for commits, and when. Stays out: what they say (`past`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable
from pathlib import Path
from typing import Any, Final

from ..recent import Recent
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .commits import Change, Commit
from .past import Past
from .symbol_past import Followed

_AGAIN_SECONDS: Final = 1.0
"""So long what was checked out is taken to be what is."""
_KEPT_SECONDS: Final = 900.0
_SECONDS: Final = 300.0
_MOST_FOLLOWED: Final = 1000
"""Answers that are kept, each about a few commits."""
_PRIORITY: Final = 4


class _State:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.past = Past([])
        self.head = ""
        self.problem = ""
        self.looked = self.asked = 0.0


class Pasts:
    """The pasts of one repository's workspaces."""

    def __init__(self, pool: Pool, most: int) -> None:
        """`most`: so many commits are kept of each."""
        self._pool = pool
        self._most = most
        self._states: dict[Path, _State] = {}
        self._followed: Recent[Followed] = Recent(_MOST_FOLLOWED)

    async def of(self, root: Path) -> tuple[Past, str]:
        """The past of what is checked out, and what keeps it from being known, if anything."""
        state = self._states.setdefault(root, _State())
        state.asked = time.monotonic()
        async with state.lock:
            if time.monotonic() - state.looked < _AGAIN_SECONDS:
                return state.past, state.problem
            payload = {"root": str(root), "most": self._most, "known": state.head}
            try:
                found: dict[str, Any] = await self._pool.submit(
                    "commits", payload, lane="interactive", priority=_PRIORITY, seconds=_SECONDS
                )
            except (Full, TaskFailed, WorkerDied) as error:
                return state.past, f"git could not be read: {error}"
            state.looked = time.monotonic()
            state.problem = found["problem"]
            commits = [
                Commit(commit_id, when, author, subject, [Change(*each) for each in changes])
                for commit_id, when, author, subject, changes in found["commits"]
            ]
            if found["whole"]:
                state.past = Past(commits)
            elif commits:
                state.past = state.past.with_newer(commits, self._most)
            state.head = found["head"]
            return state.past, state.problem

    def followed(self, question: Hashable) -> Followed | None:
        """What some commits did to a symbol, if that was asked before: commits do not change."""
        return self._followed.get(question)

    def keep(self, question: Hashable, answer: Followed) -> None:
        """Keep what some commits did to a symbol."""
        self._followed.put(question, answer._replace(blocks=()), 1)

    def tidy(self) -> bool:
        """Let go of pasts that nobody asked for lately; whether there were any."""
        now = time.monotonic()
        old = [root for root, state in self._states.items() if now - state.asked > _KEPT_SECONDS]
        for root in old:
            del self._states[root]
        if not self._states:
            self._followed = Recent(_MOST_FOLLOWED)
        return bool(old)

"""What was asked for lately is brought to each new state before somebody asks again.

Belongs here: noticing that a workspace has changed, and waiting until nobody works or asks. Stays
out: what is brought there (whoever says `expect`).

Arrays over a whole workspace follow its generations when a question comes, which then pays for the
edits before it. What was asked for is likely to be asked for again, after an edit as well, and
between the two there is time.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

from codegraph_client.errors import StoreError

from ..attention import QUIET_SECONDS, Attention
from ..pipeline.workspace import Workspace
from .answering import Asked

LONGEST_SECONDS: Final = 900.0
"""So long after it was last asked for."""

Bring = Callable[[Asked], Awaitable[None]]


class _State:
    """What is brought to the newest generation of one workspace, and until when."""

    def __init__(self) -> None:
        self.wanted: dict[str, tuple[Bring, float]] = {}
        self.task: asyncio.Task[None] | None = None


class Ahead:
    """The workspaces of one repository about which something was asked that follows them."""

    def __init__(self, attention: Attention, asked: Callable[[Workspace], Asked]) -> None:
        """`asked` makes a question about a workspace that nobody asks."""
        self._attention = attention
        self._asked = asked
        self._states: dict[int, _State] = {}

    def expect(self, workspace: Workspace, name: str, bring: Bring) -> None:
        """Somebody asks for what `bring` makes of a generation: it is made of later ones as well,
        in short steps. What has the same `name` is one thing."""
        state = self._states.setdefault(workspace.view_id, _State())
        loop = asyncio.get_running_loop()
        state.wanted[name] = bring, loop.time() + LONGEST_SECONDS
        if state.task is None or state.task.done():
            state.task = loop.create_task(self._follow(workspace, state))

    def forget(self, view_id: int) -> None:
        """A view is not in memory any more."""
        state = self._states.pop(view_id, None)
        if state is not None and state.task is not None:
            state.task.cancel()

    async def close(self) -> None:
        """Nobody asks any more."""
        tasks = [state.task for state in self._states.values() if state.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, workspace: Workspace, state: _State) -> None:
        loop = asyncio.get_running_loop()
        brought = workspace.generation
        while state.wanted:
            await workspace.moved(max(until for _, until in state.wanted.values()) - loop.time())
            while True:
                # Who saves once may save again at once, and who has asked may ask again.
                await asyncio.sleep(QUIET_SECONDS)
                if not _is_changing(workspace) and not self._attention.paying:
                    break
            now, generation = loop.time(), workspace.generation
            for name, (bring, until) in list(state.wanted.items()):
                if until < now:
                    del state.wanted[name]
                elif generation is not brought:
                    # The next question meets the same failure, and says so.
                    with contextlib.suppress(StoreError):
                        await bring(self._asked(workspace))
            brought = generation


def _is_changing(workspace: Workspace) -> bool:
    """Whether another generation, or more words, are about to come."""
    return not workspace.backlog.empty or workspace.chunking.waiting > 0

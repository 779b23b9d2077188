"""Having the client ask again for what it shows, once an index has changed.

Only what it has asked for before, and only if it says that it can be told.

Belongs here: what is shown, and telling that it may be another. Stays out: when an index changes
(`announce`).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

log = logging.getLogger("codegraph.lsp")


class Refreshing:
    """What the client shows of the state of the indexes."""

    def __init__(self, ls: CodeGraphServer) -> None:
        self._ls = ls
        self.lenses = False
        """Whether it has asked for lenses."""
        self._shown: list[tuple[Any, Any]] = []

    def look_at(self, status: Mapping[str, Any]) -> None:
        """Tell the client if what it shows is of another state than this one."""
        if not status["quiescent"]:
            return
        state = [(row["root"], row.get("generation")) for row in status["workspaces"]]
        if state != self._shown:
            self._shown = state
            self.everything()

    def everything(self) -> None:
        """Tell the client that whatever it shows may be another by now."""
        if self.lenses and self._ls.refreshes_lenses:
            self._tell(self._ls.workspace_code_lens_refresh_async, "lenses")

    def _tell(self, refresh: Callable[[None], Awaitable[Any]], what: str) -> None:
        async def told() -> None:
            try:
                await refresh(None)
            except JsonRpcException as error:
                log.info("the client does not ask for %s again: %s", what, error)

        self._ls.run(told(), f"refresh {what}")

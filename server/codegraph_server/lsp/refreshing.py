"""Having the client ask again for what it shows, once an index has changed.

Only what it has asked for before, and only if it says that it can be told.

Belongs here: what is shown, and telling that it may be another. Stays out: when an index changes
(`announce`).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any

from lsprotocol import types
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
        self.diagnostics = False
        """Whether it has asked for diagnostics."""
        self.reports: set[str] = set()
        """The URIs of reports that it has asked for since they were last said to be old."""
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
        ls = self._ls
        if self.lenses and ls.refreshes_lenses:
            self._tell(ls.workspace_code_lens_refresh_async(None), "lenses")
        if self.diagnostics and ls.refreshes_diagnostics:
            self._tell(ls.workspace_diagnostic_refresh_async(None), "diagnostics")
        reports, self.reports = self.reports, set()
        for uri in sorted(reports) if ls.takes_reports else ():
            # Whoever still shows it asks for it again, and so is told again.
            params = types.TextDocumentContentRefreshParams(uri)
            self._tell(ls.workspace_text_document_content_refresh_async(params), "a report")

    def _tell(self, refresh: Awaitable[Any], what: str) -> None:
        async def told() -> None:
            try:
                await refresh
            except JsonRpcException as error:
                log.info("the client does not ask for %s again: %s", what, error)

        self._ls.run(told(), f"refresh {what}")

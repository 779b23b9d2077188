"""`codegraph/status`: how far the index is, and whether all is well.

Belongs here: the request. Stays out: the notification of the same name (`announce`).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import attrs

from codegraph_client.errors import CodeGraphError
from codegraph_server.lsp.announce import STATUS, status_of
from codegraph_server.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = STATUS


@attrs.define
class StatusParams:
    """Nothing: the answer is about the whole session."""


async def status(ls: CodeGraphServer, params: StatusParams) -> dict[str, Any]:
    """Ask every daemon afresh. Never an error: that a daemon is missing is part of the answer."""
    await asyncio.gather(*(_refresh(workspace) for workspace in ls.workspaces))
    return status_of(ls.workspaces)


async def _refresh(workspace: Workspace) -> None:
    try:
        answer = await workspace.link.ask("status", {})
    except CodeGraphError:
        return  # The link remembers why.
    for row in answer["results"]:
        workspace.link.take_status(row)

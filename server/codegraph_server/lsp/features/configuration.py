"""`workspace/didChangeConfiguration`: the client's settings are others.

Belongs here: this method. Stays out: what they mean (`settings`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def did_change_configuration(
    ls: CodeGraphServer, params: types.DidChangeConfigurationParams
) -> None:
    """Take them: of the session, never of the index, whose settings come from files alone."""
    await ls.settings.changed(params.settings)

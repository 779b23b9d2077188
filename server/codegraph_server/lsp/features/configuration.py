"""`workspace/didChangeConfiguration`: taken without effect.

Belongs here: this method. Stays out: settings. What shapes the index comes from settings files and
never from an editor; clients send this all the same, and it is no news worth a log line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


def did_change_configuration(
    ls: CodeGraphServer, params: types.DidChangeConfigurationParams
) -> None:
    """Nothing to do."""

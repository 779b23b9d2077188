"""`workspace/didChangeWatchedFiles`: hints that files were written, from clients that watch.

Belongs here: this method. Stays out: watching, which the daemon does, for clients do it badly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


def did_change_watched_files(
    ls: CodeGraphServer, params: types.DidChangeWatchedFilesParams
) -> None:
    """Pass them on; they are not asked for, but welcome."""
    ls.hint([change.uri for change in params.changes])

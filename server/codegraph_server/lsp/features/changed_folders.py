"""`workspace/didChangeWorkspaceFolders`: folders come and go during a session.

Belongs here: this method. Stays out: what a folder means (`workspaces`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.lsp import uris

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def did_change_folders(
    ls: CodeGraphServer, params: types.DidChangeWorkspaceFoldersParams
) -> None:
    """Let roots go that no folder names any more, and wake the daemons of new ones."""
    # Taken in before the first wait, so that the next request sees them.
    for folder in params.event.added:
        path = uris.to_path(folder.uri)
        workspace = None if path is None else ls.workspaces.add(path)
        if workspace is not None:
            workspace.link.wake()
    for folder in params.event.removed:
        path = uris.to_path(folder.uri)
        if path is not None:
            await ls.workspaces.remove(path)
    ls.unsaved.tell_again()
    ls.announcer.update()

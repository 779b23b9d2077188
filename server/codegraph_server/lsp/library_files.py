"""Files of libraries that lie outside of every root: whose daemon is asked about them.

That is the one whose answer led there; of a file that the client opened by itself, the first of the
session's roots whose daemon knows it as a library's.  No such file makes a root of its own.

Belongs here: URI -> workspace and absolute path. Stays out: files in a root, be they a library's or
not, which are that root's.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from codegraph_client.errors import CodeGraphError
from codegraph_server.lsp import uris
from codegraph_server.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

log = logging.getLogger("codegraph.lsp")


async def library_file(ls: CodeGraphServer, uri: str) -> tuple[Workspace, str] | None:
    """The workspace that is asked about a document outside of every root, and its absolute path;
    None if it is no library's to any of them."""
    path = uris.to_path(uri)
    if path is None:
        return None
    led = ls.workspaces.leading(path)
    if led is not None:
        return led, path
    for workspace in list(ls.workspaces):
        try:
            await workspace.link.ask("outline", {"path": path, "libraries": True, "limit": 1})
        except CodeGraphError as error:
            # It says that this is no file of its, or it cannot be reached.
            log.debug("%s is no library's file: %s", path, error)
        else:
            ls.workspaces.lead(path, workspace)
            return workspace, path
    return None

"""`workspace/didCreateFiles`: a hint that the editor made files or folders.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


def did_create_files(ls: CodeGraphServer, params: types.CreateFilesParams) -> None:
    """Pass it on: the daemon looks at once instead of when its watcher speaks."""
    ls.hint([file.uri for file in params.files])

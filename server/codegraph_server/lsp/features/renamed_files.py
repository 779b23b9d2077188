"""`workspace/didRenameFiles`: a hint that the editor renamed or moved files or folders.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


def did_rename_files(ls: CodeGraphServer, params: types.RenameFilesParams) -> None:
    """Pass both names on, which may lie in different roots."""
    ls.hint([uri for file in params.files for uri in (file.old_uri, file.new_uri)])

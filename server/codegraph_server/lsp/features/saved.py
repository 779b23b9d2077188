"""`textDocument/didSave`: a hint that a file was just written.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


def did_save(ls: CodeGraphServer, params: types.DidSaveTextDocumentParams) -> None:
    """Pass it on: the daemon looks at once instead of when its watcher speaks."""
    ls.hint([params.text_document.uri])

"""`textDocument/documentSymbol`: the symbols of one file.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_client.errors import CodeGraphError
from codegraph_server.lsp.convert import DocumentSymbol, SymbolInformation

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

log = logging.getLogger("codegraph.lsp")


async def document_symbol(
    ls: CodeGraphServer, params: types.DocumentSymbolParams
) -> list[DocumentSymbol] | list[SymbolInformation] | None:
    """Nested if the client draws trees, else flat; None if the file is neither in an
    index nor a library's.

    Editors ask this by themselves for each file that is shown, so a daemon that cannot be reached
    is no error here: nobody asked, and an error would be a pop-up for each file.
    """
    found = await ls.file_or_library(params.text_document.uri)
    if found is None:
        return None
    workspace, path = found
    try:
        answer = await workspace.link.ask("outline", {"path": path, "libraries": True})
    except CodeGraphError as error:
        log.debug("no outline of %s: %s", path, error)
        return None
    spelling = ls.spelling(workspace)
    if ls.wants_symbol_trees:
        return spelling.tree(answer["results"])
    return spelling.flat(answer["results"])

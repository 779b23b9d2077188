"""`textDocument/documentSymbol`: the symbols of one file.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.lsp.convert import DocumentSymbol, SymbolInformation

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def document_symbol(
    ls: CodeGraphServer, params: types.DocumentSymbolParams
) -> list[DocumentSymbol] | list[SymbolInformation] | None:
    """Nested if the client draws trees, else flat; None if the file is neither in an index nor a
    library's."""
    found = await ls.file_or_library(params.text_document.uri)
    asked = None if found is None else {"path": found[1], "libraries": True}
    told = await ls.ask_unbidden(found, "outline", asked)
    if told is None:
        return None
    spelling, results = told
    return spelling.tree(results) if ls.wants_symbol_trees else spelling.flat(results)

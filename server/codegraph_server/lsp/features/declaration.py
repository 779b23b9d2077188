"""`textDocument/declaration`: where the symbol under the cursor is declared.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.lsp.pointed import Places, pointed

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def declaration(ls: CodeGraphServer, params: types.DeclarationParams) -> Places:
    """Links if the client understands them, else locations; None if nothing is known."""
    at = params.text_document, params.position
    return await pointed(
        ls, *at, "definition", {"declaration": True, "libraries": True}, "declaration"
    )

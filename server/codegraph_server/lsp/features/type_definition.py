"""`textDocument/typeDefinition`: where the type of what is under the cursor is defined.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.lsp.pointed import Places, pointed

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def type_definition(ls: CodeGraphServer, params: types.TypeDefinitionParams) -> Places:
    """Links if the client understands them, else locations; None if nothing is known."""
    at = params.text_document, params.position
    return await pointed(ls, *at, "typeDefinition", {"libraries": True}, "type_definition")

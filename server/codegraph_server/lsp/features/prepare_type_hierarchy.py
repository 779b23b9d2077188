"""`textDocument/prepareTypeHierarchy`: where a type hierarchy begins.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.lsp.hierarchy import Item, is_type, prepared

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def prepare_type_hierarchy(
    ls: CodeGraphServer, params: types.TypeHierarchyPrepareParams
) -> list[Item] | None:
    """What stands under the cursor, if it is a type. Clients use the first item, if not all."""
    target = ls.target(params.text_document.uri, params.position)
    return await prepared(ls, target, is_type)

"""`typeHierarchy/supertypes`: the direct bases of an item.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from lsprotocol import types

from codegraph_client.protocol import Result
from codegraph_server.lsp.hierarchy import Item, asked, item

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def supertypes(
    ls: CodeGraphServer, params: types.TypeHierarchySupertypesParams
) -> list[Item] | None:
    """In the order in which the class names them."""
    found = await asked(ls, params.item, "supertypes")
    if found is None:
        return None
    spelling, results = found
    return [item(spelling, cast(Result, result)) for result in results]

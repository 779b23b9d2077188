"""`typeHierarchy/subtypes`: the types of which an item is a direct base.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from lsprotocol import types

from codegraph_client.protocol import Result
from codegraph_server.lsp.hierarchy import Item, asked, item

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def subtypes(
    ls: CodeGraphServer, params: types.TypeHierarchySubtypesParams
) -> list[Item] | None:
    """By place."""
    found = await asked(ls, params.item, "subtypes")
    if found is None:
        return None
    spelling, results = found
    return [item(spelling, cast(Result, result)) for result in results]

"""`textDocument/definition`: where the symbol under the cursor is defined.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.lsp.convert import Location, LocationLink

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def definition(
    ls: CodeGraphServer, params: types.DefinitionParams
) -> list[Location] | list[LocationLink] | None:
    """Links if the client understands them, else locations; None if nothing is known."""
    target = ls.target(params.text_document.uri, params.position)
    if target is None:
        return None
    answer = await ls.ask_at(target, "definition", {"libraries": True})
    results = answer["results"]
    if not results:
        return None
    spelling = ls.spelling(target.workspace)
    if ls.wants_definition_links:
        return [spelling.link(result, target.origin) for result in results]
    return [spelling.location(result) for result in results]

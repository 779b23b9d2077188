"""Places that a question about what is under the cursor finds: as links, or as locations.

Belongs here: what definition, declaration, typeDefinition and implementation share. Stays out: how
a place is spelled (`convert`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from codegraph_server.lsp.convert import Location, LocationLink

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

Places = list[Location] | list[LocationLink] | None


async def pointed(
    ls: CodeGraphServer,
    document: types.TextDocumentIdentifier,
    position: types.Position,
    question: str,
    more: Mapping[str, Any],
    capability: str,
) -> Places:
    """Links if the client understands them where it speaks of this `capability`, else locations;
    None if nothing is known."""
    target = await ls.target_or_library(document.uri, position)
    if target is None:
        return None
    answer = await ls.ask_at(target, question, more)
    results = answer["results"]
    if not results:
        return None
    spelling = ls.spelling(target.workspace)
    said = getattr(ls.client_capabilities.text_document, capability, None)
    if said is not None and said.link_support:
        return [spelling.link(result, target.origin) for result in results]
    return [spelling.location(result) for result in results]

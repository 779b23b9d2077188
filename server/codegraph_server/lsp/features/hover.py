"""`textDocument/hover`: what a person wants to know of the symbol under the cursor.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from codegraph_server.lsp.hover_text import markdown, plain

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def hover(ls: CodeGraphServer, params: types.HoverParams) -> dict[str, Any] | None:
    """Markdown if the client draws it, else plain text; None if nothing is known.

    A newer request supersedes an older one, as the mouse has moved on.
    """
    target = await ls.target_or_library(params.text_document.uri, params.position)
    if target is None:
        return None
    wanted = {"libraries": True, "supersede": types.TEXT_DOCUMENT_HOVER}
    answer = await ls.ask_at(target, "hover", wanted)
    results = answer["results"]
    if not results:
        return None
    text = ls.client_capabilities.text_document
    formats = (text.hover.content_format if text and text.hover else None) or ()
    if types.MarkupKind.Markdown in formats:
        contents = {"kind": "markdown", "value": markdown(results, target.path)}
    else:
        contents = {"kind": "plaintext", "value": plain(results)}
    shown: dict[str, Any] = {"contents": contents}
    if target.origin is not None:
        shown["range"] = target.origin
    return shown

"""`textDocument/documentHighlight`: where the file spells the symbol under the cursor.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

from lsprotocol import types

from codegraph_server.lsp.convert import Range

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

_KINDS: Final = {
    "definition": types.DocumentHighlightKind.Write,
    "write": types.DocumentHighlightKind.Write,
    "mention": types.DocumentHighlightKind.Text,
}
"""By role; all others read."""


class DocumentHighlight(TypedDict):
    """LSP's `DocumentHighlight`."""

    range: Range
    kind: int


async def document_highlight(
    ls: CodeGraphServer, params: types.DocumentHighlightParams
) -> list[DocumentHighlight] | None:
    """All of them; None if nothing is known, so that the editor may go by the word."""
    target = await ls.target_or_library(params.text_document.uri, params.position)
    if target is None:
        return None
    asked = {
        **target.place,
        "libraries": True,
        "supersede": types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT,
    }
    told = await ls.ask_unbidden((target.workspace, target.path), "occurrences", asked)
    if told is None:
        return None
    spelling, results = told
    return [
        {
            "range": spelling.selection(result),
            "kind": _KINDS.get(result["role"], types.DocumentHighlightKind.Read).value,
        }
        for result in results
    ] or None

"""`textDocument/documentHighlight`: where the file spells the symbol under the cursor.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, TypedDict

from lsprotocol import types

from codegraph_client.errors import CodeGraphError
from codegraph_server.lsp.convert import Range

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

log = logging.getLogger("codegraph.lsp")

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
    """All of them; None if nothing is known, so that the editor may go by the word.

    Editors ask this by themselves as the cursor moves, so a daemon that cannot be reached is no
    error here.
    """
    target = ls.target(params.text_document.uri, params.position)
    if target is None:
        return None
    method = types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT
    try:
        answer = await ls.ask_at(target, "occurrences", {"supersede": method})
    except CodeGraphError as error:
        log.debug("no occurrences in %s: %s", target.path, error)
        return None
    spelling = ls.spelling(target.workspace)
    return [
        {
            "range": spelling.selection(result),
            "kind": _KINDS.get(result["role"], types.DocumentHighlightKind.Read).value,
        }
        for result in answer["results"]
    ] or None

"""`workspace/textDocumentContent`: reports as documents of the scheme `codegraph`.

Belongs here: this method. Stays out: the reports (`reports`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.lsp.reports import text_of, wanted

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def text_document_content(
    ls: CodeGraphServer, params: types.TextDocumentContentParams
) -> types.TextDocumentContentResult:
    """The text of the report that the URI names, as it is now."""
    asked = wanted(params.uri)
    ls.announcer.refreshing.reports.add(params.uri)
    return types.TextDocumentContentResult(await text_of(ls, asked))

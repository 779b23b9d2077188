"""`textDocument/diagnostic`: what CodeGraph itself finds wrong with one document.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from codegraph_server.lsp.findings import report

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def document_diagnostic(
    ls: CodeGraphServer, params: types.DocumentDiagnosticParams
) -> dict[str, Any]:
    """All of it, or that nothing has changed; nothing for a file outside every root."""
    found = ls.file(params.text_document.uri)
    if found is None:
        return report([], None)
    workspace, path = found
    ls.announcer.refreshing.diagnostics = True
    by_uri = await ls.findings.of(workspace)
    return report(by_uri.get(ls.spelling(workspace).uri(path), ()), params.previous_result_id)

"""`workspace/diagnostic`: what CodeGraph itself finds wrong with all files of all roots.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from codegraph_server.lsp.findings import Found, report
from codegraph_server.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def workspace_diagnostic(
    ls: CodeGraphServer, params: types.WorkspaceDiagnosticParams
) -> dict[str, Any]:
    """A report for each file with something wrong, and for each that had something before.

    Of a root that cannot be asked now, what the client shows stays; an error if that is every one.
    """
    ls.announcer.refreshing.diagnostics = True
    workspaces = list(ls.workspaces)
    answers = await asyncio.gather(
        *(ls.findings.of(workspace) for workspace in workspaces), return_exceptions=True
    )
    known: dict[Workspace, Found] = {}
    failures: list[JsonRpcException] = []
    for workspace, answer in zip(workspaces, answers, strict=True):
        if isinstance(answer, JsonRpcException):
            failures.append(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            known[workspace] = answer
    if failures and not known:
        raise failures[0]
    previous = {each.uri: each.value for each in params.previous_result_ids}
    items = [
        _of_file(ls, uri, report(diagnostics, previous.get(uri)))
        for found in known.values()
        for uri, diagnostics in found.items()
    ]
    told = {item["uri"] for item in items}
    for uri in previous:
        found = ls.file(uri)
        if uri not in told and (found is None or found[0] in known):
            items.append(_of_file(ls, uri, report([], None)))
    return {"items": items}


def _of_file(ls: CodeGraphServer, uri: str, made: dict[str, Any]) -> dict[str, Any]:
    document = ls.documents.get(uri)
    return {"uri": uri, "version": None if document is None else document.version, **made}

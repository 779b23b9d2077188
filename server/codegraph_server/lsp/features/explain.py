"""`codegraph/explain`: why a file is in the index, or is not.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from pygls.exceptions import JsonRpcInvalidParams

from codegraph_server.lsp import uris

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/explain"


@attrs.define
class TextDocument:
    """The file that is asked about."""

    uri: str


@attrs.define
class ExplainParams:
    """LSP's usual `textDocument`, spelled as it is on the wire."""

    textDocument: TextDocument


async def explain(ls: CodeGraphServer, params: ExplainParams) -> dict[str, Any] | None:
    """What the daemon says of the file; None for a file outside every root of the session."""
    uri = params.textDocument.uri
    if uris.to_path(uri) is None:
        raise JsonRpcInvalidParams(f"{METHOD}: not the URI of a file: {uri}")
    found = ls.file(uri)
    if found is None:
        return None
    workspace, path = found
    answer = await workspace.link.ask("explain", {"path": path})
    results: list[dict[str, Any]] = answer["results"]
    return results[0] if results else None

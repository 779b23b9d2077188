"""`codegraph/explain`: why a file is in the index or not; how the name at a position was resolved.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs
from lsprotocol import types

from codegraph_server.lsp.walked import TextDocument, file_asked_about

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/explain"

_SHOWN = (
    *("name", "role", "tier", "confidence", "origin", "why"),
    *("expression", "outcome", "reason", "agrees", "steps", "steps_left_out"),
)


@attrs.define
class ExplainParams:
    """LSP's usual `textDocument`, spelled as it is on the wire, with a position or without."""

    textDocument: TextDocument
    position: types.Position | None = None


async def explain(ls: CodeGraphServer, params: ExplainParams) -> dict[str, Any] | None:
    """What the daemon says of the file, or of the name at the position.

    None for a file outside every root of the session, and where no name stands.
    """
    found = file_asked_about(ls, METHOD, params.textDocument)
    if found is None:
        return None
    if params.position is not None:
        return await _explain_position(ls, params.textDocument.uri, params.position)
    workspace, path = found
    answer = await workspace.link.ask("explain", {"path": path})
    results: Sequence[dict[str, Any]] = answer["results"]
    return results[0] if results else None


async def _explain_position(
    ls: CodeGraphServer, uri: str, position: types.Position
) -> dict[str, Any] | None:
    target = ls.target(uri, position)
    if target is None:
        return None
    answer = await ls.ask_at(target, "explain", {})
    spelling = ls.spelling(target.workspace)
    for result in answer["results"]:
        shown: dict[str, Any] = {name: result[name] for name in _SHOWN if name in result}
        if possible := result.get("possible"):
            shown["possible"] = [
                {**spelling.location(each), "why": each["why"], "confidence": each["confidence"]}
                for each in possible
            ]
        return shown | {"targets": [spelling.location(each) for each in result["targets"]]}
    return None

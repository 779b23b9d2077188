"""`codegraph/history`: the commits that changed the symbol at a position, or a whole document.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from lsprotocol import types

from codegraph_server.lsp.walked import TextDocument, walked_from

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/history"

_OPTIONS: Final = ("limit",)
_SECONDS: Final = 10.0
"""Earlier texts are read anew, which takes some milliseconds for each commit."""


@attrs.define
class HistoryParams:
    """LSP's usual position, spelled as it is on the wire, or a whole document without one."""

    textDocument: TextDocument
    position: types.Position | None = None
    limit: int | None = None


async def history(ls: CodeGraphServer, params: HistoryParams) -> dict[str, Any] | None:
    """The commits, newest first; None for a file outside every root."""
    asked = walked_from(ls, METHOD, params, _OPTIONS)
    if asked is None:
        return None
    workspace, question = asked
    answer = await workspace.link.ask_long("history", question, _SECONDS)
    spelling = ls.spelling(workspace)
    made: dict[str, Any] = {"results": answer["results"], "complete": answer["complete"]}
    if summary := answer.get("summary"):
        together = [{**each, "uri": spelling.uri(each["path"])} for each in summary["together"]]
        uri = spelling.uri(summary["path"])
        made["summary"] = {**summary, "uri": uri, "together": together}
    return made | {"reason": answer["reason"]} if answer.get("reason") else made

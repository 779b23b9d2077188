"""`codegraph/impact`: what a change of the symbol at a position, or all that is different since a
revision, may reach, and which tests run it.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from lsprotocol import types

from codegraph_server.lsp.walked import TextDocument, asked_of_root, envelope, walked_from

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

METHOD = "codegraph/impact"

LIMIT: Final = 200
"""Results of an answer if the client names no number."""

_SECONDS_FOR_CHANGES: Final = 60.0
"""Files that differ are parsed in both states, and there may be very many."""
_OPTIONS: Final = ("limit", "cursor", "depth", "tests", "possible")
_OF_CHANGES: Final = ("since", "staged", *_OPTIONS)
_TOLD: Final = (
    *("distance", "use", "through", "tier", "confidence", "test", "public", "broken", "key"),
)


@attrs.define
class ImpactParams:
    """LSP's usual position, spelled as it is on the wire; without one all that is different in the
    document's root is meant. All else may be absent."""

    textDocument: TextDocument
    position: types.Position | None = None
    since: str | None = None
    staged: bool | None = None
    limit: int = LIMIT
    cursor: str | None = None
    depth: int | None = None
    tests: str | None = None
    possible: str | None = None


async def impact(ls: CodeGraphServer, params: ImpactParams) -> dict[str, Any] | None:
    """Whom a change of what stands there, or of all changes, may reach; None for a file outside
    every root."""
    seconds = None
    if params.position is None:
        seconds = _SECONDS_FOR_CHANGES
        params.since = params.since or "HEAD"
        asked = asked_of_root(ls, METHOD, params, _OF_CHANGES)
    else:
        asked = walked_from(ls, METHOD, params, _OPTIONS)
    if asked is None:
        return None
    workspace, question = asked
    answer = await ls.ask_one(workspace, "impact", question, seconds)
    spelling = ls.spelling(workspace)
    made = {**envelope(spelling, answer, _TOLD), "next": answer["next"]}
    if summary := answer.get("summary"):
        files = [[spelling.uri(path), tests] for path, tests in summary["test_files"]]
        together = [{**each, "uri": spelling.uri(each["path"])} for each in summary["together"]]
        made["summary"] = {**summary, "test_files": files, "together": together}
        if changed := summary.get("changed"):
            made["summary"]["changed"] = [
                {**each, "uri": spelling.uri(each["path"])} for each in changed
            ]
    return made

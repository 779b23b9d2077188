"""`textDocument/foldingRange`: what of a file can be folded away.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NotRequired, TypedDict

from lsprotocol import types

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

_KINDS: Final = {
    "comment": types.FoldingRangeKind.Comment.value,
    "imports": types.FoldingRangeKind.Imports.value,
}


class FoldingRange(TypedDict):
    """LSP's `FoldingRange`, of whole lines."""

    startLine: int
    endLine: int
    kind: NotRequired[str]


async def folding_range(
    ls: CodeGraphServer, params: types.FoldingRangeParams
) -> list[FoldingRange] | None:
    """Whole lines, at most as many as the client takes, the outermost first of those that are left
    out; None if the file is in no workspace, so that the editor may go by indentation.
    """
    told = await ls.ask_unbidden(ls.file(params.text_document.uri), "folds")
    if told is None:
        return None
    ranges: list[FoldingRange] = []
    for result in told[1]:
        fold: FoldingRange = {"startLine": result["line"], "endLine": result["end_line"]}
        if result["kind"] in _KINDS:
            fold["kind"] = _KINDS[result["kind"]]
        ranges.append(fold)
    text = ls.client_capabilities.text_document
    most = text.folding_range.range_limit if text and text.folding_range else None
    if most is not None and len(ranges) > most:
        largest = sorted(ranges, key=lambda fold: fold["startLine"] - fold["endLine"])[:most]
        ranges = sorted(largest, key=lambda fold: fold["startLine"])
    return ranges or None

"""`textDocument/codeLens`: where a file's functions, methods and types are, for their numbers.

Belongs here: this method, and what a lens carries until it is resolved. Stays out: the numbers
(`code_lens_resolve`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types

from codegraph_client.protocol import Result
from codegraph_server.lsp.hierarchy import TYPES

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

_CALLABLES: Final = frozenset(("function", "method", "constructor"))


async def code_lens(
    ls: CodeGraphServer, params: types.CodeLensParams
) -> list[dict[str, Any]] | None:
    """A lens without its text above each function, method and type; None if the file is in no
    index."""
    uri = params.text_document.uri
    told = await ls.ask_unbidden(ls.file(uri), "outline")
    if told is None:
        return None
    spelling, results = told
    ls.announcer.refreshing.lenses = True
    return [
        {"range": spelling.selection(result), "data": {"uri": uri, "key": result["key"]}}
        for result in _counted(results)
        if result.get("key")
    ]


def _counted(results: Sequence[Result]) -> Iterator[Result]:
    """The symbols that have a lens. What is defined inside of a function is its own business."""
    for result in results:
        is_callable = result["kind"] in _CALLABLES
        if is_callable or result["kind"] in TYPES:
            yield result
        if not is_callable:
            yield from _counted(result.get("children", ()))

"""Items of call and type hierarchies, and the way back from an item to the symbol it stands for.

An item carries the key of its symbol, so that it is understood after any restart and any edit that
leaves the symbol its name.

Belongs here: what the seven methods of the two hierarchies share. Stays out: the methods.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NotRequired, TypedDict

from lsprotocol import types

from codegraph_client.protocol import Result
from codegraph_client.table import Rows
from codegraph_server.lsp.convert import Range, Spelling, beside_name, kind_of
from codegraph_server.lsp.targets import Target
from codegraph_server.lsp.written import Written, array, calls, columns

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

TYPES: Final = frozenset(("class", "interface", "enum", "struct", "protocol", "type_alias"))
"""Kinds that have supertypes or subtypes."""

_NEVER_CALLED: Final = frozenset(("module", "parameter", "type_alias", "interface"))


class Item(TypedDict):
    """LSP's `CallHierarchyItem`, which is its `TypeHierarchyItem` too.

    `data` is the symbol's key.
    """

    name: str
    kind: int
    detail: NotRequired[str]
    uri: str
    range: Range
    selectionRange: Range
    data: str


def is_called(result: Result) -> bool:
    """Whether a symbol can have callers."""
    return result["kind"] not in _NEVER_CALLED


def is_type(result: Result) -> bool:
    """Whether a symbol can have supertypes or subtypes."""
    return result["kind"] in TYPES


def item(spelling: Spelling, result: Result) -> Item:
    """The item of a symbol. Its name must not be empty, which clients refuse."""
    made: Item = {
        "name": result["name"] or "?",
        "kind": kind_of(result),
        "uri": spelling.uri(result["path"]),
        "range": spelling.extent(result),
        "selectionRange": spelling.selection(result),
        "data": result.get("key", ""),
    }
    if detail := beside_name(result["container"], result["origin"]):
        made["detail"] = detail
    return made


async def prepared(
    ls: CodeGraphServer, target: Target | None, fits: Callable[[Result], bool]
) -> list[Item] | None:
    """The items of what stands at a position, one for each symbol; None if there are none."""
    if target is None:
        return None
    answer = await ls.ask_at(target, "definition", {})
    chosen: dict[str, Result] = {}
    for result in answer["results"]:
        key = result.get("key")
        if key is None or not fits(result):
            continue
        # Of several definitions of one symbol, the one that the cursor is on.
        here = result["path"] == target.path and result["line"] == target.line
        if here or key not in chosen:
            chosen[key] = result
    spelling = ls.spelling(target.workspace)
    return [item(spelling, result) for result in chosen.values()] or None


async def asked(
    ls: CodeGraphServer, about: types.CallHierarchyItem | types.TypeHierarchyItem, question: str
) -> tuple[Spelling, Rows] | None:
    """The results of a question about an item; None if the item is none of ours."""
    found = ls.file(about.uri)
    if found is None or not isinstance(about.data, str) or not about.data:
        return None
    workspace, _ = found
    answer = await workspace.link.ask(question, {"key": about.data, **ls.chosen})
    return ls.spelling(workspace), columns(answer["results"])


async def calls_of(
    ls: CodeGraphServer, about: types.CallHierarchyItem, question: str, role: str
) -> Written | None:
    """Callers or callees of an item with the places of the calls; None if it is none of ours."""
    found = await asked(ls, about, question)
    if found is None:
        return None
    spelling, results = found
    return array(calls(spelling, results, role))

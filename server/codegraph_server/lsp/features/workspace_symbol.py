"""`workspace/symbol`: symbols by name, fuzzily, best first; what reads like words also by meaning.

Belongs here: this method, and how both lists become one. Stays out: everything that another method
needs as well.
"""

from __future__ import annotations

import asyncio
import json
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types

from codegraph_client.errors import CodeGraphError
from codegraph_client.protocol import Result
from codegraph_server.lsp.convert import Spelling, SymbolInformation, UnplacedSymbol
from codegraph_server.lsp.found import SUPERSEDE, in_picker, reads_like_words, reason, search_one
from codegraph_server.lsp.workspaces import Workspace
from codegraph_server.lsp.written import Written, array, columns, symbols

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

Symbol = SymbolInformation | UnplacedSymbol

LIMIT: Final = 128
"""Pickers show a few dozen and ask again with every letter: more is only slower."""

SEARCHED: Final = 32
"""So many results of a search by meaning; those behind are not about it."""

SEARCH_SECONDS: Final = 0.1
"""What takes longer than typing a letter comes too late: the names alone are shown then."""

GOOD: Final = 0.5
"""The score from which a name holds what was typed as it was typed."""


async def workspace_symbol(ls: CodeGraphServer, params: types.WorkspaceSymbolParams) -> Written:
    """The best of all roots, merged in turn: ranks of different indexes are not comparable.

    A newer request supersedes an older one at the daemon, as the next letter was typed.
    """
    workspaces = list(ls.workspaces)
    answers = await asyncio.gather(
        *(_of_one(ls, workspace, params.query) for workspace in workspaces),
        return_exceptions=True,
    )
    lists: list[list[str]] = []
    failures: list[CodeGraphError] = []
    for answer in answers:
        if isinstance(answer, CodeGraphError):
            failures.append(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            lists.append(answer)
    if failures and not lists:
        raise failures[0]
    merged = chain.from_iterable(zip_longest(*lists))
    return array([symbol for symbol in merged if symbol is not None][:LIMIT])


async def _of_one(ls: CodeGraphServer, workspace: Workspace, query: str) -> list[str]:
    question: dict[str, Any] = {
        "query": query,
        "limit": LIMIT,
        "supersede": types.WORKSPACE_SYMBOL,
    }
    near = ls.near(workspace)
    if near:
        question["near"] = near
    spelling = ls.spelling(workspace)
    if not reads_like_words(query):
        answer = await workspace.link.ask("symbols", question)
        return symbols(spelling, columns(answer["results"]), places=not ls.resolves_places)
    answer, found = await asyncio.gather(
        workspace.link.ask("symbols", question), _by_meaning(ls, workspace, query)
    )
    merged = _merged(spelling, answer["results"], found)
    return [json.dumps(_placed(ls, symbol, result)) for symbol, result in merged]


async def _by_meaning(ls: CodeGraphServer, workspace: Workspace, query: str) -> Any:
    """What a search finds while the letter is being typed; nothing if it cannot be asked."""
    question = {"query": query, "limit": SEARCHED, "lines": 0, "supersede": SUPERSEDE}
    try:
        answer = await search_one(ls, workspace, question, patience_seconds=SEARCH_SECONDS)
    except CodeGraphError:
        # The names are an answer without it, and the link remembers what is wrong.
        return ()
    return answer["results"]


def _merged(spelling: Spelling, named: Any, found: Any) -> list[tuple[SymbolInformation, Result]]:
    """Good matches of names, then what is about it, then the other names; nothing twice."""
    seen: set[tuple[str, int, int]] = set()

    def new(results: Any) -> list[Result]:
        kept = []
        for result in results:
            place = (result["path"], result["line"], result["column"])
            if place not in seen:
                seen.add(place)
                kept.append(result)
        return kept

    good = [result for result in named if result["score"] >= GOOD]
    rest = [result for result in named if result["score"] < GOOD]
    return [
        *((in_picker(spelling, result, "name"), result) for result in new(good)),
        *((in_picker(spelling, result, reason(result)), result) for result in new(found)),
        *((in_picker(spelling, result, "similar name"), result) for result in new(rest)),
    ]


def _placed(ls: CodeGraphServer, symbol: SymbolInformation, result: Result) -> Symbol:
    """With its range, or without it if the client asks for that of the one that it wants."""
    if not (ls.resolves_places and result.get("qualified")):
        return symbol
    data = {"qualified": result["qualified"], "line": result["line"]}
    return {**symbol, "location": {"uri": symbol["location"]["uri"]}, "data": data}

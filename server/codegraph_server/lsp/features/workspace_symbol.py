"""`workspace/symbol`: symbols by name, fuzzily, best first.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

import asyncio
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from codegraph_client.errors import CodeGraphError
from codegraph_server.lsp.convert import SymbolInformation
from codegraph_server.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

LIMIT = 128
"""Pickers show a few dozen and ask again with every letter: more is only slower."""


async def workspace_symbol(
    ls: CodeGraphServer, params: types.WorkspaceSymbolParams
) -> list[SymbolInformation]:
    """The best of all roots, merged in turn: ranks of different indexes are not comparable.

    A newer request supersedes an older one at the daemon, as the next letter was typed.
    """
    workspaces = list(ls.workspaces)
    answers = await asyncio.gather(
        *(_of_one(ls, workspace, params.query) for workspace in workspaces),
        return_exceptions=True,
    )
    lists: list[list[SymbolInformation]] = []
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
    return [symbol for symbol in merged if symbol is not None][:LIMIT]


async def _of_one(ls: CodeGraphServer, workspace: Workspace, query: str) -> list[SymbolInformation]:
    question: dict[str, Any] = {
        "query": query,
        "limit": LIMIT,
        "supersede": types.WORKSPACE_SYMBOL,
    }
    near = ls.near(workspace)
    if near:
        question["near"] = near
    answer = await workspace.link.ask("symbols", question)
    spelling = ls.spelling(workspace)
    return [spelling.information(result) for result in answer["results"]]

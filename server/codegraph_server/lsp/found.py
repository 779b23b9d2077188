"""What a search by meaning found, as symbols of the client; and which queries ask for one.

Belongs here: what the picker (`workspace/symbol`) and the request of our own (`codegraph/search`)
share. Stays out: matching names, which is the question `symbols`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NotRequired

from lsprotocol import types

from codegraph_client.protocol import Answer, Result
from codegraph_server.lsp.convert import Range, Spelling, SymbolInformation, kind_of
from codegraph_server.lsp.workspaces import Workspace

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

_WORDS: Final = re.compile(r"[^\W\d_][\w'-]*(?:\s+[\w'-]+)+[\s?.!]*")


class FoundSymbol(SymbolInformation):
    """A place that a search found; of prose the name is that of its heading or file."""

    why: str
    """Why it is there, in a few words."""
    score: float
    """Higher is better; comparable within one answer."""
    range: NotRequired[Range]
    """The whole of what was found, where `location` is its name."""
    lines: NotRequired[list[dict[str, Any]]]
    """The lines of it that say most of what was asked: `line`, zero-based, and `text`."""
    parts: NotRequired[dict[str, Any]]
    """What the score is made of, if that was asked for."""


def reads_like_words(query: str) -> bool:
    """Whether what was typed is words of a language rather than a name or a part of one."""
    return _WORDS.fullmatch(query.strip()) is not None


async def search_one(
    ls: CodeGraphServer, workspace: Workspace, question: dict[str, Any], **patience: float
) -> Answer:
    """The answer of one root to the question `search`; `patience_seconds` as `DaemonLink.ask`."""
    return await workspace.link.ask("search", question, **patience)


def found_symbol(spelling: Spelling, result: Result) -> FoundSymbol:
    """One result of `search`."""
    found: FoundSymbol = {
        "name": result["name"],
        "kind": kind_of(result),
        "location": spelling.location(result),
        "why": reason(result),
        "score": result.get("score", 0.0),
    }
    if result["container"]:
        found["containerName"] = result["container"]
    if "range" in result:
        found["range"] = spelling.extent(result)
    if "lines" in result:
        found["lines"] = result["lines"]
    if "parts" in result:
        found["parts"] = result["parts"]
    return found


def reason(result: Result) -> str:
    """Why a search found it, in a few words."""
    return "; ".join(result.get("reasons", ()))


def in_picker(spelling: Spelling, result: Result, why: str) -> SymbolInformation:
    """A result in a list of symbols, where behind the container is the only place for a reason."""
    symbol = spelling.information(result)
    if why:
        container = symbol.get("containerName")
        symbol["containerName"] = f"{container} — {why}" if container else why
    return symbol


SUPERSEDE: Final = f"{types.WORKSPACE_SYMBOL} search"
"""A newer search of the picker ends an older one, and no search that was asked for otherwise."""

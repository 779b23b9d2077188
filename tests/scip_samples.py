"""Indexes of SCIP for tests: written by hand, occurrence by occurrence, or for all that is spelled.

Belongs here: making indexes. Stays out: importing them (`harness`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from codegraph_daemon.facts import Facts
from codegraph_daemon.scip.schema import scip_pb2
from linking import facts_id_of, load

SCHEME = "test pip app 1 "
OTHER = "test pip other 1 "


def index(documents: Mapping[str, Iterable[Any]], root: Path | str = "", **more: Any) -> Any:
    """An index with these documents, each given by its occurrences; `more` is for all documents."""
    made = scip_pb2.Index()
    made.metadata.tool_info.name, made.metadata.tool_info.version = "hand", "1"
    made.metadata.project_root = f"file://{root}"
    for path, occurrences in documents.items():
        made.documents.add(relative_path=path, occurrences=occurrences, **more)
    return made


def at(line: int, column: int, name: str, symbol: str, roles: int = 0) -> Any:
    """An occurrence of a name: line and column from zero."""
    place = [line, column, column + len(name)]
    return scip_pb2.Occurrence(range=place, symbol=symbol, symbol_roles=roles)


def found(text: str, name: str, nth: int, symbol: str, roles: int = 0) -> Any:
    """An occurrence at the nth place, from zero, where a text spells a name."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(name, start + 1)
    line = text.count("\n", 0, start)
    return at(line, start - (text.rfind("\n", 0, start) + 1), name, symbol, roles)


def contrary(files: Mapping[str, str], root: Path | str) -> Any:
    """An index in which each use of a name refers to the last symbol of that name there is.

    What no file defines is another package's.
    """
    defined: dict[str, str] = {}
    documents: dict[str, list[Any]] = {}
    for path, text in sorted(files.items()):
        facts = Facts(load([facts_id_of(path, text)])[0])
        sites: dict[int, str] = {}
        for symbol in range(1, len(facts.symbol_kind)):
            name = facts.names[facts.symbol_name[symbol]]
            full = f"{SCHEME}`{path}`/`{facts.descriptor(symbol)}`/`{name}`."
            defined[name] = full
            sites.update((site.name, full) for site in facts.sites(symbol))
        documents[path] = [
            at(*facts.position(start), _spelled(text, start), full, 1)
            for start, full in sites.items()
        ]
    for path, text in sorted(files.items()):
        facts = Facts(load([facts_id_of(path, text)])[0])
        for start in sorted({packed & 0xFFFFFFFF for packed in facts.occurrence}):
            name = _spelled(text, start)
            if name.isidentifier():
                symbol = defined.get(name, f"{OTHER}`{name}`.")
                documents[path].append(at(*facts.position(start), name, symbol))
    return index(documents, root)


def _spelled(text: str, start: int) -> str:
    data = text.encode("utf-8", "surrogateescape")
    end = start
    while end < len(data) and (data[end : end + 1].isalnum() or data[end] in b"_"):
        end += 1
    return data[start:end].decode("utf-8", "replace")

"""Symbol indexes of texts in Python, as tests write them."""

from __future__ import annotations

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.python.parse import facts_of
from codegraph_daemon.search.rows import symbol_rows
from codegraph_daemon.search.symbol_index import Hit, SymbolIndex


def rows(text: str) -> bytes:
    lines = text.split("\n")
    margin = min((len(x) - len(x.lstrip()) for x in lines if x.strip()), default=0)
    return symbol_rows(Facts(facts_of("\n".join(x[margin:] for x in lines).encode())))


def index_of(project: dict[str, str]) -> SymbolIndex:
    index = SymbolIndex()
    for path_id, (path, text) in enumerate(project.items()):
        index.put(path_id, path, rows(text))
    return index


def names(hits: list[Hit]) -> list[str]:
    return [f"{hit.container}.{hit.name}" if hit.container else hit.name for hit in hits]

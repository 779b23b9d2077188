"""The sections of documents and of files that configure something, as tests compare them."""

from __future__ import annotations

from codegraph_daemon.facts import Facts, Kind
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.workers.parse import parser_of


def sections(path: str, text: str) -> list[str]:
    """The sections of a file, each with the lines that it covers, counted from one."""
    facts = Facts(parser_of(language_of(path) or "").facts_of(text.encode()))
    drawn = []
    for symbol in range(1, len(facts.symbol_kind)):
        assert facts.symbol_kind[symbol] == Kind.SECTION
        for site in facts.sites(symbol):
            first, last = facts.position(site.start)[0] + 1, facts.position(site.end - 1)[0] + 1
            assert text.encode()[site.name :].startswith(
                facts.names[facts.symbol_name[symbol]].encode()
            )
            drawn.append(f"{first}-{last} {facts.shown(symbol)}")
    return sorted(drawn, key=lambda line: int(line.partition("-")[0]))

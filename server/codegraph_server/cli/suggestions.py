"""What somebody may have meant who typed a command or an option that there is not.

Belongs here: words of other tools, and which of ours do that. Stays out: how errors are shown
(`main`), and suggestions for settings, which the client has.
"""

from __future__ import annotations

import difflib

_ALIKE = 0.6
"""How much of two words must be the same: with less, a word of another meaning is suggested."""
_FEW = 3
"""How many commands that begin with a word are told."""

_MEANT = {
    ("supertypes", "subtypes"): ("hierarchy", "inheritance", "type-hierarchy"),
    ("supertypes",): ("bases", "parents", "superclasses", "ancestors"),
    ("subtypes",): ("children", "derived", "subclasses", "descendants"),
    ("callers", "callees"): ("calls", "call-hierarchy"),
    ("callers",): ("incoming", "incoming-calls", "who-calls"),
    ("callees",): ("outgoing", "outgoing-calls"),
    ("def",): ("definition", "definitions", "goto", "go-to-definition", "declaration", "where"),
    ("refs",): ("references", "usages", "uses", "find-references", "xref", "xrefs"),
    ("symbols", "search"): ("find", "query", "lookup", "ask"),
    ("search",): ("grep", "ack", "rg"),
    ("symbols",): ("workspace-symbol", "tags", "names"),
    ("outline",): ("document-symbol", "structure", "toc", "tree"),
    ("impl",): ("implementation", "implementations", "implementers", "overrides"),
    ("typedef",): ("type", "typeof", "type-definition"),
    ("hover",): ("doc", "docs", "describe", "show", "signature"),
    ("dead",): ("unused",),
    ("duplicates",): ("clones", "copies", "similar"),
    ("diff",): ("changes", "compare"),
    ("history",): ("log", "blame"),
    ("index",): ("init", "build", "update", "reindex", "refresh", "scan", "sync"),
    ("impact",): ("affected", "affects", "tests"),
    ("check",): ("lint", "layers", "rules"),
    ("status",): ("stats", "state", "info", "progress"),
    ("config",): ("configuration", "settings", "set"),
    ("daemon stop",): ("stop", "kill", "shutdown", "quit"),
    ("daemon start",): ("start", "run", "serve"),
    ("daemon restart",): ("restart", "reload"),
    ("daemon logs",): ("logs",),
    ("cache list",): ("list", "ls"),
    ("cache remove",): ("remove", "rm", "clean", "clear", "reset", "delete"),
    ("lsp",): ("server", "language-server"),
    ("--help",): ("man", "usage"),
}
"""Ours -> what other tools call it."""


def with_suggestion(message: str, word: str, known: list[str]) -> str:
    """`message` with what was meant by an unknown word: what does it, or is spelled nearly so."""
    meant = _meant(word.lower().replace("_", "-"), known)
    return f"{message}; did you mean {' or '.join(meant)}?" if meant else message


def _meant(word: str, known: list[str]) -> tuple[str, ...]:
    begun = tuple([name for name in known if len(word) > 1 and name.startswith(word)])
    if 0 < len(begun) <= _FEW:
        return begun
    for ours, theirs in _MEANT.items():
        # A group knows its own commands alone.
        if word in theirs and all(name.split()[0] in known for name in ours):
            return ours
    return tuple(difflib.get_close_matches(word, known, n=1, cutoff=_ALIKE))

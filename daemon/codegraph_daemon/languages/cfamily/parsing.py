"""Source to facts: the parsers that a worker keeps, one for each grammar."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Tree

from ..nesting import extracted
from ..reparse import parse_after
from .extract import extract, grammar
from .grammar import GrammarName
from .masks import is_cpp, masked

EXTRACTOR = "cfamily 2"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

Facts = Callable[[bytes], bytes]
FactsAfter = Callable[[bytes, tuple[bytes, Tree] | None], tuple[bytes, Tree | None]]


def functions_of(name: GrammarName) -> tuple[Facts, FactsAfter]:
    """The functions `facts_of` and `facts_after` of a language.

    A file with syntax errors has facts too: of everything around them.
    """
    names: tuple[GrammarName, ...] = ("c", "cpp") if name == "c" else ("cpp",)
    known = {each: grammar(each) for each in names}
    parsers = {each: found.parser() for each, found in known.items()}

    def facts_of(source: bytes) -> bytes:
        return facts_after(source, None)[0]

    def facts_after(source: bytes, before: tuple[bytes, Tree] | None) -> tuple[bytes, Tree | None]:
        chosen: GrammarName = "cpp" if name == "cpp" or is_cpp(source) else "c"
        text, hidden = masked(source)
        whole = parsers[chosen]
        try:
            tree: Tree | None = None
            if before is not None and text is source and name == "cpp":
                tree = parse_after(whole, before, source)
            if tree is None:
                tree = whole.parse(text)
            facts = extracted(
                lambda text, root: extract(source, text, hidden, root, known[chosen]),
                text,
                tree,
                whole.parse,
            )
            return facts, tree if text is source and name == "cpp" else None
        except BaseException:
            # An abandoned parse must never leave its state to another text.
            whole.reset()
            raise

    return facts_of, facts_after

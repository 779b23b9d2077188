"""Source to facts: the parsers that a worker keeps, one set for each grammar."""

from __future__ import annotations

import re
from collections.abc import Callable

from tree_sitter import Tree

from ..balance import CHARACTER, QUOTED, Lexicon
from ..mending import mended
from ..nesting import extracted
from ..reparse import parse_after
from .elements import balanced
from .extract import extract, grammar
from .grammar import GrammarName
from .readable import readable

EXTRACTOR = "ecmascript 32"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_LEXICON = Lexicon(
    # Texts with values in them, in which are such texts.
    rb"`(?:[^`\\$]|\\(?s:.)|\$(?!\{)|\$\{(?:[^{}`]|`[^`]*+`|\{[^{}`]*+\})*+\})*+`",
    # What is divided is a value, which a pattern does not follow.
    rb"(?<![\w)\]}\s])[ \t]*/(?![*/])(?:[^\n\\/\[]|\\[^\n]|\[(?:[^\n\\\]]|\\[^\n])*\])+/",
    QUOTED,
    CHARACTER,
    marks=b'`"',
    single=True,
)
_LONE_RETURN = re.compile(rb"\r(?!\n)")

Facts = Callable[[bytes], bytes]
FactsAfter = Callable[[bytes, tuple[bytes, Tree] | None], tuple[bytes, Tree | None]]


def functions_of(name: GrammarName, *, is_typed: bool) -> tuple[Facts, FactsAfter]:
    """The functions `facts_of` and `facts_after` of a language that a grammar reads.

    A file with syntax errors has facts too: of everything around them.
    """
    known = grammar(name)
    whole = known.parser()

    def facts_of(source: bytes) -> bytes:
        return facts_after(source, None)[0]

    def facts_after(source: bytes, before: tuple[bytes, Tree] | None) -> tuple[bytes, Tree | None]:
        # A lone carriage return ends a line, which the grammar does not know.
        text = _LONE_RETURN.sub(b"\n", source) if b"\r" in source else source
        try:
            tree: Tree | None = None
            if before is not None and text is source:
                tree = parse_after(whole, before, source)
            if tree is None:
                tree = whole.parse(text)
            known_text, shown = readable(whole.parse, text, tree, is_typed)
            root = shown.root_node
            better, shown = mended(
                whole.parse, known_text, shown, lambda text: balanced(text, root, _LEXICON)
            )
            read = source if better is text else better
            facts = extracted(
                lambda _, root: extract(source, read, root, known, is_typed),
                better,
                shown,
                whole.parse,
            )
            return facts, tree if text is source else None
        except BaseException:
            # An abandoned parse must never leave its state to another text.
            whole.reset()
            raise

    return facts_of, facts_after

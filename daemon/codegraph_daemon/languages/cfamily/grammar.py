"""A grammar of the family: the visitors of its kinds of node by number, and a parser for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tree_sitter import Language, Parser

from ..grammars import grammar
from .walk import Visitor, children, leaf

GrammarName = Literal["c", "cpp"]
_ERROR = 65_535
"""The number of a node that is a syntax error, whatever the grammar."""


class Grammar:
    """One grammar.  `visit` has the visitor of each kind of node, by number; `effect` has the
    visitors for where nobody asks for the node's expression; `kinds` the names of the kinds."""

    def __init__(
        self,
        name: GrammarName,
        visitors: Mapping[str, Visitor],
        without_value: Mapping[str, Visitor],
    ) -> None:
        language: Language = grammar(name)
        self.name = name
        self.language = language
        count = language.node_kind_count
        names = [language.node_kind_for_id(number) or "" for number in range(count)]
        named = [language.node_kind_is_named(number) for number in range(count)]
        self.kinds = [*names, *[""] * (_ERROR - count), "ERROR"]
        self.visit: list[Visitor] = [children] * (_ERROR + 1)
        self.effect: list[Visitor] = [children] * (_ERROR + 1)
        for number, kind in enumerate(names):
            if named[number]:
                self.visit[number] = visitors.get(kind, children)
                self.effect[number] = without_value.get(kind, self.visit[number])
            else:
                self.visit[number] = self.effect[number] = leaf

    def parser(self) -> Parser:
        """A new parser."""
        return Parser(self.language)

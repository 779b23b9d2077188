"""A tree-sitter grammar by its name, and its kinds of nodes by number.

Importing the package of all grammars loads several of them and half a dozen modules of the standard
library: a tenth of a worker's start, and memory in each. So the one that is wanted is loaded from
the package's folder, and the package itself only for the few that do not lie there.
"""

from __future__ import annotations

import os
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any, cast

from tree_sitter import Language, Parser

_PACKAGE = "tree_sitter_language_pack"


def grammar(name: str) -> Language:
    """The grammar that the package calls `name`. Raises LookupError if it has none."""
    package = PathFinder.find_spec(_PACKAGE)
    folders = package.submodule_search_locations if package is not None else None
    places = [os.path.join(folder, "bindings") for folder in folders or ()]
    found = PathFinder.find_spec(f"{_PACKAGE}.bindings.{name}", places)
    if found is None or found.loader is None:
        from tree_sitter_language_pack import get_language

        return get_language(cast(Any, name))
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return Language(module.language())


class NodeKinds:
    """The kinds of nodes and the fields of one grammar by number, and parsers for it.

    `fields` has the numbers of the fields, `tokens` those of all nodes without a name: punctuation
    and keywords.
    """

    def __init__(self, name: str) -> None:
        language = self._language = grammar(name)
        self.count: int = language.node_kind_count
        self.fields: dict[str, int] = {
            field: number
            for number in range(1, language.field_count + 1)
            if (field := language.field_name_for_id(number)) is not None
        }
        self._named: dict[str, list[int]] = {}
        self._tokens: dict[str, list[int]] = {}
        for number in range(self.count):
            table = self._named if language.node_kind_is_named(number) else self._tokens
            table.setdefault(language.node_kind_for_id(number) or "", []).append(number)
        self.tokens = tuple(number for numbers in self._tokens.values() for number in numbers)

    def ids(self, *kinds: str) -> frozenset[int]:
        """Every number of these kinds of node (a grammar may give one name several)."""
        return frozenset(number for kind in kinds for number in self._named.get(kind, ()))

    def only(self, kind: str) -> int:
        """The one number of a kind of node."""
        (number,) = self._named[kind]
        return number

    def token(self, text: str) -> int:
        """The one number of a punctuation mark or keyword."""
        (number,) = self._tokens[text]
        return number

    def tokens_of(self, *texts: str) -> frozenset[int]:
        """Every number of these punctuation marks or keywords."""
        return frozenset(number for text in texts for number in self._tokens.get(text, ()))

    def parser(self) -> Parser:
        """A new parser."""
        return Parser(self._language)

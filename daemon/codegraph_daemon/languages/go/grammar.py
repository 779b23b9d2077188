"""The Go grammar: its node kinds by number, and a parser for it."""

from __future__ import annotations

from tree_sitter import Language, Parser

from ..grammars import grammar

LANGUAGE: Language = grammar("go")
_COUNT: int = LANGUAGE.node_kind_count

_NAMED: dict[str, list[int]] = {}
_TOKENS: dict[str, list[int]] = {}
for _kind in range(_COUNT):
    _table = _NAMED if LANGUAGE.node_kind_is_named(_kind) else _TOKENS
    _table.setdefault(LANGUAGE.node_kind_for_id(_kind) or "", []).append(_kind)

TOKENS: tuple[int, ...] = tuple(number for numbers in _TOKENS.values() for number in numbers)
"""Every number of a node without a name: punctuation and keywords."""


def ids(*kinds: str) -> frozenset[int]:
    """Every number of these kinds of node (a grammar may give one name several)."""
    return frozenset(number for kind in kinds for number in _NAMED.get(kind, ()))


def only(kind: str) -> int:
    """The one number of a kind of node."""
    (number,) = _NAMED[kind]
    return number


def token(text: str) -> int:
    """The one number of a punctuation mark or keyword."""
    (number,) = _TOKENS[text]
    return number


def parser() -> Parser:
    """A new parser for Go."""
    return Parser(LANGUAGE)


# Kinds that more than one module of the extractor asks for.
IDENTIFIERS = ids("identifier", "type_identifier", "field_identifier", "package_identifier")
TYPE_IDENTIFIER = only("type_identifier")
COMMENT, ERROR = only("comment"), 65_535
EXTRAS = frozenset((COMMENT, ERROR))
"""What may stand between the parts of any node."""
EXPRESSION_LIST = only("expression_list")
PARAMETER_LIST = only("parameter_list")

"""The Python grammar: its node kinds and fields by number, and a parser for it."""

from __future__ import annotations

from tree_sitter import Language, Parser

from ..grammars import grammar

LANGUAGE: Language = grammar("python")
KIND_COUNT: int = LANGUAGE.node_kind_count

FIELDS: dict[str, int] = {
    name: i
    for i in range(1, LANGUAGE.field_count + 1)
    if (name := LANGUAGE.field_name_for_id(i)) is not None
}

_NAMED: dict[str, list[int]] = {}
_TOKENS: dict[str, list[int]] = {}
for _kind in range(KIND_COUNT):
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
    """A new parser for Python."""
    return Parser(LANGUAGE)


# Kinds that more than one module of the extractor asks for.
IDENTIFIER = only("identifier")
ATTRIBUTE = only("attribute")
CALL_NODE = only("call")
COMMENT, ERROR = only("comment"), 65_535
EXTRAS = ids("comment", "line_continuation") | {ERROR}
"""What may stand between the parts of any node."""
SUBSCRIPT = only("subscript")
STRING, CONCATENATED = only("string"), only("concatenated_string")
STRING_CONTENT = only("string_content")
ARGUMENT_LIST = only("argument_list")
KEYWORD_ARGUMENT = only("keyword_argument")
BLOCKS = ids("block")
LEAVING = ids("return_statement", "raise_statement", "continue_statement", "break_statement")
ENDING = ids("return_statement", "raise_statement")
PARENTHESIZED = only("parenthesized_expression")
DOTTED_NAME = only("dotted_name")
TYPE, TYPE_PARAMETER = only("type"), only("type_parameter")
AS_PATTERNS = ids("as_pattern")
PARAMETERS = ids("parameters", "lambda_parameters")
SPLATS = ids("list_splat_pattern", "dictionary_splat_pattern", "list_splat", "dictionary_splat")
TUPLES = ids("tuple", "expression_list")
CONTAINERS = ids("list", "set", "dictionary", "tuple", "expression_list")

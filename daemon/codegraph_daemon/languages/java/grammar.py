"""The Java grammar: its node kinds and fields by number, and a parser for it."""

from __future__ import annotations

from tree_sitter import Language, Parser
from tree_sitter_language_pack import get_language

LANGUAGE: Language = get_language("java")
KIND_COUNT: int = LANGUAGE.node_kind_count

_FIELDS: dict[str, int] = {
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


def token(text: str) -> int:
    """The one number of a punctuation mark or keyword."""
    (number,) = _TOKENS[text]
    return number


def field(name: str) -> int:
    """The number of a field."""
    return _FIELDS[name]


def parser() -> Parser:
    """A new parser for Java."""
    return Parser(LANGUAGE)


# Kinds that more than one module of the extractor asks for.
IDENTIFIERS = ids("identifier", "type_identifier")
BLOCK_COMMENT = ids("block_comment")
ERROR = 65_535
EXTRAS = ids("line_comment", "block_comment") | {ERROR}
"""What may stand between the parts of any node."""
MODIFIERS = ids("modifiers")
TYPE_PARAMETERS = ids("type_parameters")
TYPE_ARGUMENTS = ids("type_arguments")
DIMENSIONS = ids("dimensions")
CLASS_BODY = ids("class_body")
BLOCK = ids("block")
ANNOTATIONS = ids("annotation", "marker_annotation")
FORMAL_PARAMETERS = ids("formal_parameters")
DECLARATORS = ids("variable_declarator")
SUPER, THIS = ids("super"), ids("this")
LAMBDA = ids("lambda_expression")
INVOCATION = ids("method_invocation")
PARENTHESIZED = ids("parenthesized_expression")
TERNARY = ids("ternary_expression")

NAME, TYPE, BODY, VALUE = field("name"), field("type"), field("body"), field("value")
OBJECT, ARGUMENTS, FIELD = field("object"), field("arguments"), field("field")
PARAMETERS, CONDITION = field("parameters"), field("condition")

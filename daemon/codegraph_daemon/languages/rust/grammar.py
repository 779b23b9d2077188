"""The Rust grammar: its node kinds and fields by number, and a parser for it."""

from __future__ import annotations

from tree_sitter import Language, Parser

from ..grammars import grammar

LANGUAGE: Language = grammar("rust")
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


def tokens(*texts: str) -> frozenset[int]:
    """Every number of these punctuation marks or keywords."""
    return frozenset(number for text in texts for number in _TOKENS.get(text, ()))


def parser() -> Parser:
    """A new parser for Rust."""
    return Parser(LANGUAGE)


# Kinds that more than one module of the extractor asks for.
IDENTIFIER, TYPE_IDENTIFIER = only("identifier"), only("type_identifier")
SCOPED = ids("scoped_identifier", "scoped_type_identifier")
GENERIC_TYPE = only("generic_type")
CRATE, SELF, SUPER = only("crate"), only("self"), only("super")
BLOCK = only("block")
TYPE_ARGUMENTS = only("type_arguments")
ERROR = 65_535
COMMENTS = ids("line_comment", "block_comment")
EXTRAS = COMMENTS | {ERROR}
"""What may stand between the parts of any node."""
PATH, NAME, TYPE, VALUE = FIELDS["path"], FIELDS["name"], FIELDS["type"], FIELDS["value"]
BODY, PARAMETERS, PATTERN = FIELDS["body"], FIELDS["parameters"], FIELDS["pattern"]
RETURN_TYPE, TYPE_PARAMETERS = FIELDS["return_type"], FIELDS["type_parameters"]
BOUNDS, TRAIT, ARGUMENTS = FIELDS["bounds"], FIELDS["trait"], FIELDS["arguments"]
FUNCTION, FIELD, CONDITION = FIELDS["function"], FIELDS["field"], FIELDS["condition"]

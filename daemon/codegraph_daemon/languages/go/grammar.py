"""The Go grammar: its node kinds and fields by number, and a parser for it."""

from __future__ import annotations

from ..grammars import NodeKinds

_KINDS = NodeKinds("go")
TOKENS = _KINDS.tokens
ids, only, token, parser = _KINDS.ids, _KINDS.only, _KINDS.token, _KINDS.parser

# Kinds that more than one module of the extractor asks for.
IDENTIFIERS = ids("identifier", "type_identifier", "field_identifier", "package_identifier")
TYPE_IDENTIFIER = only("type_identifier")
COMMENT, ERROR = only("comment"), 65_535
EXTRAS = frozenset((COMMENT, ERROR))
"""What may stand between the parts of any node."""
EXPRESSION_LIST = only("expression_list")
PARAMETER_LIST = only("parameter_list")

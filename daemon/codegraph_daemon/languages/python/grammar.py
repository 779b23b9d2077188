"""The Python grammar: its node kinds and fields by number, and a parser for it."""

from __future__ import annotations

from ..grammars import NodeKinds

_KINDS = NodeKinds("python")
FIELDS, TOKENS = _KINDS.fields, _KINDS.tokens
ids, only, token, parser = _KINDS.ids, _KINDS.only, _KINDS.token, _KINDS.parser

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

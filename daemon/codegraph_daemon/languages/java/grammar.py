"""The Java grammar: its node kinds and fields by number, and a parser for it."""

from __future__ import annotations

from ..grammars import NodeKinds

_KINDS = NodeKinds("java")
TOKENS = _KINDS.tokens
ids, token, parser = _KINDS.ids, _KINDS.token, _KINDS.parser
field = _KINDS.fields.__getitem__

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
AFTER_NAME = field("dimensions")

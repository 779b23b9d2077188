"""The Rust grammar: its node kinds and fields by number, and a parser for it."""

from __future__ import annotations

from ..grammars import NodeKinds

_KINDS = NodeKinds("rust")
FIELDS, TOKENS = _KINDS.fields, _KINDS.tokens
ids, only, tokens, parser = _KINDS.ids, _KINDS.only, _KINDS.tokens_of, _KINDS.parser

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

"""What an outline of Swift shows, and where names are used."""

from __future__ import annotations

import re

from ..balance import QUOTED, Lexicon
from ..outline.outline import Outline

_QUERY = """
(protocol_declaration name: (type_identifier) @name) @interface
(class_declaration declaration_kind: "extension"
  name: (user_type (type_identifier) @name . (type_arguments)? .)) @extension
(class_declaration declaration_kind: "extension" name: [(array_type) (dictionary_type)]) @anonymous
(class_declaration declaration_kind: "enum" name: (type_identifier) @name) @enum
(class_declaration name: (type_identifier) @name) @class
(enum_entry name: (simple_identifier) @name) @member
(typealias_declaration name: (type_identifier) @name) @type
(protocol_function_declaration name: (simple_identifier) @name) @function
(function_declaration name: [(simple_identifier) (custom_operator) "==" "<" ">" "<=" ">=" "+" "-"
  "*" "/" "%" "!=" "===" "!==" "+=" "-=" "*=" "/=" "!"] @name) @function
(subscript_declaration "subscript" @name) @function
(macro_declaration (simple_identifier) @name) @function
(property_declaration name: (pattern (pattern (simple_identifier) @name))) @variable
(init_declaration name: _ @name) @constructor
(deinit_declaration "deinit" @name) @constructor
(protocol_property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)) @property
(property_declaration name: (pattern bound_identifier: (simple_identifier) @name)) @variable
(associatedtype_declaration name: (type_identifier) @name) @type
[(computed_property) (lambda_literal) (deinit_declaration) (willset_didset_block)] @local
(multiline_comment) @documentation
(call_expression . (simple_identifier) @call)
(call_expression
  . (navigation_expression suffix: (navigation_suffix suffix: (simple_identifier) @call)))
[(simple_identifier) (type_identifier) (custom_operator)] @use
"""

_LEXICON = Lexicon(rb'"""(?s:.*?)"""', QUOTED)
_DIRECTIVES = re.compile(
    rb"(?m)^[ \t]*#(?:if|elseif|else|endif|error|warning)\b[^\r\n]*|(?<=\bnonisolated)\(unsafe\)"
)


def _without_directives(source: bytes) -> bytes:
    """A text of the same length without conditions, which the grammar knows in bodies alone, and
    without what it does not know of modifiers."""
    return _DIRECTIVES.sub(lambda line: b" " * len(line[0]), source)


_HEADS = re.compile(
    rb"^[ \t]*(?:@\w+(?:\([^()\n]*\))?[ \t]+)*"
    rb"(?:(?:public|private|internal|fileprivate|open|package|static|final|override|mutating"
    rb"|nonmutating|nonisolated|required|convenience|indirect|prefix|postfix|lazy|weak|unowned"
    rb"|dynamic|distributed)(?:\(\w+\))?[ \t]+)*"
    rb"(?:(?:class[ \t]+)?func[ \t]+`?(?P<function>\w+)"
    rb"|(?:struct|actor|class)[ \t]+(?!(?:func|var|let)\b)(?P<class>\w+)"
    rb"|extension[ \t]+(?:\w+\.)*(?P<extension>\w+)"
    rb"|enum[ \t]+(?P<enum>\w+)"
    rb"|protocol[ \t]+(?P<interface>\w+)"
    rb"|(?:typealias|associatedtype)[ \t]+(?P<type>\w+)"
    rb"|(?P<constructor>init)[?!]?[ \t]*[<(]"
    rb"|(?:class[ \t]+)?(?:var|let)[ \t]+(?P<variable>\w+))",
    re.MULTILINE,
)


_outline = Outline(
    "swift",
    _QUERY,
    ("//", "*", "/*"),
    version=4,
    lexicon=_LEXICON,
    simplified=_without_directives,
    heads=_HEADS,
)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

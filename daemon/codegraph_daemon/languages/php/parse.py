"""What an outline of PHP shows, and where names are used."""

from __future__ import annotations

from ..balance import Lexicon
from ..outline.outline import Outline

_QUERY = """
(namespace_definition name: (namespace_name) @name body: (_)) @module
(namespace_definition name: (namespace_name) @name) @rest_1_module
(interface_declaration name: (name) @name) @interface
(trait_declaration name: (name) @name) @class
(enum_declaration name: (name) @name) @enum
(enum_case name: (name) @name) @member
(class_declaration name: (name) @name) @class
(method_declaration name: (name) @name) @function
(function_definition name: (name) @name) @function
(const_element . (name) @name) @constant
(property_element name: (variable_name (name) @name)) @field
(property_promotion_parameter name: (variable_name (name) @name)) @field
(function_call_expression function: [(name) @_word (qualified_name (name) @_word)]
  arguments: (arguments . (argument [(string) (encapsed_string)] @name))
  (#eq? @_word "define")) @constant
(anonymous_class) @anonymous
((comment) @documentation (#match? @documentation "^/[*]"))
(function_call_expression function: (name) @call)
(function_call_expression function: (qualified_name (name) @call .))
(object_creation_expression [(name) @call (qualified_name (name) @call .)])
(member_call_expression name: (name) @call)
(nullsafe_member_call_expression name: (name) @call)
(scoped_call_expression name: (name) @call)
(name) @use
"""

_LEXICON = Lexicon(rb"#(?!\[)[^\n]*", marks=b"\"'", across=b"\"'")
_outline = Outline("php", _QUERY, ("//", "#", "*", "/*"), lexicon=_LEXICON)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

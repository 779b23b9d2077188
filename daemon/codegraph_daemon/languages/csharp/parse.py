"""What an outline of C# shows, and where names are used."""

from __future__ import annotations

import re

from ..balance import CHARACTER, QUOTED, Lexicon
from ..outline.outline import Outline

_QUERY = """
(namespace_declaration name: (_) @name) @module
(file_scoped_namespace_declaration name: (_) @name) @rest_1_module
(record_declaration (parameter_list (parameter name: (identifier) @name) @field))
(destructor_declaration name: (identifier) @name) @constructor
(event_declaration name: (identifier) @name) @field
(interface_declaration name: (identifier) @name) @interface
(enum_declaration name: (identifier) @name) @enum
(enum_member_declaration name: (identifier) @name) @member
(class_declaration name: (identifier) @name) @class
(record_declaration name: (identifier) @name) @class
(struct_declaration name: (identifier) @name) @class
(delegate_declaration name: (identifier) @name) @type
((constructor_declaration name: (identifier) @name) @constructor (#not-eq? @name "extension"))
(method_declaration name: (identifier) @name) @function
(local_function_statement name: (identifier) @name) @function
(property_declaration name: (identifier) @name) @property
(indexer_declaration "this" @name) @property
(operator_declaration operator: _ @name) @function
(conversion_operator_declaration "operator" @name) @function
((field_declaration (modifier) @_word
  (variable_declaration (variable_declarator name: (identifier) @name))) @constant
  (#eq? @_word "const"))
(field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @field
(event_field_declaration
  (variable_declaration (variable_declarator name: (identifier) @name))) @field
(invocation_expression function: (generic_name (identifier) @call))
(invocation_expression
  function: (member_access_expression name: (generic_name (identifier) @call)))
(invocation_expression function: (conditional_access_expression
  (member_binding_expression name: [(identifier) @call (generic_name (identifier) @call)])))
(object_creation_expression type: [(identifier) @call (generic_name (identifier) @call)
  (qualified_name name: [(identifier) @call (generic_name (identifier) @call)])])
(invocation_expression function: (identifier) @call)
(invocation_expression function: (member_access_expression name: (identifier) @call))
(identifier) @use
"""

_LEXICON = Lexicon(rb'(?:@\$?|\$@)"(?:[^"]|"")*"', rb'"""(?s:.*?)"""', QUOTED, CHARACTER)
_MODIFIED = (
    rb"(?:(?:public|private|protected|internal|static|virtual|override|abstract|async|sealed"
    rb"|readonly|partial|extern|unsafe|new|const|required|volatile)[ \t]+)"
)
_TYPE = rb"[\w.]+(?:<[^\n(){};=]*>)?(?:\[[,\]]*\])?\??"
_HEADS = re.compile(
    rb"^[ \t]*(?:namespace[ \t]+(?P<module>[\w.]+)"
    rb"|" + _MODIFIED + rb"*interface[ \t]+(?P<interface>\w+)"
    rb"|" + _MODIFIED + rb"*enum[ \t]+(?P<enum>\w+)"
    rb"|" + _MODIFIED + rb"*(?:class|struct|record(?:[ \t]+(?:class|struct))?)[ \t]+(?P<class>\w+)"
    rb"|" + _MODIFIED + rb"+(?:event[ \t]+)?(?:" + _TYPE + rb"[ \t]+)(?:[\w.]+\.)?"
    rb"(?:(?P<function>\w+)[ \t]*(?:<[^<>\n()]*>)?\(|(?P<property>\w+)[ \t]*(?:\{|=>|$)"
    rb"|(?P<field>\w+)[ \t]*[=;])"
    rb"|(?!new\b|static[ \t]+\()" + _MODIFIED + rb"(?!static[ \t]*\()(?P<constructor>\w+)[ \t]*\()",
    re.MULTILINE,
)
_outline = Outline("csharp", _QUERY, ("//",), lexicon=_LEXICON, heads=_HEADS)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

"""What an outline of Scala shows, and where names are used."""

from __future__ import annotations

import re

from ..balance import QUOTED, Lexicon
from ..outline.outline import Outline

_QUERY = """
(trait_definition name: (identifier) @name) @interface
(object_definition name: (identifier) @name) @class
(class_definition name: (identifier) @name) @class
(enum_definition name: (identifier) @name) @enum
(simple_enum_case name: (identifier) @name) @member
(full_enum_case name: (identifier) @name) @member
(type_definition name: (type_identifier) @name) @type
(function_declaration name: (_) @name) @function
(function_definition name: (_) @name) @function
(val_declaration name: (identifier) @name) @variable
(val_definition pattern: (identifier) @name) @variable
(var_declaration name: (identifier) @name) @variable
(var_definition pattern: (identifier) @name) @variable
([(val_definition pattern: [(identifiers (identifier) @name) (tuple_pattern (identifier) @name)])
  (var_definition pattern: [(identifiers (identifier) @name) (tuple_pattern (identifier) @name)])]
  @variable)
(given_definition name: (identifier) @name body: (with_template_body)) @class
(given_definition name: (identifier) @name) @variable
(given_definition !name body: (with_template_body)) @anonymous
(package_object name: (identifier) @name) @module
(class_definition
  class_parameters: (class_parameters (class_parameter name: (identifier) @name) @field))
(enum_definition
  class_parameters: (class_parameters (class_parameter name: (identifier) @name) @field))
(call_expression function: (call_expression function: (identifier) @_word
  arguments: (arguments . [
    (string) @name
    (field_expression value: (string) @name)
    (call_expression function: (field_expression value: (string) @name))]))
  (#any-of? @_word "test" "it" "they" "property" "scenario" "Scenario" "ignore")) @test
(call_expression function: (call_expression function: (identifier) @_word
  arguments: (arguments . (string) @name))
  (#any-of? @_word "describe" "feature" "Feature" "group" "suite")) @suite
(assignment_expression left: (call_expression function: (identifier) @_word
  arguments: (arguments . (string) @name)) (#eq? @_word "property")) @test
(infix_expression left: [
    (string) @name
    (infix_expression operator: (identifier) @_verb right: (string) @name)]
  operator: (identifier) @_word right: (block)
  (#any-of? @_verb "should" "must" "can") (#any-of? @_word "in" "ignore")) @test
(infix_expression left: (string) @name operator: (identifier) @_word right: (block)
  (#any-of? @_word "should" "must" "can" "when" "that" "which")) @suite
(block_comment) @documentation
[(block) (indented_block) (case_block) (lambda_expression)] @local
(instance_expression . [(type_identifier) @call (generic_type type: (type_identifier) @call)])
(generic_function function: [(identifier) @call (field_expression field: (identifier) @call)])
(infix_expression operator: (identifier) @call)
(call_expression function: (identifier) @call)
(call_expression function: (field_expression field: (identifier) @call))
[(identifier) (type_identifier) (operator_identifier)] @use
"""

_LEXICON = Lexicon(rb'"""(?s:.*?)"""', QUOTED, rb"'(?:[^'\\\n]|\\[^\n]{1,5})'")
_HEADS = re.compile(
    rb"^[ \t]*(?:@\w+(?:\([^()\n]*\))?[ \t]+)*"
    rb"(?:(?:(?:private|protected)(?:\[\w+\])?|final|override|implicit|lazy|sealed|abstract|case"
    rb"|inline|transparent|opaque|open|infix)[ \t]+)*"
    rb"(?:package[ \t]+object[ \t]+(?P<module>\w+)"
    rb"|trait[ \t]+(?P<interface>\w+)"
    rb"|enum[ \t]+(?P<enum>\w+)"
    rb"|(?:class|object)[ \t]+(?P<class>\w+)"
    rb"|type[ \t]+(?P<type>[A-Z]\w*)"
    rb"|def[ \t]+(?:(?P<function>[^\W\d][\w$]*|[-+*/%<>=!?~^&|:#@\\]+)|`(?P<function_2>[^`\n]+)`)"
    rb"|va[lr][ \t]+(?P<variable>[^\W\d][\w$]*)[ \t]*[:=]"
    rb"|given[ \t]+(?P<variable_2>[^\W\d]\w*)[ \t]*[:=])",
    re.MULTILINE,
)
_outline = Outline("scala", _QUERY, ("//", "*", "/*"), version=2, lexicon=_LEXICON, heads=_HEADS)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

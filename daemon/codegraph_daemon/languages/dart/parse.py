"""What an outline of Dart shows, and where names are used."""

from __future__ import annotations

import re

from ..balance import CHARACTER, QUOTED, Lexicon
from ..outline.outline import Outline

_WITH_BODIES = (
    ('operator_signature [(binary_operator) (tilde_operator) "==" "[]" "[]="] @name', "function"),
    ("constructor_signature name: (identifier) @name . parameters: (_)", "constructor"),
    ("factory_constructor_signature (identifier) @name . (formal_parameter_list)", "constructor"),
    ("function_signature name: (identifier) @name", "function"),
    ("getter_signature name: (identifier) @name", "property"),
    ("setter_signature name: (identifier) @name", "property"),
)
_BODIES = "\n".join(
    f"((method_signature ({signature})) @{kind} . (function_body) @body)\n"
    f"(({signature}) @{kind} . (function_body) @body)"
    for signature, kind in _WITH_BODIES
)
"""What a signature belongs to stands beside it."""
_QUERY = f"""
(class_definition name: (identifier) @name) @class
(mixin_declaration (identifier) @name) @class
(extension_declaration name: (identifier) @name) @class
(enum_declaration name: (identifier) @name) @enum
(enum_constant name: (identifier) @name) @member
(type_alias (type_identifier) @name . (type_parameters)? . (formal_parameter_list)) @type
(type_alias . (type_identifier) @name . (type_parameters)? . "=") @type
(class_definition (mixin_application_class . (identifier) @name)) @class
(extension_type_declaration name: (identifier) @name) @class
(representation_declaration name: (identifier) @name) @field
{_BODIES}
(operator_signature [(binary_operator) (tilde_operator) "==" "[]" "[]="] @name) @function
(constructor_signature name: (identifier) @name . parameters: (_)) @constructor
(constant_constructor_signature (identifier) @name . (formal_parameter_list)) @constructor
(factory_constructor_signature (identifier) @name . (formal_parameter_list)) @constructor
(redirecting_factory_constructor_signature
  (identifier) @name . (formal_parameter_list)) @constructor
(function_signature name: (identifier) @name) @function
(getter_signature name: (identifier) @name) @property
(setter_signature name: (identifier) @name) @property
(static_final_declaration (identifier) @name) @constant
(initialized_identifier . (identifier) @name) @variable
(expression_statement . (identifier) @_word . (selector (argument_part (arguments
  . (argument (string_literal) @name)))) (#any-of? @_word "test" "testWidgets")) @test
(expression_statement . (identifier) @_word . (selector (argument_part (arguments
  . (argument (string_literal) @name)))) (#eq? @_word "group")) @suite
(annotation) @between
(extension_declaration !name) @anonymous
[(function_body) (function_expression_body)] @local
((identifier) @call . (selector . (argument_part)))
((selector [(unconditional_assignable_selector (identifier) @call)
  (conditional_assignable_selector (identifier) @call)]) . (selector . (argument_part)))
(cascade_section (cascade_selector (identifier) @call) . (argument_part))
[(new_expression (type_identifier) @call . (arguments))
  (new_expression (identifier) @call . (arguments))
  (const_object_expression (type_identifier) @call . (arguments))
  (const_object_expression (identifier) @call . (arguments))]
[(identifier) (type_identifier)] @use
"""

_LEXICON = Lexicon(rb'"""(?s:.*?)"""', rb"'''(?s:.*?)'''", QUOTED, CHARACTER)
_TYPE = rb"[\w.]+(?:<[^\n(){};=]*>)?\??"
_HEADS = re.compile(
    rb"^[ \t]*(?:(?:(?:abstract|base|sealed|final|interface|mixin)[ \t]+)*class[ \t]+(?P<class>\w+)"
    rb"|(?:base[ \t]+)?mixin[ \t]+(?P<class_2>\w+)"
    rb"|extension[ \t]+(?:type[ \t]+(?:const[ \t]+)?)?(?!on\b|type\b)(?P<class_3>\w+)"
    rb"|enum[ \t]+(?P<enum>\w+)"
    rb"|typedef[ \t]+(?P<type>\w+)[ \t]*[=<]"
    rb"|(?:test|testWidgets)\(\s*(?:\"(?P<test>(?:[^\"\\\n]|\\.)+)|'(?P<test_2>(?:[^'\\\n]|\\.)+))"
    rb"|group\(\s*(?:\"(?P<suite>(?:[^\"\\\n]|\\.)+)|'(?P<suite_2>(?:[^'\\\n]|\\.)+))"
    # A formatter writes members of a type two columns deep; deeper down these are calls.
    rb"|(?<=\n  )(?:(?:const|factory|external)[ \t]+)+"
    rb"(?:(?P<constructor>[A-Z_]\w*)|[A-Z]\w*\.(?P<constructor_2>\w+))\("
    rb"|(?<=\n  )(?:(?P<constructor_3>[A-Z_]\w*)|[A-Z]\w*\.(?P<constructor_4>\w+))\("
    rb"(?=[^\n]*(?:this\.|super\.|\)[ \t]*:|[({\[][ \t]*$))"
    rb"|(?!(?:return|await|throw|new|else|if|case|yield|assert|import|export|part|library|in|is|as)\b)"
    rb"(?:(?:static|external|final|const|late|covariant|abstract|var)[ \t]+)*"
    rb"(?:(?:" + _TYPE + rb"[ \t]+)?(?:get|set)[ \t]+(?P<property>\w+)"
    rb"|(?!(?:static|external|final|const|late|covariant|abstract|var)\b)" + _TYPE + rb"[ \t]+"
    rb"(?!(?:get|set|operator|Function)\b)"
    rb"(?:(?P<function>\w+)(?:<[^\n()]*>)?\(|(?P<variable>\w+)[ \t]*[=;]))"
    rb"|(?:(?:static|late)[ \t]+)*(?:final|const|var)[ \t]+(?P<variable_2>\w+)[ \t]*[=;])",
    re.MULTILINE,
)
_outline = Outline("dart", _QUERY, ("//", "*", "/*"), lexicon=_LEXICON, heads=_HEADS)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

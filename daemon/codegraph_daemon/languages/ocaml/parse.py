"""What an outline of OCaml shows, and where names are used."""

from __future__ import annotations

import re

from ..outline.outline import Outline
from .brackets import UNCLOSED

_QUERY = """
(module_binding (module_name) @name) @module
(module_type_definition (module_type_name) @name) @interface
(class_binding (class_name) @name) @class
(type_binding name: (type_constructor) @name) @type
(constructor_declaration (constructor_name) @name) @member
(field_declaration (field_name) @name) @field
(method_definition (method_name) @name) @function
(instance_variable_definition (instance_variable_name) @name) @field
(class_type_binding (class_type_name) @name) @class
(let_binding pattern: (parenthesized_operator (_) @name)) @function
(let_binding pattern: (parenthesized_pattern (tuple_pattern (value_name) @name))) @variable
(let_binding pattern: (tuple_pattern (value_name) @name)) @variable
(let_binding pattern: (value_name) @name (parameter)) @function
(let_binding pattern: (value_name) @name body: [(fun_expression) (function_expression)]) @function
((let_binding pattern: (value_name) @name) @variable (#not-eq? @name "_"))
(value_specification (value_name) @name type: (function_type)) @function
(value_specification (value_name) @name) @variable
(value_specification (parenthesized_operator (_) @name)) @function
(external (value_name) @name) @function
(let_expression) @local
(comment) @documentation
(comment) @after
((comment) @below (#match? @below "^[(][*][*][^*]"))
(application_expression function: (value_path (value_name) @call))
(infix_expression left: (value_path (value_name) @call) operator: (concat_operator) @_word
  (#eq? @_word "@@"))
(infix_expression operator: (rel_operator) @_word right: (value_path (value_name) @call)
  (#eq? @_word "|>"))
(method_invocation method: (method_name) @call)
[(value_name) (type_constructor) (constructor_name) (module_name) (module_type_name) (field_name)
  (method_name) (class_name) (class_type_name) (let_operator) (and_operator)] @use
[(infix_expression operator: _ @use) (value_path (parenthesized_operator _ @use))]
"""

_HEADS = re.compile(
    rb"^[ \t]*(?:module[ \t]+type[ \t]+(?P<interface>[A-Z][\w']*)"
    rb"|module[ \t]+(?:rec[ \t]+)?(?P<module>[A-Z][\w']*)"
    rb"|type[ \t]+(?:nonrec[ \t]+)?(?:'\w+[ \t]+|\([^()\n]*\)[ \t]*)?(?P<type>[a-z_][\w']*)"
    rb"|exception[ \t]+(?P<member>[A-Z][\w']*)"
    rb"|(?:external|method|val)[ \t]+(?:mutable[ \t]+)?(?P<function>[a-z_][\w']*)"
    rb"|(?:let|and)[ \t]+(?:rec[ \t]+)?(?!(?:open|module|exception)\b)"
    rb"(?P<function_2>[a-z_][\w']*)[ \t]+(?:[\w'~?(]|=[ \t]*fun)"
    rb"|let[ \t]+(?P<variable>[a-z_][\w']*)[ \t]*[=:](?![^\n]*\bin[ \t]*$))",
    re.MULTILINE,
)
_outline = Outline("ocaml", _QUERY, heads=_HEADS, closed=UNCLOSED.closed)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

"""What an outline of an interface of OCaml shows, and where names are used."""

from __future__ import annotations

import re

from ..ocaml.brackets import UNCLOSED
from ..outline.outline import Outline

_QUERY = """
(module_binding (module_name) @name) @module
(module_type_definition (module_type_name) @name) @interface
(class_binding (class_name) @name) @class
(class_type_binding (class_type_name) @name) @class
(type_binding name: (type_constructor) @name) @type
(constructor_declaration (constructor_name) @name) @member
(field_declaration (field_name) @name) @field
(method_specification (method_name) @name) @function
(value_specification (value_name) @name type: (function_type)) @function
(value_specification (value_name) @name) @variable
(value_specification (parenthesized_operator (_) @name)) @function
(external (value_name) @name) @function
(comment) @documentation
(comment) @after
((comment) @below (#match? @below "^[(][*][*][^*]"))
[(value_name) (type_constructor) (constructor_name) (module_name) (module_type_name) (field_name)
  (method_name) (class_name) (class_type_name)] @use
"""

_HEADS = re.compile(
    rb"^[ \t]*(?:module[ \t]+type[ \t]+(?P<interface>[A-Z][\w']*)"
    rb"|module[ \t]+(?:rec[ \t]+)?(?P<module>[A-Z][\w']*)"
    rb"|type[ \t]+(?:nonrec[ \t]+)?(?:[+-]?'\w+[ \t]+|\([^()\n]*\)[ \t]*)?(?P<type>[a-z_][\w']*)"
    rb"|exception[ \t]+(?P<member>[A-Z][\w']*)"
    rb"|(?:external|method)[ \t]+(?:private[ \t]+)?(?P<function>[a-z_][\w']*)"
    rb"|val[ \t]+(?:(?P<function_2>[a-z_][\w']*)[ \t]*:(?=[^\n]*->|[ \t]*$)"
    rb"|(?P<variable>[a-z_][\w']*)))",
    re.MULTILINE,
)
_outline = Outline("ocaml_interface", _QUERY, family="ocaml", heads=_HEADS, closed=UNCLOSED.closed)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

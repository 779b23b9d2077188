"""What an outline of an interface of OCaml shows, and where names are used."""

from __future__ import annotations

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
[(value_name) (type_constructor) (constructor_name) (module_name) (module_type_name) (field_name)
  (method_name) (class_name) (class_type_name)] @use
"""

_outline = Outline("ocaml_interface", _QUERY, family="ocaml")
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

"""What an outline of Julia shows, and where names are used."""

from __future__ import annotations

from ..outline.outline import Outline

_QUERY = """
(module_definition name: (identifier) @name) @module
(abstract_definition (type_head [(identifier) @name (_ . (identifier) @name)])) @interface
(primitive_definition (type_head [(identifier) @name (_ . (identifier) @name)])) @class
(struct_definition (type_head [(identifier) @name (_ . (identifier) @name)])) @class
(struct_definition (block [(identifier) @name (typed_expression . (identifier) @name)] @field))
(function_definition (signature (call_expression . (identifier) @name))) @function
(function_definition (signature (_ . (call_expression . (identifier) @name)))) @function
(function_definition
  (signature (call_expression . (field_expression (identifier) @name .)))) @function
(function_definition
  (signature (_ . (call_expression . (field_expression (identifier) @name .))))) @function
(assignment . (call_expression . (field_expression (identifier) @name .))) @function
(macro_definition (signature (call_expression . (identifier) @name))) @function
(assignment . (call_expression . (identifier) @name)) @function
(const_statement (assignment . (identifier) @name)) @constant
(call_expression . (identifier) @call)
(identifier) @use
"""

_outline = Outline("julia", _QUERY, ("#",))
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

"""What an outline of Haskell shows, and where names are used."""

from __future__ import annotations

from ..outline.outline import Outline

_QUERY = """
(data_type name: (name) @name) @class
(newtype name: (name) @name) @class
(type_synomym name: (name) @name) @type
(class name: (name) @name) @interface
(constructor_synonym name: (_) @name) @function
(data_constructor constructor: (prefix name: (constructor) @name)) @member
(data_constructor constructor: (record name: (constructor) @name)) @member
(newtype_constructor name: (constructor) @name) @member
(field (field_name (variable) @name)) @field
(class_declarations (signature name: (variable) @name) @function)
(declarations (function name: (variable) @name) @function)
(declarations (bind name: (variable) @name) @variable)
(ERROR (function name: (variable) @name) @outer_function)
(ERROR (bind name: (variable) @name) @outer_variable)
(apply function: (variable) @call)
[(variable) (name) (constructor)] @use
"""

_outline = Outline("haskell", _QUERY, ("--",), version=2)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

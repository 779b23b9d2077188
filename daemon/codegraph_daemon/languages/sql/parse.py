"""What an outline of SQL shows, and where names are used."""

from __future__ import annotations

from ..outline.outline import Outline

_QUERY = """
(create_table
  [(keyword_table) (keyword_exists)] . (object_reference name: (identifier) @name)) @class
(create_view
  [(keyword_view) (keyword_exists)] . (object_reference name: (identifier) @name)) @class
(create_materialized_view
  [(keyword_view) (keyword_exists)] . (object_reference name: (identifier) @name)) @class
(create_type (keyword_type) . (object_reference name: (identifier) @name)) @type
(create_function (keyword_function) . (object_reference name: (identifier) @name)) @function
(create_schema (identifier) @name) @module
(create_trigger
  . (keyword_create) (keyword_trigger) . (object_reference name: (identifier) @name)) @function
(create_sequence
  [(keyword_sequence) (keyword_exists)] . (object_reference name: (identifier) @name)) @variable
(create_index column: (identifier) @name) @variable
(column_definition name: (identifier) @name) @field
(object_reference name: (identifier) @use)
(field name: (identifier) @use)
(invocation (object_reference name: (identifier) @call))
"""

_outline = Outline("sql", _QUERY, ("--",), version=2)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

"""What an outline of Ruby shows, and where names are used."""

from __future__ import annotations

from ..outline.outline import Outline

_QUERY = """
(module name: [(constant) (scope_resolution name: (constant))] @name) @module
(class name: [(constant) (scope_resolution name: (constant))] @name) @class
(method name: (_) @name) @function
(singleton_method name: (_) @name) @function
(alias name: (_) @name) @function
(assignment left: (constant) @name) @constant
(call method: (identifier) @call)
[(identifier) (constant)] @use
"""

_outline = Outline("ruby", _QUERY, ("#",))
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

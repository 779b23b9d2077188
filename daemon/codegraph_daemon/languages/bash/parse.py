"""What an outline of Bash shows, and where names are used."""

from __future__ import annotations

from ..outline.outline import Outline

_QUERY = """
(function_definition name: (word) @name) @function
(variable_assignment name: (variable_name) @name) @variable
(command name: (command_name (word) @call))
(variable_name) @use
"""

_outline = Outline("bash", _QUERY, ("#",))
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

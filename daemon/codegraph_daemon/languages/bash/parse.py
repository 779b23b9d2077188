"""What an outline of Bash shows, and where names are used."""

from __future__ import annotations

import re

from ..outline.outline import Outline

_QUERY = """
(function_definition name: (word) @name) @function
(variable_assignment name: (variable_name) @name) @variable
(command name: (command_name (word) @call))
(variable_name) @use
"""

_HEADS = re.compile(
    rb"^[ \t]*(?:function[ \t]+(?P<function>[^\s(){}$]+)"
    rb"|(?P<function_2>[^\s(){}$=\"'#]+)[ \t]*\(\)"
    rb"|(?:(?:export|readonly|declare|typeset)[ \t]+(?:-\w+[ \t]+)*)?(?P<variable>[^\W\d]\w*)\+?=)",
    re.MULTILINE,
)
_outline = Outline("bash", _QUERY, ("#",), heads=_HEADS)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

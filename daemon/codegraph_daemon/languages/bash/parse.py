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
    rb"^[ \t]*(?:@test[ \t]+[\"'](?P<function_3>[^\n]+?)[\"'][ \t]+\{[ \t]*$"
    rb"|function[ \t]+(?P<function>[^\s(){}$]+)"
    rb"|(?P<function_2>[^\s(){}$=\"'#]+)[ \t]*\(\)"
    rb"|(?:(?:export|readonly|declare|typeset)[ \t]+(?:-\w+[ \t]+)*)?(?P<variable>[^\W\d]\w*)\+?=)",
    re.MULTILINE,
)
_TEST = re.compile(
    rb"^([ \t]*)@test[ \t]+(?P<quote>[\"'])(?P<name>[^\n]+)(?P=quote)[ \t]+(?=\{[ \t]*$)",
    re.MULTILINE,
)
_ALIASES = re.compile(
    rb"^[ \t]*alias[ \t]+(?:-\w+[ \t]+)*(?P<function>[\w.:!?+-]+)=[^\n]*", re.MULTILINE
)


def _with_tests(text: bytes) -> bytes:
    """The same with tests as functions, whose name stands where that of the test does."""
    return _TEST.sub(_as_function, text)


def _as_function(test: re.Match[bytes]) -> bytes:
    start, end = test.start("name") - test.start(), test.end("name") - test.start()
    return b" " * start + b"a" * (end - start) + b"()".ljust(len(test[0]) - end)


_outline = Outline("bash", _QUERY, ("#",), heads=_HEADS, simplified=_with_tests, lines=_ALIASES)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

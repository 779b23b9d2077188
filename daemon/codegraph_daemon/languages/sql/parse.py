"""What an outline of SQL shows, and where names are used."""

from __future__ import annotations

import re

from ..covering import spaces_for
from ..outline.outline import Outline
from ..outline.unclosed import Unclosed

_QUERY = """
(create_table
  [(keyword_table) (keyword_exists)] . (object_reference name: (identifier) @name)) @class
(create_view
  [(keyword_view) (keyword_exists)] . (object_reference name: (identifier) @name)) @class
(create_materialized_view
  [(keyword_view) (keyword_exists)] . (object_reference name: (identifier) @name)) @class
(create_type (keyword_type) . (object_reference name: (identifier) @name)) @type
(create_function (keyword_function) . (object_reference name: (identifier) @name)) @function
(create_schema [(keyword_schema) (keyword_exists)] . (identifier) @name) @module
(create_trigger
  . (keyword_create) (keyword_trigger) . (object_reference name: (identifier) @name)) @function
(create_role
  [(keyword_role) (keyword_user) (keyword_group)] . (identifier) @name) @variable
(create_database [(keyword_database) (keyword_exists)] . (identifier) @name) @module
(create_sequence
  [(keyword_sequence) (keyword_exists)] . (object_reference name: (identifier) @name)) @variable
(create_index column: [(identifier) (literal)] @name) @variable
((column_definitions (column_definition name: [(identifier) (literal)] @name) @field)
  (#not-match? @name "^['0-9]"))
((ERROR (column_definition name: [(identifier) (literal)] @name) @field)
  (#not-match? @name "^['0-9]"))
(add_column (keyword_add) (column_definition name: [(identifier) (literal)] @name) @field)
(enum_elements enum_element: (literal) @name @member)
(marginalia) @documentation
(object_reference name: (identifier) @use)
(field name: (identifier) @use)
(invocation (object_reference name: (identifier) @call))
"""

_LINES = re.compile(
    rb"^(?P<indent>[ \t]*)CREATE[ \t]+(?:OR[ \t]+(?:REPLACE|ALTER)[ \t]+)?"
    rb"(?:ALGORITHM[ \t]*=[ \t]*\w+[ \t]+)?(?:DEFINER[ \t]*=[ \t]*\S+[ \t]+)?"
    rb"(?:SQL[ \t]+SECURITY[ \t]+\w+[ \t]+)?"
    rb"(?:(?:CONSTRAINT[ \t]+)?(?:PROCEDURE|PROC|FUNCTION|AGGREGATE|TRIGGER|EVENT)[ \t]+"
    rb"(?:IF[ \t]+NOT[ \t]+EXISTS[ \t]+)?(?:[\w\"`\[\]@]+\.)*[\"`\[]?(?P<function>[^\W\d]\w*)"
    rb"|DOMAIN[ \t]+(?:[\w\"`\[\]]+\.)*[\"`\[]?(?P<type>[^\W\d]\w*)"
    rb"|(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|FOREIGN|VIRTUAL|RECURSIVE)[ \t]+)*"
    rb"(?:TABLE|VIEW)[ \t]+(?:IF[ \t]+NOT[ \t]+EXISTS[ \t]+)?(?:[\w\"`\[\]@]+\.)*"
    rb"[\"`\[]?(?P<class>[^\W\d]\w*)"
    rb"|(?:POLICY|RULE)[ \t]+[\"`\[]?(?P<variable>[^\W\d]\w*))"
    rb"(?![\w.])(?:(?:[^;$\n]*\n(?!(?P=indent)(?:CREATE|GO)\b))*?[^;$\n]*(?<!\w)BEGIN[ \t]*"
    rb"(?:\r?\n(?!(?P=indent)(?:CREATE|GO|END)\b)[^\n]*)*\n(?P=indent)END\b[^;$\n]*"
    rb"|[^;$\n]*(?:\n(?![ \t]*(?:CREATE|GO)\b)[^;$\n]*)*)"
    # After anything else `$$` is what a client of MySQL was told to take for a semicolon.
    rb"(?:(?:(?<=\bAS)|(?<=\bAS\s)|(?<=\bAS\s\s))\$(?P<tag>\w*)\$(?s:.*?)\$(?P=tag)\$[^;$\n]*)?",
    re.IGNORECASE | re.MULTILINE,
)
"""Statements that the grammar does not know, or not with all that may stand in them."""

_UNCLOSED = Unclosed(
    rb"--[^\n]*",
    rb"/\*(?s:.*?)\*/",
    rb"\$(?P<tag>\w*)\$(?s:.*?)\$(?P=tag)\$",
    across=b"'\"",
)
_COPIED = re.compile(
    rb"^[ \t]*COPY\b[^;\n]{0,1000}?(?P<source>\bFROM[ \t]+STDIN\b[^;\n]{0,1000});[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
"""A statement whose rows a dump of PostgreSQL holds behind it."""
_END_OF_ROWS = b"\n\\."
_ESCAPED = re.compile(
    rb"(?P<unsaid>--[^\n]*|/\*(?s:.*?)(?:\*/|\Z)|`[^`\n]*`|\"(?:[^\"\\\n]|\\[^\n])*\"|[^'\"`/-]+)"
    rb"|'(?:[^'\\]|''|\\(?s:.))*+(?:'|\Z)"
)
_BACKSLASH = re.compile(rb"\\(?s:(.))")


def _simplified(text: bytes) -> bytes:
    """A text without rows that are no SQL, and with the quotes in texts doubled as the standard
    has it, where they are escaped as MySQL does: names are in quotes of its own there."""
    if _END_OF_ROWS in text:
        text = _without_rows(text)
    if b"\\'" in text and b"`" in text:
        text = _ESCAPED.sub(_doubled, text)
    return text


def _without_rows(text: bytes) -> bytes:
    kept: list[bytes] = []
    at = 0
    for found in _COPIED.finditer(text):
        if found.start() < at:
            # It stands in rows.
            continue
        end = text.find(_END_OF_ROWS, found.end())
        if end < 0:
            break
        end += len(_END_OF_ROWS)
        # Short as it is then, what the grammar does not know of the statement ends with it.
        source, rows = (
            spaces_for(found["source"]),
            spaces_for(text[found.end() : end]),
        )
        kept += (
            text[at : found.start("source")],
            source,
            text[found.end("source") : found.end()],
            rows,
        )
        at = end
    return b"".join((*kept, text[at:]))


def _doubled(found: re.Match[bytes]) -> bytes:
    if found.lastgroup == "unsaid" or b"\\" not in found[0]:
        return found[0]
    return _BACKSLASH.sub(lambda each: b"''" if each[1] == b"'" else each[0], found[0])


_outline = Outline(
    "sql",
    _QUERY,
    ("--",),
    version=5,
    simplified=_simplified,
    lines=_LINES,
    closed=_UNCLOSED.closed,
)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

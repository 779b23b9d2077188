"""What an outline of Markdown shows, and where names are used."""

from __future__ import annotations

import re

from ..outline.outline import Outline

_LEVELS = "\n".join(
    f"((atx_heading (atx_h{level}_marker) heading_content: (inline) @name) @rest_{level}_heading)"
    for level in range(1, 7)
)
QUERY = f"""
(block_quote (section (atx_heading heading_content: (inline) @name) @heading))
(list_item (section (atx_heading heading_content: (inline) @name) @heading))
(block_quote (setext_heading heading_content: (paragraph (inline) @name)) @heading)
(list_item (setext_heading heading_content: (paragraph (inline) @name)) @heading)
{_LEVELS}
(setext_heading
  heading_content: (paragraph (inline) @name) (setext_h1_underline)) @rest_1_heading
(setext_heading
  heading_content: (paragraph (inline) @name) (setext_h2_underline)) @rest_2_heading
"""

_PROSE = re.compile(
    rb"^((?:[ \t]*(?:[*+-]|[0-9]{1,9}[.)]))?[ \t]*(?:\*\*)?[A-Za-z])"
    rb"([^\r\n>|]*[^\s>|])(?=[ \t]*\r?$)",
    re.MULTILINE,
)
"""A line of prose, from its first letter on: what follows cannot change what the lines around it
are, unless it ends a tag or parts a table."""


def _without_prose(text: bytes) -> bytes:
    """The same lines with one long word in place of prose, which the grammar reads letter by
    letter and mark by mark: most of a document."""
    return _PROSE.sub(lambda line: line[1] + b"a" * len(line[2]), text)


_outline = Outline("markdown", QUERY, version=2, simplified=_without_prose)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

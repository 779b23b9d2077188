"""What an outline of Markdown shows, and where names are used."""

from __future__ import annotations

from ..outline.outline import Outline

_QUERY = """
(section (atx_heading heading_content: (inline) @name)) @heading
(section (setext_heading heading_content: (paragraph (inline) @name))) @heading
"""

_outline = Outline("markdown", _QUERY)
EXTRACTOR = _outline.EXTRACTOR
facts_of = _outline.facts_of
dialect = _outline.dialect

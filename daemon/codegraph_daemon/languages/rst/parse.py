"""The sections of reStructuredText."""

from __future__ import annotations

from ..outline.sections import Sections
from ..outline.underlined import headings

_sections = Sections("rst", headings)
EXTRACTOR = _sections.EXTRACTOR
facts_of = _sections.facts_of
dialect = _sections.dialect

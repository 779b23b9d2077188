"""The sections of makefiles."""

from __future__ import annotations

from ..outline.entries import make as entries
from ..outline.settings import sections

_sections = sections("makefile", entries)
EXTRACTOR = _sections.EXTRACTOR
facts_of = _sections.facts_of
dialect = _sections.dialect

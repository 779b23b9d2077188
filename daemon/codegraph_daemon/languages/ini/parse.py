"""The sections of files with keys and values."""

from __future__ import annotations

from ..outline.entries import ini as entries
from ..outline.settings import sections

_sections = sections("ini", entries)
EXTRACTOR = _sections.EXTRACTOR
facts_of = _sections.facts_of
dialect = _sections.dialect

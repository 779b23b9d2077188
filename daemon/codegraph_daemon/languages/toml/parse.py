"""The sections of TOML."""

from __future__ import annotations

from ..outline.entries import toml as entries
from ..outline.settings import sections

_sections = sections("toml", entries)
EXTRACTOR = _sections.EXTRACTOR
facts_of = _sections.facts_of
dialect = _sections.dialect

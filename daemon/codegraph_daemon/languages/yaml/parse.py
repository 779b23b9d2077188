"""The sections of YAML."""

from __future__ import annotations

from ..outline.entries import yaml as entries
from ..outline.settings import sections

_sections = sections("yaml", entries)
EXTRACTOR = _sections.EXTRACTOR
facts_of = _sections.facts_of
dialect = _sections.dialect

"""The sections of recipes of containers."""

from __future__ import annotations

from ..outline.entries import docker as entries
from ..outline.settings import sections

_sections = sections("dockerfile", entries)
EXTRACTOR = _sections.EXTRACTOR
facts_of = _sections.facts_of
dialect = _sections.dialect

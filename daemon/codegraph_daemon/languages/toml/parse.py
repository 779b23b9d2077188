"""The sections of TOML."""

from __future__ import annotations

from ..outline.entries import toml
from ..outline.settings import sections

_sections = sections("toml", toml)
EXTRACTOR = _sections.EXTRACTOR
facts_of = _sections.facts_of
dialect = _sections.dialect

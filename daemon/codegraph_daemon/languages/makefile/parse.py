"""The sections of makefiles."""

from __future__ import annotations

from ..outline.entries import make
from ..outline.settings import sections

_sections = sections("makefile", make)
EXTRACTOR = _sections.EXTRACTOR
facts_of = _sections.facts_of
dialect = _sections.dialect

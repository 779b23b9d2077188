"""The sections of recipes of containers."""

from __future__ import annotations

from ..outline.entries import docker
from ..outline.settings import sections

_sections = sections("dockerfile", docker)
EXTRACTOR = _sections.EXTRACTOR
facts_of = _sections.facts_of
dialect = _sections.dialect

"""reStructuredText, by its headings. This file only says which files are; every scan loads it."""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="rst",
    extensions=(".rst", ".rest"),
    is_code=False,
    sunken=("section",),
)

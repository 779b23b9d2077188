"""AsciiDoc, by its headings. This file only says which files are AsciiDoc; every scan loads it."""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="asciidoc",
    extensions=(".adoc", ".asciidoc"),
    is_code=False,
    sunken=("section",),
)

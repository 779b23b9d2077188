"""Markdown, by its outline. This file only says which files are Markdown; every scan loads it.

Stays out: `tree_sitter` and everything that needs it, which only workers load.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="markdown",
    extensions=(".md", ".markdown", ".mdown"),
    is_code=False,
    sunken=("section",),
)

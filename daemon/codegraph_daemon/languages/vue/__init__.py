"""Vue's single-file components.

This file only says which files are; it is loaded by every scan of a tree.

Stays out: `tree_sitter` and everything that needs it, which only workers load.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="vue",
    extensions=(".vue",),
    follows_overrides=True,
    takes_by_name=True,
    own_word="this",
)

"""Java. This file only says which files are Java; it is loaded by every scan of a tree.

Stays out: `tree_sitter` and everything that needs it, which only workers load.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="java",
    extensions=(".java",),
    follows_overrides=True,
    overrides_are_apart=True,
    implemented_are_used=True,
    announces=True,
    own_word="this",
)

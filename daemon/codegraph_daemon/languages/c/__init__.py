"""C, and headers that do not say which of both languages they are written in.

This file only says which files are C; it is loaded by every scan of a tree.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="c",
    extensions=(".c", ".h"),
    announces=True,
    follows_overrides=True,
    overrides_are_apart=True,
    takes_are_calls=True,
)

"""Go. This file only says which files are Go; it is loaded by every scan of a tree.

Stays out: `tree_sitter` and everything that needs it, which only workers load.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="go",
    extensions=(".go",),
    announces=True,
    structural=True,
    takes_are_calls=True,
    generated_is_read=True,
)

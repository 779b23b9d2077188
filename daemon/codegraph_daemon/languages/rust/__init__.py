"""Rust. This file only says which files are Rust; it is loaded by every scan of a tree.

Stays out: `tree_sitter` and everything that needs it, which only workers load.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="rust",
    extensions=(".rs",),
    calls_overrides=True,
    declared_in_bases=True,
    takes_are_calls=True,
    announces=True,
)

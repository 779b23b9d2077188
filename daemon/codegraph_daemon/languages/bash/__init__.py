"""Bash, by its outline. This file only says which files are Bash; every scan loads it.

Stays out: `tree_sitter` and everything that needs it, which only workers load.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="bash",
    extensions=(".sh", ".bash", ".zsh", ".ksh", ".bats"),
    file_names=(".bashrc", ".bash_profile", ".profile", ".zshrc"),
    interpreters=("bash", "sh", "dash", "zsh", "ksh"),
    announces=True,
)

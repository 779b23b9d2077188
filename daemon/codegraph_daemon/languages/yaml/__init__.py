"""YAML, by its outermost blocks.

This file only says which files are such; every scan loads it.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="yaml",
    extensions=(),
    name_patterns=(r".+\.ya?ml",),
    is_code=False,
    settings=True,
    sunken=("section",),
)

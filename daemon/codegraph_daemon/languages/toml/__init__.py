"""TOML, by its tables. Manifests that say what modules are called are languages of their own.

This file only says which files are such; every scan loads it.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="toml",
    extensions=(),
    name_patterns=(r".+\.toml",),
    is_code=False,
    settings=True,
    sunken=("section",),
)

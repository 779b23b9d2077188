"""Makefiles, by their targets.

This file only says which files are such; every scan loads it.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="makefile",
    extensions=(),
    file_names=("Makefile", "makefile", "GNUmakefile"),
    name_patterns=(r".+\.mk",),
    is_code=False,
    settings=True,
    sunken=("section",),
)

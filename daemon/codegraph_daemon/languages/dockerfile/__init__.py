"""Recipes of containers, by their stages.

This file only says which files are such; every scan loads it.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="dockerfile",
    extensions=(),
    file_names=("Dockerfile", "Containerfile"),
    name_patterns=(r"Dockerfile[.-].+", r".+\.[Dd]ockerfile"),
    is_code=False,
    settings=True,
    sunken=("section",),
)

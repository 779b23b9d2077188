"""Files with keys and values, which may stand in sections.

This file only says which files are such; every scan loads it.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="ini",
    extensions=(),
    file_names=(".flake8", ".pylintrc", ".coveragerc", ".editorconfig"),
    name_patterns=(r".+\.(?:ini|cfg|conf|properties)",),
    is_code=False,
    settings=True,
    sunken=("section",),
)

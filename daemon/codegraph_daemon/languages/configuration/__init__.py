"""Configuration files that say what module specifiers of other languages name.

They are indexed like sources, so that a change of a setting re-links exactly those whose answers
read it; but they hold no modules and no symbols.  This file only says which files they are; it is
loaded by every scan of a tree.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="configuration",
    extensions=(),
    file_names=("package.json",),
    name_patterns=(r"(?:[\w.-]+[.-])?[tj]sconfig(?:[.-][\w.-]+)?\.json",),
    is_code=False,
    settings=True,
    announcing=("package.json",),
)

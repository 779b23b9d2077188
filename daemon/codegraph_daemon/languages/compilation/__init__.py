"""What a compiler was told (`compile_commands.json`): where included files are looked for.

It is indexed like a source, so that a change of it re-links those whose includes it decides, but
holds no symbols.  This file only says which files they are; it is loaded by every scan of a tree.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="compilation",
    extensions=(),
    file_names=("compile_commands.json",),
    is_code=False,
    settings=True,
)

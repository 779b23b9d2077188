"""The files that say which Go module a folder is, and which modules are worked on together. This
file only says which files they are.

They are indexed like sources, so that a change of a module's name re-links exactly those whose
imports it touches; but they hold no symbols.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="gomod",
    extensions=(),
    file_names=("go.mod", "go.work"),
    is_code=False,
    settings=True,
    announcing=("go.mod",),
)

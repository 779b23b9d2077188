"""Plain text that documents. This file only says which files do; every scan loads it.

Most files that end in `.txt` are data, lists or settings of some program. What is called as people
call what is to be read is prose.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="text",
    extensions=(),
    file_names=("README", "HACKING", "CONTRIBUTING", "INSTALL"),
    name_patterns=(
        r"(?i:readme|hacking|contributing|install|changelog|changes|history|news)\.txt",
    ),
    is_code=False,
    sunken=("section",),
)

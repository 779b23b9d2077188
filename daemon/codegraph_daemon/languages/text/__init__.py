"""Plain text that documents. This file only says which files do; every scan loads it.

Most files that end in `.txt` are data, lists or settings of some program. What is called as people
call what is to be read is prose, and so is what lies in a folder of documents and has headings
(`discovery.content` looks for these).
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
    in_folders=(
        (
            ".txt",
            r"(?:^|/)(?:docs?|documentation|manual|guides?)/(?:[^/]+/)*"
            r"(?![^/]*(?i:requirements|constraints|licen[cs]e|copying|notice|robots|cmakelists))[^/]+$",
        ),
    ),
    is_code=False,
    sunken=("section",),
)

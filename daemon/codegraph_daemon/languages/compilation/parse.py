"""A compilation database to facts: the folders in which includes are looked for, as one setting.

Its commands are read and never run.  A file that cannot be read as JSON says nothing.
"""

from __future__ import annotations

import json
import posixpath
import re
from typing import Any

from ...facts import Bind
from ..builder import Builder
from ..configuration.json_text import parse_json

EXTRACTOR = "compilation 1"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

FOLDERS = "folders"
_OPTION = re.compile(r"""(?:^|\s)-(?:I|isystem|iquote)\s*("[^"]*"|'[^']*'|\S+)""")
_OPTIONS = ("-isystem", "-iquote", "-I")


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
    build = Builder(source)
    content = parse_json(source.decode("utf-8", "replace"))
    folders: dict[str, None] = {}
    for entry in content if isinstance(content, list) else ():
        if isinstance(entry, dict):
            directory = entry.get("directory")
            for folder in _included(entry):
                base = directory if isinstance(directory, str) else ""
                folders[posixpath.normpath(posixpath.join(base, folder))] = None
    text = json.dumps(list(folders), separators=(",", ":"), ensure_ascii=False)
    value = build.name(text.encode("utf-8", "replace").replace(b"\n", b" "))
    build.bind(build.scopes[0], FOLDERS.encode(), Bind.SETTING, value)
    return build.finish()


def _included(entry: dict[str, Any]) -> list[str]:
    """The folders that one command names."""
    words = entry.get("arguments")
    if not isinstance(words, list):
        command = entry.get("command")
        found = _OPTION.findall(command) if isinstance(command, str) else []
        return [folder.strip("\"'") for folder in found]
    folders: list[str] = []
    takes_next = False
    for word in words:
        if not isinstance(word, str):
            continue
        if takes_next:
            folders.append(word)
            takes_next = False
            continue
        for option in _OPTIONS:
            if word.startswith(option):
                folders += [word[len(option) :]] if word != option else []
                takes_next = word == option
                break
    return folders


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read: nothing."""
    return "json"

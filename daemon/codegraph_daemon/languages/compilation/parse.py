"""A compilation database to facts: the folders in which includes are looked for, as one setting,
the macros that all commands agree on, as another, and the names of those that they do not.

Its commands are read and never run.  A file that cannot be read as JSON says nothing.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from typing import Any

from ...facts import Bind
from ..builder import Builder
from ..configuration.json_text import parse_json

EXTRACTOR = "compilation 3"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

FOLDERS = "folders"
MACROS = "macros"
VARYING = "varying"
_WORD = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'])+""")
_QUOTES = re.compile(r"""["']""")
_FOLDER_OPTIONS = ("-isystem", "-iquote", "-I")
_MACRO_OPTIONS = ("-D", "-U")
_MACRO = re.compile(r"([A-Za-z_]\w*)(?:=(.*))?", re.DOTALL)


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
    build = Builder(source)
    content = parse_json(source.decode("utf-8", "replace"))
    folders: dict[str, None] = {}
    agreed: dict[str, str | None] | None = None
    named: dict[str, None] = {}
    for entry in content if isinstance(content, list) else ():
        if not isinstance(entry, dict):
            continue
        directory = entry.get("directory")
        base = directory if isinstance(directory, str) else ""
        macros: dict[str, str | None] = {}
        for option, given in _given(_words(entry)):
            if option in _FOLDER_OPTIONS:
                folders[posixpath.normpath(posixpath.join(base, given))] = None
            elif (found := _MACRO.fullmatch(given)) is not None:
                # What is defined without a value is 1.
                value = "1" if found[2] is None else found[2]
                macros[found[1]] = value if option == "-D" else None
        named.update(dict.fromkeys(macros))
        if agreed is None:
            agreed = macros
        else:
            agreed = {k: v for k, v in agreed.items() if k in macros and macros[k] == v}
    _bind(build, FOLDERS, list(folders))
    if agreed:
        _bind(build, MACROS, agreed)
    varying = [name for name in named if name not in (agreed or {})]
    if varying:
        _bind(build, VARYING, varying)
    return build.finish()


def _bind(build: Builder, name: str, value: object) -> None:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    said = build.name(text.encode("utf-8", "replace").replace(b"\n", b" "))
    build.bind(build.scopes[0], name.encode(), Bind.SETTING, said)


def _words(entry: dict[str, Any]) -> list[str]:
    """The words of one command."""
    words = entry.get("arguments")
    if isinstance(words, list):
        return [word for word in words if isinstance(word, str)]
    command = entry.get("command")
    found = _WORD.findall(command) if isinstance(command, str) else []
    return [_QUOTES.sub("", word) for word in found]


def _given(words: list[str]) -> Iterator[tuple[str, str]]:
    """The options of a command that count, each with what it is given."""
    expecting = ""
    for word in words:
        if expecting:
            yield expecting, word
            expecting = ""
            continue
        for option in (*_FOLDER_OPTIONS, *_MACRO_OPTIONS):
            if word == option:
                expecting = option
                break
            if word.startswith(option):
                yield option, word[len(option) :]
                break


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read: nothing."""
    return "json"

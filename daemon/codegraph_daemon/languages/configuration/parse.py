"""Configuration files to facts: the few settings that name modules, as bindings of the file.

A file that cannot be read as JSON says nothing; neither does a setting of the wrong shape, which
is for whoever asks for it to notice.  There are no symbols and no occurrences.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ...facts import Bind
from ..builder import Builder
from ..outline import entries as marks
from .json_text import parse_json

EXTRACTOR = "configuration 4"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

entries = marks.json
"""What is set, for what it names."""

_PACKAGE = (
    "name",
    "main",
    "module",
    "types",
    "typings",
    "source",
    "svelte",
    "exports",
    "imports",
)
_REPLACED = "replaced"
_DEPENDENCIES = (
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
)
_REPLACEMENT = re.compile(r"(?:file|link|portal|npm):|workspace:(?:.+@|\.)")
_TYPESCRIPT = ("extends", "references")
_COMPILER = ("baseUrl", "paths", "rootDirs", "rootDir", "outDir", "customConditions")


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
    build = Builder(source)
    content = parse_json(source.decode("utf-8", "replace"))
    if isinstance(content, dict):
        _bind(build, content, _PACKAGE)
        _bind(build, content, _TYPESCRIPT)
        options = content.get("compilerOptions")
        if isinstance(options, dict):
            _bind(build, options, _COMPILER)
        _bind(build, {_REPLACED: _replaced(content)}, (_REPLACED,))
        name = content.get("name")
        if isinstance(name, str) and name and name.isprintable():
            build.announce(name.encode("utf-8", "replace"))
    return build.finish()


def _replaced(content: dict[str, Any]) -> dict[str, str] | None:
    """Dependencies that are not what their name and a version say, with what they are."""
    found: dict[str, str] = {}
    for table in _DEPENDENCIES:
        wanted = content.get(table)
        for name, version in wanted.items() if isinstance(wanted, dict) else ():
            if isinstance(version, str) and _REPLACEMENT.match(version):
                found.setdefault(name, version)
    return found or None


def _bind(build: Builder, content: dict[str, Any], wanted: tuple[str, ...]) -> None:
    for name in wanted:
        value = content.get(name)
        if value is not None:
            # What is no text, as half a surrogate pair, names no file either.
            text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
            build.bind(
                build.scopes[0],
                name.encode(),
                Bind.SETTING,
                build.name(text.encode("utf-8", "replace")),
            )


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read: nothing."""
    return "json"

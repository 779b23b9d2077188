"""A `go.mod` to facts: the module that its folder is, which it announces, and where those lie that
it replaces by folders; a `go.work`: the folders of the modules that it uses, and the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ...facts import Bind
from ..builder import Builder
from ..go.modules import module_name

EXTRACTOR = "gomod 2"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_MODULE = re.compile(rb'^[ \t]*module[ \t]+(?:"([^"\n]+)"|([^\s"]+))', re.M)
_COMMENT = re.compile(r"//[^\n]*")
_DIRECTIVE = re.compile(r"^[ \t]*(use|replace)[ \t]*(?:\(([^()]*)\)|([^\s(][^\n]*))", re.M)
_WORD = re.compile(r"\"([^\"\n]*)\"|`([^`\n]*)`|([^\s\"`]+)")


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
    build = Builder(source)
    found = _MODULE.search(source)
    if found is not None:
        name = (found[1] or found[2]).decode("utf-8", "replace")
        build.announce(module_name(name).encode())
    for setting, value in _settings(source.decode("utf-8", "replace")).items():
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        build.bind(build.scopes[0], setting.encode(), Bind.SETTING, build.name(text.encode()))
    return build.finish()


def _settings(text: str) -> dict[str, list[str] | dict[str, str]]:
    """`uses`: the folders of modules; `replaces`: the folder for the path of each module."""
    uses: list[str] = []
    replaces: dict[str, str] = {}
    for directive, line in _lines(_COMMENT.sub("", text)):
        words = [one or two or three for one, two, three in _WORD.findall(line)]
        if directive == "use":
            uses += words[:1]
        elif "=>" in words[1:3]:
            folder = words[-1]
            # Anything else is the path of another module.
            if folder.startswith(("./", "../")):
                replaces[words[0]] = folder
    settings: dict[str, list[str] | dict[str, str]] = {}
    if uses:
        settings["uses"] = uses
    if replaces:
        settings["replaces"] = replaces
    return settings


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """What stands behind each `use` and `replace`, alone or in brackets."""
    for found in _DIRECTIVE.finditer(text):
        for line in (found[2] or found[3]).splitlines():
            if line.strip():
                yield found[1], line


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read: nothing."""
    return ""

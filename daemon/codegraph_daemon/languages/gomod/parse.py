"""A `go.mod` to facts: the module that its folder is, which it announces."""

from __future__ import annotations

import re

from ..builder import Builder
from ..go.modules import module_name

EXTRACTOR = "gomod 1"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_MODULE = re.compile(rb'^[ \t]*module[ \t]+(?:"([^"\n]+)"|([^\s"]+))', re.M)


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
    build = Builder(source)
    found = _MODULE.search(source)
    if found is not None:
        name = (found[1] or found[2]).decode("utf-8", "replace")
        build.announce(module_name(name).encode())
    return build.finish()


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read: nothing."""
    return ""

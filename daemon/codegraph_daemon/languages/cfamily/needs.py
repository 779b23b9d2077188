"""Why something of C or C++ may be needed though nothing uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..needs import INHERITED, OWN, Needs, Says

_CONDITION = re.compile(rb"^[ \t]*#[ \t]*(if|ifdef|ifndef|endif)\b[ \t]*(\w*)", re.MULTILINE)


def _access(name: str, says: Says) -> int:
    return OWN if says(b"static") else INHERITED


def _apart(text: bytes) -> Iterator[tuple[int, int]]:
    """What stands in branches of conditions, other than the guard of a header."""
    begun: list[int] = []
    for found in _CONDITION.finditer(text):
        if found[1] != b"endif":
            guards = b"define " + found[2] in text[found.end() : found.end() + 80]
            begun.append(-1 if found[1] == b"ifndef" and guards else found.start())
        elif begun and (start := begun.pop()) >= 0:
            yield start, found.end()


NEEDS = Needs(
    family="c",
    packages=("CMakeLists.txt", "Makefile", "meson.build", "configure.ac"),
    access=_access,
    idle=frozenset(
        ("nodiscard", "maybe_unused", "noreturn", "deprecated", "final", "override", "inline")
    ),
    apart=_apart,
    macro=re.compile(rb"^[ \t]*#[ \t]*define\b[ \t]*\w*", re.MULTILINE),
)

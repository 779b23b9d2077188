"""Why something of JavaScript or TypeScript may be needed though nothing uses it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..needs import INHERITED, OWN, Needs, Says, end_of_brackets

_ENTRIES = ("main", "module", "exports", "types", "typings", "bin")
_AUGMENTED = re.compile(rb"\bdeclare\s+(?:module\s+[\"'][^\"']+[\"']|global)\s*(?=\{)")


def _offers(name: str, text: bytes) -> bool:
    try:
        said = json.loads(text)
    except ValueError:
        return False
    if not isinstance(said, dict) or said.get("private") is True:
        return False
    return any(each in said for each in _ENTRIES)


def _access(name: str, says: Says) -> int:
    return OWN if name[:1] in "#_" or says(b"private") else INHERITED


def _apart(text: bytes) -> Iterator[tuple[int, int]]:
    for found in _AUGMENTED.finditer(text):
        yield found.start(), end_of_brackets(text, found.end())


NEEDS = Needs(
    family="ecmascript",
    packages=("package.json",),
    offers=_offers,
    access=_access,
    binds_exports=True,
    called=frozenset(("constructor",)).__contains__,
    idle=frozenset(("override", "final", "deprecated")),
    apart=_apart,
    adds_apart=True,
)

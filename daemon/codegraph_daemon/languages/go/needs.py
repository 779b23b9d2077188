"""Why something of Go may be needed though nothing uses it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..needs import INHERITED, OWN, Needs, Says


def _keeps(steps: Sequence[str], beside_program: bool) -> bool:
    return beside_program or "internal" in steps


def _is_upper(name: str) -> bool:
    return name[:1].isupper()


def _access(name: str, says: Says) -> int:
    return INHERITED if _is_upper(name) else OWN


NEEDS = Needs(
    family="go",
    packages=("go.mod",),
    keeps=_keeps,
    access=_access,
    entries=frozenset(("main", "_", "init")),
    asked_for=_is_upper,
    tests=re.compile(r"(?:Test|Benchmark|Example|Fuzz)(?![a-z])"),
)

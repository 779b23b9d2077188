"""Imports that only type checkers follow, and that are gone when a program runs.

Belongs here: telling them by how their statement is written, in the few files where it matters:
facts do not say it. Stays out: reading files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_CHECKING: Final = re.compile(r"\s*(?:el)?if\b(?!.*\bnot\b).*\bTYPE_CHECKING\b.*:")
_BEGINS: Final = re.compile(r"\s*(?:import|export)\b")
_OF_TYPES: Final = re.compile(r"\s*(?:import|export)\s+type\s*(?:[{*]|[\w$]+\s+from\b)")
_SCRIPTS: Final = (".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro")
_LONGEST: Final = 200
"""Lines of one statement."""


def is_typed_only(path: str, lines: Sequence[str], line: int) -> bool:
    """Whether the import in a line (from 0) of a file stands in `if TYPE_CHECKING:`, or is an
    `import type`."""
    if not 0 <= line < len(lines):
        return False
    if path.endswith(".py"):
        return _while_checking(lines, line)
    if path.endswith(_SCRIPTS):
        for at in range(line, max(line - _LONGEST, -1), -1):
            if _BEGINS.match(lines[at]):
                return _OF_TYPES.match(lines[at]) is not None
    return False


def _while_checking(lines: Sequence[str], line: int) -> bool:
    indent = _indent(lines[line])
    for at in range(line - 1, -1, -1):
        if not indent:
            break
        text = lines[at].lstrip()
        if text and not text.startswith("#") and _indent(lines[at]) < indent:
            if _CHECKING.match(lines[at]):
                return True
            indent = _indent(lines[at])
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())

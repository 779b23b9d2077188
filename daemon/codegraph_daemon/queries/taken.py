"""Names that take the member of their name out of a value: `const { name } = value`.

What stands there binds a name and uses a member at once.  Who asks for its definition asks for the
member; that the name is bound there can be seen.
"""

from __future__ import annotations

import re

from codegraph_client.protocol import Result

from ..facts import ROLE_MASK, ROLE_SHIFT, START_MASK, Expr, Facts, Role
from ..languages.registry import takes_by_name
from .reading import File
from .source import Lines
from .targets import occurrence_at

_PATTERN = re.compile(r"\b(?:const|let|var)\s*\{[^{}]*$")
_MOST = 100
"""Lines that are looked at before a name."""


def takes_out(file: File, start: int, lines: Lines) -> bool:
    """Whether the name at a byte offset binds itself to the member of its name."""
    if not takes_by_name(file.path):
        return False
    found = occurrence_at(file.facts, start)
    if found is None or found[1] != start or len(found[0]) < 2:
        return False
    roles = {file.facts.expr_kind[expr]: _role_at(file.facts, expr, start) for expr in found[0]}
    taken, bound = roles.get(Expr.ATTR), roles.get(Expr.NAME)
    if taken == bound == Role.IMPORT:
        # Of a module that is required, as any value; a name that is imported has no other place.
        line, column = file.facts.position(start)
        before = lines.of(file)[max(0, line - _MOST) : line + 1]
        before[-1:] = [each.encode()[:column].decode("utf-8", "replace") for each in before[-1:]]
        return _PATTERN.search("\n".join(before)) is not None
    return taken == Role.READ and bound == Role.DEFINITION


def _role_at(facts: Facts, expr: int, start: int) -> int:
    for packed in facts.occurrences_of(expr):
        if packed & START_MASK == start:
            return packed >> ROLE_SHIFT & ROLE_MASK
    return -1


def elsewhere(file: File, start: int, results: list[Result]) -> list[Result]:
    """Results without those that lie in the scope of the name at a byte offset, which it binds."""
    line, column = file.facts.position(start)
    return [r for r in results if (r["path"], r["line"], r["column"]) != (file.path, line, column)]

"""What names among the arguments of a call are: members of what another argument is, if the macro
that is called takes them so, else what they are anywhere.

Macros of the workspace say it themselves (`members_name`); those of `queue(3)` are known.
"""

from __future__ import annotations

import json
import re

from ..facts import Expr, members_name
from .declarations import Declarations
from .file import File
from .names import Found
from .values import Item, Values

_MODULE_SCOPE = 0
_QUEUE = re.compile(r"(?:S?LIST|S?TAILQ|SIMPLEQ|CIRCLEQ)_(FOREACH\w*|NEXT|PREV|INSERT_\w+|REMOVE)")
"""Macros of <sys/queue.h> whose last argument, or in loops the third, is a member."""


class MacroMembers(Declarations):
    """Finds the members that macros take their arguments for."""

    def passed(self, file: File, expr: int) -> Found:
        """What a name refers to that is an argument of a call."""
        parts = self.operands(file, file.expr_a[expr])
        named = file.expr_b[expr]
        places = [
            place
            for place, part in enumerate(parts[1:])
            if file.expr_kind[part] == Expr.NAME and file.expr_a[part] == named
        ]
        for place in places:
            for of, is_type in self._members_taken(file, parts[0], place, len(parts) - 1):
                if of + 1 < len(parts):
                    part = parts[of + 1]
                    holders = self.declared(file, part) if is_type else self.value(file, part)
                    members = self._of_holders(file, holders, file.names[named])
                    if members:
                        return members
        return self.items(file, parts[1 + places[0]])

    def _of_holders(self, file: File, holders: Values, name: str) -> Found:
        found: dict[Item, int] = {}
        for value in holders:
            if value[0] == "instance":
                found.update(self.member_items(file, value, name))
        return tuple(found.items())

    def _members_taken(
        self, file: File, callee: int, place: int, count: int
    ) -> list[tuple[int, bool]]:
        """Of which arguments the one at a place is a member, and whether these are types."""
        found: list[tuple[int, bool]] = []
        items = self.items(file, callee)
        for item, _ in items:
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            if where is None or not where[0].facts.is_macro(where[1]):
                continue
            there, symbol = where
            name = members_name(there.names[there.facts.symbol_name[symbol]])
            for row in self.look.value_rows(there, _MODULE_SCOPE, name):
                position, of, is_type = json.loads(there.names[there.bind_a[row]])
                if position == place:
                    found.append((of, is_type))
        if not any([item[0] == "symbol" for item, _ in items]):
            of = _of_queue(self._name_of(file, callee), place, count)
            if of is not None:
                found.append((of, False))
        return found

    def _name_of(self, file: File, callee: int) -> str:
        is_name = file.expr_kind[callee] == Expr.NAME
        return file.names[file.expr_a[callee]] if is_name else ""


def _of_queue(name: str, place: int, count: int) -> int | None:
    """Of which argument of a macro of <sys/queue.h> the one at a place is a member."""
    found = _QUEUE.fullmatch(name)
    if found is None:
        return None
    if found[1].startswith("FOREACH"):
        return 0 if place >= 2 else None
    if place != count - 1:
        return None
    return 0 if found[1] in ("NEXT", "PREV") else place - 1

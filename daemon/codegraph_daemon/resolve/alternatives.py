"""Which of several types something has, by the literals that their members are.

`issue.code === "too_big"` tells it, and so does a literal `{code: "too_big"}` where one of them is
expected.  What else narrows is for the languages' walkers and `evaluate`.
"""

from __future__ import annotations

from typing import ClassVar

from ..facts import Expr
from .evaluate import Operator
from .file import File
from .lookups import Lookups
from .named_types import NamedTypes
from .values import Value, Values, arguments, union

Literals = tuple[bool, frozenset[int | str]]
_QUOTES = frozenset('"0123456789')
_BOOLEANS = frozenset(("true", "false"))


class Alternatives(NamedTypes):
    """Narrows by members that are literals."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        # Kept for one link and never used for a memoised answer, as the receivers of attributes.
        self._literals: dict[tuple[Value, str], Literals] = {}

    def _matching_values(self, file: File, a: int, b: int) -> Values:
        return self._matching(file, a, b, True)

    def _unmatched_values(self, file: File, a: int, b: int) -> Values:
        return self._matching(file, a, b, False)

    def _matching(self, file: File, expr: int, literals: int, outcome: bool) -> Values:
        """The receivers of a member that can be, or can be other than, one of some literals."""
        receivers = _spread(self.receiver(file, file.expr_a[expr])[0])
        if len(receivers) < 2:
            return receivers
        name = file.names[file.expr_b[expr]]
        wanted = {value[2] for value in self.value(file, literals)}
        told = [
            (receiver, *self._literals_of(file, receiver, name))
            for receiver in receivers
            if receiver[0] != "external"
        ]
        if not any([names for _, _, names in told]):
            # In none of them is it a literal: as in `A & { name: string }`, of which all have it.
            return receivers
        kept: list[Value] = []
        for receiver, is_member, names in told:
            if not names:
                # Its type does not tell; if there is no such member at all, it is none of them.
                if is_member or not outcome:
                    kept.append(receiver)
            elif names & wanted if outcome else names - wanted:
                kept.append(receiver)
        return union([tuple(kept) or receivers])

    def _literals_of(self, file: File, receiver: Value, name: str) -> Literals:
        """Whether something has a member, and the literals that this can be, if it is one."""
        is_own = file.path_id == self.look.linking
        known = self._literals.get((receiver, name)) if is_own else None
        if known is not None:
            return known
        found = [item for item, _ in self.member_items(file, receiver, name)]
        values = union([self.item_value(item, True) for item in found])
        names = frozenset([value[2] for value in values if value[0] == "external"])
        if any([not _is_literal(each) for each in names]):
            names = frozenset()
        if is_own:
            self._literals[receiver, name] = bool(found), names
        return bool(found), names

    operators: ClassVar[dict[int, Operator]] = NamedTypes.operators | {
        Expr.MATCHING: _matching_values,
        Expr.UNMATCHED: _unmatched_values,
    }


def _spread(values: Values) -> Values:
    """Values, with what type variables are known to be in place of these.

    However many there are: only what a comparison leaves of them is a value of anything.
    """
    found: dict[Value, None] = {}
    pending = list(reversed(values))
    while pending:
        value = pending.pop()
        inner = arguments(value) if value[0] == "typevar" else ()
        if inner:
            pending += [each for part in reversed(inner) for each in reversed(part)]
        else:
            found[value] = None
    return tuple(found)


def _is_literal(name: object) -> bool:
    """Whether a type outside the workspace is one value."""
    return isinstance(name, str) and (name[:1] in _QUOTES or name in _BOOLEANS)

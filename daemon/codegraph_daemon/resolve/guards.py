"""What functions say of their argument: `(value): value is User`, where `isUser(value)` holds.

Which conditions are asked so is for the languages' walkers. What literals tell apart stands in
`alternatives`.
"""

from __future__ import annotations

from typing import ClassVar

from ..facts import GUARD_NAME, Expr
from .evaluate import Operator
from .expectations import Expectations
from .file import File
from .values import Value, Values, union


class Guards(Expectations):
    """Narrows by functions."""

    def _guarded_values(self, file: File, a: int, b: int) -> Values:
        """What a value is of which a function said that it is of a type."""
        before = self.value(file, b)
        told: list[Values] = []
        for value in self.value(file, a):
            for home, scope, _ in self._run(value):
                rows = self.look.value_rows(home, scope, GUARD_NAME)
                told += [self.declared(home, home.bind_b[row]) for row in rows]
        types = union(told)
        wanted = {each[:3] for each in types}
        kept = [value for value in before if value[:3] in wanted or self._is_below(value, types)]
        return tuple(kept) or types or before

    def _is_below(self, value: Value, types: Values) -> bool:
        """Whether an instance is of a class below one of some types."""
        if value[0] != "instance":
            return False
        order = self.mro(value[1], value[2])
        return any([each[0] == "instance" and (each[1], each[2]) in order for each in types])

    operators: ClassVar[dict[int, Operator]] = Expectations.operators | {
        Expr.GUARDED: _guarded_values,
    }

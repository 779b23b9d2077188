"""Names that stand for what an expression refers to: imports by a path, `using`, `use`.

What a name is otherwise is `names`' business.
"""

from __future__ import annotations

from abc import abstractmethod

from ..facts import NONE, Bind, Expr
from .file import File
from .keys import answer_key
from .lookups import Lookups
from .one_value import Found, OneValue
from .values import Item


class Aliases(OneValue):
    """Follows names that stand for others."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        # Only of the file being linked, as in `held`.
        self._own_aliases: dict[tuple[int, str], tuple[Item, ...]] = {}
        self._following: tuple[int, int, str] | None = None
        """The one of these that is being followed: path id, scope, name."""
        self._is_circular = False
        """Whether it led back to itself."""

    @abstractmethod
    def items(self, file: File, expr: int) -> Found:
        """What the last name of an expression refers to."""

    @abstractmethod
    def unbound(self, file: File, name: str) -> Found:
        """What a name means that its file does not bind."""

    def _alias_items(self, file: File, scope: int, name: str, expr: int) -> tuple[Item, ...]:
        """What a name refers to that stands for what an expression refers to."""
        if file.expr_kind[expr] == Expr.NAME:
            at, inner = file.expr_b[expr], file.names[file.expr_a[expr]]
            if at == NONE:
                if file.scoping.beyond or file.scoping.everywhere:
                    return tuple([item for item, _ in self.unbound(file, inner)])
                return (("external", 0, inner),)
            rows = self.look.rows(file, at, inner)
            is_elsewhere = not rows and file.scoping.qualified
            if not is_elsewhere and not any([file.bind_kind[r] == Bind.ALIAS for r in rows]):
                found: list[Item] = []
                for row in rows:
                    found += self._row_items(file, at, inner, row)
                return tuple(dict.fromkeys(found))
        if file.path_id != self.look.linking:
            return self._alias_answer(file, scope, name)
        held = self._own_aliases.get((scope, name))
        if held is None:
            held = self._own_aliases[(scope, name)] = self._own_alias(file, scope, name)
        return held

    def _alias_answer(self, file: File, scope: int, name: str) -> tuple[Item, ...]:
        self._is_circular = self._is_circular or self._following == (file.path_id, scope, name)
        key = answer_key(file.path_id, "alias", file.scope_identity[scope], name)
        return self.look.answer(key, self._aliased, (), file, scope, name)

    def _own_alias(self, file: File, scope: int, name: str) -> tuple[Item, ...]:
        """What a name of the file being linked stands for, which mostly nobody else asks.

        Names that it leads to are memoised answers, so that a circle is noticed; if this one is
        part of it, it is such an answer too.  One that has been asked may be part of it and no
        longer be asked by those that know.
        """
        key = answer_key(file.path_id, "alias", file.scope_identity[scope], name)
        if self._following is not None or key in self.look.memo:
            return self._alias_answer(file, scope, name)
        self._following = (file.path_id, scope, name)
        try:
            found = self._aliased(file, scope, name)
            is_circular = self._is_circular
        finally:
            self._following, self._is_circular = None, False
        return self._alias_answer(file, scope, name) if is_circular else found

    def _aliased(self, file: File, scope: int, name: str) -> tuple[Item, ...]:
        """What all the expressions refer to that a name stands for."""
        found: list[Item] = []
        # Read here, for the answer depends on them whoever asked.
        for row in self.look.rows(file, scope, name):
            if file.bind_kind[row] == Bind.ALIAS:
                found += [item for item, _ in self.items(file, file.bind_a[row])]
        return tuple(dict.fromkeys(found))

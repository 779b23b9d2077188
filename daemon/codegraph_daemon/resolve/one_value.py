"""Modules that are one value: `module.exports = value`, `export = value`.

How names lead to modules is `names`' business, and what the value is `module_values`'.
"""

from __future__ import annotations

from abc import abstractmethod

from ..facts import MODULE_VALUE_NAME
from .file import File
from .held import Found, Held
from .keys import answer_key
from .values import Item

DEFAULT = "default"
"""The export that a module which is one value has beside its members."""


class OneValue(Held):
    """What the one value that a module is offers, and where it is made."""

    @abstractmethod
    def _row_items(self, file: File, scope: int, name: str, row: int) -> tuple[Item, ...]:
        """What one binding makes a name refer to."""

    def value_members(self, file: File, expr: int, name: str) -> Found:
        """What `name` refers to on the value of an expression, if values are known at all."""
        return ()

    def _of_module_value(self, file: File, name: str) -> tuple[Item, ...]:
        """What the one value that a module is (`module.exports = value`) offers as `name`."""
        found: list[Item] = []
        for row in self.look.rows(file, 0, MODULE_VALUE_NAME):
            if name == DEFAULT:
                found += self._row_items(file, 0, MODULE_VALUE_NAME, row)
            else:
                # Its members are what only its value tells.
                key = answer_key(file.path_id, "module member", name)
                found += self.look.answer(key, self._module_member, (), file.path_id, name)
        return tuple(found)

    def _module_member(self, path_id: int, name: str) -> tuple[Item, ...]:
        file = self.look.file(path_id)
        if file is None:
            return ()
        found: list[Item] = []
        for row in self.look.value_rows(file, 0, MODULE_VALUE_NAME):
            found += [item for item, _ in self.value_members(file, file.bind_a[row], name)]
        return tuple(found)

    def value_without_name(self, file: File, scope: int) -> tuple[Item, ...]:
        """The symbol of the value that a module is, if the value has no name of its own."""
        symbol = file.symbol_bound(scope, MODULE_VALUE_NAME)
        return () if symbol is None else (("symbol", file.path_id, file.symbol_hash[symbol]),)


__all__ = ["DEFAULT", "Found", "OneValue"]

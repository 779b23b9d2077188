"""Modules that are one value (`module.exports = value`), as values."""

from __future__ import annotations

from typing import ClassVar

from ..facts import MODULE_VALUE_NAME, Expr
from .alternatives import Alternatives
from .evaluate import Operator
from .file import File
from .keys import answer_key
from .values import UNKNOWN, Values, union


class ModuleValues(Alternatives):
    """What modules are besides what they export."""

    def _module_values(self, file: File, a: int, b: int) -> Values:
        return self.module_value(Alternatives._module_values(self, file, a, b))

    def module_value(self, modules: Values) -> Values:
        """Modules, and beside each the one value that it is, if it is one."""
        found = [self._own_value(module[1]) for module in modules if module[0] == "file"]
        return union([modules, *found]) if any(found) else modules

    def _own_value(self, path_id: int) -> Values:
        file = self.look.file(path_id)
        if file is None or not self.look.rows(file, 0, MODULE_VALUE_NAME):
            return UNKNOWN

        def compute() -> Values:
            rows = self.look.value_rows(file, 0, MODULE_VALUE_NAME)
            return union([self.value(file, file.bind_a[row]) for row in rows])

        return self.look.answer(answer_key(path_id, "module value"), compute, UNKNOWN)

    def is_module_value(self, file: File, symbol: int) -> bool:
        """Whether a symbol is the value without a name that its module is."""
        return file.names[file.facts.symbol_name[symbol]] == MODULE_VALUE_NAME

    operators: ClassVar[dict[int, Operator]] = Alternatives.operators | {
        Expr.MODULE: _module_values
    }

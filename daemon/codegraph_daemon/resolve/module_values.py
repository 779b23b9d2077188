"""Modules that are one value (`module.exports = value`), as values."""

from __future__ import annotations

from typing import ClassVar

from ..facts import MODULE_VALUE_NAME, Expr
from .alternatives import Alternatives
from .evaluate import Operator
from .file import File
from .keys import answer_key
from .names import Found
from .values import UNKNOWN, Value, Values, union


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
        key = answer_key(path_id, "module value")
        return self.look.answer(key, self._find_own_value, UNKNOWN, file)

    def _find_own_value(self, file: File) -> Values:
        rows = self.look.value_rows(file, 0, MODULE_VALUE_NAME)
        return union([self.value(file, file.bind_a[row]) for row in rows])

    def beside(self, value: Value, name: str) -> Found:
        """What is exported under a name by the module that a value is: whoever requires the module
        gets the value, `exports = module.exports = value`."""
        file = self.look.file(value[1])
        if file is None or not self.look.rows(file, 0, MODULE_VALUE_NAME):
            return ()
        if value[:3] not in [own[:3] for own in self._own_value(value[1])]:
            return ()
        return self.exported(value[1], name)

    def is_module_value(self, file: File, symbol: int) -> bool:
        """Whether a symbol is the value without a name that its module is."""
        return file.names[file.facts.symbol_name[symbol]] == MODULE_VALUE_NAME

    operators: ClassVar[dict[int, Operator]] = Alternatives.operators | {
        Expr.MODULE: _module_values
    }

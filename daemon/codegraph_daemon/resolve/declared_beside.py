"""What a declaration written by hand beside a script (`lib.d.ts`, `lib.js`) says of the values that
the script itself does not tell.

Where a name is defined stays the script's answer, and what the script tells comes first.  Names
that only the declaration has are found where exports are (`names`).
"""

from __future__ import annotations

from typing import ClassVar

from ..facts import MODULE_VALUE_NAME, NONE, Bind, Expr, Kind
from ..languages.semantics import declared_beside
from .evaluate import Operator
from .file import File
from .module_values import ModuleValues
from .names import Found
from .values import UNKNOWN, Item, Values, union


class DeclaredBeside(ModuleValues):
    """Looks for the types of a script's names in the declaration beside it."""

    def _type_of(self, path_id: int, hashed: int) -> Values:
        values = ModuleValues._type_of(self, path_id, hashed)
        if _is_told(values):
            return values
        declared = [self.item_value(item, False) for item in self._by_hand(path_id, hashed)]
        return union(declared) or values

    def _returned(self, path_id: int, hashed: int) -> Values:
        values = ModuleValues._returned(self, path_id, hashed)
        is_object = bool(values) and all([value[0] == "object" for value in values])
        if _is_told(values) and not is_object:
            return values
        items = self._by_hand(path_id, hashed)
        declared = union([self.returned(item[1], item[2]) for item in items])
        # What makes an object often gives it members that nothing tells.
        return union([values, declared]) if is_object else declared or values

    def members_by_hand(self, file: File, receiver: int, name: str) -> Found:
        """What `name` refers to on a receiver of which only a declaration beside a script tells."""
        if file.expr_kind[receiver] != Expr.NAME:
            return ()
        found = [self.member_items(file, value, name) for value in self._passed_on(file, receiver)]
        return tuple([(item, o) for each in found for item, o in each if item[0] != "external"])

    def _attribute_values(self, file: File, receiver: int, name_index: int) -> Values:
        values = ModuleValues._attribute_values(self, file, receiver, name_index)
        if values or not file.scoping.by_hand or file.expr_kind[receiver] != Expr.NAME:
            return values
        passed = self._passed_on(file, receiver)
        return self.attributes_of(file, passed, file.names[name_index]) if passed else values

    def _passed_on(self, file: File, expr: int) -> Values:
        """What an imported name is by the declaration beside the module that passes it on.

        What it was made by may know less: members can be given to a function, or to an object.
        """
        scope, name = file.expr_b[expr], file.names[file.expr_a[expr]]
        declared: list[Values] = []
        for row in self.look.rows(file, scope, name) if scope != NONE else ():
            if file.bind_kind[row] != Bind.IMPORT_FROM:
                continue
            module = self.module(file, file.names[file.bind_a[row]], file.bind_c[row])
            passing = self.look.file(module[1]) if module and module[0] == "file" else None
            if passing is not None:
                items = self._beside(passing, file.names[file.bind_b[row]])
                declared += [self.item_value(item, False) for item in items]
        return union(declared)

    operators: ClassVar[dict[int, Operator]] = ModuleValues.operators | {
        Expr.ATTR: _attribute_values
    }

    def _by_hand(self, path_id: int, hashed: int) -> list[Item]:
        """What the declaration beside a script calls as the script calls something of its own: by
        the name of its module, or of a class in it."""
        where = self.locate(path_id, hashed)
        if where is None or not where[0].scoping.by_hand:
            return []
        file, symbol = where
        kind, container = file.symbol_kind, file.facts.symbol_container[symbol]
        name = file.names[file.facts.symbol_name[symbol]]
        if kind[container] == Kind.MODULE:
            return self._whole(file, name) or self._beside(file, name)
        around = file.facts.symbol_container[container]
        if kind[container] != Kind.CLASS or kind[around] != Kind.MODULE:
            return []
        owners = self._beside(file, file.names[file.facts.symbol_name[container]])
        items = [self.member(owner[1], owner[2], name, False)[0] for owner in owners]
        return [item for found in items for item in found if item[0] == "symbol"]

    def _whole(self, file: File, name: str) -> list[Item]:
        """What is declared as all that the module is (`export = name`), if it has this name."""
        found: list[Item] = []
        for item in self._beside(file, MODULE_VALUE_NAME):
            where = self.locate(item[1], item[2])
            if where and where[0].names[where[0].facts.symbol_name[where[1]]] == name:
                found.append(item)
        return found

    def _beside(self, file: File, name: str) -> list[Item]:
        beside = declared_beside(file.rules, self.look, file.path)
        found = [item for each in beside for item, _ in self.exported(each, name)]
        return [item for item in found if item[0] == "symbol"]


def _is_told(values: Values) -> bool:
    return values != UNKNOWN and any([value[0] != "external" for value in values])

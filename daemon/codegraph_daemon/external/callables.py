"""What is called where libraries are seen too: methods that are told apart by their arguments, what
methods of libraries give where tables are silent, and macros that crates offer.
"""

from __future__ import annotations

import re
from typing import ClassVar

from ..facts import (
    CALLABLE,
    NONE,
    Expr,
    Kind,
    ScopeKind,
)
from ..languages.external import Libraries
from ..resolve.evaluate import Operator
from ..resolve.file import File
from ..resolve.generic_calls import GenericCalls
from ..resolve.keys import answer_key
from ..resolve.names import Found
from ..resolve.values import Origin, Value, Values, union
from .evaluation import Externally, is_elsewhere
from .files import FIRST
from .lookups import libraries_of_file

_TYPES = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM))
_FUNCTION = frozenset((Kind.FUNCTION,))


class Calling(Externally, GenericCalls):
    """Evaluates calls of what libraries have."""

    def _of_root(self, file: File, path_id: int, name: str) -> Found:
        """What a crate offers from all of its files: macros."""
        libraries = libraries_of_file(file)
        if path_id < FIRST or libraries is None:
            return super()._of_root(file, path_id, name)
        key = answer_key(path_id, "of root", name)
        return self.look.answer(key, lambda: self._find_of_root(libraries, path_id, name), ())

    def _unsaid(self, file: File, path_id: int, name: str) -> Found:
        return self._of_root(file, path_id, name)

    def _find_of_root(self, libraries: Libraries, path_id: int, name: str) -> Found:
        word = re.compile(rf"macro_rules!\s+{re.escape(name)}\b".encode())
        for path in libraries.offering(self.look.files.disk, self.look.files.path(path_id), name):
            at = self.look.files.path_id(path)
            home = self.look.file(at) if self.look.files.may_hold(path, word) else None
            if home is None:
                continue
            found = [
                (("symbol", at, home.symbol_hash[symbol]), int(Origin.MODULE))
                for symbol, spelled in enumerate(home.facts.symbol_name)
                if symbol and home.names[spelled] == name and home.symbol_kind[symbol] in _FUNCTION
            ]
            if found:
                return tuple(found)
        return ()

    def _on_receivers(
        self, file: File, callee: int, name: str, parts: list[int] | None
    ) -> list[tuple[Value | None, Found]]:
        """Of each receiver the items that take the arguments; of what is known by its name, those
        of the class of that name."""
        results = super()._on_receivers(file, callee, name, parts)
        for at, (value, found) in enumerate(results):
            known = bool(found) and any([item[0] != "external" for item, _ in found])
            if value is not None and not known and not is_elsewhere(value):
                results[at] = value, self._declared_callable(file, value, name, parts) or found
        return results

    def _called(self, file: File, callee: int, given: int) -> list[tuple[Value | None, Found]]:
        """Of each receiver that a callee may have, the items that take the arguments; every class
        has what `Object` has."""
        results = super()._called(file, callee, given)
        if file.expr_kind[callee] != Expr.NAME or file.expr_b[callee] != NONE:
            return results
        name = file.names[file.expr_a[callee]]
        known = any([item[0] != "external" for _, found in results for item, _ in found])
        if known or name[-2:] != CALLABLE:
            return results
        parts = self.operands(file, given) if given else []
        found = self._declared_callable(file, ("external", 0, "object"), name, parts)
        return [(None, found)] if found else results

    def in_namespace(self, file: File, path: str, name: str) -> Found:
        """What a namespace holds under a name, in the workspace or in a library."""
        return super().in_namespace(file, path, name) or self._in_library(file, path, name)

    def _seen(
        self, file: File, scope: int, name: str, parts: list[int] | None
    ) -> tuple[Value | None, Found]:
        """What a call without a receiver means; where nothing else has it, what classes around it
        inherit from libraries."""
        receiver, found = super()._seen(file, scope, name, parts)
        if any([item[0] != "external" for item, _ in found]):
            return receiver, found
        at = scope
        while at != NONE:
            for value in self._this(file, at, 0) if _is_class(file, at) else ():
                inherited = self._declared_callable(file, value, name, parts)
                if inherited:
                    return value, inherited
            at = file.facts.scope_parent[at]
        return receiver, found

    def _declared_callable(
        self, file: File, value: Value, name: str, parts: list[int] | None
    ) -> Found:
        """`_declared_member`, of callables that are told apart by their arguments."""
        waiting = dict.fromkeys(self._names_above(value))
        for each in (names := list(waiting)):
            for item in self.known_as(file, each):
                where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
                if where is None or where[0].symbol_kind[where[1]] not in _TYPES:
                    continue
                instance: Value = ("instance", item[1], item[2])
                found = self._choose(file, self._callables_on(file, instance, name), parts)
                if found:
                    return found
                new = [other for other in self._names_above(instance) if other not in waiting]
                waiting.update(dict.fromkeys(new))
                names += new
        return ()

    def _chosen_values(self, file: File, a: int, given: int) -> Values:
        """What a callee can be; where tables are silent, as what it is declared."""
        found = super()._chosen_values(file, a, given)
        known = [each for each in found if each[0] != "external" or each[2][-2:] != CALLABLE]
        if known or not found:
            return found
        items = dict.fromkeys([item for item, _ in self.chosen_items(file, a, given)])
        declared = union([self.item_value(item, True) for item in items if item[0] == "symbol"])
        return declared or found

    operators: ClassVar[dict[int, Operator]] = GenericCalls.operators | {
        Expr.CHOSEN: _chosen_values
    }

    def _method_result(self, file: File, value: Value, name: str, argument: int) -> Values:
        """What a method gives: as tables say; where they are silent, as it is declared."""
        found = super()._method_result(file, value, name, argument)
        if found or value[0] != "external" or is_elsewhere(value):
            return found
        declared = self._declared_member(file, value, name)
        if len(declared) != 1:
            return found
        return self.called(file, self.item_value(declared[0][0], True), argument)


def _is_class(file: File, scope: int) -> bool:
    return file.scope_kind[scope] == ScopeKind.CLASS

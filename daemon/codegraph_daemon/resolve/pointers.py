"""Languages with pointers: what is pointed at, subscripts, loops over what has iterators.

A pointer is taken for what it points at, so what is left to say is where a class stands for one.
"""

from __future__ import annotations

from typing import ClassVar

from ..facts import Expr
from . import templates
from .evaluate import Operator
from .file import File
from .values import Value, Values, is_own, union
from .wrapped import Wrapped


class Pointers(Wrapped):
    """Evaluates the operators of languages with pointers."""

    def _pointed_values(self, file: File, a: int, _: int) -> Values:
        return union([self._pointed(value) for value in self.value(file, a)])

    def _subscript_values(self, file: File, a: int, _: int) -> Values:
        return union([self._subscript(value) for value in self.value(file, a)])

    def _iterated_values(self, file: File, a: int, _: int) -> Values:
        return union([self._iterated(value) for value in self.value(file, a)])

    def _pointed(self, value: Value) -> Values:
        if value[0] == "external":
            return templates.pointed(value)
        if value[0] == "instance" and not is_own(value):
            found = self._through(value, "operator->") or self._through(value, "operator*")
            return found or (value,)
        return (value,)

    def _subscript(self, value: Value) -> Values:
        if value[0] == "external":
            return templates.subscript(value)
        if value[0] == "instance":
            return self._through(value, "operator[]") or (value,)
        return (value,)

    def _iterated(self, value: Value) -> Values:
        if value[0] == "external":
            return templates.element(value)
        if value[0] == "instance":
            begun = self._through(value, "begin")
            if begun:
                return union([self._pointed(each) for each in begun])
        return (value,)

    operators: ClassVar[dict[int, Operator]] = {
        **Wrapped.operators,
        Expr.POINTED: _pointed_values,
        Expr.SUBSCRIPT: _subscript_values,
        Expr.ITERATED: _iterated_values,
    }

"""What annotations allow: classes, unions, containers with their type arguments, type variables."""

from __future__ import annotations

from abc import abstractmethod

from ..facts import Expr
from . import containers
from .file import File
from .generics import GENERIC, Generics
from .values import UNKNOWN, Arguments, Value, Values, applied, turned, union

_SEE_THROUGH = frozenset(
    (
        *("Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"),
        *("InitVar", "Unpack", "Mapped"),
    )
)
_TYPES = frozenset(("type", "Type"))
_CHECKS = frozenset(("TypeGuard", "TypeIs", "Literal"))


class Annotations(Generics):
    """Declared types."""

    @abstractmethod
    def value(self, file: File, expr: int) -> Values:
        """What an expression can evaluate to."""

    def declared(self, file: File, expr: int) -> Values:
        """The values that an annotation allows."""
        kind = file.expr_kind[expr]
        a, b = file.expr_a[expr], file.expr_b[expr]
        if kind == Expr.UNION:
            return union([self.declared(file, each) for each in file.alternatives(expr)])
        if kind == Expr.INDEX:
            return self._applied(file, self.value(file, a), b)
        if kind == Expr.LITERAL:
            if file.names[a] == "None":
                return UNKNOWN
            if b:
                # The parameters of a callable.
                return (("external", 0, file.names[a]),)
        if kind == Expr.ELEMENT:
            return UNKNOWN
        return self.instances(self.value(file, expr))

    def _applied(self, file: File, heads: Values, index: int) -> Values:
        """The values that `heads[index]` allows."""
        results: list[Values] = []
        for head in heads:
            if head[0] == "class":
                results.append((applied(("instance", head[1], head[2]), self._given(file, index)),))
            elif head[0] == "external":
                results.append(self._outside(file, head[2], index))
        return union(results)

    def _outside(self, file: File, name: str, index: int) -> Values:
        parts = self.operands(file, index)
        if name in _SEE_THROUGH:
            return self.declared(file, parts[0])
        if name == "Union":
            return union([self.declared(file, part) for part in parts])
        if name in _TYPES:
            classes = self.value(file, index)
            if any([value[0] == "typevar" for value in classes]):
                return containers.external("type", classes)
            return classes
        if name in _CHECKS:
            return (("external", 0, name),)
        return containers.annotated(name, self._given(file, index))

    def _given(self, file: File, index: int) -> Arguments:
        return tuple([self.declared(file, part) for part in self.operands(file, index)])

    def indexed_type(self, file: File, head: Value, index: int) -> Values:
        """What `head[index]` is where both are types: a type again."""
        if head[0] == "class":
            if self.generic(head[1], head[2])[0]:
                return (applied(head, self._given(file, index)),)
            is_object = file.scoping.descriptors
            return (head,) if is_object and self._says_it_is_generic(head) else UNKNOWN
        name = head[2]
        if name in _SEE_THROUGH:
            return self.value(file, self.operands(file, index)[0])
        if name == "Union":
            return union([self.value(file, part) for part in self.operands(file, index)])
        return containers.annotated(name, self._given(file, index))

    def _says_it_is_generic(self, head: Value) -> bool:
        """Whether a class can be indexed though its type variables are not known, as those of a
        function are not."""
        if any([each[0] == "external" and each[2] in GENERIC for each in self.bases(*head[1:3])]):
            return True
        items = self.member(head[1], head[2], "__class_getitem__", False)[0]
        return any([item[0] == "symbol" for item in items])

    def instances(self, classes: Values) -> Values:
        """Instances of these classes."""
        result: list[Value] = []
        for value in classes:
            if value[0] == "class":
                result.append(turned("instance", value))
            elif value[0] in ("external", "typevar"):
                result.append(value)
        return tuple(result)

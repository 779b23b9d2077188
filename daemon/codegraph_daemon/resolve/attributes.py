"""What the name behind a dot refers to, given what stands before it.

What was found for the file being linked is kept here as well: one receiver is written many times.
"""

from __future__ import annotations

from abc import abstractmethod

from ..facts import Expr
from ..languages.semantics import method_outside, methods_outside
from . import containers
from .classes import Classes
from .file import File
from .lookups import Lookups
from .mro import is_outside
from .names import Found
from .values import Item, Origin, Value, Values, arguments

_NAME, _MODULE = int(Expr.NAME), int(Expr.MODULE)
_PARTICULAR = frozenset((Expr.MODULE, Expr.THIS))
"""Receivers that have a say in what an attribute is, beside their values."""


class Attributes(Classes):
    """Attributes of values."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        # Only for the links of the file being linked, and never for a memoised answer: so every
        # read still reaches the set of keys that it belongs to.
        self._receivers: dict[int | tuple[int, int], tuple[Values, bool]] = {}
        """By expression; a name by its scope and itself, as it is one receiver everywhere."""
        self._valued: dict[int | tuple[int, int], Values] = {}
        """Values, by the same; what types allow, by the complement of their expressions."""
        self._meant: dict[int | tuple[int, int], Found] = {}
        """What attributes and names refer to, by the same."""
        self._members: dict[tuple[Value, str], Found] = {}

    @abstractmethod
    def receiver(self, file: File, expr: int) -> tuple[Values, bool]:
        """The values of an expression, and whether it is the method's own receiver."""

    def attribute_items(self, file: File, expr: int) -> Found:
        """What the name of an attribute refers to."""
        receiver, name = file.expr_a[expr], file.names[file.expr_b[expr]]
        if file.path_id != self.look.linking:
            seen = self._on_values(file, receiver, *self.receiver(file, receiver), name)
            return self._or_by_hand(file, receiver, name, seen) if file.scoping.by_hand else seen
        found = self._meant.get(expr)
        if found is None:
            kind = file.expr_kind[receiver]
            key = receiver if kind != _NAME else (file.expr_b[receiver], file.expr_a[receiver])
            # As `linked_receiver`, without a call: this is done for each member of the workspace.
            known = self._receivers.get(key)
            if known is None:
                known = self._receivers[key] = self.receiver(file, receiver)
            values, own = known
            if not values:
                found = ()
            elif len(values) == 1 and values[0][0] == "external" and not file.scoping.wrappers:
                found = ((("external", 0, name), Origin.TYPE),)
            elif len(values) == 1 and not own and kind not in _PARTICULAR:
                found = self.member_items(file, values[0], name)
            elif len(values) == 1 and kind == _MODULE:
                found = _as_imported(self.member_items(file, values[0], name))
            else:
                found = self._on_values(file, receiver, values, own, name)
            # Nothing is declared by hand but what names stand for.
            if kind == _NAME and file.scoping.by_hand:
                found = self._or_by_hand(file, receiver, name, found)
            self._meant[expr] = found
        return found

    def _or_by_hand(self, file: File, receiver: int, name: str, found: Found) -> Found:
        if not found or found[0][0][0] == "external":
            return self.members_by_hand(file, receiver, name) or found
        return found

    @abstractmethod
    def members_by_hand(self, file: File, receiver: int, name: str) -> Found:
        """What `name` refers to on a receiver of which only a declaration beside a script tells."""

    def linked_receiver(self, file: File, expr: int) -> tuple[Values, bool]:
        """`_receiver` in the file being linked, each computed once."""
        key: int | tuple[int, int] = expr
        if file.expr_kind[expr] == _NAME:
            key = (file.expr_b[expr], file.expr_a[expr])
        known = self._receivers.get(key)
        if known is None:
            known = self._receivers[key] = self.receiver(file, expr)
        return known

    def of_outside(self, file: File, value: Value, name: str) -> Values:
        """What a value outside of the workspace has under a name."""
        if file.scoping.interfaces and methods_outside(file.rules, value[2], name):
            return (("external", 0, f"{value[2]}.{name}"),)
        return containers.method(value, name)

    def method_outside(self, file: File, expr: int) -> str | None:
        """The method of a library's interface that the name of an attribute in the file being
        linked refers to, as its language calls it."""
        values, name = (
            self.linked_receiver(file, file.expr_a[expr])[0],
            file.names[file.expr_b[expr]],
        )
        known: list[int | str] = []
        if len(values) == 1 and values[0][0] == "external":
            known.append(values[0][2])
        elif len(values) == 1 and values[0][0] == "instance":
            known += [entry[1] for entry in self.mro(*values[0][1:3]) if is_outside(entry)]
        for each in known:
            found = method_outside(file.rules, str(each), name)
            if found is not None:
                return found
        return None

    def _on_values(self, file: File, receiver: int, values: Values, own: bool, name: str) -> Found:
        if not values:
            return ()
        if len(values) == 1:
            value = values[0]
            found = self.member_items(file, value, name)
            if own:
                # What is found through a method's own receiver is surer than what a type tells.
                return tuple([(i, Origin.SELF if o == Origin.TYPE else o) for i, o in found])
            return _as_imported(found) if file.expr_kind[receiver] == Expr.MODULE else found
        inside: dict[Item, int] = {}
        for value in values:
            for item, origin in self.member_items(file, value, name):
                if item[0] != "external":
                    # Of two ways to one item the less sure one counts, whichever comes first.
                    inside[item] = max(origin, inside.get(item, 0))
        if len(inside) > 1:
            return tuple((item, Origin.UNION) for item in inside)
        return tuple(inside.items())

    def member_items(self, file: File, value: Value, name: str) -> Found:
        """What `name` refers to on one value."""
        if value[0] == "external":
            return ((("external", 0, name), Origin.TYPE),)
        if file.path_id != self.look.linking:
            return self._items_of_member(file, value, name)
        found = self._members.get((value, name))
        if found is None:
            if value[0] == "instance" and not file.scoping.wrappers:
                # Nearly all: what an instance has is what its class has.
                items, _, beyond = self.member(value[1], value[2], name, False)
                origin = Origin.INHERITED if beyond else Origin.TYPE
                found = tuple([(item, origin) for item in items])
            elif value[0] == "file" and not file.scoping.wrappers:
                # What is imported, mostly: so is each name in a list of imports seen.
                found = self.exported(value[1], name)
            else:
                found = self._items_of_member(file, value, name)
            self._members[(value, name)] = found
        return found

    def _items_of_member(self, file: File, value: Value, name: str) -> Found:
        kind = value[0]
        if kind == "typevar":
            # Whatever it stands for is a kind of its bound.
            return self._of_bound(file, value, name)
        if kind == "file":
            return self.exported(value[1], name)
        if kind == "folder":
            if file.scoping.folders_hold:
                return self.held(value[2], name)
            inner = file.rules.inside(self.look, value[2], name)
            return ((inner, Origin.MODULE),) if inner is not None else ()
        if kind in ("class", "instance", "super"):
            items, depth, beyond = self.member(value[1], value[2], name, kind == "super")
            if kind == "instance":
                origin = Origin.INHERITED if beyond else Origin.TYPE
            else:
                origin = Origin.INHERITED if depth else Origin.CLASS
                known = bool(items) and items[0][0] != "external"
                if not known and kind == "class" and file.scoping.descriptors:
                    found = self.of_metaclass(value, name)
                    if found:
                        return found
            return tuple([(item, origin) for item in items])
        return ()

    @abstractmethod
    def of_metaclass(self, value: Value, name: str) -> Found:
        """What a class has under a name from the class that it is an instance of."""

    def _of_bound(self, file: File, value: Value, name: str) -> Found:
        found: dict[Item, int] = {}
        for bound in arguments(value):
            for each in bound:
                if each[0] != "typevar":
                    found.update(self._items_of_member(file, each, name))
        return tuple(found.items())


def _as_imported(found: Found) -> Found:
    """What a module has, as it is found where the module is imported."""
    return tuple([(i, Origin.IMPORT if o == Origin.MODULE else o) for i, o in found])

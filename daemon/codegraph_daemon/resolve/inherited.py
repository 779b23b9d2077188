"""What classes of the workspace have from outside of it: the methods of a base that lies there, of
any object, of enumerations, constants.  For languages whose callables are told apart by types.

What the methods of the library give is in `library_methods`; which of several callables is meant is
`callables`' business.
"""

from __future__ import annotations

from ..facts import Kind
from . import containers, library_methods
from .file import File
from .fitting import Fitting
from .values import UNKNOWN, Value, Values

_OF_ENUMS = frozenset(("values()", "valueOf()"))


class Inherited(Fitting):
    """Finds what no class of the workspace declares."""

    def base_outside(self, value: Value) -> Value | None:
        """The base outside of the workspace whose methods an instance has, with its arguments."""
        return library_methods.inherited(self.outside_bases(value))

    def attributes_of(self, file: File, values: Values, name: str) -> Values:
        """The values of an attribute of these; of constants outside it is told what they are."""
        if file.scoping.methods_apart and len(values) == 1 and values[0][0] == "external":
            found = library_methods.constant(values[0], name)
            if found:
                return found
        return Fitting.attributes_of(self, file, values, name)

    def from_outside(self, value: Value, name: str) -> Values:
        """A method that no class of the workspace has, to be called."""
        found = self._of_enum(value, name)
        if found:
            return found
        base = self.base_outside(value) if value[0] == "instance" else None
        if base is not None:
            found = library_methods.method(base, name)
            if found[0][0] == "bound":
                return found
        return library_methods.of_object(name)

    def _of_enum(self, value: Value, name: str) -> Values:
        """What an enumeration has without saying so: its constants, all or by their names."""
        if value[0] != "class" or name not in _OF_ENUMS:
            return UNKNOWN
        where = self.locate(value[1], value[2])
        if where is None or where[0].facts.symbol_kind[where[1]] != Kind.ENUM:
            return UNKNOWN
        # Calling what this returns makes one of it.
        whole = (value,) if name == "valueOf()" else UNKNOWN
        return whole or containers.external("Array", self.instances((value,)))

"""The small vocabulary of resolution: what a name can mean, and how sure we are.

An *item* is what an occurrence refers to; a *value* is what an expression evaluates to.  Both are
tuples (kind, path id, detail) made of path ids and descriptor hashes, never of indexes, so they
survive edits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..facts import as_module

Item = tuple[str, int, Any]
"""("symbol", path id, descriptor hash), ("file", path id, 0), ("folder", 0, path),
("external", 0, name)."""

Value = tuple[str, int, Any] | tuple[str, int, Any, "tuple[Values, ...]"]
"""("class" | "instance" | "function", path id, descriptor hash), ("super", path id, class hash),
("file", path id, 0), ("folder", 0, path), ("external", 0, name), ("typevar", path id, identity),
("bound", 0, name of a method of what lies outside the workspace).

A fourth part is what the value is applied to: the type arguments of a class, an instance or
something external, the bound of a type variable, the receiver of a function."""

Values = tuple[Value, ...]
UNKNOWN: Values = ()
"""Nothing is known.  To know that something lies outside the workspace is an external value."""

Arguments = tuple[Values, ...]

OWN: Arguments = ()
"""Applied to a class or an instance: it is a method's own receiver, whose class may be a subclass
of the one that is named."""

_MAKES = {"class": "instance", "function": "made"}
"""What each kind of value makes, where functions can be constructors."""
_LARGEST = 40
"""A value with more values than this inside says no more what it is applied to; it bounds what
`x = (x0, x0)`, `y = (x, x)` and so on would make."""

_MOST_VALUES = 12
"""A union of more values than this says nothing any more."""

_NO_VALUE: Value = ("external", 0, "None")


@as_module
class Origin:
    """How an edge was found; plain numbers, as the words of facts are."""

    DEFINITION = 0
    SCOPE = 1
    IMPORT = 2
    WILDCARD = 3
    MODULE = 4
    SELF = 5
    CLASS = 6
    INHERITED = 7
    TYPE = 8
    PARAMETER = 9
    UNION = 10
    IMPLIED = 11
    """The word leads to the symbol but does not stand for it, so it is none of its references:
    `__name__` to its module, a keyword without a parameter of its name to the function."""
    NAME = 12
    """It has the same name, and nothing more is known."""
    STRUCTURE = 13
    """A type has all methods of an interface."""
    MEMBER = 14
    """A member of what is not known. Links hold such uses by name alone; which members of that
    name they may mean is found when somebody asks."""
    PRECISE = 15
    """The index of the language's own indexer says so."""
    PRECISE_MEMBER = 16
    """It says so of a member of an instance, and taking one may be calling it."""
    SUPER = 17
    """A method of a base, called as that: nothing that overrides it is meant."""


OF_INSTANCES = frozenset((Origin.SELF, Origin.TYPE, Origin.INHERITED, Origin.UNION, Origin.SUPER))
"""How members of instances are found here."""


class Trust(NamedTuple):
    """How an origin is shown: its name, its tier, and its confidence between 0 and 1."""

    name: str
    tier: str
    confidence: float


# How often they are right is measured: `python -m bench.confidence`.
TRUST: dict[int, Trust] = {
    Origin.DEFINITION: Trust("definition", "certain", 1.0),
    Origin.SCOPE: Trust("scope", "certain", 1.0),
    Origin.IMPORT: Trust("import", "certain", 0.99),
    Origin.WILDCARD: Trust("wildcard", "certain", 0.98),
    Origin.MODULE: Trust("module", "certain", 0.99),
    Origin.SELF: Trust("self", "certain", 0.99),
    Origin.CLASS: Trust("class", "certain", 0.99),
    Origin.INHERITED: Trust("inherited", "inferred", 0.95),
    Origin.TYPE: Trust("type", "inferred", 0.97),
    Origin.PARAMETER: Trust("parameter", "inferred", 0.95),
    Origin.UNION: Trust("union", "inferred", 0.94),
    Origin.IMPLIED: Trust("implied", "inferred", 0.9),
    Origin.NAME: Trust("name", "possible", 0.5),
    Origin.STRUCTURE: Trust("structure", "inferred", 0.9),
    Origin.MEMBER: Trust("member", "possible", 0.1),
    Origin.PRECISE: Trust("scip", "certain", 0.99),
    Origin.PRECISE_MEMBER: Trust("scip", "certain", 0.99),
    Origin.SUPER: Trust("self", "certain", 0.99),
}


def union(parts: Iterable[Values]) -> Values:
    """The values of all parts, in order; unknown if there are too many.

    Of too many those of one class, applied to this and that, are what they are without it.

    That something may also be None says nothing about its members.
    """
    first = UNKNOWN
    merged: dict[Value, None] | None = None
    for part in parts:
        if not part:
            continue
        if not first:
            first = part
            continue
        if merged is None:
            merged = dict.fromkeys(first)
        for value in part:
            merged[value] = None
    if merged is None:
        if len(first) < 2:
            return first
        merged = dict.fromkeys(first)
    if len(merged) > 1:
        merged.pop(_NO_VALUE, None)
    if len(merged) > _MOST_VALUES:
        merged = dict.fromkeys([value[:3] for value in merged])
    return tuple(merged) if len(merged) <= _MOST_VALUES else UNKNOWN


def arguments(value: Value) -> Arguments:
    """What a value is applied to; empty if nothing is known of that."""
    return value[3] if len(value) == 4 else ()


def is_own(value: Value) -> bool:
    """Whether a value is a method's own receiver."""
    return len(value) == 4 and not value[3]


def applied(value: Value, given: Arguments) -> Value:
    """A value with what it is applied to, unless that is too large."""
    if not given or _size(given) > _LARGEST:
        given = (UNKNOWN,)
    return (value[0], value[1], value[2], given)


def _size(given: Arguments) -> int:
    total = 0
    for values in given:
        total += len(values)
        for value in values:
            if len(value) == 4:
                total += _size(value[3])
    return total


def turned(kind: str, value: Value) -> Value:
    """A class as its instance, or the other way round, with what it is applied to."""
    return (kind, value[1], value[2], value[3]) if len(value) == 4 else (kind, value[1], value[2])


def other_side(value: Value, name: str, has_prototypes: bool) -> Value | None:
    """What a name leads to that every value has: the class of an instance, and the prototype, which
    has the members of what a class or a function makes."""
    if name == "__class__" and value[0] == "instance":
        return turned("class", value)
    if name == "prototype" and has_prototypes and value[0] in _MAKES:
        return turned(_MAKES[value[0]], value)
    return None

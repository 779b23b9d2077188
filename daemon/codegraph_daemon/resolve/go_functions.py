"""What functions of Go's standard library give for their first argument.

Pure: a table over external values and their type arguments.  Which value a call is given is
`calls`' business.
"""

from __future__ import annotations

from collections.abc import Mapping

from .values import UNKNOWN, Value, Values, applied, arguments

_SAME, _ELEMENT, _LIST, _ITERATOR, _NUMBERED, _VALUES, _TABLE = range(7)
_WAYS: Mapping[str, Mapping[int, str]] = {
    "slices": {
        _SAME: "Clone Clip Compact CompactFunc Concat Delete DeleteFunc Grow Insert Repeat Replace",
        _ELEMENT: "Max MaxFunc Min MinFunc",
        _LIST: "Collect Sorted SortedFunc SortedStableFunc",
        _ITERATOR: "Values",
        _NUMBERED: "All Backward",
    },
    "maps": {_SAME: "All Clone", _ITERATOR: "Keys", _VALUES: "Values", _TABLE: "Collect"},
    "sync": {_SAME: "OnceFunc OnceValue OnceValues"},
}
FUNCTIONS = {
    f"{module}.{name}": way
    for module, ways in _WAYS.items()
    for way, names in ways.items()
    for name in names.split()
}
"""What functions give, by package and name."""
NAMES = frozenset(name.partition(".")[2] for name in FUNCTIONS)
"""Their names as they are called."""
PACKAGES = frozenset(_WAYS)
_HOLDING = frozenset(("Load", "Swap"))


def function(value: Value, name: str) -> str | None:
    """What the function `name` of a package is called here; None if it is no such one."""
    known = f"{value[2]}.{name}"
    return known if known in FUNCTIONS and not arguments(value) else None


def holds(value: Value, name: str) -> bool:
    """Whether a method of an external value gives what that holds."""
    return name in _HOLDING and value[2] == "Pointer" and bool(arguments(value))


def gives_argument(name: str) -> bool:
    """Whether a function gives something like its argument."""
    return FUNCTIONS[name] == _SAME


def given_by(name: str, value: Value) -> Values:
    """What a function gives for a container."""
    held = arguments(value)
    way = FUNCTIONS[name]
    if not held:
        return UNKNOWN
    if way == _ELEMENT:
        return held[0]
    if way == _LIST:
        return (applied(("external", 0, "list"), held[:1]),)
    if way == _ITERATOR:
        return (applied(("external", 0, "Seq"), held[:1]),)
    if way == _NUMBERED:
        return (applied(("external", 0, "Seq2"), ((("external", 0, "int"),), held[0])),)
    if len(held) < 2:
        return UNKNOWN
    if way == _VALUES:
        return (applied(("external", 0, "Seq"), (held[1],)),)
    return (applied(("external", 0, "dict"), held[:2]),)

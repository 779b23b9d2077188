"""What the templates of the C++ standard library give: elements, what pointers point at, results.

Pure: a table over external values and their template arguments, as `containers` is for languages
whose containers have other names and methods.
"""

from __future__ import annotations

from .values import UNKNOWN, Value, Values, applied, arguments

_KEYED = frozenset(("map", "unordered_map", "multimap", "unordered_multimap", "flat_map"))
_SEQUENCES = frozenset(
    (
        *("vector", "list", "forward_list", "deque", "array", "span", "initializer_list"),
        *("set", "unordered_set", "multiset", "unordered_multiset", "queue", "stack"),
        *("priority_queue", "valarray"),
    )
)
_POINTERS = frozenset(
    (
        *("unique_ptr", "shared_ptr", "weak_ptr", "auto_ptr", "optional", "atomic"),
        *("reference_wrapper", "make_unique", "make_shared", "scoped_refptr", "scoped_ptr"),
        *("iterator", "not_null", "raw_ptr", "unique_lock", "observer_ptr"),
    )
)
_TYPES = _KEYED | _SEQUENCES | _POINTERS | {"pair", "tuple", "future", "promise"}

_TO_ITERATOR = frozenset(
    (
        *("begin", "end", "rbegin", "rend", "cbegin", "cend", "lower_bound", "upper_bound"),
        *("find", "insert", "emplace", "erase"),
    )
)
_TO_PAIR = frozenset(("try_emplace", "insert_or_assign", "equal_range"))
"""Methods that give an iterator and something more."""
_TO_ELEMENT = frozenset(
    (
        *("front", "back", "top", "at", "emplace_back", "emplace_front", "data"),
        *("get", "release", "value", "value_or", "load", "exchange", "operator*", "operator->"),
    )
)
_ONLY_HERE = frozenset(
    (
        *("begin", "end", "rbegin", "rend", "cbegin", "cend", "lower_bound", "upper_bound"),
        *("front", "back", "top", "emplace_back", "emplace_front", "release", "value_or", "load"),
        *("first", "second", "lock", "try_emplace", "insert_or_assign", "equal_range"),
    )
)
"""Names that the containers of other languages do not have, which may have a type's name too."""
_AMBIGUOUS = frozenset(("list", "set", "array", "tuple", "deque", "Generator"))


def method(value: Value, name: str) -> Values | None:
    """A member of an external value, if it is one of these; None if another rule is to tell."""
    kind = value[2]
    given = arguments(value)
    if kind not in _TYPES or not given:
        return None
    if kind in _AMBIGUOUS and name not in _ONLY_HERE:
        return None
    if kind == "pair" and name in ("first", "second"):
        at = 0 if name == "first" else 1
        return given[at] if at < len(given) else UNKNOWN
    if name in _TO_ITERATOR or name in _TO_ELEMENT or name in _TO_PAIR or name == "lock":
        return (applied(("bound", 0, name), ((value,),)),)
    return None


def returned(value: Value, name: str) -> Values | None:
    """What such a member gives when it is called."""
    kind = value[2]
    if kind not in _TYPES or (kind in _AMBIGUOUS and name not in _ONLY_HERE):
        return None
    if name == "lock":
        return (value,)
    if name in _TO_PAIR:
        at: Values = (applied(("external", 0, "iterator"), (element(value),)),)
        second: Values = at if name == "equal_range" else (("external", 0, "bool"),)
        return (applied(("external", 0, "pair"), (at, second)),)
    if name in _TO_ITERATOR:
        return (applied(("external", 0, "iterator"), (element(value),)),)
    if name in _TO_ELEMENT:
        given = arguments(value)
        if kind in _KEYED:
            return given[1] if len(given) > 1 else UNKNOWN
        return given[0] if given else UNKNOWN
    return None


def element(value: Value) -> Values:
    """What a loop over an external value gives."""
    given = arguments(value)
    if value[2] in _KEYED and len(given) > 1:
        return (applied(("external", 0, "pair"), given[:2]),)
    return given[0] if given else UNKNOWN


def pointed(value: Value) -> Values:
    """What an external value points at: itself, unless it is a pointer in a class's clothes."""
    if value[2] in _POINTERS:
        given = arguments(value)
        return given[0] if given else UNKNOWN
    return (value,)


def subscript(value: Value) -> Values:
    """What `value[index]` is."""
    given = arguments(value)
    if value[2] in _KEYED:
        return given[1] if len(given) > 1 else UNKNOWN
    if value[2] in _SEQUENCES or value[2] in _POINTERS:
        return given[0] if given else UNKNOWN
    return (value,)


_TO_POINTER = frozenset(
    (
        *("dynamic_pointer_cast", "static_pointer_cast", "const_pointer_cast"),
        "reinterpret_pointer_cast",
    )
)
_TO_VALUE = frozenset(
    ("get", "any_cast", "bit_cast", "get_if", "polymorphic_downcast", "down_cast")
)


def converted(name: str, given: Values) -> Values:
    """What a function of this name gives that is told the type that it is to give."""
    if name in _TO_POINTER:
        return (applied(("external", 0, "shared_ptr"), (given,)),) if given else UNKNOWN
    return given if name in _TO_VALUE else UNKNOWN


INNER = frozenset(
    (
        *("iterator", "const_iterator", "reverse_iterator", "const_reverse_iterator"),
        *("value_type", "reference", "const_reference", "pointer", "element_type", "mapped_type"),
    )
)
"""Types inside of a container, by their names."""


def inner(value: Value, name: str) -> Values:
    """The type of a name inside of an external one."""
    if value[2] not in _TYPES or not arguments(value):
        return UNKNOWN
    if name.endswith("iterator"):
        return (applied(("external", 0, "iterator"), (element(value),)),)
    if name == "mapped_type":
        return subscript(value) if value[2] in _KEYED else UNKNOWN
    return element(value)
